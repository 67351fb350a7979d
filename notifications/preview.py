"""Who would be told what on a day (哪些人今天会收到什么): the sweep's own query, and nothing is written.

The lines are notices that are not in the database, so that they read as they will in the digest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db import connection, transaction

from commitments.models import Commitment
from notifications.audience import Part, Scope, audience
from notifications.models import Notice
from notifications.planning import NEWS, VIA, calendar
from reports.models import Organ

_PEOPLE: Final = f"""
SELECT person_id, COUNT(DISTINCT subject) AS lines FROM addressed a WHERE {NEWS}
GROUP BY person_id ORDER BY lines DESC, person_id"""
_LINES: Final = f"""
SELECT a.commitment_id, a.organ_id, a.stage, a.step, a.counts_from, a.person_id, {VIA}, a.channel,
    COALESCE(c.status, o.status, '')
FROM addressed a
LEFT JOIN notifications_notice c ON c.commitment_id = a.commitment_id AND c.counts_from = a.counts_from
    AND c.stage = a.stage AND c.step = a.step AND c.person_id = a.person_id AND c.channel = a.channel
    AND c.status <> 'dropped'
LEFT JOIN notifications_notice o ON o.organ_id = a.organ_id AND o.commitment_id IS NULL
    AND o.counts_from = a.counts_from AND o.stage = a.stage AND o.step = a.step
    AND o.person_id = a.person_id AND o.channel = a.channel AND o.status <> 'dropped'
WHERE {NEWS} AND a.person_id IN """

_UNHEARD: Final = """
SELECT DISTINCT commitment_id FROM told WHERE person_id IS NULL AND commitment_id IS NOT NULL ORDER BY 1"""


@dataclass(slots=True)
class Reader:
    """One person's digest by one way. ``told``: those of its lines that were told already."""

    person: Any
    channel: str
    notices: list[Notice]

    @property
    def told(self) -> int:
        return sum(notice.status not in ("", "planned") for notice in self.notices)


@dataclass(frozen=True, slots=True)
class Preview:
    """``sent_on``: the day itself, or the next on which offices work; before it nobody is written to.

    ``unheard``: the commitments of which nobody is left to be told.
    """

    day: date
    sent_on: date
    people: int = 0
    readers: Sequence[Reader] = ()
    unheard: Sequence[int] = ()


def preview(
    day: date, channels: Iterable[str], scope: Scope | None = None, *, start: int = 0, number: int = 20
) -> Preview:
    """``number`` people from ``start``, those with most lines first. The same few queries for any number."""
    days = calendar()
    if not days.is_working(day):
        return Preview(day, days.next_working(day))
    with transaction.atomic(), audience(day, days, channels, scope).stored() as who:
        people = [row[0] for row in _asked(who, _PEOPLE)]
        unheard = [row[0] for row in _asked(Part(""), _UNHEARD)]
        readers = _readers(who, people[start : start + number])
    return Preview(day, day, len(people), readers, unheard)


def _asked(who: Part, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(who.sql + statement, [*who.params, *values])
        return cursor.fetchall()


def _readers(who: Part, people: Sequence[int]) -> list[Reader]:
    if not people:
        return []
    rows = _asked(who, f"{_LINES}({', '.join(['%s'] * len(people))})", people)
    users = get_user_model().objects.in_bulk(people)
    found = {
        (person, channel): Reader(users[person], channel, [])
        for person in people
        for channel in sorted({row[7] for row in rows if row[5] == person}, reverse=True)
    }
    commitments = Commitment.objects.light().in_bulk({row[0] for row in rows if row[0]})
    organs = Organ.objects.in_bulk({row[1] for row in rows if row[1]})
    for commitment, organ, stage, step, counts_from, person, via, channel, status in rows:
        notice = Notice(
            commitment=commitments.get(commitment), organ=organs.get(organ), stage=stage, step=step,
            counts_from=_day(counts_from), person=users[person], via=via, channel=channel, status=status,
        )  # fmt: skip
        found[person, channel].notices.append(notice)
    return list(found.values())


def _day(value: date | str) -> date:
    """SQLite keeps days as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
