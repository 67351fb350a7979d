from __future__ import annotations

from datetime import date, datetime, time

import pytest

from commitments.deadlines import add_working_days, working_days_between
from notifications.workdays import LAST_YEAR, OfficeHours, Workdays

CALENDAR = Workdays()
HOURS = OfficeHours(time(8, 30), time(18))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        pytest.param(date(2024, 2, 9), True, id="除夕 2024: not a holiday by law"),
        pytest.param(date(2024, 2, 12), False, id="春节"),
        pytest.param(date(2024, 2, 18), True, id="调休: a Sunday worked"),
        pytest.param(date(2024, 10, 1), False, id="国庆"),
        pytest.param(date(2024, 10, 12), True, id="调休: a Saturday worked"),
        pytest.param(date(2024, 3, 4), True, id="an ordinary Monday"),
        pytest.param(date(2024, 3, 9), False, id="an ordinary Saturday"),
        pytest.param(date(2003, 10, 1), True, id="before the lists: weekdays"),
        pytest.param(date(LAST_YEAR + 1, 10, 1), True, id="beyond the lists: weekdays"),
        pytest.param(date(LAST_YEAR + 1, 1, 2), False, id="beyond the lists: a weekend"),
    ],
)
def test_the_state_councils_lists_are_followed(day: date, working: bool) -> None:
    assert CALENDAR.is_working(day) is working


def test_working_days_skip_the_holidays_and_count_the_make_up_days() -> None:
    before = date(2024, 9, 30)
    assert add_working_days(before, 1, CALENDAR) == date(2024, 10, 8)
    assert working_days_between(before, date(2024, 10, 12), CALENDAR) == 5


def test_a_day_entered_by_hand_wins() -> None:
    beyond = date(LAST_YEAR + 1, 10, 1)
    calendar = Workdays({beyond: False, date(2024, 3, 9): True})
    assert not calendar.is_working(beyond)
    assert calendar.is_working(date(2024, 3, 9))


@pytest.mark.parametrize(
    ("today", "wanted"),
    [
        pytest.param(date(LAST_YEAR, 11, 30), None, id="the list is not out yet"),
        pytest.param(date(LAST_YEAR, 12, 1), LAST_YEAR + 1, id="it is out, and not here"),
        pytest.param(date(LAST_YEAR + 1, 2, 1), LAST_YEAR + 1, id="the year has begun"),
        pytest.param(date(2024, 12, 1), None, id="known"),
    ],
)
def test_the_calendar_says_when_it_ends(today: date, wanted: int | None) -> None:
    assert CALENDAR.needs_update(today) == wanted


def test_a_year_entered_by_hand_is_enough() -> None:
    entered = Workdays({date(LAST_YEAR + 1, 1, 1): False})
    assert entered.needs_update(date(LAST_YEAR + 1, 3, 1)) is None


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        pytest.param(datetime(2024, 3, 4, 8, 29), False, id="too early"),  # noqa: DTZ001
        pytest.param(datetime(2024, 3, 4, 8, 30), True, id="opening"),  # noqa: DTZ001
        pytest.param(datetime(2024, 3, 4, 17, 59), True, id="late"),  # noqa: DTZ001
        pytest.param(datetime(2024, 3, 4, 18, 0), False, id="closed"),  # noqa: DTZ001
        pytest.param(datetime(2024, 10, 2, 10, 0), False, id="holiday"),  # noqa: DTZ001
        pytest.param(datetime(2024, 10, 12, 10, 0), True, id="make-up day"),  # noqa: DTZ001
    ],
)
def test_nobody_is_written_to_outside_office_hours(moment: datetime, open_: bool) -> None:
    assert HOURS.open_at(moment, CALENDAR) is open_
