"""The letters as they are shipped: one that chases, one that supervises, and the draft of a circular."""

from __future__ import annotations

from docx.document import Document as Word
from docx.shared import Pt

from commitments.papers import layout
from commitments.papers.layout import (
    ADDRESSEE,
    FIRST,
    HEADING,
    NOTE,
    NUMBER,
    ORGAN,
    SIGNED,
    TEXT,
    row,
    table,
    write,
)


def _letter(title: str, request: str, *, supervised: bool) -> Word:
    paper = layout.blank(title)
    _head(paper)
    heading = write(paper, HEADING, "{{ 名称 }}").paragraph_format
    heading.space_before = heading.space_after = Pt(14)
    write(paper, ADDRESSEE, "{{ 责任单位 }}：")
    write(
        paper,
        TEXT,
        "你单位负责的{{ 事项编号 }}号承诺事项（{{ 事项 }}），完成时限为{{ 完成时限 }}。"
        "截至{{ 制发日期 }}，该事项尚未申请销号，已逾期{{ 逾期工作日 }}个工作日。",
    )
    write(paper, TEXT, request).paragraph_format.space_after = Pt(6)
    _sheet(paper, supervised=supervised)
    sign(paper, "{{ 发文机关 }}", space=Pt(10))
    return paper


def _head(paper: Word) -> None:
    write(paper, ORGAN, "{{ 发文机关 }}")
    layout.rule_below(write(paper, NUMBER, "{{ 编号 }}"))


def _sheet(paper: Word, *, supervised: bool) -> None:
    made = table(paper, (26, 64, 20, 46))
    for name, words in (
        ("承诺原文", "{{ 承诺原文 }}"),
        ("来源报告", "{{ 来源报告 }}"),
        ("办理标准", "{% if 办理标准 %}{{ 办理标准 }}{% else %}——{% endif %}"),
    ):
        _wide(made, name, words)
    row(made, ("牵头单位", "{{ 牵头单位 }}", "承办人", "{{ 承办人 }}"), heads=(0, 2))
    due = "{{ 完成时限 }}{% if 原定时限 %}（原定{{ 原定时限 }}）{% endif %}"
    row(made, ("完成时限", due, "逾期", "{{ 逾期工作日 }}个工作日"), heads=(0, 2))
    _wide(made, "配合单位", "{% if 配合单位 %}{{ 配合单位 }}{% else %}——{% endif %}")
    told = "{{ 最近进展日期 }}：{{ 最近进展 }}"
    _wide(made, "办理进展", "{{ 完成进度 }}；{% if 最近进展 %}" + told + "{% else %}未报送过进展{% endif %}")
    for name in ("未完成原因", "整改措施\n及期限") if supervised else ("责任单位回复",):
        _wide(made, name, "\n")


def _wide(made: layout.Table, name: str, words: str) -> None:
    row(made, (name, words, "", ""), heads=(0,))
    cells = made.rows[-1].cells
    merged = cells[1].merge(cells[3])
    for spare in merged.paragraphs[1:]:
        spare._p.getparent().remove(spare._p)


def sign(paper: Word, organ: str, day: str = "{{ 成文日期 }}", space: Pt = layout.LINE) -> None:
    first = write(paper, SIGNED, organ).paragraph_format
    first.space_before, first.keep_with_next = space, True
    write(paper, SIGNED, day)


def chase() -> Word:
    request = "请抓紧推进，尽快办结，报送办理进展，并附佐证材料申请销号。"
    return _letter("催办单", request, supervised=False)


def supervise() -> Word:
    request = (
        "现予以督办。请在收到本单三个工作日内书面报告未完成原因和整改措施，尽快办结，并附佐证材料申请销号。"
    )
    return _letter("督办单", request, supervised=True)


def circulate() -> Word:
    paper = layout.blank("通报")
    write(paper, NOTE, "{%p if 未签发 %}")
    write(paper, NOTE, "（通报稿，未经签发不生效）")
    write(paper, NOTE, "{%p endif %}")
    _head(paper)
    heading = write(paper, HEADING, "关于{{ 责任单位 }}承诺事项\n逾期未办结情况的通报").paragraph_format
    heading.space_before, heading.space_after = 2 * layout.LINE, layout.LINE
    write(paper, ADDRESSEE, "各有关单位：")
    write(paper, TEXT, "为推动年度工作安排落到实处，现将有关承诺事项逾期未办结情况通报如下。")
    write(paper, FIRST, "一、基本情况")
    write(
        paper,
        TEXT,
        "{{ 发文机关 }}在《{{ 来源报告 }}》中承诺：{{ 承诺原文 }}。该事项（{{ 事项编号 }}，"
        "{{ 事项 }}）由{{ 牵头单位 }}牵头{% if 配合单位 %}，{{ 配合单位 }}配合{% endif %}，"
        "完成时限为{{ 完成时限 }}{% if 原定时限 %}（原定{{ 原定时限 }}）{% endif %}。",
    )
    write(paper, FIRST, "二、逾期情况")
    write(
        paper,
        TEXT,
        "截至{{ 制发日期 }}，该事项尚未申请销号，已逾期{{ 逾期工作日 }}个工作日，完成进度{{ 完成进度 }}。"
        "{% if 最近进展 %}最近一次报送进展为{{ 最近进展日期 }}：{{ 最近进展 }}"
        "{% else %}责任单位未报送过进展{% endif %}。",
    )
    write(paper, FIRST, "三、有关要求")
    write(
        paper,
        TEXT,
        "请{{ 责任单位 }}书面说明原因，在最短时间内办结，并附佐证材料申请销号。各有关单位要对照台账逐项自查，"
        "按时限要求推进。",
    )
    sign(paper, "{{ 发文机关 }}", "{{ 成文日期 }}")
    return paper
