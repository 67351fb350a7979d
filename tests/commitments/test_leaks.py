"""Four people try every address: who belongs to the organ, who stands above it, a neighbour and a stranger.

All four have every permission that opens a page, so that what they are shown follows from their seats alone.
An address that does not stand in the table fails.
"""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any, Final
from urllib.parse import unquote

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from commitments import access, comparison, exports, lifecycle, listing, review
from commitments.api.acts import ACTS
from commitments.api.bulk import BULK
from commitments.choices import Verb
from commitments.models import (
    AssignmentRule,
    Commitment,
    Comparison,
    Evidence,
    Export,
    Finding,
    Judgement,
    LedgerEntry,
    Membership,
    PaperTemplate,
    Quotation,
    SavedFilter,
)
from commitments.papers import in_force
from tests.commitments import offices, sheets, wordfiles, years
from tests.commitments.offices import City, act, fresh
from tests.reports import papers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office_hours")]

PEOPLE: Final = {
    "insider": "clerk",
    "superior": "superior",
    "neighbour": "neighbour",
    "stranger": "stranger",
}
SECRET: Final = "机密"
METHODS: Final = ("get", "post")
# For each address what the four of PEOPLE get, asked with GET and then with POST: s the secret, o an answer
# without it, n nothing (403 or 404). A dash: the address is not asked in that way. A question mark: that is
# tried in test_api_acts.
TABLE: Final[dict[str, tuple[str, str]]] = {
    "admin/": ("sooo", "sooo"),
    "admin/autocomplete/": ("nnnn", "----"),
    "admin/search/": ("oooo", "oooo"),
    "admin/commitments/commitment/": ("ssoo", "ssoo"),
    "admin/commitments/commitment/add/": ("nnnn", "nnnn"),
    "admin/commitments/commitment/<int:pk>/change/": ("ssnn", "----"),
    "admin/commitments/commitment/<int:pk>/act/": ("----", "sonn"),  # a clerk may not chase: the page again
    "admin/commitments/commitment/<path:object_id>/": ("oooo", "oooo"),  # leads to the page
    "admin/commitments/commitment/<path:object_id>/change/": ("ssnn", "----"),
    "admin/commitments/commitment/<path:object_id>/delete/": ("nnnn", "nnnn"),
    "admin/commitments/commitment/<path:object_id>/history/": ("ssoo", "ssoo"),
    "admin/commitments/commitment/act/": ("----", "sooo"),  # told that he may not, and of what
    "admin/commitments/commitment/filters/": ("----", "oooo"),
    "admin/commitments/commitment/filters/<int:pk>/": ("----", "oooo"),
    "admin/commitments/commitment/evidence/<int:pk>/": ("ssnn", "----"),
    "admin/commitments/commitment/<int:pk>/thread/": ("ssnn", "----"),
    "admin/commitments/commitment/comparison/<int:pk>/followup/": ("ssnn", "oonn"),  # carried over: a number
    "admin/commitments/commitment/capture/": ("oooo", "oooo"),
    "admin/commitments/commitment/capture/<int:report_id>/": ("ssnn", "ssnn"),
    "admin/commitments/commitment/candidate/<int:pk>/": ("ssnn", "ssnn"),
    "admin/commitments/commitment/search/": ("ssoo", "----"),
    # The superior may not judge, and is told so on the same page.
    "admin/commitments/commitment/comparison/finding/<int:pk>/": ("ssnn", "ssnn"),
    "admin/commitments/commitment/results/": ("oooo", "----"),  # names of organs, and numbers
    "admin/commitments/commitment/results/<int:organ_id>/<int:year>/": ("ssnn", "----"),
    "admin/commitments/commitment/results/<int:organ_id>/<int:year>/export.xlsx": ("ssnn", "----"),
    "admin/commitments/commitment/filings/": ("oooo", "----"),  # organs and dates of published reports
    "admin/commitments/commitment/tasklist/": ("ooon", "sson"),  # the neighbour keeps a ledger of his own
    "admin/commitments/commitment/tasklist/export/": ("ssoo", "ssoo"),
    "admin/commitments/commitment/exports/": ("sooo", "----"),
    "admin/commitments/commitment/exports/progress/": ("oooo", "----"),
    "admin/commitments/commitment/exports/<int:pk>/file/": ("snnn", "----"),
    "admin/commitments/commitment/exports/<int:pk>/again/": ("----", "oooo"),
    "admin/commitments/commitment/exports/<int:pk>/delete/": ("----", "oooo"),
    "admin/commitments/commitment/tasklist/template/": ("ooon", "ooon"),
    "admin/commitments/commitment/comparison/": ("ssoo", "ssoo"),
    "admin/commitments/commitment/comparison/reports/": ("oooo", "oooo"),  # reports are published
    "admin/commitments/commitment/comparison/<int:pk>/": ("ssnn", "oonn"),
    # Papers of an organ: for seats at it or above it. Their templates: for the organ's clerk.
    "admin/commitments/commitment/results/<int:organ_id>/<int:year>/report.docx": ("ssnn", "----"),
    "admin/commitments/commitment/results/<int:organ_id>/<int:year>/draft.docx": ("ssnn", "----"),
    "admin/commitments/commitment/papers/": ("snon", "----"),
    "admin/commitments/commitment/papers/<int:organ_id>/<slug:paper>/": ("----", "onnn"),
    "admin/commitments/commitment/papers/<int:organ_id>/<slug:paper>/template.docx": ("snnn", "----"),
    "admin/commitments/commitment/papers/<int:organ_id>/<slug:paper>/sample.docx": ("snnn", "----"),
    # People and rules are the business of the organ's clerk; the superior is a supervisor.
    "admin/commitments/membership/": ("sooo", "sooo"),
    "admin/commitments/membership/add/": ("sooo", "sooo"),
    "admin/commitments/membership/<path:object_id>/": ("oooo", "oooo"),
    "admin/commitments/membership/<path:object_id>/change/": ("sooo", "sooo"),
    "admin/commitments/membership/<path:object_id>/delete/": ("nnnn", "nnnn"),
    "admin/commitments/membership/<path:object_id>/history/": ("sooo", "sooo"),
    "admin/commitments/membership/units/": ("oooo", "oooo"),
    "admin/commitments/membership/handover/": ("ssoo", "ssoo"),
    "admin/commitments/membership/handover/<int:user_id>/": ("ssnn", "oonn"),
    "admin/commitments/assignmentrule/": ("sooo", "sooo"),
    "admin/commitments/assignmentrule/add/": ("oooo", "oooo"),
    "admin/commitments/assignmentrule/<path:object_id>/": ("oooo", "oooo"),
    "admin/commitments/assignmentrule/<path:object_id>/change/": ("sooo", "oooo"),
    "admin/commitments/assignmentrule/<path:object_id>/delete/": ("sooo", "sooo"),
    "admin/commitments/assignmentrule/<path:object_id>/history/": ("sooo", "sooo"),
    "api/commitments/": ("ssoo", "----"),
    "api/findings/": ("ssoo", "nnnn"),
    "api/findings/(?P<pk>[0-9]+)/": ("ssnn", "nnnn"),
    "api/comparisons/": ("ssoo", "nnnn"),
    "api/comparisons/(?P<pk>[0-9]+)/": ("ssnn", "nnnn"),
    "api/ledger/": ("ssoo", "----"),
    "api/commitments/(?P<pk>[0-9]+)/": ("ssnn", "----"),
    "api/commitments/<int:pk>/evidence/<int:evidence_id>/": ("ssnn", "----"),
    "api/commitments/all/capture/": ("----", "oonn"),
    **{f"api/commitments/<int:pk>/{verb.value}/": ("----", "??nn") for verb in ACTS},
    **{f"api/commitments/all/{verb.value}/": ("----", "??oo") for verb in BULK if verb != Verb.CAPTURE},
}
# Addresses that tell nothing of commitments, or the same to all.
OUTSIDE: Final = (
    "^admin/(login|logout|password_change|jsi18n|r/)",  # Django's own
    "^admin/(auth|authtoken)/",  # the administrator's
    "^admin/help/",  # the user guide, the same for all
    "^admin/reports/|^api/(schema|docs|reports|items|organs|uploads)/",  # published reports
    "^admin/notifications/|^healthz|^calendar/",  # the reminders: tests/notifications/test_leaks.py
    "^admin/\\(\\?P",  # the index of an app, and what is no address
    "^(i18n/.*|api/)?$",
)


