from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from config import people

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
    assert set(passwords(accounts)) == {"admin", "officer", "chief", "supervisor", "reviewer", "keeper"}
    for login, password in passwords(accounts).items():
        assert client.login(username=login, password=password)
        assert client.get("/admin/").status_code == 200


def test_passwords_are_random_and_for_the_owner_only(accounts: Path) -> None:
    assert len(set(passwords(accounts).values())) == 6
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


def test_only_the_keeper_may_delete(accounts: Path) -> None:
    may_delete = {
        role.login
        for role in people.ROLES
        if User.objects.get(username=role.login).has_perm("reports.delete_report")
    }
    assert may_delete == {"keeper"}


def test_a_permission_that_no_model_has_is_a_mistake() -> None:
    with pytest.raises(LookupError, match="fly_report"):
        people.permissions_of(people.Role("x", "甲", {"reports.report": "fly"}))


def test_the_administrator_manages_people_in_chinese(accounts: Path, client: Client) -> None:
    client.force_login(User.objects.get(username="admin"))
    officer = User.objects.get(username="officer")
    listing = client.get("/admin/auth/user/").content.decode()
    assert "台账管理员" in listing
    page = client.get(f"/admin/auth/user/{officer.pk}/change/").content.decode()
    assert "角色与权限" in page
    assert client.get("/admin/auth/user/add/").status_code == 200
    assert client.get(f"/admin/auth/user/{officer.pk}/password/").status_code == 200


def test_the_others_do_not_manage_people(accounts: Path, client: Client) -> None:
    client.force_login(User.objects.get(username="keeper"))
    assert client.get("/admin/auth/user/").status_code == 403
