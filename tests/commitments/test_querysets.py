from __future__ import annotations

from datetime import date, timedelta

import pytest

from commitments import lifecycle
from commitments.models import Commitment
from tests.commitments import offices
from tests.commitments.offices import City, act

pytestmark = pytest.mark.django_db

DUE = date(2024, 6, 30)


@pytest.mark.parametrize(
    ("today", "overdue"),
    [
        pytest.param(DUE - timedelta(1), False, id="the day before"),
        pytest.param(DUE, False, id="the day itself"),
        pytest.param(DUE + timedelta(1), True, id="the day after"),
        pytest.param(DUE + timedelta(400), True, id="a year later"),
    ],
)
def test_overdue_begins_on_the_day_after(running: Commitment, today: date, overdue: bool) -> None:
    assert (running in Commitment.objects.overdue(today)) is overdue


@pytest.mark.parametrize(
    ("today", "soon"),
    [
        pytest.param(DUE - timedelta(8), False, id="too early"),
        pytest.param(DUE - timedelta(7), True, id="first day"),
        pytest.param(DUE, True, id="last day"),
        pytest.param(DUE + timedelta(1), False, id="overdue is not soon"),
    ],
)
def test_due_soon_counts_both_ends(running: Commitment, today: date, soon: bool) -> None:
    assert (running in Commitment.objects.due_within(today, 7)) is soon


@pytest.mark.parametrize("status", ["candidate", "submitted", "closed", "carried_over", "cancelled"])
def test_only_what_is_open_is_overdue(town: City, candidate: Commitment, status: str) -> None:
    row = offices.in_status(town, candidate, status)
    late = Commitment.objects.filter(pk=row.pk)
    assert not late.overdue(date(2030, 1, 1)).exists()
    assert not late.due_within(date(2024, 6, 1), 60).exists()


def test_a_candidate_without_a_deadline_is_never_overdue(candidate: Commitment) -> None:
    Commitment.objects.filter(pk=candidate.pk).update(due_on=None)
    assert not Commitment.objects.overdue(date(2100, 1, 1)).exists()


@pytest.mark.parametrize(
    ("day", "on_time"),
    [pytest.param(DUE, True, id="on the day"), pytest.param(DUE + timedelta(1), False, id="a day late")],
)
def test_late_but_done_is_not_on_time(town: City, candidate: Commitment, day: date, on_time: bool) -> None:
    row = offices.closed(town, candidate, day)
    assert (row in Commitment.objects.closed_on_time()) is on_time
    assert (row in Commitment.objects.closed_late()) is not on_time


def test_an_extension_makes_nothing_punctual(town: City, running: Commitment) -> None:
    act(lifecycle.request_extension, running, date(2024, 9, 30), "场地未落实", by=town["officer"])
    assert running in Commitment.objects.awaiting_decision()
    assert running not in Commitment.objects.not_awaiting_decision()
    act(lifecycle.decide_extension, running, True, by=town["supervisor"])
    assert running not in Commitment.objects.awaiting_decision()
    assert running not in Commitment.objects.overdue(DUE + timedelta(30))
    offices.attached(town, running)
    act(lifecycle.submit_for_closure, running, by=town["officer"], now=offices.at(date(2024, 9, 1)))
    act(lifecycle.sign_off, running, by=town["supervisor"])
    assert running in Commitment.objects.closed_late()


def test_returned_and_unowned_are_found(town: City, running: Commitment) -> None:
    assert running not in Commitment.objects.unowned()
    act(lifecycle.return_assignment, running, "不属本科职责", by=town["leader"])
    assert running in Commitment.objects.returned()
    assert running in Commitment.objects.unowned()
    act(lifecycle.assign, running, lifecycle.Owners(town.hotline, officer=town["helper"]), by=town["clerk"])
    assert running not in Commitment.objects.returned()
    assert running not in Commitment.objects.unowned()


def test_a_subtree_holds_what_was_promised_below(town: City, candidates: list[Commitment]) -> None:
    assert Commitment.objects.within(town.government).count() == 5
    assert Commitment.objects.within(town.bureau).count() == 5
    assert Commitment.objects.within(town.neighbour).count() == 0
    assert Commitment.objects.within(town.windows).count() == 0
