"""What was written down is sent: claimed, sent, recorded, by any number of workers at once.

Each delivery arrives at least once. A worker that dies between sending and recording leaves it to be sent
again: the other system tells by the key (X-Delivery) that it has it already.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from time import monotonic
from typing import Final

from django.db.models import F
from django.utils.translation import gettext as _

from notifications.choices import Status
from notifications.models import Delivery, Webhook
from notifications.webhooks import calling, signing
from notifications.webhooks.addresses import Networks, NotFound, target
from notifications.webhooks.calling import Patience
from reports.refusals import Refusal

# Before the second attempt, the third, and so on; after the last it has failed, and a person may try again.
PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720, 1440))
# Far longer than one call may take: whoever sends for so long is dead.
STUCK: Final = timedelta(minutes=5)


def due(now: datetime) -> list[int]:
    """The webhooks for which something waits."""
    rows = Delivery.objects.filter(status=Status.PLANNED, next_try_at__lte=now, webhook__on=True)
    return list(rows.order_by("webhook").values_list("webhook", flat=True).distinct())


def send(
    webhook_id: int,
    now: datetime,
    allowed: Networks,
    *,
    seconds: float = 40,
    patience: Patience = calling.PATIENCE,
) -> Counter[str]:
    """One after the other, the oldest first. When no answer comes, the others wait for the next round: a
    machine that is down must not be waited for a hundred times. Nor does a slow one get a second worker:
    this ends before the next round begins."""
    counts: Counter[str] = Counter()
    begun = monotonic()
    waiting = Delivery.objects.filter(webhook=webhook_id, status=Status.PLANNED, next_try_at__lte=now)
    for pk in waiting.order_by("at", "pk").values_list("pk", flat=True)[:1000]:
        passed = monotonic() - begun
        if passed > seconds:
            break
        done = _send(pk, now + timedelta(seconds=passed), allowed, patience)
        if done:
            counts[done] += 1
        if done == "unreached":
            break
    return counts


def _send(pk: int, now: datetime, allowed: Networks, patience: Patience) -> str:
    row = _claim(pk, now)
    if row is None:
        return ""
    try:
        where = target(row.webhook.address, allowed)
        code = calling.post(where, row.body.encode(), _headers(row, now), patience)
    except (calling.Unreached, NotFound) as error:
        _failed(row, str(error), now)
        return "unreached"
    except Refusal as refusal:  # the address is not one to be called any more
        _failed(row, str(refusal), now)
        return "refused"
    if 200 <= code < 300:
        _sent(row, now)
        return "sent"
    _failed(row, f"HTTP {code}", now)
    return "refused"


def _claim(pk: int, now: datetime) -> Delivery | None:
    """The right to send: of all who try, one gets it. Asked of this table alone, not across a join: only of
    its own columns does the database make sure, having waited for another worker, that they still are so."""
    waiting = Delivery.objects.filter(pk=pk, status=Status.PLANNED, next_try_at__lte=now)
    waiting = waiting.filter(webhook__in=Webhook.objects.filter(on=True))
    won = waiting.update(status=Status.SENDING, attempts=F("attempts") + 1, claimed_at=now)
    return Delivery.objects.select_related("webhook").get(pk=pk) if won else None


def _headers(row: Delivery, now: datetime) -> dict[str, str]:
    timestamp = str(int(now.timestamp()))
    return {
        "Content-Type": "application/json",
        "User-Agent": "government-report-commitments",
        "X-Event": row.event,
        "X-Delivery": str(row.key),
        "X-Timestamp": timestamp,
        "X-Signature-256": signing.signature(signing.secret(row.webhook), timestamp, row.body.encode()),
    }


def _sent(row: Delivery, now: datetime) -> None:
    """Also when this worker had been taken for dead, unless another has begun since."""
    own = Delivery.objects.filter(pk=row.pk, attempts=row.attempts)
    own.update(status=Status.SENT, sent_at=now, error="")


def _failed(row: Delivery, why: str, now: datetime) -> None:
    own = Delivery.objects.filter(pk=row.pk, attempts=row.attempts, status=Status.SENDING)
    if row.attempts > len(PAUSES):
        own.update(status=Status.FAILED, error=why)
    else:
        own.update(status=Status.PLANNED, error=why, next_try_at=now + PAUSES[row.attempts - 1])


def recover(now: datetime) -> int:
    """What dead workers were sending is sent again, soon; not for ever, lest it is what kills them."""
    why = _("The worker ended while it was sending.")
    gone = Delivery.objects.filter(status=Status.SENDING, claimed_at__lte=now - STUCK)
    ended = gone.filter(attempts__gt=len(PAUSES)).update(status=Status.FAILED, error=why)
    return ended + gone.update(status=Status.PLANNED, next_try_at=now, error=why)


def again(pk: int, *, now: datetime) -> None:
    """A person asked for another attempt, now."""
    waiting = Delivery.objects.filter(pk=pk, status__in=(Status.FAILED, Status.PLANNED))
    if not waiting.update(status=Status.PLANNED, next_try_at=now):
        raise Refusal(_("This was sent already, or is being sent just now."))
