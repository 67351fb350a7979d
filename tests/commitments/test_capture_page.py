"""The page on which a report's passages become commitments."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commitments import lifecycle
from commitments.models import Commitment, LedgerEntry, ProblemLink
from config import people
from reports import corrections, organs
from reports.models import Report
from tests.commitments import offices
from tests.commitments.offices import City, act, fresh
from tests.reports import papers

pytestmark = pytest.mark.django_db
KEEPERS = ("clerk", "supervisor", "superior")
OTHERS = ("leader", "officer", "helper", "reviewer", "neighbour", "stranger")


@pytest.fixture(autouse=True)
def roles(town: City) -> None:
    people.write_roles()


def desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(report: Report) -> str:
    return reverse("admin:commitments_capture", args=[report.pk])


def editor(row: Commitment) -> str:
    return reverse("admin:commitments_candidate", args=[row.pk])


def report_of(row: Commitment) -> Report:
    return Report.objects.get(pk=row.source.report_id)


def pick(*rows: Commitment) -> list[str]:
    return [f"{row.pk}-{fresh(row).revision}" for row in rows]


def send(town: City, row: Commitment, by: str = "clerk", **data: Any) -> Any:
    """Post to the list of the row's report."""
    return desk(town[by]).post(address(report_of(row)), data)


def shown(response: Any) -> dict[int, Any]:
    return {row.commitment.pk: row for row in response.context["rows"]}


# --- capturing ---------------------------------------------------------------------------------------------


def test_looking_captures_nothing(town: City) -> None:
    response = desk(town["clerk"]).get(address(papers.entered()))
    assert (response.status_code, response.context["left"]) == (200, 5)
    assert "采集" in response.content.decode()
    assert not Commitment.objects.exists()


def test_one_click_captures_and_a_second_adds_nothing(town: City) -> None:
    client, report = desk(town["clerk"]), papers.entered()
    for said in ("5", "已全部采集"):
        response = client.post(address(report), {"act": "capture"}, follow=True)
        assert said in str(next(iter(response.context["messages"])))
        assert Commitment.objects.count() == 5
    assert len(shown(response)) == 5
    assert response.context["left"] == 0


def test_a_new_version_adds_what_is_new_and_points_out_what_vanished(
    town: City, candidates: list[Commitment]
) -> None:
    lifecycle.confirm_all({candidates[3].pk: 0}, by=town["clerk"], now=offices.NOW)
    changed = (papers.ARRANGEMENTS[0], "（三）开通夜间窗口。")
    newer = papers.entered(papers.paper(arrangements=changed, done="更正稿。"))
    client = desk(town["clerk"])
    former = client.get(address(report_of(candidates[0])))
    assert former.headers["Location"] == address(newer)
    response = client.get(address(newer))
    assert (response.context["left"], len(shown(response))) == (1, 4)
    assert {row.title for row in response.context["dropped"]} == {"规范热线办理", "推进一件事改革"}
    assert shown(response)[candidates[4].pk].dropped
    response = client.post(address(newer), {"act": "capture"}, follow=True)
    assert [row.commitment.title for row in response.context["rows"] if row.label == "安排 2"] == [
        "开通夜间窗口"
    ]


def test_a_passage_with_other_bounds_has_not_vanished(town: City, candidate: Commitment) -> None:
    report = report_of(candidate)
    start = candidate.place_start
    corrections.move_bounds(
        report.pk, candidate.source_id, start, start + 12, by=town["clerk"], revision=report.revision
    )
    assert desk(town["clerk"]).get(address(report)).context["dropped"] == []


def test_a_report_of_nobody_says_so(town: City) -> None:
    report = papers.entered()
    corrections.set_head(report.pk, "organ", None, by=town["clerk"], revision=report.revision)
    assert "请先在报告页面选定机关" in desk(town["clerk"]).get(address(report)).content.decode()


# --- who may -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*KEEPERS, *OTHERS])
def test_only_keepers_of_the_organ_come_in(town: City, candidate: Commitment, name: str) -> None:
    client, report = desk(town[name]), report_of(candidate)
    may = name in KEEPERS
    assert client.get(address(report)).status_code == (200 if may else 403)
    assert client.get(editor(candidate)).status_code == (200 if may else 403 if name == "reviewer" else 404)
    before = LedgerEntry.objects.count()
    if not may:
        for data in ({"act": "capture"}, {"act": "confirm", "pick": pick(candidate)}):
            assert client.post(address(report), data).status_code == 403
        assert client.post(editor(candidate), {"act": "dismiss", "reason": "x"}).status_code in (403, 404)
        assert LedgerEntry.objects.count() == before