@dataclass(slots=True)
class Scene:
    town: City
    commitment: Commitment
    keys: dict[str, Any]


@pytest.fixture
def scene(town: City, candidates: list[Commitment]) -> Scene:
    """A commitment of which everything that people wrote is secret, and its officer too."""
    User.objects.filter(pk=town["officer"].pk).update(first_name=f"{SECRET}何青", username=f"{SECRET}officer")
    row = candidates[2]
    for n, other in enumerate(candidates):
        act(lifecycle.reword, other, lifecycle.Description(title=f"{SECRET}事项{n}"), by=town["clerk"])
    offices.opened(town, row)
    step, said = lifecycle.Step(f"{SECRET}举措"), lifecycle.Report(f"{SECRET}进展", 40)
    act(lifecycle.plan_measures, row, [step], by=town["officer"])
    act(lifecycle.report_progress, row, said, by=town["officer"])
    act(lifecycle.request_extension, row, date(2024, 9, 30), f"{SECRET}理由", by=town["officer"])
    piece = offices.attached(town, row, offices.PDF + SECRET.encode())
    kept = SavedFilter.objects.create(user=town["clerk"], name=f"{SECRET}筛选", address="status=open")
    finding = judged(town, row)
    rule = AssignmentRule.objects.create(
        organ=town.bureau, keyword=f"{SECRET}词", part="lead", unit=town.windows
    )
    template = wordfiles.saying(f"{SECRET}模板{{{{ 编号 }}}}")
    own = in_force.adopt("chase", town.bureau, template, f"{SECRET}.docx", by=town["clerk"], now=offices.NOW)
    wish = listing.read({"q": SECRET}, access.person(town["clerk"], offices.TODAY), offices.TODAY)
    taken = exports.ask(wish, "xlsx", by=town["clerk"], now=offices.NOW)
    everything = Permission.objects.filter(content_type__app_label__in=["commitments", "reports"])
    for name in PEOPLE.values():
        town[name].user_permissions.set(everything)
    exports.make(taken.pk, clock=lambda: offices.NOW)
    keys = {
        "pk": row.pk, "object_id": row.pk, "evidence_id": piece.pk, "evidence": piece.pk, "filters": kept.pk,
        "report_id": row.source.report_id, "user_id": town["officer"].pk, "candidate": candidates[3].pk,
        "membership": town["officer"].memberships.get().pk, "rule": rule.pk, "finding": finding.pk,
        "comparison": finding.comparison_id, "organ_id": town.bureau.pk, "year": finding.comparison.year,
        "paper": own.paper, "export": taken.pk,
    }  # fmt: skip
    return Scene(town, fresh(row), keys)


