"""Whom and what one can choose for a commitment."""

from __future__ import annotations

import pytest

from commitments import choosing, lifecycle, units
from commitments.access import OWNERS
from commitments.models import Commitment
from tests.commitments import offices
from tests.commitments.desks import Desk, filled
from tests.commitments.offices import TODAY, City, act, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office_hours")]


def names(people: list[choosing.Choosable]) -> set[str]:
    return {person.user.username for person in people}


def test_the_organ_its_units_and_whom_the_text_names(town: City, candidate: Commitment) -> None:
    candidate.suggested_units = [
        {"name": "司法局", "unit": town.neighbour.pk, "part": "support", "reason": ""}
    ]
    assert choosing.units(candidate) == [town.bureau, town.windows, town.hotline, town.neighbour]


def test_who_works_in_the_organ_and_who_watches_over_it(town: City, running: Commitment) -> None:
    found = choosing.people(running, TODAY)
    assert names([p for p in found if p.role in OWNERS]) == {"leader", "officer", "helper"}
    assert names([p for p in found if p.role not in OWNERS]) == {"supervisor", "superior"}
    assert names(choosing.workers(running, TODAY)) == {"leader", "officer"}


def test_all_that_is_offered_to_work_is_taken(town: City, running: Commitment) -> None:
    offices.seat("chief", "leader", town.bureau)  # answers for all below too
    for person in choosing.workers(running, TODAY):
        act(lifecycle.appoint, running, person.user, by=town["clerk"])
    assert "chief" in names(choosing.workers(running, TODAY))


def test_what_is_chosen_already_stays_in_a_short_list(
    town: City, running: Commitment, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        unit = units.register(town.bureau, f"甲{number}科")
        offices.seat(f"new{number}", "officer", unit)
    monkeypatch.setattr(choosing, "MOST", 3)
    assert {town.bureau, town.windows, town.hotline} == set(choosing.units(fresh(running)))
    assert {"officer", "supervisor"} <= names(choosing.people(running, TODAY))


def test_the_form_suggests_what_the_text_and_the_rules_do(town: City, candidate: Commitment) -> None:
    suggested = [
        {"name": "窗口管理科", "unit": town.windows.pk, "part": "lead", "reason": "原文写明"},
        {"name": "热线科", "unit": town.hotline.pk, "part": "support", "reason": "原文写明"},
        {"name": "无名科", "unit": None, "part": "support", "reason": "原文写明"},
    ]
    Commitment.objects.filter(pk=candidate.pk).update(suggested_units=suggested)
    act(lifecycle.confirm, candidate, by=town["clerk"])
    desk = Desk(town["clerk"])
    page = desk.page(candidate)
    values = filled(page)
    assert (values["lead"], values["supports"]) == (str(town.windows.pk), [str(town.hotline.pk)])
    assert "建议：窗口管理科（原文写明）、热线科（原文写明）、无名科（原文写明）" in page
    act(lifecycle.assign, candidate, lifecycle.Owners(town.windows), by=town["clerk"])
    act(lifecycle.return_assignment, candidate, "不属本科职责", by=town["officer"])
    assert filled(desk.page(candidate))["lead"] == ""  # not to those who said: not ours


def test_nobody_is_assigned_by_a_careless_click(town: City, candidate: Commitment) -> None:
    act(lifecycle.confirm, candidate, by=town["clerk"])
    desk = Desk(town["clerk"])
    answer = desk.post(candidate, filled(desk.page(candidate)))
    assert (answer.status_code, fresh(candidate).revision) == (200, 1)
