"""Whether a new report names a problem of the old one again, and what it tells of the remedy.

The words of lacking (不足, 短板, 仍需…) are in all problems alike and say nothing; what is lacking counts. A
problem is mostly told in a short heading and then at length, so the words of its heading count more. Problems
are compared whole, deeds sentence by sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reports.text.clean import fold
from reports.text.model import Reading

from .index import BEST, Index, Match, names_only
from .passages import Passage
from .rarity import heaviness, pairs

_STRESS: Final = 1.0  # what a word of the heading counts on top
_TITLE: Final = 0.5  # 一是稳定代办员队伍。 only names the matter, the sentences below it tell what was done
_SHORTEST_HEADING: Final = 6

_LACKING: Final = re.compile(
    "不足|不够|不强|不高|不优|不到位|不完善|不健全|不平衡|不充分|不协调|短板|弱项|薄弱(?:环节)?|问题|困难|仍然|依然|仍|还|有待|亟待|亟需|需要|需(?!求)|时有发生"
    "|屡有发生|多发|频发|进一步|较为?|存在|一些|有的|部分|少数|个别|差距|压力|难度|任务|比较|突出|明显|加强|提高|提升|增强|改进|改善|解决"
    "|付出|更大|努力|加大|繁重|艰巨|严峻|偏[低弱慢少]|滞后|缓慢|不少|诸多|领域|方面|等|各种|当前|面临|未|没有|难|许多"
    "|[一二三四五六七八九十]是|[(][一二三四五六七八九十]+[)]"
)
# Outside the problems too a report names what is lacking, mostly before its plan: 医疗等方面的问题亟待解决.
_NAMES_A_LACK: Final = re.compile(
    "矛盾[^,。;]{0,6}突出|亟待|有待|不稳固|不牢固|脆弱|不足|不强|不够|短板|薄弱|滞后|趋紧|困难(?:较|很|增)|压力|不平衡|不完善|不到位"
    "|还有[^,。;]{0,6}差距|严峻|下行|放缓|面临"
)
_MENDS_IT: Final = re.compile(
    "针对|破解|化解|补齐|解决(?!的)|着力|克服|应对|加强|加快|坚持|完成|建成|实现|推进|(?<![主重需])要(?!求)"
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
        again = [*_whole_problems(reading, passages), *_elsewhere(passages)]
        self._again = Index(again, among=len(passages))
        self._deeds = Index(passage for passage in passages if passage.told == "done")

    def recall(self, problem: str) -> Recalled:
        """``problem`` is folded text."""
        words = _matter(problem)
        heading = _matter(_heading(problem))
        again = _ranked(self._again, words, heading)
        held = set().union(*(pairs(match.passage.folded) for match in again[:1]))
        named = self._again.words(pairs(heading)).share(pairs(heading), held)
        return Recalled(again, _ranked(self._deeds, words, heading), named)


def common(problem: str, other: str) -> tuple[float, float, float]:
    """What two problems have in common: the weight of the words, their share of the lighter problem's, and
    the share of the first one's heading that the other holds. Both texts are folded."""
    one, two = pairs(_matter(problem)), pairs(_matter(other))
    shared, lighter = heaviness(one & two), min(heaviness(one), heaviness(two))
    return shared, shared / lighter if lighter else 0.0, _share(_matter(_heading(problem)), two)


def named(problem: str, text: str) -> tuple[float, float]:
    """The share of a problem's words, and of its heading's, that a text holds. Both are folded."""
    held = pairs(text)
    return _share(_matter(problem), held), _share(_matter(_heading(problem)), held)


def _share(words: str, held: set[int]) -> float:
    asked = pairs(words)
    whole = heaviness(asked)
    return heaviness(asked & held) / whole if whole else 0.0


def _ranked(index: Index, words: str, heading: str) -> tuple[Match, ...]:
    asked, stressed = pairs(words), pairs(heading)
    told = index.words(asked)
    shares, stress = told.shares(asked), told.shares(asked & stressed)
    scores = {number: share + _STRESS * stress.get(number, 0) for number, share in shares.items()}
    told_only = {
        n: score * _TITLE if names_only(index.passages[n].folded) else score for n, score in scores.items()
    }
    best = sorted((-score, number) for number, score in told_only.items())[:BEST]
    return tuple(Match(index.passages[n], -score / 100, shares[n] / 100) for score, n in best if score)


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


def _elsewhere(passages: Iterable[Passage]) -> Iterator[Passage]:
    for passage in passages:
        lacks = passage.told in ("done", "planned") and _NAMES_A_LACK.search(passage.folded)
        if lacks and not _MENDS_IT.search(passage.folded):
            yield replace(passage, folded=_matter(passage.folded), told="lacking")


def _matter(folded: str) -> str:
    return _LACKING.sub("。", folded)


def _heading(folded: str) -> str:
    first = _HEADING.match(folded)
    return first[0] if first and len(first[0]) >= _SHORTEST_HEADING else folded
