"""The site's clock, beating twice a second: ``celery -A tests.notifications.fastclock beat``.

A task has a tenth of its time, so that the job of a worker that was killed is free again after 90 seconds.
"""

from django.conf import settings

from config.celery import app

settings.CELERY_TASK_TIME_LIMIT = 30
settings.CELERY_TASK_SOFT_TIME_LIMIT = 24
for entry in app.conf.beat_schedule.values():
    entry["schedule"] = 0.5
    entry["options"] = {"expires": 30}

__all__ = ["app"]
