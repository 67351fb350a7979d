"""The ledger (台账) as .xlsx or .csv, and the empty task list to fill in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from tempfile import TemporaryFile
from typing import IO, Any, Final

from django.utils import translation

from commitments import workbooks
from commitments.tasklist import headings
from commitments.tasklist.columns import COLUMNS, OFFICIAL
from commitments.tasklist.commas import Commas
from commitments.tasklist.gathering import gather
from commitments.workbooks import Book, Column, Look

BATCH: Final = 2000
FORMATS: Final = {
    "xlsx": workbooks.MIME,
    "csv": "text/csv; charset=utf-8",
}
_LANGUAGE: Final = "zh-hans"  # that of the headings


def _nobody_asks(done: int) -> None:
    return None


def ledger(keys: Sequence[int], today: date, format: str = "xlsx") -> IO[bytes]:  # noqa: A002
    """In this order. For a list for which somebody waits; a long one is made by a worker (exports.py)."""
    file = TemporaryFile()  # noqa: SIM115 the response that sends it closes it
    write(keys, today, format, file)
    file.seek(0)
    return file


def write(
    keys: Sequence[int], today: date, format: str, file: IO[bytes],  # noqa: A002
    told: Callable[[int], None] = _nobody_asks,
) -> None:  # fmt: skip
    """``told`` hears after each batch how many rows are written, and may end it by an exception."""
    with translation.override(_LANGUAGE):
        if format == "csv":
            text = Commas(file, (column.heading for column in COLUMNS))
            _add_all(text.add, keys, today, told)
            text.end()
        else:
            look = Look(len(OFFICIAL), "C2", f"{today.isoformat()} 导出")
            with Book() as book:
                _add_all(book.table("承诺事项台账", COLUMNS, look).add, keys, today, told)
                book.save(file)


def _add_all(
    add: Callable[[Iterable[Any]], None], keys: Sequence[int], today: date, told: Callable[[int], None]
) -> None:
    for start in range(0, len(keys), BATCH):
        batch = list(keys[start : start + BATCH])
        for row in gather(batch, today, start + 1):
            add([column.value(row) for column in COLUMNS])
        told(start + len(batch))


# --- the template -----------------------------------------------------------------------------------------

_TEMPLATE: Final = (
    (headings.ORDER, 8, headings.EXAMPLE),
    (headings.NUMBER, 20, ""),
    (headings.TASK, 48, "加强窗口队伍建设，组织两轮业务培训"),
    (headings.LEAD, 24, "窗口管理科"),
    (headings.SUPPORTS, 24, "热线科、办公室"),
    (headings.OFFICER, 10, ""),
    (headings.SUPERVISOR, 10, ""),
    (headings.DUE, 14, "6月底前"),
    (headings.APPROVAL, 24, ""),
)


def template() -> IO[bytes]:
    columns = [Column(heading, width, lambda row: None) for heading, width, _example in _TEMPLATE]
    with Book() as book:
        book.table("任务分工", columns).add([example for _heading, _width, example in _TEMPLATE])
        return book.saved()
