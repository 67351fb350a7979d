"""The ledger (台账) as an .xlsx workbook, and the empty task list to fill in.

Rows go out as they come in, so that ten thousands of them take no more memory than ten.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from tempfile import TemporaryFile
from typing import IO, Any, Final

from django.db.models import OuterRef, Subquery, TextChoices
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from commitments import deadlines
from commitments.choices import DueBasis, Kind, Part, Status
from commitments.models import Assignment, Commitment, Progress
from commitments.querysets import CommitmentQuerySet
from commitments.refusals import Unfit
from commitments.standing import standing
from commitments.tasklist import headings
from reports.choices import Grade
from reports.people import name_of

MOST: Final = 50_000
_CHUNK: Final = 2000
_LONGEST: Final = 32_767  # characters that a cell holds
# What a spreadsheet takes for the beginning of a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_A3: Final = 8
_HEAD: Final = PatternFill("solid", fgColor="DCE6F1")


@dataclass(frozen=True, slots=True)
class Row:
    """A commitment with what stands in other tables."""

    commitment: Commitment
    supports: str
    today: date


@dataclass(frozen=True, slots=True)
class Column:
    heading: str
    width: int
    value: Callable[[Row], Any]


def _of(name: str) -> Callable[[Row], Any]:
    return lambda row: getattr(row.commitment, name)


def _shown(name: str, choices: type[TextChoices]) -> Callable[[Row], str]:
    def label(row: Row) -> str:
        value = getattr(row.commitment, name)
        return str(choices(value).label) if value else ""

    return label


def _person(name: str) -> Callable[[Row], str]:
    return lambda row: name_of(getattr(row.commitment, name))


def _unit(name: str) -> Callable[[Row], str]:
    return lambda row: str(getattr(row.commitment, name) or "")


def _colour(row: Row) -> str:
    found = standing(row.commitment, row.today)
    return f"{found.label}（{found.reason}）" if found else ""


def _late(row: Row) -> int | None:
    """Days after the first deadline, so far or for good; what is cancelled or carried over owes nothing."""
    commitment = row.commitment
    if commitment.first_due_on is None or commitment.due_on is None or not standing(commitment, row.today):
        return None
    course = deadlines.Course(commitment.first_due_on, commitment.due_on, commitment.submitted_on)
    return deadlines.days_late(course, row.today)


def _progressed_on(row: Row) -> date | None:
    at = row.commitment.progressed_at
    return timezone.localtime(at).date() if at else None


COLUMNS: Final = (
    Column(headings.NUMBER, 20, _of("number")),
    Column(headings.YEAR, 9, _of("plan_year")),
    Column("机关", 24, _unit("organ")),
    Column("类别", 10, _shown("kind", Kind)),
    Column(headings.TITLE, 32, _of("title")),
    Column("原文", 60, _of("quote")),
    Column("完成标志", 28, _of("completion_mark")),
    Column("分级", 9, _shown("grade", Grade)),
    Column(headings.LEAD, 26, _unit("lead")),
    Column(headings.SUPPORTS, 26, lambda row: row.supports),
    Column(headings.OFFICER, 10, _person("officer")),
    Column(headings.SUPERVISOR, 10, _person("supervisor")),
    Column("首次期限", 12, _of("first_due_on")),
    Column(headings.DUE, 12, _of("due_on")),
    Column("时限依据", 11, _shown("due_basis", DueBasis)),
    Column("延期次数", 9, _of("times_extended")),
    Column(headings.APPROVAL, 22, _of("approval")),
    Column("状态", 10, _shown("status", Status)),
    Column("亮灯情况", 20, _colour),
    Column("完成比例（%）", 10, _of("percent")),
    Column("最近进展时间", 13, _progressed_on),
    Column("最近进展", 40, _of("said_last")),
    Column("立项日期", 12, _of("confirmed_on")),
    Column("申请销号日期", 13, _of("submitted_on")),
    Column("销号日期", 12, _of("closed_on")),
    Column("超期天数", 9, _late),
    Column(headings.KEY, 9, _of("pk")),
    Column(headings.REVISION, 8, _of("revision")),
)


# --- the ledger -------------------------------------------------------------------------------------------


def ledger(commitments: CommitmentQuerySet, today: date) -> IO[bytes]:
    """Two queries for any number of commitments; in their order."""
    supports = _supports(commitments)
    if commitments.order_by()[MOST : MOST + 1].exists():
        raise Unfit(
            _("These are more than %(most)s commitments. Narrow the list, then export it.") % {"most": MOST}
        )
    said = Progress.objects.filter(commitment=OuterRef("pk")).order_by("-id").values("text")[:1]
    rows = commitments.defer(None).defer("group", "grade_reason", "suggested_units")
    rows = rows.select_related("organ", "lead", "officer", "supervisor").annotate(said_last=Subquery(said))
    found = (Row(row, "、".join(supports.get(row.pk, ())), today) for row in rows.iterator(chunk_size=_CHUNK))
    with translation.override("zh-hans"):
        return _saved(_book("台账", COLUMNS, ([column.value(row) for column in COLUMNS] for row in found)))


def _supports(commitments: CommitmentQuerySet) -> dict[int, list[str]]:
    parts = Assignment.objects.filter(part=Part.SUPPORT, commitment__in=commitments.order_by().values("pk"))
    found = defaultdict(list)
    for pk, name in parts.order_by("id").values_list("commitment_id", "unit__name"):
        found[pk].append(name)
    return found


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
    return _saved(_book("任务分工", columns, [[example for _heading, _width, example in _TEMPLATE]]))


# --- the workbook -----------------------------------------------------------------------------------------


def _book(title: str, columns: Iterable[Column], rows: Iterable[list[Any]]) -> Workbook:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    columns = list(columns)
    for n, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(n)].width = column.width
    sheet.freeze_panes = "B2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A3
    sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight = True, 0
    sheet.print_title_rows = "1:1"
    last = 1
    sheet.append(_heading(sheet, column) for column in columns)
    pens = _Pens(sheet)
    for values in rows:
        sheet.append(pens.write(value) for value in values)
        last += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"
    return book


def _heading(sheet: Any, column: Column) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, column.heading)
    cell.font, cell.fill = Font(bold=True), _HEAD
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return cell


class _Pens:
    """One cell of each kind, written over and over: to style each anew would take a third of the time."""

    def __init__(self, sheet: Any) -> None:
        self.text, self.marked, self.day, self.figure = (WriteOnlyCell(sheet) for _n in range(4))
        self.text.alignment = self.marked.alignment = Alignment(vertical="top", wrap_text=True)
        self.day.alignment = self.figure.alignment = Alignment(horizontal="center", vertical="top")
        self.day.number_format, self.marked.quotePrefix = "yyyy-mm-dd", True

    def write(self, value: Any) -> WriteOnlyCell | None:
        if value is None or value == "":
            return None
        if isinstance(value, str):
            return self._words(_CONTROLS.sub("", value)[:_LONGEST])
        cell = self.day if isinstance(value, date) else self.figure
        cell.value = value
        return cell

    def _words(self, words: str) -> WriteOnlyCell:
        """As text and nothing else: what looks like a formula is marked, and stays text when it is edited."""
        cell = self.marked if words.startswith(_FORMULA) else self.text
        cell.value, cell.data_type = words, "s"
        return cell


def _saved(book: Workbook) -> IO[bytes]:
    file = TemporaryFile()  # noqa: SIM115 the response that sends it closes it
    book.save(file)
    file.seek(0)
    return file