def test_a_keeper_does_nothing_to_another_organ_from_the_own_page(town: City, candidate: Commitment) -> None:
    other = papers.entered(papers.paper(organ="青澜市司法局"))
    data = {"act": "confirm", "pick": pick(candidate)}
    response = desk(town["neighbour"]).post(address(other), data)
    assert response.status_code == 200
    assert fresh(candidate).status == "candidate"
    assert candidate.title not in response.content.decode()


def test_nobody_else_is_told_what_is_left(town: City, candidates: list[Commitment]) -> None:
    index = reverse("admin:commitments_capture_index")
    title = str(report_of(candidates[0]))
    for name in ("clerk", "supervisor", "superior"):
        assert title in desk(town[name]).get(index).content.decode()
    assert title not in desk(town["neighbour"]).get(index).content.decode()
    for name in ("officer", "reviewer", "stranger"):
        assert desk(town[name]).get(index).status_code == 403


def test_the_administrator_captures_by_a_seat_like_others(
    town: City, candidate: Commitment, admin_user: User
) -> None:
    client = desk(admin_user)
    assert client.get(address(report_of(candidate))).status_code == 403
    response = client.get(reverse("admin:commitments_capture_index"))
    assert "您目前没有这两种角色" in response.content.decode()


def test_the_index_counts_what_is_left(town: City, candidates: list[Commitment]) -> None:
    report = report_of(candidates[0])
    start = report.text.index("全年办理")
    corrections.add(report.pk, "arrangement", start, start + 12, by=town["clerk"], revision=report.revision)
    client, index = desk(town["clerk"]), reverse("admin:commitments_capture_index")
    found = list(client.get(index).context["reports"])
    assert [(r.pk, r.uncaptured, r.candidates) for r in found] == [(report.pk, 1, 5)]
    send(town, candidates[0], act="capture")
    rows = list(Commitment.objects.all())
    send(town, candidates[0], act="confirm", pick=pick(*rows))
    response = client.get(index)
    assert list(response.context["reports"]) == []
    assert "均已采集" in response.content.decode()


# --- confirming --------------------------------------------------------------------------------------------


def test_all_are_confirmed_in_one_go(town: City, candidates: list[Commitment]) -> None:
    response = send(town, candidates[0], act="confirm", pick=pick(*candidates))
    assert response.status_code == 302
    assert {fresh(row).status for row in candidates} == {"open"}
    assert {fresh(row).lead for row in candidates} == {town.bureau}


def test_owners_in_the_form_are_set_as_it_is_confirmed(town: City, candidates: list[Commitment]) -> None:
    first, second = candidates[2:4]
    data = {f"lead-{first.pk}": "窗口管理科", f"supports-{first.pk}": "热线科，青澜市司法局"}
    send(town, first, act="confirm", pick=pick(first, second), **data)
    assert (fresh(first).lead, fresh(second).lead) == (town.windows, town.bureau)
    helping = first.assignments.filter(part="support")
    assert {part.unit for part in helping} == {town.hotline, town.neighbour}


def test_what_is_refused_stays_with_its_reason_and_the_rest_goes_on(
    town: City, candidates: list[Commitment]
) -> None:
    good, unknown, stale = candidates[2:5]
    data = {f"lead-{unknown.pk}": "夜间科", f"lead-{good.pk}": "热线科"}
    picks = [*pick(good, unknown), f"{stale.pk}-7"]
    response = send(town, good, act="confirm", pick=picks, **data)
    assert [fresh(row).status for row in (good, unknown, stale)] == ["open", "candidate", "candidate"]
    rows = shown(response)
    assert (rows[unknown.pk].lead, rows[unknown.pk].ticked) == ("夜间科", True)
    assert "夜间科" in rows[unknown.pk].refusal
    assert "刷新" in rows[stale.pk].refusal
    assert set(rows) == {row.pk for row in candidates} - {good.pk}


