"""The ledger as a file. A short list at once; a long one is asked for, made by a worker, and fetched later.

The rows are the queue, as with uploads: claimed by one worker, taken up by another when that one is gone. Who
asked is asked for anew when the file is made, and it holds what he or she may see on that day.
"""

from __future__ import annotations

import logging
import os
import uuid
from array import array
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from billiard.exceptions import SoftTimeLimitExceeded
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import access, listing
from commitments.access import Person
from commitments.listing import Wish
from commitments.models import Commitment, Export
from commitments.querysets import CommitmentQuerySet
from commitments.refusals import Unfit
from commitments.tasklist import writing
from reports.models import Organ

if TYPE_CHECKING:
    from datetime import date

    from django.utils.functional import _StrPromise

logger = logging.getLogger(__name__)

MAKE: Final = "commitments.make_export"
FOLDER: Final = "exports"
AT_ONCE: Final = 2000  # rows for which somebody waits
MOST: Final = 10  # of one person
KEPT: Final = timedelta(days=7)
# A file over which workers died this often is not given to a further one.
MOST_LOSSES: Final = 3
PERMISSION: Final = "commitments.view_commitment"
_CHUNK: Final = 5000
State, Format = Export.State, Export.Format

REASONS: Final[dict[str, _StrPromise]] = {
    "not_allowed": gettext_lazy("You may not see commitments any more."),
    "filters": gettext_lazy("One of the filters is not open to you any more. Choose them anew in the list."),
    "too_slow": gettext_lazy("It took too long. Narrow the list, or try again at a quieter hour."),
    "worker_lost": gettext_lazy("The service that makes it stopped several times. Try again later."),
    "unexpected": gettext_lazy("An error occurred, which was logged. Try again, or tell the administrator."),
}


class _Lost(Exception):
    """The row was given to another worker, or taken back by who asked."""


class _Failed(Exception):
    """The code of the reason."""


# --- ask ---------------------------------------------------------------------------------------------------


def wished(told: Mapping[str, str], person: Person, today: date) -> tuple[Wish, CommitmentQuerySet]:
    """What the list shows at this address, in its order, all pages of it."""
    wish = listing.read(told, person, today)
    organ = Organ.objects.filter(pk=wish.organ_id).first() if wish.organ_id is not None else None
    rows = access.seen_by(Commitment.objects.all(), person)
    return wish, wish.order.of(listing.narrowed(rows, wish, organ, person, today))


def short(rows: CommitmentQuerySet) -> list[int] | None:
    """The keys of a list for which somebody may wait; None of a longer one."""
    keys = list(rows.values_list("pk", flat=True)[: AT_ONCE + 1])
    return keys if len(keys) <= AT_ONCE else None


def ask(wish: Wish, format: str, *, by: Any, now: datetime) -> Export:  # noqa: A002
    """Queue it; asked a second time while the first is under way, it is that one."""
    asked = {"by": by, "address": wish.address(), "format": format}
    mine = Export.objects.filter(by=by)
    known = mine.under_way().filter(**asked).first()
    if known is not None:
        return known
    if mine.count() >= MOST:
        raise Unfit(
            _("You keep %(most)s exports already. Delete one that you need no longer.") % {"most": MOST}
        )
    try:
        with transaction.atomic():
            return Export.objects.create(**asked, asked_at=now)
    except IntegrityError:  # a double click
        return Export.objects.under_way().get(**asked)


def ask_again(export_id: int, *, by: Any, now: datetime) -> bool:
    """Queue once more what failed."""
    failed = Export.objects.filter(pk=export_id, by=by, state=State.FAILED)
    try:
        with transaction.atomic():
            return bool(failed.update(state=State.QUEUED, lost=0, reason="", asked_at=now, expires_at=None))
    except IntegrityError:  # asked for anew meanwhile
        return False


def forget(export_id: int, *, by: Any) -> bool:
    """Delete it; one that is under way is given up by its worker."""
    row = Export.objects.filter(pk=export_id, by=by).first()
    if row is not None:
        _remove(row)
    return row is not None


def mine(export_id: int, *, by: Any, now: datetime) -> Export | None:
    """The file, for who asked for it and sees still what it holds."""
    row = Export.objects.ready(now).filter(pk=export_id, by=by).first()
    person = access.person(by, timezone.localtime(now).date())
    return row if row is not None and _still_seen(row, person) else None


def _still_seen(row: Export, person: Person) -> bool:
    if person.user.is_superuser:
        return True
    return all(any(seat.over(path) for seat in person.seats) for path in row.seen_from)


