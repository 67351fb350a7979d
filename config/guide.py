"""The user guide: the pages of ``docs/`` as the site shows them, one for each role.

The Markdown reads well on its own, too: its links lead from file to file and its pictures lie beside it. Only
here do they become addresses of the site.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.etree.ElementTree import Element

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from markdown import Markdown
from markdown.extensions.toc import TocExtension, slugify_unicode
from markdown.treeprocessors import Treeprocessor

from commitments.choices import Role

ADMINISTRATOR: Final = "administrator"
ROLES: Final = (Role.OFFICER, Role.LEADER, Role.SUPERVISOR, Role.REVIEWER, Role.CLERK)
PAGES: Final = (*(role.value for role in ROLES), ADMINISTRATOR)
INDEX: Final = "index"
IMAGES: Final = "images/"
# Where a page tells of what one is looking at: the beginning of the address below admin/, and a word of the
# heading. The first that fits an address, and that the guide of the role has, counts.
SECTIONS: Final = (
    ("commitments/commitment/capture/", "采集"),
    ("commitments/commitment/candidate/", "采集"),
    ("commitments/commitment/tasklist/", "交办"),
    ("commitments/commitment/comparison/", "核对"),
    ("commitments/commitment/results/", "结果"),
    ("commitments/commitment/filings/", "结果"),
    ("commitments/commitment/exports/", "台账"),
    ("commitments/commitment/papers/", "公文"),
    ("commitments/commitment/search/", "先看"),
    ("commitments/commitment/", "办理"),
    ("commitments/membership/", "人员"),
    ("commitments/assignmentrule/", "交办"),
    ("auth/", "人员"),
    ("authtoken/", "令牌"),
    ("notifications/webhook/", "令牌"),
    ("notifications/message/inbox/", "提醒"),
    ("notifications/sheet/", "督查单"),
    ("notifications/", "提醒"),
    ("reports/", "报告"),
    ("", "先看"),
)


@dataclass(frozen=True, slots=True)
class Section:
    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Page:
    """``html`` is made of our own files, and so needs no escaping."""

    name: str
    title: str
    html: str
    sections: tuple[Section, ...]


class ForTheSite(Treeprocessor):
    """Files become addresses: other pages and pictures. A picture leads to itself, to be seen in full."""

    def run(self, root: Element) -> None:
        for link in root.iter("a"):
            link.set("href", address(link.get("href", "")))
        for parent in list(root.iter()):
            for place, child in enumerate(list(parent)):
                if child.tag == "img":
                    parent[place] = framed(child)


def framed(picture: Element) -> Element:
    src = static(f"guide/{picture.get('src', '').removeprefix(IMAGES)}")
    picture.set("src", src)
    frame = Element("a", {"href": src, "class": "gd-picture"})
    frame.tail, picture.tail = picture.tail, None
    frame.append(picture)
    return frame


def address(href: str) -> str:
    """That of another page of the guide; what leads elsewhere stays as it is."""
    found = re.fullmatch(r"(\w+)\.md(#.*)?", href)
    if not found:
        return href
    name, anchor = found[1], found[2] or ""
    return (reverse("guide") if name == INDEX else reverse("guide-page", args=[name])) + anchor


def read(name: str) -> Page:
    text = (settings.GUIDE_DIR / f"{name}.md").read_text(encoding="utf-8")
    maker = Markdown(extensions=["tables", TocExtension(slugify=slugify_unicode)], output_format="html")
    maker.treeprocessors.register(ForTheSite(maker), "for_the_site", 0)
    html = maker.convert(text)
    top: dict[str, Any] = maker.toc_tokens[0]  # type: ignore[attr-defined]  # the extension gives it
    sections = tuple(Section(token["id"], token["name"]) for token in top["children"])
    return Page(name, top["name"], html, sections)


def titles() -> list[tuple[str, str]]:
    """The pages, each by its first line."""
    return [(name, title(name)) for name in PAGES]


def title(name: str) -> str:
    with (settings.GUIDE_DIR / f"{name}.md").open(encoding="utf-8") as lines:
        return lines.readline().removeprefix("# ").strip()


def about(below: str, pages: Sequence[Page]) -> tuple[Page, Section | None]:
    """What somebody's own pages, one or several, tell of the page at this address below admin/."""
    for start, word in SECTIONS:
        if below.startswith(start):
            for page in pages:
                for section in page.sections:
                    if word in section.title:
                        return page, section
    return pages[0], None
