"""「我的导出」 in a real browser: watched while it is made, taken away when it is ready."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from commitments import access, exports, listing
from commitments.models import Export
from tests.browser.seats import sit_down
from tests.commitments import offices

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = "/admin/commitments/commitment/exports/"


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["desktop", "phone"])
def test_an_export_is_watched_and_taken_away(
    page: Page, live_server: LiveServer, apart: None, size: tuple[int, int]
) -> None:
    town = offices.city()
    offices.captured(town)
    now, clerk = timezone.now(), town["clerk"]
    wish = listing.read({}, access.person(clerk, timezone.localdate()), timezone.localdate())
    row = exports.ask(wish, "csv", by=clerk, now=now)
    mine = Export.objects.filter(pk=row.pk)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    sit_down(page, live_server, clerk, PAGE)
    line = page.locator(f'[data-export="{row.pk}"]')
    expect(line.get_by_text("排队中")).to_be_visible()
    mine.update(state="making", rows_done=160, rows_total=200)
    expect(line.get_by_text("已写 160 行，共 200 行")).to_be_visible(timeout=20_000)
    assert line.locator("progress").evaluate("bar => bar.value") == 80
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    mine.update(state="queued")
    exports.make(row.pk, clock=timezone.now)
    with page.expect_download(timeout=30_000) as taken:
        line.get_by_role("link", name="下载").click(timeout=20_000)
    assert taken.value.suggested_filename.endswith(".csv")
    line.get_by_role("button", name="删除").click()
    expect(page.get_by_text("暂无导出文件")).to_be_visible()
