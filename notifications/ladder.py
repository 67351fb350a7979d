"""Which step holds today: pure rules over dates. No clock, no settings, no database.

Steps are ranges, never equality. From the day on which a step begins it holds until the next one does, so a
day on which nothing ran is made up for, and what was passed over meanwhile is not told any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from commitments.deadlines import ONE_DAY, Calendar, add_working_days, working_days_between

# The rungs that follow each other, by the same deadline; every other stage stands for itself.
DEADLINE: Final = ("remind", "chase", "supervise", "circulate")
BEFORE: Final = frozenset({"remind", "filing", "publishing"})  # days before the day itself
CALENDAR_DAYS: Final = BEFORE | {"stale"}


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of a policy. ``stage`` is a value of choices.Stage."""

    stage: str
    days: int

    @property
    def track(self) -> str:
        return DEADLINE[0] if self.stage in DEADLINE else self.stage

    @property
    def step(self) -> int:
        """Its place: days after the day from which it counts, negative before it."""
        return -self.days if self.stage in BEFORE else self.days

    @property
    def place(self) -> tuple[int, int]:
        """What goes up the ladder; of two that begin on the same day the weightier is the later."""
        return self.step, DEADLINE.index(self.stage) if self.stage in DEADLINE else 0

    def begun(self, counts_from: date, today: date, calendar: Calendar) -> bool:
        if self.stage in CALENDAR_DAYS:
            return (today - counts_from).days >= self.step
        return counts_from <= today and working_days_between(counts_from, today, calendar) >= self.days

    def latest(self, today: date, calendar: Calendar) -> date:
        """The last day from which it can count and have begun by today: ``begun``, turned round."""
        if self.stage in CALENDAR_DAYS:
            return today - timedelta(days=self.step)
        if self.days == 0:
            return today
        return add_working_days(today + ONE_DAY, -self.days, calendar) - ONE_DAY


def due(
    rungs: Iterable[Rung], counts_from: date, today: date, calendar: Calendar, told: int | None = None
) -> Rung | None:
    """The step of one track that is to be told; ``told`` is the last step that was.

    The rule in its plain form. The sweep asks it of a whole table by ``windows``; tests hold the two
    together.
    """
    begun = [rung for rung in rungs if rung.begun(counts_from, today, calendar)]
    last = max(begun, key=lambda rung: rung.place, default=None)
    return last if last and (told is None or last.step > told) else None


@dataclass(frozen=True, slots=True)
class Window:
    """What counts from a day after ``after`` and not after ``until`` stands on this rung today."""

    rung: Rung
    after: date
    until: date


def windows(rungs: Iterable[Rung], today: date, calendar: Calendar) -> list[Window]:
    """For each rung the days that stand on it: a question about one row, turned into one about a table."""
    found: list[Window] = []
    for track in _tracks(rungs).values():
        ends = [*(rung.latest(today, calendar) for rung in track), date.min]
        for rung, (until, after) in zip(track, pairwise(ends), strict=True):
            if after < until:
                found.append(Window(rung, after, until))
    return found


def _tracks(rungs: Iterable[Rung]) -> Mapping[str, Sequence[Rung]]:
    tracks: dict[str, list[Rung]] = defaultdict(list)
    for rung in sorted(rungs, key=lambda rung: rung.place):
        tracks[rung.track].append(rung)
    return tracks
