"""The page of a report in a real browser: reading it, and putting it right with mouse, finger and keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission, User
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from reports import corrections
from reports.models import Item, Report, Upload
from tests.browser.seats import come_in
from tests.reports import papers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
ALL = (
    "view_report",
    "change_report",
    "view_item",
    "view_upload",
    "add_upload",
    "change_upload",
    "view_organ",
)


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files go to a folder of the test's own, and messages to a queue in this process."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.CELERY_TASK_ALWAYS_EAGER = False
    monkeypatch.setenv("CELERY_BROKER_URL", "memory://")


def person(name: str, *may: str) -> User:
    made = get_user_model().objects.create_user(name, password="x", first_name="林晓", is_staff=True)
    made.user_permissions.set(Permission.objects.filter(codename__in=may))
    return made


@pytest.fixture
def clerk() -> User:
    return person("clerk", *ALL)


@pytest.fixture
def report() -> Report:
    return papers.entered()


@pytest.fixture
def desk(page: Page, live_server: LiveServer, clerk: User, report: Report) -> Page:
    come_in(page.context, live_server, clerk)
    page.goto(address(live_server, report))
    return page


def address(server: LiveServer, report: Report) -> str:
    return f"{server.url}/admin/reports/report/{report.pk}/change/"


def select(page: Page, words: str) -> None:
    """Select these words of the text, as a person would with the mouse."""
    found = page.evaluate(
        """(words) => {
            for (const line of document.querySelectorAll(".rp-line")) {
                const at = line.textContent.indexOf(words);
                if (at < 0) continue;
                const spot = (wanted) => {
                    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
                    while (walker.nextNode()) {
                        const length = walker.currentNode.data.length;
                        if (wanted <= length) return [walker.currentNode, wanted];
                        wanted -= length;
                    }
                };
                const range = document.createRange();
                range.setStart(...spot(at));
                range.setEnd(...spot(at + words.length));
                getSelection().removeAllRanges();
                getSelection().addRange(range);
                return true;
            }
            return false;
        }""",
        words,
    )
    assert found, words


def tool(page: Page, name: str) -> Locator:
    return page.get_by_role("toolbar", name="所选文字").get_by_role("button", name=name)


def pick(page: Page, heading: str) -> Locator:
    return page.locator(".rp-pick", has_text=heading)


def entry(page: Page, heading: str) -> Locator:
    return page.locator(".rp-item", has=pick(page, heading))


def said(page: Page) -> Locator:
    return page.locator("#rp-said.rp-there")


def texts(report: Report, kind: str) -> list[str]:
    return list(report.items.current().filter(kind=kind).values_list("text", flat=True))


# --- from the file to the page -----------------------------------------------------------------------------


def test_a_file_is_uploaded_read_and_opened(page: Page, live_server: LiveServer, clerk: User) -> None:
    come_in(page.context, live_server, clerk)
    page.goto(f"{live_server.url}/admin/reports/report/")
    expect(page.get_by_role("heading", name="还没有报告")).to_be_visible()
    page.get_by_role("main").or_(page.locator("#content")).get_by_role("link", name="上传报告").last.click()
    files: list[FilePayload] = [
        {"name": "年度报告.txt", "mimeType": "text/plain", "buffer": papers.paper().encode()},
        {"name": "空.txt", "mimeType": "text/plain", "buffer": b"  "},
    ]
    page.set_input_files("input[type=file]", files)
    expect(page.locator(".up-files li")).to_have_count(2)
    page.get_by_role("button", name="上传并识别").click()
    expect(page.locator(".up-state")).to_have_text(["等待识别", "等待识别"])
    for upload in Upload.objects.all():
        papers.read(upload)
    expect(page.locator(".up-state")).to_have_text(["未受理", "已识别"])  # without a reload
    expect(page.get_by_role("button", name="重试")).to_be_visible()
    page.get_by_role("link", name="法治政府建设").click()
    expect(page.locator(".rp-item")).to_have_count(5)


def test_nothing_is_asked_when_nothing_runs(desk: Page, live_server: LiveServer) -> None:
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))
    desk.goto(f"{live_server.url}/admin/reports/upload/")
    desk.wait_for_timeout(1500)
    assert [url for url in asked if "/upload/progress/" in url] == []


def test_reading_anew_shows_its_result_by_itself(desk: Page, report: Report) -> None:
    desk.get_by_role("button", name="重新识别").click()
    expect(desk.get_by_text("正在重新识别，完成后本页自动更新")).to_be_visible()
    papers.read(report.uploads.get())
    expect(desk.get_by_text("正在重新识别，完成后本页自动更新")).to_be_hidden()
    expect(desk.get_by_role("button", name="重新识别")).to_be_visible()


# --- reading ---------------------------------------------------------------------------------------------


def test_an_item_leads_to_its_words_and_back(desk: Page, report: Report) -> None:
    desk.set_viewport_size({"width": 1280, "height": 500})
    words = desk.locator(".rp-mark", has_text="出台《热线工单回访办法》")
    expect(words).not_to_be_in_viewport()
    pick(desk, "规范热线办理").click()
    expect(words).to_be_in_viewport()
    expect(words).to_have_class(re.compile("rp-current"))
    expect(desk.locator(".rp-flash").first).to_be_attached()
    desk.locator(".rp-mark", has_text="热线回访不够及时").click()
    expect(pick(desk, "热线回访不够及时")).to_have_attribute("aria-current", "true")
    expect(pick(desk, "热线回访不够及时")).to_be_in_viewport()


def test_filters_and_steps_go_through_the_items(desk: Page) -> None:
    desk.get_by_role("button", name="安排 3", exact=True).click()
    expect(desk.locator(".rp-item:visible")).to_have_count(3)
    expect(desk.locator("#rp-count")).to_have_text("显示 3 / 5 条")
    desk.get_by_role("button", name="方向性 1").click()
    expect(desk.locator(".rp-item:visible")).to_have_count(1)
    desk.get_by_role("button", name="方向性 1").click()
    desk.get_by_role("button", name="下一条", exact=True).click()
    desk.get_by_role("button", name="下一条", exact=True).click()
    expect(desk.locator(".rp-item.rp-current")).to_contain_text("规范热线办理")
    desk.locator(".rp-item.rp-current .rp-pick").focus()
    desk.keyboard.press("ArrowDown")
    expect(desk.locator(".rp-pick:focus")).to_contain_text("推进一件事改革")


def test_an_address_may_name_an_item(desk: Page, live_server: LiveServer, report: Report) -> None:
    item = report.items.current().last()
    assert item is not None
    desk.goto("about:blank")
    desk.goto(f"{address(live_server, report)}#item-{item.pk}")
    expect(desk.locator(f"#text-{item.pk}")).to_have_class(re.compile("rp-current"))


# --- putting right ---------------------------------------------------------------------------------------


def test_selected_words_become_an_item_and_no_longer(desk: Page, report: Report) -> None:
    select(desk, "全年办理各类事项8460件")
    tool(desk, "设为问题").click()
    expect(said(desk)).to_contain_text("已完成：新增")
    assert texts(report, "problem")[0] == "全年办理各类事项8460件"
    expect(desk.locator(".rp-item.rp-current")).to_contain_text("全年办理各类事项8460件")
    said(desk).get_by_role("button", name="撤销").click()
    expect(desk.locator(".rp-item")).to_have_count(5)
    expect(desk.locator("#rp-history li")).to_have_count(2)
    expect(desk.locator("#rp-history")).to_contain_text("林晓")
    assert len(texts(report, "problem")) == 2


def test_an_item_is_split_and_merged_again(desk: Page, report: Report) -> None:
    select(desk, "覆盖全部窗口人员")
    tool(desk, "在此拆分").click()
    expect(desk.locator(".rp-item")).to_have_count(6)
    assert texts(report, "arrangement")[1] == "覆盖全部窗口人员。"
    entry(desk, "加强窗口队伍建设").get_by_role("button").first.click()
    entry(desk, "加强窗口队伍建设").get_by_role("button", name="与下一条合并").click()
    expect(desk.locator(".rp-item")).to_have_count(5)
    assert texts(report, "arrangement")[0] == papers.ARRANGEMENTS[0]


def test_bounds_follow_the_selection(desk: Page, report: Report) -> None:
    pick(desk, "窗口人员轮换过快").click()
    select(desk, "全年有12名窗口人员调岗")
    tool(desk, "设为“问题 1”的范围").click()
    expect(said(desk)).to_contain_text("调整范围")
    assert texts(report, "problem")[0] == "全年有12名窗口人员调岗"


def test_a_kind_is_changed_and_an_item_removed(desk: Page, report: Report) -> None:
    pick(desk, "窗口人员轮换过快").click()
    entry(desk, "窗口人员轮换过快").get_by_role("button", name="改为安排").click()
    expect(desk.locator(".rp-item.rp-is-arrangement")).to_have_count(4)
    pick(desk, "推进一件事改革").click()
    entry(desk, "推进一件事改革").get_by_role("button", name="移除").click()
    expect(desk.locator(".rp-item")).to_have_count(4)
    assert [len(texts(report, kind)) for kind in ("problem", "arrangement")] == [1, 3]


def test_places_are_right_behind_characters_outside_the_basic_plane(
    page: Page, live_server: LiveServer, clerk: User
) -> None:
    """𠮷 is one character to Python and two units to the browser."""
    report = papers.entered(papers.paper(done="为𠮷家村𡈽地流转办事9件😀，上门服务35次，群众满意。"))
    come_in(page.context, live_server, clerk)
    page.goto(address(live_server, report))
    select(page, "上门服务35次")
    tool(page, "设为安排").click()
    expect(said(page)).to_be_visible()
    assert "上门服务35次" in texts(report, "arrangement")
    item = report.items.get(text="上门服务35次")
    expect(page.locator(f"#text-{item.pk}")).to_have_text("上门服务35次")


def test_all_of_it_goes_without_a_mouse(desk: Page, report: Report) -> None:
    desk.locator("#rp-text").focus()
    for _ in range(4):  # from the title: addressee, opening, two sentences
        desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Shift+ArrowDown")
    selected = desk.evaluate("getSelection().toString()")
    expect(tool(desk, "设为问题")).to_be_visible()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")
    expect(said(desk)).to_be_visible()
    made = report.items.get(origin="person")
    assert "".join(made.text.split()) == "".join(selected.split())
    assert made.text.count("。") + made.text.count("\n") >= 1


def test_a_value_of_the_head_is_settled_from_the_list_of_matters(
    page: Page, live_server: LiveServer, clerk: User
) -> None:
    report = papers.entered(papers.paper(signed=False))
    come_in(page.context, live_server, clerk)
    page.goto(address(live_server, report))
    matter = page.locator(".rp-matters li", has_text="未注明成文日期")
    matter.get_by_role("button", name="填写").click()
    page.locator("#edit-issued_on input[type=date]").fill("2024-02-29")
    page.locator("#edit-issued_on").get_by_role("button", name="保存").click()
    expect(page.locator("#head-issued_on")).to_contain_text("2024年2月29日")
    expect(matter).to_have_count(0)
    expect(page.locator("#head-issued_on")).to_contain_text("林晓更正")


def test_an_organ_is_found_by_a_few_characters(desk: Page, report: Report) -> None:
    other = papers.entered(papers.paper(organ="青澜市司法局")).organ
    desk.locator("#edit-organ summary").click()
    desk.locator("#edit-organ input[type=search]").fill("司法")
    desk.locator("#edit-organ").get_by_role("button", name="青澜市司法局").click()
    expect(desk.locator("#head-organ .rp-shown")).to_have_text("青澜市司法局")
    report.refresh_from_db()
    assert report.organ == other


# --- somebody else was quicker -----------------------------------------------------------------------------


@pytest.fixture
def refused(chromium: Browser) -> Iterator[Page]:
    """A page that may be refused something: the browser logs that as an error."""
    context = chromium.new_context(locale="en-US", viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


def test_a_stale_page_changes_nothing_and_loses_nothing(
    refused: Page, live_server: LiveServer, clerk: User, report: Report
) -> None:
    come_in(refused.context, live_server, clerk)
    refused.goto(address(live_server, report))
    refused.locator("#edit-addressee summary").click()
    refused.locator("#edit-addressee textarea").fill("青澜市委、市人民政府")
    item = report.items.current()[0]
    corrections.remove(report.pk, item.pk, by=clerk, revision=0)
    refused.locator("#edit-addressee").get_by_role("button", name="保存").click()
    expect(refused.get_by_role("alert")).to_contain_text("其他人刚刚修改过这份报告")
    report.refresh_from_db()
    assert report.addressee == "市委、市政府"
    refused.get_by_role("button", name="重新载入").click()
    expect(refused.locator(".rp-item")).to_have_count(4)
    expect(refused.locator("#edit-addressee textarea")).to_have_value("青澜市委、市人民政府")
    refused.locator("#edit-addressee").get_by_role("button", name="保存").click()
    expect(refused.locator("#head-addressee .rp-shown")).to_have_text("青澜市委、市人民政府")


def test_words_selected_outlive_the_reload(
    refused: Page, live_server: LiveServer, clerk: User, report: Report
) -> None:
    come_in(refused.context, live_server, clerk)
    refused.goto(address(live_server, report))
    corrections.remove(report.pk, report.items.current()[0].pk, by=clerk, revision=0)
    select(refused, "按时办结率稳定")
    tool(refused, "设为安排").click()
    refused.get_by_role("button", name="重新载入").click()
    expect(tool(refused, "设为安排")).to_be_visible()
    assert refused.evaluate("getSelection().toString()") == "按时办结率稳定"


# --- who may only look, and small windows ------------------------------------------------------------------


def test_a_viewer_sees_no_way_to_change(page: Page, live_server: LiveServer, report: Report) -> None:
    come_in(page.context, live_server, person("viewer", "view_report", "view_item"))
    page.goto(address(live_server, report))
    expect(page.locator(".rp-item")).to_have_count(5)
    pick(page, "规范热线办理").click()
    for name in ("改为问题", "移除", "重新识别", "更正", "原件"):
        expect(page.get_by_text(name, exact=True)).to_have_count(0)
    select(page, "全年办理各类事项8460件")
    page.wait_for_timeout(200)
    expect(page.get_by_role("toolbar")).to_have_count(0)


def test_on_a_phone_text_and_items_take_turns(desk: Page, report: Report) -> None:
    desk.set_viewport_size(PHONE)  # type: ignore[arg-type]
    expect(desk.locator("#rp-list")).to_be_hidden()
    desk.get_by_role("button", name="条目（5）").click()
    expect(desk.locator("#rp-text")).to_be_hidden()
    pick(desk, "规范热线办理").click()
    expect(desk.locator(".rp-mark.rp-current")).to_be_in_viewport()
    desk.locator(".rp-mark", has_text="推进一件事改革").click()
    expect(pick(desk, "推进一件事改革")).to_be_in_viewport()
    assert desk.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert Item.objects.filter(origin="person").count() == 0


def test_what_is_seen_is_chinese(desk: Page) -> None:
    desk.locator("#edit-organ summary").click()
    shown = desk.evaluate(
        """() => {
            document.querySelectorAll(".material-symbols-outlined").forEach((icon) => icon.remove());
            return document.body.innerText;
        }"""
    )
    assert [word for word in re.findall(r"[A-Za-z_]{2,}", shown) if word != "clerk"] == []


def test_printed_it_is_text_and_items(desk: Page) -> None:
    desk.emulate_media(media="print")
    expect(desk.locator("#rp-text")).to_be_visible()
    expect(desk.locator("#rp-list .rp-item").last).to_be_visible()
    expect(desk.locator(".rp-bar")).to_be_hidden()
    expect(desk.locator(".rp-actions")).to_be_hidden()
