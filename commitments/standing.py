"""How a commitment stands on a day: its colour, and why, in words. Rows in, words out; no query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments import deadlines
from commitments.choices import Status
from commitments.deadlines import Colour, Course
from commitments.models import Commitment

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

COLOURS: Final[dict[str, _StrPromise]] = {
    Colour.GREEN.value: gettext_lazy("Green"),
    Colour.YELLOW.value: gettext_lazy("Yellow"),
    Colour.RED.value: gettext_lazy("Red"),
}
# What needs no number to be said.
REASONS: Final[dict[str, _StrPromise]] = {
    "on_schedule": gettext_lazy("on schedule"),
    "on_time": gettext_lazy("done on time"),
    "extended": gettext_lazy("done within the extended deadline"),
    "late": gettext_lazy("done late"),
    "first_deadline_missed": gettext_lazy("past its first deadline, more time was granted"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """``colour`` is a value of deadlines.Colour, ``code`` the reason that deadlines gave for it."""

    colour: str
    code: str
    label: str
    reason: str


def standing(row: Commitment, today: date) -> Standing | None:
    """None for what runs not and was not done: a candidate, what was cancelled or carried over."""
    course, day = _course(row), _asked_on(row, today)
    if course is None or row.confirmed_on is None:
        return None
    found = deadlines.signal(course, day, begun_on=row.confirmed_on, percent=row.percent)
    words = _reason(found.reason, course, day, row)
    return Standing(found.colour.value, found.reason, str(COLOURS[found.colour]), words)


def has_standing(row: Commitment) -> bool:
    """Whether it has a colour at all."""
    return _course(row) is not None and row.confirmed_on is not None


def _course(row: Commitment) -> Course | None:
    running = row.status in (Status.OPEN, Status.SUBMITTED, Status.CLOSED)
    if not running or row.first_due_on is None or row.due_on is None:
        return None
    return Course(row.first_due_on, row.due_on, row.submitted_on if row.status == Status.CLOSED else None)


def _asked_on(row: Commitment, today: date) -> date:
    """While it waits for a signature the owners' clock stands still."""
    if row.status == Status.SUBMITTED and row.submitted_on is not None:
        return min(today, row.submitted_on)
    return today


def _reason(code: str, course: Course, day: date, row: Commitment) -> str:
    if code == "overdue":
        days = (day - course.due_on).days
        return ngettext("%(days)s day overdue", "%(days)s days overdue", days) % {"days": days}
    if code == "due_soon":
        days = (course.due_on - day).days
        if days == 0:
            return _("due today")
        return ngettext("due in %(days)s day", "due in %(days)s days", days) % {"days": days}
    if code in ("behind", "far_behind") and row.confirmed_on is not None:
        points = deadlines.points_behind(row.confirmed_on, course.due_on, day, row.percent)
        return _("%(points)s points behind the calendar") % {"points": points}
    return str(REASONS[code])


def first_deadline(row: Commitment) -> str:
    """What the deadline was at first and how often it was extended; empty when it never moved."""
    if row.first_due_on is None or (row.first_due_on == row.due_on and not row.times_extended):
        return ""
    day, times = formats.date_format(row.first_due_on), row.times_extended
    if not times:
        return _("first set for %(day)s") % {"day": day}
    words = ngettext(
        "first set for %(day)s, extended %(times)s time",
        "first set for %(day)s, extended %(times)s times",
        times,
    )
    return words % {"day": day, "times": times}