def test_a_missing_plan_year_is_asked_for_once(town: City) -> None:
    report = papers.entered()
    corrections.set_head(report.pk, "plan_year", None, by=town["clerk"], revision=report.revision)
    client = desk(town["clerk"])
    client.post(address(report), {"act": "capture"})
    rows = list(Commitment.objects.filter(kind="arrangement"))
    response = client.post(address(report), {"act": "confirm", "pick": pick(*rows)})
    assert {row.refusal != "" for row in shown(response).values() if row.ticked} == {True}
    assert 'name="plan_year"' in response.content.decode()
    for wrong in ("24年", "9" * 5000):
        response = client.post(address(report), {"act": "confirm", "pick": pick(*rows), "plan_year": wrong})
        assert f'value="{wrong}"' in response.content.decode()
    client.post(address(report), {"act": "confirm", "pick": pick(*rows), "plan_year": "2024"})
    assert {(fresh(row).status, fresh(row).plan_year) for row in rows} == {("open", 2024)}


def test_a_lead_is_chosen_for_all_that_are_ticked(town: City, candidates: list[Commitment]) -> None:
    chosen = candidates[2:4]
    send(town, chosen[0], act="assign", pick=pick(*chosen), lead="热线科")
    assert [fresh(row).lead for row in candidates[2:]] == [town.hotline, town.hotline, None]
    before = LedgerEntry.objects.count()
    send(town, chosen[0], act="assign", pick=pick(*chosen), lead="热线科")
    assert LedgerEntry.objects.count() == before  # they have it already
    response = send(town, chosen[0], act="confirm", pick=pick(*candidates))
    assert response.status_code == 302
    assert {fresh(row).lead for row in chosen} == {town.hotline}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"act": "confirm"}, id="nothing ticked"),
        pytest.param({"act": "merge", "pick": "one"}, id="one to merge"),
        pytest.param({"act": "dismiss", "pick": "one"}, id="no reason"),
        pytest.param({"act": "explode", "pick": "one"}, id="no act"),
        pytest.param({"link": "x-y"}, id="no link"),
        pytest.param({"link": "999999-0-yes"}, id="a link that is gone"),
    ],
)
def test_a_refused_act_keeps_what_was_typed(town: City, candidate: Commitment, data: dict[str, str]) -> None:
    sent = {**data, f"lead-{candidate.pk}": "热线", "reason": ""}
    if "pick" in sent:
        sent["pick"] = pick(candidate)[0]
    response = send(town, candidate, **sent)
    assert response.status_code == 200
    assert shown(response)[candidate.pk].lead == "热线"
    assert list(response.context["messages"])
    assert fresh(candidate).revision == 0


def test_ticked_ones_are_merged_into_the_first(town: City, candidates: list[Commitment]) -> None:
    send(town, candidates[0], act="merge", pick=pick(candidates[4], candidates[2]))
    assert fresh(candidates[4]).merged_into == candidates[2]


def test_ticked_ones_are_dismissed_for_a_reason(town: City, candidates: list[Commitment]) -> None:
    send(town, candidates[0], act="dismiss", pick=pick(*candidates[3:]), reason="空话")
    assert [fresh(row).status for row in candidates] == ["candidate"] * 3 + ["cancelled"] * 2


# --- what the list shows -----------------------------------------------------------------------------------


def test_the_list_shows_passages_suggestions_and_gaps(town: City) -> None:
    arrangements = (
        "（一）规范热线办理。（牵头单位：热线科；配合单位：市财政局）",
        "（二）持续提升群众满意度。",
    )
    rows = offices.captured(town, arrangements=arrangements)
    response = desk(town["clerk"]).get(address(report_of(rows[0])))
    named, vague = (shown(response)[row.pk] for row in rows[2:4])
    assert (named.label, named.lead, vague.label, vague.lead) == ("安排 1", "热线科", "安排 2", "")
    assert [owner.name for owner in named.unknown] == ["市财政局"]
    assert vague.gaps == ("result", "figure", "owner", "deadline")
    assert vague.vague
    page = response.content.decode()
    place = f"#at-{rows[2].place_start}-{rows[2].place_end}"
    assert f"/admin/reports/report/{report_of(rows[0]).pk}/change/{place}" in page
    assert "原文写明" in page


