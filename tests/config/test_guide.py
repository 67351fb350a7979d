"""The user guide: its pages in the site, and whether it says what the site says."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import polib
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import translation

from commitments.choices import Role
from config import catalogues, guide
from config.guide import PAGES, SECTIONS
from config.people import write_roles
from tests.browser.guide import SHOTS
from tests.commitments import offices

DOCS: Path = settings.GUIDE_DIR
FILES = sorted(DOCS.glob("*.md"))
PICTURES = DOCS / "images"
MOST_SIGNS = 1200  # a screen and a half
MOST_BYTES = 2 * 1024 * 1024
MOST_WIDE = 1280


def come(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def town(db: None) -> offices.City:
    write_roles()
    return offices.city()


@pytest.fixture
def administrator(db: None) -> Client:
    return come(User.objects.create_superuser("admin", password="x"))


@pytest.fixture
def officer(town: offices.City) -> Client:
    return come(town["officer"])


# --- its pages ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", guide.ROLES)
def test_help_leads_to_the_guide_of_ones_own_role(town: offices.City, role: Role) -> None:
    person = offices.seat(f"one-{role}", role, town.bureau, "某某")
    answer = come(person).get(reverse("guide"), {"from": reverse("admin:index")})
    assert answer["Location"].partition("#")[0] == reverse("guide-page", args=[role.value])
    page = come(person).get(answer["Location"])
    assert f'<h1 id="{role.label}">{role.label}</h1>' in page.content.decode()


PLACES = [
    ("administrator", "auth/user/7/change/", "账号和人员任职"),
    ("administrator", "notifications/policy/", "提醒规则和工作日历"),
    ("officer", "", "先看工作台"),
    ("officer", "commitments/commitment/7/change/", "怎样办理一项事项"),
    ("officer", "notifications/sheet/7/change/", "什么时候提醒"),
    ("supervisor", "notifications/sheet/7/change/", "督查单和通报"),
    ("reviewer", "commitments/commitment/comparison/finding/7/", "怎样逐条核对"),
    ("clerk", "reports/report/7/change/", "上传和更正报告"),
    ("clerk", "commitments/commitment/capture/7/", "采集和立项"),
    ("clerk", "commitments/commitment/comparison/7/followup/", "核对、结转和结果"),
    ("clerk", "commitments/commitment/results/7/2024/", "核对、结转和结果"),
    ("leader", "commitments/commitment/results/7/2024/", "在哪里看结果"),
    ("leader", "no/such/page/", "先看工作台"),
]


@pytest.mark.parametrize(("name", "below", "title"), PLACES)
def test_each_page_is_told_of_in_its_place(name: str, below: str, title: str) -> None:
    section = guide.about(below, [guide.read(name)])[1]
    assert section
    assert section.title == title


def test_help_leads_to_that_place(administrator: Client) -> None:
    answer = administrator.get(reverse("guide"), {"from": "/admin/auth/user/7/change/"})
    assert unquote(answer["Location"]) == "/admin/help/administrator/#账号和人员任职"


def test_who_has_two_roles_is_led_to_the_one_that_tells_of_the_page(town: offices.City) -> None:
    person = offices.seat("two", Role.OFFICER, town.windows, "某某")
    offices.seat("two", Role.CLERK, town.bureau, "某某")
    answer = come(person).get(reverse("guide"), {"from": "/admin/commitments/commitment/capture/7/"})
    assert unquote(answer["Location"]) == "/admin/help/clerk/#采集和立项"


def test_the_index_shows_all_pages_and_marks_ones_own(officer: Client) -> None:
    page = officer.get(reverse("guide")).content.decode()
    for name, title in guide.titles():
        assert f'href="{reverse("guide-page", args=[name])}"' in page
        assert title in page
    assert page.count("您的角色</span>") == 1


def test_who_has_no_role_finds_the_index(db: None) -> None:
    nobody = User.objects.create_user("nobody", is_staff=True)
    answer = come(nobody).get(reverse("guide"), {"from": "/admin/"})
    assert answer.status_code == 200
    assert "使用说明" in answer.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_everybody_may_read_every_page(officer: Client, name: str) -> None:
    assert officer.get(reverse("guide-page", args=[name])).status_code == 200


@pytest.mark.parametrize("name", ["mayor", "index", "..", "README"])
def test_an_unknown_role_has_no_page(administrator: Client, name: str) -> None:
    assert administrator.get(f"{reverse('guide')}{name}/").status_code == 404


@pytest.mark.parametrize("address", ["/admin/help/", "/admin/help/officer/", "/admin/help/mayor/"])
def test_who_is_not_logged_in_is_sent_to_the_login(client: Client, db: None, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("admin:login"))


def test_the_guide_is_only_read(administrator: Client) -> None:
    assert administrator.post(reverse("guide")).status_code == 405
    assert administrator.post(reverse("guide-page", args=["officer"])).status_code == 405


def test_the_english_site_has_the_chinese_text_and_says_so(administrator: Client, settings: Any) -> None:
    administrator.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = administrator.get(reverse("guide-page", args=["officer"])).content.decode()
    assert "The guide is written in Chinese." in page
    assert "怎样办理一项事项" in page


def test_the_chinese_site_needs_no_such_note(administrator: Client) -> None:
    page = administrator.get(reverse("guide-page", args=["officer"])).content.decode()
    assert "使用说明为中文" not in page


def test_a_foreign_address_in_the_link_leads_nowhere_else(officer: Client) -> None:
    answer = officer.get(reverse("guide"), {"from": "https://elsewhere.example/"})
    assert answer["Location"].startswith(reverse("guide-page", args=["officer"]))


def test_every_page_has_the_link_to_help_with_its_own_address(officer: Client) -> None:
    page = officer.get(reverse("admin:commitments_commitment_changelist")).content.decode()
    assert f'{reverse("guide")}?from=/admin/commitments/commitment/"' in page


# --- what it says ------------------------------------------------------------------------------------------


def text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def labels() -> set[str]:
    """All that the pages say, a number in brackets at the end left out."""
    said: set[str] = set()
    for source in catalogues.sources():
        for entry in polib.pofile(str(source)):
            for words in (entry.msgstr, *entry.msgstr_plural.values()):
                said |= {words, words.removesuffix("（%(number)s）")}
    return said


def test_there_is_a_file_for_each_page_and_no_other() -> None:
    assert {file.stem for file in FILES} == {guide.INDEX, *PAGES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_stands_in_quotes_is_what_the_pages_say(file: Path) -> None:
    quoted = re.findall("「(.+?)」", text(file))
    assert quoted
    assert [words for words in quoted if words not in labels()] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_page_is_short_and_says_what_the_site_never_does(file: Path) -> None:
    assert len(text(file)) <= MOST_SIGNS
    assert "## 系统不做什么" in text(file)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_named_as_the_role_is(name: str) -> None:
    with translation.override("zh-hans"):
        label = str(Role(name).label) if name in Role.values else "系统管理员"
    assert guide.title(name) == label


@pytest.mark.parametrize("name", PAGES)
def test_a_page_tells_of_work_and_of_reminders(name: str) -> None:
    page = guide.read(name)
    for below in (
        "",
        "commitments/commitment/7/change/",
        "notifications/message/inbox/",
        "reports/report/7/",
    ):
        assert guide.about(below, [page])[1], below


def test_every_kind_of_page_is_told_of_somewhere() -> None:
    pages = [guide.read(name) for name in PAGES]
    titles = [section.title for page in pages for section in page.sections]
    assert [word for _, word in SECTIONS if not any(word in title for title in titles)] == []


def test_pictures_shown_made_and_there_are_the_same() -> None:
    shown = {name for file in FILES for name in re.findall(r"\]\(images/([\w-]+)\.png\)", text(file))}
    assert shown == {shot.name for shot in SHOTS} == {file.stem for file in PICTURES.iterdir()}


def test_pictures_are_small() -> None:
    pictures = [file.read_bytes() for file in PICTURES.iterdir()]
    assert sum(map(len, pictures)) < MOST_BYTES
    assert max(struct.unpack(">I", picture[16:20])[0] for picture in pictures) <= MOST_WIDE


def test_links_and_pictures_become_addresses_of_the_site() -> None:
    index = guide.read(guide.INDEX).html
    assert f'href="{reverse("guide-page", args=["officer"])}"' in index
    assert ".md" not in index
    assert 'src="/static/guide/results.png"' in index


def test_a_link_that_leads_elsewhere_stays() -> None:
    assert guide.address("https://example.cn/a.md") == "https://example.cn/a.md"
    assert guide.address("#办理") == "#办理"
    assert guide.address("officer.md#办理") == reverse("guide-page", args=["officer"]) + "#办理"
