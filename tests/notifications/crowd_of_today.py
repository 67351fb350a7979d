"""A crowd for a site that runs, by ``python -m tests.notifications.crowd_of_today 20 0``."""

from __future__ import annotations

import os
import sys
from datetime import timedelta

import django


def main(commitments: int, begin: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.utils import timezone

    from notifications.models import CalendarDay
    from tests.notifications import crowds

    for days in (-1, 0, 1):  # whatever the day on which the tests run, people work
        day = timezone.localdate() + timedelta(days=days)
        CalendarDay.objects.update_or_create(day=day, defaults={"working": True})
    crowds.make(commitments, begin)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
