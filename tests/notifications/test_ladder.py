"""The ladder, as tables of days, and what holds whatever the days are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.choices import Preset
from notifications.ladder import DEADLINE, Rung, due, windows
from notifications.policies import BOOKS
from notifications.workdays import Workdays

LADDERS = {
    preset: [Rung(stage.value, number) for stage, days, _told, _label in book for number in days]
    for preset, book in BOOKS.items()
}
DEFAULT = [rung for rung in LADDERS[Preset.DEFAULT] if rung.stage in DEADLINE]
FRIDAY = date(2024, 6, 28)
CALENDAR = Workdays()


def shown(rung: Rung | None) -> str:
    return f"{rung.stage} {rung.days}" if rung else ""


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        pytest.param(date(2024, 5, 28), "", id="31 days before"),
        pytest.param(date(2024, 5, 29), "remind 30", id="30 days before"),
        pytest.param(date(2024, 6, 20), "remind 30", id="8 days before"),
        pytest.param(date(2024, 6, 21), "remind 7", id="7 days before"),
        pytest.param(date(2024, 6, 24), "remind 7", id="4 days before, the seventh was missed"),
        pytest.param(date(2024, 6, 25), "remind 3", id="3 days before"),
        pytest.param(date(2024, 6, 27), "remind 1", id="the day before"),
        pytest.param(FRIDAY, "remind 0", id="the day itself"),
        pytest.param(date(2024, 6, 30), "remind 0", id="the Sunday after: no working day has passed"),
        pytest.param(date(2024, 7, 1), "chase 1", id="Monday: one working day"),
        pytest.param(date(2024, 7, 4), "chase 1", id="Thursday: four"),
        pytest.param(date(2024, 7, 5), "supervise 5", id="the next Friday: five"),
        pytest.param(date(2024, 7, 11), "supervise 5", id="nine"),
        pytest.param(date(2024, 7, 12), "circulate 10", id="ten"),
        pytest.param(date(2025, 7, 12), "circulate 10", id="a year later, no new step"),
    ],
)
def test_the_default_ladder(today: date, expected: str) -> None:
    assert shown(due(DEFAULT, FRIDAY, today, CALENDAR)) == expected


@pytest.mark.parametrize(
    ("counts_from", "today", "expected"),
    [
        # 1 to 7 October 2024 are holidays; 29 September and 12 October, a Sunday and a Saturday, are worked.
        pytest.param(date(2024, 9, 30), date(2024, 10, 7), "remind 0", id="in the holidays nobody is chased"),
        pytest.param(date(2024, 9, 30), date(2024, 10, 8), "chase 1", id="chased after the holidays"),
        pytest.param(date(2024, 9, 28), date(2024, 9, 29), "chase 1", id="a Sunday that is worked"),
        pytest.param(date(2024, 9, 30), date(2024, 10, 12), "supervise 5", id="the worked Saturday counts"),
        pytest.param(date(2024, 9, 30), date(2024, 10, 11), "chase 1", id="four days before it"),
    ],
)
def test_working_days_are_those_of_the_state_council(counts_from: date, today: date, expected: str) -> None:
    assert shown(due(DEFAULT, counts_from, today, CALENDAR)) == expected


@pytest.mark.parametrize(
    ("stage", "days_ago", "expected"),
    [
        pytest.param("stale", 59, "", id="59 days without progress"),
        pytest.param("stale", 60, "stale 60", id="60 days"),
        pytest.param("stale", 400, "stale 60", id="said once, not again"),
        pytest.param("extension", 0, "extension 0", id="asked for today"),
        pytest.param("extension", 7, "extension 3", id="asked for a week ago"),
        pytest.param("closure", 7, "closure 5", id="submitted a week ago"),
        pytest.param("returned", 1, "returned 0", id="returned yesterday"),
        pytest.param("filing", -31, "", id="31 days before 1 March"),
        pytest.param("filing", -30, "filing 30", id="30 days before 1 March"),
        pytest.param("publishing", 100, "publishing 0", id="long after 1 April"),
    ],
)
def test_what_waits_and_what_is_owed(stage: str, days_ago: int, expected: str) -> None:
    rungs = [rung for rung in LADDERS[Preset.DEFAULT] if rung.stage == stage]
    assert shown(due(rungs, FRIDAY - timedelta(days=days_ago), FRIDAY, CALENDAR)) == expected


def test_who_was_told_a_step_is_not_told_it_or_an_earlier_one_again() -> None:
    today = date(2024, 6, 25)
    assert shown(due(DEFAULT, FRIDAY, today, CALENDAR, told=-7)) == "remind 3"
    assert due(DEFAULT, FRIDAY, today, CALENDAR, told=-3) is None
    assert due(DEFAULT, FRIDAY, today, CALENDAR, told=-1) is None  # the clock was set back


steadily = settings(derandomize=True, database=None, deadline=None, max_examples=60)


class Remembered:
    """The same calendar, asked once for each day."""

    def __init__(self) -> None:
        days = (date(2022, 1, 1) + timedelta(days=n) for n in range(3000))
        self.known = {day: CALENDAR.is_working(day) for day in days}

    def is_working(self, day: date) -> bool:
        return self.known[day]


KNOWN = Remembered()
WAITING = "stale", "closure", "filing", "returned"
DAYS = st.dates(date(2023, 1, 1), date(2028, 12, 31))
LADDER = st.sampled_from([[r for r in ladder if r.stage in DEADLINE] for ladder in LADDERS.values()])
ANY = st.sets(
    st.builds(Rung, st.sampled_from(DEADLINE), st.integers(0, 40)).filter(
        lambda rung: rung.stage == "remind" or rung.days > 0
    ),
    max_size=12,
)


def run(rungs: Iterable[Rung], deadline: date, days: Iterable[date]) -> list[int]:
    """The steps that a sweep on each of these days tells."""
    told: list[int] = []
    for day in days:
        rung = due(rungs, deadline, day, KNOWN, told[-1] if told else None)
        if rung is not None:
            told.append(rung.step)
    return told


@steadily
@given(rungs=st.one_of(LADDER, ANY), deadline=DAYS, length=st.integers(0, 90))
def test_running_daily_tells_each_step_once(rungs: list[Rung], deadline: date, length: int) -> None:
    days = [deadline + timedelta(days=n) for n in range(-45, length)]
    steps = sorted({rung.step for rung in rungs})
    told = run(rungs, deadline, days)
    assert told == [step for step in steps if told and step <= told[-1]]
    assert run(rungs, deadline, sorted([*days, *days, *days])) == told  # three times a day


@steadily
@given(rungs=st.one_of(LADDER, ANY), deadline=DAYS, ran=st.sets(st.integers(-45, 90), min_size=1))
def test_skipping_days_tells_no_step_twice_and_ends_the_same(
    rungs: list[Rung], deadline: date, ran: set[int]
) -> None:
    days = [deadline + timedelta(days=n) for n in sorted(ran)]
    told = run(rungs, deadline, days)
    assert told == sorted(set(told))
    every_day = run(rungs, deadline, [deadline + timedelta(days=n) for n in range(-45, max(ran) + 1)])
    assert set(told) <= set(every_day)
    assert told[-1:] == every_day[-1:]  # late, but the latest is told; and one step a run at most
    assert len(told) <= len(days)


@steadily
@given(rungs=st.one_of(LADDER, ANY), today=DAYS, away=st.integers(-60, 120))
def test_windows_are_the_ladder_turned_round(rungs: list[Rung], today: date, away: int) -> None:
    counts_from = today + timedelta(days=away)
    standing = [w.rung for w in windows(rungs, today, KNOWN) if w.after < counts_from <= w.until]
    last = due(rungs, counts_from, today, KNOWN)
    assert standing == ([last] if last else [])


@steadily
@given(today=DAYS, away=st.integers(-60, 400), stage=st.sampled_from(WAITING))
def test_windows_of_what_waits(today: date, away: int, stage: str) -> None:
    rungs = [rung for rung in LADDERS[Preset.DEFAULT] if rung.stage == stage]
    counts_from = today - timedelta(days=away)
    standing = [w.rung for w in windows(rungs, today, KNOWN) if w.after < counts_from <= w.until]
    last = due(rungs, counts_from, today, KNOWN)
    assert standing == ([last] if last else [])
