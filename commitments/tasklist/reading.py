"""From the rows of a workbook, or of a .csv, to the entries of a task list: where its headings are, what each
row asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.refusals import Unfit
from commitments.tasklist import commas, headings
from reports.readers import Limits, Refused, Workbook, read_workbook
from reports.readers.detection import content_of

MOST: Final = 3000
PATIENCE: Final = 20.0  # seconds; a person waits for the answer
_TOP: Final = 30
# A note or a heading of a group that is merged over this many columns or more.
_WIDE: Final = 3

MESSAGES: Final = {
    "empty": gettext_lazy("There is nothing in this file. Check that it is the finished list and saved."),
    "too_large": gettext_lazy(
        "The file is larger than %(limit)s MB. Delete pictures and other sheets, then choose it again."
    ),
    "too_long": gettext_lazy("A sheet has more than %(limit)s rows. Divide it into several files."),
    "expands_too_far": gettext_lazy(
        "Unpacked, this file is far larger than any task list, so it was not opened. Copy the rows into a "
        "new workbook and choose that."
    ),
    "too_complex": gettext_lazy(
        "Reading this file took too long, so it was given up. Copy the rows into a new workbook and choose "
        "that."
    ),
    "password": gettext_lazy(
        "The file is protected by a password. Remove the password, save it, then choose it again."
    ),
    "bad_encoding": gettext_lazy(
        "The characters of this file cannot be read. Save it as an Excel workbook (.xlsx) and choose that."
    ),
    "damaged": gettext_lazy(
        "The file is damaged. Open it in Excel or WPS, save it anew and choose it again."
    ),
}
_OTHER: Final = gettext_lazy(
    "This is no Excel workbook (.xlsx). Open the list in Excel or WPS, choose “Save as”, take .xlsx, and "
    "choose that file."
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the list, in its own words. ``row`` is its number as the office program shows it.

    ``looked_at``: of an exported ledger the cells that cannot be changed, by their headings.
    """

    row: int
    key: str = ""
    revision: str = ""
    number: str = ""
    year: str = ""
    task: str = ""
    lead: str = ""
    owner: str = ""
    supports: str = ""
    officer: str = ""
    supervisor: str = ""
    due: str = ""
    approval: str = ""
    taken_on: str = ""
    looked_at: dict[str, str] = field(default_factory=dict, compare=False)

    def as_json(self) -> dict[str, Any]:
        """What it asks for: what it may not change is told once, when the list comes in."""
        return {name: value for name, value in asdict(replace(self, looked_at={})).items() if value}


def read(data: bytes, name: str, limits: Limits) -> list[Entry]:
    try:
        book = _book(data, name, replace(limits, seconds=min(limits.seconds, PATIENCE)))
    except Refused as refused:
        raise Unfit(str(MESSAGES.get(refused.code, _OTHER)) % refused.values) from refused
    return entries(book)


def _book(data: bytes, name: str, limits: Limits) -> Workbook:
    is_text = bool(data.strip()) and content_of(data) == "text"
    return commas.read(data, name, limits) if is_text else read_workbook(data, name, limits)


def entries(book: Workbook) -> list[Entry]:
    """Of the first sheet that has headings."""
    for sheet in book.sheets:
        top = _headings(sheet.rows)
        if top is not None:
            found = list(_entries(sheet.rows, *top))
            if not found:
                raise Unfit(
                    _("Below the headings of sheet “%(sheet)s” there is no row.") % {"sheet": sheet.name}
                )
            if len(found) > MOST:
                raise Unfit(_("The list has more than %(most)s rows. Divide it.") % {"most": MOST})
            return found
    raise Unfit(
        _(
            "No row of headings was found: one column for the task (标题, 任务) or its number (编号), and "
            "others for the units (牵头单位, 责任单位, 配合单位) or the deadline (完成时限). Compare with "
            "the template."
        )
    )


def _headings(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]] | None:
    """The row that names most columns: of headings in two rows the lower one, which is finer."""
    found = [(n, headings.fields_of(row)) for n, row in enumerate(rows[:_TOP])]
    n, fields = max(found, key=lambda each: (len(each[1]), each[0]), default=(0, {}))
    return (n, fields) if fields else None


def _entries(rows: Sequence[Sequence[str]], top: int, fields: dict[str, int]) -> Iterator[Entry]:
    looked_at = headings.looked_at(rows[top]) if "key" in fields else {}
    for n, row in enumerate(rows[top + 1 :], start=top + 2):
        values: dict[str, Any] = {name: row[column] for name, column in fields.items() if column < len(row)}
        order = values.pop("order", "")
        if not _is_note(row) and order != headings.EXAMPLE and not headings.fields_of(row):
            seen = {heading: row[column] for heading, column in looked_at.items() if column < len(row)}
            entry = Entry(row=n, looked_at=seen, **values)
            if entry.key or entry.number or entry.task:
                yield entry


def _is_note(row: Sequence[str]) -> bool:
    """一、优化营商环境, or 备注：…, over the whole width."""
    filled = [words for words in row if words]
    return len(filled) >= _WIDE and len(set(filled)) == 1
