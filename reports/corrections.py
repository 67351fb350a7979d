"""What a clerk may put right in a report, each act whole: lock, check, write, record, in one transaction.

The only door to heads and items once a report is read. Every act names the ``revision`` of the report that
the person saw; if somebody else changed it since, the act is refused and nothing is written. Every act leaves
a Correction row, by which it can be undone and by which it outlives a new reading (reports/rereading.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from reports import head, passages, versions
from reports.choices import ItemKind
from reports.models import Correction, Item, Organ, Report
from reports.people import name_of
from reports.refusals import Refusal

Verb = Correction.Verb


@contextmanager
def _opened(report_id: int, revision: int, *organ_ids: int | None) -> Iterator[Report]:
    """The report, locked, in the state that the person saw."""
    with transaction.atomic():
        if organ_ids:
            report = versions.lock_report(report_id, *organ_ids)
        else:
            report = Report.objects.select_for_update().get(pk=report_id)
        if report.revision != revision:
            raise Refusal(
                _("Somebody else has changed this report meanwhile. Reload the page and look at it again.")
            )
        yield report


def _record(report: Report, verb: str, before: Any, after: Any, *, by: Any, **more: Any) -> Correction:
    report.revision += 1
    Report.objects.filter(pk=report.pk).update(revision=report.revision)
    return Correction.objects.create(
        report=report,
        revision=report.revision,
        verb=verb,
        before=before,
        after=after,
        by=by,
        by_name=name_of(by),
        **more,
    )


# --- the head ----------------------------------------------------------------------------------------------


def set_head(report_id: int, field: str, value: Any, *, by: Any, revision: int) -> Correction:
    """Put one value of the head right. Setting the value that it has already confirms it.

    ``value``: an Organ or None for ``organ``; a string, an int or None, a date or None for the others.
    """
    if field not in head.FIELDS:
        raise Refusal(_("“%(field)s” is not a value of the head.") % {"field": field})
    organ_id = value.pk if isinstance(value, Organ) else None
    with _opened(report_id, revision, organ_id) as report:
        value_before = head.to_json(getattr(report, field))
        before = {"value": value_before, "basis": report.plan_year_basis, "series": report.series}
        value = _checked(field, value)
        _write_head(report, field, value, _series(report, field, value))
        after = {"value": head.to_json(value)}
        return _record(report, Verb.HEAD, before, after, by=by, field=field)


def _checked(field: str, value: Any) -> Any:
    if field == "organ":
        if value is not None and not (isinstance(value, Organ) and _stands(value)):
            raise Refusal(_("This organ does not exist any more."))
        return value
    column = Report._meta.get_field(field)
    try:
        return column.clean(value, None)  # type: ignore[union-attr]
    except ValidationError as error:
        raise Refusal(" ".join(error.messages)) from error


def _stands(organ: Organ) -> bool:
    """Asked again under the lock: it may have been merged since the form was shown."""
    return Organ.objects.current().filter(pk=organ.pk).exists()


def _series(report: Report, field: str, value: Any) -> str:
    """The series after ``field`` was set. Who sets what a version goes by says that it is one of those."""
    if versions.apart(report) and field not in ("organ", "kind", "year"):
        return report.series
    named = {name: getattr(report, name) for name in ("kind", "title", "addressee")}
    named |= {field: value} if field in named else {}
    return versions.series(**named, text_hash=report.text_hash)


def _write_head(report: Report, field: str, value: Any, series: str, basis: str | None = None) -> None:
    former = versions.group_of(report)
    head.assign(report, field, value)
    if basis is not None:
        report.plan_year_basis = basis
    report.series = series
    columns = [field, "plan_year_basis", "series"]
    moved = versions.group_of(report) != former
    if moved:
        versions.enter(report)
        columns += ["version", "superseded"]
    report.save(update_fields=columns)
    if moved:
        versions.settle(former, versions.group_of(report))
    if field == "plan_year":
        _replan(report)


def _replan(report: Report) -> None:
    """Deadlines that follow from the plan year follow it."""
    changed = []
    for item in report.items.current().filter(kind=ItemKind.ARRANGEMENT):
        columns = passages.replanned(
            {name: getattr(item, name) for name in passages.COLUMNS}, report.plan_year
        )
        if passages.differs(item, columns):
            passages.write(item, columns)
            changed.append(item)
    Item.objects.bulk_update(changed, ["due_on", "due_basis", "due_text"])


# --- the items ---------------------------------------------------------------------------------------------


def change_kind(report_id: int, item_id: int, kind: str, *, by: Any, revision: int) -> Correction:
    with _opened(report_id, revision) as report:
        item = _item(report, item_id)
        return _rewrite(report, Verb.KIND, [(item, _kind(kind), item.start, item.end)], by=by)


def move_bounds(report_id: int, item_id: int, start: int, end: int, *, by: Any, revision: int) -> Correction:
    with _opened(report_id, revision) as report:
        item = _item(report, item_id)
        return _rewrite(report, Verb.BOUNDS, [(item, item.kind, start, end)], by=by)


def split(report_id: int, item_id: int, at: int, *, by: Any, revision: int) -> Correction:
    """Part an item in two before the character at ``at`` of the report's text."""
    with _opened(report_id, revision) as report:
        item = _item(report, item_id)
        if not item.start < at < item.end:
            raise Refusal(_("The place to split at must lie inside the item."))
        second = Item(report=report, parent=item.parent)
        parts = [(item, item.kind, item.start, at), (second, item.kind, at, item.end)]
        return _rewrite(report, Verb.SPLIT, parts, by=by)


