"""The year at a glance: each figure against a scene counted by hand, and against the rows behind it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from selectolax.lexbor import LexborHTMLParser, LexborNode

from commitments import access, dashboard, lifecycle, purview
from commitments.choices import Role
from commitments.dashboard.figures import Overview, Table
from commitments.models import Commitment
from config.people import write_roles
from reports import filing
from reports.models import Organ, Report
from tests.commitments import offices, outcomes
from tests.commitments.desks import words
from tests.commitments.lists import copies
from tests.commitments.offices import City, act
from tests.commitments.outcomes import DAY
from tests.reports import papers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]
MOST_QUERIES = 15


@pytest.fixture
def day(db: None) -> Iterator[None]:
    """The reports on 2024 have come in; it is ten in March."""
    write_roles()
    with time_machine.travel(offices.at(DAY), tick=False):
        yield


@pytest.fixture
def year(town: City) -> list[Commitment]:
    """Of 2024: one open and overdue, one done on time, one late, one carried over, one waiting for the
    signature; all but the last compared and rated. A candidate and a neighbour's promise beside them."""
    rows = outcomes.promised(town)
    for row, when in ((rows[1], date(2024, 5, 6)), (rows[2], date(2024, 7, 8)), (rows[4], DAY)):
        offices.attached(town, row)
        act(lifecycle.submit_for_closure, row, by=town["officer"], now=offices.at(when))
    for row in rows[1:3]:
        act(lifecycle.sign_off, row, by=town["supervisor"], now=offices.at(date(2024, 8, 1)))
    outcomes.answered(town, rows)
    for row, rating in zip(rows, ("partial", "fulfilled", "mostly", "not_mentioned"), strict=False):
        outcomes.rated(town, row, rating)
    act(lifecycle.carry_over, rows[3], 2025, "跨年实施", by=town["clerk"], now=offices.at(DAY))
    return rows


def glance(user: User, year: int | None = 2024, organ: Organ | None = None, today: date = DAY) -> Overview:
    person = access.person(user, today)
    return dashboard.overview(person, purview.chosen(person, organ.pk if organ else None), year, today)


def states(found: Overview) -> dict[str, int]:
    return {figure.name: figure.number for figure in found.states if figure.number}


def table(found: Overview, name: str) -> Table:
    return next(each for each in found.tables if each.name == name)


def numbers(found: Overview, name: str, series: str) -> dict[str, int | None]:
    lines = table(found, name).lines
    return {line.label: cell.number for line in lines for cell in line.cells if cell.series == series}


# --- figures, counted by hand ------------------------------------------------------------------------------


def test_how_the_work_stands(town: City, year: list[Commitment]) -> None:
    found = glance(town["supervisor"])
    assert states(found) == {
        "overdue": 1, "open": 1, "submitted": 1, "on_time": 1, "late": 1, "carried_over": 1,
    }  # fmt: skip
    assert found.recorded.number == 5
    assert {f.name: f.number for f in found.decisions} == {"to_sign": 1}
    assert states(glance(town["supervisor"], 2023)) == {}


def test_what_falls_due_within_thirty_days_is_not_overdue(town: City, year: list[Commitment]) -> None:
    Commitment.objects.filter(pk=year[0].pk).update(due_on=DAY)
    assert {"due_30", "overdue"} & set(states(glance(town["clerk"]))) == {"due_30"}
    Commitment.objects.filter(pk=year[0].pk).update(due_on=date(2025, 4, 10))
    assert {"due_30", "overdue"} & set(states(glance(town["clerk"]))) == set()


def test_what_was_kept_grade_by_grade(town: City, year: list[Commitment]) -> None:
    kept = {f.name: (str(f.of), str(f.silent.of)) for f in glance(town["reviewer"]).kept if f.silent}
    assert kept == {
        "measurable": ("1/2 项（50%）", "1/2 项（50%）"),
        "direction": ("暂无可计", "暂无可计"),
        "problem": ("1/2 项（50%）", "0/2 项（0%）"),
    }


def test_ratings_by_year_and_the_way_to_the_outcome(town: City, year: list[Commitment]) -> None:
    found = glance(town["leader"])
    assert numbers(found, "years", "not_mentioned") == {"2024": 1}
    assert numbers(found, "years", "unrated") == {"2024": 1}
    assert [*numbers(found, "flow", "flow").values()] == [5, 2, 5, 4, 2]


