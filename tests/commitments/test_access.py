"""Who sees what: an insider, a neighbour, a superior, a stranger; and who is told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments import access, evidence, lifecycle
from commitments.choices import Role
from commitments.models import Commitment, Membership
from reports import organs
from tests.commitments import offices
from tests.commitments.offices import TODAY, City, act, fresh

pytestmark = pytest.mark.django_db

EVERYBODY = (
    "clerk",
    "supervisor",
    "leader",
    "officer",
    "helper",
    "reviewer",
    "superior",
    "neighbour",
    "stranger",
)


def seers(town: City, row: Commitment, today: date = TODAY) -> set[str]:
    return {
        name
        for name in EVERYBODY
        if Commitment.objects.visible_to(town[name], today).filter(pk=row.pk).exists()
    }


BUREAU = {"clerk", "supervisor", "reviewer", "superior"}


@pytest.mark.parametrize(
    ("status", "who"),
    [
        pytest.param("candidate", BUREAU, id="candidate"),
        pytest.param("open", BUREAU | {"leader", "officer", "helper"}, id="open"),
        pytest.param("closed", BUREAU | {"leader", "officer", "helper"}, id="closed"),
    ],
)
def test_who_sees_a_commitment(town: City, candidate: Commitment, status: str, who: set[str]) -> None:
    row = offices.in_status(town, candidate, status)
    assert seers(town, row) == who


def test_a_row_at_hand_is_judged_as_the_query_does(town: City, candidates: list[Commitment]) -> None:
    offices.opened(town, candidates[0])
    for name in EVERYBODY:
        seen = set(Commitment.objects.visible_to(town[name], TODAY))
        person = access.person(town[name], TODAY)
        assert {row for row in Commitment.objects.all() if person.sees(row)} == seen, name


def test_an_office_that_does_not_take_part_sees_nothing(town: City, running: Commitment) -> None:
    act(lifecycle.assign, running, lifecycle.Owners(town.windows), by=town["clerk"])
    assert "helper" not in seers(town, running)


def test_a_neighbour_sees_what_his_bureau_helps_with(town: City, running: Commitment) -> None:
    assert "neighbour" not in seers(town, running)
    act(lifecycle.assign, running, lifecycle.Owners(town.windows, (town.neighbour,)), by=town["clerk"])
    assert "neighbour" in seers(town, running)


def test_suggestions_show_nothing_to_the_units_suggested(town: City, candidate: Commitment) -> None:
    Commitment.objects.filter(pk=candidate.pk).update(
        suggested_units=[{"name": "青澜市司法局", "unit": town.neighbour.pk, "part": "lead", "reason": ""}]
    )
    assert "neighbour" not in seers(town, candidate)


@pytest.mark.parametrize(
    ("since", "until", "sees"),
    [
        pytest.param(TODAY, None, True, id="from today"),
        pytest.param(TODAY + timedelta(1), None, False, id="from tomorrow"),
        pytest.param(date(2020, 1, 1), TODAY, True, id="last day"),
        pytest.param(date(2020, 1, 1), TODAY - timedelta(1), False, id="left yesterday"),
    ],
)
def test_a_role_counts_on_its_days(
    town: City, running: Commitment, since: date, until: date | None, sees: bool
) -> None:
    Membership.objects.filter(user=town["officer"]).update(since=since, until=until)
    assert ("officer" in seers(town, running)) is sees


def test_the_administrator_sees_all_and_a_locked_account_nothing(
    town: City, running: Commitment, django_user_model: Any
) -> None:
    boss = django_user_model.objects.create_superuser("boss", password="x")
    assert running in Commitment.objects.visible_to(boss, TODAY)
    boss.is_active = False
    town["clerk"].is_active = False
    for user in (boss, town["clerk"], AnonymousUser()):
        assert not Commitment.objects.visible_to(user, TODAY).exists()


def test_an_organ_that_moves_takes_its_rights_along(town: City, running: Commitment) -> None:
    district = organs.register("青澜市东山区人民政府", confirmed=True)
    organs.move(town.bureau, district)
    assert "superior" not in seers(town, running)
    assert {"clerk", "officer"} <= seers(town, running)


def test_after_a_merger_both_staffs_see_what_was_the_former_organs(town: City, running: Commitment) -> None:
    organs.merge(town.neighbour, town.bureau)
    assert {"neighbour", "clerk", "officer"} <= seers(town, running)


@pytest.mark.parametrize("name", ["officer", "clerk", "superior", "stranger"])
def test_two_questions_however_many_rows(town: City, candidates: list[Commitment], name: str) -> None:
    offices.opened(town, candidates[0])

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            list(Commitment.objects.visible_to(town[name], TODAY))
        return len(queries)

    before = asked()
    for year in range(2019, 2022):
        offices.captured(town, year=year)
    assert asked() == before <= 2


def test_a_file_goes_to_those_who_see_its_commitment(town: City, running: Commitment) -> None:
    piece = offices.attached(town, running)
    for name in EVERYBODY:
        found = evidence.piece_visible_to(town[name], piece.pk, TODAY)
        assert (found == piece) is (name in seers(town, running)), name


# --- who is told -------------------------------------------------------------------------------------------


def names(town: City, keys: tuple[int, ...]) -> list[str]:
    known = {user.pk: login for login, user in town.people.items()}
    return [known[key] for key in keys]


def test_the_owner_is_told_and_the_leader_in_his_place(town: City, running: Commitment) -> None:
    told = access.told([fresh(running)], TODAY)[running.pk]
    assert names(town, told.owners) == names(town, told.officers) == ["officer"]
    assert names(town, told.leaders) == ["leader"]
    assert names(town, told.supervisors) == ["supervisor"]
    assert names(town, told.clerks) == ["clerk"]
    Membership.objects.filter(user=town["officer"]).update(until=TODAY - timedelta(1))
    assert names(town, access.told([fresh(running)], TODAY)[running.pk].owners) == ["leader"]
    Membership.objects.filter(user=town["leader"]).update(until=TODAY - timedelta(1))
    assert names(town, access.told([fresh(running)], TODAY)[running.pk].owners) == ["clerk"]


def test_the_nearest_is_told_before_the_one_above(town: City, running: Commitment) -> None:
    Commitment.objects.filter(pk=running.pk).update(supervisor=None)
    assert names(town, access.told([fresh(running)], TODAY)[running.pk].supervisors) == ["supervisor"]
    Membership.objects.filter(user=town["supervisor"]).delete()
    assert names(town, access.told([fresh(running)], TODAY)[running.pk].supervisors) == ["superior"]


def test_one_question_tells_for_all_whom_to_tell(town: City, candidates: list[Commitment]) -> None:
    rows = [offices.opened(town, row) for row in candidates]
    with CaptureQueriesContext(connection) as queries:
        assert len(access.told(rows, TODAY)) == 5
    assert len(queries) == 1


def test_a_person_with_two_roles_is_named_once(town: City, running: Commitment) -> None:
    offices.seat("officer", Role.LEADER, town.windows)
    told = access.told([fresh(running)], TODAY)[running.pk]
    assert names(town, told.officers) == ["officer"]


def test_the_work_of_a_merged_unit_goes_on(town: City, running: Commitment) -> None:
    organs.merge(town.hotline, town.windows)
    for name in ("officer", "helper"):
        act(lifecycle.report_progress, running, lifecycle.Report("办了一期"), by=town[name])
    act(lifecycle.appoint, running, town["helper"], by=town["leader"])
