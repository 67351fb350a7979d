"""The first page, seen by each role: what stands there, what may be done from there, and what it costs."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from commitments import boxes, capture, lifecycle
from commitments.choices import Role, Status
from commitments.models import Commitment, Membership
from config.people import write_roles
from tests.commitments import offices
from tests.commitments.offices import City, act, fresh
from tests.reports import papers

pytestmark = pytest.mark.django_db

MOST_QUERIES = 13
OF_THE_YEAR = 9  # what the year at a glance costs more, for those who are shown it


@pytest.fixture(autouse=True)
def roles(db: None) -> None:
    write_roles()


@pytest.fixture
def desk(town: City, candidates: list[Commitment]) -> dict[str, Commitment]:
    """One of each: to be confirmed, overdue, due soon with more time asked for, submitted, closed late."""
    today = timezone.localdate()
    overdue, soon, sent, late = candidates[1:]
    for row in (overdue, soon, sent, late):
        offices.opened(town, row)
    _due(overdue, today - timedelta(3))
    _due(soon, today + timedelta(3))
    until = today + timedelta(40)
    named: dict[str, Any] = {"by": town["officer"], "now": timezone.now()}
    act(lifecycle.request_extension, soon, until, "等批复", **named)
    offices.attached(town, sent)
    act(lifecycle.submit_for_closure, sent, **named)
    offices.attached(town, late)
    _due(late, today - timedelta(9))
    act(lifecycle.submit_for_closure, late, **named)
    act(lifecycle.sign_off, late, by=town["supervisor"], now=timezone.now())
    rows = {"candidate": candidates[0], "overdue": overdue, "soon": soon, "sent": sent, "late": late}
    return {name: fresh(row) for name, row in rows.items()}


def _due(row: Commitment, day: Any) -> None:
    Commitment.objects.filter(pk=row.pk).update(first_due_on=day, due_on=day, progressed_at=timezone.now())


def home(client: Client, user: User) -> str:
    client.force_login(user)
    answer = client.get("/admin/")
    assert answer.status_code == 200
    return answer.content.decode()


def sections(page: str) -> dict[str, set[int]]:
    """The commitments under each heading, by their keys."""
    parts = re.split(r'id="box-(\w+)"', page)
    found = {}
    for name, part in zip(parts[1::2], parts[2::2], strict=True):
        found[name] = {
            int(pk) for pk in re.findall(r"/commitment/(\d+)/change/", part.split("</section>")[0])
        }
    return found


# Who finds what under which heading: what several headings hold stands under the most pressing one.
SHOWN = {
    "officer": {"overdue": {"overdue"}, "due_7": {"soon"}, "waiting": {"sent"}},
    "leader": {"overdue": {"overdue"}, "due_7": {"soon"}, "waiting": {"sent"}},
    "helper": {"helping": {"overdue", "soon"}},
    "supervisor": {"to_sign": {"sent"}, "extensions": {"soon"}, "overdue": {"overdue"}},
    "clerk": {"overdue": {"overdue"}, "unconfirmed": {"candidate"}, "due_30": {"soon"}},
    "reviewer": {"overdue": {"overdue"}},
    "neighbour": {},
    "superior": {},
    "stranger": {},
    "root": {
        "to_sign": {"sent"}, "extensions": {"soon"}, "overdue": {"overdue"}, "unconfirmed": {"candidate"},
    },
}  # fmt: skip


@pytest.mark.parametrize("name", SHOWN)
def test_each_finds_what_waits_for_this_person(
    client: Client, town: City, desk: dict[str, Commitment], name: str
) -> None:
    town.people["root"] = User.objects.create_superuser("root")
    wanted = {box: {desk[row].pk for row in rows} for box, rows in SHOWN[name].items()}
    assert sections(home(client, town[name])) == wanted


def test_nothing_is_shown_to_those_whom_it_does_not_concern(
    client: Client, town: City, desk: dict[str, Commitment]
) -> None:
    for name in ("neighbour", "stranger"):
        page = home(client, town[name])
        assert not any(row.title in page for row in desk.values())


def test_what_has_ended_is_counted_and_not_listed(
    client: Client, town: City, desk: dict[str, Commitment]
) -> None:
    page = home(client, town["reviewer"])
    tiles = [node.attributes["href"] or "" for node in LexborHTMLParser(page).css("a.hm-tile")]
    assert [tile for tile in tiles if tile.endswith("box=closed_late")]
    assert desk["late"].title not in page


# The acts that the page offers, and to whom.
OFFERED = {
    "officer": {"report", "submit", "request_extension"},
    "leader": {"report", "submit", "request_extension"},
    "helper": {"report"},
    "supervisor": {"sign_off", "send_back", "decide_extension", "chase"},
    "clerk": {"confirm"},
    "reviewer": set(),
}


@pytest.mark.parametrize("name", OFFERED)
def test_each_is_offered_what_this_person_may_do(
    client: Client, town: City, desk: dict[str, Commitment], name: str
) -> None:
    page = home(client, town[name])
    offered = set(re.findall(r'name="act" value="(\w+)"', page)) | set(re.findall(r"\?act=(\w+)", page))
    assert offered == OFFERED[name]


def one_click(client: Client, user: User, row: Commitment, verb: str) -> None:
    """Press the button of this act beside this row."""
    address = reverse("admin:commitments_commitment_act", args=[row.pk])
    for form in re.findall(
        rf'<form method="post" action="{address}".*?</form>', home(client, user), re.DOTALL
    ):
        if f'value="{verb}"' in form:
            sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))
            answer = client.post(address, {**sent, "act": verb})
            assert answer.status_code == 302
            assert answer["Location"] == "/admin/"
            return
    raise AssertionError(f"no button for {verb}")


def test_no_change_this_month_is_one_click(client: Client, town: City, desk: dict[str, Commitment]) -> None:
    one_click(client, town["officer"], desk["overdue"], "report")
    assert desk["overdue"].progress.get().no_change


def test_a_signature_is_one_click(client: Client, town: City, desk: dict[str, Commitment]) -> None:
    one_click(client, town["supervisor"], desk["sent"], "sign_off")
    assert fresh(desk["sent"]).status == Status.CLOSED


def test_more_time_is_granted_by_one_click(client: Client, town: City, desk: dict[str, Commitment]) -> None:
    one_click(client, town["supervisor"], desk["soon"], "decide_extension")
    assert fresh(desk["soon"]).times_extended == 1


def test_chasing_is_one_click(client: Client, town: City, desk: dict[str, Commitment]) -> None:
    one_click(client, town["supervisor"], desk["overdue"], "chase")
    assert desk["overdue"].ledger.filter(verb="chase").exists()


def test_confirming_is_one_click(client: Client, town: City, desk: dict[str, Commitment]) -> None:
    one_click(client, town["clerk"], desk["candidate"], "confirm")
    assert fresh(desk["candidate"]).status == Status.OPEN


def test_why_it_came_back_and_why_time_is_asked_for(
    client: Client, town: City, desk: dict[str, Commitment]
) -> None:
    assert "等批复" in home(client, town["supervisor"])
    act(lifecycle.send_back, desk["sent"], "缺验收单", by=town["supervisor"], now=timezone.now())
    assert "缺验收单" in home(client, town["officer"])


def test_a_person_with_several_roles_sees_each_row_once(
    client: Client, town: City, desk: dict[str, Commitment]
) -> None:
    for role in (Role.CLERK, Role.SUPERVISOR, Role.REVIEWER):
        offices.seat("officer", role, town.bureau)
    found = sections(home(client, town["officer"]))
    shown = sorted(pk for keys in found.values() for pk in keys)
    assert shown == sorted(row.pk for name, row in desk.items() if name != "late")


def test_a_deadline_beyond_the_first_few_is_counted_and_found_in_the_list(
    client: Client, town: City, desk: dict[str, Commitment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commitments.admin.home.MOST_ROWS", 1)
    for row in (desk["overdue"], desk["soon"]):
        _due(row, timezone.localdate() - timedelta(5))
    page = home(client, town["officer"])
    assert sections(page)["overdue"] == {min(desk["overdue"].pk, desk["soon"].pk)}
    assert re.search(r"<b>2</b> <span>已逾期</span>", page)
    assert f"{reverse('admin:commitments_commitment_changelist')}?box=overdue" in page


# --- what it costs -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["officer", "supervisor", "clerk", "neighbour", "all roles", "root"])
def test_few_rows_and_many_cost_the_same(
    client: Client, town: City, desk: dict[str, Commitment], name: str
) -> None:
    if name == "all roles":
        for role in Role:
            offices.seat(name, role, town.bureau)
            offices.seat(name, role, town.windows)
    if name == "root":
        User.objects.create_superuser(name)
    user = User.objects.get(username=name)
    few = queries(client, user)
    for number in range(2):
        rows = offices.captured(town, year=2020 - number)[1:]
        lifecycle.confirm_all({row.pk: row.revision for row in rows}, by=town["clerk"], now=offices.NOW)
        owners = lifecycle.Owners(town.windows, (town.hotline,), town["officer"], town["supervisor"])
        revisions = {row.pk: fresh(row).revision for row in rows}
        chosen = dict.fromkeys(revisions, owners)
        lifecycle.assign_all(revisions, chosen, by=town["clerk"], now=offices.NOW)
    many = queries(client, user)
    shown = name != "officer"
    assert few == many <= MOST_QUERIES + (OF_THE_YEAR if shown else 0)


def queries(client: Client, user: User) -> int:
    client.force_login(user)
    client.get("/admin/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/admin/")
    return len(asked)


# --- nothing there -----------------------------------------------------------------------------------------


def test_who_holds_no_role_is_told_whom_to_ask(client: Client, town: City) -> None:
    assert "您还没有任职" in home(client, town["stranger"])


def test_who_has_nothing_to_do_is_told_so(client: Client, town: City) -> None:
    assert "目前没有等您办理的事项" in home(client, town["officer"])


def test_on_a_new_site_the_clerk_is_led(client: Client, town: City) -> None:
    page = home(client, town["clerk"])
    assert "从这里开始" in page
    assert "/admin/reports/upload/add/" in page
    assert page.count("已完成") == 1  # there are people already
    Membership.objects.exclude(user=town["clerk"]).delete()
    assert "已完成" not in home(client, town["clerk"])


def test_on_a_new_site_the_administrator_is_led(client: Client, db: None) -> None:
    page = home(client, User.objects.create_superuser("root"))
    assert "从这里开始" in page
    assert "已完成" not in page


def test_the_clerk_is_led_to_the_reports_to_capture(client: Client, town: City) -> None:
    paper = papers.entered(papers.paper())
    address = reverse("admin:commitments_capture", args=[paper.pk])
    assert address in home(client, town["clerk"])
    for name in ("officer", "neighbour", "reviewer"):
        assert address not in home(client, town[name])
    for row in capture.capture(paper.pk, by=town["clerk"], now=timezone.now()):
        act(lifecycle.confirm, row, by=town["clerk"], now=timezone.now())
    assert address not in home(client, town["clerk"])


def test_a_seat_that_ended_shows_nothing_any_more(
    client: Client, town: City, desk: dict[str, Commitment]
) -> None:
    Membership.objects.filter(user=town["officer"]).update(until=timezone.localdate() - timedelta(1))
    page = home(client, town["officer"])
    assert sections(page) == {}
    assert "您还没有任职" in page


def test_every_box_has_its_place_on_the_page(town: City) -> None:
    """A box that is offered acts must be one of the boxes."""
    from commitments.admin.home import ALARMING, OFFERS, PRESSING

    assert set(OFFERS) | ALARMING | PRESSING <= set(boxes.BOXES)
