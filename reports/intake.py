"""The way of a file: stored once, taken up by one worker, written as one report or refused with a reason."""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any

from billiard.exceptions import SoftTimeLimitExceeded
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import F

from reports import recording
from reports.models import Upload
from reports.readers import Limits, Refused, read_file
from reports.text.reading import read

logger = logging.getLogger(__name__)

# A file over which workers died this often is not given to a further one.
MOST_LOSSES = 3
Status, Step = Upload.Status, Upload.Step


@dataclass(frozen=True, slots=True)
class Stored:
    """``new`` is False when the same content was here before: then ``upload`` is the earlier one."""

    upload: Upload
    new: bool


def store(content: File, name: str, *, by: Any, limits: Limits) -> Stored:
    """Keep the bytes and queue them. The hash is unique: a second caller gets the first's upload."""
    digest = _digest(content, limits)
    known = Upload.objects.filter(content_hash=digest).first()
    if known is not None:
        return Stored(known, new=False)
    row = Upload(content_hash=digest, name=shown_name(name), size=content.size, uploaded_by=by)
    if content.size > limits.max_bytes:
        _refuse(row, Refused("too_large", limit=limits.max_bytes // (1024 * 1024)))
    else:
        # A name of its own: of two callers at once, the loser deletes its copy and nobody reads half a file.
        row.file.save(f"{digest[:2]}/{uuid.uuid4().hex}{_suffix(name)}", content, save=False)
    return _added(row)


def refuse(refusal: Refused, name: str, size: int, *, key: str, by: Any) -> Stored:
    """Show why a file was never stored, once; ``key`` stands for the content that nobody could get at."""
    digest = hashlib.sha256(key.encode(errors="replace")).hexdigest()
    row = Upload(content_hash=digest, name=shown_name(name), size=size, uploaded_by=by)
    _refuse(row, refusal)
    return _added(row)


def _refuse(row: Upload, refusal: Refused) -> None:
    row.status, row.step = Status.REFUSED, Step.DONE
    row.reason_code, row.reason_values = refusal.code, refusal.values


def _added(row: Upload) -> Stored:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if row.file:
            row.file.delete(save=False)
        return Stored(Upload.objects.get(content_hash=row.content_hash), new=False)
    return Stored(row, new=True)


def _digest(content: File, limits: Limits) -> str:
    """Of a file too large to keep only the beginning was received: its size stands for the rest."""
    digest = hashlib.sha256()
    left = limits.max_bytes + 1
    for chunk in content.chunks():
        digest.update(chunk[:left])
        left -= len(chunk)
        if left <= 0:
            digest.update(str(content.size).encode())
            break
    content.seek(0)
    return digest.hexdigest()


def shown_name(name: str) -> str:
    """The file's name without its folders, short enough for its column; the ending is kept."""
    name = name.encode(errors="replace").decode()  # half a character, which a database does not take
    pure = PurePath(name.replace("\\", "/").replace("\0", "")).name or "?"
    return pure if len(pure) <= 255 else pure[: 255 - 12] + "…" + pure[-11:]


def _suffix(name: str) -> str:
    suffix = PurePath(name).suffix.lower()
    return suffix if suffix[1:].isalnum() and suffix.isascii() and len(suffix) <= 6 else ""


def ask_again(uploads: Iterable[Upload]) -> list[Upload]:
    """Queue once more what was refused, failed or read; returns those that are queued by this call.

    What is waiting or being read stays so. A file that was never stored cannot be read again.
    """
    queued = []
    for upload in uploads:
        settled = Upload.objects.filter(pk=upload.pk, status__in=(Status.READ, Status.REFUSED, Status.FAILED))
        if settled.exclude(file="").update(status=Status.QUEUED, step=Step.STORED, lost=0):
            upload.refresh_from_db()
            queued.append(upload)
    return queued


def recover(now: datetime) -> None:
    """Put back what dead workers left behind, or give it up for good."""
    Upload.objects.stuck(now).filter(lost__gte=MOST_LOSSES - 1).update(
        status=Status.FAILED, step=Step.DONE, reason_code="worker_lost", reason_values={}
    )
    Upload.objects.stuck(now).update(status=Status.QUEUED, step=Step.STORED, lost=F("lost") + 1)


def waiting(most: int) -> list[int]:
    """The keys of what waits, the oldest first."""
    return list(Upload.objects.waiting().order_by("id").values_list("id", flat=True)[:most])


def read_upload(upload_id: int, *, limits: Limits, now: datetime) -> Upload | None:
    """Read one queued file into its report. None when it is not queued, as when another worker has it."""
    upload = _claim(upload_id, now)
    if upload is None:
        return None
    try:
        _read(upload, limits, now)
    except Refused as refusal:
        _end(upload, Status.REFUSED, refusal.code, refusal.values)
    except recording.SameAsOther as found:
        _end(upload, Status.FAILED, "same_as_other", {"report": found.report.pk})
    except FileNotFoundError:
        _end(upload, Status.FAILED, "file_missing")
    except SoftTimeLimitExceeded:
        _end(upload, Status.FAILED, "too_slow")
    except Exception:
        # One bad file must not stop the rest; it is a row with a retry button, and a traceback in the log.
        logger.exception("reading upload %s failed", upload.pk)
        _end(upload, Status.FAILED, "unexpected")
    except BaseException:
        # Ctrl-C: nothing was written, so the file waits for the next run.
        _end(upload, Status.QUEUED)
        raise
    upload.refresh_from_db()
    return upload


def _claim(upload_id: int, now: datetime) -> Upload | None:
    won = Upload.objects.waiting().filter(pk=upload_id).update(
        status=Status.READING, step=Step.OPENING, claimed_at=now, attempts=F("attempts") + 1, reason_code="",
        reason_values={},
    )  # fmt: skip
    return Upload.objects.get(pk=upload_id) if won else None


def _mine(upload: Upload) -> Any:
    """The row, unless it was taken from this worker meanwhile."""
    return Upload.objects.filter(pk=upload.pk, status=Status.READING, attempts=upload.attempts)


def _end(upload: Upload, status: str, code: str = "", values: Any = None, **more: Any) -> None:
    step = Step.STORED if status == Status.QUEUED else Step.DONE
    reason = {"reason_code": code, "reason_values": dict(values or {})}
    _mine(upload).update(status=status, step=step, **reason, **more)


def _read(upload: Upload, limits: Limits, now: datetime) -> None:
    document = read_file(Path(upload.file.path), upload.name, limits)
    _mine(upload).update(step=Step.READING, format=document.format)
    # PostgreSQL's text holds no NUL; a blank in its place keeps every offset.
    reading = read(document.text.replace("\0", " "), document.metadata)
    _mine(upload).update(step=Step.SAVING)
    for last in (False, True):
        try:
            with transaction.atomic():
                if _mine(upload).select_for_update().first() is None:
                    return
                report = recording.record(upload, document, reading, now)
                _end(upload, Status.READ, report=report)
            return
        except IntegrityError:
            # Another worker wrote the same text a moment ago: look again and find it.
            if last:
                raise
