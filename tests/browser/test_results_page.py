"""The results of a year in a real browser: pictures are drawn, and each bar opens the rows behind it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from commitments.models import Commitment
from tests.browser.seats import sit_down
from tests.commitments import offices
from tests.commitments.offices import City
from tests.commitments.outcomes import answered, promised, rated

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("apart"),
]
PHONE: ViewportSize = {"width": 390, "height": 844}
# Where the bar of a series is, as a place on the canvas; and how many colours the canvas holds.
BAR = """([name, label]) => {
  const canvas = document.querySelector(`#${name} canvas`);
  const chart = Chart.getChart(canvas);
  const series = chart.data.datasets.findIndex((each) => each.label === label);
  const place = chart.getDatasetMeta(series).data.map((bar) => bar.getCenterPoint());
  const drawn = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  return { place, colours: new Set(new Uint32Array(drawn.buffer)).size, labels: chart.data.labels };
}"""


@pytest.fixture
def year(apart: None) -> tuple[City, list[Commitment]]:
    town = offices.city()
    rows = promised(town)
    answered(town, rows)
    for row, rating in zip(rows, ("partial", "fulfilled", "mostly", "not_mentioned"), strict=False):
        rated(town, row, rating)
    return town, rows


def bar(page: Page, name: str, label: str) -> Any:
    return page.evaluate(BAR, [name, label])


def opened(page: Page, server: LiveServer, town: City) -> Page:
    address = f"/admin/commitments/commitment/results/{town.bureau.pk}/2024/"
    return sit_down(page, server, town["reviewer"], address)


def test_a_bar_opens_the_rows_behind_it(
    page: Page, live_server: LiveServer, year: tuple[City, list[Commitment]]
) -> None:
    town, _rows = year
    desk = opened(page, live_server, town)
    expect(desk.locator("#problems canvas")).to_be_visible()
    drawn = bar(desk, "problems", "已整改")
    assert drawn["labels"] == ["问题整改"]
    assert drawn["colours"] > 5
    desk.locator("#problems canvas").click(position=drawn["place"][0])
    desk.wait_for_url("**outcome=kept**group=problem**")
    expect(desk.locator(".rs-promise")).to_have_count(1)
    expect(desk.locator(".rs-promise")).to_contain_text("热线回访不够及时")


def test_choosing_narrows_the_rows_and_the_title_leads_to_the_commitment(
    page: Page, live_server: LiveServer, year: tuple[City, list[Commitment]]
) -> None:
    town, rows = year
    desk = opened(page, live_server, town)
    expect(desk.locator(".rs-promise")).to_have_count(5)
    desk.get_by_label("分级").select_option("问题整改")
    expect(desk.locator(".rs-promise")).to_have_count(2)
    desk.get_by_role("link", name="热线回访不够及时").click()
    desk.wait_for_url(f"**/{rows[1].pk}/change/")


def test_a_phone_shows_all_of_it_without_scrolling_sideways(
    page: Page, live_server: LiveServer, year: tuple[City, list[Commitment]]
) -> None:
    page.set_viewport_size(PHONE)
    desk = opened(page, live_server, year[0])
    expect(desk.locator("#grades canvas")).to_be_visible()
    assert desk.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_on_paper_pictures_and_rows_stay_and_the_rest_goes(
    page: Page, live_server: LiveServer, year: tuple[City, list[Commitment]]
) -> None:
    desk = opened(page, live_server, year[0])
    desk.emulate_media(media="print")
    expect(desk.locator("#grades canvas")).to_be_visible()
    expect(desk.locator(".rs-promise").first).to_be_visible()
    for gone in ("#nav-sidebar", ".rs-filters", ".rs-doings"):
        expect(desk.locator(gone)).to_be_hidden()


def test_without_script_the_tables_say_it_all(
    chromium: Browser, live_server: LiveServer, year: tuple[City, list[Commitment]]
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    desk = opened(context.new_page(), live_server, year[0])
    desk.locator("#problems td[data-series=fulfilled] a").click()
    expect(desk.locator(".rs-promise")).to_have_count(1)
    context.close()
