"""Without a mouse: every control is reached and seen to be reached; the main act of each page can be done."""

from __future__ import annotations

from typing import Final

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from commitments.choices import Status
from commitments.models import Commitment, Finding, Judgement, Progress, Quotation
from tests.browser.pages import Scene, open_page, scene
from tests.commitments.offices import fresh

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("apart"),
]
MOST: Final = 250  # presses of Tab

# Looks at whatever has the focus when Tab is pressed again: by then the page has come to rest.
WATCH: Final = """() => {
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const seen = (part) => part.checkVisibility({ visibilityProperty: true }) && part.getClientRects().length;
  const group = (part) => (part.type === "radio" && part.name ? `radio ${part.name}` : part);
  const around = (part) => [part, part.parentElement, part.parentElement.parentElement];
  const look = (part) => around(part).map((one) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
    return outlineStyle === "none" ? boxShadow : `${outlineWidth} ${boxShadow}`;
  }).join();
  const controls = [...document.querySelectorAll(CONTROLS)].filter((part) =>
    part.tabIndex >= 0 && !part.disabled && seen(part));
  const looks = new Map(controls.map((part) => [part, look(part)]));
  const reached = new Set(), shown = new Set(), covered = new Set();
  const say = (part) => part.outerHTML.replace(/\\s+/g, " ").slice(0, 140);
  const hidden = (part) => {
    const box = part.getClientRects()[0];
    if (!box || box.height > innerHeight / 2) return false; // a text that scrolls in itself
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return !top || ![part, ...(part.labels ?? [])].some((one) => one.contains(top) || top.contains(one));
  };
  addEventListener("keydown", ({ key, target }) => {
    if (key !== "Tab" || target === document.body) return;
    reached.add(group(target));
    if (look(target) !== looks.get(target)) shown.add(group(target)); // a date has several stops
    if (hidden(target)) covered.add(target);
  }, true);
  const fault = (part) => (!reached.has(group(part)) && "never reached") ||
    (!shown.has(group(part)) && "no focus to be seen") || (covered.has(part) && "covered by another part");
  window.walked = () => controls.filter(fault).map((part) => `${fault(part)}: ${say(part)}`);
  window.left = () => controls.filter((part) => !reached.has(group(part))).length;
  return controls.length;
}"""
SIZES: Final = (pytest.param((1280, 800), id="desktop"), pytest.param((640, 450), id="twice the size"))
WALKED: Final = ("finding", "comparison", "commitment", "capture", "follow-up", "report", "home")


@pytest.fixture
def made(apart: None) -> Scene:
    return scene()


@pytest.mark.parametrize("size", SIZES)
def test_tab_leads_through_the_whole_page_and_shows_where_it_is(
    page: Page, live_server: LiveServer, made: Scene, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    faults = {}
    for name in WALKED:
        desk = open_page(name, page, live_server, made, unfolded=False)
        number = desk.evaluate(WATCH)
        for press in range(2 * number):  # some have several stops, and some appear where the focus is
            desk.keyboard.press("Tab")
            if press >= number and press % 10 == 0 and not desk.evaluate("left()"):
                break
        faults[name] = desk.evaluate("walked()")
    assert {name: some for name, some in faults.items() if some} == {}


def go(page: Page, wanted: Locator) -> None:
    """Tab after Tab, until it has the focus."""
    part = wanted.element_handle()
    for _press in range(MOST):
        page.keyboard.press("Tab")
        if page.evaluate("(part) => part === document.activeElement", part):
            return
    raise AssertionError(f"{wanted} is not reached")


def past_the_navigation(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_a_finding_is_given_evidence_and_judged(page: Page, live_server: LiveServer, made: Scene) -> None:
    desk = open_page("finding", page, live_server, made)
    past_the_navigation(desk)
    go(desk, desk.get_by_label("在新报告中查找"))
    desk.keyboard.insert_text("一件事改革")
    desk.keyboard.press("Enter")
    hit = desk.locator("#fd-hits li").get_by_role("button", name="用作证据").first
    expect(hit).to_be_visible()
    go(desk, hit)
    desk.keyboard.press("Enter")
    expect(desk.locator(".fd-quote", has_text="沈言附上")).to_have_count(1)
    go(desk, desk.get_by_role("radio", name="已完成"))
    desk.keyboard.press("ArrowRight")
    expect(desk.get_by_role("radio", name="基本完成")).to_be_checked()
    desk.keyboard.press("Enter")
    expect(desk.locator(".fd-progress")).to_contain_text("4/5")
    assert Judgement.objects.latest("pk").rating == "mostly"


def test_sentences_of_the_new_report_are_attached_by_arrow_keys(
    page: Page, live_server: LiveServer, made: Scene
) -> None:
    desk = open_page("finding", page, live_server, made)
    go(desk, desk.locator("#new-text"))
    expect(desk.locator("#fd-keys")).to_be_in_viewport()
    desk.locator("#new-text").evaluate("(text) => (text.scrollTop = 0)")
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowDown", "Shift+ArrowDown"):
        desk.keyboard.press(key)
    chosen = str(desk.evaluate("window.getSelection().toString()")).replace("\n", "")
    desk.keyboard.press("Enter")
    expect(desk.locator("#fd-toolbar").get_by_role("button").first).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.locator("#new-text")).to_be_focused()
    expect(desk.locator("#fd-toolbar")).to_be_hidden()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")
    expect(desk.locator(".fd-quote", has_text="沈言附上")).to_have_count(1)
    expect(desk.locator("#new-text")).to_be_focused()
    assert chosen
    row = Quotation.objects.exclude(by_name="").get()
    assert made.both.new.text[row.start : row.end].strip() == row.text.strip() != ""


def test_suggestions_are_accepted_in_bulk(page: Page, live_server: LiveServer, made: Scene) -> None:
    Finding.objects.update(confidence="0.97")
    desk = open_page("comparison", page, live_server, made)
    past_the_navigation(desk)
    go(desk, desk.get_by_role("link", name="≥ 95%"))
    desk.keyboard.press("Enter")
    accept = desk.get_by_role("button", name="确认采纳")
    expect(accept).to_be_visible()
    go(desk, accept)
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("已核对 5/5")).to_be_visible()
    assert Judgement.objects.filter(bulk=True).count() == 2


