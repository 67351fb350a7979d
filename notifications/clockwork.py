"""The jobs of the clock: each runs once at a time, and leaves word of its last run for people to see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db.models import Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.choices import Outcome
from notifications.models import Heartbeat

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Who has been at a job for so long is dead, and the next may begin: Celery would have ended the task before.
LOST: Final = timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT) + timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Job:
    """``late``: when people should know that it did not run."""

    name: str
    label: _StrPromise
    late: timedelta


SWEEP: Final = Job("sweep", gettext_lazy("inspection"), timedelta(days=1))
DELIVER: Final = Job("deliver", gettext_lazy("delivery"), timedelta(hours=1))
STUCK: Final = Job("stuck", gettext_lazy("check of what hangs"), timedelta(hours=1))
# Looked after by whoever keeps the webhooks, not by all: it is none of JOBS.
SYSTEMS: Final = Job("systems", gettext_lazy("other systems"), timedelta(hours=1))
JOBS: Final = (SWEEP, DELIVER, STUCK)


def run(job: Job, now: datetime, work: Callable[[], Mapping[str, int]]) -> str:
    """Do the work unless it is being done. The row is the lock; a worker that died lets go in time."""
    if not _begin(job, now):
        return "running already"
    own = Heartbeat.objects.filter(job=job.name, started_at=now)
    try:
        counts = dict(work())
    except Exception as error:
        own.update(outcome=Outcome.FAILED, error=f"{type(error).__name__}: {error}"[:1000])
        raise
    own.update(outcome=Outcome.DONE, finished_at=now, counts=counts, error="")
    return ", ".join(f"{name} {number}" for name, number in counts.items()) or "nothing to do"


def _begin(job: Job, now: datetime) -> bool:
    first = Heartbeat(job=job.name, started_at=now - LOST, outcome=Outcome.DONE)
    Heartbeat.objects.bulk_create([first], ignore_conflicts=True)
    # Of a clock that was set back it may seem that the last run is still to come.
    free = ~Q(outcome=Outcome.RUNNING) | Q(started_at__lte=now - LOST) | Q(started_at__gt=now + LOST)
    row = Heartbeat.objects.filter(free, job=job.name).exclude(started_at=now)
    return bool(row.update(started_at=now, outcome=Outcome.RUNNING))


# --- shown to people ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pulse:
    """How a job stands. ``state``: ok, late, failed or never."""

    job: Job
    state: str
    at: datetime | None
    counts: Mapping[str, int]
    error: str

    @property
    def sentence(self) -> str:
        """ "Last inspection 08:30, all well." """
        label = str(self.job.label)
        if self.at is None:
            return (_("The %(job)s failed.") if self.error else _("No %(job)s has run yet.")) % {"job": label}
        words = {
            "ok": _("Last %(job)s %(at)s, all well."),
            "late": _("No %(job)s since %(at)s: are worker and beat running? The next run makes up for it."),
            "failed": _("The %(job)s failed. It last went well %(at)s and is tried again by itself."),
        }[self.state]
        return words % {"job": label, "at": _moment(self.at)}


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    if local.date() == timezone.localdate():
        return formats.date_format(local, "TIME_FORMAT")
    return formats.date_format(local, "SHORT_DATETIME_FORMAT")


def pulses(now: datetime) -> dict[str, Pulse]:
    """One query."""
    rows = Heartbeat.objects.in_bulk()
    return {job.name: _pulse(job, rows.get(job.name), now) for job in JOBS}


def _pulse(job: Job, row: Heartbeat | None, now: datetime) -> Pulse:
    if row is None:
        return Pulse(job, "never", None, {}, "")
    at, state = row.finished_at, "ok"
    if at is not None and now - at > job.late:
        state = "late"
    elif row.error:
        state = "failed"
    elif at is None:
        state = "never"
    return Pulse(job, state, at, row.counts, row.error)
