"""The fields of each paper, as sample data: what a template may name, and what it is tried on.

All are words ready to be written. A list has one sample row with every field of its rows. The office is made
up. Templates are written in Chinese, so the fields have the names that an office would give them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from commitments.choices import Paper
from commitments.papers.chart import Bars

Fields = dict[str, Any]

_MATTER: Final[Fields] = {
    "发文机关": "青澜市行政审批服务局",
    "名称": "督办单",
    "编号": "2024-青澜审批-003督1",
    "责任单位": "窗口管理科",
    "事项": "推进“一窗受理”改革，年内综合窗口占比达到90%",
    "事项编号": "2024-青澜审批-003",
    "来源报告": "青澜市行政审批服务局2023年度法治政府建设情况报告",
    "承诺原文": "推进“一窗受理”改革，2024年6月底前综合窗口占比达到90%",
    "办理标准": "综合窗口占比不低于90%",
    "牵头单位": "窗口管理科",
    "配合单位": "热线科、法规科",
    "完成时限": "2024年6月30日",
    "原定时限": "2024年5月31日",
    "逾期工作日": "5",
    "完成进度": "60%",
    "最近进展": "已完成3个分厅的窗口整合",
    "最近进展日期": "2024年6月12日",
    "制发日期": "2024年7月5日",
    "成文日期": "2024年7月5日",
}
_LETTER: Final[Fields] = {**_MATTER, "承办人": "何青"}
_COUNTED: Final[Fields] = {
    "年度": "2024",
    "类别": "可量化",
    "事项数": "12",
    "已核对数": "12",
    "已评定数": "11",
    "计入评价数": "10",
    "兑现数": "7",
    "部分完成数": "1",
    "持续推进数": "1",
    "未启动数": "0",
    "未提及数": "1",
    "兑现比例": "70%",
    "已调整数": "0",
    "尚未到期数": "1",
    "无法评价数": "0",
    "不计入数": "1",
    "未评数": "1",
    "未核对数": "0",
}
_ROW: Final[Fields] = {
    "序号": "1",
    "编号": "2024-青澜审批-003",
    "承诺": "推进“一窗受理”改革，2024年6月底前综合窗口占比达到90%",
    "类别": "可量化",
    "牵头单位": "窗口管理科",
    "完成时限": "2024年6月30日",
    "办理状态": "已销号",
    "报告回应": "承诺90%，报告称完成92%",
    "证据": "全市综合窗口占比达到92%，群众办事平均跑动次数降至0.3次",
    "证据出处": "主要工作成效",
    "评定": "已完成",
    "评定说明": "数字与台账一致",
}
_RESULTS: Final[Fields] = {
    "机关": "青澜市行政审批服务局",
    "年度": "2024",
    "承诺报告": "《青澜市行政审批服务局2023年度法治政府建设情况报告》",
    "核对报告": "《青澜市行政审批服务局2024年度法治政府建设情况报告》",
    "成文日期": "2025年3月20日",
    "事项数": "17",
    "已核对数": "17",
    "已评定数": "15",
    "未核对数": "",
    "分类统计": [_COUNTED],
    "评定图": Bars(
        "各类事项评定结果（项）",
        ("已完成", "基本完成", "持续推进", "未提及"),
        (("可量化", (5, 2, 1, 1)), ("可核查", (2, 1, 0, 1))),
    ),
    "年度趋势": [_COUNTED],
    "趋势图": Bars(
        "近年兑现情况（项）",
        ("2023年可量化", "2024年可量化"),
        (("完成或基本完成", (4, 7)), ("持续推进", (2, 1)), ("未提及", (3, 1))),
    ),
    "工作安排": [_ROW],
    "问题整改": [{**_ROW, "承诺": "部分窗口人员业务不熟", "评定": "部分完成"}],
    "未提及事项": [{**_ROW, "报告回应": "未提及", "证据": "", "证据出处": "", "评定": "未提及"}],
}
_ENTRY: Final[Fields] = {
    "序号": "一",
    "编号": "2024-青澜审批-003",
    "事项": "推进“一窗受理”改革",
    "落实情况": "截至2024年6月12日，已完成3个分厅的窗口整合（2024-06-12进展）。",
    "语句": [{"文字": "截至2024年6月12日，已完成3个分厅的窗口整合。", "出处": "2024-06-12进展"}],
    "无记录": "是",
}
_DRAFT: Final[Fields] = {
    "机关": "青澜市行政审批服务局",
    "年度": "2024",
    "标题": "2024年度工作安排落实情况",
    "截至日期": "2025年1月10日",
    "开头": "截至2025年1月10日，台账共有2024年度承诺事项17项，其中已销号11项。",
    "分组": [{"序号": "一", "类别": "推进行政审批制度改革", "事项": [_ENTRY]}],
}
SAMPLES: Final[Mapping[str, Fields]] = {
    Paper.CHASE: {**_LETTER, "名称": "催办单", "编号": "2024-青澜审批-003催1"},
    Paper.SUPERVISE: _LETTER,
    # No names of persons in what is made known to all.
    Paper.CIRCULATE: {**_MATTER, "名称": "通报", "编号": "2024-青澜审批-003通1", "未签发": "是"},
    Paper.RESULTS: _RESULTS,
    Paper.DRAFT: _DRAFT,
}


def nothing(fields: Fields) -> Fields:
    """The same paper where there is nothing to say: a template has to stand that too."""
    return {name: [] if isinstance(value, list) else "" for name, value in fields.items()}


def tags(fields: Fields, row: str = "") -> list[tuple[str, str]]:
    """The tags to write into a template, each with what would stand there."""
    found: list[tuple[str, str]] = []
    for name, value in fields.items():
        if not isinstance(value, list):
            words = value.title if isinstance(value, Bars) else value
            found.append((f"{{{{ {row}{name} }}}}", words))
            continue
        each = "项" if row else "行"
        found.append((f"{{%tr for {each} in {row}{name} %}}", ""))
        found += tags(value[0], f"{each}.")
        found.append(("{%tr endfor %}", ""))
    return found
