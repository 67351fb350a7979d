"""The report on promises kept (兑现核对报告), for an organ and a year: rows and counts as words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from commitments import results
from commitments.choices import Kind, Rating
from commitments.papers.chart import Bars
from commitments.papers.samples import Fields
from commitments.papers.words import day
from commitments.refusals import Unfit
from commitments.results import ANSWERS, BESIDE, OUTCOMES, UNCOMPARED, UNRATED, Group, Row, Tally, Year
from commitments.retelling import words
from reports.models import Organ, Report

MOST_ROWS: Final = 1000
YEARS: Final = 5
_COUNTS: Final = {
    "兑现数": "kept",
    "部分完成数": Rating.PARTIAL,
    "持续推进数": Rating.ONGOING,
    "未启动数": Rating.NOT_STARTED,
    "未提及数": Rating.NOT_MENTIONED,
    "已调整数": Rating.ADJUSTED,
    "尚未到期数": Rating.NOT_DUE,
    "无法评价数": Rating.NOT_ASSESSABLE,
    "未评数": UNRATED,
    "未核对数": UNCOMPARED,
}
_ASIDE: Final = tuple(each for each in BESIDE if each.name not in (UNRATED, UNCOMPARED))


def fields(organ: Organ, year: int, *, today: date) -> Fields:
    """A paper is Chinese, whatever language its reader has chosen. Six queries, however many rows."""
    with translation.override("zh-hans"):
        counted = results.summary(organ)
        this = counted.get(year, Year(year, {}))
        if this.total > MOST_ROWS:
            raise Unfit(
                _("There are more than %(most)s promises; take the workbook instead.") % {"most": MOST_ROWS}
            )
        found = results.told(list(_rows(organ, year)))
        years = [each for each in results.trend(counted) if each.year <= year][-YEARS:]
        return {
            "机关": organ.name,
            "年度": str(year),
            "成文日期": day(today),
            **_reports(found),
            "事项数": str(this.total),
            "已核对数": str(this.compared),
            "已评定数": str(this.rated),
            "未核对数": str(this.total - this.compared) if this.compared < this.total else "",
            "分类统计": [_counted(year, group, tally) for group, tally in this.shown()],
            "评定图": _ratings(this),
            "年度趋势": [_counted(each.year, *shown) for each in years for shown in each.shown()],
            "趋势图": _trend(years),
            **_lists(found),
        }


def _rows(organ: Organ, year: int) -> Any:
    return results.rows(results.promised(organ, [year])).select_related("source__report")


def _reports(found: Sequence[Row]) -> Fields:
    old = {row.commitment.source.report_id: row.commitment.source.report for row in found}
    new = {row.finding.comparison.new_id: row.finding.comparison.new for row in found if row.finding}
    return {"承诺报告": _titles(old.values()), "核对报告": _titles(new.values())}


def _titles(reports: Any) -> str:
    return "、".join(f"《{report}》" for report in sorted(reports, key=_age))


def _age(report: Report) -> tuple[int, int]:
    return report.year or 0, report.pk


def _counted(year: int, group: Group, tally: Tally) -> Fields:
    by_name = {each.name: each for each in (*OUTCOMES, *ANSWERS)}
    percent = tally.kept.percent
    return {
        "年度": str(year),
        "类别": str(group.label),
        "事项数": str(tally.total),
        "已核对数": str(tally.compared),
        "已评定数": str(tally.rated),
        "计入评价数": str(tally.judged),
        "兑现比例": "" if percent is None else f"{percent}%",
        "不计入数": str(sum(tally[each] for each in _ASIDE)),
        **{name: str(tally[by_name[answer]]) for name, answer in _COUNTS.items()},
    }


def _ratings(this: Year) -> Bars | str:
    """How many came to which outcome, group by group. No picture where nothing was compared."""
    shown = list(this.shown())
    outcomes = [each for each in OUTCOMES if any(tally[each] for _group, tally in shown)]
    if not this.compared:
        return ""
    labels = tuple(str(each.label) for each in outcomes)
    series = tuple((str(group.label), tuple(tally[each] for each in outcomes)) for group, tally in shown)
    return Bars("各类事项评定结果（项）", labels, series)


def _trend(years: Sequence[Year]) -> Bars | str:
    """What counts, year by year and grade by grade; no picture of a single year."""
    bars = [
        (f"{year.year}年{group.label}", tally)
        for year in years
        for group, tally in year.shown()
        if tally.judged and group != Group.PROBLEM
    ]
    if len(years) < 2 or not bars:
        return ""
    answers = [each for each in ANSWERS if any(tally[each] for _label, tally in bars)]
    series = tuple((str(each.label), tuple(tally[each] for _label, tally in bars)) for each in answers)
    return Bars("近年计入评价事项的兑现情况（项）", tuple(label for label, _tally in bars), series)


def _lists(found: Sequence[Row]) -> Fields:
    problems = [row for row in found if row.commitment.kind == Kind.RECTIFICATION]
    promises = [row for row in found if row.commitment.kind != Kind.RECTIFICATION]
    silent = [row for row in found if row.outcome == Rating.NOT_MENTIONED]
    return {"工作安排": _told(promises), "问题整改": _told(problems), "未提及事项": _told(silent)}


def _told(rows: Sequence[Row]) -> list[Fields]:
    return [_row(number, row) for number, row in enumerate(rows, start=1)]


def _row(number: int, row: Row) -> Fields:
    promise, evidence = row.commitment, row.evidence
    return {
        "序号": str(number),
        "编号": promise.number,
        "承诺": words(promise.quote),
        "类别": str(Group(row.group).label),
        "牵头单位": promise.lead.name.removeprefix(promise.organ.name) if promise.lead else "",
        "完成时限": day(promise.due_on),
        "办理状态": promise.get_status_display(),
        "报告回应": words(row.found),
        "证据": words(evidence.text) if evidence else "",
        "证据出处": evidence.get_where_display() if evidence else "",
        "评定": row.outcome_label,
        "评定说明": words(row.note),
    }
