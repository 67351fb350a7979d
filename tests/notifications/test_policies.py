"""The pages of the policies and of the preview."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commitments.models import Commitment, Membership
from config import people
from notifications import policies
from notifications.choices import Preset
from notifications.models import Notice, Policy
from tests.commitments.offices import City
from tests.notifications.test_planning import MONDAY, copy_of, sweep

pytestmark = pytest.mark.django_db
PREVIEW = "admin:notifications_preview"


@pytest.fixture
def administrator(city: City) -> Client:
    people.write_roles()
    client = Client()
    city["stranger"].is_superuser = True
    city["stranger"].save(update_fields=["is_superuser"])
    client.force_login(city["stranger"])
    return client


def seen(client: Client, day: str) -> str:
    return client.get(reverse(PREVIEW), {"day": day}).content.decode()


def test_three_rule_books_are_there_and_one_is_in_force(city: City) -> None:
    assert {policy.preset for policy in Policy.objects.all()} == set(Preset.values)
    assert [policy.preset for policy in Policy.objects.filter(active=True)] == [Preset.DEFAULT]
    policies.install()
    assert Policy.objects.count() == 3


def test_a_new_policy_begins_as_a_copy_of_a_rule_book(city: City, administrator: Client) -> None:
    address = reverse("admin:notifications_policy_add")
    form = {"name": "审批局", "preset": "13710", "organ": city.bureau.pk, "active": "on"}
    answer = administrator.post(address, form)
    policy = Policy.objects.get(organ=city.bureau)
    assert answer.headers["Location"] == reverse("admin:notifications_policy_change", args=[policy.pk])
    assert sorted(policy.steps.filter(stage="remind").values_list("days", flat=True)) == [1, 3, 7, 30]
    listed = administrator.get(reverse("admin:notifications_policy_changelist")).content.decode()
    assert "提前 30/7/3/1 天提醒；逾期 1 个工作日催办；逾期 3 个工作日督办" in listed
    again = administrator.post(address, {**form, "name": "又一套"})
    assert "该机关已有一套启用中的规则" in again.content.decode()
    assert "又一套" in again.content.decode()


def test_the_preview_reads_like_the_digest_and_writes_nothing(
    city: City, due: Commitment, administrator: Client
) -> None:
    page = seen(administrator, MONDAY.isoformat())
    for words in ("将有 2 人收到通知", "何青", "高远", due.title, "为什么通知此人"):
        assert words in page
    assert Notice.objects.count() == 0


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2024-10-01", "2024年10月8日（星期二）发送"),
        ("2024-04-15", "没有需要通知的事项"),
        ("2024-13-45", "“2024-13-45”不是前后十年内的日期"),
        ("1024-01-01", "“1024-01-01”不是前后十年内的日期"),
        ("下周", "“下周”不是前后十年内的日期"),
    ],
)
def test_days_off_days_without_news_and_no_days(
    city: City, due: Commitment, administrator: Client, day: str, words: str
) -> None:
    assert words in seen(administrator, day)


def test_what_nobody_is_left_to_hear_is_listed(city: City, due: Commitment, administrator: Client) -> None:
    Membership.objects.all().delete()
    page = seen(administrator, MONDAY.isoformat())
    assert "下列事项无人可通知" in page
    assert due.number in page


@pytest.mark.parametrize(
    ("name", "status", "people_told"), [("clerk", 200, 2), ("neighbour", 200, 0), ("officer", 403, None)]
)
def test_keepers_see_their_own_organs_and_others_nothing(
    city: City, due: Commitment, administrator: Client, name: str, status: int, people_told: int | None
) -> None:
    client = Client()
    client.force_login(city[name])
    answer = client.get(reverse(PREVIEW), {"day": MONDAY.isoformat()})
    assert answer.status_code == status
    if people_told is not None:
        assert answer.context["preview"].people == people_told
        assert client.get(reverse("admin:notifications_policy_add")).status_code == 403


def test_the_notices_answer_why_somebody_was_not_told(
    city: City, due: Commitment, administrator: Client
) -> None:
    sweep(MONDAY)
    Membership.objects.filter(user=city["leader"]).delete()
    sweep(MONDAY)
    address = reverse("admin:notifications_notice_changelist")
    page = administrator.get(address, {"q": due.number}).content.decode()
    for words in ("何青", "高远", "待发送", "不再发送", "此人已不再负责"):
        assert words in page
    with CaptureQueriesContext(connection) as few:
        administrator.get(address)
    Commitment.objects.bulk_create(copy_of(due, city.windows, n) for n in range(1, 20))
    sweep(MONDAY)
    with CaptureQueriesContext(connection) as many:
        administrator.get(address)
    assert len(many) == len(few) <= 10


def test_the_preview_asks_as_much_for_many_as_for_few(
    city: City, due: Commitment, administrator: Client
) -> None:
    seen(administrator, date(2024, 7, 8).isoformat())
    with CaptureQueriesContext(connection) as few:
        seen(administrator, date(2024, 7, 8).isoformat())
    Commitment.objects.bulk_create(copy_of(due, city.windows, n) for n in range(1, 30))
    with CaptureQueriesContext(connection) as many:
        seen(administrator, date(2024, 7, 8).isoformat())
    assert len(many) == len(few) <= 25
