"""More time: asked for, decided, counted."""

from __future__ import annotations

from datetime import date

import pytest

from commitments import lifecycle
from commitments.choices import Role
from commitments.models import Commitment
from commitments.refusals import NotAllowed, Unfit
from tests.commitments import offices
from tests.commitments.offices import TODAY, City, act

pytestmark = pytest.mark.django_db


def test_an_extension_keeps_the_first_deadline_and_is_counted(town: City, running: Commitment) -> None:
    for n, day in enumerate((date(2024, 8, 31), date(2024, 9, 30)), start=1):
        act(lifecycle.request_extension, running, day, "场地未落实", by=town["officer"])
        row = act(lifecycle.decide_extension, running, True, by=town["supervisor"])
        assert (row.first_due_on, row.due_on, row.times_extended) == (date(2024, 6, 30), day, n)


@pytest.mark.parametrize(
    ("day", "asked_on"),
    [
        pytest.param(date(2024, 6, 30), TODAY, id="no later day"),
        pytest.param(date(2024, 5, 30), TODAY, id="an earlier day"),
        pytest.param(date(2024, 9, 30), date(2024, 7, 1), id="after the deadline"),
    ],
)
def test_more_time_is_asked_for_before_and_for_later(
    town: City, running: Commitment, day: date, asked_on: date
) -> None:
    with pytest.raises(Unfit):
        act(lifecycle.request_extension, running, day, "场地", by=town["officer"], now=offices.at(asked_on))
    act(
        lifecycle.request_extension, running, date(2024, 9, 30), "场地", by=town["officer"],
        now=offices.at(date(2024, 6, 30)),
    )  # fmt: skip
    with pytest.raises(Unfit):
        act(lifecycle.request_extension, running, date(2024, 9, 30), "又", by=town["officer"])


def test_a_refusal_of_more_time_needs_a_reason_and_moves_nothing(town: City, running: Commitment) -> None:
    act(lifecycle.request_extension, running, date(2024, 9, 30), "场地", by=town["officer"])
    with pytest.raises(Unfit):
        act(lifecycle.decide_extension, running, False, by=town["supervisor"])
    row = act(lifecycle.decide_extension, running, False, "应按期完成", by=town["supervisor"])
    assert (row.due_on, row.times_extended) == (date(2024, 6, 30), 0)
    assert row.extensions.get().remark == "应按期完成"
    with pytest.raises(Unfit):
        act(lifecycle.decide_extension, running, True, by=town["supervisor"])


def test_the_asking_side_does_not_decide(town: City, running: Commitment) -> None:
    act(lifecycle.request_extension, running, date(2024, 9, 30), "场地", by=town["officer"])
    offices.seat("supervisor", Role.LEADER, town.windows)
    with pytest.raises(NotAllowed):
        act(lifecycle.decide_extension, running, True, by=town["supervisor"])


def test_submitting_withdraws_the_request_for_more_time(town: City, running: Commitment) -> None:
    act(lifecycle.request_extension, running, date(2024, 9, 30), "场地", by=town["officer"])
    offices.attached(town, running)
    act(lifecycle.submit_for_closure, running, by=town["officer"])
    assert running.extensions.get().decision == "withdrawn"
