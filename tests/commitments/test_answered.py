"""What the page of a commitment tells of the next report's answer, and the first page of a reviewer."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commitments import comparison, review
from commitments.admin.page import answered
from commitments.choices import Role
from commitments.models import Comparison, Finding
from config.people import write_roles
from tests.commitments import offices, years
from tests.commitments.desks import Desk, words
from tests.commitments.offices import City
from tests.commitments.years import LATER, Years

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def roles(db: None) -> None:
    write_roles()


@pytest.fixture
def both(town: City) -> Years:
    return years.years(town)


@pytest.fixture
def row(both: Years) -> Comparison:
    return both.compared()


def rate(finding: Finding, rating: str, by: User) -> None:
    now = Finding.objects.get(pk=finding.pk)
    review.rate(now.pk, rating, by=by, now=LATER, revision=now.revision)


def section(user: User, both: Years) -> str:
    return " ".join(words(Desk(user).page(both.trained), "#answers"))


def home(user: User) -> list[str]:
    client = Client()
    client.force_login(user)
    return words(client.get("/admin/").content.decode(), "#reviews .hm-line")


# --- the page of a commitment ------------------------------------------------------------------------------


def test_a_preview_is_not_told(town: City, both: Years, row: Comparison) -> None:
    assert section(town["officer"], both) == ""


def test_what_counts_is_told_with_the_words_of_the_report(town: City, both: Years, row: Comparison) -> None:
    comparison.apply(row.pk, by=town["reviewer"], now=LATER)
    told = section(town["officer"], both)
    assert "兑现核对 2024" in told
    assert "两轮窗口业务培训" in told
    assert "尚未评定" in told
    rate(years.finding(both.trained), "mostly", town["reviewer"])
    assert "沈言" in section(town["officer"], both)
    assert "尚未评定" not in section(town["officer"], both)


def test_a_first_word_is_not_told_while_the_second_is_awaited(
    town: City, both: Years, row: Comparison
) -> None:
    second = offices.seat("second", Role.REVIEWER, town.bureau, "杜衡")
    comparison.ask_second(row.pk, True, town["clerk"], LATER)
    comparison.apply(row.pk, by=town["reviewer"], now=LATER)
    finding = years.finding(both.trained)
    rate(finding, "mostly", town["reviewer"])
    for user in (second, town["officer"]):
        assert "尚未评定" in section(user, both)
        assert "沈言" not in section(user, both)
    rate(finding, "mostly", second)
    assert "沈言、杜衡" in section(town["officer"], both)


def test_two_queries_at_most(town: City, both: Years, row: Comparison) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert answered.answers(both.trained) == []
    assert len(asked) == 1
    comparison.apply(row.pk, by=town["reviewer"], now=LATER)
    with CaptureQueriesContext(connection) as asked:
        assert len(answered.answers(both.trained)) == 1
    assert len(asked) == 2


# --- the first page ----------------------------------------------------------------------------------------


def test_a_reviewer_is_led_to_what_waits(town: City, both: Years, row: Comparison) -> None:
    assert "预览：5 项承诺待核对" in home(town["reviewer"])[0]
    comparison.apply(row.pk, by=town["reviewer"], now=LATER)
    rate(years.finding(both.trained), "mostly", town["reviewer"])
    assert "已核对 1/5 4 项等您核对" in home(town["reviewer"])[0]
    for name in ("clerk", "officer", "neighbour", "supervisor"):
        assert home(town[name]) == []


def test_what_is_judged_waits_for_nobody(town: City, both: Years, row: Comparison) -> None:
    comparison.apply(row.pk, by=town["reviewer"], now=LATER)
    review.accept_all(dict(Finding.objects.values_list("pk", "revision")), by=town["reviewer"], now=LATER)
    assert home(town["reviewer"]) == []


def test_of_two_the_first_does_not_wait_for_his_own_second_word(
    town: City, both: Years, row: Comparison
) -> None:
    second = offices.seat("second", Role.REVIEWER, town.bureau, "杜衡")
    comparison.ask_second(row.pk, True, town["clerk"], LATER)
    comparison.apply(row.pk, by=town["reviewer"], now=LATER)
    rate(years.finding(both.trained), "mostly", town["reviewer"])
    assert "4 项等您核对" in home(town["reviewer"])[0]
    assert "5 项等您核对" in home(second)[0]
