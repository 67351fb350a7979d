"""An item's columns: from the text core's item, from a row, into JSON and back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from reports.choices import ItemKind, Origin
from reports.models import Item, Report, Section
from reports.text import items
from reports.text import model as core
from reports.text.clean import fold
from reports.text.deadlines import due

Columns = dict[str, Any]

# All that a reading or a correction decides of an item.
COLUMNS = (
    "kind", "parent", "heading", "text", "start", "end", "reason", "due_on", "due_basis", "due_text", "grade",
    "grade_reason", "figures", "organs", "cause_start", "cause_end", "origin", "removed",
)  # fmt: skip


def read(item: core.Item) -> Columns:
    """As the machine read it."""
    return {
        "kind": item.kind,
        "parent": item.parent or "",
        "heading": item.heading,
        "text": item.text,
        "start": item.start,
        "end": item.end,
        "reason": item.reason,
        "due_on": item.due_on,
        "due_basis": item.due_basis or "",
        "due_text": item.due_text or "",
        "grade": item.grade or "",
        "grade_reason": item.grade_reason or "",
        "figures": [plain(asdict(figure)) for figure in item.figures],
        "organs": [asdict(mention) for mention in item.organs],
        "cause_start": item.cause.start if item.cause else None,
        "cause_end": item.cause.end if item.cause else None,
        "origin": Origin.MACHINE.value,
        "removed": False,
    }


def describe(text: str, kind: str, start: int, end: int, *, parent: str, plan_year: int | None) -> Columns:
    """A passage that a person marked: what it says is read by the same rules as the machine's own items."""
    words = heading(text, start, end)
    found = items.describe(
        text, fold(text), core_kind(kind), start, end,
        heading=words, parent=parent, reason="", plan_year=plan_year,
    )  # fmt: skip
    return read(found) | {"origin": Origin.PERSON.value}


def core_kind(kind: str) -> core.ItemKind:
    return "arrangement" if kind == ItemKind.ARRANGEMENT else "problem"


def heading(text: str, start: int, end: int) -> str:
    """The first sentence, with its mark, or the first line."""
    stops = [place for mark in "。\n" if (place := text.find(mark, start, end)) >= 0]
    stop = min(stops, default=end)
    return text[start : stop + 1 if text[stop : stop + 1] == "。" and stop < end else stop]


def replanned(columns: Columns, plan_year: int | None) -> Columns:
    """The same item under another plan year: 年底前 means the end of that year."""
    if columns["kind"] != ItemKind.ARRANGEMENT:
        return columns
    folded = fold(columns["text"])
    due_on, basis, words = due(folded, 0, len(folded), plan_year) or (None, None, None)
    return columns | {"due_on": due_on, "due_basis": basis or "", "due_text": words or ""}


def plain(value: Any) -> Any:
    """The same in what JSON knows: a decimal keeps its digits as text, a date is ISO."""
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def snapshot(row: Item) -> Columns:
    """A row as JSON, for the record of corrections."""
    return {"id": row.pk} | {name: plain(getattr(row, name)) for name in COLUMNS}


def restored(kept: Columns) -> Columns:
    """The columns out of a snapshot."""
    due_on = kept["due_on"]
    return {name: kept[name] for name in COLUMNS} | {"due_on": date.fromisoformat(due_on) if due_on else None}


def write(row: Item, columns: Columns) -> None:
    for name, value in columns.items():
        setattr(row, name, value)


def differs(row: Item, columns: Columns) -> bool:
    return any(getattr(row, name) != value for name, value in columns.items())


def sections(report: Report, reading: core.Reading) -> list[Section]:
    return [
        Section(report=report, kind=c.kind, heading=c.heading, start=c.start, end=c.end, reason=c.reason)
        for c in reading.chapters
    ]