def judged(town: City, row: Commitment) -> Finding:
    """The next report held against the commitment's, under review; what was found and noted is secret."""
    new = papers.entered(papers.paper(year=2024, done=years.DONE))
    found = comparison.prepare(row.source.report_id, new.pk, now=years.LATER)
    Comparison.objects.update(override=f"{SECRET}理由")
    for finding in Finding.objects.all():
        finding.parts = [{**part, "text": f"{SECRET}{part['text']}"} for part in finding.parts]
        finding.save(update_fields=["parts"])
    Quotation.objects.update(text=f"{SECRET}原文", by_name=f"{SECRET}何青")
    comparison.apply(found.pk, by=town["clerk"], now=years.LATER)
    key = years.finding(row).pk
    return review.rate(key, "partial", f"{SECRET}评语", by=town["reviewer"], now=years.LATER, revision=0)


def addresses() -> Iterator[str]:
    """Every address of the site."""

    def walk(patterns: Any, prefix: str) -> Iterator[str]:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                yield from walk(pattern.url_patterns, route)
            elif "format" not in route:  # the same views under another ending
                yield re.sub(r"/\^", "/", route).removesuffix("$")

    yield from walk(get_resolver().url_patterns, "")


def routes() -> Iterator[str]:
    """Those that are not set aside."""
    return (route for route in addresses() if not any(re.search(each, route) for each in OUTSIDE))


