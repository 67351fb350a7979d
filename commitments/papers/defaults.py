"""The templates that the site brings along: ``python -m commitments.papers.defaults`` writes them anew.

An office takes one of them, edits it in Word or WPS and hands it back; so they are made with styles that have
names, and no more tags than the paper needs.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

from docx.document import Document as Word

from commitments.choices import Paper
from commitments.papers import layout
from commitments.papers.layout import (
    FIGURE,
    FIRST,
    HEADING,
    NOTE,
    NUMBER,
    SECOND,
    SMALL,
    SMALL_HEAD,
    TEXT,
    loop,
    row,
    table,
    write,
)
from commitments.papers.letters import chase, circulate, sign, supervise

FOLDER: Final = Path(__file__).parent / "templates"
_WHEN: Final = datetime(2025, 1, 1, tzinfo=UTC)


@cache
def shipped(kind: str) -> bytes:
    return (FOLDER / f"{kind}.docx").read_bytes()


def _results() -> Word:
    paper = layout.blank("承诺兑现核对报告")
    write(paper, HEADING, "{{ 机关 }}")
    write(paper, HEADING, "{{ 年度 }}年度承诺事项兑现核对报告")
    write(paper, TEXT, "")
    write(paper, FIRST, "一、总体情况")
    write(
        paper,
        TEXT,
        "{{ 机关 }}在{% if 承诺报告 %}{{ 承诺报告 }}{% else %}年度报告{% endif %}中提出的{{ 年度 }}年度"
        "承诺事项，台账共{{ 事项数 }}项。{% if 核对报告 %}经与{{ 核对报告 }}核对，{% endif %}"
        "已核对{{ 已核对数 }}项，已评定{{ 已评定数 }}项"
        "{% if 未核对数 %}，尚未核对{{ 未核对数 }}项{% endif %}。",
    )
    write(paper, NOTE, "{%p for 类 in 分类统计 %}")
    write(
        paper,
        TEXT,
        "{{ 类.类别 }}：共{{ 类.事项数 }}项，计入评价{{ 类.计入评价数 }}项，其中完成或"
        "基本完成{{ 类.兑现数 }}项{% if 类.兑现比例 %}，占{{ 类.兑现比例 }}{% endif %}。",
    )
    write(paper, NOTE, "{%p endfor %}")
    _figures(paper)
    _items(paper, "（一）工作安排", "工作安排", "承诺内容")
    _items(paper, "（二）问题整改", "问题整改", "存在的问题")
    _silent(paper)
    sign(paper, "{{ 机关 }}")
    write(paper, NOTE, "")
    write(
        paper,
        NOTE,
        "注：评定由核对人作出，“办理状态”为责任单位在台账中的办理进程，二者互不替代。各类事项分别统计；比例以计入"
        "评价的事项为分母，已调整、尚未到期、无法评价和未评、未核对的事项不计入。未评不等于未推进。",
    )
    return paper


def _figures(paper: Word) -> None:
    write(paper, FIRST, "二、评定结果")
    _counts(paper)
    _figure(paper, "评定图")
    write(paper, NOTE, "{%p if 趋势图 %}")
    write(paper, FIRST, "三、年度对比")
    write(paper, NOTE, "{%p endif %}")
    _trend(paper)
    _figure(paper, "趋势图")
    write(paper, FIRST, "{% if 趋势图 %}四{% else %}三{% endif %}、逐项核对情况")


def _silent(paper: Word) -> None:
    write(paper, NOTE, "{%p if 未提及事项 %}")
    write(paper, FIRST, "{% if 趋势图 %}五{% else %}四{% endif %}、报告未提及的事项")
    write(paper, NOTE, "{%p for 行 in 未提及事项 %}")
    write(
        paper,
        TEXT,
        "{{ 行.序号 }}. {{ 行.承诺 }}（{{ 行.编号 }}{% if 行.牵头单位 %}，{{ 行.牵头单位 }}{% endif %}）",
    )
    write(paper, NOTE, "{%p endfor %}")
    write(paper, NOTE, "{%p endif %}")


def _figure(paper: Word, name: str) -> None:
    write(paper, NOTE, f"{{%p if {name} %}}")
    write(paper, FIGURE, f"{{{{ {name} }}}}").paragraph_format.keep_with_next = False
    write(paper, NOTE, "{%p endif %}")


def _counts(paper: Word) -> None:
    heads = (
        "类别",
        "事项",
        "计入评价",
        "完成或基本完成",
        "部分完成",
        "持续推进",
        "未启动",
        "未提及",
        "不计入",
        "未评",
        "未核对",
    )
    made = table(paper, (24, 12, 13, 18, 13, 13, 13, 13, 13, 12, 12))
    row(made, heads, head=True, styles=(SMALL, SMALL_HEAD))
    beside = "{{ 行.不计入数 }}"
    cells = ("类别", "事项数", "计入评价数", "兑现数", "部分完成数", "持续推进数", "未启动数", "未提及数")
    filled = (*(f"{{{{ 行.{name} }}}}" for name in cells), beside, "{{ 行.未评数 }}", "{{ 行.未核对数 }}")
    loop(made, "分类统计", filled)
    write(paper, NOTE, "")


def _trend(paper: Word) -> None:
    write(paper, NOTE, "{%p if 趋势图 %}")
    made = table(paper, (22, 44, 20, 24, 28, 18))
    row(
        made,
        ("年度", "类别", "事项", "计入评价", "完成或基本完成", "占比"),
        head=True,
        styles=(SMALL, SMALL_HEAD),
    )
    cells = ("年度", "类别", "事项数", "计入评价数", "兑现数", "兑现比例")
    loop(made, "年度趋势", tuple(f"{{{{ 行.{name} }}}}" for name in cells))
    write(paper, NOTE, "{%p endif %}")


def _items(paper: Word, heading: str, rows: str, promise: str) -> None:
    write(paper, NOTE, f"{{%p if {rows} %}}")
    write(paper, SECOND, heading)
    made = table(paper, (9, 43, 25, 39, 24, 16))
    row(
        made,
        ("序号", promise, "报告回应", "报告中的证据", "评定", "办理状态"),
        head=True,
        styles=(SMALL, SMALL_HEAD),
    )
    told = "{{ 行.承诺 }}（{{ 行.编号 }}{% if 行.牵头单位 %}，{{ 行.牵头单位 }}{% endif %}）"
    proof = "{% if 行.证据 %}{{ 行.证据 }}（{{ 行.证据出处 }}）{% else %}——{% endif %}"
    rated = "{{ 行.评定 }}{% if 行.评定说明 %}（{{ 行.评定说明 }}）{% endif %}"
    loop(made, rows, ("{{ 行.序号 }}", told, "{{ 行.报告回应 }}", proof, rated, "{{ 行.办理状态 }}"))
    write(paper, NOTE, "")
    write(paper, NOTE, "{%p endif %}")


def _draft() -> Word:
    paper = layout.blank("上年度安排落实情况（稿）")
    write(paper, HEADING, "{{ 标题 }}")
    write(paper, NUMBER, "（稿）")
    write(paper, TEXT, "")
    write(paper, TEXT, "{{ 开头 }}")
    write(paper, NOTE, "{%p for 组 in 分组 %}")
    write(paper, FIRST, "{{ 组.序号 }}、{{ 组.类别 }}")
    write(paper, NOTE, "{%p for 项 in 组.事项 %}")
    write(paper, SECOND, "（{{ 项.序号 }}）{{ 项.事项 }}（{{ 项.编号 }}）")
    write(paper, TEXT, "{{ 项.落实情况 }}")
    write(paper, NOTE, "{%p endfor %}")
    write(paper, NOTE, "{%p endfor %}")
    return paper


MADE: Final[Mapping[str, Callable[[], Word]]] = {
    Paper.CHASE: chase,
    Paper.SUPERVISE: supervise,
    Paper.CIRCULATE: circulate,
    Paper.RESULTS: _results,
    Paper.DRAFT: _draft,
}


def made(kind: str) -> bytes:
    """The template as it is shipped, the same bytes each time."""
    paper = MADE[kind]()
    paper.core_properties.created = paper.core_properties.modified = _WHEN
    kept = io.BytesIO()
    paper.save(kept)
    return _undated(kept.getvalue())


def _undated(file: bytes) -> bytes:
    """A zip says when it was made; this one does not."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(
                zipfile.ZipInfo(part.filename, (2025, 1, 1, 0, 0, 0)), old.read(part), zipfile.ZIP_DEFLATED
            )
    return kept.getvalue()


if __name__ == "__main__":
    for kind in MADE:
        (FOLDER / f"{kind}.docx").write_bytes(made(kind))
