"""A report read anew: the machine's values change, what people decided is put back, rows keep their keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports import head, passages, replay, versions
from reports.models import Correction, Item, Organ, Report, Section
from reports.passages import Columns
from reports.text.model import Reading

ORGAN_GONE = "organ_gone"
Unplaced = list[dict[str, Any]]


def apply(report: Report, columns: dict[str, Any], reading: Reading) -> None:
    """Write ``reading`` over ``report``. Call in a transaction."""
    read_organ = versions.lock_standing(head.organ(reading))
    locked = versions.lock_report(report.pk, read_organ.pk if read_organ else None)
    former, keeps_apart = versions.group_of(locked), versions.apart(locked)
    standing = list(locked.corrections.standing())
    for name, value in (columns | {"organ": read_organ}).items():
        setattr(locked, name, value)
    unplaced = _put_back_head(locked, standing)
    unplaced += _put_back_items(locked, standing, reading)
    locked.series = _series(locked, keeps_apart)
    locked.revision += 1
    locked.unplaced = unplaced
    versions.enter(locked)
    locked.save()
    locked.sections.all().delete()
    Section.objects.bulk_create(passages.sections(locked, reading))
    versions.settle(former, versions.group_of(locked))


def _series(report: Report, keeps_apart: bool) -> str:
    if keeps_apart and report.kind in versions.YEARLY:
        return report.text_hash
    return versions.series(report.kind, report.title, report.addressee, report.text_hash)


def _put_back_head(report: Report, standing: Sequence[Correction]) -> Unplaced:
    unplaced: Unplaced = []
    latest = {c.field: c for c in standing if c.verb == Correction.Verb.HEAD}
    for field, correction in latest.items():
        try:
            head.assign(report, field, head.from_json(field, correction.after["value"]))
        except Organ.DoesNotExist:
            unplaced.append({"correction": correction.pk, "reason": ORGAN_GONE})
    return unplaced


def _put_back_items(report: Report, standing: Sequence[Correction], reading: Reading) -> Unplaced:
    def describe(wanted: Columns, start: int, end: int) -> Columns:
        return passages.describe(
            report.text, wanted["kind"], start, end, parent=wanted["parent"], plan_year=report.plan_year
        )

    drafts = [passages.read(item) for item in reading.items]
    if report.plan_year != (reading.plan_year.value if reading.plan_year else None):
        drafts = [passages.replanned(draft, report.plan_year) for draft in drafts]
    changes = [
        replay.Change(c.pk, _standing(c.before), _standing(c.after)) for c in standing if c.after.get("items")
    ]
    items, lost = replay.replay(report.text, drafts, changes, describe)
    keep_rows(report, items)
    return [{"correction": change.key, "reason": change.reason} for change in lost]


def _standing(kept: dict[str, Any]) -> list[Columns]:
    return [passage for passage in kept["items"] if not passage["removed"]]


def keep_rows(report: Report, items: Sequence[Columns]) -> None:
    """Make these the report's items. A passage that was one before keeps its row, for others point at it."""
    rows = list(report.items.all())
    pairs = _pair(rows, items)
    changed: list[Item] = []
    fresh: list[Item] = []
    for columns, row in pairs:
        if row is None:
            fresh.append(Item(report=report, **columns))
        elif passages.differs(row, columns):
            passages.write(row, columns)
            changed.append(row)
    taken = {row.pk for _columns, row in pairs if row}
    gone = [row.pk for row in rows if row.pk not in taken and not row.removed]
    # Out of the way first: an UPDATE in which two rows swap places would break the unique start half way.
    report.items.filter(pk__in=gone + [row.pk for row in changed]).update(removed=True)
    Item.objects.bulk_update(changed, passages.COLUMNS)
    Item.objects.bulk_create(fresh)


def _pair(rows: Sequence[Item], items: Sequence[Columns]) -> list[tuple[Columns, Item | None]]:
    """For each passage the row with the same words, else a row that began or ended at the same place."""
    free = {row.pk: row for row in rows}
    found: dict[int, Item] = {}
    for strict in (True, False):
        for index, columns in enumerate(items):
            if index in found:
                continue
            fitting = [row for row in free.values() if _fits(row, columns, strict)]
            if fitting:
                best = min(fitting, key=lambda row: (row.removed, abs(row.start - columns["start"]), row.pk))
                found[index] = free.pop(best.pk)
    return [(columns, found.get(index)) for index, columns in enumerate(items)]


def _fits(row: Item, columns: Columns, strict: bool) -> bool:
    if strict:
        return row.text == columns["text"]
    same_place = row.start == columns["start"] or row.end == columns["end"]
    return not row.removed and same_place and (row.text in columns["text"] or columns["text"] in row.text)
