"""Figures of a promise and of a report that count the same thing: 95项便民事项 and 96项便民服务事项."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from reports.text.figures import figures
from reports.text.model import Figure

from .rarity import RAREST, names, pairs, spelled, table

_AROUND: Final = 14  # characters before and after a figure that say what it counts
_CLOSE: Final = 0.3  # of the words about the figure that has fewer: less is a word by chance
_SAME_NUMBER: Final = 0.5  # the very number promised: worth as much as half of the words
_SAME_MATTER: Final = 0.6
_NAMED_FULLY: Final = 20.0  # weight of the words in common: three of them, so that 总量达220家 is no name
_RATES: Final = ("%", "‰", "个百分点")
_STARTS_FROM: Final = re.compile(
    r"(?:[从由][^,。;\d]{0,6}|[将把])$"
)  # 从50元提高到84元: the first tells what was before
_STOP: Final = re.compile("[,，。;；、:：]")
_DOWN: Final = re.compile("下降|降低|减少|压减|压缩|降至|降到|削减|缩短")
_TOTAL: Final = re.compile("累计|总数|总量|总共|总计|合计|共有|五年|“十.五”")
_STEP: Final = re.compile("(?:增长|提高|提升|增加|上升|下降|降低|减少)(到|至)?")
_UP: Final = re.compile("增长|提高|提升|增加|新增|增至|扩大|上升")
# Words that stand beside any figure and name nothing.
_SAYS_NOTHING: Final = pairs(
    "增长 提高 提升 增加 新增 达到 完成 实现 以上 以内 左右 以下 超过 突破 不少 少于 不低 低于 累计 全年 "
    "总数 数量 年内 标总 数达 计达 净增 亿元 万元 全区 全市 全省 全县 全国 建成 新建 力争 确保 下降 降低 "
    "减少 分别 长达 年均 比上 上年 同比 预计 保持 控制 占比 比重 个百 百分 分点 发展 推进 加快 推动 实施 "
    "建设 重点 项目 企业 其中 目标 预期 主要 今年 一批 改造 支持 安排 引进 培育 "
)
_SAME_UNIT: Final = {
    "千米": "公里",
    "人次": "人",
    "名": "人",
    "所": "家",
    "座": "个",
    "处": "个",
    "户": "家",
    "条": "项",
}


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure with the words round it. ``falls``: whether it tells a fall or a rise; ``total``: whether it
    is a sum over the years, which no yearly figure answers; ``step``: 提高30元, not 提高到84元."""

    figure: Figure
    words: str
    objects: frozenset[int]
    falls: bool | None
    total: bool
    step: bool | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """A promised figure and the one in the report that counts the same."""

    promised: Counted
    told: Counted


def counted(folded: str) -> tuple[Counted, ...]:
    """The figures of a sentence, each with what it counts."""
    found: list[Counted] = []
    for figure in figures(folded, folded, 0, len(folded)):
        if not _before(folded, figure):
            one = _counted(folded, figure)
            same = found[-1].objects if found and _unit(found[-1].figure) == _unit(figure) else frozenset()
            # 新增主题12个，总数达到30个: the second counts what the first names.
            one = one if one.objects else replace(one, objects=same)
            if found and folded[found[-1].figure.end : figure.start] in ("和", "、", "及"):  # 提高30元和5元
                one = replace(one, falls=found[-1].falls, step=found[-1].step)
            found.append(one)
    return tuple(found)


def _before(folded: str, figure: Figure) -> bool:
    return _STARTS_FROM.search(folded[max(0, figure.start - 8) : figure.start]) is not None


def agreements(promised: Iterable[Counted], told: Iterable[Counted]) -> tuple[Agreement, ...]:
    """For each promised figure the told one of the same unit that has most of its objects in common."""
    told = tuple(told)
    best = (_agreement(figure, told) for figure in promised)
    return tuple(found for found in best if found)


def _agreement(promised: Counted, told: tuple[Counted, ...]) -> Agreement | None:
    fitting = [other for other in told if _same_kind(promised, other)]
    chosen = max(fitting, key=lambda other: _closeness(promised, other), default=None)
    return Agreement(promised, chosen) if chosen and _closeness(promised, chosen)[0] >= _CLOSE else None


def _same_kind(one: Counted, other: Counted) -> bool:
    if _unit(one.figure) != _unit(other.figure) or one.total != other.total:
        return False
    same_step = one.step is None or other.step is None or one.step == other.step
    return same_step and (one.falls is None or other.falls is None or one.falls == other.falls)


def _closeness(one: Counted, other: Counted) -> tuple[float, bool, int]:
    least = min(_weight(one.objects), _weight(other.objects))
    common = _weight(one.objects & other.objects) / least if least else 0.0
    same = one.figure.number == other.figure.number
    return common + (_SAME_NUMBER if same and common else 0), same, -other.figure.start


def _weight(objects: frozenset[int]) -> float:
    return sum(table().get(pair, RAREST) for pair in objects)  # quarters: exact in any order


def _unit(figure: Figure) -> str:
    return _SAME_UNIT.get(figure.unit, figure.unit)


def _counted(folded: str, figure: Figure) -> Counted:
    before = _STOP.split(folded[max(0, figure.start - _AROUND) : figure.start])[-1]
    after = _STOP.split(folded[figure.end : figure.end + _AROUND])[0]
    lead = folded[figure.start : figure.end]
    near = before[-4:] + lead
    falls = True if _DOWN.search(near) else False if _UP.search(near) else None
    moved = _STEP.search(near)
    around = (pairs(before) | pairs(after) | pairs(figure.counts)) - _SAYS_NOTHING
    objects = frozenset(pair for pair in around if names(pair) and spelled(pair).isalpha())
    total = _TOTAL.search(before + lead) is not None
    return Counted(figure, before + lead + after, objects, falls, total, moved[1] is None if moved else None)


def other_unit(promised: Iterable[Counted], told: Iterable[Counted]) -> Agreement | None:
    """The first promised figure whose matter is told in another unit: 建设泊位4个, then 完成泊位投资3亿元."""
    told = tuple(told)
    for figure in promised:
        for other in told:
            if _unit(figure.figure) != _unit(other.figure) and _closeness(figure, other)[0] >= _SAME_MATTER:
                return Agreement(figure, other)
    return None


def fallen(before: Iterable[Counted], now: Iterable[Counted]) -> tuple[Agreement, ...]:
    """Sums over the years that are lower than they were: 累计126台, a year later 累计118台."""
    now = [figure for figure in now if figure.total]
    sums = (figure for figure in before if figure.total and figure.figure.unit not in _RATES)
    return tuple(
        found
        for found in agreements(sums, now)
        if found.told.figure.number < found.promised.figure.number
        and _closeness(found.promised, found.told)[0] >= _SAME_MATTER
        and _weight(found.promised.objects & found.told.objects) >= _NAMED_FULLY
    )
