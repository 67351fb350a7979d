"""Six people try every address of the reminders, as tests/commitments/test_leaks.py does for the commitments.

They have what their seats give them and nothing else: the reader of a message, the clerk of the reader's
organ, a supervisor above it, a neighbour who holds all seats elsewhere, a stranger, and the administrator.
An address that does not stand in the table fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from commitments import lifecycle
from commitments.models import Commitment, LedgerEntry
from commitments.querysets import CommitmentQuerySet
from config.people import write_roles
from notifications import clockwork, subscription
from notifications.choices import Channel, Outcome, Preset, Status
from notifications.models import (
    CalendarDay,
    Delivery,
    Heartbeat,
    Message,
    Notice,
    Policy,
    Preference,
    Sheet,
    Step,
    Webhook,
)
from notifications.policies import take
from tests.commitments import offices
from tests.commitments.offices import City, act, at
from tests.commitments.test_leaks import METHODS, SECRET, Got, addresses, ask, verdict
from tests.notifications.test_inbox import LINES, message
from tests.notifications.test_planning import MONDAY, sweep

pytestmark = pytest.mark.django_db

PEOPLE: Final = {
    "reader": "officer",
    "insider": "clerk",
    "superior": "superior",
    "neighbour": "neighbour",
    "stranger": "stranger",
    "administrator": "administrator",
}
OUTSIDERS: Final = ("neighbour", "stranger")
NAMED: Final = date(2024, 7, 12)  # the circular is drafted
ELSEWHERE: Final = "https://elsewhere.example/"
# For each address what the six of PEOPLE get, asked with GET and then with POST: s the secret, o an answer
# without it, n nothing (403 or 404), a dash where the address is not asked in that way.
TABLE: Final[dict[str, tuple[str, str]]] = {
    # The address itself is the key: whoever has it reads what its person may see; a made-up one is none.
    "calendar/<str:token>.ics": ("ssssss", "------"),
    "healthz": ("oooooo", "oooooo"),
    "healthz/reminders": ("oooooo", "oooooo"),
    # One's own, whoever one is.
    "admin/notifications/message/inbox/": ("sooooo", "sooooo"),
    "admin/notifications/message/inbox/read/": ("------", "oooooo"),
    "admin/notifications/message/inbox/ways/": ("sooooo", "oooooo"),
    "admin/notifications/message/inbox/calendar/": ("------", "oooooo"),
    # The log, and what was planned.
    "admin/notifications/message/": ("nnnnns", "nnnnno"),
    "admin/notifications/message/add/": ("nnnnnn", "nnnnnn"),
    "admin/notifications/message/<path:object_id>/": ("oooooo", "oooooo"),  # leads to the page
    "admin/notifications/message/<path:object_id>/change/": ("nnnnns", "nnnnnn"),
    "admin/notifications/message/<path:object_id>/delete/": ("nnnnnn", "nnnnnn"),
    "admin/notifications/message/<path:object_id>/history/": ("nnnnns", "nnnnns"),
    "admin/notifications/notice/": ("nnnnns", "nnnnns"),
    "admin/notifications/notice/add/": ("nnnnnn", "nnnnnn"),
    "admin/notifications/notice/<path:object_id>/": ("oooooo", "oooooo"),
    "admin/notifications/notice/<path:object_id>/change/": ("nnnnns", "nnnnnn"),
    "admin/notifications/notice/<path:object_id>/delete/": ("nnnnnn", "nnnnnn"),
    "admin/notifications/notice/<path:object_id>/history/": ("nnnnno", "nnnnno"),
    # Clerks read the rules of their own line of organs.
    "admin/notifications/policy/": ("nsnons", "nsnons"),
    "admin/notifications/policy/preview/": ("nsnons", "nsnons"),
    "admin/notifications/policy/add/": ("nnnnno", "nnnnno"),
    "admin/notifications/policy/<path:object_id>/": ("oooooo", "oooooo"),
    "admin/notifications/policy/<path:object_id>/change/": ("nsnons", "nnnnno"),
    "admin/notifications/policy/<path:object_id>/delete/": ("nnnnns", "nnnnns"),
    "admin/notifications/policy/<path:object_id>/history/": ("nsnoos", "nsnoos"),
    # Whoever sees the commitment sees its sheets; a supervisor over it issues.
    "admin/notifications/sheet/": ("sssons", "sssons"),
    "admin/notifications/sheet/add/": ("nnnnnn", "nnnnnn"),
    "admin/notifications/sheet/<path:object_id>/": ("oooooo", "oooooo"),
    "admin/notifications/sheet/<path:object_id>/change/": ("sssnns", "ooonno"),
    "admin/notifications/sheet/<path:object_id>/paper.docx": ("sssnns", "------"),
    "admin/notifications/sheet/<path:object_id>/delete/": ("nnnnnn", "nnnnnn"),
    "admin/notifications/sheet/<path:object_id>/history/": ("sssoos", "sssoos"),
    # Whoever keeps the ledger of an organ keeps its webhooks.
    "admin/notifications/webhook/": ("nsnons", "nsnons"),
    "admin/notifications/webhook/add/": ("nonono", "nonono"),
    "admin/notifications/webhook/<int:pk>/secret/": ("------", "nonnno"),
    "admin/notifications/webhook/<path:object_id>/": ("oooooo", "oooooo"),
    "admin/notifications/webhook/<path:object_id>/change/": ("nsnons", "nonono"),
    "admin/notifications/webhook/<path:object_id>/delete/": ("nsnons", "nsnons"),
    "admin/notifications/webhook/<path:object_id>/history/": ("osooos", "osooos"),
    "admin/notifications/delivery/": ("nsnons", "nonono"),
    "admin/notifications/delivery/add/": ("nnnnnn", "nnnnnn"),
    "admin/notifications/delivery/<path:object_id>/": ("oooooo", "oooooo"),
    "admin/notifications/delivery/<path:object_id>/change/": ("nsnons", "nnnnnn"),
    "admin/notifications/delivery/<path:object_id>/delete/": ("nnnnnn", "nnnnnn"),
    "admin/notifications/delivery/<path:object_id>/history/": ("oooooo", "oooooo"),
    "admin/notifications/calendarday/": ("nnnnns", "nnnnns"),
    "admin/notifications/calendarday/add/": ("nnnnno", "nnnnno"),
    "admin/notifications/calendarday/<path:object_id>/": ("oooooo", "oooooo"),
    "admin/notifications/calendarday/<path:object_id>/change/": ("nnnnns", "nnnnno"),
    "admin/notifications/calendarday/<path:object_id>/delete/": ("nnnnns", "nnnnns"),
    "admin/notifications/calendarday/<path:object_id>/history/": ("nnnnns", "nnnnns"),
}


@dataclass(slots=True)
class Scene:
    town: City
    keys: dict[str, Any]
    revision: int
    clients: dict[str, Client]


@pytest.fixture
def scene(city: City, settings: Any) -> Iterator[Scene]:
    """An overdue commitment, its sheets, messages and rules: all that people wrote is secret."""
    write_roles()
    settings.MESSENGER_URLS = {**settings.MESSENGER_URLS, "wecom": "wechat://corp:word@1/@{to}"}
    officer = city["officer"]
    city.people["administrator"] = User.objects.create_superuser("administrator")
    row = offices.captured(city)[2]
    act(lifecycle.reword, row, lifecycle.Description(title=f"{SECRET}事项"), by=city["clerk"])
    offices.opened(city, row)
    policy = Policy.objects.create(name=f"{SECRET}规则", organ=city.bureau)
    take(policy, Preset.COLOURS)
    Step.objects.exclude(label="").update(label=f"{SECRET}督查单")
    for day in (MONDAY, NAMED):
        sweep(day)
    said = [{**LINES[0], "heading": f"{SECRET}已逾期"}]
    own = message(officer, lines=said)
    about: dict[str, Any] = {
        "channel": Channel.EMAIL,
        "status": Status.UNCERTAIN,
        "sent_at": None,
        "error": f"{SECRET}断线",
    }
    doubtful = message(officer, lines=said, address=f"{SECRET}@example.cn", **about)
    Message.objects.update(title=f"{SECRET}提醒")
    Preference.objects.create(person=officer, channel=Channel.WECOM, on=True, address=f"{SECRET}heqing")
    Heartbeat.objects.create(
        job=clockwork.SWEEP.name, started_at=at(MONDAY), outcome=Outcome.FAILED, error=f"{SECRET}出错"
    )
    special = CalendarDay.objects.create(day=date(2024, 8, 1), working=False, note=f"{SECRET}放假")
    keys = {
        "message": doubtful.pk, "own": own.pk, "notice": Notice.objects.earliest("pk").pk,
        "policy": policy.pk, "sheet": Sheet.objects.get(status="draft").pk, "calendarday": special.pk,
        "token": subscription.token(subscription.begin(officer)), "bureau": city.bureau.pk,
    }  # fmt: skip
    keys |= told_elsewhere(city)
    with time_machine.travel(at(NAMED), tick=False):
        clients = {name: Client() for name in PEOPLE}
        for name, client in clients.items():
            client.force_login(city[PEOPLE[name]])
        yield Scene(city, keys, offices.fresh(row).revision, clients)


def told_elsewhere(city: City) -> dict[str, int]:
    """A webhook of the bureau, and a delivery that failed."""
    moment = at(NAMED)
    hook = Webhook.objects.create(
        name=f"{SECRET}推送", organ=city.bureau, address="https://8.8.8.8/", events=["commitment.closed"],
        since=moment, swept_to=moment,
    )  # fmt: skip
    failed = Delivery.objects.create(
        webhook=hook, event="commitment.closed", row=1, at=moment, body=SECRET, next_try_at=moment,
        status=Status.FAILED, error=f"{SECRET}断线",
    )  # fmt: skip
    return {"webhook": hook.pk, "delivery": failed.pk}


# --- how an address is asked ------------------------------------------------------------------------------


def routes() -> list[str]:
    return sorted(
        {route for route in addresses() if re.match("admin/notifications/|healthz|calendar/", route)}
    )


def address(route: str, key: object) -> str:
    return "/" + re.sub("<path:object_id>|<str:token>|<int:pk>", str(key), route)


def key_of(route: str, scene: Scene) -> object:
    if route.startswith("calendar/"):
        return scene.keys["token"]
    model = re.match(r"admin/notifications/(\w+)/", route)
    return scene.keys[model[1]] if model else 0


def body(route: str, scene: Scene) -> tuple[Any, str]:
    """What is sent: something that would be done for whoever may."""
    sent: dict[str, Any] = {"next": ELSEWHERE, "revision": scene.revision, "post": "yes"}
    if route.endswith("message/"):
        sent |= {"action": "again", "_selected_action": [scene.keys["message"]]}
    elif route.endswith("inbox/read/"):
        sent |= {"message": scene.keys["own"]}
    elif route.endswith("inbox/ways/"):
        sent |= {"on-site": "on", "on-wecom": "on", "address-wecom": "x"}
    elif route.endswith("delivery/"):
        sent |= {"action": "again", "_selected_action": [scene.keys["delivery"]]}
    elif "/webhook/" in route:
        sent |= {"name": "新推送", "organ": scene.keys["bureau"], "address": "https://8.8.4.4/"}
        sent |= {"events": ["commitment.closed"]}
    elif "/policy/" in route:
        sent |= {"name": "新规则", "preset": "13710", "steps-TOTAL_FORMS": 0, "steps-INITIAL_FORMS": 0}
    elif "/calendarday/" in route:
        sent |= {"day": "2024-08-02", "note": "放假"}
    return sent, ""


def asked(scene: Scene, name: str, method: str, route: str, key: object = None, **more: Any) -> Got:
    where = address(route, key_of(route, scene) if key is None else key)
    return ask(scene.clients[name], method, where, body(route, scene), **more)


def everything(*but: str) -> Callable[[], list[Any]]:
    """All rows that the pages write, but for what these people choose for themselves."""
    tables = (
        Message, Notice, Policy, Step, Sheet, CalendarDay, Heartbeat, Commitment, LedgerEntry, Webhook,
        Delivery,
    )  # fmt: skip

    def rows() -> list[Any]:
        chosen = Preference.objects.exclude(person__username__in=[PEOPLE[name] for name in but])
        return [list(table.objects.order_by("pk").values()) for table in tables] + [list(chosen.values())]

    return rows


# --- the table --------------------------------------------------------------------------------------------


def test_everybody_gets_what_the_table_says(scene: Scene) -> None:
    found = {}
    for route in routes():
        got = ("".join(verdict(asked(scene, name, method, route)) for name in PEOPLE) for method in METHODS)
        found[route] = tuple(got)
    assert found == TABLE


def test_what_is_there_sounds_like_what_is_not(scene: Scene) -> None:
    """To a clerk of another organ, who may open these pages."""
    for route in (each for each in routes() if re.search("/(sheet|policy|webhook|delivery)/<", each)):
        for method in METHODS:
            there, absent = (asked(scene, "neighbour", method, route, key) for key in (None, 999_999))
            assert there.code == absent.code, route
            assert _unnumbered(there.told) == _unnumbered(absent.told), route


def _unnumbered(told: str) -> str:
    """Without the keys asked for, and without what is different each time."""
    return re.sub(r"\d+|name=\"csrfmiddlewaretoken\" value=\"\w+\"", "", told)


@pytest.mark.parametrize("name", [*OUTSIDERS, "superior"])
def test_nothing_is_changed_from_outside(scene: Scene, name: str) -> None:
    """Supervisors issue, and the organ's clerk keeps its webhooks; everything else is the administrator's."""
    rows = everything(name)
    before = rows()
    for route in routes():
        if name in OUTSIDERS or "/sheet/" not in route:
            assert asked(scene, name, "post", route, then=rows).rows == before, route


def test_a_message_is_read_by_its_reader_only(scene: Scene) -> None:
    route = "admin/notifications/message/inbox/read/"
    for name in PEOPLE:
        for sent in ({"message": scene.keys["own"]}, {}):
            got = ask(scene.clients[name], "post", f"/{route}", (sent, ""), then=_unread)
            assert got.rows == ([] if name == "reader" else [scene.keys["own"]]), name


def _unread() -> list[Any]:
    return list(Message.objects.filter(read_at=None, channel=Channel.SITE).values_list("pk", flat=True))


@pytest.mark.parametrize("name", ["reader", "administrator"])
def test_looking_changes_nothing(scene: Scene, name: str) -> None:
    rows = everything()
    before = rows()
    for route in routes():
        assert asked(scene, name, "get", route, then=rows).rows == before, route


@pytest.mark.parametrize("name", ["reader", "administrator"])
def test_no_answer_leads_away_from_the_site(scene: Scene, name: str) -> None:
    for route in routes():
        assert ELSEWHERE not in asked(scene, name, "post", route).told, route


@pytest.mark.parametrize("name", ["neighbour", "administrator"])
def test_a_key_that_is_none_is_not_found(scene: Scene, name: str) -> None:
    for route in (each for each in routes() if "<" in each):
        for key in ("x", "1/x", "9" * 30):
            for method in METHODS:
                assert asked(scene, name, method, route, key).code < 500, route


def test_nothing_is_taken_without_the_token_of_a_form(scene: Scene) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(scene.town["administrator"])
    rows = everything()
    before = rows()
    for route in routes():
        got = ask(client, "post", address(route, key_of(route, scene)), body(route, scene), then=rows)
        assert (got.code, got.rows == before) == (403, True), route


def test_nobody_gets_anything_without_a_login(scene: Scene) -> None:
    """But for a calendar, whose address is the login."""
    for route in (each for each in routes() if not each.startswith("calendar/")):
        for method in METHODS:
            got = ask(Client(), method, address(route, key_of(route, scene)), body(route, scene))
            assert got.code in ((200, 503) if route.startswith("healthz") else (302,)), route
            assert SECRET not in got.told


@pytest.mark.parametrize("where", ["/admin/", f"/admin/search/?s={SECRET}"])
def test_the_pages_that_all_share_tell_outsiders_nothing(scene: Scene, where: str) -> None:
    for name in OUTSIDERS:
        assert verdict(ask(scene.clients[name], "get", where, ({}, ""))) == "o"


def test_a_leak_would_be_seen(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CommitmentQuerySet, "visible_to", lambda rows, user, today: rows)
    for page in ("sheet/", "sheet/<path:object_id>/change/", "policy/preview/"):
        assert verdict(asked(scene, "neighbour", "get", f"admin/notifications/{page}")) == "s"
