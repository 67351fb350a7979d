"""Organs: who issued the report, and the units that an item makes answerable in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .model import Role, UnitMention

_KIND = (
    "人民政府办公室|人民政府|管理委员会|管委会|街道办事处|行政公署|行署|国务院|委员会|办公室|"
    "办公厅|管理局|服务局|审批局|事业局|执法局|监管局|分局|总局|政府|局|厅|委|办|部|院|中心|社|"
    "会|署|处|所|站|镇|乡|区|县|党组|党委|大学|学校|集团|公司"
)
ORGAN = re.compile(
    rf"[一-龥（）()]{{2,40}}?(?:{_KIND})(?=$|关于|[（(]?(?:19|20)\d\d|[二〇]{{2}}|法治|工作|"
    rf"[,，、。:：\s])"
)
_INNER = r"(?:[^()\[\]【】]|\([^()]{0,12}\))"  # one bracket inside: 各县（市、区）人民政府
_BRACKET = re.compile(
    rf"[(\[【]({_INNER}{{0,4}}(?:牵头|责任|主办|承办|配合|协办|参加|落实|主管|负责){_INNER}{{1,300}}"
    rf"|{_INNER}{{2,120}}(?:牵头|负责|配合|落实){_INNER}{{0,40}})[)\]】]"
)
_OWNER_LINE = re.compile(
    r"\n((?:牵头|责任|主办|承办|配合|协办)(?:单位|部门|处室|科室|股室|领导|人)[:：][^\n]{1,200})"
)
_LABEL = re.compile(
    r"(牵头|主办|责任|承办|落实|主管|配合|协办|参加|协助)(?:落实)?(?:单位|部门|处室|科室|股室|"
    r"领导|人|区|机关)?[:：]"
)
_TAIL = re.compile(
    r"(牵头(?:负责|落实|实施)?|负责(?:落实)?|配合(?:落实)?|按职责分工(?:负责|落实)|分工负责|落实)$"
)
_ROLES: dict[str, Role] = {
    "牵头": "lead", "主办": "lead", "主管": "lead", "责任": "owner", "承办": "owner",
    "落实": "owner", "负责": "owner",
    "配合": "support", "协办": "support", "参加": "support", "协助": "support",
}  # fmt: skip
_PARTS = re.compile(
    "[、,，]|(?<=[局委办部厅处科室心会院府镇道区县])和(?=[一-龥]{2,12}(?:局|委|办|部|厅|处|科|室|中心|镇|街道))"
)


def units(folded: str, text: str, start: int, end: int) -> Iterator[UnitMention]:
    """The units named as answerable in brackets: （牵头单位：A；配合单位：B、C）,
    （A牵头，B按职责分工负责）."""
    for line in _OWNER_LINE.finditer(folded, start, end):
        yield from _segment(folded, text, line.start(1), line.end(1))
    for bracket in _BRACKET.finditer(folded, start, end):
        at = bracket.start(1)
        for segment in re.finditer("[^;；。]+", bracket[1]):
            yield from _segment(folded, text, at + segment.start(), at + segment.end())


def _segment(folded: str, text: str, start: int, end: int) -> Iterator[UnitMention]:
    labels = list(_LABEL.finditer(folded, start, end))
    if labels:
        for n, label in enumerate(labels):
            until = labels[n + 1].start() if n + 1 < len(labels) else end
            if not label[0].endswith(("领导:", "人:")):  # a person is no unit
                yield from _names(folded, text, label.end(), until, _ROLES[label[1]])
        return
    begin = start
    for clause in re.finditer("[^,]+", folded[start:end]):
        tail = _TAIL.search(clause[0])
        if tail:
            role = _ROLES.get(tail[1][:2], "owner")
            yield from _names(folded, text, begin, start + clause.start() + tail.start(), role)
            begin = start + clause.end() + 1


def _names(folded: str, text: str, start: int, end: int, role: Role) -> Iterator[UnitMention]:
    place = start
    for stop in [*_PARTS.finditer(folded, start, end), None]:
        until = stop.start() if stop else end
        name = text[place:until]
        stripped = name.strip(" 。等:：").removeprefix("由")
        if 2 <= len(stripped) <= 30:
            begin = place + name.index(stripped)
            yield UnitMention(stripped, role, begin, begin + len(stripped))
        place = stop.end() if stop else end
