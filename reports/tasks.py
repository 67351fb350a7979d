"""What the workers do. The rows are the queue: a task only says when to look."""

from __future__ import annotations

from time import monotonic

from celery import shared_task
from django.utils import timezone

from reports import intake, limits, worklist

# One sweep ends well within the time limit of a task; the next takes up the rest.
SWEEP_SECONDS = 120
SWEEP_AT_MOST = 100


@shared_task(name=worklist.READ_UPLOAD)
def read_upload(upload_id: int) -> str:
    upload = intake.read_upload(upload_id, limits=limits.configured(), now=timezone.now())
    return "not waiting" if upload is None else upload.status


@shared_task(name="reports.sweep_uploads")
def sweep_uploads() -> str:
    """Read what waits: its message was lost, or the broker was down when it came in."""
    intake.recover(timezone.now())
    until = monotonic() + SWEEP_SECONDS
    done = 0
    for upload_id in intake.waiting(SWEEP_AT_MOST):
        if monotonic() > until:
            break
        done += intake.read_upload(upload_id, limits=limits.configured(), now=timezone.now()) is not None
    return f"{done} read"
