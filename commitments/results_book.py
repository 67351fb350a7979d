"""The results of an organ and a year as an .xlsx workbook: row by row, and counted with charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any, Final

from django.utils import timezone, translation
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.fill import ColorChoice, PatternFillProperties
from openpyxl.styles import Font

from commitments import results, workbooks
from commitments.results import ANSWERS, BESIDE, OUTCOMES, REMEDIES, Answer, Group, Row, Tally, Year
from commitments.workbooks import Book, Column, Look
from reports.models import Organ

_CHUNK: Final = 500


def _judged_on(row: Row) -> Any:
    return timezone.localtime(row.judged_at).date() if row.judged_at else None


def _status(row: Row) -> str:
    status, percent = row.commitment.get_status_display(), row.commitment.percent
    return f"{status}（{percent}%）" if row.commitment.status == "open" else status


def _machine(row: Row) -> str:
    """What was found, and why; the suggestion is nobody's rating and stays away."""
    label = row.finding.get_verdict_display() if row.finding else ""
    return label if row.found in ("", label) else f"{label}：{row.found}"


def _outcome(row: Row) -> str:
    return "两位核对人意见不一致，待裁定" if row.dissent else row.outcome_label


COLUMNS: Final = (
    Column("编号", 18, lambda row: row.commitment.number),
    Column("承诺原文", 46, lambda row: row.commitment.quote),
    Column("事项", 20, lambda row: row.commitment.title),
    Column("分级", 9, lambda row: str(Group(row.group).label)),
    Column("牵头单位", 20, lambda row: str(row.commitment.lead or "")),
    Column("办理状态", 12, _status),
    Column("回应情况（系统比对）", 26, _machine),
    Column("证据原文", 46, lambda row: row.evidence.text if row.evidence else ""),
    Column("评定", 11, _outcome),
    Column("核对说明", 26, lambda row: row.note),
    Column("核对人", 10, lambda row: row.reviewers),
    Column("核对日期", 12, _judged_on),
    Column("是否批量采纳", 9, lambda row: ("是" if row.bulk else "否") if row.words else ""),
)
_ORGAN: Final = Column("机关", 24, lambda row: str(row.commitment.organ))


def workbook(organ: Organ, year: int, *, below: bool = False) -> IO[bytes]:
    """As many queries for many rows as for few, but for each further chunk of them."""
    counted = results.summary(organ, below=below)
    columns = [COLUMNS[0], _ORGAN, *COLUMNS[1:]] if below else list(COLUMNS)
    with translation.override("zh-hans"), Book() as book:
        lines = _numbered(columns, _chunks(list(results.rows(results.promised(organ, [year], below=below)))))
        table = book.table("承诺兑现情况", [Column("序号", 7, _nothing), *columns], Look(paper=workbooks.A3))
        for line in lines:
            table.add(line)
        _summary(book.workbook, organ, counted, year)
        return book.saved()


def _nothing(row: Any) -> None:
    """The number of a line is that of its place in the sheet."""


def _chunks(commitments: Sequence[Any]) -> Iterable[Row]:
    for n in range(0, len(commitments), _CHUNK):
        yield from results.told(commitments[n : n + _CHUNK])


def _numbered(columns: Sequence[Column], rows: Iterable[Row]) -> Iterable[list[Any]]:
    return ([n, *(column.value(row) for column in columns)] for n, row in enumerate(rows, start=1))


# --- the counts --------------------------------------------------------------------------------------------


def _summary(book: Workbook, organ: Organ, counted: Mapping[int, Year], year: int) -> None:
    sheet = _Sheet(workbooks.blank(book, "汇总", _WIDTHS, workbooks.A3))
    this, years = counted.get(year, Year(year, {})), results.trend(counted)
    sheet.title(f"{organ.name}{year}年度承诺兑现情况", 16)
    sheet.note("比例以计入评定的项数为分母；已调整、尚未到期、无法评价的和未评定、未比对的单列，不计入分母。")
    grades = [(str(group.label), tally) for group, tally in this.shown() if group != Group.PROBLEM]
    sheet.table("各级承诺评定情况", *_counts("分级", grades, OUTCOMES, ANSWERS), fills=_FILLS)
    problems = [(str(group.label), tally) for group, tally in this.shown() if group == Group.PROBLEM]
    answers = (*REMEDIES, *BESIDE)
    sheet.table("问题整改评定情况", *_counts("类别", problems, answers, REMEDIES), fills=_REMEDY_FILLS)
    if len(years) > 1:
        groups = [group for group in Group if any(each[group].total for each in years)]
        fills = [_GROUP_FILLS[group] for group in groups]
        sheet.table("历年兑现（整改）比例", *_kept(years, groups), fills=fills, stacked=False)
        lines = [(f"{each.year}年 {group.label}", tally) for each in years for group, tally in each.shown()]
        sheet.table("历年评定情况", *_counts("年度、分级", lines, OUTCOMES, ANSWERS))
    sheet.draw()


def _counts(
    what: str, lines: Iterable[tuple[str, Tally]], counts: Sequence[Answer], shares: Sequence[Answer]
) -> tuple[list[str], list[list[Any]]]:
    """Heading and rows. The counts stand side by side from the fourth column on: the chart reads them."""
    labels = [*(str(answer.label) for answer in counts), *(f"{answer.label}占比" for answer in shares)]
    rows = [
        [label, tally.total, tally.judged, *(tally[answer] for answer in counts)]
        + [str(tally.share(answer)) for answer in shares]
        for label, tally in lines
    ]
    return [what, "项数", "计入评定", *labels], rows


