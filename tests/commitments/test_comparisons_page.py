"""The pages of comparisons: their list, the form to compare by hand, and the page of one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from selectolax.lexbor import LexborHTMLParser

from commitments import comparison, review
from commitments.choices import Role
from commitments.models import Comparison, Finding
from config.people import write_roles
from reports.models import Report
from tests.commitments import offices, years
from tests.commitments.desks import words
from tests.commitments.offices import City
from tests.commitments.years import LATER, Years
from tests.reports import papers

pytestmark = pytest.mark.django_db

INDEX = "/admin/commitments/commitment/comparison/"
MOST_QUERIES = {"index": 7, "page": 12}


@pytest.fixture(autouse=True)
def roles(db: None) -> None:
    write_roles()


@pytest.fixture
def both(town: City) -> Years:
    return years.years(town)


@pytest.fixture
def row(both: Years) -> Comparison:
    return both.compared()


@pytest.fixture
def applied(town: City, row: Comparison) -> Comparison:
    return comparison.apply(row.pk, by=town["reviewer"], now=LATER)


@pytest.fixture
def second(town: City) -> User:
    return offices.seat("second", Role.REVIEWER, town.bureau, "杜衡")


def at_desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, address: str = INDEX, code: int = 200) -> str:
    answer = at_desk(user).get(address)
    assert answer.status_code == code
    return answer.content.decode()


def one(row: Comparison, query: str = "") -> str:
    return f"{INDEX}{row.pk}/{query}"


def send(user: User, address: str, **data: Any) -> tuple[Any, list[str]]:
    answer = at_desk(user).post(address, data)
    return answer, [str(message) for message in get_messages(answer.wsgi_request)]


def rate(finding: Finding, rating: str, by: User) -> None:
    now = Finding.objects.get(pk=finding.pk)
    review.rate(now.pk, rating, by=by, now=LATER, revision=now.revision)


def line(markup: str, finding: Finding) -> str:
    return " ".join(words(markup, f"#f-{finding.pk}"))


# --- the list ----------------------------------------------------------------------------------------------


def test_the_list_tells_how_far_a_comparison_has_come(town: City, both: Years, applied: Comparison) -> None:
    rate(years.finding(both.trained), "fulfilled", town["reviewer"])
    shown = words(page(town["reviewer"]), ".cr-comparison")
    assert len(shown) == 1
    assert "青澜市行政审批服务局2024年度承诺" in shown[0]
    assert "已核对 1/5" in shown[0]


@pytest.mark.parametrize("name", ["clerk", "supervisor", "reviewer", "superior"])
def test_who_has_reports_compared_sees_those_of_the_organ(town: City, row: Comparison, name: str) -> None:
    assert one(row) in page(town[name])
    assert page(town[name], one(row))


def test_another_organ_s_keeper_sees_nothing_of_it(town: City, row: Comparison) -> None:
    assert one(row) not in page(town["neighbour"])
    page(town["neighbour"], one(row), 404)
    assert send(town["neighbour"], one(row), act="begin")[0].status_code == 404


@pytest.mark.parametrize("name", ["officer", "leader", "stranger"])
def test_who_does_not_compare_is_not_admitted(town: City, row: Comparison, name: str) -> None:
    for address in (INDEX, one(row), f"{INDEX}reports/"):
        page(town[name], address, 403)


def test_the_administrator_sees_all_and_is_offered_no_act(town: City, row: Comparison) -> None:
    root = User.objects.create_superuser("root")
    assert one(row) in page(root)
    assert 'name="act"' not in page(root, one(row))


def test_once_all_is_judged_the_page_says_so_and_leads_on(
    town: City, both: Years, applied: Comparison
) -> None:
    on = [f"{one(applied)}followup/", f"/results/{town.bureau.pk}/2024/"]
    for finding in applied.findings.captured():
        assert "核对中" in " ".join(words(page(town["clerk"], one(applied)), ".cr-top h2"))
        rate(finding, "partial", town["reviewer"])
    root = User.objects.create_superuser("root")  # may look, and so is led on too
    for user in (town["clerk"], root):
        told = page(user, one(applied))
        assert "核对完毕" in " ".join(words(told, ".cr-top h2"))
        assert all(f'{address}"' in told for address in on)
    assert "核对完毕" in " ".join(words(page(town["clerk"]), ".cr-comparison"))


def test_an_empty_list_says_how_a_comparison_comes_about(town: City) -> None:
    assert "上传下一年度的报告后" in page(town["reviewer"])


def test_a_refused_comparison_says_why(town: City, both: Years) -> None:
    Report.objects.filter(pk=both.new.pk).update(year=2026)
    row = comparison.prepare(both.old.pk, both.new.pk, now=LATER)
    assert row.state == "refused"
    assert "年度不衔接" in page(town["reviewer"])
    assert "仍要比对" in page(town["reviewer"], one(row))


def test_the_list_is_narrowed_to_a_report(town: City, both: Years, row: Comparison) -> None:
    other = papers.entered(papers.paper(year=2020))
    assert one(row) in page(town["reviewer"], f"{INDEX}?report={both.old.pk}")
    assert one(row) in page(town["reviewer"], f"{INDEX}?report={both.new.pk}")
    assert one(row) not in page(town["reviewer"], f"{INDEX}?report={other.pk}")


def test_the_page_of_a_report_leads_to_its_comparisons(town: City, both: Years) -> None:
    address = f"{INDEX}?report={both.new.pk}"
    report = f"/admin/reports/report/{both.new.pk}/change/"
    assert address in page(town["reviewer"], report)
    assert address not in page(town["officer"], report)


# --- compare by hand ---------------------------------------------------------------------------------------


def test_two_reports_are_compared_by_their_words(town: City, both: Years) -> None:
    answer, _said = send(town["clerk"], INDEX, old_words="2023", new_words="2024年度")
    row = Comparison.objects.get()
    assert (row.old, row.new, row.state) == (both.old, both.new, "prepared")
    assert answer["Location"] == one(row)


def test_words_that_mean_several_are_asked_about(town: City, both: Years) -> None:
    answer, _said = send(town["clerk"], INDEX, old_words="审批", new=both.new.pk)
    shown = answer.content.decode()
    assert "不止一份" in shown
    assert {str(both.old.pk), str(both.new.pk)} <= set(_values(shown, "select[name=old_found] option"))
    assert _values(shown, "input[name=new]") == [str(both.new.pk)]
    send(town["clerk"], INDEX, old_words="审批", old_found=both.old.pk, new=both.new.pk)
    assert Comparison.objects.get().old == both.old


def test_words_typed_anew_count_for_more_than_the_former_choice(town: City, both: Years) -> None:
    send(town["clerk"], INDEX, old=both.new.pk, old_words="2023", new=both.new.pk)
    assert Comparison.objects.get().old == both.old


def test_a_refusal_keeps_what_was_chosen(town: City, both: Years) -> None:
    answer, _said = send(town["clerk"], INDEX, old=both.new.pk, new=both.old.pk)
    shown = answer.content.decode()
    assert "年度不衔接" in " ".join(words(shown, ".cr-refusal"))
    assert _values(shown, "input[name=old]") == [str(both.new.pk)]
    assert not Comparison.objects.exists()
    send(town["clerk"], INDEX, old=both.new.pk, new=both.old.pk, override="补报")
    assert Comparison.objects.get().override == "补报"


def test_nothing_chosen_is_a_sentence(town: City, both: Years) -> None:
    answer, _said = send(town["clerk"], INDEX)
    assert "请选择报告" in answer.content.decode()


def test_reports_of_other_organs_are_not_offered(town: City, both: Years) -> None:
    other = papers.entered(papers.paper(organ="青澜市司法局"))
    found = at_desk(town["clerk"]).get(f"{INDEX}reports/", {"term": "青澜市"}).json()["results"]
    assert {entry["id"] for entry in found} == {both.old.pk, both.new.pk}
    send(town["clerk"], INDEX, old=other.pk, new=both.new.pk)
    assert not Comparison.objects.exists()


def _values(markup: str, selector: str) -> list[str]:
    return [node.attributes.get("value") or "" for node in LexborHTMLParser(markup).css(selector)]


# --- preview, begin, undo ----------------------------------------------------------------------------------


def test_the_preview_sets_apart_what_is_not_captured(town: City) -> None:
    rows = offices.captured(town)
    for each in rows[2:]:
        offices.opened(town, each)
    new = papers.entered(papers.paper(year=2024, done=years.DONE))
    row = comparison.prepare(rows[0].source.report_id, new.pk, now=LATER)
    shown = page(town["clerk"], one(row))
    assert "3 项已立项的承诺进入核对" in shown
    assert len(words(shown, "#uncaptured li")) == 2
    assert f"/admin/commitments/commitment/capture/{row.old_id}/" in shown
    assert len(words(shown, ".cr-table tbody tr")) == 3


def test_begin_and_take_back(town: City, row: Comparison) -> None:
    answer, said = send(town["supervisor"], one(row), act="begin")
    assert (answer.status_code, answer["Location"]) == (302, one(row))
    assert Comparison.objects.get().state == "applied"
    assert send(town["supervisor"], one(row), act="begin")[1] != said  # done already
    send(town["supervisor"], one(row), act="undo")
    assert Comparison.objects.get().state == "prepared"


def test_comparing_anew_keeps_what_was_judged(town: City, both: Years, applied: Comparison) -> None:
    rate(years.finding(both.trained), "mostly", town["reviewer"])
    send(town["reviewer"], one(applied), act="again")
    assert years.finding(both.trained).rating == "mostly"


def test_an_act_that_is_none_changes_nothing(town: City, row: Comparison) -> None:
    answer, said = send(town["reviewer"], one(row), act="drop")
    assert (answer.status_code, len(said)) == (302, 1)
    assert Comparison.objects.get().state == "prepared"


def test_a_report_written_before_the_end_of_the_year_is_remarked_on(town: City, row: Comparison) -> None:
    assert "尚未到期" not in " ".join(words(page(town["clerk"], one(row)), ".cr-notice"))
    Report.objects.filter(pk=row.new_id).update(issued_on="2024-12-15")
    assert "2024年12月15日以后到期" in page(town["clerk"], one(row))


# --- the findings ------------------------------------------------------------------------------------------


def test_a_line_tells_work_and_rating_apart(town: City, both: Years, applied: Comparison) -> None:
    finding = years.finding(both.trained)
    rate(finding, "mostly", town["reviewer"])
    shown = page(town["clerk"], one(applied))
    told = line(shown, finding)
    assert both.trained.title in told
    assert "窗口管理科" in told
    assert words(shown, f"#f-{finding.pk} .cr-work") == [str(both.trained.get_status_display())]
    assert words(shown, f"#f-{finding.pk} .cr-settled") == [
        str(Finding(rating="mostly").get_rating_display())
    ]
    assert "两轮窗口业务培训" in told


def test_filters_narrow_the_list_and_stay_in_the_links(town: City, both: Years, applied: Comparison) -> None:
    finding = years.finding(both.trained)
    shown = page(town["clerk"], one(applied, f"?verdict={finding.verdict}&unit={town.windows.pk}"))
    assert line(shown, finding)
    assert not line(shown, years.finding(both.called_back))
    assert "找到" not in shown
    assert "没有符合" not in shown
    assert "没有符合" in page(town["clerk"], one(applied, "?state=dissent"))


def test_the_first_word_is_not_told_while_the_second_is_awaited(
    town: City, both: Years, applied: Comparison, second: User
) -> None:
    comparison.ask_second(applied.pk, True, town["reviewer"], LATER)
    finding = years.finding(both.trained)
    now = Finding.objects.get(pk=finding.pk)
    review.accept_all({now.pk: now.revision}, by=town["reviewer"], now=LATER)
    for user in (second, town["clerk"], town["reviewer"]):
        told = line(page(user, one(applied)), finding)
        assert "待第二人核对" in told
        assert "批量采纳" not in told
    rate(finding, "partial", second)
    told = line(page(town["clerk"], one(applied)), finding)
    assert "意见不一" in told
    assert "批量采纳" in told


def test_agreement_of_two_reviewers_is_told_with_the_pairs(
    town: City, both: Years, applied: Comparison, second: User
) -> None:
    assert "κ" not in page(town["clerk"], one(applied))
    comparison.ask_second(applied.pk, True, town["reviewer"], LATER)
    for finding, other in zip(Finding.objects.all()[:3], ("fulfilled", "fulfilled", "partial"), strict=True):
        rate(finding, "fulfilled" if other == "fulfilled" else "ongoing", town["reviewer"])
        rate(finding, other, second)
    shown = page(town["clerk"], one(applied))
    assert "共同核对 3 项，评定相同 2 项" in shown
    assert "κ = 0.40" in shown


# --- accept in bulk ----------------------------------------------------------------------------------------


@pytest.fixture
def sure(applied: Comparison) -> list[Finding]:
    """Two suggestions are sure, the others are not."""
    Finding.objects.update(confidence=Decimal("0.5"))
    chosen = list(Finding.objects.order_by("position")[2:4])
    Finding.objects.filter(pk__in=[finding.pk for finding in chosen]).update(confidence=Decimal("0.92"))
    return chosen


def test_what_would_be_accepted_is_shown_first(town: City, applied: Comparison, sure: list[Finding]) -> None:
    shown = page(town["reviewer"], one(applied, "?accept=90"))
    assert "将采纳 2 条" in shown
    assert _values(shown, "input[name=pick]") == [f"{f.pk}-{f.revision}" for f in sure]
    assert not Finding.objects.rated().exists()
    assert "将采纳" not in page(town["reviewer"], one(applied, "?accept=12"))
    assert "没有置信度达到 95%" in page(town["reviewer"], one(applied, "?accept=95"))


def test_what_was_shown_is_accepted_and_stays_marked(
    town: City, applied: Comparison, sure: list[Finding]
) -> None:
    picks = [f"{f.pk}-{f.revision}" for f in sure]
    answer, said = send(town["reviewer"], one(applied, "?grade=checkable"), act="accept", pick=picks)
    assert answer["Location"] == one(applied, "?grade=checkable")
    assert said == ["已采纳 2 条建议，均标注“批量采纳”。"]
    assert {f.rating == f.suggested for f in Finding.objects.rated()} == {True}
    assert "批量采纳" in line(page(town["clerk"], one(applied)), sure[0])


def test_what_changed_meanwhile_is_named_with_the_reason(
    town: City, applied: Comparison, sure: list[Finding]
) -> None:
    picks = [f"{f.pk}-{f.revision}" for f in sure]
    rate(sure[0], "partial", town["reviewer"])
    _answer, said = send(town["reviewer"], one(applied), act="accept", pick=picks)
    assert len(said) == 2
    assert sure[0].commitment is not None
    assert sure[0].commitment.title in said[1]
    assert Finding.objects.get(pk=sure[0].pk).rating == "partial"
    assert Finding.objects.get(pk=sure[1].pk).rating == sure[1].suggested


def test_findings_of_another_comparison_are_left_alone(
    town: City, applied: Comparison, sure: list[Finding]
) -> None:
    other = papers.entered(papers.paper(year=2020, arrangements=(papers.ARRANGEMENTS[0],)))
    row = comparison.prepare(applied.old_id, other.pk, now=LATER, by=town["clerk"], override="试")
    send(town["reviewer"], one(row), act="accept", pick=[f"{f.pk}-{f.revision}" for f in sure])
    assert not Finding.objects.rated().exists()


@pytest.mark.parametrize("name", ["clerk", "supervisor", "superior"])
def test_only_reviewers_are_offered_it(
    town: City, applied: Comparison, sure: list[Finding], name: str
) -> None:
    assert "accept" not in page(town[name], one(applied, "?accept=90"))
    _answer, said = send(town[name], one(applied), act="accept", pick=[f"{sure[0].pk}-{sure[0].revision}"])
    assert not Finding.objects.rated().exists()
    assert "未采纳" in said[0]


def test_a_preview_is_not_accepted(town: City, row: Comparison) -> None:
    assert "accept=" not in page(town["reviewer"], one(row))


# --- signs -------------------------------------------------------------------------------------------------


def test_signs_stand_with_the_words_of_both_reports(town: City, row: Comparison) -> None:
    assert row.signals, "a promise made again and a problem named again are signs"
    shown = page(town["clerk"], one(row))
    assert words(shown, "#signals h4")
    for sign in row.signals:
        for quote in sign["quotes"]:
            report = row.old_id if quote["report"] == "old" else row.new_id
            assert f"/admin/reports/report/{report}/change/#at-{quote['start']}-{quote['end']}" in shown


def test_many_signs_of_one_kind_are_folded(town: City, row: Comparison) -> None:
    sign = {"code": "dropped", "values": {}, "strength": 0.6, "quotes": []}
    Comparison.objects.update(signals=[sign] * 7 + [{**sign, "code": "of a later release"}])
    shown = page(town["clerk"], one(row))
    assert len(words(shown, "#signals .cr-signal")) == 7
    assert len(words(shown, "#signals details .cr-signal")) == 2
    Comparison.objects.update(signals=[])
    assert 'id="signals"' not in page(town["clerk"], one(row))


# --- what it costs -----------------------------------------------------------------------------------------


def queries(user: User, address: str) -> int:
    client = at_desk(user)
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def test_few_and_many_cost_the_same(town: City, both: Years, applied: Comparison, second: User) -> None:
    asked = {"index": INDEX, "page": one(applied, "?accept=70")}
    few = {name: queries(town["reviewer"], address) for name, address in asked.items()}
    for year in (2020, 2021, 2022):
        for each in offices.captured(town, year=year):
            offices.opened(town, each)
    for pair in comparison.waiting(9):
        comparison.prepare(*pair, now=LATER)
    Finding.objects.update(comparison=applied)
    assert {name: queries(town["reviewer"], address) for name, address in asked.items()} == few
    assert all(few[name] <= most for name, most in MOST_QUERIES.items()), few


def test_a_reason_keeps_no_character_that_no_column_holds(town: City, row: Comparison) -> None:
    send(town["clerk"], one(row), act="again", override="补\0报")
    assert Comparison.objects.get().override == "补报"
    send(town["clerk"], INDEX, old=row.old_id, new=row.new_id, override="改\0报")
    assert Comparison.objects.get().override == "改报"
