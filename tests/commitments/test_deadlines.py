from __future__ import annotations

from datetime import date

import pytest

from commitments import deadlines
from commitments.deadlines import Colour, Course, Punctuality, Thresholds, Weekends

FIRST = date(2024, 6, 30)
LATER = date(2024, 9, 30)


def test_what_states_no_day_is_due_at_the_end_of_its_year() -> None:
    assert deadlines.default_deadline(2024) == deadlines.Deadline(date(2024, 12, 31), "default")


class Holiday(Weekends):
    """The first week of October is free, and the Sunday before it is worked."""

    def is_working(self, day: date) -> bool:
        if day == date(2024, 9, 29):
            return True
        return super().is_working(day) and not date(2024, 10, 1) <= day <= date(2024, 10, 7)


@pytest.mark.parametrize(
    ("start", "number", "day"),
    [
        pytest.param(date(2024, 3, 4), 0, date(2024, 3, 4), id="none"),
        pytest.param(date(2024, 3, 4), 1, date(2024, 3, 5), id="tomorrow"),
        pytest.param(date(2024, 3, 8), 1, date(2024, 3, 11), id="over a weekend"),
        pytest.param(date(2024, 3, 9), 1, date(2024, 3, 11), id="from a Saturday"),
        pytest.param(date(2024, 3, 4), 10, date(2024, 3, 18), id="two weeks"),
        pytest.param(date(2024, 3, 11), -1, date(2024, 3, 8), id="backwards"),
    ],
)
def test_working_days_are_added(start: date, number: int, day: date) -> None:
    assert deadlines.add_working_days(start, number, Weekends()) == day


def test_the_calendar_knows_holidays_and_days_made_up_for() -> None:
    assert deadlines.add_working_days(date(2024, 9, 28), 1, Holiday()) == date(2024, 9, 29)
    assert deadlines.add_working_days(date(2024, 9, 30), 1, Holiday()) == date(2024, 10, 8)


@pytest.mark.parametrize("number", [-7, -1, 1, 2, 5, 23, 260])
def test_counting_undoes_adding(number: int) -> None:
    start = date(2024, 9, 26)
    for calendar in (Weekends(), Holiday()):
        end = deadlines.add_working_days(start, number, calendar)
        assert deadlines.working_days_between(start, end, calendar) in (number, number + 1)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        pytest.param(date(2024, 3, 8), date(2024, 3, 8), 0, id="the same day"),
        pytest.param(date(2024, 3, 8), date(2024, 3, 10), 0, id="a weekend"),
        pytest.param(date(2024, 3, 8), date(2024, 3, 11), 1, id="to Monday"),
        pytest.param(date(2024, 3, 11), date(2024, 3, 8), -1, id="from Monday back"),
        pytest.param(date(2023, 12, 31), date(2024, 12, 31), 262, id="a year"),
    ],
)
def test_working_days_are_counted(start: date, end: date, days: int) -> None:
    assert deadlines.working_days_between(start, end, Weekends()) == days


@pytest.mark.parametrize(
    ("due_on", "done_on", "today", "state", "late"),
    [
        pytest.param(FIRST, None, FIRST, Punctuality.RUNNING, 0, id="last day"),
        pytest.param(FIRST, None, date(2024, 7, 1), Punctuality.OVERDUE, 1, id="day after"),
        pytest.param(FIRST, FIRST, LATER, Punctuality.ON_TIME, 0, id="done on the last day"),
        pytest.param(FIRST, date(2024, 7, 1), LATER, Punctuality.LATE, 1, id="done a day late"),
        pytest.param(LATER, None, date(2024, 8, 1), Punctuality.RUNNING, 32, id="running on an extension"),
        pytest.param(LATER, LATER, LATER, Punctuality.EXTENDED, 92, id="done by the extension"),
        pytest.param(LATER, FIRST, LATER, Punctuality.ON_TIME, 0, id="extension not needed"),
        pytest.param(LATER, date(2024, 10, 1), LATER, Punctuality.LATE, 93, id="later than the extension"),
    ],
)
def test_late_but_done_is_not_on_time(
    due_on: date, done_on: date | None, today: date, state: Punctuality, late: int
) -> None:
    course = Course(FIRST, due_on, done_on)
    assert deadlines.punctuality(course, today) is state
    assert deadlines.days_late(course, today) == late


BEGUN = date(2024, 1, 1)


@pytest.mark.parametrize(
    ("due_on", "done_on", "today", "percent", "colour", "reason"),
    [
        pytest.param(FIRST, None, date(2024, 4, 1), 50, "green", "on_schedule", id="half way"),
        pytest.param(FIRST, None, date(2024, 4, 1), 40, "green", "on_schedule", id="ten points behind"),
        pytest.param(FIRST, None, date(2024, 4, 1), 39, "yellow", "behind", id="eleven points behind"),
        pytest.param(FIRST, None, date(2024, 4, 1), 20, "yellow", "behind", id="thirty points behind"),
        pytest.param(FIRST, None, date(2024, 4, 1), 19, "red", "far_behind", id="thirty-one points behind"),
        pytest.param(FIRST, None, date(2024, 6, 22), 99, "green", "on_schedule", id="eight days left"),
        pytest.param(FIRST, None, date(2024, 6, 23), 99, "yellow", "due_soon", id="seven days left"),
        pytest.param(FIRST, None, FIRST, 100, "yellow", "due_soon", id="last day"),
        pytest.param(FIRST, None, date(2024, 7, 1), 100, "red", "overdue", id="day after"),
        pytest.param(FIRST, FIRST, LATER, 100, "green", "on_time", id="done on time"),
        pytest.param(FIRST, date(2024, 7, 1), LATER, 100, "yellow", "late", id="made up later"),
        pytest.param(LATER, LATER, LATER, 100, "yellow", "extended", id="done by the extension"),
        pytest.param(LATER, None, date(2024, 7, 2), 90, "yellow", "first_deadline_missed", id="extended"),
        pytest.param(FIRST, None, date(2023, 12, 1), 0, "green", "on_schedule", id="not begun"),
    ],
)
def test_the_colour_follows_the_dates_and_the_progress(
    due_on: date, done_on: date | None, today: date, percent: int, colour: str, reason: str
) -> None:
    signal = deadlines.signal(Course(FIRST, due_on, done_on), today, begun_on=BEGUN, percent=percent)
    assert (signal.colour, signal.reason) == (Colour(colour), reason)


def test_thresholds_are_given_by_the_caller() -> None:
    strict = Thresholds(yellow_points=0, red_points=5, yellow_days=90)
    found = deadlines.signal(
        Course(FIRST, FIRST), date(2024, 4, 1), begun_on=BEGUN, percent=45, thresholds=strict
    )
    assert found.colour is Colour.YELLOW
    found = deadlines.signal(
        Course(FIRST, FIRST), date(2024, 4, 1), begun_on=BEGUN, percent=44, thresholds=strict
    )
    assert found.colour is Colour.RED


@pytest.mark.parametrize("begun", [FIRST, LATER])
def test_what_begins_at_its_end_is_not_behind(begun: date) -> None:
    assert deadlines.points_behind(begun, FIRST, FIRST, 0) == 0
