"""The Celery app and the whole beat table.

Each entry has ``expires`` just under its own period: a worker that was stopped over night does not wake up
to a pile of the same sweep.
"""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("commitments")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

MINUTE = 60.0
app.conf.beat_schedule = {
    # Uploads whose message was lost, or that came in while the broker was down.
    "sweep uploads": {
        "task": "reports.sweep_uploads",
        "schedule": MINUTE,
        "options": {"expires": MINUTE - 5},
    },
    # What is due is written down: once, however often this runs.
    "plan reminders": {
        "task": "notifications.plan",
        "schedule": 15 * MINUTE,
        "options": {"expires": 15 * MINUTE - 5},
    },
    # What was written down is told, at hours at which people work.
    "deliver reminders": {
        "task": "notifications.deliver",
        "schedule": MINUTE,
        "options": {"expires": MINUTE - 5},
    },
    # What a dead worker left in the middle is put before a person.
    "check stuck messages": {
        "task": "notifications.check_stuck",
        "schedule": 5 * MINUTE,
        "options": {"expires": 5 * MINUTE - 5},
    },
}
