"""When something is due, and how it stands: pure rules over dates. No clock, no settings, no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Deadline:
    """``basis`` is a value of choices.DueBasis."""

    due_on: date
    basis: str


def default_deadline(plan_year: int) -> Deadline:
    """What states no day is promised for its year."""
    return Deadline(date(plan_year, 12, 31), "default")


# --- working days ------------------------------------------------------------------------------------------


class Calendar(Protocol):
    """Knows on which days offices work; holidays and make-up days are its business."""

    def is_working(self, day: date) -> bool: ...


class Weekends:
    """Monday to Friday."""

    def is_working(self, day: date) -> bool:
        return day.weekday() < SATURDAY


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
    """How many working days pass after ``start`` up to and with ``end``; negative when ``end`` is earlier."""
    if end < start:
        return -working_days_between(end, start, calendar)
    days = (start + n * ONE_DAY for n in range(1, (end - start).days + 1))
    return sum(calendar.is_working(day) for day in days)


def add_working_days(start: date, number: int, calendar: Calendar) -> date:
    """The day on which ``number`` working days have passed since ``start``; backwards when negative."""
    step = ONE_DAY if number >= 0 else -ONE_DAY
    day, left = start, abs(number)
    while left:
        day += step
        left -= calendar.is_working(day)
    return day


# --- late or not -------------------------------------------------------------------------------------------


class Punctuality(StrEnum):
    ON_TIME = "on_time"  # done by the first deadline
    EXTENDED = "extended"  # done later, by a deadline that was granted
    LATE = "late"  # done after the deadline
    RUNNING = "running"  # not done, and its day has not passed
    OVERDUE = "overdue"  # not done, and its day has passed


@dataclass(frozen=True, slots=True)
class Course:
    """The dates of one commitment. ``done_on`` is the day on which it was submitted and then accepted."""

    first_due_on: date
    due_on: date
    done_on: date | None = None


def punctuality(course: Course, today: date) -> Punctuality:
    """An extension moves the deadline; it does not make on time what came after the first one."""
    if course.done_on is None:
        return Punctuality.OVERDUE if today > course.due_on else Punctuality.RUNNING
    if course.done_on <= course.first_due_on:
        return Punctuality.ON_TIME
    return Punctuality.EXTENDED if course.done_on <= course.due_on else Punctuality.LATE


def days_late(course: Course, today: date) -> int:
    """By how many days the first deadline was missed, so far or for good; 0 when it was not."""
    return max(0, ((course.done_on or today) - course.first_due_on).days)


# --- colour ------------------------------------------------------------------------------------------------


class Colour(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How many points behind the calendar are yellow or red; how many days before the end are yellow."""

    yellow_points: int = 10
    red_points: int = 30
    yellow_days: int = 7


DEFAULT_THRESHOLDS = Thresholds()


@dataclass(frozen=True, slots=True)
class Signal:
    """A colour and what decided it, a word that the edges put into a sentence."""

    colour: Colour
    reason: str


def signal(
    course: Course,
    today: date,
    *,
    begun_on: date,
    percent: int,
    thresholds: Thresholds = DEFAULT_THRESHOLDS,
) -> Signal:
    """Green, yellow or red. What was late once is never green again."""
    state = punctuality(course, today)
    if state is Punctuality.OVERDUE:
        return Signal(Colour.RED, "overdue")
    if state is not Punctuality.RUNNING:
        return Signal(Colour.GREEN if state is Punctuality.ON_TIME else Colour.YELLOW, state.value)
    behind = points_behind(begun_on, course.due_on, today, percent)
    if behind > thresholds.red_points:
        return Signal(Colour.RED, "far_behind")
    if today > course.first_due_on:
        return Signal(Colour.YELLOW, "first_deadline_missed")
    if behind > thresholds.yellow_points:
        return Signal(Colour.YELLOW, "behind")
    if (course.due_on - today).days <= thresholds.yellow_days:
        return Signal(Colour.YELLOW, "due_soon")
    return Signal(Colour.GREEN, "on_schedule")


def points_behind(begun_on: date, due_on: date, today: date, percent: int) -> int:
    """The share of the time that has passed, in percent, less the progress; negative when ahead."""
    length = (due_on - begun_on).days
    if length <= 0:
        return 0
    passed = min(max((today - begun_on).days, 0), length)
    return passed * 100 // length - percent
