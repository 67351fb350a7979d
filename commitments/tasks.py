"""What the workers do. The rows tell what is to be compared; a task only says when to look."""

from __future__ import annotations

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from commitments import comparison, exports

# Spread over the workers pair by pair; the next sweep takes up the rest.
PAIRS_AT_MOST = 200
EXPIRES = 280  # seconds: before the next sweep sends them again

EXPORTS_AT_MOST = 20
EXPORT_EXPIRES = 55
# A million rows take their time. The row says who is at it: a message that comes twice does nothing.
EXPORT_SECONDS = 3600


@shared_task(name="commitments.compare_waiting")
def compare_waiting() -> str:
    """New reports beside those of the year before, and comparisons whose reports were corrected."""
    pairs = comparison.waiting(PAIRS_AT_MOST)
    for pair in pairs:
        compare.apply_async(args=pair, expires=EXPIRES)
    return f"{len(pairs)} to compare"


@shared_task(name="commitments.compare")
def compare(old_id: int, new_id: int) -> str:
    """A pair that breaks off is kept with that, so that it does not take the place of others for ever."""
    try:
        return str(comparison.prepare(old_id, new_id, now=timezone.now()).state)
    except (OperationalError, InterfaceError):
        raise  # it is the database that failed: the next sweep tries again
    except Exception:
        comparison.fail(old_id, new_id, now=timezone.now())
        raise


@shared_task(name=exports.MAKE, soft_time_limit=EXPORT_SECONDS - 60, time_limit=EXPORT_SECONDS)
def make_export(export_id: int) -> str:
    made = exports.make(export_id, clock=timezone.now)
    return "not waiting" if made is None else made.state


@shared_task(name="commitments.sweep_exports")
def sweep_exports() -> str:
    """Have made what waits: its message was lost, the broker was down, or a worker died over it."""
    exports.recover(timezone.now())
    waiting = exports.waiting(EXPORTS_AT_MOST)
    for export_id in waiting:
        make_export.apply_async(args=(export_id,), expires=EXPORT_EXPIRES)
    return f"{len(waiting)} to make"


@shared_task(name="commitments.remove_exports")
def remove_exports() -> str:
    return f"{exports.remove_expired(timezone.now())} removed"
