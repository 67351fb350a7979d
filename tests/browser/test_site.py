"""The frame of the site in a real browser: login, home, language menu, at desktop and phone width."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = [pytest.param((1280, 800), id="desktop"), pytest.param((390, 844), id="phone")]


@pytest.fixture
def administrator() -> User:
    return User.objects.create_superuser("guanliyuan", password="mima-mima-mima", first_name="系统管理员")


def log_in(page: Page, server: LiveServer) -> None:
    page.goto(f"{server.url}/admin/login/?next=/admin/")
    page.fill("[name=username]", "guanliyuan")
    page.fill("[name=password]", "mima-mima-mima")
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/admin/")


def words_in_latin(page: Page) -> list[str]:
    """What a reader sees in Latin letters, names of icons and of the person aside."""
    text: str = page.evaluate(
        """() => {
            document.querySelectorAll(".material-symbols-outlined").forEach((icon) => icon.remove());
            return document.body.innerText;
        }"""
    )
    return [word for word in re.findall(r"[A-Za-z]{3,}", text) if word not in ("guanliyuan", "API")]


@pytest.mark.parametrize("size", SIZES)
def test_the_login_page_is_chinese_and_fits(
    live_server: LiveServer, page: Page, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{live_server.url}/admin/")
    expect(page.get_by_text("政府报告承诺跟踪系统")).to_be_visible()
    assert words_in_latin(page) == []
    assert width_of(page) <= size[0]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("address", ["", "auth/user/", "auth/user/add/", "authtoken/tokenproxy/"])
def test_pages_are_chinese_and_fit(
    live_server: LiveServer, page: Page, administrator: User, size: tuple[int, int], address: str
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    log_in(page, live_server)
    page.goto(f"{live_server.url}/admin/{address}")
    assert words_in_latin(page) == []
    assert width_of(page) <= size[0]


def width_of(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width


def test_a_wrong_password_is_told_in_chinese(
    live_server: LiveServer, page: Page, administrator: User
) -> None:
    page.goto(f"{live_server.url}/admin/login/")
    page.fill("[name=username]", "guanliyuan")
    page.fill("[name=password]", "wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("请输入一个正确的")).to_be_visible()
    assert words_in_latin(page) == []


def test_english_can_be_chosen_and_left_again(
    live_server: LiveServer, page: Page, administrator: User
) -> None:
    log_in(page, live_server)
    page.get_by_text("系统管理员", exact=True).click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("link", name="Organs")).to_be_visible()
    page.get_by_text("系统管理员", exact=True).click()
    page.get_by_role("button", name="简体中文").click()
    expect(page.get_by_role("link", name="机关")).to_be_visible()


def test_logging_out_leads_to_a_chinese_page(
    live_server: LiveServer, page: Page, administrator: User
) -> None:
    log_in(page, live_server)
    page.get_by_text("系统管理员", exact=True).click()
    page.get_by_role("button", name="注销").click()
    expect(page.get_by_text("您已安全退出系统")).to_be_visible()
    assert words_in_latin(page) == []
