"""The columns of a task list (任务分工): what they are called here, and elsewhere. Pure.

The headings are part of the file's format, so they are Chinese in every language of the site.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

KEY: Final = "系统序号"
REVISION: Final = "修订号"
NUMBER: Final = "编号"
YEAR: Final = "计划年度"
TITLE: Final = "标题"
LEAD: Final = "牵头单位"
SUPPORTS: Final = "配合单位"
OFFICER: Final = "承办人"
SUPERVISOR: Final = "督办人"
DUE: Final = "完成时限"
APPROVAL: Final = "调整批准依据"
ORDER: Final = "序号"
TASK: Final = "任务"
EXAMPLE: Final = "示例"
# In the ledger, as offices head them.
MATTER: Final = "事项"
LIMIT: Final = "时限"
# The day on which the ledger was exported: what it says of lateness was so on that day.
TAKEN_ON: Final = "导出日期"
# Columns of the ledger that a list coming back does not change.
LOOKED_AT: Final = frozenset({
    "来源报告", "原文", "类别", "原定时限", "延期次数", "进展", "状态", "亮灯情况", "评定", "佐证", "机关",
    "完成标志", "分级", "时限依据", "完成比例（%）", "最近进展时间", "立项日期", "申请销号日期", "销号日期",
    "超期天数",
})  # fmt: skip

# For each field the headings under which offices list it; the first is our own.
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "key": (KEY,),
    "revision": (REVISION,),
    "order": (ORDER,),
    "number": (NUMBER, "事项编号", "任务编号", "台账编号", "承诺编号"),
    "year": (YEAR, "年度", "年份"),
    "task": (
        TITLE, TASK, "工作任务", "重点任务", "任务名称", "任务内容", "主要任务", "具体任务", "目标任务",
        "工作内容", "重点工作", "工作事项", "事项", "事项名称", "承诺事项", "承诺内容", "整改事项",
        "整改任务", "整改措施", "具体措施", "工作举措", "主要措施",
    ),
    "lead": (LEAD, "牵头部门", "牵头科室", "牵头责任单位", "主办单位", "主责单位"),
    "owner": ("责任单位", "责任部门", "责任科室", "承办单位", "承办科室", "落实单位", "责任主体"),
    "supports": (SUPPORTS, "配合部门", "配合科室", "协办单位", "会办单位", "协同单位", "参与单位"),
    "officer": (OFFICER, "经办人", "责任人", "具体责任人"),
    "supervisor": (SUPERVISOR, "督办责任人"),
    "due": (
        DUE, "完成时间", "完成期限", "办理时限", "办理期限", "整改时限", "整改期限", "办结时限", "时限",
        "时限要求", "时间节点", "完成时间节点", "时间要求",
    ),
    "approval": (APPROVAL, "批准依据", "调整依据"),
    "taken_on": (TAKEN_ON,),
}  # fmt: skip
ASKED: Final = frozenset({"lead", "owner", "supports", "officer", "supervisor", "due"})
NAMED: Final = frozenset({"task", "number", "key"})
_FIELDS: Final = {name: field for field, names in NAMES.items() for name in names}
_REMARK: Final = re.compile(r"\(.*?\)|[\s:*/]")


def field_of(heading: str) -> str | None:
    """牵头单位（一个） is "lead"."""
    return _FIELDS.get(_REMARK.sub("", unicodedata.normalize("NFKC", heading)))


def fields_of(row: Sequence[str]) -> dict[str, int]:
    """The column of each field, when this row is a row of headings; the first of two alike."""
    found: dict[str, int] = {}
    for column, heading in enumerate(row):
        field = field_of(heading)
        if field is not None:
            found.setdefault(field, column)
    return found if found.keys() & ASKED and found.keys() & NAMED else {}


def looked_at(row: Sequence[str]) -> dict[str, int]:
    """The columns of an exported ledger that cannot be changed in it, by their headings."""
    return {heading: column for column, heading in enumerate(row) if heading in LOOKED_AT}
