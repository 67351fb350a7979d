"""The user guide in a real browser. ``make guide`` takes its pictures anew, from the demo; at other times the
pages that they show are opened, and the words that belong there are looked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Browser, FloatRect, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from config import guide
from config.people import make_accounts
from notifications import policies
from tests.browser.guide import SHOTS, Shot
from tests.browser.pictures import reduced
from tests.browser.seats import come_in, sit_down

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
UPDATE = os.environ.get("UPDATE_GUIDE") == "1"
WIDTH = 1280
SIZES = [pytest.param((WIDTH, 800), id="desktop"), pytest.param((390, 844), id="phone")]


@pytest.fixture
def demo(apart: None, tmp_path: Path) -> None:
    policies.install()
    make_accounts(tmp_path / "accounts.txt")
    call_command("load_demo", verbosity=0)
    call_command("load_demo_commitments", verbosity=0)
    call_command("remind", anytime=True, verbosity=0)


@pytest.fixture
def windows(chromium: Browser) -> Iterator[Any]:
    """Chinese browsers, one for each person. An error in any of them fails the test."""
    errors: list[str] = []
    contexts: list[Any] = []

    def window(server: LiveServer, login: str, height: int) -> Page:
        size = ViewportSize(width=WIDTH, height=height)
        context = chromium.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport=size)
        contexts.append(context)
        come_in(context, server, User.objects.get(username=login))
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{login}: {error}"))
        return page

    yield window
    for context in contexts:
        context.close()
    assert not errors


def test_what_the_pictures_show_is_there(
    demo: None, windows: Any, live_server: LiveServer, settings: Any
) -> None:
    for shot in SHOTS:
        page = windows(live_server, shot.login, shot.height)
        page.goto(live_server.url + shot.address())
        expect(page.locator("main, body").first).to_contain_text(shot.says)
        page.wait_for_load_state("networkidle")
        if UPDATE:
            take(page, shot, settings.GUIDE_DIR / "images")


# Where the page itself begins; a page for printing has no menu.
BESIDE_THE_MENU = """() => document.getElementById("nav-sidebar")?.getBoundingClientRect().right ?? 0"""


def take(page: Page, shot: Shot, folder: Path) -> None:
    if shot.part:
        picture = page.locator(shot.part).screenshot(animations="disabled")
    else:
        left = 0 if shot.menu else page.evaluate(BESIDE_THE_MENU)
        clip = FloatRect(x=left, y=0, width=WIDTH - left, height=shot.height)
        picture = page.screenshot(animations="disabled", clip=clip)
    page.goto("about:blank")
    (folder / f"{shot.name}.png").write_bytes(reduced(page, picture))


@pytest.fixture
def reader() -> User:
    return User.objects.create_superuser("reader", password="x")


@pytest.mark.parametrize("size", SIZES)
def test_every_page_of_the_guide_is_whole(
    page: Page, live_server: LiveServer, reader: User, size: tuple[int, int]
) -> None:
    sit_down(page, live_server, reader, reverse("guide"))
    page.set_viewport_size({"width": size[0], "height": size[1]})
    addresses = [reverse("guide"), *(reverse("guide-page", args=[name]) for name in guide.PAGES)]
    for address in addresses:
        page.goto(live_server.url + address, wait_until="load")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], address
        assert page.evaluate(BROKEN) == [], address
        for link in page.evaluate(LINKS):
            assert page.request.get(link).ok, link


# Pictures that did not come, and links to a place on the page that is not there.
BROKEN = """() => [
    ...[...document.querySelectorAll(".gd img")].filter((img) => !img.naturalWidth).map((img) => img.src),
    ...[...document.querySelectorAll(".gd a[href^='#']")]
        .map((link) => decodeURIComponent(link.hash))
        .filter((hash) => !document.getElementById(hash.slice(1))),
]"""
LINKS = """() => [...new Set([...document.querySelectorAll(".gd a[href]")]
    .map((link) => link.href.split("#")[0]))]"""


def test_help_leads_to_what_ones_own_guide_says_of_the_page(
    page: Page, live_server: LiveServer, reader: User
) -> None:
    sit_down(page, live_server, reader, reverse("admin:notifications_policy_changelist"))
    page.get_by_role("link", name="帮助").click()
    expect(page.get_by_role("heading", name="提醒规则和工作日历")).to_be_in_viewport()
    expect(page.locator("article h1")).to_have_text("系统管理员")
