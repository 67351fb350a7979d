"""What is done on the page of a finding: judge, reopen, put the evidence right; and nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from commitments import findings, review
from commitments.choices import Role, Verdict
from commitments.models import Comparison, Finding, Judgement, LedgerEntry, Quotation
from tests.commitments import offices, years
from tests.commitments.desks import words
from tests.commitments.offices import City
from tests.commitments.review_desks import ADDRESS, ReviewDesk, said, shown, values
from tests.commitments.years import LATER, Years

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office_hours")]


@pytest.fixture
def applied(town: City) -> tuple[Years, Comparison]:
    return years.applied(town)


@pytest.fixture
def finding(applied: tuple[Years, Comparison]) -> Finding:
    return years.finding(applied[0].trained)


@pytest.fixture
def desk(town: City) -> ReviewDesk:
    return ReviewDesk(town["reviewer"])


@pytest.fixture
def second(town: City) -> ReviewDesk:
    return ReviewDesk(offices.seat("second", Role.REVIEWER, town.bureau, "杜衡"))


def two() -> None:
    Comparison.objects.update(second_review=True)


def typed(answer: Any) -> tuple[list[str], str]:
    """The rating chosen and the note, as the page shows them once more."""
    return values(answer, "[name=rating][checked]"), shown(answer, "[name=note]")


# --- judge -------------------------------------------------------------------------------------------------


def test_a_rating_is_saved_with_its_note(desk: ReviewDesk, finding: Finding) -> None:
    answer = desk.post(finding, act="rate", rating="mostly", note="第二轮在一月")
    assert said(answer) == ["已评定：基本完成。"]
    assert answer["Location"] == desk.address(finding)
    page = desk.page(finding)
    assert "评定 基本完成 沈言 2024-03-04 09:30 第二轮在一月" in shown(page, ".fd-judged")
    assert shown(page, ".fd-progress") == "已核对 1/5"
    assert not LexborHTMLParser(page).css("[name=rating]")


def test_saving_leads_to_the_next_that_waits_in_the_filter(
    town: City, applied: tuple[Years, Comparison]
) -> None:
    keys = [years.finding(row).pk for row in applied[0].rows]
    desk = ReviewDesk(town["reviewer"], "state=open")
    order = [2, 4, 0, 3, 1]  # wherever one begins: on from there, and then from the beginning
    desk.post(Finding.objects.get(pk=keys[3]), act="rate", rating="partial")
    for here, there in ((2, 4), (4, 0), (0, 1)):
        answer = desk.post(Finding.objects.get(pk=keys[here]), act="next", rating="partial")
        assert answer["Location"] == f"{ADDRESS}{keys[there]}/?state=open", order
    answer = desk.post(Finding.objects.get(pk=keys[1]), act="next", rating="partial")
    assert "本列表中已没有等待您评定的事项。" in said(answer)
    assert answer["Location"] == f"{ADDRESS}{keys[1]}/?state=open"


@pytest.mark.parametrize("rating", ["", "great"])
def test_without_a_rating_nothing_is_saved_and_the_note_stays(
    desk: ReviewDesk, finding: Finding, rating: str
) -> None:
    answer = desk.post(finding, act="next", rating=rating, note="先记一笔")
    assert answer.status_code == 200
    assert "九" in shown(answer, ".fd-refusal")
    assert typed(answer)[1] == "先记一笔"
    assert not Judgement.objects.exists()


def test_who_was_slower_is_told_and_loses_nothing(town: City, finding: Finding) -> None:
    desk, other = ReviewDesk(town["reviewer"]), ReviewDesk(offices.seat("b", Role.REVIEWER, town.bureau))
    other.post(finding, mark=f"{finding.quotations.all()[0].pk}-wrong")
    answer = desk.post(finding, act="rate", rating="partial", note="只办一轮", revision=0)
    assert "刚刚已有人评定或修改" in shown(answer, ".fd-refusal")
    assert typed(answer) == (["partial"], "只办一轮")
    assert values(answer, "[name=revision]") == ["1"]
    assert said(desk.post(finding, act="rate", rating="partial", note="只办一轮", revision=1))


def test_a_form_that_is_sent_twice_judges_once(desk: ReviewDesk, finding: Finding) -> None:
    for told in ("已评定：部分完成。", "该操作刚才已经办理成功，没有重复登记。"):
        answer = desk.post(finding, act="rate", rating="partial", note="一轮", revision=0)
        assert said(answer)[-1] == told
    assert Judgement.objects.count() == 1
    other = desk.post(finding, act="rate", rating="ongoing", note="一轮", revision=0)
    assert shown(other, ".fd-refusal")


@pytest.mark.parametrize("who", ["clerk", "superior"])
def test_who_only_looks_changes_nothing(town: City, finding: Finding, who: str) -> None:
    quotation = finding.quotations.all()[0]
    rate, mark = {"act": "rate", "rating": "partial"}, {"mark": f"{quotation.pk}-wrong"}
    for sent in (rate, mark, {"cite": "0-9"}, {"act": "x"}):
        answer = ReviewDesk(town[who]).post(finding, **sent)
        assert shown(answer, ".fd-refusal")
    assert not Judgement.objects.exists()
    assert not Quotation.objects.exclude(by_name="", wrong=False)


# --- two reviewers -----------------------------------------------------------------------------------------


def test_the_second_does_not_see_what_the_first_has_said(
    town: City, desk: ReviewDesk, second: ReviewDesk, finding: Finding
) -> None:
    two()
    assert "由您先评" in desk.shown(finding, ".fd-turn")
    assert (
        "待第二核对人评定后生效" in said(desk.post(finding, act="rate", rating="ongoing", note="首评理由"))[0]
    )
    assert "首评理由" in desk.shown(finding, ".fd-judged")  # one's own words
    for other in (second, ReviewDesk(town["clerk"]), ReviewDesk(town["superior"])):
        page = other.page(finding)
        assert "首评理由" not in page
        assert not words(page, ".fd-judged")
        assert "沈言" not in shown(page, "#fd")
    assert "您是第二核对人" in second.shown(finding, ".fd-turn")
    assert desk.shown(finding, ".fd-progress") == "已核对 0/5"


def test_what_was_taken_back_is_not_shown_to_the_second_either(
    desk: ReviewDesk, second: ReviewDesk, finding: Finding
) -> None:
    two()
    desk.post(finding, act="rate", rating="ongoing", note="首评理由")
    desk.post(finding, act="reopen", reason="看漏一处")
    desk.post(finding, act="rate", rating="partial", note="再评理由")
    assert "首评理由" in desk.shown(finding, ".fd-beside")
    page = second.page(finding)
    assert "评理由" not in shown(page, "#fd")
    assert "两位核对人均评定后" in shown(page, ".fd-beside")


def test_what_they_agree_on_stands_and_is_shown(
    desk: ReviewDesk, second: ReviewDesk, applied: tuple[Years, Comparison]
) -> None:
    two()
    rows = [years.finding(row) for row in applied[0].rows]
    for row, (one, other) in zip(rows, (("partial", "partial"), ("ongoing", "fulfilled")), strict=False):
        desk.post(row, act="rate", rating=one)
        answer = second.post(row, act="rate", rating=other, note="复核理由")
    assert "意见不一致，待裁定" in said(answer)[-1]
    page = desk.page(rows[0])
    assert [text.split()[:2] for text in words(page, ".fd-judged")] == [
        ["第一核对人", "部分完成"],
        ["第二核对人", "部分完成"],
    ]
    assert "复核理由" in shown(page, ".fd-judged")
    # Two pairs: agreed on one; by chance 1/4.
    assert "一致 1 项，共 2 项；一致性系数（Cohen's κ）0.33" in shown(page, ".fd-beside")


def test_dissent_is_kept_and_settled_by_a_third_word(
    desk: ReviewDesk, second: ReviewDesk, finding: Finding
) -> None:
    two()
    desk.post(finding, act="rate", rating="ongoing")
    second.post(finding, act="rate", rating="fulfilled")
    page = desk.page(finding)
    assert "由您裁定" in shown(page, ".fd-turn")
    assert "意见不一致" in shown(page, ".fd-beside")
    assert said(desk.post(finding, act="rate", rating="mostly")) == ["已评定：基本完成。"]
    page = second.page(finding)
    assert "意见曾不一致，已裁定" in shown(page, ".fd-beside")
    assert [text.split()[1] for text in words(page, ".fd-judged")] == ["持续推进", "已完成", "基本完成"]


# --- reopen ------------------------------------------------------------------------------------------------


def test_it_is_reopened_for_a_reason_and_the_former_word_stays(desk: ReviewDesk, finding: Finding) -> None:
    desk.post(finding, act="rate", rating="fulfilled", note="两轮")
    answer = desk.post(finding, act="reopen", reason=" ")
    assert shown(answer, ".fd-refusal")
    assert said(desk.post(finding, act="reopen", reason="只有一轮"))
    page = desk.page(finding)
    assert "已完成 沈言 2024-03-04 09:30 两轮 沈言于 2024-03-04 09:30 撤回重评：只有一轮" in shown(
        page, ".fd-beside"
    )
    assert LexborHTMLParser(page).css("[name=rating]")
    assert LedgerEntry.objects.filter(verb="reopen").count() == 1


def test_a_reason_that_comes_too_late_is_not_lost(desk: ReviewDesk, finding: Finding) -> None:
    desk.post(finding, act="rate", rating="fulfilled")
    answer = desk.post(finding, act="reopen", reason="只有一轮", revision=0)
    assert shown(answer, ".fd-refusal")
    assert shown(answer, "[name=reason]") == "只有一轮"


def test_what_was_accepted_in_bulk_is_called_so(town: City, desk: ReviewDesk, finding: Finding) -> None:
    review.accept_all({finding.pk: 0}, by=town["reviewer"], now=LATER)
    assert "批量采纳" in desk.shown(finding, ".fd-judged")


# --- evidence ----------------------------------------------------------------------------------------------


def test_a_passage_is_marked_as_no_evidence_and_as_evidence_again(desk: ReviewDesk, finding: Finding) -> None:
    assert said(desk.post(finding, mark=values(desk.page(finding), "[name=mark]")[0])) == ["已标为不是证据。"]
    page = desk.page(finding)
    assert "已标为不是证据" in shown(page, ".fd-quote.fd-wrong")
    assert words(page, ".fd-quote.fd-wrong button") == ["是证据"]
    assert said(desk.post(finding, mark=values(page, ".fd-wrong [name=mark]")[0])) == ["已恢复为证据。"]
    assert not LexborHTMLParser(desk.page(finding)).css(".fd-wrong")


def test_a_passage_of_another_finding_is_not_marked_from_here(
    desk: ReviewDesk, finding: Finding, applied: tuple[Years, Comparison]
) -> None:
    other = years.finding(applied[0].called_back).quotations.all()[0]
    assert shown(desk.post(finding, mark=f"{other.pk}-wrong"), ".fd-refusal")
    assert not Quotation.objects.filter(wrong=True)


def test_words_that_the_machine_missed_are_found_and_attached(desk: ReviewDesk, finding: Finding) -> None:
    page = desk.post(finding, act="search", q="有序 推进")
    assert words(page.content.decode(), "#fd-hits li a") == ["持续优化一件事改革办事流程，有序推进各项工作。"]
    assert said(desk.post(finding, cite=values(page, "[name=cite]")[0])) == ["已作为证据附上。"]
    quote = shown(desk.page(finding), ".fd-quote:first-child")
    assert "有序推进各项工作" in quote
    assert "沈言附上" in quote


def test_what_merely_comes_nearest_is_no_evidence_until_somebody_says_so(
    desk: ReviewDesk, finding: Finding
) -> None:
    part = finding.parts[0] | {"verdict": Verdict.NOT_MENTIONED}
    Finding.objects.filter(pk=finding.pk).update(parts=[finding.parts[0], part])
    Quotation.objects.filter(finding=finding).update(part=1)
    page = desk.page(finding)
    assert "相近 1" in shown(page, ".fd-quote:first-child")
    assert not values(page, "[name=mark]")
    nearest = values(page, ".fd-quote [name=cite]")[0]
    assert said(desk.post(finding, cite=nearest, part="0")) == ["已作为证据附上。"]
    made = Quotation.objects.exclude(by_name="").get()
    assert made.part == 1
    assert findings.best(Finding.objects.get(pk=finding.pk)) == made
    assert "证据 1" in shown(desk.page(finding), ".fd-quote:first-child")


def test_it_can_be_searched_by_address_too(town: City, finding: Finding) -> None:
    page = ReviewDesk(town["clerk"], "q=窗口").page(finding)
    assert words(page, "#fd-hits li a")
    assert not LexborHTMLParser(page).css("[name=cite]")


def test_a_search_without_a_hit_says_so(desk: ReviewDesk, finding: Finding) -> None:
    page = desk.post(finding, act="search", q="没有的词", rating="partial", note="写了一半")
    assert "没有的词" in shown(page, "#fd-hits")
    assert typed(page) == (["partial"], "写了一半")


def test_what_is_typed_beside_an_act_on_the_evidence_stays(desk: ReviewDesk, finding: Finding) -> None:
    mark = values(desk.page(finding), "[name=mark]")[0]
    page = desk.post(finding, mark=mark, act="", rating="partial", note="写了一半", part="0")
    assert typed(page) == (["partial"], "写了一半")
    assert "已标为不是证据" in shown(page, ".fd-quote")
    assert values(page, "[name=revision]") == ["1"]


@pytest.mark.parametrize("cite", ["9-3", "x", "999999-1000000", "0-", "-", "0-5-7"])
def test_what_are_no_words_is_not_attached(desk: ReviewDesk, finding: Finding, cite: str) -> None:
    answer = desk.post(finding, cite=cite, part="7" if cite == "0-5-7" else "0")
    assert shown(answer, ".fd-refusal")
    assert not Quotation.objects.exclude(by_name="")


@pytest.mark.parametrize(
    "sent", [{}, {"act": "x"}, {"mark": "1-maybe"}, {"mark": "x"}, {"revision": "x", "act": "rate"}]
)
def test_a_form_of_nobodys_is_refused_in_a_sentence(
    desk: ReviewDesk, finding: Finding, sent: dict[str, str]
) -> None:
    answer = desk.post(finding, **{"rating": "partial", **sent})
    assert answer.status_code == 200
    assert shown(answer, ".fd-refusal")


def test_a_character_that_no_column_holds_is_left_out(desk: ReviewDesk, finding: Finding) -> None:
    desk.post(finding, act="rate", rating="mostly", note="第二轮\0在一月")
    assert Judgement.objects.get().note == "第二轮在一月"
    desk.post(finding, act="reopen", reason="看\0错了")
    assert Judgement.objects.get().withdrawn_reason == "看错了"
