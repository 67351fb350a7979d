"""What the workers do. The rows are the queue, the clock only says when to look (config/celery.py)."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from notifications import channels, clockwork, delivery, outcomes, planning


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
