"""Figures that cannot both be true: lower than last year though a sum over the years, or told twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Final, NamedTuple

from reports.text.matching.agreement import Counted, counted, fallen
from reports.text.matching.passages import Passage

from .model import Signal, quoted

_NUMBER: Final = re.compile(r"\d[\d,]*(?:\.\d+)?")
_STOPS: Final = ",;。:!?"
_STOP: Final = re.compile(f"[{_STOPS}]")
_COUNTS_ALL: Final = re.compile("全年|全[省市县区州旗局委办厅镇乡]")
_NEAR: Final = Decimal("1.5")
_NUMBERING: Final = re.compile(r"(?:[(]?[一二三四五六七八九十]{1,3}(?:[)、]|是)|\d{1,3}[.、])")
# A year, a month, a place or a part is another scope: 前三季度, 其中, 辖区内.
_SCOPE: Final = re.compile(
    "(?<!全)年|月|季度|期间|以来|截至|同比|上半|下半|目前|其中|平均|分别|各|首|每|又|再|另|共有|期末|日均"
    "|[一二三四五两十几]年|“十.五”|十.五|一批|一次"
)
_SHORTEST: Final = 8  # characters that say what is counted


class Told(NamedTuple):
    """A figure, the passage that tells it, and the whole clause it stands in, without the number."""

    counted: Counted
    passage: Passage
    clause: str


def against_last_year(old: Sequence[Passage], new: Sequence[Passage]) -> Iterator[Signal]:
    """Sums over the years that are lower than the old report told."""
    before = {told: passage for passage, told in _figures(old)}
    now = {told: passage for passage, told in _figures(new)}
    for fall in fallen(before, now):
        quotes = (quoted("old", before[fall.promised]), quoted("new", now[fall.told]))
        values = {"old": fall.promised.words, "new": fall.told.words}
        yield Signal("contradicts_last_year", quotes, values, 0.95)


def against_itself(new: Sequence[Passage]) -> Iterator[Signal]:
    """The same thing counted twice with two results."""
    same: defaultdict[tuple[str, str], list[Told]] = defaultdict(list)
    for told in _told(new):
        same[told.clause, told.counted.figure.unit].append(told)
    for group in same.values():
        found = next((pair for pair in combinations(group, 2) if _differ(*pair)), None)
        if found:
            one, other = found
            values = {"one": one.counted.words, "other": other.counted.words}
            quotes = (quoted("new", one.passage), quoted("new", other.passage))
            yield Signal("contradicts_itself", quotes, values, 0.9)


def _figures(passages: Sequence[Passage]) -> Iterator[tuple[Passage, Counted]]:
    for passage in passages:
        if passage.told == "done":
            yield from ((passage, figure) for figure in counted(passage.folded))


def _told(passages: Sequence[Passage]) -> Iterator[Told]:
    """Figures whose own clause says all of what is counted: it opens its sentence, or counts the whole."""
    for passage, figure in _figures(passages):
        start = max(passage.folded.rfind(stop, 0, figure.figure.start) for stop in _STOPS) + 1
        clause = _NUMBERING.sub("", _STOP.split(passage.folded[start:])[0], count=1)
        words = _NUMBER.sub("#", clause)
        opens = start == 0 or _COUNTS_ALL.match(clause) is not None
        if opens and words.count("#") == 1 and len(words) > _SHORTEST and not _SCOPE.search(words):
            yield Told(figure, passage, words)


def _differ(one: Told, other: Told) -> bool:
    """Far apart they count two things, or one year and five: a slip leaves them near."""
    a, b = one.counted.figure.number, other.counted.figure.number
    near = min(a, b) > 0 and max(a, b) <= _NEAR * min(a, b)
    return one.passage != other.passage and a != b and near
