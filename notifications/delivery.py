"""Telling people what was planned: claim, look again, send, record. Any number of workers may do it at once.

A message is claimed by writing its row, of which there is one for a person, a channel and a day; whoever
writes it sends it. A message in the site is sent by that very transaction. Everything else is recorded as
being sent before it leaves, so whoever dies meanwhile leaves a row that says so, and never a second copy.
"""

from __future__ import annotations

import logging
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from time import monotonic
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from notifications import channels, digests, lines, outcomes, planning
from notifications.channels import Down, Letter, Trouble
from notifications.choices import Channel, Status
from notifications.models import Message, Notice, Preference
from notifications.second_look import SecondLook
from notifications.workdays import OfficeHours, Workdays
from reports.people import name_of

logger = logging.getLogger(__name__)

INBOX: Final = "admin:notifications_inbox"


@dataclass(frozen=True, slots=True)
class Round:
    """One pass over what waits. ``until``: when to leave the rest to the next one."""

    now: datetime
    calendar: Workdays
    until: float = float("inf")

    @property
    def today(self) -> date:
        return timezone.localtime(self.now).date()

    @property
    def monday(self) -> date:
        return self.today - timedelta(days=self.today.weekday())


def deliver(now: datetime, *, seconds: float = 200, anytime: bool = False) -> Counter[str]:
    """Send what may be sent now; how many messages ended how."""
    calendar = planning.calendar()
    if not anytime and not OfficeHours(*settings.REMINDER_HOURS).open_at(timezone.localtime(now), calendar):
        return Counter(closed=1)
    pass_ = Round(now, calendar, monotonic() + seconds)
    counts = _serve(pass_, waiting(pass_, Channel.SITE), partial(_tell, pass_))
    for key in channels.configured():
        counts += _send_by(pass_, key)
    return counts


def _send_by(pass_: Round, key: str) -> Counter[str]:
    look = waiting(pass_, key)
    if not look.people:
        return Counter()
    try:
        with channels.channel(key) as channel:
            return _serve(pass_, look, partial(_send, pass_, channel))
    except Down as error:
        logger.warning("%s does not answer: %s", key, error)
        return Counter({f"{key} down": 1})


def _serve(pass_: Round, look: SecondLook, serve: Callable[[int, SecondLook], str]) -> Counter[str]:
    """One after the other. What goes wrong with one person's message does not keep it from the others."""
    counts: Counter[str] = Counter()
    for person in look.people:
        if monotonic() > pass_.until:
            break
        try:
            done = serve(person, look)
        except Down as error:  # in the middle: the rest wait for the next pass
            logger.warning("%s does not answer any more: %s", look.channel, error)
            counts[f"{look.channel} down"] = 1
            break
        except Exception:
            logger.exception("no message to person %s by %s", person, look.channel)
            done = "broken"
        if done:
            counts[done] += 1
    return counts


def waiting(pass_: Round, key: str) -> SecondLook:
    """Who has something to be told and has not been told today. In any order, lest workers queue up."""
    planned = Notice.objects.filter(status=Status.PLANNED, channel=key).order_by().values("person").distinct()
    people = [row["person"] for row in planned]
    if people:
        held = _held(pass_, Message.objects.filter(channel=key, person__in=planned))
        people = [person for person in people if person not in held]
        random.shuffle(people)
    return SecondLook(key, people, pass_.today)


def _held(pass_: Round, messages: QuerySet[Message]) -> set[int]:
    """Told today, to be tried again later, or told often enough this week."""
    told = Q(day=pass_.today) & ~Q(status=Status.PLANNED)
    later = Q(status=Status.PLANNED, next_try_at__gt=pass_.now)
    held = set(messages.filter(told | later).values_list("person", flat=True))
    # Nothing of these has arrived.
    week = messages.exclude(channel=Channel.SITE).exclude(status__in=(Status.FAILED, Status.PLANNED))
    week = week.filter(day__gte=pass_.monday, day__lt=pass_.today)
    often = week.order_by().values("person").annotate(times=Count("pk"))
    return held | set(often.filter(times__gte=settings.REMINDER_BUDGET).values_list("person", flat=True))


# --- one message -------------------------------------------------------------------------------------------


@transaction.atomic
def _tell(pass_: Round, person: int, look: SecondLook) -> str:
    """In the site: told by the transaction that says so, hence exactly once."""
    claimed = _claim(pass_, person, look)
    if claimed is None:
        return ""
    outcomes.sent(claimed[0], pass_.now)
    return "site"


def _send(pass_: Round, channel: channels.Channel, person: int, look: SecondLook) -> str:
    with transaction.atomic():
        claimed = _claim(pass_, person, look)
    if claimed is None:
        return ""
    message, letter = claimed
    try:
        channel.send(letter)
    except Trouble as trouble:
        outcomes.failed(message, trouble, pass_.now)
        if isinstance(trouble, Down):
            raise
        return type(trouble).__name__.lower()
    outcomes.sent(message, pass_.now)
    return channel.key


def _claim(pass_: Round, person: int, look: SecondLook) -> tuple[Message, Letter] | None:
    """The message, and what it says; None when another worker has it, or nothing is true any more."""
    true = look.true_for(person)
    message = _take(pass_, look.channel, person) if true else None
    if message is None:
        return None
    rows = Notice.objects.filter(pk__in=true, status=Status.PLANNED).order_by("pk")
    notices = list(rows.select_for_update(of=("self",)).select_related("commitment", "organ"))
    if not notices:
        message.delete()  # nothing was told: the day's message may still come
        return None
    rows.update(status=Status.SENDING, message=message)
    return message, _write(pass_, message, notices)


def _take(pass_: Round, key: str, person: int) -> Message | None:
    """The right to send: of all who try, one gets it."""
    again = Message.objects.filter(person=person, channel=key, status=Status.PLANNED).first()
    if again:
        due = Message.objects.filter(pk=again.pk, status=Status.PLANNED, next_try_at__lte=pass_.now)
        won = due.update(
            status=Status.SENDING, day=pass_.today, attempts=F("attempts") + 1, claimed_at=pass_.now
        )
        return Message.objects.get(pk=again.pk) if won else None
    message, new = Message.objects.get_or_create(
        person_id=person,
        channel=key,
        day=pass_.today,
        defaults={"status": Status.SENDING, "claimed_at": pass_.now},
    )
    return message if new else None


def _write(pass_: Round, message: Message, notices: list[Notice]) -> Letter:
    person = get_user_model().objects.get(pk=message.person_id)
    name = name_of(person)
    made = digests.digest(name, pass_.today, lines.lines(notices, pass_.today, pass_.calendar))
    message.title, message.lines = made.subject[:200], digests.kept(made)
    message.address = _address(person, message.channel)
    message.save(update_fields=["title", "lines", "address"])
    return digests.letter(made, message.address, site=settings.SITE_URL, inbox=reverse(INBOX))


def _address(person: Any, key: str) -> str:
    if key == Channel.EMAIL:
        return str(person.email)
    chosen = Preference.objects.filter(person=person, channel=key).first()
    return chosen.address if chosen else ""
