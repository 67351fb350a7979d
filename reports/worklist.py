"""Telling the workers that there is something to read. The queue itself is the table of uploads.

A message lost, doubled or never sent changes nothing: the sweep (reports/tasks.py) finds each row that waits.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from celery import current_app
from kombu.exceptions import OperationalError

from reports.models import Upload

logger = logging.getLogger(__name__)

READ_UPLOAD = "reports.read_upload"


def announce(uploads: Iterable[Upload]) -> bool:
    """Whether the workers could be told. If not, the rows wait for the sweep, and the user should know."""
    uploads = list(uploads)
    if not uploads:  # no broker is needed to say nothing
        return True
    try:
        with current_app.connection_for_write(connect_timeout=3) as link:
            # Asked once, not for ever: the user waits for the answer.
            link.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=3)
            for upload in uploads:
                current_app.send_task(READ_UPLOAD, args=[upload.pk], connection=link, retry=False)
    except (OperationalError, OSError):
        logger.warning("the broker does not answer; uploads wait for the sweep", exc_info=True)
        return False
    return True
