"""Many workers at once, and workers that die while sending: real processes, PostgreSQL, a real mail server.

The sizes are those of every day's test run; REMINDER_RACE=full runs what the closing notes report.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from notifications import channels, delivery, outcomes, planning
from notifications.choices import Channel, Status
from notifications.models import Message, Notice
from tests.notifications import crowds
from tests.notifications.crowds import NOW
from tests.notifications.mailserver import PostOffice, post_office

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

FULL = os.environ.get("REMINDER_RACE") == "full"
COMMITMENTS, WORKERS, KILLS = (2000, 8, 50) if FULL else (200, 8, 12)
ROLES = len(crowds.ROLES)


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with post_office() as (office, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield office


def started(work: Callable[[], Any]) -> int:
    """A process of its own, as a worker is: with its own connections, and nothing after its work."""
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        work()
        code = 0
    finally:
        os._exit(code)


def ended(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def planned() -> None:
    planning.plan(NOW.date(), now=NOW, channels=channels.configured())


def test_many_workers_at_once_tell_everybody_once(office: PostOffice) -> None:
    crowds.make(COMMITMENTS)

    def work() -> None:
        planned()
        delivery.deliver(NOW)

    assert [ended(pid) for pid in [started(work) for _ in range(WORKERS)]] == [0] * WORKERS
    delivery.deliver(NOW)  # whom two workers met at, and one let go
    told = office.lines()
    assert len(told) == COMMITMENTS * ROLES
    assert set(told.values()) == {1}
    assert set(Notice.objects.values_list("status", flat=True)) == {Status.SENT}
    site = Message.objects.filter(channel=Channel.SITE, status=Status.SENT)
    assert site.count() == len(office.letters) == COMMITMENTS // crowds.EACH * ROLES
    assert sum(len(group["lines"]) for row in site for group in row.lines) == COMMITMENTS * ROLES


def test_killed_workers_leave_no_second_copy_and_nothing_unseen(office: PostOffice) -> None:
    crowds.make(COMMITMENTS)
    planned()
    office.delay = 0.03
    kills = killed_while_sending(KILLS, office)
    office.delay = 0.0
    delivery.deliver(NOW + timedelta(minutes=1))
    outcomes.check_stuck(NOW + timedelta(hours=1))

    received = office.received()
    messages = Message.objects.filter(channel=Channel.EMAIL)
    assert max(received.values()) == 1
    assert max(office.lines().values()) == 1
    uncertain = set(messages.filter(status=Status.UNCERTAIN).values_list("address", flat=True))
    assert messages.filter(status=Status.SENT).count() + len(uncertain) == messages.count()
    everybody = set(messages.values_list("address", flat=True))
    assert len(everybody) == COMMITMENTS // crowds.EACH * ROLES
    lost = everybody - set(received)
    assert lost <= uncertain
    assert Message.objects.filter(channel=Channel.SITE, status=Status.SENT).count() == len(everybody)
    assert not Notice.objects.filter(status__in=(Status.PLANNED, Status.SENDING)).exists()
    print(f"\n{kills} kills, {len(received)} of {len(everybody)} received, {len(uncertain)} uncertain")


def killed_while_sending(most: int, office: PostOffice) -> int:
    """Workers that are killed at any moment, and others that take their place, until all is told."""
    crew = [started(lambda: delivery.deliver(NOW)) for _ in range(4)]
    kills = 0
    try:
        while kills < most and unsent():
            busy(office)
            time.sleep(random.uniform(0, 0.05))
            place = random.randrange(len(crew))
            os.kill(crew[place], signal.SIGKILL)
            kills += ended(crew[place]) == -signal.SIGKILL
            crew[place] = started(lambda: delivery.deliver(NOW))
    finally:
        for pid in crew:
            ended(pid)
    return kills


def busy(office: PostOffice) -> None:
    """Until another letter has come in, or it is clear that nobody is sending just now."""
    before, until = len(office.letters), time.monotonic() + 2
    while len(office.letters) == before and time.monotonic() < until:
        time.sleep(0.005)


def unsent() -> bool:
    return Notice.objects.filter(status=Status.PLANNED).exists()
