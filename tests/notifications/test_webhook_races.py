"""Many workers tell one system at once, and are killed at it: real processes, PostgreSQL, a real server."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from commitments import lifecycle
from notifications.choices import Status
from notifications.models import Delivery
from notifications.webhooks import planning, sending
from tests.commitments import offices
from tests.commitments.offices import NOW, City, act
from tests.notifications.receiver import Receiver, receiver
from tests.notifications.test_races import ended, started
from tests.notifications.test_webhooks import LOOPBACK, webhook

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def other() -> Iterator[Receiver]:
    with receiver() as made:
        yield made


def happen(town: City, years: int) -> int:
    """So many things happen, five a report."""
    for year in range(2000, 2000 + years):
        for row in offices.captured(town, year=year):
            act(lifecycle.confirm, row, by=town["clerk"])
    return 5 * years


def test_many_workers_at_once_tell_everything_once(town: City, other: Receiver) -> None:
    hook = webhook(other.address, events=["commitment.confirmed"])
    number = happen(town, 10)

    def work() -> None:
        planning.plan(NOW)
        sending.send(hook.pk, NOW, LOOPBACK)

    assert [ended(pid) for pid in [started(work) for _ in range(4)]] == [0] * 4
    sending.send(hook.pk, NOW, LOOPBACK)
    assert len(other.accepted) == number
    assert set(other.accepted.values()) == {1}
    assert Delivery.objects.filter(status=Status.SENT).count() == number


def test_killed_workers_lose_nothing(town: City, other: Receiver) -> None:
    hook = webhook(other.address, events=["commitment.confirmed"])
    number, other.hang = happen(town, 10), 0.02
    planning.plan(NOW)
    kills = 0
    while kills < 8:
        pid = started(lambda: sending.send(hook.pk, NOW, LOOPBACK))
        before, until = len(other.heard), time.monotonic() + 10
        while len(other.heard) == before and time.monotonic() < until:
            time.sleep(0.002)
        time.sleep(random.uniform(0, 0.03))
        os.kill(pid, signal.SIGKILL)
        kills += ended(pid) == -signal.SIGKILL
    other.hang = 0.0
    later = NOW + timedelta(minutes=10)
    sending.recover(later)
    sending.send(hook.pk, later, LOOPBACK)
    assert Delivery.objects.filter(status=Status.SENT).count() == number
    assert len(other.accepted) == number
    # Only what somebody died over was told twice, under the same key.
    assert sum(other.accepted.values()) <= number + kills
