"""Workbooks (.xlsx; from Excel, WPS or LibreOffice): their visible sheets as rows of words.

A merged cell says the same in each of its places, for that is how people read it. Dates come as 2024-06-30.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Final

from reports.readers.model import Limits, Sheet, Workbook
from reports.readers.package import Package
from reports.readers.refusals import Refused

MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 80


def read(data: bytes, limits: Limits) -> Workbook:
    package = Package(data, limits.max_expanded_bytes)
    if "xl/workbook.xml" not in package:
        raise Refused("wrong_type")
    package.admit_all()
    sheets = tuple(Sheet(sheet.title, _filled(sheet)) for sheet in _visible(data))
    if not any(sheet.rows for sheet in sheets):
        raise Refused("empty")
    return Workbook(sheets)


def _visible(data: bytes) -> list[Any]:
    from openpyxl import load_workbook

    try:
        # Formulas as the values that they last had.
        book = load_workbook(BytesIO(data), data_only=True)
    except MemoryError:
        raise
    except Exception as error:  # whatever openpyxl stumbles over, the file is not what it says
        raise Refused("damaged") from error
    return [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]


def _filled(sheet: Any) -> tuple[tuple[str, ...], ...]:
    """Without the empty rows at the end, of which an office program may have drawn thousands."""
    rows = list(_rows(sheet))
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) > MOST_ROWS:
        raise Refused("too_long", limit=MOST_ROWS)
    return tuple(rows)


def _rows(sheet: Any) -> Iterator[tuple[str, ...]]:
    merged = {
        (row, column): (area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, min(area.max_col, MOST_COLUMNS) + 1)
    }
    for cells in sheet.iter_rows(max_col=min(sheet.max_column, MOST_COLUMNS)):
        places = (merged.get((cell.row, cell.column)) for cell in cells)
        found = [sheet.cell(*place) if place else cell for cell, place in zip(cells, places, strict=True)]
        yield tuple(_words(cell.value) for cell in found)


def _words(value: Any) -> str:
    if value is None or isinstance(value, (bool, time)):
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
