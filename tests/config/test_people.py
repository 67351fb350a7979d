from __future__ import annotations

import stat
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from commitments.choices import Role
from commitments.models import Commitment, Membership
from config import people
from reports import organs
from tests.commitments import offices

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts(tmp_path: Path) -> Path:
    people.write_roles()
    kept_in = tmp_path / "accounts.txt"
    assert people.make_accounts(kept_in)
    return kept_in


def passwords(accounts: Path) -> dict[str, str]:
    lines = [
        line.split("\t") for line in accounts.read_text("utf-8").splitlines() if not line.startswith("#")
    ]
    return {login: password for login, password, _ in lines}


def test_each_role_has_an_account_that_can_log_in(accounts: Path, client: Client) -> None:
    roles = {"officer", "chief", "supervisor", "reviewer", "keeper"}
    assert set(passwords(accounts)) == {"admin", "wangchuan", *roles}
    for login, password in passwords(accounts).items():
        assert client.login(username=login, password=password)
        assert client.get("/admin/").status_code == 200


def test_passwords_are_random_and_for_the_owner_only(accounts: Path) -> None:
    assert len(set(passwords(accounts).values())) == 7
    assert min(map(len, passwords(accounts).values())) >= 12
    assert stat.S_IMODE(accounts.stat().st_mode) == 0o600


def test_a_site_with_people_gets_no_demo_accounts(tmp_path: Path) -> None:
    people.write_roles()
    User.objects.create_user("somebody")
    assert not people.make_accounts(tmp_path / "accounts.txt")
    assert User.objects.count() == 1
    assert not (tmp_path / "accounts.txt").exists()


def test_accounts_whose_passwords_cannot_be_kept_are_not_made(tmp_path: Path) -> None:
    people.write_roles()
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        people.make_accounts(tmp_path / "file" / "accounts.txt")
    assert not User.objects.exists()


def test_roles_written_again_lose_what_the_table_does_not_give(accounts: Path) -> None:
    reviewer = Group.objects.get(name="核对人")
    before = set(reviewer.permissions.values_list("codename", flat=True))
    reviewer.permissions.add(people.permissions_of(people.ROLES[-1])[0])
    reviewer.permissions.remove(reviewer.permissions.get(codename="view_report"))
    people.write_roles()
    assert set(reviewer.permissions.values_list("codename", flat=True)) == before


def seated(role: str, **dates: Any) -> User:
    """Somebody new in this role."""
    organ = organs.register("青澜市行政审批服务局", confirmed=True)
    person = User.objects.create_user(f"{role}-{User.objects.count()}", is_staff=True)
    Membership.objects.create(user=person, unit=organ, role=role, **{"since": date(2020, 1, 1), **dates})
    return person


def test_only_the_keeper_may_delete(accounts: Path) -> None:
    may_delete = {role for role in Role if seated(role).has_perm("reports.delete_report")}
    assert may_delete == {Role.CLERK}


@pytest.mark.parametrize("role", people.ROLES, ids=lambda role: role.name)
def test_a_seat_gives_what_the_table_says(accounts: Path, role: people.Role) -> None:
    given = {f"{p.content_type.app_label}.{p.codename}" for p in people.permissions_of(role)}
    assert seated(role.seat).get_all_permissions() == given


def test_two_seats_give_what_both_give(accounts: Path) -> None:
    officer = seated(Role.OFFICER)
    organ = organs.register("青澜市行政审批服务局", confirmed=True)
    Membership.objects.create(user=officer, unit=organ, role=Role.CLERK, since=date(2020, 1, 1))
    both = [people.ROLES[0], people.ROLES[-1]]
    assert [role.seat for role in both] == [Role.OFFICER, Role.CLERK]
    given = {f"{p.content_type.app_label}.{p.codename}" for role in both for p in people.permissions_of(role)}
    assert User.objects.get(pk=officer.pk).get_all_permissions() == given


def test_every_role_of_a_seat_is_in_the_table() -> None:
    assert {role.seat for role in people.ROLES} == set(Role)


@pytest.mark.parametrize(
    "dates",
    [
        pytest.param({"until": timezone.localdate() - timedelta(1)}, id="ended yesterday"),
        pytest.param({"since": timezone.localdate() + timedelta(1)}, id="begins tomorrow"),
    ],
)
def test_a_seat_that_is_not_in_force_gives_nothing(accounts: Path, dates: dict[str, date]) -> None:
    assert seated(Role.CLERK, **dates).get_all_permissions() == set()


