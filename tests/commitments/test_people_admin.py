"""Seats, units and rules in the admin: a clerk cares for the people of the own organ, and nowhere else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.forms import modelform_factory
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from commitments.admin.people import MembershipForm
from commitments.choices import Role
from commitments.models import AssignmentRule, Commitment, Membership
from config.people import write_roles
from reports import organs
from reports.models import Organ
from tests.commitments import offices
from tests.commitments.offices import City

pytestmark = pytest.mark.django_db

SEATS = "/admin/commitments/membership/"
RULES = "/admin/commitments/assignmentrule/"
UNITS = "/admin/commitments/membership/units/"


@pytest.fixture(autouse=True)
def roles(db: None) -> None:
    write_roles()


@pytest.fixture
def clerk(client: Client, town: City) -> Client:
    client.force_login(town["clerk"])
    return client


def seat(person: User, unit: Organ, role: str = Role.OFFICER, **more: Any) -> dict[str, Any]:
    return {"user": person.pk, "unit": unit.pk, "role": role, "since": timezone.localdate(), **more}


def held(person: User, unit: Organ) -> set[str]:
    return set(Membership.objects.filter(user=person, unit=unit).values_list("role", flat=True))


def test_the_clerk_seats_somebody_new(clerk: Client, town: City) -> None:
    assert clerk.get(f"{SEATS}add/").status_code == 200
    assert clerk.post(f"{SEATS}add/", seat(town["stranger"], town.hotline)).status_code == 302
    assert held(town["stranger"], town.hotline) == {"officer"}


@pytest.mark.parametrize("place", ["neighbour", "government"])
def test_the_clerk_seats_nobody_elsewhere(clerk: Client, town: City, place: str) -> None:
    for person in (town["clerk"], town["stranger"]):
        unit = getattr(town, place)
        assert clerk.post(f"{SEATS}add/", seat(person, unit, Role.CLERK)).status_code == 200
        assert held(person, unit) == set()


def test_people_who_work_elsewhere_are_not_taken_along(clerk: Client, town: City) -> None:
    assert clerk.post(f"{SEATS}add/", seat(town["neighbour"], town.hotline)).status_code == 200
    assert held(town["neighbour"], town.hotline) == set()


def test_the_clerk_sees_only_the_own_people_and_units(clerk: Client, town: City) -> None:
    listed = clerk.get(SEATS).content.decode()
    assert "何青" in listed
    assert "邻人" not in listed
    form = clerk.get(f"{SEATS}add/").content.decode()
    assert "窗口管理科" in form
    assert "司法局" not in form
    assert "邻人" not in form


def test_the_clerk_does_not_touch_a_seat_elsewhere(clerk: Client, town: City) -> None:
    other = Membership.objects.filter(user=town["neighbour"]).earliest("pk")
    sent = {"since": other.since, "until": timezone.localdate()}
    assert clerk.post(f"{SEATS}{other.pk}/change/", sent).status_code in (302, 404)
    other.refresh_from_db()
    assert other.until is None


@pytest.mark.parametrize("name", ["officer", "leader", "supervisor", "reviewer", "stranger"])
def test_others_give_no_seats(client: Client, town: City, name: str) -> None:
    client.force_login(town[name])
    for address in (SEATS, f"{SEATS}add/", RULES, UNITS):
        assert client.get(address).status_code == 403
    assert client.post(f"{SEATS}add/", seat(town[name], town.windows, Role.CLERK)).status_code == 403


def test_the_administrator_seats_anybody_anywhere(client: Client, town: City) -> None:
    client.force_login(User.objects.create_superuser("root"))
    assert client.get(f"{SEATS}add/").status_code == 200
    assert client.post(f"{SEATS}add/", seat(town["clerk"], town.neighbour)).status_code == 302
    assert held(town["clerk"], town.neighbour) == {"officer"}


def test_a_seat_ends_and_its_person_and_place_stay_on_record(clerk: Client, town: City) -> None:
    row = Membership.objects.get(user=town["officer"])
    today = timezone.localdate()
    clerk.post(f"{SEATS}{row.pk}/change/", seat(town["helper"], town.hotline, since=row.since, until=today))
    row.refresh_from_db()
    assert (row.user, row.unit, row.until) == (town["officer"], town.windows, today)


def test_a_seat_does_not_end_while_work_would_be_left(clerk: Client, town: City, running: Commitment) -> None:
    row, today = Membership.objects.get(user=town["officer"]), timezone.localdate()
    sent = {"since": row.since, "until": today}
    answer = clerk.post(f"{SEATS}{row.pk}/change/", sent).content.decode()
    assert "1 项未办结" in answer
    assert reverse("admin:commitments_handover", args=[town["officer"].pk]) in answer
    row.refresh_from_db()
    assert row.until is None
    Membership.objects.create(user=town["officer"], unit=town.windows, role=Role.LEADER, since=today)
    assert clerk.post(f"{SEATS}{row.pk}/change/", sent).status_code == 302


def test_a_seat_that_has_begun_does_not_begin_later(clerk: Client, town: City, running: Commitment) -> None:
    """Else it would be out of force at once with its work left behind, and could then be deleted."""
    row, today = Membership.objects.get(user=town["officer"]), timezone.localdate()
    for since in (today, today + timedelta(30)):
        clerk.post(f"{SEATS}{row.pk}/change/", {"since": since, "until": ""})
        row.refresh_from_db()
        assert row.since == date(2020, 1, 1)


@pytest.mark.parametrize("changed", ["role", "unit", "since"])
def test_on_the_page_of_the_person_a_seat_leaves_nothing_behind(
    town: City, running: Commitment, changed: str
) -> None:
    row = Membership.objects.get(user=town["officer"])
    form = modelform_factory(Membership, MembershipForm, fields=["role", "unit", "since", "until"])
    stays = {"role": row.role, "unit": row.unit_id, "since": row.since, "until": ""}
    assert form(stays, instance=row).is_valid()
    other = {"role": "reviewer", "unit": town.hotline.pk, "since": timezone.localdate() + timedelta(1)}
    sent = form(stays | {changed: other[changed]}, instance=Membership.objects.get(pk=row.pk))
    assert "未办结" in str(sent.non_field_errors())


def test_only_what_was_entered_today_is_deleted(clerk: Client, town: City) -> None:
    old = Membership.objects.get(user=town["helper"])
    assert clerk.post(f"{SEATS}{old.pk}/delete/", {"post": "yes"}).status_code == 403
    slip = Membership.objects.create(
        user=town["stranger"], unit=town.hotline, role=Role.OFFICER, since=timezone.localdate()
    )
    assert clerk.post(f"{SEATS}{slip.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Membership.objects.filter(pk=slip.pk).exists()


def test_the_list_of_seats_costs_the_same_for_many(
    clerk: Client, town: City, running: Commitment, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(8) as few:
        clerk.get(SEATS)
    for number in range(9):
        offices.seat(f"more{number}", Role.OFFICER, town.windows)
    with django_assert_max_num_queries(len(few)):
        assert "more8" in clerk.get(SEATS).content.decode()


@pytest.mark.parametrize(("state", "there"), [("", {"何青", "陆川"}), ("now", {"陆川"}), ("ended", {"何青"})])
def test_ended_seats_can_be_told_apart(clerk: Client, town: City, state: str, there: set[str]) -> None:
    Membership.objects.filter(user=town["officer"]).update(until=timezone.localdate() - timedelta(1))
    listed = clerk.get(SEATS, {"state": state} if state else {}).content.decode()
    assert {name for name in ("何青", "陆川") if f"{name}（" in listed} == there


# --- units ----


def test_units_are_entered_one_a_line(clerk: Client, town: City) -> None:
    assert "热线科" in clerk.get(UNITS).content.decode()
    sent = {"organ": town.bureau.pk, "names": "政策法规科\n\n 数据资源科 \n窗口管理科"}
    assert "新增 2 个科室" in clerk.post(UNITS, sent, follow=True).content.decode()
    made = organs.resolve("青澜市行政审批服务局数据资源科")
    assert made is not None
    assert made.path.startswith(town.bureau.path)
    assert "新增 0 个科室" in clerk.post(UNITS, sent, follow=True).content.decode()


def test_units_are_entered_in_the_own_organ_only(clerk: Client, town: City) -> None:
    before = Organ.objects.count()
    for organ in (town.neighbour, town.government):
        assert clerk.post(UNITS, {"organ": organ.pk, "names": "综合科"}).status_code == 200
    assert Organ.objects.count() == before


def test_a_name_of_another_organ_is_refused_with_all_lines(clerk: Client, town: City) -> None:
    organs.add_alias(town.neighbour, "青澜市行政审批服务局综合科")
    before = Organ.objects.count()
    page = clerk.post(UNITS, {"organ": town.bureau.pk, "names": "综合科\n新科"}).content.decode()
    assert "“综合科”已是青澜市司法局的名称" in page
    assert "新科" in page  # what was typed stays
    assert Organ.objects.count() == before


# --- rules ----


def test_the_clerk_enters_rules_for_the_own_organ(clerk: Client, town: City) -> None:
    rule = {"organ": town.bureau.pk, "keyword": "窗口", "part": "lead", "unit": town.windows.pk}
    assert clerk.post(f"{RULES}add/", {**rule, "supervisor": ""}).status_code == 302
    watch = {"organ": town.bureau.pk, "keyword": "", "part": "", "unit": ""}
    assert clerk.post(f"{RULES}add/", {**watch, "supervisor": town["supervisor"].pk}).status_code == 302
    assert AssignmentRule.objects.count() == 2
    assert "窗口" in clerk.get(RULES).content.decode()


@pytest.mark.parametrize("changed", ["organ", "unit", "supervisor"])
def test_a_rule_reaches_no_further_than_the_realm(clerk: Client, town: City, changed: str) -> None:
    rule: dict[str, Any] = {
        "organ": town.bureau.pk,
        "keyword": "窗口",
        "part": "lead",
        "unit": town.windows.pk,
    }
    if changed == "supervisor":
        rule = {"organ": town.bureau.pk, "supervisor": town["neighbour"].pk}
    else:
        rule[changed] = town.neighbour.pk
    assert clerk.post(f"{RULES}add/", rule).status_code == 200
    assert not AssignmentRule.objects.exists()


def test_a_rule_without_sense_is_refused_in_words(clerk: Client, town: City) -> None:
    sent = {"organ": town.bureau.pk, "keyword": "窗口", "part": "", "unit": "", "supervisor": ""}
    answer = clerk.post(f"{RULES}add/", sent)
    assert answer.status_code == 200
    assert not AssignmentRule.objects.exists()


def test_rules_of_a_neighbour_are_not_seen(clerk: Client, town: City) -> None:
    other = AssignmentRule.objects.create(organ=town.neighbour, supervisor=town["neighbour"])
    assert "司法局" not in clerk.get(RULES).content.decode()
    assert clerk.get(f"{RULES}{other.pk}/change/").status_code in (302, 404)