def test_what_is_left_month_by_month(town: City, year: list[Commitment]) -> None:
    """Five on record since March; one done in May, one in July, the last not before the next year. One was
    to be done by the end of June, the others by that of the year."""
    found = glance(town["clerk"])
    left = [*numbers(found, "left", "left").values()]
    assert left == [0, 0, 5, 5, 4, 4, 3, 3, 3, 3, 3, 3]
    ahead = [*numbers(found, "left", "ahead").values()]
    assert ahead == [5, 5, 5, 5, 5, 4, 4, 4, 4, 4, 4, 0]


def test_months_to_come_have_no_bar(town: City, year: list[Commitment]) -> None:
    left = [*numbers(glance(town["clerk"], today=date(2024, 4, 2)), "left", "left").values()]
    assert [number is None for number in left] == [False] * 4 + [True] * 8


def test_overdue_by_unit_names_units_and_never_a_person(
    client: Client, town: City, year: list[Commitment]
) -> None:
    assert numbers(glance(town["supervisor"]), "overdue", "overdue") == {"窗口管理科": 1}
    client.force_login(town["reviewer"])
    shown = LexborHTMLParser(client.get("/admin/?year=2024").content.decode()).css_first("#dashboard")
    assert shown is not None
    assert not any(user.first_name in shown.text() for user in town.people.values() if user.first_name)


# --- reports -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issued", "today", "stands"),
    [
        pytest.param(date(2025, 3, 1), DAY, "by_filing", id="the last day to file"),
        pytest.param(date(2025, 3, 2), DAY, "by_publishing", id="a day later"),
        pytest.param(date(2025, 4, 1), DAY, "by_publishing", id="the last day to publish"),
        pytest.param(date(2025, 4, 2), DAY, "late", id="later still"),
        pytest.param(None, DAY, "undated", id="no date"),
        pytest.param("none", date(2025, 3, 1), "awaited", id="not yet due"),
        pytest.param("none", date(2025, 3, 2), "missing", id="missing"),
    ],
)
def test_how_a_report_stands(town: City, issued: Any, today: date, stands: str) -> None:
    papers.entered(papers.paper(), "2023.txt")
    if issued != "none":
        papers.entered(papers.paper(year=2024), "2024.txt")
        Report.objects.filter(year=2024).update(issued_on=issued)
    assert filing.counts(Organ.objects.all(), 2024, today) == {stands: 1}


def test_an_organ_that_never_reported_is_not_expected(town: City) -> None:
    papers.entered(papers.paper(year=2025), "2025.txt")
    assert filing.counts(Organ.objects.all(), 2024, DAY) == {}


# --- every figure and the rows behind it -------------------------------------------------------------------


def figures(client: Client, query: str) -> list[tuple[int, str]]:
    page = LexborHTMLParser(client.get(f"/admin/?{query}").content.decode())
    links = page.css("#dashboard a[data-number]")
    return [(int(a.attributes["data-number"] or ""), a.attributes["href"] or "") for a in links]


def rows_at(client: Client, address: str) -> int:
    answer = client.get(address)
    assert answer.status_code == 200, address
    page = LexborHTMLParser(answer.content.decode())
    assert not page.css(".cl-warn"), address
    return len(page.css(".cl-what a, .db-filings tbody tr"))


@pytest.mark.parametrize(
    ("name", "of"),
    [("supervisor", 2024), ("leader", 2024), ("clerk", 2025), ("superior", 2024), ("root", 2024)],
)
def test_every_figure_leads_to_as_many_rows(
    client: Client, town: City, year: list[Commitment], name: str, of: int
) -> None:
    papers.entered(papers.paper("青澜市司法局"), "司法局.txt")
    town.people["root"] = User.objects.create_superuser("root")
    client.force_login(town[name])
    found = figures(client, f"year={of}")
    assert len(found) > 25
    for number, address in dict.fromkeys(found):
        assert rows_at(client, address) == number, address


def test_figures_of_a_year_long_past_lead_to_their_rows(
    client: Client, town: City, year: list[Commitment]
) -> None:
    """The list offers twelve years to choose from, and knows all."""
    Commitment.objects.filter(plan_year=2024).update(plan_year=2009)
    client.force_login(town["clerk"])
    asked = ("status=recorded", "due=overdue", "left=2009-06", "ahead=2009-06")
    found = [each for each in dict.fromkeys(figures(client, "year=2009")) if each[1].endswith(asked)]
    assert len(found) >= len(asked)
    for number, address in found:
        assert rows_at(client, address) == number, address


