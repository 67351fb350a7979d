"""The year at a glance in a real browser: charts are drawn, and a bar leads to the rows behind it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
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
ADDRESS = "/admin/?year=2024"
CHARTS = ("grades", "flow", "left", "overdue", "years")
# Where the bars of a chart are, and how many colours the canvas holds.
BARS = """(name) => {
  const canvas = document.querySelector(`#figure-${name} canvas`);
  const chart = Chart.getChart(canvas);
  const drawn = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  const bars = Object.fromEntries(chart.data.datasets.map((each, n) =>
    [each.label, chart.getDatasetMeta(n).data.map((bar) => bar.getCenterPoint())]));
  return { bars, colours: new Set(new Uint32Array(drawn.buffer)).size };
}"""


@pytest.fixture
def town(apart: None) -> City:
    """Five promises of 2024, four of them rated, one overdue since yesterday."""
    town = offices.city()
    rows = promised(town)
    answered(town, rows)
    for row, rating in zip(rows, ("partial", "fulfilled", "mostly", "not_mentioned"), strict=False):
        rated(town, row, rating)
    later = timezone.localdate() + timedelta(days=90)
    Commitment.objects.update(due_on=later)
    Commitment.objects.filter(pk=rows[0].pk).update(due_on=timezone.localdate() - timedelta(days=1))
    return town


def drawn(page: Page, name: str) -> Any:
    page.locator(f"#figure-{name} canvas").scroll_into_view_if_needed()
    return page.evaluate(BARS, name)


def test_charts_are_drawn_and_a_bar_leads_to_its_rows(
    page: Page, live_server: LiveServer, town: City
) -> None:
    desk = sit_down(page, live_server, town["supervisor"], ADDRESS)
    for name in CHARTS:
        expect(desk.locator(f"#figure-{name} canvas")).to_be_visible()
        assert drawn(desk, name)["colours"] > 5, name
    expect(desk.locator("#figure-years table")).to_be_hidden()
    bar = drawn(desk, "years")["bars"]["部分完成"][0]
    desk.locator("#figure-years canvas").click(position=bar)
    desk.wait_for_url("**rating=partial**")
    expect(desk.locator(".cl-what")).to_have_count(1)
    expect(desk.locator(".cl-chip").first).to_contain_text("2024")


def test_another_year_is_shown_as_soon_as_it_is_chosen(
    page: Page, live_server: LiveServer, town: City
) -> None:
    desk = sit_down(page, live_server, town["supervisor"], ADDRESS)
    desk.get_by_label("计划年度").select_option(str(timezone.localdate().year))
    desk.wait_for_url(f"**year={timezone.localdate().year}#dashboard")
    expect(desk.locator("#dashboard canvas")).to_have_count(1)  # of 2024 alone there are ratings by year


def test_a_phone_shows_it_without_scrolling_sideways(page: Page, live_server: LiveServer, town: City) -> None:
    page.set_viewport_size(PHONE)
    desk = sit_down(page, live_server, town["clerk"], ADDRESS)
    expect(desk.locator("#figure-left canvas")).to_be_visible()
    assert desk.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_on_paper_the_year_stands_alone(page: Page, live_server: LiveServer, town: City) -> None:
    desk = sit_down(page, live_server, town["clerk"], ADDRESS)
    desk.emulate_media(media="print")
    expect(desk.locator("#figure-grades canvas")).to_be_visible()
    for gone in ("#nav-sidebar", ".hm-who", ".db-where"):
        expect(desk.locator(gone)).to_be_hidden()


def test_without_script_the_tables_say_it_all(chromium: Browser, live_server: LiveServer, town: City) -> None:
    context = chromium.new_context(java_script_enabled=False)
    desk = sit_down(context.new_page(), live_server, town["supervisor"], ADDRESS)
    address = desk.locator("#figure-overdue td[data-series=overdue] a").get_attribute("href")
    desk.goto(live_server.url + (address or ""))
    assert desk.locator(".cl-what").count() == 1
    context.close()
