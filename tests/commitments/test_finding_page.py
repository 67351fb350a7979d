"""The page of one finding: what it shows, to whom, and at what price."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from selectolax.lexbor import LexborHTMLParser

from commitments import comparison, findings, lifecycle, review
from commitments.admin.review import finding_texts
from commitments.choices import Role
from commitments.models import Commitment, Comparison, Finding, Quotation
from reports.models import Report
from tests.commitments import offices, years
from tests.commitments.desks import words
from tests.commitments.offices import City, act
from tests.commitments.review_desks import ADDRESS, ReviewDesk, shown, values
from tests.commitments.years import LATER, Years
from tests.reports import papers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office_hours")]


@pytest.fixture
def applied(town: City) -> tuple[Years, Comparison]:
    return years.applied(town)


@pytest.fixture
def finding(applied: tuple[Years, Comparison]) -> Finding:
    return years.finding(applied[0].trained)


@pytest.fixture
def second(town: City) -> User:
    return offices.seat("second", Role.REVIEWER, town.bureau, "杜衡")


def rate(finding: Finding, rating: str, by: User, note: str = "") -> Finding:
    revision = Finding.objects.get(pk=finding.pk).revision
    return review.rate(finding.pk, rating, note, by=by, now=LATER, revision=revision)


def two(row: Comparison) -> None:
    Comparison.objects.filter(pk=row.pk).update(second_review=True)


# --- what it tells -----------------------------------------------------------------------------------------


def test_it_reads_from_the_promise_to_the_nine_ratings(town: City, finding: Finding) -> None:
    page = ReviewDesk(town["reviewer"]).page(finding)
    assert shown(page, ".fd-top h2").endswith("加强窗口队伍建设")
    assert shown(page, ".fd-progress") == "已核对 0/5"
    assert shown(page, ".fd-walk span") == "第 3 条，共 5 条"
    assert "系统建议 已完成" in shown(page, ".fd-suggested")
    assert "两轮业务培训" in shown(page, ".fd-promise")
    assert words(page, ".fd-verdict b") == ["已兑现"]
    assert "组织两轮窗口业务培训" in shown(page, ".fd-quote")
    assert "成效" in shown(page, ".fd-about")
    assert words(page, ".fd-rating span") == [
        "已完成", "基本完成", "部分完成", "持续推进", "未启动",
        "未提及", "已调整/取消", "尚未到期", "无法评价",
    ]  # fmt: skip
    assert words(page, ".fd-rating kbd") == list("123456789")


def test_the_machine_suggests_and_chooses_nothing(town: City, finding: Finding) -> None:
    page = ReviewDesk(town["reviewer"]).page(finding)
    assert words(page, ".fd-hinted span") == ["已完成"]
    assert not LexborHTMLParser(page).css("[name=rating][checked]")


def test_both_texts_stand_there_whole_with_the_words_marked(town: City, finding: Finding) -> None:
    tree = LexborHTMLParser(ReviewDesk(town["reviewer"]).page(finding))
    quote = finding.quotations.get(rank=0)
    for side, report, said in (
        ("old", finding.comparison.old, finding.commitment.quote if finding.commitment else ""),
        ("new", finding.comparison.new, quote.text),
    ):
        lines = tree.css(f"#{side}-text .rp-line")
        assert "\n".join(line.text() for line in lines) == report.text
        marked = "".join(mark.text() for mark in tree.css(f"#{side}-text mark"))
        assert said.replace("\n", "") in marked
    first = tree.css_first(f"#new-{quote.start}")
    assert first is not None
    assert first.attributes["data-tag"] == "1"
    link = tree.css_first(".fd-quote a")
    assert link is not None
    assert link.attributes["href"] == f"#new-{quote.start}"


def test_work_status_stands_apart_from_the_rating(town: City, applied: tuple[Years, Comparison]) -> None:
    row = applied[0].trained
    offices.attached(town, row)
    act(lifecycle.submit_for_closure, row, by=town["officer"])
    act(lifecycle.sign_off, row, by=town["supervisor"])
    page = ReviewDesk(town["reviewer"]).page(years.finding(row))
    work = shown(page, "#fd-work, #fd-work ~ p")
    assert "已销号" in work
    assert "2024年3月4日" in work
    assert f"/admin/commitments/commitment/{row.pk}/change/" in values(page, ".fd-box a")
    assert "尚未评定" not in work
    assert "已销号" not in shown(page, ".fd-said-so, #fd-judging")


def test_words_that_do_not_stand_in_the_old_report_are_not_looked_for_elsewhere(
    town: City, finding: Finding
) -> None:
    Commitment.objects.filter(findings=finding).update(quote="别处的话。")
    page = ReviewDesk(town["reviewer"]).page(finding)
    assert "没有这项承诺的原文" in shown(page, ".fd-notice")
    assert not LexborHTMLParser(page).css("#old-text mark")


@pytest.fixture
def carried_over(town: City) -> Finding:
    """Carried over from the report before the old one."""
    both = years.years(town)
    successor = years.carried(town, both.trained)
    later = papers.entered(papers.paper(year=2025, done="2025年组织两轮窗口业务培训，覆盖全部窗口人员。"))
    row = comparison.prepare(both.new.pk, later.pk, now=LATER)
    comparison.apply(row.pk, by=town["reviewer"], now=LATER)
    return years.finding(successor)


def test_what_was_carried_over_stands_in_the_report_that_made_it(town: City, carried_over: Finding) -> None:
    page = ReviewDesk(town["reviewer"]).page(carried_over)
    row = carried_over.commitment
    assert row is not None
    assert "是当初作出承诺的报告" in shown(page, ".fd-notice")
    assert shown(page, "#old-title").endswith(str(row.source.report))
    assert shown(page, "#old-text mark") == row.quote
    old = LexborHTMLParser(page).css_first("#old-text")
    assert old is not None
    assert old.attributes["data-start"] == str(row.place_start)
    assert values(page, "[data-go=old]") == [f"#old-{row.place_start}"]


def test_the_older_report_costs_one_query(town: City, carried_over: Finding) -> None:
    desk = ReviewDesk(town["reviewer"])
    desk.page(carried_over)
    few = count(desk, carried_over)
    Commitment.objects.filter(findings=carried_over).update(quote="规范热线办理。")
    assert count(desk, carried_over) == few - 1


def test_a_quote_that_the_corrected_text_lost_leads_nowhere(town: City, finding: Finding) -> None:
    finding.quotations.filter(rank=0).update(text="原来的话")
    page = ReviewDesk(town["reviewer"]).page(finding)
    assert "不再有这段文字" in shown(page, ".fd-quote:first-child")
    assert not LexborHTMLParser(page).css(".fd-quote:first-child a")


def test_no_page_shows_a_code(town: City, applied: tuple[Years, Comparison], second: User) -> None:
    desk = ReviewDesk(town["reviewer"])
    two(applied[1])
    for row in applied[0].rows:
        rate(years.finding(row), "partial", town["reviewer"])
        rate(years.finding(row), "ongoing", second)
        text = shown(desk.page(years.finding(row)), "#fd")
        latin = {word for word in text.split() if word.isascii() and word.isalpha()}
        assert latin <= {"J", "K", "Enter", "Shift", "Cohen's"}


def test_what_people_write_is_shown_as_text(town: City, finding: Finding) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    rate(finding, "partial", town["reviewer"], evil)
    Quotation.objects.update(by_name=evil, text=evil)
    desk = ReviewDesk(town["reviewer"])
    for page in (desk.page(finding), desk.post(finding, act="search", q=evil).content.decode()):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;" in page


# --- passages over one another -----------------------------------------------------------------------------


def quoted(number: int, start: int | None, end: int | None, **row: Any) -> finding_texts.Quote:
    return finding_texts.Quote(number, findings.Quoted(Quotation(**row), start, end, ""))


def test_quotes_that_overlap_are_cut_so_that_none_lies_over_another() -> None:
    found = finding_texts.pieces(
        [
            quoted(1, 10, 20),
            quoted(2, 15, 30, wrong=True),
            quoted(3, 10, 20, by_name="沈言"),
            quoted(4, 40, 41),
        ]
    )
    assert [(piece.start, piece.end, piece.label) for piece in found] == [
        (10, 15, "1、3"), (15, 20, "2"), (20, 30, ""), (40, 41, "4"),
    ]  # fmt: skip
    assert [piece.wrong for piece in found] == [False, False, True, False]
    assert [piece.by_hand for piece in found] == [True, True, False, False]


def test_without_a_place_there_is_nothing_to_mark() -> None:
    assert finding_texts.pieces([quoted(1, None, None)]) == []
    assert finding_texts.pieces([]) == []


# --- next and previous -------------------------------------------------------------------------------------


def walk(page: str) -> list[str]:
    return values(page, "[data-walk]")


def test_next_and_previous_keep_to_the_filter(town: City, applied: tuple[Years, Comparison]) -> None:
    both, _row = applied
    desk = ReviewDesk(town["reviewer"], f"unit={town.windows.pk}&state=open")
    rate(years.finding(both.rows[1]), "partial", town["reviewer"])
    keys = [years.finding(row).pk for row in both.rows]
    to = [f"{ADDRESS}{key}/?unit={town.windows.pk}&state=open" for key in keys]
    assert walk(desk.page(years.finding(both.rows[2]))) == [to[0], to[3]]
    assert walk(desk.page(years.finding(both.rows[0]))) == ["", to[2]]
    # One that has dropped out of the filter has neighbours still.
    page = desk.page(years.finding(both.rows[1]))
    assert walk(page) == [to[0], to[2]]
    assert "不在筛选结果中" in shown(page, ".fd-walk")


# --- who sees what -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["clerk", "supervisor", "superior"])
def test_who_may_have_it_compared_looks_and_does_nothing(town: City, finding: Finding, who: str) -> None:
    page = ReviewDesk(town[who]).page(finding)
    assert "您可以查看" in shown(page, ".fd-turn")
    assert "尚未评定" in shown(page, ".fd-turn")
    assert not LexborHTMLParser(page).css("[name=rating], [name=mark], [name=cite], #fd-toolbar")


@pytest.mark.parametrize("who", ["officer", "leader", "neighbour", "stranger"])
def test_others_do_not_find_it(town: City, finding: Finding, who: str) -> None:
    assert ReviewDesk(town[who]).get(finding).status_code == 404
    assert ReviewDesk(town[who]).post(finding, act="rate", rating="partial").status_code == 404


def test_the_administrator_looks(finding: Finding) -> None:
    page = ReviewDesk(User.objects.create_superuser("admin", password="x")).page(finding)
    assert "您可以查看" in shown(page, ".fd-turn")


def test_whoever_has_a_part_in_the_work_does_not_judge_it(town: City, finding: Finding) -> None:
    Commitment.objects.filter(findings=finding).update(officer=town["reviewer"])
    page = ReviewDesk(town["reviewer"]).page(finding)
    assert "您参与了这项工作" in shown(page, ".fd-turn")
    assert not LexborHTMLParser(page).css("[name=rating]")


# --- previews ----------------------------------------------------------------------------------------------


def test_a_preview_is_looked_at_only(town: City, applied: tuple[Years, Comparison], finding: Finding) -> None:
    comparison.undo(applied[1].pk, by=town["reviewer"], now=LATER)
    page = ReviewDesk(town["reviewer"]).page(finding)
    assert "当前为预览" in shown(page, ".fd-turn")
    assert not LexborHTMLParser(page).css("[name=rating], [name=mark]")


def test_a_passage_that_nobody_has_captured_leads_to_capture(town: City) -> None:
    old = papers.entered()
    new = papers.entered(papers.paper(year=2024, done=years.DONE))
    row = comparison.prepare(old.pk, new.pk, now=LATER)
    finding = row.findings.order_by("position")[2]
    page = ReviewDesk(town["clerk"]).page(finding)
    assert "尚未采集" in shown(page, ".fd-turn")
    assert f"/admin/commitments/commitment/capture/{old.pk}/" in values(page, ".fd-turn a")
    assert not LexborHTMLParser(page).css("[name=rating]")
    assert "组织两轮窗口业务培训" in shown(page, ".fd-quote")
    assert "两轮业务培训" in shown(page, "#old-text mark")


# --- at what price -----------------------------------------------------------------------------------------


def count(desk: ReviewDesk, finding: Finding) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        desk.page(finding)
    return len(asked)


def test_it_asks_no_more_for_many_than_for_few(
    town: City, applied: tuple[Years, Comparison], finding: Finding, second: User
) -> None:
    two(applied[1])
    desk = ReviewDesk(town["reviewer"])
    desk.page(finding)
    rate(finding, "partial", town["reviewer"])
    rate(finding, "ongoing", second)
    few = count(desk, finding)
    review.reopen(finding.pk, "再看", by=second, now=LATER, revision=2)
    for _n in range(3):
        rate(finding, "partial", town["reviewer"])
        rate(finding, "ongoing", second)
        revision = Finding.objects.get(pk=finding.pk).revision
        review.reopen(finding.pk, "再看", by=second, now=LATER, revision=revision)
    rate(finding, "partial", town["reviewer"])
    rate(finding, "ongoing", second)
    rows = [Finding(comparison=applied[1], item=item, **_columns()) for item in applied[0].old.items.all()]
    Finding.objects.bulk_create(rows)
    Quotation.objects.bulk_create(
        Quotation(finding=finding, part=0, rank=n, start=n, end=n + 2, text="x", where="other")
        for n in range(30)
    )
    assert count(desk, finding) == few <= 24


def _columns() -> dict[str, Any]:
    return {"verdict": "silent", "suggested": "not_mentioned", "parts": []}


def test_a_long_report_costs_no_more_queries(town: City, finding: Finding) -> None:
    desk = ReviewDesk(town["reviewer"])
    desk.page(finding)
    few = count(desk, finding)
    new = finding.comparison.new
    Report.objects.filter(pk=new.pk).update(text=new.text + "\n多说一句。" * 5000)
    assert count(desk, finding) == few


def test_a_key_beyond_all_numbers_is_no_finding(town: City) -> None:
    desk = ReviewDesk(town["reviewer"])
    assert desk.get(Finding(pk=10**22)).status_code == 404
