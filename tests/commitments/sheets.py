"""Workbooks as offices make them, and what is in one that the site made."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook, load_workbook


def workbook(rows: Sequence[Sequence[Any]], *, merged: Sequence[str] = (), title: str = "任务分工") -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def opened(content: bytes) -> Any:
    """The first sheet."""
    return load_workbook(io.BytesIO(content)).worksheets[0]


def records(content: bytes) -> list[dict[str, Any]]:
    """The rows below the headings, by heading; days as days."""
    head, *rows = opened(content).iter_rows(values_only=True)
    return [dict(zip(head, map(_day, row), strict=True)) for row in rows]


def _day(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


def edited(content: bytes, changes: dict[int, dict[str, Any]]) -> bytes:
    """The workbook with other values, as somebody typed them: by the row's number and the heading."""
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row, values in changes.items():
        for heading, value in values.items():
            sheet.cell(row, columns[heading]).value = value
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
