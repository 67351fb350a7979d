"""Comparisons in a real browser: two reports found by words, the preview, the review begun, many accepted."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from commitments.models import Finding
from tests.browser.seats import sit_down
from tests.commitments import offices, years
from tests.commitments.offices import City

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = [pytest.param((1280, 800), id="desktop"), pytest.param((390, 844), id="phone")]


@pytest.fixture
def town(apart: None) -> City:
    town = offices.city()
    years.years(town)
    return town


@pytest.mark.parametrize("size", SIZES)
def test_from_two_reports_to_suggestions_accepted(
    page: Page, live_server: LiveServer, town: City, size: tuple[int, int]
) -> None:
    desk = sit_down(page, live_server, town["reviewer"], "/admin/commitments/commitment/comparison/")
    desk.set_viewport_size({"width": size[0], "height": size[1]})
    for label, words in (("上年报告", "2023"), ("新报告", "2024")):
        field = desk.get_by_label(label)
        field.fill(words)
        desk.locator(".cr-found button").first.click()
        expect(field).to_have_value(f"青澜市行政审批服务局{words}年度法治政府建设情况的报告")
    desk.get_by_role("button", name="开始比对").click()
    expect(desk.get_by_role("heading", name="预览：尚未计入结果")).to_be_visible()
    assert desk.evaluate("document.documentElement.scrollWidth") <= size[0]
    desk.get_by_role("button", name="开始核对").click()
    expect(desk.get_by_text("已核对 0/5")).to_be_visible()
    desk.locator("select[name=verdict]").select_option("delivered")
    expect(desk.locator(".cr-table tbody tr")).to_have_count(1)
    Finding.objects.update(confidence="0.97")
    desk.get_by_role("link", name="清除全部筛选").click()
    desk.get_by_role("link", name="≥ 95%").click()
    desk.get_by_label("加强窗口队伍建设").uncheck()
    assert desk.evaluate("document.documentElement.scrollWidth") <= size[0]
    desk.get_by_role("button", name="确认采纳").click()
    expect(desk.get_by_text("已核对 4/5")).to_be_visible()
    expect(desk.locator(".cr-rating").get_by_text("批量采纳")).to_have_count(4)
