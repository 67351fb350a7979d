"""Whether a new report names a problem of the old one again, and what it tells of the remedy.

The words of lacking (不足, 短板, 仍需…) are in all problems alike and say nothing; what is lacking counts. A
problem is mostly told in a short heading and then at length, so the words of its heading count more. Problems
are compared whole, deeds sentence by sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reports.text.clean import fold
from reports.text.model import Reading

from .index import BEST, Index, Match
from .passages import Passage
from .rarity import pairs

_STRESS: Final = 0.5  # what a word of the heading counts on top
_SHORTEST_HEADING: Final = 6

_LACKING: Final = re.compile(
    "不足|不够|不强|不高|不优|不平衡|不充分|不协调|短板|弱项|薄弱(?:环节)?|问题|困难|仍然|依然|仍|还|有待|亟待|亟需|需要|需(?!求)|时有发生"
    "|屡有发生|多发|频发|进一步|较为?|存在|一些|有的|部分|少数|个别|差距|压力|难度|任务|比较|突出|明显|加强|提高|提升|增强|改进|改善|解决"
    "|付出|更大|努力|加大|繁重|艰巨|严峻|偏[低弱慢少]|滞后|缓慢|不少|诸多|领域|方面|等|各种|当前|面临|未|没有|难|许多"
    "|[一二三四五六七八九十]是|[(][一二三四五六七八九十]+[)]"
)
_HEADING: Final = re.compile("[^。;\n]*")


@dataclass(frozen=True, slots=True)
class Recalled:
    """The problems of the new report that are the same, and the deeds that may have mended it; best first.

    ``named`` is the share of the words of the problem's heading that the best of ``again`` holds.
    """

    again: tuple[Match, ...]
    deeds: tuple[Match, ...]
    named: float


class Problems:
    """A new report, to be asked about the problems of the old one."""

    def __init__(self, reading: Reading, passages: Sequence[Passage]) -> None:
        self._again = Index(_whole_problems(reading, passages))
        self._deeds = Index(passage for passage in passages if passage.told == "done")

    def recall(self, problem: str) -> Recalled:
        """``problem`` is folded text."""
        words = _matter(problem)
        heading = _matter(_heading(problem))
        again = _ranked(self._again, words, heading)
        held = set().union(*(pairs(match.passage.folded) for match in again[:1]))
        named = self._again.words(pairs(heading)).share(pairs(heading), held)
        return Recalled(again, _ranked(self._deeds, words, heading), named)


def _ranked(index: Index, words: str, heading: str) -> tuple[Match, ...]:
    asked, stressed = pairs(words), pairs(heading)
    told = index.words(asked)
    scored = []
    for number, (passage, held) in enumerate(zip(index.passages, told.held, strict=True)):
        if weight := sum(map(told.weight.__getitem__, held)):
            stress = sum(map(told.weight.__getitem__, held & stressed))
            scored.append((weight + _STRESS * stress, -number, weight, passage))
    best = sorted(scored, key=lambda one: one[:2], reverse=True)[:BEST]
    return tuple(Match(passage, score / 100, weight / 100) for score, _, weight, passage in best)


def _whole_problems(reading: Reading, passages: Iterable[Passage]) -> list[Passage]:
    """Each problem as one passage, and the sentences of the chapter of problems that are in none."""
    items = [item for item in reading.items if item.kind == "problem"]
    whole = [
        Passage(item.start, item.end, item.text, _matter(fold(item.text)), "problems", "lacking", 0)
        for item in items
    ]
    loose = [
        replace(passage, folded=_matter(passage.folded))
        for passage in passages
        if passage.told == "lacking" and not any(item.start <= passage.start < item.end for item in items)
    ]
    return whole + loose


def _matter(folded: str) -> str:
    return _LACKING.sub("。", folded)


def _heading(folded: str) -> str:
    first = _HEADING.match(folded)
    return first[0] if first and len(first[0]) >= _SHORTEST_HEADING else folded
