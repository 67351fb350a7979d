"""Delivery through a mail server that is down, slow, picky, or dies in the middle: the rest go out, and what
failed is told exactly once in the end, or stands there for a person to see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from notifications import channels, delivery, planning
from notifications.choices import Channel, Status
from notifications.models import Message
from tests import services
from tests.notifications import crowds
from tests.notifications.crowds import NOW
from tests.notifications.mailserver import PostOffice, post_office

pytestmark = pytest.mark.django_db

COMMITMENTS = 20
PEOPLE = COMMITMENTS // crowds.EACH * len(crowds.ROLES)


@pytest.fixture
def port(settings: Any) -> int:
    """Of a mail server that is not there yet; and a crowd that waits for its letters."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", services.free_port()
    settings.EMAIL_TIMEOUT = 10
    crowds.make(COMMITMENTS)
    planning.plan(NOW.date(), now=NOW, channels=channels.configured())
    return int(settings.EMAIL_PORT)


@pytest.fixture
def office(port: int) -> Iterator[PostOffice]:
    with post_office(port) as (office, _port):
        yield office


def everybody_was_told_once(office: PostOffice) -> None:
    told = office.lines()
    assert len(told) == COMMITMENTS * len(crowds.ROLES)
    assert set(told.values()) == {1}
    assert set(office.received().values()) == {1}


def mails(**only: Any) -> int:
    return Message.objects.filter(channel=Channel.EMAIL, **only).count()


def later(minutes: int) -> Any:
    return delivery.deliver(NOW + timedelta(minutes=minutes))


def test_a_server_that_was_down_gets_everything_when_it_is_back(port: int) -> None:
    assert [later(n)["email down"] for n in range(3)] == [1, 1, 1]
    assert mails() == 0
    with post_office(port) as (office, _port):
        assert later(4)["email"] == PEOPLE
        later(5)
    everybody_was_told_once(office)


def test_a_slow_server_is_waited_for(office: PostOffice) -> None:
    office.delay = 0.2
    assert delivery.deliver(NOW)["email"] == PEOPLE
    everybody_was_told_once(office)


def test_a_server_that_is_too_slow_leaves_doubt_and_no_second_copy(office: PostOffice, settings: Any) -> None:
    settings.EMAIL_TIMEOUT, office.delay = 0.2, 0.5
    assert delivery.deliver(NOW)["uncertain"] == PEOPLE
    office.delay = 0
    later(60)
    assert max(office.received().values(), default=1) == 1
    assert mails(status=Status.UNCERTAIN) == PEOPLE


def test_some_refused_recipients_do_not_keep_the_rest_waiting(office: PostOffice) -> None:
    gone, busy = User.objects.filter(email__gt="").order_by("pk")[:2]
    office.refuse = {gone.email: "550 no such mailbox", busy.email: "450 mailbox busy"}
    counts = delivery.deliver(NOW)
    assert (counts["email"], counts["permanent"], counts["temporary"]) == (PEOPLE - 2, 1, 1)
    office.refuse = {}
    later(5)
    later(60)
    assert set(office.received().values()) == {1}
    assert gone.email not in office.received()
    assert Message.objects.get(status=Status.FAILED).person_id == gone.pk
    assert mails(status=Status.SENT) == PEOPLE - 1


@pytest.mark.parametrize("deaths", [1, 3])
def test_a_server_that_dies_before_the_text_gets_it_again(office: PostOffice, deaths: int) -> None:
    office.die_at, office.deaths = "rcpt", deaths
    counts = delivery.deliver(NOW)
    assert (counts["email"], counts["temporary"]) == (PEOPLE - deaths, deaths)
    later(5)
    later(60)
    everybody_was_told_once(office)
    assert mails(status=Status.SENT) == PEOPLE


def test_a_server_that_dies_after_the_text_is_not_given_it_twice(office: PostOffice) -> None:
    office.die_at, office.deaths = "after accepting", 2
    counts = delivery.deliver(NOW)
    assert (counts["email"], counts["uncertain"]) == (PEOPLE - 2, 2)
    later(5)
    later(600)
    everybody_was_told_once(office)
    assert mails(status=Status.UNCERTAIN) == 2
