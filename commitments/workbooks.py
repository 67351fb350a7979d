"""Workbooks (.xlsx) as offices use them: a frozen head, filters, widths, print set-up; and no text that is a
formula.

Rows go out as they come in, so that a hundred thousand of them take no more memory than ten.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from math import ceil
from tempfile import TemporaryFile
from typing import IO, Any, Final, Self

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import WorkbookAlreadySaved
from openpyxl.worksheet.dimensions import RowDimension

from commitments.deadlines import Colour

MIME: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A3: Final = 8
A4: Final = 9
# What a spreadsheet takes for the beginning of a formula.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
MOST_ROWS: Final = 1_000_000  # of a sheet; Excel opens 48,576 more
_LONGEST: Final = 32_767  # characters that a cell holds
# What the XML of a workbook cannot hold.
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FONT: Final = "宋体"
_PADDING: Final = 1.5  # of a cell, in characters
_LINE: Final = 13.0  # points
_HIGHEST: Final = 409.0
_HEAD: Final = PatternFill("solid", fgColor="DCE6F1")
_LAMPS: Final = {
    Colour.RED.value: PatternFill("solid", fgColor="F8CBAD"),
    Colour.YELLOW.value: PatternFill("solid", fgColor="FFE699"),
    Colour.GREEN.value: PatternFill("solid", fgColor="C6E0B4"),
}


class Lamp(str):
    """The words of a colour, and which it is."""

    __slots__ = ("colour",)
    colour: str


@dataclass(frozen=True, slots=True)
class Column:
    heading: str
    width: float
    value: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Look:
    """``printed``: how many columns, from the left, go onto paper; all, unless told. ``remark``: at the foot
    of each page."""

    printed: int | None = None
    frozen: str = "B2"
    remark: str = ""
    paper: int = A4


def words(value: Any) -> str:
    """What a cell says, as every format holds it."""
    return _CONTROLS.sub("", str(value))[:_LONGEST] if value is not None else ""


class Book:
    """To be used in a ``with``: whatever happens, no passing file stays."""

    def __init__(self) -> None:
        self.workbook = Workbook(write_only=True)
        self._tables: list[Table] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.discard()

    def table(self, title: str, columns: Sequence[Column], look: Look = Look()) -> Table:
        self._tables.append(Table(self.workbook, title, columns, look))
        return self._tables[-1]

    def save(self, file: IO[bytes]) -> None:
        for table in self._tables:
            table.end()
        self.workbook.save(file)

    def saved(self) -> IO[bytes]:
        file = TemporaryFile()  # noqa: SIM115 the response that sends it closes it
        self.save(file)
        file.seek(0)
        return file

    def discard(self) -> None:
        """What is not saved must not stay in the folder for passing files until the worker ends."""
        for sheet in self.workbook.worksheets:
            with suppress(WorkbookAlreadySaved, OSError, ValueError):
                sheet.close()
            with suppress(OSError, ValueError):
                sheet._writer.cleanup()


class Table:
    """Rows under headings, on as many sheets as they need."""

    def __init__(self, workbook: Workbook, title: str, columns: Sequence[Column], look: Look) -> None:
        self._workbook, self._title, self._columns, self._look = workbook, title, columns, look
        self._printed, self._sheets = look.printed or len(columns), 0
        self._widths = [column.width - _PADDING for column in columns[: self._printed]]
        self._begin()

    def add(self, values: Iterable[Any]) -> None:
        if self._last > MOST_ROWS:
            self.end()
            self._begin()
        values = list(values)
        self._last += 1
        with self._height(max(map(_lines, values, self._widths))):
            self._sheet.append(self._pens.write(value) for value in values)  # one by one: a pen writes once

    def end(self) -> None:
        """What depends on the number of rows."""
        sheet, last = self._sheet, self._last
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(self._columns))}{last}"
        sheet.print_area = f"A1:{get_column_letter(self._printed)}{last}"

    def _begin(self) -> None:
        self._sheets += 1
        name = self._title if self._sheets == 1 else f"{self._title}（{self._sheets}）"
        widths = [column.width for column in self._columns]
        self._sheet = sheet = blank(self._workbook, name, widths, self._look.paper)
        self._pens, self._last, self._tall = Pens(sheet), 1, _Tall(sheet)
        sheet.freeze_panes = self._look.frozen
        _print_as_table(sheet, self._title, self._look.remark)
        with self._height(2):
            sheet.append([heading(sheet, column.heading) for column in self._columns])

    @contextmanager
    def _height(self, lines: int) -> Iterator[None]:
        """Some office programs show one line of a row that does not say how high it is. Kept no longer than
        it takes to write the row."""
        rows = self._sheet.row_dimensions
        self._tall.ht = min(lines * _LINE + 2, _HIGHEST)
        rows[self._last] = self._tall
        yield
        del rows[self._last]


class _Tall(RowDimension):
    """A height that the office program may change when the row's text does."""

    @property
    def customHeight(self) -> bool:  # noqa: N802
        return False


