"""Everybody can read and use the pages: axe-core finds no serious fault, and they hold at 200 % zoom."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.pages import PAGES, Scene, open_page, scene

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("apart"),
]
AXE: Final = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
LOOK: Final = """async (rules) => {
  const { violations } = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  const why = ({ any, all, none }) => [...any, ...all, ...none][0]?.message;
  const serious = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
  return serious.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id} ${node.target.join(" ")}: ${why(node)}`));
}"""
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS: Final = ["color-contrast", "link-in-text-block"]  # all that the dark can spoil
SIZES: Final = ((1280, 800), (390, 844))
# As django-unfold does it; what would glide over is there at once.
DARK: Final = """(dark) => {
  document.documentElement.classList.toggle("dark", dark);
  for (const gliding of document.getAnimations()) gliding.cancel();
}"""


@pytest.fixture
def made(apart: None) -> Scene:
    return scene()


def faults(page: Page) -> list[str]:
    """In light and dark, on a desktop and on a phone."""
    page.evaluate(AXE)
    found: dict[str, None] = {}
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for dark, rules in ((False, RULES), (True, COLOURS)):
            page.evaluate(DARK, dark)
            seen = page.evaluate(LOOK, rules)
            found |= dict.fromkeys(f"{width} {'dark' if dark else 'light'} {fault}" for fault in seen)
    return list(found)


def test_axe_finds_no_serious_fault(page: Page, live_server: LiveServer, made: Scene) -> None:
    found = {name: faults(open_page(name, page, live_server, made)) for name in PAGES}
    assert {name: some for name, some in found.items() if some} == {}


# What sticks out of the window; a wide table may scroll in a region of its own.
TORN: Final = """() => {
  const PARTS = "a, button, input, select, textarea, p, h1, h2, h3, h4, label, td";
  const scrolls = (part) => part && (scrolls(part.parentElement) ||
    (/auto|scroll/.test(getComputedStyle(part).overflowX) && part.scrollWidth > part.clientWidth));
  const sticksOut = (part) => {
    const { left, right, width, height } = part.getBoundingClientRect();
    return width && height && (left < -1 || right > innerWidth + 1) && !scrolls(part.parentElement);
  };
  const out = [...document.querySelectorAll("#page > :last-child *")].filter((part) =>
    part.matches(PARTS) && sticksOut(part));
  const wide = document.scrollingElement.scrollWidth - innerWidth;
  return [...(wide > 0 ? [`${wide} too wide`] : []), ...out.map((part) => part.outerHTML.slice(0, 120))];
}"""


def test_at_twice_the_size_nothing_is_lost_and_nothing_scrolls_sideways(
    chromium: Browser, live_server: LiveServer, made: Scene
) -> None:
    """A window of 1280 by 900 at 200 %."""
    context = chromium.new_context(viewport={"width": 640, "height": 450}, device_scale_factor=2)
    page = context.new_page()
    torn = {name: open_page(name, page, live_server, made).evaluate(TORN) for name in PAGES}
    context.close()
    assert {name: parts for name, parts in torn.items() if parts} == {}
