"""How a commitment stands, in the words that people read."""

from __future__ import annotations

from datetime import date

import pytest

from commitments import lifecycle, standing
from commitments.choices import Status
from commitments.models import Commitment
from tests.commitments import offices
from tests.commitments.offices import TODAY, City, act, at, fresh

pytestmark = pytest.mark.django_db


def words(row: Commitment, today: date) -> tuple[str, str]:
    found = standing.standing(fresh(row), today)
    assert found is not None
    return found.label, found.reason


@pytest.mark.parametrize(
    ("today", "percent", "expected"),
    [
        pytest.param(date(2024, 3, 4), 0, ("绿灯", "按时序进度"), id="just begun"),
        pytest.param(date(2024, 4, 10), 0, ("黄灯", "落后时序进度 31 个百分点"), id="behind"),
        pytest.param(date(2024, 5, 20), 10, ("红灯", "落后时序进度 55 个百分点"), id="far behind"),
        pytest.param(date(2024, 6, 25), 95, ("黄灯", "5 天后到期"), id="due soon"),
        pytest.param(date(2024, 6, 30), 95, ("黄灯", "今天到期"), id="due today"),
        pytest.param(date(2024, 7, 12), 95, ("红灯", "已逾期 12 天"), id="overdue"),
    ],
)
def test_what_runs_has_a_colour_and_a_reason(
    running: Commitment, today: date, percent: int, expected: tuple[str, str]
) -> None:
    Commitment.objects.filter(pk=running.pk).update(percent=percent)
    if expected[1].startswith("落后时序进度 31"):
        expected = ("红灯", expected[1])  # more than thirty points are red
    assert words(running, today) == expected


def test_what_was_done_late_is_not_done_on_time(town: City, candidate: Commitment) -> None:
    offices.closed(town, candidate, date(2024, 7, 2))
    assert words(candidate, date(2025, 1, 1)) == ("黄灯", "逾期完成")
    assert standing.first_deadline(fresh(candidate)) == ""


def test_what_was_done_in_time_is_green_for_good(town: City, candidate: Commitment) -> None:
    offices.closed(town, candidate, date(2024, 6, 30))
    assert words(candidate, date(2025, 1, 1)) == ("绿灯", "按期完成")


def test_the_first_deadline_is_told_after_an_extension(town: City, running: Commitment) -> None:
    act(lifecycle.request_extension, running, date(2024, 9, 30), "场地未落实", by=town["officer"])
    act(lifecycle.decide_extension, running, True, by=town["supervisor"])
    assert standing.first_deadline(fresh(running)) == "原定2024年6月30日，延期1次"
    Commitment.objects.filter(pk=running.pk).update(percent=90)
    assert words(running, date(2024, 8, 1)) == ("黄灯", "原定期限已过，已获准延期")
    offices.attached(town, running)
    act(lifecycle.submit_for_closure, running, by=town["officer"], now=at(date(2024, 9, 1)))
    act(lifecycle.sign_off, running, by=town["supervisor"], now=at(date(2024, 9, 2)))
    assert words(running, date(2025, 1, 1)) == ("黄灯", "延期后如期完成")


def test_waiting_for_a_signature_makes_nothing_late(town: City, candidate: Commitment) -> None:
    offices.submitted(town, candidate, date(2024, 6, 28))
    assert words(candidate, date(2024, 9, 1)) == ("红灯", "落后时序进度 98 个百分点")
    Commitment.objects.filter(pk=candidate.pk).update(percent=100)
    assert words(candidate, date(2024, 9, 1)) == ("黄灯", "2 天后到期")


@pytest.mark.parametrize("status", [Status.CANDIDATE, Status.CANCELLED, Status.CARRIED_OVER])
def test_what_does_not_run_has_no_colour(town: City, candidate: Commitment, status: str) -> None:
    row = offices.in_status(town, candidate, status)
    assert standing.standing(row, TODAY) is None
