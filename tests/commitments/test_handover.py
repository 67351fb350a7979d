"""A person leaves; nothing stays with nobody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from commitments import access, handover, ledger, lifecycle
from commitments.choices import Role
from commitments.models import Commitment, Membership
from commitments.refusals import NotAllowed, Unfit
from tests.commitments import offices
from tests.commitments.offices import NOW, TODAY, City, act, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(town: City, candidates: list[Commitment]) -> list[Commitment]:
    """Of the officer: one open, one waiting for a signature, one closed."""
    offices.opened(town, candidates[0])
    offices.submitted(town, candidates[1])
    offices.closed(town, candidates[2])
    return [fresh(row) for row in candidates[:3]]


def test_what_is_open_is_listed(town: City, desk: list[Commitment]) -> None:
    assert set(handover.held_by(town["officer"])) == set(desk[:2])
    assert set(handover.held_by(town["supervisor"])) == set(desk[:2])
    assert not handover.held_by(town["clerk"]).exists()


def test_everything_moves_in_one_act(town: City, desk: list[Commitment]) -> None:
    heir = offices.seat("heir", Role.OFFICER, town.windows, "新人")
    moved = handover.leave(town["officer"], TODAY, officer=heir, by=town["clerk"], now=NOW)
    assert {row.pk for row in moved} == {row.pk for row in desk[:2]}
    assert not handover.held_by(town["officer"]).exists()
    assert {fresh(row).officer for row in desk[:2]} == {heir}
    assert fresh(desk[2]).officer == town["officer"]  # what is closed stays as it was
    line = ledger.history(desk[0])[-1]
    assert (line.verb, line.before["officer"], line.after["officer"]) == ("hand_over", "何青", "新人")
    assert access.person(town["officer"], TODAY).seats
    assert access.person(town["officer"], TODAY + timedelta(1)).seats == ()


@pytest.mark.parametrize("heir", [None, "helper", "stranger"])
def test_without_a_fit_heir_nothing_moves(town: City, desk: list[Commitment], heir: str | None) -> None:
    with pytest.raises(Unfit):
        handover.leave(
            town["officer"], TODAY, officer=town[heir] if heir else None, by=town["clerk"], now=NOW
        )
    assert set(handover.held_by(town["officer"])) == set(desk[:2])
    assert Membership.objects.filter(user=town["officer"], until=None).exists()


def test_a_supervisor_hands_over_to_a_supervisor(town: City, desk: list[Commitment]) -> None:
    offices.seat("next", Role.SUPERVISOR, town.bureau)
    heir = offices.seat("next", Role.CLERK, town.bureau)
    handover.leave(town["supervisor"], TODAY, supervisor=heir, by=town["clerk"], now=NOW)
    assert {fresh(row).supervisor for row in desk[:2]} == {heir}


@pytest.mark.parametrize("name", ["officer", "reviewer", "neighbour", "stranger"])
def test_not_everybody_can_let_people_go(town: City, desk: list[Commitment], name: str) -> None:
    heir = offices.seat("heir", Role.OFFICER, town.windows)
    with pytest.raises(NotAllowed):
        handover.leave(town["officer"], TODAY, officer=heir, by=town[name], now=NOW)


def test_the_leader_moves_items_within_the_unit(town: City, desk: list[Commitment]) -> None:
    heir = offices.seat("heir", Role.OFFICER, town.windows)
    wanted = {row.pk: row.revision for row in desk}
    outcome = handover.hand_over(town["officer"], wanted, officer=heir, by=town["leader"], now=NOW)
    assert {row.pk for row in outcome.done} == {row.pk for row in desk[:2]}
    assert list(outcome.refused) == [desk[2].pk]


def test_what_nobody_handed_over_is_found(town: City, desk: list[Commitment]) -> None:
    assert not handover.stranded(TODAY).exists()
    Membership.objects.filter(user=town["officer"]).update(until=date(2024, 3, 1))
    assert set(handover.stranded(TODAY)) == set(desk[:2])
    town["supervisor"].is_active = False
    town["supervisor"].save()
    Membership.objects.filter(user=town["officer"]).update(until=None)
    assert set(handover.stranded(TODAY)) == set(desk[:2])


def test_an_item_of_somebody_else_is_not_taken_along(town: City, desk: list[Commitment]) -> None:
    act(lifecycle.appoint, desk[0], town["leader"], by=town["leader"])
    heir = offices.seat("heir", Role.OFFICER, town.windows)
    wanted = {desk[0].pk: fresh(desk[0]).revision}
    outcome = handover.hand_over(town["officer"], wanted, officer=heir, by=town["clerk"], now=NOW)
    assert {type(refusal) for refusal in outcome.refused.values()} == {Unfit}


def test_who_owes_the_work_does_not_choose_who_watches_over_it(town: City, desk: list[Commitment]) -> None:
    heir = offices.seat("next", Role.SUPERVISOR, town.bureau)
    wanted = {desk[0].pk: desk[0].revision}
    outcome = handover.hand_over(town["supervisor"], wanted, supervisor=heir, by=town["leader"], now=NOW)
    assert isinstance(outcome.refused[desk[0].pk], NotAllowed)
    assert fresh(desk[0]).supervisor == town["supervisor"]
    heir = offices.seat("heir", Role.OFFICER, town.windows)
    outcome = handover.hand_over(town["officer"], wanted, officer=heir, by=town["leader"], now=NOW)
    assert [row.officer for row in outcome.done] == [heir]
