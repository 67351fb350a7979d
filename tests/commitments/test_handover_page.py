"""The page on which the work of one person goes to others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from commitments import handover, lifecycle
from commitments.choices import Role
from commitments.models import Commitment, Membership
from config.people import write_roles
from tests.commitments import offices
from tests.commitments.offices import City, act, fresh

pytestmark = pytest.mark.django_db

INDEX = "/admin/commitments/membership/handover/"


@pytest.fixture(autouse=True)
def roles(db: None) -> None:
    write_roles()


@pytest.fixture
def desk(town: City, candidates: list[Commitment]) -> list[Commitment]:
    """Of the officer: one open, one waiting for a signature."""
    offices.opened(town, candidates[1])
    offices.submitted(town, candidates[2])
    return [fresh(row) for row in candidates[1:3]]


@pytest.fixture
def heir(town: City) -> User:
    return offices.seat("heir", Role.OFFICER, town.windows, "新人")


def address(person: User) -> str:
    return reverse("admin:commitments_handover", args=[person.pk])


def sent(rows: list[Commitment], **more: Any) -> dict[str, Any]:
    revisions = {f"revision-{row.pk}": row.revision for row in rows}
    return {"row": [row.pk for row in rows], **revisions, **more}


def test_what_is_open_is_listed_with_those_who_may_take_it(
    client: Client, town: City, desk: list[Commitment], heir: User
) -> None:
    client.force_login(town["clerk"])
    page = client.get(address(town["officer"])).content.decode()
    assert all(row.title in page for row in desk)
    assert "新人（heir）" in page
    assert "高远（leader）" in page
    assert "陆川" not in page  # of another office


def test_ticked_items_go_to_the_heir(client: Client, town: City, desk: list[Commitment], heir: User) -> None:
    client.force_login(town["leader"])
    answer = client.post(address(town["officer"]), sent(desk[:1], officer=heir.pk, reason="调岗"))
    assert answer.status_code == 302
    assert [fresh(row).officer for row in desk] == [heir, town["officer"]]
    assert desk[0].ledger.latest("id").reason == "调岗"


def test_a_person_who_leaves_leaves_nothing_behind(
    client: Client, town: City, desk: list[Commitment], heir: User
) -> None:
    client.force_login(town["clerk"])
    today = timezone.localdate()
    client.post(address(town["officer"]), {"officer": heir.pk, "leaves": "on", "last_day": today})
    assert not handover.held_by(town["officer"]).exists()
    assert Membership.objects.get(user=town["officer"]).until == today


def test_without_an_heir_nothing_moves_and_what_was_entered_stays(
    client: Client, town: City, desk: list[Commitment]
) -> None:
    client.force_login(town["clerk"])
    answer = client.post(address(town["officer"]), {"leaves": "on", "last_day": "2030-01-02"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "2030-01-02" in page
    assert handover.held_by(town["officer"]).count() == 2
    assert Membership.objects.get(user=town["officer"]).until is None


def test_who_has_left_already_is_handed_over_too(
    client: Client, town: City, desk: list[Commitment], heir: User
) -> None:
    Membership.objects.filter(user=town["officer"]).update(until=timezone.localdate() - timedelta(1))
    client.force_login(town["clerk"])
    page = client.get(INDEX).content.decode()
    assert "已离岗" in page
    assert address(town["officer"]) in page
    client.post(address(town["officer"]), sent(desk, officer=heir.pk))
    assert not handover.stranded(timezone.localdate()).exists()


def test_a_row_that_somebody_changed_meanwhile_is_refused(
    client: Client, town: City, desk: list[Commitment], heir: User
) -> None:
    act(lifecycle.report_progress, desk[0], lifecycle.NO_CHANGE, by=town["officer"])
    client.force_login(town["clerk"])
    answer = client.post(address(town["officer"]), sent(desk, officer=heir.pk), follow=True)
    assert "已移交 1 项" in answer.content.decode()
    assert [fresh(row).officer for row in desk] == [town["officer"], heir]


def test_a_supervisor_is_followed_by_a_supervisor(client: Client, town: City, desk: list[Commitment]) -> None:
    client.force_login(town["clerk"])
    page = client.get(address(town["supervisor"])).content.decode()
    assert "上级（superior）" in page
    client.post(address(town["supervisor"]), sent(desk, supervisor=town["superior"].pk))
    assert {fresh(row).supervisor for row in desk} == {town["superior"]}


# What each gets of the page about the officer.
SEEN = {
    "clerk": 200, "supervisor": 200, "leader": 200, "superior": 200, "officer": 200, "helper": 200,
    "reviewer": 200, "neighbour": 404, "stranger": 403,
}  # fmt: skip
MOVES = {"clerk", "supervisor", "leader", "superior"}


@pytest.mark.parametrize("name", SEEN)
def test_who_sees_the_page_and_who_moves_what(
    client: Client, town: City, desk: list[Commitment], heir: User, name: str
) -> None:
    client.force_login(town[name])
    assert client.get(address(town["officer"])).status_code == SEEN[name]
    client.post(address(town["officer"]), sent(desk, officer=heir.pk))
    assert {fresh(row).officer for row in desk} == {heir if name in MOVES else town["officer"]}


@pytest.mark.parametrize("name", [name for name in SEEN if name not in {"clerk", "supervisor", "superior"}])
def test_not_everybody_ends_roles(
    client: Client, town: City, desk: list[Commitment], heir: User, name: str
) -> None:
    client.force_login(town[name])
    client.post(address(town["officer"]), {"officer": heir.pk, "leaves": "on"})
    assert Membership.objects.get(user=town["officer"]).until is None


def test_the_administrator_is_told_who_hands_over(client: Client, town: City, desk: list[Commitment]) -> None:
    client.force_login(User.objects.create_superuser("root"))
    page = client.get(address(town["officer"])).content.decode()
    assert "请联系： 林晓（clerk）" in page
    assert 'name="leaves"' not in page  # it would leave the work with nobody


def test_the_pages_cost_the_same_for_many(
    client: Client,
    town: City,
    desk: list[Commitment],
    heir: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(town["clerk"])
    for each in (INDEX, address(town["officer"])):
        with django_assert_max_num_queries(13) as few:
            client.get(each)
        for number in range(5):
            offices.seat(f"more{each[-2]}{number}", Role.OFFICER, town.windows)
        with django_assert_max_num_queries(len(few)):
            client.get(each)
