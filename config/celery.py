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
    # New reports are held against those of the year before, each pair in a task of its own.
    "compare reports": every(5, "commitments.compare_waiting"),
    # Long lists to take away whose message was lost, or whose worker died.
    "sweep exports": every(1, "commitments.sweep_exports"),
    # Files that were kept long enough.
    "remove exports": every(60, "commitments.remove_exports"),
    # What is due is written down: once, however often this runs.
    "plan reminders": every(15, "notifications.plan"),
    # What was written down is told, at hours at which people work.
    "deliver reminders": every(1, "notifications.deliver"),
    # What happened is told to other systems; each of them in a task of its own.
    "tell other systems": every(1, "notifications.tell_systems"),
    # What a dead worker left in the middle is put before a person.
    "check stuck messages": every(5, "notifications.check_stuck"),
}
