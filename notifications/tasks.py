"""What the workers do. The rows are the queue, the clock only says when to look (config/celery.py)."""

from __future__ import annotations

from collections.abc import Mapping

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from notifications import channels, clockwork, delivery, outcomes, planning
from notifications.webhooks import planning as telling
from notifications.webhooks import sending

EXPIRES = 55  # seconds: before the next round sends them again


@shared_task(name="notifications.plan")
def plan() -> str:
    now = timezone.now()
    today = timezone.localtime(now).date()
    return clockwork.run(
        clockwork.SWEEP, now, lambda: planning.plan(today, now=now, channels=channels.configured()).as_json()
    )


@shared_task(name="notifications.deliver")
def deliver() -> str:
    now = timezone.now()
    return clockwork.run(clockwork.DELIVER, now, lambda: delivery.deliver(now))


@shared_task(name="notifications.check_stuck")
def check_stuck() -> str:
    now = timezone.now()
    return clockwork.run(clockwork.STUCK, now, lambda: {"uncertain": outcomes.check_stuck(now)})


@shared_task(name="notifications.tell_systems")
def tell_systems() -> str:
    """Write down what happened, and have each other system told in a task of its own: one that does not
    answer holds up nobody else."""
    now = timezone.now()

    def work() -> Mapping[str, int]:
        counts = telling.plan(now)
        counts["stuck"] = sending.recover(now)
        telling.forget(now)
        return counts

    done = clockwork.run(clockwork.SYSTEMS, now, work)
    for webhook in sending.due(now):
        tell_system.apply_async(args=(webhook,), expires=EXPIRES)
    return done


@shared_task(name="notifications.tell_system")
def tell_system(webhook_id: int) -> str:
    return str(dict(sending.send(webhook_id, timezone.now(), settings.WEBHOOK_NETWORKS)))
