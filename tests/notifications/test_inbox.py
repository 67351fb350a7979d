"""One's own messages in the admin: the bell, the page, the channels; and what an administrator sees."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from config import people
from notifications import inbox
from notifications.choices import Channel, Status
from notifications.models import Message, Preference

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 7, 8, 1, 0, tzinfo=UTC)
LINES = [
    {
        "task": "overdue",
        "heading": "已逾期",
        "more": 3,
        "lines": [
            {"title": "窗口建设", "facts": "时限6月30日", "why": "承办人", "step": "报送进展", "path": "/x"}
        ],
    }
]  # fmt: skip


@pytest.fixture
def officer() -> User:
    return User.objects.create_user("officer", first_name="何青", email="heqing@example.cn", is_staff=True)


@pytest.fixture
def keeper() -> User:
    return User.objects.create_user("keeper", first_name="林晓", is_staff=True, is_superuser=True)


def message(person: User, days: int = 0, **values: Any) -> Message:
    values = {"channel": Channel.SITE, "status": Status.SENT, "sent_at": NOW, "lines": LINES, **values}
    day = NOW.date() + timedelta(days=days)
    return Message.objects.create(
        person=person, day=day, title=f"承诺事项：1 项逾期（{day:%m月%d日}）", claimed_at=NOW, **values
    )


def test_the_bell_counts_what_is_unread_on_every_page(client: Client, officer: User, keeper: User) -> None:
    client.force_login(officer)
    assert "未读0条" in client.get("/admin/").content.decode()
    for days in range(3):
        message(officer, days)
    message(officer, 4, read_at=NOW)
    message(officer, 5, channel=Channel.EMAIL)
    message(keeper)
    assert "未读3条" in client.get("/admin/").content.decode()


def test_messages_are_read_one_by_one_or_all_at_once(client: Client, officer: User, keeper: User) -> None:
    client.force_login(officer)
    first, *_others = [message(officer, days) for days in range(3)]
    foreign = message(keeper)
    page = client.get("/admin/notifications/message/inbox/").content.decode()
    assert page.count("标为已读") == 4
    assert page.count('href="/x"') == 3
    assert "另有3项" in page
    client.post("/admin/notifications/message/inbox/read/", {"message": first.pk})
    assert inbox.unread(officer) == 2
    client.post("/admin/notifications/message/inbox/read/", {"message": foreign.pk})
    assert inbox.unread(keeper) == 1
    for garbled in ("x", "9" * 30):
        answer = client.post("/admin/notifications/message/inbox/read/", {"message": garbled})
        assert answer.status_code == 404
    assert inbox.unread(officer) == 2
    client.post("/admin/notifications/message/inbox/read/")
    assert inbox.unread(officer) == 0
    assert client.get("/admin/notifications/message/inbox/read/").status_code == 405


def test_an_empty_inbox_says_what_to_expect(client: Client, officer: User) -> None:
    client.force_login(officer)
    assert "暂无消息" in client.get("/admin/notifications/message/inbox/").content.decode()


def test_the_inbox_costs_the_same_however_much_there_is(
    client: Client, officer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(officer)
    message(officer)
    with django_assert_num_queries(7):
        client.get("/admin/notifications/message/inbox/")
    for days in range(1, 40):
        message(officer, days)
    with django_assert_num_queries(7):
        page = client.get("/admin/notifications/message/inbox/?page=2").content.decode()
    assert "2 / 2" in page


def test_a_stranger_is_sent_to_the_login(client: Client) -> None:
    answer = client.get("/admin/notifications/message/inbox/")
    assert (answer.status_code, "/admin/login/" in answer.headers["Location"]) == (302, True)


def test_channels_are_chosen_by_their_person(client: Client, officer: User, settings: Any) -> None:
    settings.MESSENGER_URLS = {**settings.MESSENGER_URLS, "wecom": "wechat://corp:secret@1/@{to}"}
    client.force_login(officer)
    page = client.get("/admin/notifications/message/inbox/ways/").content.decode()
    assert "heqing@example.cn" in page
    assert "secret" not in page
    client.post("/admin/notifications/message/inbox/ways/", {"on-wecom": "on", "address-wecom": " heqing "})
    chosen = {row.channel: (row.on, row.address) for row in Preference.objects.filter(person=officer)}
    assert chosen == {"site": (False, ""), "email": (False, ""), "wecom": (True, "heqing")}


def test_a_missing_address_is_asked_for_and_nothing_is_lost(
    client: Client, officer: User, settings: Any
) -> None:
    settings.MESSENGER_URLS = {**settings.MESSENGER_URLS, "wecom": "wechat://corp:secret@1/@{to}"}
    client.force_login(officer)
    answer = client.post("/admin/notifications/message/inbox/ways/", {"on-wecom": "on", "on-email": "on"})
    assert answer.status_code == 400
    assert 'name="on-wecom" checked' in answer.content.decode()
    assert not Preference.objects.exists()


# --- what an administrator sees ----------------------------------------------------------------------------


def test_the_administrator_settles_what_is_in_doubt(client: Client, officer: User, keeper: User) -> None:
    people.write_roles()
    doubtful = message(officer, channel=Channel.EMAIL, status=Status.UNCERTAIN, sent_at=None, error="断线")
    failed = message(officer, 1, channel=Channel.EMAIL, status=Status.FAILED, sent_at=None)
    fine = message(officer, 2, channel=Channel.EMAIL)
    client.force_login(keeper)
    page = client.get("/admin/notifications/message/").content.decode()
    assert "断线" in page
    assert str(Status.UNCERTAIN.label) in page
    chosen = [doubtful.pk, fine.pk]
    answer = client.post(
        "/admin/notifications/message/", {"action": "arrived", "_selected_action": chosen}, follow=True
    )
    assert [m.level_tag for m in answer.context["messages"]] == ["warning", "success"]
    client.post("/admin/notifications/message/", {"action": "again", "_selected_action": [failed.pk]})
    assert [Message.objects.get(pk=m.pk).status for m in (doubtful, failed, fine)] == [
        "sent",
        "planned",
        "sent",
    ]


def test_the_list_costs_the_same_however_much_there_is(
    client: Client, officer: User, keeper: User, django_assert_max_num_queries: Any
) -> None:
    client.force_login(keeper)
    for days in range(30):
        message(officer, days, channel=Channel.EMAIL)
    with django_assert_max_num_queries(12):
        client.get("/admin/notifications/message/")


def test_who_was_told_cannot_be_deleted_or_made_up(client: Client, officer: User, keeper: User) -> None:
    row = message(officer)
    client.force_login(keeper)
    assert client.get("/admin/notifications/message/add/").status_code == 403
    assert client.post(f"/admin/notifications/message/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    client.force_login(officer)
    assert client.get("/admin/notifications/message/").status_code == 403
