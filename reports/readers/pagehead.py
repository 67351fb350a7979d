"""What a web page says of the report: its meta elements and the block of labels above the text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from reports.text.model import Metadata

_TITLE: Final = ("信息名称", "文件名称", "公文名称", "名称", "标题")
_ORGAN: Final = ("发文机关", "发文单位", "制发机关", "制发单位", "发布机构", "发布单位", "信息来源", "来源")
_ISSUED: Final = ("成文日期", "成文时间", "生成日期", "制发日期", "发文日期")
_PUBLISHED: Final = ("发布日期", "发布时间", "公开日期", "发文时间")
_NUMBER: Final = ("发文字号", "文件编号", "文号")
_OTHER: Final = ("索引号", "主题分类", "体裁分类", "信息分类", "分类", "主题词", "有效性", "作者", "编辑")
_TOOLS: Final = ("责任编辑", "点击数", "浏览次数", "阅读次数", "字体", "字号", "打印", "分享")
_DATE: Final = re.compile(r"((?:19|20)\d\d)\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})(?!\d)")
_NUMBERED: Final = re.compile(r"\S{1,16}[〔\[(（【]\s*(?:19|20)\d\d\s*[〕\])）】]\s*第?\d+\s*号")
_UNIT: Final = re.compile(
    r"[\u4e00-\u9fff]{1,30}(?:政府|局|厅|部|办|委|委员会|办公室|中心|街道|镇|乡|院|署|站|所|总队|支队)"
)


def _spaced(labels: tuple[str, ...]) -> str:
    """Labels are often set wide: 文　　号."""
    return "|".join(r"\s*".join(label) for label in labels)


_LABELS: Final = _spaced(_TITLE + _ORGAN + _ISSUED + _PUBLISHED + _NUMBER + _OTHER + _TOOLS)
_ANY: Final = re.compile(rf"(?<![\u4e00-\u9fff])[\[【]?\s*(?:{_LABELS})\s*[:：\]】\t]")


def metadata_of(head: str, metas: Mapping[str, str], heading: str | None) -> Metadata:
    """``head`` is the text above the report; a date without a label (the page's clock) is never taken."""
    title = metas.get("articletitle") or _after(_TITLE, head) or heading
    return Metadata(
        title=" ".join(title.split()) if title else None,
        organ=_unit(_after(_ORGAN, head)) or _unit(metas.get("contentsource")),
        issued_on=_date(_after(_ISSUED, head)),
        published_on=_date(_after(_PUBLISHED, head)) or _date(metas.get("pubdate")),
        number=_number(_after(_NUMBER, head)),
    )


def _after(labels: tuple[str, ...], head: str) -> str | None:
    """What follows the first of ``labels`` that is there and not empty, up to the next label."""
    for label in labels:
        pattern = rf"(?<![\u4e00-\u9fff]){_spaced((label,))}\s*(?:[\]】]\s*[:：]?|[:：\t])\s*([^\t\n]*)"
        for match in re.finditer(pattern, head):
            value = match.group(1)
            following = _ANY.search(f"{value}\t")
            value = value[: following.start()] if following else value
            if value.strip():
                return value.strip()
    return None


def _unit(value: str | None) -> str | None:
    match = _UNIT.fullmatch(value.split()[0]) if value and value.strip() else None
    return match.group() if match else None


def _number(value: str | None) -> str | None:
    match = _NUMBERED.match(value) if value else None
    return match.group() if match else None


def _date(value: str | None) -> date | None:
    match = _DATE.search(value) if value else None
    if match is None:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None
