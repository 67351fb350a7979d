"""Acts on many at once by the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from commitments import lifecycle
from commitments.models import Commitment
from tests.commitments import offices
from tests.commitments.offices import City, act
from tests.commitments.test_api import ADDRESS, client
from tests.commitments.test_api_acts import post, seen
from tests.reports import papers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office_hours")]


def bulk(api: APIClient, verb: str, rows: list[Commitment], **given: Any) -> Any:
    body = {"commitments": [seen(row) for row in rows], **given}
    return api.post(f"{ADDRESS}all/{verb}/", body, format="json")


def test_a_report_is_captured_once(town: City) -> None:
    api = client(town["clerk"])
    report = papers.entered()
    first = api.post(f"{ADDRESS}all/capture/", {"report": report.pk}, format="json")
    again = api.post(f"{ADDRESS}all/capture/", {"report": report.pk}, format="json")
    assert (first.status_code, len(first.data["done"]), again.data["done"]) == (200, 5, [])
    assert client(town["officer"]).post(f"{ADDRESS}all/capture/", {"report": report.pk}).status_code == 403
    assert api.post(f"{ADDRESS}all/capture/", {"report": 999999}).status_code == 404


def test_many_are_confirmed_assigned_and_chased(town: City, candidates: list[Commitment]) -> None:
    api = client(town["clerk"])
    assert len(bulk(api, "confirm", candidates).data["done"]) == 5
    answer = bulk(api, "assign", candidates, lead=town.windows.pk, officer=town["officer"].pk)
    assert {row["officer"]["name"] for row in answer.data["done"]} == {"何青"}
    assert len(bulk(client(town["supervisor"]), "chase", candidates, reason="请抓紧").data["done"]) == 5
    moved = {"leaver": town["officer"].pk, "officer": town["leader"].pk}
    assert len(bulk(api, "hand_over", candidates, **moved).data["done"]) == 5


def test_many_get_their_year_and_are_dropped(town: City, candidates: list[Commitment]) -> None:
    api = client(town["clerk"])
    assert {row["plan_year"] for row in bulk(api, "reword", candidates, plan_year=2025).data["done"]} == {
        2025
    }
    assert bulk(api, "cancel", candidates).data["code"] == "unfit"
    done = bulk(api, "cancel", candidates, reason="不是承诺").data["done"]
    assert {row["status"] for row in done} == {"cancelled"}


def test_too_many_at_once_are_refused(town: City, candidate: Commitment) -> None:
    answer = bulk(client(town["clerk"]), "confirm", [candidate] * 501)
    assert answer.status_code == 400
    assert "500" in str(answer.data["commitments"])


def test_a_link_nobody_suggested_is_made(town: City, candidates: list[Commitment]) -> None:
    problem, row, api = candidates[0].source, candidates[2], client(town["clerk"])
    place = {"problem": problem.pk, "start": problem.start, "end": problem.end}
    assert post(api, row, "link", **place).status_code == 200
    assert row.problem_links.filter(problem=problem, accepted=True).exists()
    assert post(api, row, "link", problem=problem.pk).data["code"] == "unfit"


def test_one_that_cannot_is_told_beside_those_done(town: City, candidates: list[Commitment]) -> None:
    api = client(town["clerk"])
    act(lifecycle.cancel, candidates[0], "重复", by=town["clerk"])
    answer = bulk(api, "confirm", candidates)
    assert len(answer.data["done"]) == 4
    [refused] = answer.data["refused"]
    assert (refused["id"], refused["code"]) == (candidates[0].pk, "wrong_status")
    assert "已撤销" in refused["detail"]


def test_many_signatures_take_as_many_queries_as_few(town: City) -> None:
    rows = [row for year in (2021, 2022, 2023) for row in offices.captured(town, year=year)]
    for row in rows:
        offices.submitted(town, row)
    api = client(town["supervisor"])
    api.get(ADDRESS)

    def asked(some: list[Commitment]) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert len(bulk(api, "sign_off", some).data["done"]) == len(some)
        return len(captured) - len(some)  # less those by which the test reads the revisions

    assert asked(rows[:2]) == asked(rows[2:]) <= 10
