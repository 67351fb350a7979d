"""What every page of the site has: language, headers, health."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings
from selectolax.lexbor import LexborHTMLParser

from config import interface

pytestmark = pytest.mark.django_db


def test_an_english_browser_gets_the_chinese_site(client: Client) -> None:
    page = client.get("/admin/login/", headers={"accept-language": "en-US,en;q=0.9"})
    assert page["Content-Language"] == "zh-hans"
    assert "登录" in page.content.decode()
    assert "欢迎使用" in page.content.decode()


def test_a_person_may_choose_english(client: Client) -> None:
    client.post("/i18n/setlang/", {"language": "en", "next": "/admin/login/"})
    page = client.get("/admin/login/", headers={"accept-language": "zh-CN"})
    assert page["Content-Language"] == "en"
    assert "Welcome back to" in page.content.decode()


def test_an_unknown_language_in_the_cookie_is_ignored(client: Client, settings: Settings) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "../../xx"
    assert client.get("/admin/login/")["Content-Language"] == "zh-hans"


def test_pages_forbid_foreign_scripts_and_frames(client: Client) -> None:
    policy = client.get("/admin/login/")["Content-Security-Policy"]
    allowed = dict(part.split(" ", 1) for part in policy.split("; "))  # they come in any order
    assert allowed["script-src"] == "'self' 'unsafe-eval'"
    assert allowed["default-src"] == "'self'"
    assert allowed["frame-ancestors"] == "'none'"


def test_the_front_page_leads_to_the_login(client: Client) -> None:
    page = client.get("/", follow=True)
    assert page.redirect_chain[-1][0].startswith("/admin/login/")


def test_uploads_have_no_address(client: Client, settings: Settings) -> None:
    settings.MEDIA_ROOT.mkdir(exist_ok=True)
    (settings.MEDIA_ROOT / "secret.txt").write_text("x")
    for address in (
        "/secret.txt",
        "/uploads/secret.txt",
        "/media/secret.txt",
        "/static/../uploads/secret.txt",
    ):
        assert client.get(address).status_code == 404


def test_a_healthy_site_says_so(client: Client, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELERY_BROKER_URL", redis_url)  # Celery prefers it to its settings
    page = client.get("/healthz")
    assert (page.status_code, json.loads(page.content)) == (200, {"database": "ok", "broker": "ok"})


def test_a_lost_broker_is_told_without_details(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    page = client.get("/healthz")
    assert (page.status_code, json.loads(page.content)) == (503, {"database": "ok", "broker": "down"})
    assert "broker does not answer" in caplog.text


@pytest.mark.parametrize(
    ("page", "lit"),
    [
        pytest.param(
            "/admin/commitments/commitment/", "/admin/commitments/commitment/", id="the page itself"
        ),
        pytest.param(
            "/admin/commitments/commitment/7/change/", "/admin/commitments/commitment/", id="below it"
        ),
        pytest.param(
            "/admin/commitments/commitment/capture/3/",
            "/admin/commitments/commitment/capture/",
            id="not both a page and the one that begins its address",
        ),
        pytest.param("/admin/", "", id="home"),
    ],
)
def test_one_line_of_the_sidebar_is_lit(page: str, lit: str) -> None:
    assert interface.nearest(page) == lit


def test_each_page_of_the_sidebar_lights_itself() -> None:
    links = [str(item["link"]) for group in interface.NAVIGATION for item in group["items"]]
    assert [interface.nearest(link) for link in links] == links


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("commitments/commitment/comparison/", ["兑现核对"]),
        ("commitments/commitment/results/", ["兑现结果"]),
        ("commitments/commitment/", ["承诺事项"]),
        ("commitments/membership/", ["承诺事项", "任职"]),
        ("reports/report/", ["报告"]),
        ("reports/upload/", ["报告", "上传文件"]),
        ("reports/upload/add/", ["上传报告"]),
    ],
)
def test_a_page_is_headed_by_its_own_name_told_once(client: Client, page: str, told: list[str]) -> None:
    client.force_login(User.objects.create_superuser("root"))
    heads = LexborHTMLParser(client.get(f"/admin/{page}").content.decode()).css("h1 > a, h1 > span")
    names = [head for head in heads if "material-symbols" not in str(head.attributes["class"])]
    assert [name.text(strip=True) for name in names] == told
