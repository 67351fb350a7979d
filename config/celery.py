"""The Celery app and the whole beat table.

Each entry has ``expires`` just under its own period: a worker that was stopped over night does not wake up
to a pile of the same sweep.
"""

from __future__ import annotations

import os
from typing import Any

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("commitments")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

MINUTE = 60.0


def every(minutes: int, task: str) -> dict[str, Any]:
    period = minutes * MINUTE
    return {"task": task, "schedule": period, "options": {"expires": period - 5}}


app.conf.beat_schedule = {
    # Uploads whose message was lost, or that came in while the broker was down.
    "sweep uploads": every(1, "reports.sweep_uploads"),
    # What is due is written down: once, however often this runs.
    "plan reminders": every(15, "notifications.plan"),
    # What was written down is told, at hours at which people work.
    "deliver reminders": every(1, "notifications.deliver"),
    # What a dead worker left in the middle is put before a person.
    "check stuck messages": every(5, "notifications.check_stuck"),
}
