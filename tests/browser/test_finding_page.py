"""The page of a finding in a real browser: nine keys, two texts at the place, evidence put right in place."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from commitments.models import Comparison, Finding, Judgement, Quotation
from tests.browser.seats import sit_down
from tests.commitments import offices, years
from tests.commitments.offices import City
from tests.commitments.review_desks import ADDRESS
from tests.commitments.years import Years

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("apart"),
]
# So much stands before the words in question that nobody sees them without being led there.
FILLER = "".join(f"（{n}）一般工作。全年按程序办理日常事务并做好登记，情况总体平稳。\n" for n in range(120))
ANSWER = "2024年组织两轮窗口业务培训，覆盖全部窗口人员。持续优化一件事改革办事流程。"
DONE = f"完成日常工作。\n{FILLER}{ANSWER}\n{FILLER}"


@pytest.fixture
def town(apart: None) -> City:
    return offices.city()


@pytest.fixture
def applied(town: City) -> tuple[Years, Comparison]:
    return years.applied(town, done=DONE)


@pytest.fixture
def finding(applied: tuple[Years, Comparison]) -> Finding:
    return years.finding(applied[0].trained)


@pytest.fixture
def desk(page: Page, live_server: LiveServer, town: City, finding: Finding) -> Page:
    return sit_down(page, live_server, town["reviewer"], f"{ADDRESS}{finding.pk}/?state=open")


def in_sight(page: Page, pane: str, words: str) -> bool:
    """Whether the marked words can be seen in their pane."""
    script = """([pane, words]) => {
        const box = document.getElementById(pane).getBoundingClientRect();
        return [...document.querySelectorAll(`#${pane} mark`)].some((mark) => {
            const { top, bottom } = mark.getBoundingClientRect();
            return mark.textContent.includes(words) && top >= box.top - 1 && bottom <= box.bottom + 1;
        });
    }"""
    return bool(page.evaluate(script, [pane, words]))


def see(page: Page, pane: str, words: str) -> None:
    for _n in range(20):
        if in_sight(page, pane, words):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{words} cannot be seen in {pane}")


def select(page: Page, words: str) -> None:
    """Drag over these words of the new report, as far as a script can."""
    page.evaluate(
        """(words) => {
            const text = document.getElementById("new-text");
            const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf(words);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(walker.currentNode, at);
                range.setEnd(walker.currentNode, at + words.length);
                walker.currentNode.parentElement.scrollIntoView({ block: "center" });
                window.getSelection().removeAllRanges();
                window.getSelection().addRange(range);
                return;
            }
        }""",
        words,
    )


def judged() -> list[tuple[str, str]]:
    return list(Judgement.objects.order_by("pk").values_list("rating", "note"))


def at(page: Page, finding: Finding) -> None:
    expect(page).to_have_url(re.compile(rf"/finding/{finding.pk}/\?state=open$"))
    expect(page.locator("#fd.fd-scripted")).to_be_attached()


def test_both_texts_are_opened_at_the_words_that_matter(desk: Page) -> None:
    see(desk, "old-text", "两轮业务培训")
    see(desk, "new-text", "组织两轮窗口业务培训")
    desk.evaluate("document.getElementById('new-text').scrollTop = 0")
    assert not in_sight(desk, "new-text", "组织两轮窗口业务培训")
    desk.get_by_role("link", name="组织两轮窗口业务培训").first.click()
    expect(desk.locator("#new-text .rp-flash").first).to_be_visible()
    see(desk, "new-text", "组织两轮窗口业务培训")
    expect(desk.locator("#new-text .rp-flash")).to_have_count(0, timeout=4000)


def test_a_reviewer_works_through_the_list_by_keys_alone(
    desk: Page, applied: tuple[Years, Comparison]
) -> None:
    found = [years.finding(row) for row in applied[0].rows]
    desk.keyboard.press("j")
    at(desk, found[3])
    desk.keyboard.press("k")
    at(desk, found[2])
    desk.keyboard.press("Enter")  # nothing is chosen yet
    expect(desk.locator("#fd-said")).to_contain_text("请先选择一项评定")
    assert judged() == []
    desk.keyboard.press("2")
    expect(desk.get_by_role("radio", name="基本完成")).to_be_checked()
    desk.keyboard.press("Enter")
    at(desk, found[3])
    expect(desk.locator(".fd-progress")).to_contain_text("已核对 1/5")
    desk.keyboard.press("5")
    desk.get_by_label("核对说明").fill("又承诺一次 1 2 j k")  # letters and numbers are words here
    desk.keyboard.press("Control+Enter")
    at(desk, found[4])
    assert judged() == [("mostly", ""), ("not_started", "又承诺一次 1 2 j k")]


def test_at_the_end_of_the_list_a_key_says_so(desk: Page, applied: tuple[Years, Comparison]) -> None:
    for row in applied[0].rows[3:]:
        desk.keyboard.press("j")
        at(desk, years.finding(row))
    desk.keyboard.press("j")
    expect(desk.locator("#fd-said")).to_have_text("已是最后一条。")


def test_selected_words_are_attached_and_what_was_typed_stays(desk: Page, finding: Finding) -> None:
    desk.keyboard.press("3")
    desk.get_by_label("核对说明").fill("看附上的一句")
    words = "持续优化一件事改革办事流程。"
    select(desk, words)
    desk.locator("#fd-toolbar").get_by_role("button", name="用作证据").click()
    expect(desk.locator(".fd-quote").first).to_contain_text(words)
    expect(desk.locator(".fd-quote").first).to_contain_text("沈言附上")
    expect(desk.locator("#new-text mark.fd-by-hand")).to_have_text(words)
    expect(desk.locator("#fd-said")).to_have_text("已作为证据附上。")
    row = Quotation.objects.exclude(by_name="").get()
    assert finding.comparison.new.text[row.start : row.end] == words
    expect(desk.get_by_role("radio", name="部分完成")).to_be_checked()
    expect(desk.get_by_label("核对说明")).to_have_value("看附上的一句")
    desk.get_by_role("button", name="保存", exact=True).click()  # with the revision of the latest act
    expect(desk.locator(".fd-judged")).to_contain_text("看附上的一句")


def test_words_are_attached_to_the_sentence_that_was_chosen(
    desk: Page, live_server: LiveServer, finding: Finding
) -> None:
    part = finding.parts[0]
    Finding.objects.filter(pk=finding.pk).update(parts=[part, part | {"text": "覆盖全部窗口人员。"}])
    desk.reload()
    select(desk, "完成日常工作。")
    desk.get_by_role("button", name="用作第 2 句的证据").click()
    expect(desk.locator(".fd-sentence").nth(1).locator(".fd-quote")).to_contain_text("完成日常工作")
    assert Quotation.objects.exclude(by_name="").get().part == 1


def test_words_of_the_old_report_are_no_evidence(desk: Page) -> None:
    desk.evaluate("window.getSelection().selectAllChildren(document.querySelector('#old-text .rp-line'))")
    desk.wait_for_timeout(300)
    expect(desk.locator("#fd-toolbar")).to_be_hidden()


def test_evidence_is_marked_and_searched_in_place(desk: Page) -> None:
    desk.get_by_label("核对说明").fill("写了一半")
    desk.get_by_role("button", name="不是证据").first.click()
    expect(desk.get_by_role("button", name="是证据", exact=True)).to_be_focused()
    expect(desk.locator(".fd-quote.fd-wrong")).to_have_count(1)
    query = desk.get_by_label("在新报告中查找")
    query.fill("一件事改革")
    query.press("Enter")
    hit = desk.locator("#fd-hits li", has_text="持续优化一件事改革")
    expect(hit).to_be_visible()
    assert judged() == []
    hit.get_by_role("button", name="用作证据").click()
    expect(desk.locator(".fd-quote").first).to_contain_text("沈言附上")
    expect(query).to_have_value("一件事改革")
    expect(desk.get_by_label("核对说明")).to_have_value("写了一半")


def test_who_was_slower_is_told_in_place(desk: Page, finding: Finding) -> None:
    Finding.objects.filter(pk=finding.pk).update(revision=1)
    desk.keyboard.press("2")
    desk.get_by_role("button", name="不是证据").first.click()
    expect(desk.get_by_role("alert").filter(has_text="刚刚已有人")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator(".fd-progress")).to_contain_text("已核对 1/5")  # looked at it again: now it may


def test_a_note_waits_while_one_looks_at_the_next(desk: Page, applied: tuple[Years, Comparison]) -> None:
    desk.get_by_label("核对说明").fill("写了一半")
    desk.keyboard.press("Tab")
    desk.get_by_role("link", name="下一条").click()
    at(desk, years.finding(applied[0].rows[3]))
    expect(desk.get_by_label("核对说明")).to_have_value("")
    desk.get_by_role("link", name="上一条").click()
    expect(desk.get_by_label("核对说明")).to_have_value("写了一半")


def test_on_a_phone_the_ratings_are_under_the_thumb(desk: Page) -> None:
    desk.set_viewport_size({"width": 390, "height": 800})
    desk.reload()
    expect(desk.locator(".fd-promise").first).to_be_in_viewport()
    expect(desk.get_by_role("radio", name="无法评价")).to_be_in_viewport()
    expect(desk.get_by_role("button", name="保存并到下一条")).to_be_in_viewport()
    assert desk.evaluate("document.documentElement.scrollWidth") == 390
    expect(desk.locator("#old-text")).to_be_hidden()
    desk.get_by_role("button", name="承诺原文").click()
    expect(desk.locator("#new-text")).to_be_hidden()
    see(desk, "old-text", "两轮业务培训")
    desk.get_by_role("link", name="组织两轮窗口业务培训").first.click()
    expect(desk.locator("#new-text")).to_be_in_viewport()
    see(desk, "new-text", "组织两轮窗口业务培训")
    desk.get_by_role("radio", name="部分完成").check()
    desk.get_by_role("button", name="保存", exact=True).click()
    expect(desk.locator(".fd-judged")).to_contain_text("部分完成")


def test_without_a_script_the_forms_do_it(
    chromium: Browser, live_server: LiveServer, town: City, finding: Finding
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    desk = sit_down(context.new_page(), live_server, town["reviewer"], f"{ADDRESS}{finding.pk}/?state=open")
    desk.get_by_role("radio", name="部分完成").check()
    desk.get_by_label("核对说明").fill("只有一轮")
    query = desk.get_by_label("在新报告中查找")
    query.fill("一件事改革")
    query.press("Enter")  # searches, and judges nothing
    desk.get_by_role("button", name="用作证据").first.click()
    expect(desk.locator(".fd-quote").first).to_contain_text("沈言附上")
    expect(desk.get_by_role("radio", name="部分完成")).to_be_checked()
    desk.get_by_role("button", name="保存", exact=True).click()
    expect(desk.locator(".fd-judged")).to_contain_text("只有一轮")
    context.close()