# --- how an address is asked ------------------------------------------------------------------------------

# Which row an address means, by how it begins; the commitment where nothing else is said.
MEANT: Final = {
    "admin/commitments/commitment/candidate/": "candidate",
    "admin/commitments/commitment/comparison/finding/": "finding",
    "admin/commitments/commitment/comparison/<": "comparison",
    "admin/commitments/commitment/evidence/": "evidence",
    "admin/commitments/commitment/filters/": "filters",
    "admin/commitments/commitment/exports/": "export",
    "admin/commitments/membership/<": "membership",
    "admin/commitments/assignmentrule/<": "rule",
    "api/findings/": "finding",
    "api/comparisons/": "comparison",
}
_PLACE: Final = re.compile(r"<\w+:(\w+)>|\(\?P<(\w+)>[^)]*\)")
ASKED: Final = {
    "admin/autocomplete/": "?app_label=commitments&model_name=membership&field_name=user&term=",
    "admin/search/": f"?s={SECRET}",
    "admin/commitments/commitment/search/": "?q=事项",
}


def address(route: str, keys: dict[str, Any]) -> str:
    meant = next((name for start, name in MEANT.items() if route.startswith(start)), "")

    def key(match: re.Match[str]) -> str:
        name = match[1] or match[2]
        return str(keys[meant if meant and name in ("pk", "object_id") else name])

    return "/" + _PLACE.sub(key, route) + ASKED.get(route, "")


def body(route: str, scene: Scene) -> tuple[Any, str]:
    """What is sent: something that would be done for whoever may."""
    row, revision = scene.commitment, scene.commitment.revision
    if route.startswith("api/commitments/all/"):
        seen = [{"id": row.pk, "revision": revision}]
        more = {"report": scene.keys["report_id"], "lead": row.organ_id, "reason": "x", "leaver": 1}
        return {"commitments": seen, **more}, "application/json"
    if route.startswith("api/"):
        return {"revision": revision}, "application/json"
    book = sheets.workbook([["编号", "任务", "牵头单位"], [row.number, "", "热线科"]])
    return {
        "act": "chase",
        "revision": revision,
        "row": f"{row.pk}-{revision}",
        "reason": "请抓紧",
        "plan_year": 2025,
        "name": "新筛选",
        "back": "status=open",
        "file": SimpleUploadedFile("分工.xlsx", book),
    }, ""


@dataclass(frozen=True, slots=True)
class Got:
    """``told``: all that the answer says. ``rows``: what the tables hold after it, if that was asked."""

    code: int
    told: str
    rows: list[Any]


def ask(
    browser: Client, method: str, where: str, sent: tuple[Any, str], *, then: Callable[[], list[Any]] = list
) -> Got:
    """Asked, and then taken back."""
    browser.cookies.pop("messages", None)  # those of the question before
    with transaction.atomic():
        if method == "get":
            answer: Any = browser.get(where)
        else:
            data, form = sent
            answer = browser.post(where, data, content_type=form) if form else browser.post(where, data)
        got = Got(answer.status_code, told(answer), then())
        transaction.set_rollback(True)
    return got


