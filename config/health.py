"""/healthz: can this process reach what it needs?"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from config.celery import app
from notifications import clockwork

logger = logging.getLogger(__name__)


def database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def broker() -> None:
    with app.connection_for_write(connect_timeout=3) as link:
        link.ensure_connection(max_retries=1, interval_start=0, timeout=3)


PARTS: dict[str, Callable[[], None]] = {"database": database, "broker": broker}


def answers(*names: str) -> dict[str, str]:
    """Which of these parts is well and which is not. Not why: the reason goes to the log."""
    found: dict[str, str] = {}
    for name in names:
        try:
            PARTS[name]()
        except Exception:
            logger.warning("healthz: %s does not answer", name, exc_info=True)
            found[name] = "down"
        else:
            found[name] = "ok"
    return found


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when all parts answer, 503 otherwise."""
    found = answers(*PARTS)
    healthy = set(found.values()) == {"ok"}
    return JsonResponse(found, status=200 if healthy else 503)


@never_cache
def reminders(request: HttpRequest) -> JsonResponse:
    """503 when a job of the reminders' clock is late or failed. Apart from the above, which says whether the
    site can be used: it can, and the next run makes up for what was missed."""
    states = {name: pulse.state for name, pulse in clockwork.pulses(timezone.now()).items()}
    well = set(states.values()) <= {"ok", "never"}
    return JsonResponse(states, status=200 if well else 503)