def _lines(value: Any, width: float) -> int:
    """About how many lines a cell takes: a Chinese character is as wide as two letters."""
    if not isinstance(value, str) or (len(value) * 2 <= width and "\n" not in value):
        return 1
    return sum(max(1, ceil(len(line) * (1 if line.isascii() else 2) / width)) for line in value.split("\n"))


# --- a sheet and its cells ---------------------------------------------------------------------------------


def blank(workbook: Workbook, title: str, widths: Sequence[float], paper: int) -> Any:
    """Across, all columns on one page's width."""
    sheet: Any = workbook.create_sheet(title)
    for n, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(n)].width = width
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", paper
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    return sheet


def _print_as_table(sheet: Any, title: str, remark: str) -> None:
    """The headings on each page, the pages numbered."""
    sheet.print_title_rows = "1:1"
    sheet.print_options.gridLines = sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.7, 0.6, 0.3, 0.3
    sheet.oddHeader.center.text, sheet.oddHeader.center.size = title, 14
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    sheet.oddFooter.right.text = remark


def heading(sheet: Any, said: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, said)
    cell.font, cell.fill = Font(name=_FONT, size=10, bold=True), _HEAD
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return cell


class Pens:
    """One cell of each kind, written over and over: to style each anew would take a third of the time. A
    number with a fraction is a share."""

    def __init__(self, sheet: Any) -> None:
        left, middle = Alignment(vertical="top", wrap_text=True), Alignment("center", "top")
        self.text, self.marked = _pen(sheet, left), _pen(sheet, left)
        self.day, self.figure, self.share = (_pen(sheet, middle) for _n in range(3))
        self.day.number_format, self.share.number_format, self.marked.quotePrefix = "yyyy-mm-dd", "0%", True
        self.lamps = {colour: _pen(sheet, left, fill) for colour, fill in _LAMPS.items()}

    def write(self, value: Any) -> WriteOnlyCell | None:
        if value is None or value == "":
            return None
        if isinstance(value, str):
            return self._words(value)
        number = self.share if isinstance(value, float) else self.figure
        cell = self.day if isinstance(value, date) else number
        cell.value = value
        return cell

    def _words(self, value: str) -> WriteOnlyCell:
        """As text and nothing else: what looks like a formula is marked, and stays text when it is edited."""
        said = words(value)  # first: what stands before the = may be what no cell can hold
        if isinstance(value, Lamp):
            cell = self.lamps[value.colour]
        else:
            cell = self.marked if said.startswith(FORMULA) else self.text
        cell.value, cell.data_type = said, "s"
        return cell


def _pen(sheet: Any, alignment: Alignment, fill: PatternFill | None = None) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet)
    cell.font, cell.alignment = Font(name=_FONT, size=10), alignment
    if fill:
        cell.fill = fill
    return cell
