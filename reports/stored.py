"""A report's rows as the reading that the text core works on: what people corrected included."""

from __future__ import annotations

from typing import TypeVar, cast

from reports import passages
from reports.models import Item, Report, Section
from reports.text import model as core

T = TypeVar("T")


def reading(report: Report) -> core.Reading:
    """Two queries besides the row itself."""
    return core.Reading(
        text=report.text,
        origins=(),
        kind=core.Fact(cast(core.ReportKind, report.kind), ""),
        organ=_fact(report.organ.name if report.organ else None),
        title=_fact(report.title),
        addressee=_fact(report.addressee),
        year=_fact(report.year),
        plan_year=_fact(report.plan_year),
        plan_year_basis=None,
        issued_on=_fact(report.issued_on),
        chapters=tuple(_chapter(row) for row in report.sections.all()),
        items=tuple(item(row) for row in report.items.current()),
        notes=(),
    )


def _fact(value: T | None) -> core.Fact[T] | None:
    return core.Fact(value, "") if value else None


def _chapter(row: Section) -> core.Chapter:
    return core.Chapter(cast(core.ChapterKind, row.kind), row.heading, row.start, row.end, row.reason)


def item(row: Item) -> core.Item:
    """With what is asked of it when reports are compared: its words, place and grade."""
    return core.Item(
        kind=passages.core_kind(row.kind),
        parent=row.parent or None,
        heading=row.heading,
        text=row.text,
        start=row.start,
        end=row.end,
        reason=row.reason,
        due_on=row.due_on,
        grade=cast(core.Grade, row.grade) if row.grade else None,
    )
