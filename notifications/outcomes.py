"""What became of a message, and what follows from it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from notifications.channels import Permanent, Trouble, Uncertain
from notifications.choices import Channel, Status
from notifications.models import Message, Notice, Preference
from reports.refusals import Refusal

# Before the second attempt, the third, and so on; after the last the message has failed.
PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 180, 480))
# Far longer than a task may take: whoever sends for so long is dead.
STUCK: Final = timedelta(minutes=15)
DOUBTFUL: Final = (Status.FAILED, Status.UNCERTAIN)


def in_doubt() -> QuerySet[Message]:
    """What a person should look at."""
    return Message.objects.filter(status__in=DOUBTFUL)


def sent(message: Message, now: datetime) -> bool:
    return _end(message, Status.SENT, sent_at=now, error="")


def failed(message: Message, trouble: Trouble, now: datetime) -> bool:
    """What certainly did not arrive is tried again for a while; what may have arrived never is."""
    error = str(trouble)
    if isinstance(trouble, Uncertain):
        return _end(message, Status.UNCERTAIN, error=error)
    if isinstance(trouble, Permanent) or message.attempts > len(PAUSES):
        return _end(message, Status.FAILED, error=error)
    pause = PAUSES[message.attempts - 1]
    return _end(message, Status.PLANNED, next_try_at=now + pause, error=error)


@transaction.atomic
def _end(message: Message, status: Status, **values: Any) -> bool:
    """Only of the attempt that this worker made: had it been taken for dead, what it knows still counts,
    unless a person has decided meanwhile."""
    own = Message.objects.filter(pk=message.pk, attempts=message.attempts)
    own = own.filter(status__in=(Status.SENDING, Status.UNCERTAIN))
    if not own.update(status=status, **values):
        return False
    _carry(message, status, values.get("sent_at"))
    return True


def _carry(message: Message, status: Status, sent_at: datetime | None = None) -> None:
    """The notices follow their message. What is to be sent again is planned again, for the sweep to drop
    when it is settled; what cannot arrive is told in the site."""
    notices = Notice.objects.filter(message=message)
    if status == Status.FAILED:
        _fall_back(message, notices)
    if status == Status.PLANNED:
        notices.update(status=status, message=None)
    else:
        notices.update(status=status, sent_at=sent_at)


def _fall_back(message: Message, notices: QuerySet[Notice]) -> None:
    """To the site, even for those who had switched it off: nothing else reaches them. The unique key leaves
    out what they were told there already."""
    Preference.objects.filter(person=message.person_id, channel=Channel.SITE).update(on=True)
    matter = ("commitment_id", "organ_id", "stage", "step", "counts_from", "person_id", "via", "planned_on")
    Notice.objects.bulk_create(
        (Notice(channel=Channel.SITE, **values) for values in notices.values(*matter)), ignore_conflicts=True
    )


def check_stuck(now: datetime) -> int:
    """Who was sending is gone. When the clock was set back there are claims of the future: as doubtful."""
    gone = Q(claimed_at__lte=now - STUCK) | Q(claimed_at__gte=now + STUCK)
    found = 0
    for message in Message.objects.filter(gone, status=Status.SENDING):
        why = _("The worker ended while it was sending. Whether the message arrived is not known.")
        found += _end(message, Status.UNCERTAIN, error=why)
    _forget_settled()
    return found


@transaction.atomic
def _forget_settled() -> None:
    """Messages for another attempt of which nothing is left to say. Locked first: what somebody claims
    meanwhile must keep its record, or its notices would wait for ever."""
    same = Notice.objects.filter(person=OuterRef("person"), channel=OuterRef("channel"))
    waiting = Message.objects.filter(~Exists(same.filter(status=Status.PLANNED)), status=Status.PLANNED)
    found = list(waiting.select_for_update(skip_locked=True).values_list("pk", flat=True))
    Message.objects.filter(pk__in=found).delete()


# --- decided by a person -----------------------------------------------------------------------------------


def arrived(pk: int, *, by: Any) -> Message:
    """Somebody asked, and it did arrive."""
    return _settle(pk, Status.SENT, by=by)


def again(pk: int, *, by: Any, now: datetime) -> Message:
    """Somebody asked, and it did not; or the reason for the failure is gone."""
    return _settle(pk, Status.PLANNED, by=by, next_try_at=now)


@transaction.atomic
def _settle(pk: int, status: Status, *, by: Any, **values: Any) -> Message:
    message = Message.objects.select_for_update().get(pk=pk)
    if message.status not in DOUBTFUL:
        raise Refusal(_("This message is not in doubt any more."))
    message.status, message.verified_by = status.value, by
    message.sent_at = message.claimed_at if status == Status.SENT else None
    message.next_try_at = values.get("next_try_at")
    message.save(update_fields=["status", "verified_by", "sent_at", "next_try_at"])
    _carry(message, status, message.sent_at)
    return message
