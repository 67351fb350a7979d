"""On which days offices work: the State Council's holidays and make-up days, and what an administrator adds.

The package that knows the yearly lists ends with the last list that was published when it was released.
Beyond, Monday to Friday count; the admin can enter single days, and says that the calendar needs an update.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

import chinese_calendar
from chinese_calendar.constants import holidays

from commitments.deadlines import ONE_DAY, Weekends

FIRST_YEAR, LAST_YEAR = min(holidays).year, max(holidays).year
WEEKENDS = Weekends()
# The list of the next year comes out in November; from this month on, somebody should have entered it.
LIST_IS_OUT = 12


@dataclass(frozen=True, slots=True)
class Workdays:
    """The calendar of ``commitments.deadlines``. ``entered``: single days that are, or are not, worked on."""

    entered: Mapping[date, bool] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        if day in self.entered:
            return self.entered[day]
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            return chinese_calendar.is_workday(day)
        return WEEKENDS.is_working(day)

    def needs_update(self, today: date) -> int | None:
        """The year whose holidays are wanted and not known, neither from the list nor entered by hand."""
        year = today.year + (today.month >= LIST_IS_OUT)
        known = year <= LAST_YEAR or any(day.year == year for day in self.entered)
        return None if known else year

    def next_working(self, day: date) -> date:
        """``day`` itself when it is worked on, else the first such day after it."""
        while not self.is_working(day):
            day += ONE_DAY
        return day


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When people may be written to: from ``opens`` until before ``closes``, on working days."""

    opens: time
    closes: time

    def open_at(self, local: datetime, calendar: Workdays) -> bool:
        return self.opens <= local.time() < self.closes and calendar.is_working(local.date())
