"""Quantities that somebody can count: 95项, 增长6%以上, 1—2所, 不少于30场, 百分之九十五."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from .dates import chinese_number
from .model import Figure

_SCALE = r"万亿|千万|百万|十万|亿|万|千"
_UNIT = (
    r"场次|件次|项次|户次|家次|班次|车次|架次|剂次|卷|册|幅|颗|趟|桩|剂|"
    r"%|‰|个百分点|平方公里|平方米|立方米|公里|千米|公顷|万元|亿元|美元|欧元|元|吨标准煤|吨|"
    r"千瓦时|千瓦|兆瓦|度|亩|米|倍|人次|人|名|户|家|个|项|件|条|座|所|处|台|辆|艘|架|套|批|期|次|"
    r"场|种|张|份|篇|部|本|宗|起|例|款|栋|幢|间|层|株|棵|头|只|公斤|斤|克|升|天|小时|分钟|标箱|"
    r"标准箱|张床位|床|席|学位|岗位|村|镇|街道|社区|站|线|门|支|组|对|团|队|岁|位|班|轮|遍|类|方|"
    r"吨位|公顷|亿斤|万吨|平米|课时|学时|批次|单|笔|枚|盏|根|口|眼"
)
_LEAD = re.compile(
    "(?:不少于|不低于|不小于|不超过|不高于|至少|最多|最少|力争达到|达到|达|突破|超过|超|约|近|逾|"
    "低于|高于|控制在|稳定在|保持在"
    "|(?:增长|提高|提升|下降|降低|减少|压减|压缩|增加|新增)(?:到|至|达到?|了|约|超过|不低于)?)$"
)
_FIGURE = re.compile(
    rf"(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?|百分之[零一二三四五六七八九十百]+)(?P<scale>{_SCALE})?"
    rf"(?:%?(?:-|—|–|~|～|至|到)(?P<upper>\d+(?:\.\d+)?)(?P<scale2>{_SCALE})?)?(?P<more>余|"
    rf"多)?(?:(?P<unit>{_UNIT})|(?P<any>[一-龥]))?(?P<tail>以上|以内|以下|左右|之内|上下)?"
)
_NAME = re.compile(
    "《[^》]{1,60}》|“[^”]{1,24}”|\\([^()]{0,20}\\d{4}[^()]{0,20}\\)\\d+号|第\\d+[号届次]|"
    "\\d{4}(?:[-—至]\\d{4})?年(?:度)?(?:\\d{1,2}月)?(?:\\d{1,2}日)?|\\d{1,2}月(?:份|底|末|"
    "\\d{1,2}日)?|12\\d{3}"
)
_IN_NAME = re.compile("[A-Za-z+.\\d第]")  # a digit after these goes on with a name: 5+3+1, 4K8K, 第2批
_SCALES = {"千": 10**3, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}
_COMPARISONS = (
    (re.compile("不少于|不低于|不小于|至少|最少|以上|达到|达|力争"), "at_least"),
    (re.compile("不超过|不高于|最多|控制在|以内|之内"), "at_most"),
    (re.compile("突破|超过|超|逾|高于"), "over"),
    (re.compile("低于|以下"), "under"),
    (re.compile("约|近|左右|上下|余|多"), "about"),
)
_RATES = ("%", "‰", "个百分点", "倍", "元", "美元", "度", "岁")
_COUNTED = re.compile("(?![、和及])[一-龥A-Za-z“”、()]{1,14}")
_BEFORE = re.compile("[一-龥A-Za-z]{2,16}$")


def figures(folded: str, text: str, start: int, end: int) -> Iterator[Figure]:
    """The quantities of ``folded[start:end]``. A number in a name (“5+3+1”, 〔2021〕99号, 2022年,
    12345) is none."""
    names: list[tuple[int, int]] | None = None
    for match in _FIGURE.finditer(folded, start, end):
        if not match["unit"] and match["number"][0] != "百" and not _measured(match, folded, start):
            continue
        if match.start() > start and _IN_NAME.match(folded, match.start() - 1):
            continue
        if names is None:
            names = [(m.start(), m.end()) for m in _NAME.finditer(folded, start, end)]
        if not any(a <= match.start() < z for a, z in names):
            yield _figure(match, folded, text, start, end)


def _measured(match: re.Match[str], folded: str, start: int) -> bool:
    """不少于450卷: a word of comparison makes a number a target, whatever its classifier."""
    return (
        match["any"] is not None
        and _LEAD.search(folded, max(start, match.start() - 6), match.start()) is not None
    )


def _figure(match: re.Match[str], folded: str, text: str, start: int, end: int) -> Figure:
    lead = _LEAD.search(folded, max(start, match.start() - 6), match.start())
    words = (lead[0] if lead else "") + (match["more"] or "") + (match["tail"] or "")
    comparison = (
        next((name for rule, name in _COMPARISONS if rule.search(words)), "exactly") if words else "exactly"
    )
    scale = match["scale"] or (match["scale2"] if match["upper"] else None)
    number = _number(match["number"], scale)
    upper = _number(match["upper"], match["scale2"] or match["scale"]) if match["upper"] else None
    unit = match["unit"] or match["any"] or "%"
    begin = lead.start() if lead else match.start()
    return Figure(
        number, upper, unit, comparison, _counts(begin, match.end(), unit, text, end), begin, match.end()
    )


def _number(number: str, scale: str | None) -> Decimal:
    if number.startswith("百分之"):
        return Decimal(chinese_number(number[3:]) or 0)
    return Decimal(number.replace(",", "")) * _SCALES.get(scale or "", 1)


def _counts(start: int, stop: int, unit: str, text: str, end: int) -> str:
    """What is counted: the words after a counting unit (95项便民服务事项), before a rate
    (生产总值增长7%) or a stop."""
    after = None if unit in _RATES else _COUNTED.match(text, stop, end)
    if after:
        return after[0]
    before = _BEFORE.search(text, max(0, start - 16), start)
    return before[0] if before else ""
