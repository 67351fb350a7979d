"""Reading commitments by the API: what is shown, found, counted, and to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission, User
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient
from rest_framework.throttling import UserRateThrottle

from commitments import access, lifecycle
from commitments.models import Commitment
from tests.commitments import offices
from tests.commitments.offices import City, act

pytestmark = pytest.mark.django_db
ADDRESS = "/api/commitments/"


@pytest.fixture(autouse=True)
def a_monday_in_march() -> Iterator[None]:
    with time_machine.travel(offices.NOW, tick=False):
        yield


def client(user: User) -> APIClient:
    """Logged in, with the permission that opens the pages of commitments."""
    user.user_permissions.add(Permission.objects.get(codename="view_commitment"))
    api = APIClient()
    api.force_authenticate(User.objects.get(pk=user.pk))
    return api


@pytest.fixture
def api(town: City) -> APIClient:
    return client(town["clerk"])


def found(api: APIClient, query: str = "") -> list[int]:
    answer = api.get(f"{ADDRESS}?{query}")
    assert answer.status_code == 200, answer.data
    return [row["id"] for row in answer.data["results"]]


def queries(ask: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert ask().status_code == 200
    return len(captured)


# --- lists ------------------------------------------------------------------------------------------------


def test_the_list_says_how_each_stands(api: APIClient, town: City, running: Commitment) -> None:
    row = next(row for row in api.get(ADDRESS).data["results"] if row["id"] == running.pk)
    assert (row["number"], row["status"], row["revision"]) == ("2024-青澜审批-001", "open", 2)
    assert row["lead"] == {"id": town.windows.pk, "name": "青澜市行政审批服务局窗口管理科"}
    assert row["officer"]["name"] == "何青"
    assert row["standing"] == {"colour": "green", "code": "on_schedule", "reason": "按时序进度"}
    assert "quote" not in row


def test_a_list_asks_as_often_for_many_as_for_few(api: APIClient, town: City) -> None:
    offices.captured(town)
    found(api)  # the permissions are looked up once
    few = queries(lambda: api.get(ADDRESS))
    for year in range(2015, 2022):
        for row in offices.captured(town, year=year):
            offices.opened(town, row)
    assert queries(lambda: api.get(ADDRESS)) == few <= 2
    within = f"{ADDRESS}?within={town.government.pk}&colour=red&due=overdue&q=窗口&box=overdue&page_size=5"
    assert queries(lambda: api.get(within)) <= 4
    last = api.get(f"{ADDRESS}?page_size=5")
    while last.data["next"]:
        address = last.data["next"]
        with CaptureQueriesContext(connection) as captured:
            last = api.get(address)
        assert len(captured) == few


def test_pages_follow_each_other_without_a_gap(api: APIClient, town: City) -> None:
    rows = offices.captured(town)
    first = api.get(f"{ADDRESS}?page_size=2").data
    second = api.get(first["next"]).data
    third = api.get(second["next"]).data
    shown = [row["id"] for page in (first, second, third) for row in page["results"]]
    assert shown == sorted((row.pk for row in rows), reverse=True)
    assert third["next"] is None


@pytest.mark.parametrize(
    ("query", "which"),
    [
        ("", {"problem", "overdue", "soon", "later"}),
        ("year=2024", {"problem", "overdue", "soon", "later"}),
        ("year=2023", set()),
        ("status=candidate", {"problem"}),
        ("status=open", {"overdue", "soon", "later"}),
        ("kind=rectification", {"problem"}),
        ("colour=red", {"overdue"}),
        ("colour=yellow", {"soon"}),
        ("colour=green", {"later"}),
        ("due=overdue", {"overdue"}),
        ("due=7", {"soon"}),
        ("due=30", {"soon"}),
        ("q=热线", {"soon"}),
        ("q=2024-青澜审批-001", {"overdue"}),
        ("q=无此事", set()),
        ("box=overdue", {"overdue"}),
        ("box=unconfirmed", {"problem"}),
        ("status=open&colour=red&q=窗口", {"overdue"}),
    ],
)
def test_commitments_are_found_by_what_is_asked(
    api: APIClient, town: City, candidates: list[Commitment], query: str, which: set[str]
) -> None:
    problem, gone, overdue, soon, later = candidates
    act(lifecycle.cancel, gone, "重复", by=town["clerk"])
    for row, due in ((overdue, -1), (soon, 3), (later, 200)):
        offices.opened(town, row)
        day = offices.TODAY + timedelta(due)
        Commitment.objects.filter(pk=row.pk).update(due_on=day, first_due_on=day, percent=0)
    names = {problem.pk: "problem", overdue.pk: "overdue", soon.pk: "soon", later.pk: "later"}
    assert {names[pk] for pk in found(api, query) if pk in names} == which


@pytest.mark.parametrize("name", ["within", "year", "lead", "officer", "report", "source"])
def test_a_key_that_no_row_can_have_finds_nothing(api: APIClient, running: Commitment, name: str) -> None:
    assert api.get(f"{ADDRESS}?{name}={10**30}").status_code in (200, 400)


def test_within_a_subtree_and_outside(api: APIClient, town: City, running: Commitment) -> None:
    assert running.pk in found(api, f"within={town.government.pk}")
    assert found(api, f"within={town.neighbour.pk}") == []
    assert found(api, "within=999999") == []


@pytest.mark.parametrize("query", ["colour=blue", "due=3", "box=none", "year=x", "status=late"])
def test_a_filter_that_does_not_exist_is_told(api: APIClient, query: str) -> None:
    answer = api.get(f"{ADDRESS}?{query}")
    assert answer.status_code == 400
    assert query.partition("=")[0] in answer.data


# --- one --------------------------------------------------------------------------------------------------


def test_one_comes_with_all_that_belongs_to_it(api: APIClient, town: City, running: Commitment) -> None:
    act(lifecycle.plan_measures, running, [lifecycle.Step("办班", date(2024, 5, 1))], by=town["officer"])
    act(lifecycle.report_progress, running, lifecycle.Report("办了一期", 40), by=town["officer"])
    piece = offices.attached(town, running)
    act(lifecycle.request_extension, running, date(2024, 9, 30), "场地未落实", by=town["officer"])
    got = api.get(f"{ADDRESS}{running.pk}/").data
    assert got["quote"] == running.quote
    assert {part["part"] for part in got["assignments"]} == {"organ", "lead", "support"}
    assert [step["text"] for step in got["measures"]] == ["办班"]
    assert [entry["percent"] for entry in got["progress"]] == [40]
    assert got["evidence"][0]["download"] == f"http://testserver{ADDRESS}{running.pk}/evidence/{piece.pk}/"
    assert [asked["decision"] for asked in got["extensions"]] == ["pending"]
    assert got["targets"] == []
    assert got["report"] == running.source.report_id
    verbs = [entry["verb"] for entry in got["ledger"]]
    assert verbs == ["capture", "confirm", "assign", "plan", "report", "attach", "request_extension"]
    assert "何青" in got["ledger"][-1]["told"]


def test_possible_are_the_acts_of_the_caller(town: City, running: Commitment) -> None:
    for name in ("clerk", "officer", "supervisor", "reviewer"):
        got = client(town[name]).get(f"{ADDRESS}{running.pk}/").data
        allowed = lifecycle.possible(access.person(town[name], offices.TODAY), offices.fresh(running))
        assert got["possible"] == [verb.value for verb in allowed]
        assert ("report" in got["possible"]) is (name == "officer")


def test_one_asks_as_often_with_a_long_history(api: APIClient, town: City, running: Commitment) -> None:
    address = f"{ADDRESS}{running.pk}/"
    api.get(address)
    before = queries(lambda: api.get(address))
    for n in range(12):
        act(lifecycle.report_progress, running, lifecycle.Report(f"第{n}次"), by=town["officer"])
        offices.attached(town, running, offices.PDF + bytes([n]))
    assert queries(lambda: api.get(address)) == before <= 14


def test_a_successor_shows_both_ways(api: APIClient, town: City, running: Commitment) -> None:
    new = act(lifecycle.carry_over, running, 2025, "跨年实施", by=town["clerk"])
    assert api.get(f"{ADDRESS}{running.pk}/").data["carried_to"] == new.pk
    got = api.get(f"{ADDRESS}{new.pk}/").data
    assert got["carried_from"] == running.pk
    assert {entry["commitment"] for entry in got["ledger"]} == {running.pk, new.pk}


# --- who and how ------------------------------------------------------------------------------------------


def test_a_token_opens_the_api_and_nothing_does_not(town: City, running: Commitment) -> None:
    api = APIClient()
    assert api.get(ADDRESS).status_code == 401
    client(town["officer"])
    api.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.create(user=town['officer']).key}")
    assert found(api) == [running.pk]


def test_nobody_without_the_permission_or_outside_the_staff(town: City, running: Commitment) -> None:
    api = APIClient()
    api.force_authenticate(town["clerk"])
    assert api.get(ADDRESS).status_code == 403
    town["clerk"].is_staff = False
    assert client(town["clerk"]).get(ADDRESS).status_code == 200  # staff as the database knows it
    User.objects.filter(pk=town["clerk"].pk).update(is_staff=False)
    assert client(town["clerk"]).get(ADDRESS).status_code == 403


def test_nothing_is_written_but_by_acts(api: APIClient, running: Commitment) -> None:
    for method in ("put", "patch", "delete"):
        assert getattr(api, method)(f"{ADDRESS}{running.pk}/", {}).status_code == 405
    assert api.post(ADDRESS, {}).status_code == 405


@pytest.mark.parametrize(
    ("header", "words"),
    [
        pytest.param("", "未找到", id="Chinese unless asked"),
        pytest.param("en-GB,en;q=0.9", "No Commitment", id="English"),
        pytest.param("zh-CN", "未找到", id="Chinese"),
        pytest.param("fr", "未找到", id="another"),
    ],
)
def test_the_language_is_the_one_asked_for(api: APIClient, header: str, words: str) -> None:
    answer = api.get(f"{ADDRESS}999999/", headers={"Accept-Language": header} if header else {})
    assert answer.status_code == 404
    assert answer.headers["Content-Language"] == ("en" if "en" in header else "zh-hans")
    assert "Accept-Language" in answer.headers["Vary"]


def test_a_program_run_wild_is_slowed_down(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(UserRateThrottle.THROTTLE_RATES, "user", "3/min")
    codes = [api.get(ADDRESS).status_code for _ in range(5)]
    assert codes[-1] == 429


def test_the_schema_describes_every_act(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn")
    described = capsys.readouterr().out
    for verb in lifecycle.RULES:
        one, many = f"{ADDRESS}{{id}}/{verb.value}/:", f"{ADDRESS}all/{verb.value}/:"
        assert one in described or many in described, verb


def test_the_root_names_every_list(api: APIClient) -> None:
    assert {"reports", "commitments"} <= set(api.get("/api/").data)