def test_what_was_not_delivered_is_carried_over(page: Page, live_server: LiveServer, made: Scene) -> None:
    row = made.both.rows[0]
    desk = open_page("follow-up", page, live_server, made)
    past_the_navigation(desk)
    tick = desk.locator(f"#c-{row.pk} input[type=checkbox]")
    go(desk, tick)
    if not tick.is_checked():
        desk.keyboard.press("Space")
    go(desk, desk.locator("#fu-form button[type=submit]"))
    desk.keyboard.press("Enter")
    expect(desk.locator(f"#c-{row.pk}").get_by_text("已结转").first).to_be_visible()
    assert fresh(row).status == Status.CARRIED_OVER


def test_progress_is_reported(page: Page, live_server: LiveServer, made: Scene) -> None:
    desk = open_page("commitment", page, live_server, made)
    past_the_navigation(desk)
    go(desk, desk.get_by_label("进展情况"))
    desk.keyboard.insert_text("办法已经起草")
    go(desk, desk.get_by_role("spinbutton", name="完成比例"))
    desk.keyboard.press("Control+a")
    desk.keyboard.insert_text("40")
    go(desk, desk.locator(".cm-send").get_by_role("button", name="报送进展"))
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("进展已登记")).to_be_visible()
    assert Progress.objects.get().percent == 40


def test_candidates_are_confirmed(page: Page, live_server: LiveServer, made: Scene) -> None:
    desk = open_page("capture", page, live_server, made)
    past_the_navigation(desk)
    first = desk.locator(".cp-tick input").first
    go(desk, first)
    desk.keyboard.press("Space")
    expect(first).to_be_checked()
    go(desk, desk.locator(".cp-bar").get_by_role("button", name="确认立项", exact=True))
    before = Commitment.objects.filter(status=Status.CANDIDATE).count()
    desk.keyboard.press("Enter")
    expect(desk.locator(".cp-row")).to_have_count(before - 1)


def test_on_a_narrow_window_the_navigation_is_opened_and_left(
    page: Page, live_server: LiveServer, made: Scene
) -> None:
    page.set_viewport_size({"width": 640, "height": 450})
    desk = open_page("home", page, live_server, made)
    menu = desk.get_by_role("main").get_by_role("button", name="显示或收起导航")
    go(desk, menu)
    expect(menu).to_have_attribute("aria-expanded", "false")
    desk.keyboard.press("Enter")
    expect(menu).to_have_attribute("aria-expanded", "true")
    account = desk.get_by_role("button", name="账号、语言与外观")
    go(desk, account)
    desk.keyboard.press("Space")
    go(desk, desk.get_by_role("button", name="注销"))
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("您已安全退出系统")).to_be_visible()