def told(answer: Any) -> str:
    """All that the answer says, a workbook unpacked, and what the next page would say."""
    content = b"".join(answer)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            content = b"".join(package.read(name) for name in package.namelist())
    said = html.unescape(content.decode(errors="replace"))
    if "json" in answer.headers.get("Content-Type", ""):
        said = json.dumps(json.loads(said), ensure_ascii=False)
    messages = " ".join(str(message) for message in get_messages(answer.wsgi_request))
    return said + messages + unquote(answer.headers.get("Location", ""))


def everything() -> list[Any]:
    """All rows that acts write; a filter of one's own is one's own."""
    tables: tuple[Any, ...] = (
        Commitment, LedgerEntry, Membership, AssignmentRule, Evidence, Comparison, Finding, Quotation,
        Judgement, PaperTemplate,
    )  # fmt: skip
    own = SavedFilter.objects.filter(name__startswith=SECRET), Export.objects.exclude(file="")
    return [list(table.objects.order_by("pk").values()) for table in tables] + [list(o.values()) for o in own]


def verdict(got: Got) -> str:
    if SECRET in got.told:
        return "s"
    return "n" if got.code in (403, 404) else "-" if got.code == 405 else "o"


# --- the table --------------------------------------------------------------------------------------------


def browsers(scene: Scene) -> dict[str, Client]:
    found = {}
    for name, login in PEOPLE.items():
        found[name] = Client()
        found[name].force_login(scene.town[login])
    return found


def test_everybody_gets_what_the_table_says(scene: Scene) -> None:
    clients = browsers(scene).values()
    found = {}
    for route in set(routes()):
        where, expected, both = address(route, scene.keys), TABLE.get(route, ("", "")), []
        for method, other in zip(METHODS, expected, strict=True):
            got = (ask(browser, method, where, body(route, scene)) for browser in clients)
            both.append(_but_for("".join(map(verdict, got)), other))
        found[route] = tuple(both)
    assert found == TABLE


def _but_for(got: str, expected: str) -> str:
    pairs = zip_longest(got, expected)
    return "".join("?" if other == "?" else each or "" for each, other in pairs)


@pytest.mark.parametrize("name", ["neighbour", "stranger"])
def test_what_is_there_sounds_like_what_is_not(scene: Scene, name: str) -> None:
    """But for reports, which are published."""
    browser = browsers(scene)[name]
    for route in sorted(each for each in set(routes()) if _PLACE.search(each) and "report_id" not in each):
        for method in METHODS:
            there, absent = (
                ask(browser, method, address(route, keys), body(route, scene))
                for keys in (scene.keys, dict.fromkeys(scene.keys, 999_999))
            )
            assert there.code == absent.code, route
            assert _unnumbered(there.told) == _unnumbered(absent.told), route


def _unnumbered(told: str) -> str:
    """Without the keys asked for, and without what is different each time."""
    return re.sub(r"\d+|name=\"csrfmiddlewaretoken\" value=\"\w+\"", "", told)


@pytest.mark.parametrize("name", ["neighbour", "stranger"])
def test_nothing_is_changed_from_outside(scene: Scene, name: str) -> None:
    browser, before = browsers(scene)[name], everything()
    for route in set(routes()):
        got = ask(browser, "post", address(route, scene.keys), body(route, scene), then=everything)
        assert got.rows == before, route


def test_nobody_gets_anything_without_a_login(scene: Scene) -> None:
    for route in set(routes()):
        for method in METHODS:
            got = ask(Client(), method, address(route, scene.keys), body(route, scene))
            assert got.code in (302, 401), route
            assert SECRET not in got.told


def test_a_leak_would_be_seen(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "seen_by", lambda rows, person: rows)
    stranger = browsers(scene)["stranger"]
    for route in ("api/commitments/", "admin/commitments/commitment/tasklist/export/"):
        assert verdict(ask(stranger, "get", address(route, scene.keys), ({}, ""))) == "s"