def test_problems_without_an_answer_are_plain(town: City) -> None:
    rows = offices.captured(town, arrangements=("（一）组织窗口人员培训，减少调岗。",))
    response = desk(town["clerk"]).get(address(report_of(rows[0])))
    found = shown(response)
    assert ([a.label for a in found[rows[0].pk].answers], found[rows[0].pk].unanswered) == (["安排 1"], False)
    assert (found[rows[1].pk].answers, found[rows[1].pk].unanswered) == ([], True)
    assert [label for label, _item, _anchor in response.context["unanswered"]] == ["问题 2"]
    assert {a.label for a in found[rows[2].pk].answers} == {"问题 1"}


@pytest.mark.parametrize(
    ("show", "number"),
    [("arrangement", 3), ("rectification", 2), ("unowned", 5), ("vague", 1), ("", 5), ("nonsense", 0)],
)
def test_the_list_is_filtered_without_a_script_too(
    town: City, candidates: list[Commitment], show: str, number: int
) -> None:
    response = desk(town["clerk"]).get(address(report_of(candidates[0])), {"show": show})
    assert len(response.context["shown"]) == number


def test_a_link_is_accepted_or_rejected_from_the_list(town: City, candidate: Commitment) -> None:
    link = candidate.problem_links.all()[0]
    for answer, accepted in (("yes", True), ("no", False)):
        send(town, candidate, link=f"{link.pk}-{fresh(candidate).revision}-{answer}")
        assert ProblemLink.objects.get(pk=link.pk).accepted is accepted


def test_as_many_queries_for_many_as_for_few(town: City) -> None:
    def asked(year: int, number: int) -> int:
        arrangements = tuple(
            f"（{n}）规范第{n}类窗口人员培训，培训{len(n)}次。（牵头单位：热线科{n}）"
            for n in "一二三四五六七八九十"[:number]
        )
        rows = offices.captured(town, year=year, arrangements=arrangements)
        lifecycle.confirm_all({rows[-1].pk: 0}, by=town["clerk"], now=offices.NOW)
        act(lifecycle.assign, rows[2], lifecycle.Owners(town.windows, (town.hotline,)), by=town["clerk"])
        client, page = desk(town["clerk"]), address(report_of(rows[0]))
        with CaptureQueriesContext(connection) as queries:
            response = client.get(page)
        assert len(shown(response)) == number + 1
        return len(queries)

    assert asked(2019, 3) == asked(2020, 10) <= 15


def test_the_index_asks_as_much_for_many_reports_as_for_few(town: City) -> None:
    def asked() -> int:
        client = desk(town["clerk"])
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("admin:commitments_capture_index"))
        return len(queries)

    offices.captured(town)
    few = asked()
    for year in (2019, 2020, 2021):
        papers.entered(papers.paper(year=year))
    assert asked() == few <= 8


def test_many_are_confirmed_with_as_many_queries_as_few(town: City) -> None:
    def asked(year: int, number: int) -> int:
        arrangements = tuple(f"（{n}）规范第{n}类窗口。" for n in "一二三四五六七八"[:number])
        rows = offices.captured(town, year=year, arrangements=arrangements)
        owners = {f"lead-{row.pk}": "热线科" for row in rows} | {
            f"supports-{row.pk}": "窗口管理科" for row in rows
        }
        client, page, picks = desk(town["clerk"]), address(report_of(rows[0])), pick(*rows)
        with CaptureQueriesContext(connection) as queries:
            client.post(page, {"act": "confirm", "pick": picks, **owners})
        assert {fresh(row).lead for row in rows} == {town.hotline}
        return len(queries)

    assert asked(2019, 2) == asked(2020, 8) <= 35


# --- from the report's page to here ------------------------------------------------------------------------


def test_the_page_of_the_report_leads_here(town: City, candidate: Commitment) -> None:
    report = report_of(candidate)
    page = reverse("admin:reports_report_change", args=[report.pk])
    assert address(report) in desk(town["clerk"]).get(page).content.decode()
    assert address(report) not in desk(town["officer"]).get(page).content.decode()


def test_a_unit_named_and_not_known_can_be_entered(town: City) -> None:
    rows = offices.captured(town, arrangements=("（一）规范办理。（牵头单位：夜间科）",))
    page = desk(town["clerk"]).get(address(report_of(rows[0]))).content.decode()
    assert "/admin/reports/organ/add/?name=" in page
    organs.register("青澜市行政审批服务局夜间科", parent=town.bureau, confirmed=True)
    assert shown(desk(town["clerk"]).get(address(report_of(rows[0]))))[rows[2].pk].lead == "夜间科"
