"""The site's clock, beating twice a second: ``celery -A tests.notifications.fastclock beat``."""

from config.celery import app

for entry in app.conf.beat_schedule.values():
    entry["schedule"] = 0.5
    entry["options"] = {"expires": 30}

__all__ = ["app"]
