"""Telling the workers that there is something to do. The queue itself is a table: of uploads, say.

A message lost, doubled or never sent changes nothing: a sweep (reports/tasks.py) finds each row that waits.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

from celery import current_app
from kombu.exceptions import OperationalError

from reports.models import Upload

logger = logging.getLogger(__name__)

READ_UPLOAD = "reports.read_upload"


def announce(uploads: Iterable[Upload]) -> bool:
    """Whether the workers could be told. If not, the rows wait for the sweep, and the user should know."""
    return hand_over(READ_UPLOAD, [upload.pk for upload in uploads])


def hand_over(task: str, keys: Sequence[int]) -> bool:
    """One message for each row of the task."""
    if not keys:  # no broker is needed to say nothing
        return True
    try:
        with current_app.connection_for_write(connect_timeout=3) as link:
            # Asked once, not for ever: the user waits for the answer.
            link.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=3)
            for key in keys:
                current_app.send_task(task, args=[key], connection=link, retry=False)
    except (OperationalError, OSError):
        logger.warning("the broker does not answer; %s waits for the sweep", task, exc_info=True)
        return False
    return True