def test_a_figure_of_none_is_a_nought(client: Client, town: City, year: list[Commitment]) -> None:
    client.force_login(town["clerk"])
    page = LexborHTMLParser(client.get("/admin/?year=2024").content.decode())
    assert {a.text() for a in page.css(".db-counts a[data-number='0']")} == {"0", "暂无可计"}


# --- who sees what -----------------------------------------------------------------------------------------


def dashboard_of(client: Client, user: User, query: str = "") -> LexborNode | None:
    client.force_login(user)
    answer = client.get(f"/admin/?{query}")
    assert answer.status_code == 200
    return LexborHTMLParser(answer.content.decode()).css_first("#dashboard")


@pytest.mark.parametrize("name", ["officer", "helper", "stranger"])
def test_who_neither_leads_nor_watches_sees_the_work_alone(
    client: Client, town: City, year: list[Commitment], name: str
) -> None:
    assert dashboard_of(client, town[name]) is None


def test_rows_of_neighbours_are_never_counted(client: Client, town: City, year: list[Commitment]) -> None:
    for asked in (None, town.bureau, town.government):
        found = glance(town["neighbour"], organ=asked)
        assert found.empty
        assert found.place.organ == town.neighbour
    shown = dashboard_of(client, town["neighbour"], f"year=2024&organ={town.bureau.pk}")
    assert shown is not None
    assert "行政审批" not in shown.text()


def test_the_organ_above_counts_all_below_and_goes_down_step_by_step(
    client: Client, town: City, year: list[Commitment]
) -> None:
    assert glance(town["superior"]).recorded.number == 5
    assert glance(town["superior"], organ=town.neighbour).recorded.number == 0
    client.force_login(town["superior"])
    page = client.get("/admin/").content.decode()
    assert words(page, "select[name=organ] option") == ["青澜市人民政府", "青澜市行政审批服务局"]


def test_a_leader_counts_what_the_unit_leads(town: City, year: list[Commitment]) -> None:
    Commitment.objects.filter(pk=year[0].pk).update(lead=town.hotline)
    assert "overdue" not in states(glance(town["leader"]))
    offices.seat("chief", Role.LEADER, town.hotline)
    assert states(glance(User.objects.get(username="chief"))) == {"open": 1, "overdue": 1}


def test_of_several_seats_the_highest_is_shown_first(town: City, year: list[Commitment]) -> None:
    offices.seat("leader", Role.REVIEWER, town.bureau)
    found = glance(town["leader"])
    assert (found.place.organ, found.place.led) == (town.bureau, False)
    assert glance(town["leader"], organ=town.windows).place.led


@pytest.mark.parametrize(
    "query", ["organ=9999999&year=2024", "organ=x&year=-3", "year=99999", "organ=&year="]
)
def test_what_an_address_cannot_mean_is_passed_over(
    client: Client, town: City, year: list[Commitment], query: str
) -> None:
    assert dashboard_of(client, town["clerk"], query) is not None


def test_without_reports_it_is_said_what_comes_first(client: Client, town: City) -> None:
    shown = dashboard_of(client, town["clerk"])
    assert shown is not None
    assert "还没有数据" in shown.text()
    assert shown.css_first("a[href$='/reports/upload/add/']")
    assert not shown.css("canvas")


def test_this_year_is_shown_unless_nothing_was_promised_for_it(town: City, year: list[Commitment]) -> None:
    assert glance(town["clerk"], None).year == 2025
    Commitment.objects.filter(plan_year=2025).update(plan_year=2023)
    assert glance(town["clerk"], None).year == 2024


# --- what it costs -----------------------------------------------------------------------------------------


def test_few_rows_and_many_cost_the_same(town: City, year: list[Commitment]) -> None:
    person = access.person(town["superior"], DAY)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            place = purview.chosen(person, None)
            purview.offered(person, place)
            dashboard.overview(person, place, 2024, DAY)
        return len(asked)

    few = queries()
    copies(year[0], 30)
    assert few == queries() <= MOST_QUERIES
