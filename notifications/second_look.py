"""Is it still true? Asked again just before anybody is told, for a few people at once: it costs as much for
one as for twenty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from time import monotonic
from typing import Final

from notifications import planning
from notifications.choices import Status
from notifications.models import Notice

PEOPLE: Final = 20
# Longer than it takes to tell so many, unless a server is slow: then it is asked anew.
SECONDS: Final = 10
AT_ONCE: Final = 500  # a database takes only so many parameters


@dataclass(slots=True)
class SecondLook:
    """``people``: in the order in which they are going to be told."""

    channel: str
    people: Sequence[int]
    today: date
    until: float = 0.0
    seen: dict[int, list[int]] = field(default_factory=dict)

    def true_for(self, person: int) -> list[int]:
        """The keys of the planned notices that this person is still to be told. The others are dropped."""
        if person not in self.seen or monotonic() > self.until:
            self._look(person)
        return self.seen[person]

    def _look(self, person: int) -> None:
        place = self.people.index(person)
        some = self.people[place : place + PEOPLE]
        rows = Notice.objects.filter(status=Status.PLANNED, channel=self.channel, person__in=some).order_by(
            "pk"
        )
        found: dict[int, list[int]] = defaultdict(list)
        for notice in self._true(list(rows)):
            found[notice.person_id].append(notice.pk)
        self.seen = {one: found[one] for one in some}
        self.until = monotonic() + SECONDS

    def _true(self, rows: list[Notice]) -> list[Notice]:
        true: list[Notice] = []
        for begin in range(0, len(rows), AT_ONCE):
            true += planning.still_true(rows[begin : begin + AT_ONCE], self.today)
        return true
