"""What became of last year's arrangements (上年度安排落实情况), as words for the paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import translation

from commitments import drafting
from commitments.access import Person
from commitments.drafting import Entry
from commitments.papers.samples import Fields
from commitments.papers.words import day, numeral
from reports.models import Organ


def fields(organ: Organ, year: int, *, person: Person, today: date) -> Fields:
    """A paper is Chinese, whatever language its reader has chosen."""
    with translation.override("zh-hans"):
        drafted = drafting.draft(organ, year, person=person, today=today)
        groups = enumerate(drafted.groups, start=1)
        return {
            "机关": drafted.organ,
            "年度": str(year),
            "标题": drafted.title,
            "截至日期": day(drafted.as_of),
            "开头": drafted.opening,
            "分组": [
                {"序号": numeral(n), "类别": group.heading, "事项": _entries(group.entries)}
                for n, group in groups
            ],
        }


def _entries(entries: Sequence[Entry]) -> list[Fields]:
    return [
        {
            "序号": numeral(n),
            "编号": entry.number,
            "事项": entry.title,
            "落实情况": entry.text,
            "语句": [{"文字": each.text, "出处": each.source.label} for each in entry.sentences],
            "无记录": "是" if entry.silent else "",
        }
        for n, entry in enumerate(entries, start=1)
    ]
