"""Webhooks in the admin: registered, the secret shown once, failures tried again; each organ's by its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from config.people import write_roles
from notifications.choices import Status
from notifications.models import Delivery, Webhook
from notifications.webhooks import signing
from tests.commitments.offices import NOW, City
from tests.notifications.test_webhooks import webhook

pytestmark = pytest.mark.django_db
LIST = "/admin/notifications/webhook/"


@pytest.fixture(autouse=True)
def office_hours(db: None) -> Iterator[None]:
    write_roles()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(town: City) -> Client:
    return at_desk(town, "clerk")


def at_desk(town: City, name: str) -> Client:
    client = Client()
    client.force_login(town[name])
    return client


def form(town: City, **more: Any) -> dict[str, Any]:
    sent = {"name": "省平台", "organ": town.bureau.pk, "address": "https://8.8.8.8/hook", "on": "on"}
    return {**sent, "events": ["commitment.closed", "finding.rated"], **more}


def said(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def test_the_secret_is_shown_once(desk: Client, town: City) -> None:
    page = desk.post(f"{LIST}add/", form(town), follow=True)
    hook = Webhook.objects.get()
    assert (hook.organ, hook.events, hook.since) == (town.bureau, ["commitment.closed", "finding.rated"], NOW)
    assert hook.by == town["clerk"]
    secret = signing.secret(hook)
    assert re.fullmatch("[0-9a-f]{64}", secret)
    assert secret in said(page)
    for address in (f"{LIST}{hook.pk}/change/", LIST):
        assert secret not in said(desk.get(address))


def test_a_new_secret_makes_the_one_before_worthless(desk: Client, town: City) -> None:
    hook = webhook("https://8.8.8.8/", organ=town.bureau)
    former = signing.secret(hook)
    assert desk.get(f"{LIST}{hook.pk}/secret/").status_code == 405
    page = desk.post(f"{LIST}{hook.pk}/secret/", follow=True)
    hook.refresh_from_db()
    assert signing.secret(hook) in said(page)
    assert former not in said(page)
    assert former != signing.secret(hook)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("address", "http://8.8.8.8/", "地址必须以 https:// 开头"),
        ("address", "https://10.0.0.1/", "内网地址"),
        ("address", "https://127.0.0.1:6379/", "内网地址"),
        ("address", "gopher://8.8.8.8/", "地址格式不正确"),
        ("events", [], "必填"),
        ("events", ["drop table"], "不在可用的选项中"),
        ("organ", "", "必填"),
    ],
)
def test_what_does_not_do_is_told_and_nothing_is_lost(
    desk: Client, town: City, field: str, value: Any, words: str
) -> None:
    page = desk.post(f"{LIST}add/", form(town, **{field: value}))
    assert page.status_code == 200
    assert words in said(page)
    assert "省平台" in said(page)
    assert not Webhook.objects.exists()


def test_an_inside_address_is_taken_where_the_setting_allows_it(
    desk: Client, town: City, settings: Any
) -> None:
    from ipaddress import ip_network

    settings.WEBHOOK_NETWORKS = (ip_network("10.0.0.0/8"),)
    assert desk.post(f"{LIST}add/", form(town, address="https://10.0.0.1/")).status_code == 302
    assert Webhook.objects.count() == 1


def test_a_clerk_registers_for_the_own_organ_only(desk: Client, town: City) -> None:
    for organ in (town.neighbour, town.government):
        assert desk.post(f"{LIST}add/", form(town, organ=organ.pk)).status_code == 200
    assert not Webhook.objects.exists()
    desk.post(f"{LIST}add/", form(town, organ=town.windows.pk))
    assert Webhook.objects.get().organ == town.windows


def test_the_own_organ_is_proposed(desk: Client, town: City, admin_client: Client) -> None:
    page = said(desk.get(f"{LIST}add/"))
    assert f'value="{town.bureau.pk}" selected' in page
    assert "不选则推送全部" not in page
    assert "不选则推送全部" in said(admin_client.get(f"{LIST}add/"))


def test_only_the_administrator_tells_everything(town: City, admin_client: Client) -> None:
    assert admin_client.post(f"{LIST}add/", form(town, organ="")).status_code == 302
    hook = Webhook.objects.get()
    assert hook.organ is None
    assert hook.name not in said(at_desk(town, "clerk").get(LIST))
    assert "全部机关" in said(admin_client.get(LIST))


def test_switched_on_again_it_begins_anew(desk: Client, town: City) -> None:
    hook = webhook("https://8.8.8.8/hook", organ=town.bureau, on=False, since=NOW.replace(year=2020))
    desk.post(f"{LIST}{hook.pk}/change/", form(town))
    hook.refresh_from_db()
    assert (hook.on, hook.since) == (True, NOW)
    Webhook.objects.update(since=NOW.replace(year=2020))
    desk.post(f"{LIST}{hook.pk}/change/", form(town, name="改名"))
    hook.refresh_from_db()
    assert (hook.name, hook.since.year) == ("改名", 2020)


def failed(hook: Webhook) -> Delivery:
    return Delivery.objects.create(
        webhook=hook, event="commitment.closed", row=1, at=NOW, body="{}", next_try_at=NOW,
        status=Status.FAILED, error="HTTP 500", attempts=7,
    )  # fmt: skip


def test_a_failure_is_seen_and_tried_again(desk: Client, town: City) -> None:
    row = failed(webhook("https://8.8.8.8/", organ=town.bureau))
    address = "/admin/notifications/delivery/"
    assert "HTTP 500" in said(desk.get(address))
    assert "推送失败" in said(desk.get(address))
    sent = {"action": "again", "_selected_action": [row.pk]}
    assert "1 条推送将在一分钟内重新发送" in said(desk.post(address, sent, follow=True))
    row.refresh_from_db()
    assert row.status == Status.PLANNED
    Delivery.objects.update(status=Status.SENT, sent_at=NOW)
    assert "无需重试" in said(desk.post(address, sent, follow=True))


def test_a_neighbour_tries_nothing_again(town: City) -> None:
    row = failed(webhook("https://8.8.8.8/", organ=town.bureau))
    sent = {"action": "again", "_selected_action": [row.pk]}
    page = at_desk(town, "neighbour").post("/admin/notifications/delivery/", sent, follow=True)
    assert "HTTP 500" not in said(page)
    assert Delivery.objects.get().status == Status.FAILED


def test_what_was_sent_goes_with_its_webhook(desk: Client, town: City) -> None:
    hook = webhook("https://8.8.8.8/", organ=town.bureau)
    failed(hook)
    assert desk.post(f"{LIST}{hook.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Delivery.objects.exists()


def test_many_go_at_once(desk: Client, town: City) -> None:
    for _ in range(2):
        failed(webhook("https://8.8.8.8/", organ=town.bureau))
    keys = list(Webhook.objects.values_list("pk", flat=True))
    sent = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
    assert desk.post(LIST, sent).status_code == 302
    assert not Webhook.objects.exists()
