"""Tables as text (.csv), out and in.

A spreadsheet takes a cell that begins with = for a formula, whatever the quotes around it. Such a cell goes
out with an apostrophe before it, and so does one that has such a mark already: each comes back as it was.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import IO, Any, Final

from commitments.workbooks import words
from reports.readers import Limits, Refused, Sheet, Workbook
from reports.readers.encoding import decode

MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 80
BOM: Final = "\ufeff"  # by which Excel knows that it is UTF-8
_MEBIBYTE: Final = 1024 * 1024
_ACTIVE: Final = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_HELD: Final = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_DIVIDERS: Final = ",\t;"


class Commas:
    """The file stays open; who gave it closes it."""

    def __init__(self, file: IO[bytes], headings: Iterable[str]) -> None:
        self._text = io.TextIOWrapper(file, "utf-8", newline="", write_through=False)
        self._text.write(BOM)
        self._rows = csv.writer(self._text)
        self._rows.writerow(headings)

    def add(self, values: Iterable[Any]) -> None:
        self._rows.writerow([_inert(value) for value in values])

    def end(self) -> None:
        self._text.flush()
        self._text.detach()


def _inert(value: Any) -> str:
    said = words(value)
    return f"'{said}" if isinstance(value, str) and _ACTIVE.match(said) else said


def read(data: bytes, name: str, limits: Limits) -> Workbook:
    """One sheet. Divided by commas, semicolons or tabs, whichever its first line has most of."""
    if len(data) > limits.max_bytes:
        raise Refused("too_large", limit=max(1, limits.max_bytes // _MEBIBYTE))
    text = decode(data)
    first = text.lstrip().partition("\n")[0]
    divider = max(_DIVIDERS, key=first.count)
    rows: list[tuple[str, ...]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=divider):
            if len(rows) >= MOST_ROWS:
                raise Refused("too_long", limit=MOST_ROWS)
            rows.append(tuple(_freed(cell) for cell in row[:MOST_COLUMNS]))
    except csv.Error as error:
        raise Refused("damaged") from error
    if not any(any(row) for row in rows):
        raise Refused("empty")
    return Workbook((Sheet(name, tuple(rows)),))


def _freed(cell: str) -> str:
    return (cell[1:] if _HELD.match(cell) else cell).strip()