def _kept(years: Sequence[Year], groups: Sequence[Group]) -> tuple[list[str], list[list[Any]]]:
    """The shares as figures for the chart, then with what they are shares of; never one over all groups."""
    labels = [str(group.label) for group in groups]
    head = ["年度", "项数", "已核对", *labels, *(f"{label}（兑现/计入）" for label in labels)]
    rows: list[list[Any]] = []
    for year in years:
        kept = [year[group].kept for group in groups]
        figures = [share.number / share.of if share.of else None for share in kept]
        words = [str(share) if share.of else "" for share in kept]
        rows.append([f"{year.year}年", year.total, year.rated, *figures, *words])
    return head, rows


# Fills that differ without colour too: colour and pattern, in the order of OUTCOMES.
_FILLS: Final = (
    ("7CC49A", "solid"), ("3F8F5F", "wdUpDiag"), ("A86F0C", "pct50"), ("2F6FB0", "wdDnDiag"),
    ("B3413A", "diagCross"), ("E08A93", "solid"), ("666666", "dnDiag"), ("666666", "pct25"),
    ("666666", "cross"), ("999999", "ltUpDiag"), ("999999", "white"),
)  # fmt: skip
_REMEDY_FILLS: Final = (_FILLS[0], _FILLS[2], _FILLS[4], _FILLS[5], *_FILLS[6:])
_GROUP_FILLS: Final = dict(zip(Group, (_FILLS[n] for n in (0, 3, 2, 8, 4)), strict=True))
_FIRST: Final = 4  # the column in which a chart's figures begin
_WIDTHS: Final = (18, 9, 10, *[13] * 11, *[18] * 5)


class _Sheet:
    """Tables one below the other, then their charts: a write-only sheet goes downward. One page in print."""

    def __init__(self, sheet: Any) -> None:
        self.sheet, self.row, self.pens = sheet, 0, workbooks.Pens(sheet)
        self.charts: list[BarChart] = []
        sheet.page_setup.fitToHeight = 1

    def title(self, words: str, size: int) -> None:
        cell = WriteOnlyCell(self.sheet, words)
        cell.font, cell.data_type = Font(bold=True, size=size), "s"
        self._append([cell], 2 * size)

    def note(self, words: str) -> None:
        self._append([words], 18)

    def table(
        self, title: str, head: list[str], rows: list[list[Any]], *, fills: Any = (), stacked: bool = True
    ) -> None:
        """``fills``: those of the chart's series, one for each column from the fourth on."""
        if not rows:
            return
        self._append([], 10)
        self.title(title, 12)
        self._append((workbooks.heading(self.sheet, words) for words in head), 32)
        top = self.row
        for row in rows:
            self._append((self.pens.write(value) for value in row), 18)
        used = [n for n in range(len(fills)) if any(row[_FIRST - 1 + n] is not None for row in rows)]
        if stacked:  # what occurs nowhere is no part of a bar
            used = [n for n in used if any(row[_FIRST - 1 + n] for row in rows)]
        if used:
            columns = {_FIRST + n: fills[n] for n in used}
            chart = self._chart(title, top, columns, stacked=stacked)
            if stacked:  # whole numbers, and not too many
                chart.y_axis.majorUnit = max(1, -(-max(row[1] for row in rows) // 8))
            self.charts.append(chart)

    def _append(self, cells: Any, height: float) -> None:
        self.row += 1
        self.sheet.row_dimensions[self.row].height = height
        self.sheet.append(cells)

    def _chart(self, title: str, top: int, columns: Mapping[int, Any], *, stacked: bool) -> BarChart:
        chart = _bars(stacked=stacked)
        chart.title, chart.height, chart.width = title, 8.5, 24
        for column, fill in columns.items():
            data = Reference(self.sheet, min_col=column, min_row=top, max_row=self.row)
            chart.add_data(data, titles_from_data=True)
            chart.series[-1].graphicalProperties = _filled(*fill)
        chart.set_categories(Reference(self.sheet, min_col=1, min_row=top + 1, max_row=self.row))
        chart.dataLabels = DataLabelList(
            showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False,
            numFmt="0;;;" if stacked else "0%",
        )  # fmt: skip
        return chart

    def draw(self) -> None:
        """Two side by side."""
        for n, chart in enumerate(self.charts):
            self.sheet.add_chart(chart, f"{'AK'[n % 2]}{self.row + 2 + 19 * (n // 2)}")


def _bars(*, stacked: bool) -> BarChart:
    chart = BarChart()
    chart.type, chart.gapWidth, chart.legend.position = "bar" if stacked else "col", 60, "b"
    chart.x_axis.delete = chart.y_axis.delete = False
    if stacked:
        chart.grouping, chart.overlap = "stacked", 100
        # The first row on top, as in the table, and the figures below.
        chart.x_axis.scaling.orientation, chart.y_axis.crosses = "maxMin", "max"
    else:
        chart.y_axis.number_format, chart.y_axis.scaling.min, chart.y_axis.scaling.max = "0%", 0, 1
    return chart


def _filled(colour: str, pattern: str) -> GraphicalProperties:
    if pattern in ("solid", "white"):
        filled = GraphicalProperties(solidFill=colour if pattern == "solid" else "FFFFFF")
    else:
        white, ink = ColorChoice(srgbClr="FFFFFF"), ColorChoice(srgbClr=colour)
        filled = GraphicalProperties(pattFill=PatternFillProperties(prst=pattern, fgClr=ink, bgClr=white))
    filled.line.solidFill = colour
    return filled