def merge(report_id: int, item_id: int, other_id: int, *, by: Any, revision: int) -> Correction:
    """Make two neighbours one, with all that stands between them. The earlier one's kind holds."""
    with _opened(report_id, revision) as report:
        first, second = sorted((_item(report, item_id), _item(report, other_id)), key=lambda item: item.start)
        between = report.items.current().filter(start__gt=first.start, start__lt=second.start)
        if first.pk == second.pk or between.exists():
            raise Refusal(_("Only two items that follow each other can be merged."))
        return _rewrite(
            report, Verb.MERGE, [(first, first.kind, first.start, second.end)], gone=[second], by=by
        )


def add(report_id: int, kind: str, start: int, end: int, *, by: Any, revision: int) -> Correction:
    with _opened(report_id, revision) as report:
        return _rewrite(report, Verb.ADD, [(Item(report=report), _kind(kind), start, end)], by=by)


def remove(report_id: int, item_id: int, *, by: Any, revision: int) -> Correction:
    """The row stays, marked: what was made of it keeps its sentence, and the act can be undone."""
    with _opened(report_id, revision) as report:
        return _rewrite(report, Verb.REMOVE, [], gone=[_item(report, item_id)], by=by)


def _item(report: Report, item_id: int) -> Item:
    item = report.items.current().filter(pk=item_id).first()
    if item is None:
        raise Refusal(_("This item is no longer in the report. Reload the page and look at it again."))
    return item


def _kind(kind: str) -> str:
    if kind not in ItemKind.values:
        raise Refusal(_("“%(kind)s” is not a kind of item.") % {"kind": kind})
    return kind


Part = tuple[Item, str, int, int]


def _rewrite(
    report: Report, verb: str, parts: Sequence[Part], *, by: Any, gone: Sequence[Item] = ()
) -> Correction:
    """Give each row of ``parts`` its kind and bounds, take those of ``gone`` away, and record both states."""
    rows = [part[0] for part in parts] + list(gone)
    before = [passages.snapshot(row) for row in rows]
    for row, kind, start, end in parts:
        start, end = _bounds(report, start, end)
        columns = passages.describe(
            report.text, kind, start, end, parent=row.parent, plan_year=report.plan_year
        )
        passages.write(row, columns)
    for row in gone:
        row.removed = True
    _refuse_overlap(report, rows)
    # Those that go first: the others may take over the place where one of them began.
    for row in sorted(rows, key=lambda row: not row.removed):
        row.save()
    for kept, row in zip(before, rows, strict=True):
        if kept["id"] is None:  # a new row: before, it was not there
            kept.update(passages.snapshot(row), removed=True)
    after = [passages.snapshot(row) for row in rows]
    return _record(report, verb, {"items": before}, {"items": after}, by=by)


def _bounds(report: Report, start: int, end: int) -> tuple[int, int]:
    """What was selected, without the white space at its ends."""
    if not 0 <= start <= end <= len(report.text):
        raise Refusal(_("The passage lies outside the text."))
    passage = report.text[start:end]
    start += len(passage) - len(passage.lstrip())
    end = start + len(passage.strip())
    if start == end:
        raise Refusal(_("Select at least one character of the text."))
    return start, end


def _refuse_overlap(report: Report, rows: Sequence[Item]) -> None:
    touched = [row for row in rows if not row.removed]
    others = list(report.items.current().exclude(pk__in=[row.pk for row in rows if row.pk]))
    for row in touched:
        for other in [*others, *(later for later in touched if later is not row)]:
            if row.start < other.end and other.start < row.end:
                raise Refusal(
                    _("The passage overlaps the item “%(heading)s”. Change the bounds of that one first.")
                    % {"heading": other}
                )


# --- taking back -------------------------------------------------------------------------------------------


def undo(report_id: int, *, by: Any, revision: int) -> Correction:
    """Take the latest correction in force back. It stays on record, and so does the taking back."""
    with _opened(report_id, revision, *_organs_before(report_id)) as report:
        latest = report.corrections.standing().last()
        if latest is None:
            raise Refusal(_("There is nothing to take back."))
        if latest.verb == Verb.HEAD:
            _undo_head(report, latest)
        else:
            _undo_items(report, latest)
        return _record(
            report, Verb.UNDO, latest.after, latest.before, by=by, field=latest.field, undoes=latest
        )


def _organs_before(report_id: int) -> list[int | None]:
    """The organ that an undo may bring back: its row is locked before the report's."""
    latest = Correction.objects.filter(report=report_id).standing().last()
    return [latest.before["value"]] if latest is not None and latest.field == "organ" else [None]


def _undo_head(report: Report, latest: Correction) -> None:
    try:
        value = head.from_json(latest.field, latest.before["value"])
    except Organ.DoesNotExist:
        value = None
    _write_head(report, latest.field, value, latest.before["series"], latest.before["basis"])


def _undo_items(report: Report, latest: Correction) -> None:
    rows = report.items.in_bulk([kept["id"] for kept in latest.before["items"]])
    for kept in latest.after["items"]:
        row = rows.get(kept["id"])
        if row is None or any(
            passages.snapshot(row)[name] != kept[name] for name in ("kind", "text", "start", "removed")
        ):
            raise Refusal(
                _("The report was read anew since; this cannot be taken back. Correct the item itself.")
            )
    for kept in latest.before["items"]:
        passages.write(rows[kept["id"]], passages.restored(kept))
    _refuse_overlap(report, list(rows.values()))
    for row in sorted(rows.values(), key=lambda row: not row.removed):
        row.save()
