from __future__ import annotations

import re
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from commitments.choices import Role
from commitments.models import Membership
from config import people
from reports import organs
from reports.models import Item, Upload

pytestmark = pytest.mark.django_db


def person(role: str | None) -> User:
    people.write_roles()
    made = User.objects.create_user("somebody", is_staff=True)
    if role:
        organ = organs.register("青澜市行政审批服务局", confirmed=True)
        Membership.objects.create(user=made, unit=organ, role=role, since=date(2020, 1, 1))
    return made


def upload(number: int, status: str) -> Upload:
    return Upload.objects.create(
        name=f"报告{number}.docx",
        size=1,
        content_hash=f"{number:064}",
        status=status,
        uploaded_at=timezone.now(),
    )


def home(client: Client, role: str | None) -> str:
    client.force_login(person(role))
    return client.get("/admin/").content.decode()


def test_an_officer_sees_what_came_in_and_may_upload(client: Client) -> None:
    upload(1, Upload.Status.REFUSED)
    page = home(client, Role.OFFICER)
    assert "报告1.docx" in page
    assert "尚未上传报告" not in page
    assert page.count('href="/admin/reports/upload/add/"') == 2  # in the sidebar and on the page


def test_a_reviewer_is_not_offered_to_upload(client: Client) -> None:
    assert 'href="/admin/reports/upload/add/"' not in home(client, Role.REVIEWER)


def test_a_person_without_a_role_sees_no_numbers(client: Client) -> None:
    upload(1, Upload.Status.READ)
    page = home(client, None)
    assert "报告1.docx" not in page
    assert "最近上传" not in page


def test_the_demo_is_counted(client: Client) -> None:
    call_command("load_demo", verbosity=0)
    shown = [int(number) for number in re.findall(r"text-2xl[^>]*>(\d+)<", home(client, Role.OFFICER))]
    problems, arrangements = (Item.objects.filter(kind=kind).count() for kind in ("problem", "arrangement"))
    assert shown == [6, problems, arrangements, 0]
    assert min(problems, arrangements) > 6


def test_the_page_costs_the_same_however_much_there_is(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    upload(0, Upload.Status.FAILED)
    client.force_login(person(Role.OFFICER))
    with django_assert_max_num_queries(12) as few:
        client.get("/admin/")
    for number in range(1, 20):
        upload(number, Upload.Status.FAILED)
    with django_assert_max_num_queries(len(few)):
        client.get("/admin/")