def test_a_seat_that_ends_takes_the_rights_away_on_the_next_request(accounts: Path, client: Client) -> None:
    clerk = seated(Role.CLERK)
    client.force_login(clerk)
    assert client.get("/admin/reports/report/").status_code == 200
    clerk.memberships.update(until=timezone.localdate() - timedelta(1))
    assert client.get("/admin/reports/report/").status_code == 403


def test_a_person_who_is_deactivated_has_no_rights(accounts: Path) -> None:
    clerk = seated(Role.CLERK)
    clerk.is_active = False
    assert not clerk.has_perm("reports.view_report")


def test_a_group_gives_nothing_without_a_seat(accounts: Path) -> None:
    person = User.objects.create_user("somebody")
    person.groups.set(Group.objects.all())
    assert person.get_all_permissions() == set()


def test_the_administrator_needs_no_seat(accounts: Path) -> None:
    assert User.objects.get(username="admin").has_perm("commitments.delete_membership")


def test_rights_cost_one_query(accounts: Path, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    clerk = User.objects.get(pk=seated(Role.CLERK).pk)
    with django_assert_num_queries(1):
        assert clerk.has_perm("reports.view_report")
        assert not clerk.has_perm("auth.view_user")


def test_a_permission_that_no_model_has_is_a_mistake() -> None:
    with pytest.raises(LookupError, match="fly_report"):
        people.permissions_of(people.Role("x", "甲", {"reports.report": "fly"}))


@pytest.fixture
def admin(accounts: Path, client: Client) -> Client:
    client.force_login(User.objects.get(username="admin"))
    return client


def test_the_administrator_manages_people_in_chinese(admin: Client) -> None:
    officer = seated(Role.OFFICER)
    assert "青澜市行政审批服务局 承办人" in admin.get("/admin/auth/user/").content.decode()
    page = admin.get(f"/admin/auth/user/{officer.pk}/change/").content.decode()
    assert "任职" in page
    assert "groups" not in page
    assert admin.get("/admin/auth/user/add/").status_code == 200
    assert admin.get(f"/admin/auth/user/{officer.pk}/password/").status_code == 200


def test_the_list_of_people_costs_the_same_for_many(
    admin: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    seated(Role.OFFICER)
    with django_assert_max_num_queries(8) as few:
        admin.get("/admin/auth/user/")
    for _number in range(9):
        seated(Role.CLERK)
    with django_assert_max_num_queries(len(few)):
        admin.get("/admin/auth/user/")


def form(person: User, **changed: Any) -> dict[str, Any]:
    """What the page of a person sends."""
    seat = person.memberships.get()
    sent = {
        "username": person.username, "is_active": "on", "is_staff": "on",
        "memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 1, "memberships-0-id": seat.pk,
        "memberships-0-user": person.pk, "memberships-0-role": seat.role, "memberships-0-unit": seat.unit_id,
        "memberships-0-since": seat.since, "memberships-0-until": "",
    }  # fmt: skip
    return {name: value for name, value in {**sent, **changed}.items() if value is not None}


def test_a_seat_is_given_and_ended_on_the_page_of_the_person(admin: Client) -> None:
    person, today = seated(Role.OFFICER), timezone.localdate()
    more = {
        "memberships-TOTAL_FORMS": 2, "memberships-0-until": today, "memberships-1-role": Role.REVIEWER,
        "memberships-1-unit": person.memberships.get().unit_id, "memberships-1-since": today,
    }  # fmt: skip
    answer = admin.post(f"/admin/auth/user/{person.pk}/change/", form(person, **more))
    assert answer.status_code == 302
    assert list(person.memberships.values_list("role", "until")) == [("officer", today), ("reviewer", None)]


def test_nobody_is_shut_out_while_work_is_left(admin: Client) -> None:
    town = offices.city()
    offices.opened(town, offices.captured(town)[2])
    officer, address = town["officer"], f"/admin/auth/user/{town['officer'].pk}/change/"
    answer = admin.post(address, form(officer, is_active=None))
    assert f"/admin/commitments/membership/handover/{officer.pk}/" in answer.content.decode()
    officer.refresh_from_db()
    assert officer.is_active
    Commitment.objects.update(officer=None)
    assert admin.post(address, form(officer, is_active=None)).status_code == 302
    officer.refresh_from_db()
    assert not officer.is_active


def test_the_others_do_not_manage_people(accounts: Path, client: Client) -> None:
    client.force_login(User.objects.get(username="keeper"))
    assert client.get("/admin/auth/user/").status_code == 403
