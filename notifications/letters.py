"""A supervision sheet as a Word file: what stands in its fields."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils import timezone, translation

from commitments import units
from commitments.choices import Paper
from commitments.models import Commitment, Progress
from commitments.papers import in_force
from commitments.papers.samples import Fields
from commitments.papers.words import day
from commitments.retelling import words
from notifications.choices import SheetStatus, Stage
from notifications.models import Sheet
from reports.people import name_of

PAPERS: Final = {
    Stage.CHASE: Paper.CHASE,
    Stage.SUPERVISE: Paper.SUPERVISE,
    Stage.CIRCULATE: Paper.CIRCULATE,
}


def write(sheet: Sheet, overdue: int) -> bytes:
    """``overdue``: in working days, by the calendar. Four queries."""
    return in_force.write(PAPERS[Stage(sheet.stage)], sheet.organ, fields(sheet, overdue))


def fields(sheet: Sheet, overdue: int) -> Fields:
    """A paper is Chinese, whatever language its reader has chosen."""
    with translation.override("zh-hans"):
        row = sheet.commitment
        told = {
            "发文机关": sheet.organ.name,
            "名称": sheet.name,
            "编号": sheet.number,
            "责任单位": units.short_name(sheet.unit, sheet.organ),
            "完成时限": day(sheet.counts_from),
            "原定时限": day(row.first_due_on) if row.first_due_on != sheet.counts_from else "",
            "逾期工作日": str(overdue),
            "制发日期": day(sheet.made_on),
            "成文日期": day(sheet.issued_on or sheet.made_on),
            **_matter(sheet, row),
        }
        if sheet.stage == Stage.CIRCULATE:
            return {**told, "未签发": "" if sheet.status == SheetStatus.ISSUED else "是"}
        return {**told, "承办人": name_of(row.officer) if row.officer else "未指定"}


def _matter(sheet: Sheet, row: Commitment) -> Fields:
    helping = row.assignments.filter(part="support").select_related("unit").order_by("pk")
    return {
        "事项": row.title,
        "事项编号": row.number,
        "来源报告": str(row.source.report),
        "承诺原文": words(row.quote),
        "办理标准": words(row.completion_mark),
        "牵头单位": units.short_name(row.lead, sheet.organ) if row.lead else "",
        "配合单位": "、".join(units.short_name(part.unit, sheet.organ) for part in helping),
        "完成进度": f"{row.percent}%",
        **_progress(row.progress.order_by("-pk").first()),
    }


def _progress(last: Progress | None) -> dict[str, str]:
    if last is None:
        return {"最近进展": "", "最近进展日期": ""}
    on: date = timezone.localtime(last.made_at).date()
    return {"最近进展": "无变化" if last.no_change else words(last.text), "最近进展日期": day(on)}
