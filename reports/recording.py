"""A reading becomes rows: a new report, or a known one read anew under the corrections made to it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from reports import head, passages, rereading, versions
from reports.models import Item, Report, Section, Upload
from reports.readers import Document
from reports.text.model import Reading


class SameAsOther(Exception):
    """Read anew, a report's text turned out to be another report's."""

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self.report = report


def record(upload: Upload, document: Document, reading: Reading, now: datetime) -> Report:
    """The report that ``upload`` holds. Call in a transaction. As many queries for a long text as a short."""
    text_hash = hashlib.sha256(reading.text.encode()).hexdigest()
    twin = Report.objects.filter(text_hash=text_hash).first()
    if upload.report is None:
        return twin or _create(document, reading, text_hash, now)
    if twin is not None and twin != upload.report:
        raise SameAsOther(twin)
    first = upload.report.uploads.order_by("id").values_list("id", flat=True).first()
    if first == upload.pk:
        rereading.apply(upload.report, _columns(document, reading, text_hash, now), reading)
    return upload.report


def _columns(document: Document, reading: Reading, text_hash: str, now: datetime) -> dict[str, Any]:
    notes = [{"code": note.code, "detail": note.detail} for note in reading.notes]
    if document.unread_pages:
        notes.append({"code": "unread_pages", "detail": ", ".join(map(str, document.unread_pages))})
    return head.columns(reading) | {
        "facts": head.facts(reading),
        "text": reading.text,
        "text_hash": text_hash,
        "origins": [list(run) for run in reading.origins],
        "notes": notes,
        "read_at": now,
    }


def _create(document: Document, reading: Reading, text_hash: str, now: datetime) -> Report:
    organ = versions.lock_standing(head.organ(reading))
    report = Report(organ=organ, **_columns(document, reading, text_hash, now))
    report.series = versions.series(report.kind, report.title, report.addressee, text_hash)
    versions.arrive(report)
    report.save(force_insert=True)
    Section.objects.bulk_create(passages.sections(report, reading))
    Item.objects.bulk_create([Item(report=report, **passages.read(item)) for item in reading.items])
    return report
