"""What other systems fetch: findings, comparisons and the ledger, the oldest change first."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from commitments import comparison, lifecycle, review
from commitments.choices import Role
from commitments.models import Comparison, Finding, LedgerEntry
from tests.commitments import offices, years
from tests.commitments.offices import City
from tests.commitments.years import LATER, Years
from tests.reports import papers

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LISTS = ("findings", "comparisons", "ledger")


@pytest.fixture(autouse=True)
def the_year_after() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def applied(town: City) -> tuple[Years, Comparison]:
    return years.applied(town)


def client(user: User) -> APIClient:
    names = ("view_commitment", "view_finding", "view_comparison")
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    api = APIClient()
    api.force_authenticate(User.objects.get(pk=user.pk))
    return api


@pytest.fixture
def api(town: City) -> APIClient:
    return client(town["clerk"])


def rows(api: APIClient, which: str, query: str = "") -> list[Any]:
    answer = api.get(f"/api/{which}/?{query}")
    assert answer.status_code == 200, answer.data
    return answer.data["results"]


def after(moment: datetime) -> str:
    return f"updated_after={quote(moment.isoformat())}"


def rate(finding: Finding, rating: str, by: User, now: datetime = LATER, note: str = "") -> None:
    review.rate(finding.pk, rating, note, by=by, now=now, revision=fresh(finding).revision)


def fresh(finding: Finding) -> Finding:
    return Finding.objects.get(pk=finding.pk)


def all_pages(api: APIClient, address: str) -> Iterator[tuple[list[int], int]]:
    """The keys on each page, and the queries that it took."""
    while address:
        with CaptureQueriesContext(connection) as captured:
            answer = api.get(address)
        assert not any("OFFSET" in each["sql"] for each in captured)
        yield [row["id"] for row in answer.data["results"]], len(captured)
        address = answer.data["next"]


# --- findings ----------------------------------------------------------------------------------------------


def test_a_finding_comes_with_promise_answer_and_judgement(
    api: APIClient, town: City, applied: tuple[Years, Comparison]
) -> None:
    both, row = applied
    rate(years.finding(both.trained), "fulfilled", town["reviewer"], note="有据")
    [got] = rows(api, "findings", f"commitment={both.trained.pk}")
    assert (got["commitment"]["number"], got["year"], got["comparison"]) == (
        both.trained.number, 2024, row.pk,
    )  # fmt: skip
    assert (got["verdict"], got["rating"], got["revision"]) == ("delivered", "fulfilled", 1)
    assert [word["note"] for word in got["judgements"]] == ["有据"]
    assert "培训" in got["quotations"][0]["text"]
    text = both.new.text
    assert all(text[q["start"] : q["end"]] == q["text"] for q in got["quotations"])
    assert got["sentences"][0]["why"]


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 5), ("year=2024", 5), ("year=2023", 0), ("verdict=delivered", 1), ("rating=fulfilled", 1),
        ("rating=partial", 0), ("rated=true", 1), ("rated=false", 4), ("comparison=999999", 0),
        ("organ=999999", 0), ("within=999999", 0),
    ],
)  # fmt: skip
def test_findings_are_found_by_what_is_asked(
    api: APIClient, town: City, applied: tuple[Years, Comparison], query: str, number: int
) -> None:
    rate(years.finding(applied[0].trained), "fulfilled", town["reviewer"])
    assert len(rows(api, "findings", query)) == number


def test_findings_of_an_organ_and_of_all_below(
    api: APIClient, town: City, applied: tuple[Years, Comparison]
) -> None:
    for which, number in (("findings", 5), ("comparisons", 1)):
        assert len(rows(api, which, f"organ={town.bureau.pk}")) == number
        assert len(rows(api, which, f"within={town.government.pk}")) == number
        assert not rows(api, which, f"organ={town.government.pk}")
        assert not rows(api, which, f"within={town.neighbour.pk}")


def test_the_first_word_of_two_is_shown_nowhere(
    api: APIClient, town: City, applied: tuple[Years, Comparison]
) -> None:
    finding = years.finding(applied[0].trained)
    Comparison.objects.update(second_review=True)
    rate(finding, "partial", town["reviewer"], note="密语")
    for which in LISTS:
        said = str(rows(api, which))
        assert "密语" not in said
        assert "'rating': 'partial'" not in said
    assert rows(api, "findings", "rating=partial") == []
    second = offices.seat("second", Role.REVIEWER, town.bureau)
    rate(finding, "partial", second)
    [got] = rows(api, "findings", "rating=partial")
    assert [word["turn"] for word in got["judgements"]] == ["first", "second"]
    assert got["judgements"][0]["note"] == "密语"


def test_of_two_who_differ_both_words_are_shown_and_no_rating(
    api: APIClient, town: City, applied: tuple[Years, Comparison]
) -> None:
    finding = years.finding(applied[0].trained)
    Comparison.objects.update(second_review=True)
    rate(finding, "partial", town["reviewer"])
    rate(finding, "mostly", offices.seat("second", Role.REVIEWER, town.bureau))
    [got] = rows(api, "findings", f"commitment={finding.commitment_id}")
    assert (got["rating"], len(got["judgements"])) == ("", 2)


def test_a_preview_is_not_a_finding_yet(api: APIClient, town: City) -> None:
    row = years.years(town).compared()
    assert rows(api, "findings") == []
    assert [each["state"] for each in rows(api, "comparisons")] == ["prepared"]
    comparison.apply(row.pk, by=town["reviewer"], now=LATER)
    assert len(rows(api, "findings")) == 5


# --- what is new -------------------------------------------------------------------------------------------


def test_what_was_applied_or_judged_since_is_new_and_nothing_else(
    api: APIClient, town: City, applied: tuple[Years, Comparison]
) -> None:
    both, row = applied
    assert rows(api, "findings", after(LATER)) == []
    rate(years.finding(both.trained), "mostly", town["reviewer"], now=LATER + HOUR)
    [got] = rows(api, "findings", after(LATER))
    assert got["commitment"]["id"] == both.trained.pk
    review.reopen(got["id"], "再看", by=town["reviewer"], now=LATER + 2 * HOUR, revision=1)
    assert len(rows(api, "findings", after(LATER + HOUR))) == 1
    comparison.undo(row.pk, by=town["reviewer"], now=LATER + 3 * HOUR)
    assert rows(api, "findings", after(LATER)) == []
    assert [each["state"] for each in rows(api, "comparisons", after(LATER))] == ["prepared"]
    comparison.apply(row.pk, by=town["reviewer"], now=LATER + 4 * HOUR)
    assert len(rows(api, "findings", after(LATER + 3 * HOUR))) == 5


def test_what_is_compared_anew_is_new_but_for_what_was_judged(
    api: APIClient, town: City, applied: tuple[Years, Comparison]
) -> None:
    both, _row = applied
    rate(years.finding(both.trained), "mostly", town["reviewer"])
    both.compared(now=LATER + HOUR)
    new = {each["commitment"]["id"] for each in rows(api, "findings", after(LATER))}
    assert new == {row.pk for row in both.rows} - {both.trained.pk}


def test_asking_a_second_reviewer_is_news_of_each_revision(
    api: APIClient, town: City, applied: tuple[Years, Comparison]
) -> None:
    row = applied[1]
    for hours, wanted in enumerate((True, False)):
        since = LATER + hours * HOUR
        comparison.ask_second(row.pk, wanted, town["clerk"], since + HOUR)
        told = rows(api, "findings", after(since))
        assert [each["revision"] for each in told] == [hours + 1] * 5


def test_how_many_are_rated_is_news_of_the_comparison(
    api: APIClient, town: City, applied: tuple[Years, Comparison]
) -> None:
    finding = years.finding(applied[0].trained)
    rate(finding, "mostly", town["reviewer"], now=LATER + HOUR)
    assert [each["rated"] for each in rows(api, "comparisons", after(LATER))] == [1]
    review.reopen(finding.pk, "再看", by=town["reviewer"], now=LATER + 2 * HOUR, revision=1)
    assert [each["rated"] for each in rows(api, "comparisons", after(LATER + HOUR))] == [0]


def test_another_version_is_news_of_what_was_judged_too(
    api: APIClient, town: City, applied: tuple[Years, Comparison]
) -> None:
    both, row = applied
    rate(years.finding(both.trained), "mostly", town["reviewer"])
    words = papers.paper(year=2024, done=years.DONE, problems=years.AGAIN, arrangements=years.PLANS)
    again = papers.entered(f"{words}\n附件：无")
    comparison.prepare(both.old.pk, again.pk, now=LATER + HOUR)
    assert Comparison.objects.get() == row
    told = rows(api, "findings", after(LATER))
    assert [each["new"] for each in told] == [again.pk] * 5


def test_the_ledger_since_a_moment(api: APIClient, town: City, applied: tuple[Years, Comparison]) -> None:
    row, later = applied[0].trained, LATER + HOUR
    assert {line["verb"] for line in rows(api, "ledger", f"commitment={row.pk}")} == {
        "capture", "confirm", "assign",
    }  # fmt: skip
    assert rows(api, "ledger", after(LATER)) == []
    said = lifecycle.Report("办了一期", 40)
    lifecycle.report_progress(row.pk, said, by=town["officer"], now=later, revision=row.revision)
    [line] = rows(api, "ledger", after(LATER))
    assert (line["verb"], line["number"], line["year"], line["organ"]) == (
        "report", row.number, 2024, town.bureau.pk,
    )  # fmt: skip
    assert "何青" in line["told"]
    assert rows(api, "ledger", "verb=report") == [line]
    assert rows(api, "ledger", "year=2023") == []


@pytest.mark.parametrize("which", LISTS)
@pytest.mark.parametrize(
    "moment",
    [
        "",
        "gestern",
        "0001-01-01T00:00:00",
        "9999-12-31T23:59:59-12:00",
        "2024-02-30T00:00:00",
        "+2024",
        "%00",
    ],
)
def test_a_moment_that_is_none_is_told(api: APIClient, which: str, moment: str) -> None:
    answer = api.get(f"/api/{which}/?updated_after={moment}")
    assert answer.status_code == (400 if moment else 200)
    assert not moment or "updated_after" in answer.data


@pytest.mark.parametrize("which", LISTS)
@pytest.mark.parametrize("zone", ["+23:59", "-16:00", "+00:00:30.5"])
def test_a_zone_that_no_place_has_is_a_moment_all_the_same(
    api: APIClient, applied: tuple[Years, Comparison], which: str, zone: str
) -> None:
    moment = f"2000-01-01T00:00:00{zone}"
    cursor = base64.urlsafe_b64encode(f"{moment}~1".encode()).decode()
    assert rows(api, which, f"updated_after={quote(moment)}")
    assert rows(api, which, f"cursor={quote(cursor)}")


# --- pages -------------------------------------------------------------------------------------------------


def test_pages_follow_each_other_though_all_changed_at_once(
    api: APIClient, applied: tuple[Years, Comparison]
) -> None:
    for which, rows_of in (("findings", Finding), ("ledger", LedgerEntry)):
        api.get(f"/api/{which}/")  # the permissions are looked up once
        pages = list(all_pages(api, f"/api/{which}/?page_size=2"))
        shown = [pk for page, _queries in pages for pk in page]
        assert shown == list(rows_of.objects.order_by("pk").values_list("pk", flat=True))
        assert len({queries for _page, queries in pages}) == 1


def test_a_row_that_changes_meanwhile_comes_once_more_at_the_end(
    api: APIClient, town: City, applied: tuple[Years, Comparison]
) -> None:
    first = api.get("/api/findings/?page_size=3").data
    changed = Finding.objects.get(pk=first["results"][0]["id"])
    rate(changed, "mostly", town["reviewer"], now=LATER + HOUR)
    rest = api.get(first["next"]).data
    keys = [row["id"] for row in first["results"] + rest["results"]]
    assert len(keys) == 6
    assert keys[-1] == changed.pk
    assert set(keys) == set(Finding.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("cursor", ["x", "MTIz", "w6k=", "OTk5OX4x", "MDAwMS0wMS0wMVQwMDowMDowMCswMDowMH4x"])
def test_a_cursor_that_is_none_is_refused(api: APIClient, cursor: str) -> None:
    for which in LISTS:
        assert api.get(f"/api/{which}/?cursor={cursor}").status_code == 404


def queries(ask: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert ask().status_code == 200
    return len(captured)


@pytest.mark.parametrize(("which", "most"), [("findings", 4), ("comparisons", 2), ("ledger", 2)])
def test_a_list_asks_as_often_for_many_as_for_few(
    api: APIClient, town: City, applied: tuple[Years, Comparison], which: str, most: int
) -> None:
    api.get(f"/api/{which}/")
    few = queries(lambda: api.get(f"/api/{which}/?page_size=1"))
    for finding in Finding.objects.all():
        rate(finding, "mostly", town["reviewer"])
    assert queries(lambda: api.get(f"/api/{which}/?page_size=200")) == few <= most


# --- who ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("clerk", (5, 1, True)), ("superior", (5, 1, True)), ("reviewer", (5, 1, True)),
        ("officer", (5, 0, True)), ("neighbour", (0, 0, False)), ("stranger", (0, 0, False)),
    ],
)  # fmt: skip
def test_one_sees_what_ones_seats_show(
    town: City, applied: tuple[Years, Comparison], name: str, seen: tuple[int, int, bool]
) -> None:
    caller = client(town[name])
    findings, comparisons, ledger = (rows(caller, which) for which in LISTS)
    assert (len(findings), len(comparisons), bool(ledger)) == seen
    codes = {
        caller.get(f"/api/findings/{pk}/").status_code for pk in Finding.objects.values_list("pk", flat=True)
    }
    assert codes == {200 if seen[0] else 404}
    assert caller.get(f"/api/comparisons/{applied[1].pk}/").status_code == (200 if seen[1] else 404)


@pytest.mark.parametrize("which", LISTS)
def test_nothing_without_the_permission_or_a_login(town: City, which: str) -> None:
    api = APIClient()
    assert api.get(f"/api/{which}/").status_code == 401
    api.force_authenticate(town["clerk"])
    assert api.get(f"/api/{which}/").status_code == 403
    assert client(town["clerk"]).post(f"/api/{which}/", {}).status_code in (403, 405)
