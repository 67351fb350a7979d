"""The list of commitments in a real browser: narrowing it, and acting on several rows at once."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from commitments.choices import Status
from commitments.models import Commitment
from tests.browser.seats import sit_down
from tests.commitments import offices
from tests.commitments.offices import City, fresh

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("apart"),
]
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def town(apart: None) -> City:
    return offices.city()


@pytest.fixture
def rows(town: City) -> list[Commitment]:
    return offices.captured(town)


def listing(page: Page, server: LiveServer, user: User, query: str = "") -> Page:
    return sit_down(page, server, user, f"/admin/commitments/commitment/?{query}")


def titles(page: Page) -> list[str]:
    return page.locator(".cl-what a").all_inner_texts()


def test_narrow_keep_and_confirm_several(
    page: Page, live_server: LiveServer, town: City, rows: list[Commitment]
) -> None:
    desk = listing(page, live_server, town["clerk"])
    desk.get_by_label("类别").select_option("安排")
    expect(desk.locator(".cl-chip", has_text="类别")).to_be_visible()
    assert desk.url.endswith("?kind=arrangement")
    assert len(titles(desk)) == 3
    desk.get_by_text("保存为常用筛选").click()
    desk.get_by_label("名称", exact=True).fill("安排")
    desk.get_by_role("button", name="保存").click()
    expect(desk.locator(".cl-kept.cl-now")).to_contain_text("安排")

    desk.get_by_label("全选本页").check()
    expect(desk.locator("[data-number]")).to_contain_text("3")
    desk.locator("summary", has_text="确认立项").click()
    desk.locator(".cl-box").get_by_role("button", name="确认立项").click()
    expect(desk.get_by_text("立项：3项。")).to_be_visible()
    assert desk.url.endswith("?kind=arrangement")
    assert {fresh(row).status for row in rows[2:]} == {Status.OPEN}

    desk.locator(".cl-chip", has_text="类别").click()
    expect(desk.locator(".cl-what")).to_have_count(5)


def test_assign_to_a_unit_found_by_words_and_be_told_what_was_refused(
    page: Page, live_server: LiveServer, town: City, rows: list[Commitment]
) -> None:
    offices.opened(town, rows[2])
    desk = listing(page, live_server, town["clerk"])
    for box in desk.locator("input[name=row]").all()[-3:]:
        box.check()
    desk.locator("summary", has_text="交办").click()
    words = desk.locator(".cl-box").get_by_placeholder("输入名称中的字词")
    words.fill("热线科")
    desk.get_by_role("button", name="青澜市行政审批服务局热线科").click()
    expect(desk.get_by_label("统一指定牵头单位")).to_be_checked()
    desk.locator(".cl-box").get_by_role("button", name="交办").click()
    expect(desk.get_by_text("交办：3项。")).to_be_visible()
    assert fresh(rows[2]).lead == town.hotline
    for box in desk.locator("input[name=row]").all()[-3:]:
        box.check()
    desk.locator("summary", has_text="确认立项").click()
    desk.locator(".cl-box").get_by_role("button", name="确认立项").click()
    expect(desk.get_by_text("立项：2项。")).to_be_visible()
    expect(desk.get_by_text("未办理：1项。")).to_be_visible()
    expect(desk.locator("li li")).to_contain_text("2024-青澜审批-001 加强窗口队伍建设")


def test_an_organ_is_found_by_words_and_narrows_the_list(
    page: Page, live_server: LiveServer, town: City, rows: list[Commitment]
) -> None:
    desk = listing(page, live_server, town["superior"])
    desk.locator("#cl-filters").get_by_placeholder("输入名称中的字词").fill("司法")
    desk.get_by_role("button", name="青澜市司法局").click()
    expect(desk.get_by_text("没有符合筛选条件的事项。")).to_be_visible()
    desk.locator(".cl-chip", has_text="青澜市司法局").click()
    expect(desk.locator(".cl-what")).to_have_count(5)


def test_a_click_on_a_row_opens_it(
    page: Page, live_server: LiveServer, town: City, rows: list[Commitment]
) -> None:
    desk = listing(page, live_server, town["reviewer"], "kind=arrangement")
    desk.locator("tbody tr").first.locator(".cl-due").click()
    desk.wait_for_url("**/change/")


def test_it_fits_a_phone(page: Page, live_server: LiveServer, town: City, rows: list[Commitment]) -> None:
    page.set_viewport_size(PHONE)
    desk = listing(page, live_server, town["clerk"])
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    expect(desk.get_by_label("状态")).to_be_hidden()
    desk.locator("summary", has_text="筛选").click()
    desk.get_by_label("状态").select_option("待确认")
    expect(desk.locator(".cl-chip", has_text="状态")).to_be_visible()
    desk.locator("input[name=row]").first.check()
    desk.locator("summary", has_text="确认立项").click()
    expect(desk.locator(".cl-box").get_by_role("button", name="确认立项")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