# --- make --------------------------------------------------------------------------------------------------


def waiting(most: int) -> list[int]:
    """The keys of what waits, the oldest first."""
    return list(Export.objects.waiting().order_by("id").values_list("id", flat=True)[:most])


def recover(now: datetime) -> None:
    """Put back what dead workers left behind, or give it up for good."""
    stuck = Export.objects.stuck(now)
    stuck.filter(lost__gte=MOST_LOSSES - 1).update(
        state=State.FAILED, reason="worker_lost", expires_at=now + KEPT
    )
    stuck.update(state=State.QUEUED, lost=F("lost") + 1, rows_done=0)


def remove_expired(now: datetime) -> int:
    rows = list(Export.objects.expired(now))
    for row in rows:
        _remove(row)
    return len(rows)


def make(export_id: int, *, clock: Callable[[], datetime]) -> Export | None:
    """Write one queued file. None when it is not queued, as when another worker has it or took it over."""
    export = _claim(export_id, clock())
    if export is None:
        return None
    try:
        _make(export, clock)
    except _Lost:
        default_storage.delete(str(export.file.name))
        return None
    except _Failed as failed:
        _end(export, State.FAILED, clock(), str(failed))
    except SoftTimeLimitExceeded:
        _end(export, State.FAILED, clock(), "too_slow")
    except Exception:
        # One bad row must not stop the rest; it is told with a button to try again, and in the log.
        logger.exception("making export %s failed", export.pk)
        _end(export, State.FAILED, clock(), "unexpected")
    except BaseException:
        # Ctrl-C: it waits for the next run.
        _held(export).update(state=State.QUEUED, rows_done=0)
        raise
    return Export.objects.filter(pk=export.pk).first()


def _claim(export_id: int, now: datetime) -> Export | None:
    """What a dead worker wrote for it goes; the new file has a name that nobody can guess."""
    before = Export.objects.waiting().filter(pk=export_id).first()
    if before is None:
        return None
    name = f"{FOLDER}/{uuid.uuid4().hex}.{before.format}"
    won = Export.objects.waiting().filter(pk=export_id, attempts=before.attempts).update(
        state=State.MAKING, file=name, attempts=F("attempts") + 1, seen_at=now, rows_done=0, rows_total=None,
    )  # fmt: skip
    if not won:
        return None
    if before.file.name:
        default_storage.delete(before.file.name)
    before.refresh_from_db()
    return before


def _held(export: Export) -> Any:
    """The row, unless it was taken from this worker meanwhile."""
    return Export.objects.filter(pk=export.pk, state=State.MAKING, attempts=export.attempts)


def _note(export: Export, now: datetime, **figures: Any) -> None:
    if not _held(export).update(seen_at=now, **figures):
        raise _Lost


def _make(export: Export, clock: Callable[[], datetime]) -> None:
    now = clock()
    today = timezone.localtime(now).date()
    person, keys = _asked_for(export, today)
    paths = [""] if person.user.is_superuser else sorted({seat.path for seat in person.seats})
    _note(export, clock(), rows_total=len(keys), seen_from=paths)
    with TemporaryFile() as file:
        writing.write(keys, today, export.format, file, lambda done: _note(export, clock(), rows_done=done))
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        _note(export, clock())
        default_storage.save(str(export.file.name), File(file))
    _end(export, State.READY, clock(), size=size, made_at=clock())


def _asked_for(export: Export, today: date) -> tuple[Person, Sequence[int]]:
    """The keys of all rows, found by one query: eight bytes each, and none comes twice or is left out when
    others act meanwhile."""
    user = export.by
    if user is None or not user.is_active or not user.has_perm(PERMISSION):
        raise _Failed("not_allowed")
    person = access.person(user, today)
    wish, rows = wished(dict(parse_qsl(export.address)), person, today)
    if wish.unknown:  # left out, they would give more than was asked for
        raise _Failed("filters")
    return person, array("q", rows.values_list("pk", flat=True).iterator(chunk_size=_CHUNK))


def _end(export: Export, state: str, now: datetime, reason: str = "", **more: Any) -> None:
    ended = _held(export).update(state=state, reason=reason, lost=0, expires_at=now + KEPT, **more)
    if not ended or state != State.READY:
        default_storage.delete(str(export.file.name))


def _remove(row: Export) -> None:
    """The row first: a worker that makes it still finds it gone, and deletes what it wrote."""
    with transaction.atomic():
        Export.objects.filter(pk=row.pk).delete()
        if row.file.name:
            transaction.on_commit(partial(default_storage.delete, row.file.name))
