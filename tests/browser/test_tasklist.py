"""The task list in a real browser: choose the file, look at what it would change, put it into effect."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from commitments.models import Commitment
from tests.browser.seats import sit_down
from tests.commitments import offices, sheets
from tests.commitments.offices import City

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEAD = ["序号", "任务", "牵头单位", "配合单位", "完成时限"]
GOOD = [1, "加强窗口队伍建设", "窗口管理科", "热线科", "6月底前"]
SIZES = [pytest.param((1280, 800), id="desktop"), pytest.param((390, 844), id="phone")]


@pytest.fixture
def town(apart: None) -> City:
    town = offices.city()
    offices.captured(town)
    return town


@pytest.fixture
def desk(page: Page, live_server: LiveServer, town: City) -> Page:
    return sit_down(page, live_server, town["clerk"], "/admin/commitments/commitment/")


def choose(page: Page, folder: Path, *rows: list[Any]) -> None:
    book = folder / "分工表.xlsx"
    book.write_bytes(sheets.workbook([HEAD, *rows]))
    page.set_input_files("input[type=file]", book)
    expect(page.locator(".tl-name")).to_have_value("分工表.xlsx")
    page.get_by_role("button", name="预览变更").click()
    expect(page.get_by_role("heading", name="“分工表.xlsx”变更预览")).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
def test_a_list_is_looked_at_corrected_and_put_into_effect(
    desk: Page, town: City, tmp_path: Path, size: tuple[int, int]
) -> None:
    desk.set_viewport_size({"width": size[0], "height": size[1]})
    desk.locator(".cl-export").get_by_role("link", name="导入任务分工").click()
    choose(desk, tmp_path, GOOD, [2, "规范热线办理", "太空科", None, None])
    expect(desk.locator(".tl-error")).to_contain_text("太空科")
    expect(desk.get_by_role("button", name="确认变更")).to_have_count(0)
    choose(desk, tmp_path, GOOD, [2, "规范热线办理", "热线科", None, None])
    assert desk.evaluate("document.documentElement.scrollWidth") <= size[0]
    desk.get_by_role("button", name="确认变更 2 项").click()
    expect(desk.get_by_text("已按“分工表.xlsx”变更 2 项承诺事项")).to_be_visible()
    given = Commitment.objects.exclude(lead=None).order_by("pk")
    assert [row.lead for row in given] == [town.windows, town.hotline]
