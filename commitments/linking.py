"""Which arrangement may answer which problem: shared words, weighed by how rare they are in the report.

Pure and the same every time. A problem and an arrangement are compared as wholes, for a short passage says
little by each of its sentences; the link is laid to the sentence of the problem that shares most. The score
is the share of the lighter passage that both have; the reason shows the words. A person accepts or rejects.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from reports.text.sentences import sentences

# Measured on labelled pairs of demo and real reports (tests/gold/answers.json): lower ones bring
# more wrong links than right ones.
WEAKEST: Final = 0.08
MIDDLING: Final = 0.15
STRONG: Final = 0.25
# Of the best answer to the same problem: what is far behind it only shares the report's manner.
BEHIND: Final = 0.5
MOST: Final = 5
SHORTEST: Final = 6  # characters of a sentence: a shorter one is a number or a stray mark
_WORDS: Final = re.compile("[一-龥]{2,}")
# （牵头单位：…）names who, not what.
_OWNERS: Final = re.compile("[（(](?:牵头|责任|配合)(?:单位|部门)[^）)]*[）)]")
# What every report says of everything tells nothing of what it is about.
_EMPTY: Final = re.compile(
    "进一步|不断|持续|加强|大力|加大|推进|推动|提升|提高|强化|深化|优化|完善|健全|落实|开展|工作|问题|方面|情况|"
    "存在|不足|不够|不高|不强|较大|仍有|还有|仍然|依然|尚未|没有|有待|需要|部分|个别|一些|有的|原因|在于|主要|"
    "以及|对于|我局|我县|我市|我区|全面|切实|积极|认真|着力|力度|水平|能力|建设|机制|制度|年度|今年|明年|年底前|"
    "月底前|年内|全年|下一步|相关|有关|进行|实施|组织|确保|达到|以上|以内|不少于|不低于|"
    "[一二三四五六七八九十]是|[（(][一二三四五六七八九十]+[）)]"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a problem; ``key`` is whatever the caller knows the problem by."""

    key: int
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Link:
    """``arrangement`` is the caller's key of it."""

    arrangement: int
    sentence: Sentence
    score: float
    shared: tuple[str, ...]


def sentences_of(key: int, text: str, start: int, end: int) -> list[Sentence]:
    """The sentences of the problem that stands at a place of the report's text."""
    return [
        Sentence(key, text[span.start : span.end], span.start, span.end)
        for span in sentences(text, start, end)
        if span.end - span.start >= SHORTEST
    ]


def words_of(parent: str | None, text: str) -> str:
    """The words of an arrangement, with the heading of its group: a group's name is part of the answer."""
    return f"{parent or ''}。{text}"


def links(arrangements: Mapping[int, str], problems: Sequence[Sentence]) -> list[Link]:
    """What each arrangement of a report may answer of its problems, the strongest first."""
    answers = {key: _pairs(text) for key, text in arrangements.items()}
    asked = {key: _pairs(text) for key, text in _whole(problems).items()}
    rarity = _Rarity([*answers.values(), *asked.values()])
    scores = {
        (problem, key): rarity.shared(asks, answer)
        for problem, asks in asked.items()
        for key, answer in answers.items()
    }
    best = {problem: max((scores[problem, key] for key in answers), default=0.0) for problem in asked}
    found: list[Link] = []
    for key, answer in answers.items():
        kept = [p for p in asked if scores[p, key] >= max(WEAKEST, BEHIND * best[p])]
        kept.sort(key=lambda problem: -scores[problem, key])
        for problem in kept[:MOST]:
            sentence = _nearest(problem, problems, answer, rarity)
            words = _phrases(sentence.text, asked[problem] & answer)
            found.append(Link(key, sentence, round(scores[problem, key], 2), words))
    return found


def strength(score: float) -> str:
    """A word for it, which the pages translate."""
    return "strong" if score >= STRONG else "middling" if score >= MIDDLING else "weak"


def _whole(problems: Sequence[Sentence]) -> dict[int, str]:
    found: dict[int, str] = {}
    for sentence in problems:
        found[sentence.key] = f"{found.get(sentence.key, '')}\n{sentence.text}"
    return found


def _nearest(problem: int, problems: Sequence[Sentence], answer: set[str], rarity: _Rarity) -> Sentence:
    own = [sentence for sentence in problems if sentence.key == problem]
    return max(own, key=lambda sentence: rarity.weight(_pairs(sentence.text) & answer))


class _Rarity:
    """What stands in many of the report's passages weighs little, in all of them next to nothing."""

    def __init__(self, passages: Sequence[set[str]]) -> None:
        count = Counter(pair for passage in passages for pair in passage)
        self._weights = {pair: math.log((len(passages) + 1) / number) for pair, number in count.items()}

    def weight(self, pairs: Iterable[str]) -> float:
        # fsum: the sum of floats depends on their order, and that of a set on the run.
        return math.fsum(self._weights[pair] for pair in pairs)

    def shared(self, one: set[str], other: set[str]) -> float:
        lighter = min(self.weight(one), self.weight(other))
        return self.weight(one & other) / lighter if lighter else 0.0


def _pairs(text: str) -> set[str]:
    """Pairs of neighbouring characters stand for words: Chinese is written without blanks."""
    runs = (run for part in _EMPTY.split(_OWNERS.sub("", text)) for run in _WORDS.findall(part))
    return {run[n : n + 2] for run in runs for n in range(len(run) - 1)}


def _phrases(text: str, shared: set[str]) -> tuple[str, ...]:
    """The shared pairs, put together again where they follow each other: 窗口人员, not 窗口 口人 人员."""
    found: list[str] = []
    start = None
    for n in range(len(text)):
        inside = text[n : n + 2] in shared
        if inside and start is None:
            start = n
        elif not inside and start is not None:
            found.append(text[start : n + 1])
            start = None
    return tuple(dict.fromkeys(found))
