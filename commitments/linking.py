"""Which arrangement may answer which sentence of which problem: shared words, weighed by how rare they are.

Pure and the same every time. The score is the share of the problem's sentence that comes back in the
arrangement; the reason shows the words. A person accepts or rejects.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

WEAKEST: Final = 0.15
MIDDLING: Final = 0.25
STRONG: Final = 0.45
MOST: Final = 5
_WORDS: Final = re.compile("[一-龥]{2,}")
# What every report says of everything tells nothing of what it is about.
_EMPTY: Final = re.compile(
    "进一步|不断|持续|加强|加大|推进|推动|提升|提高|强化|深化|优化|完善|健全|落实|开展|工作|问题|方面|情况|"
    "存在|不足|不够|仍有|还有|有待|需要|部分|个别|一些|有的|原因|在于|主要|以及|对于|我局|我县|我市|我区|全面|"
    "切实|积极|认真|着力|力度|水平|能力|建设|机制|制度|年度|今年|明年|下一步|相关|有关|进行|实施|组织|确保"
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
    sentence: Sentence
    score: float
    shared: tuple[str, ...]


def links(arrangement: str, problems: Sequence[Sentence], rarity: Counter[str]) -> list[Link]:
    """The sentences that this arrangement may answer, the strongest first; ``rarity`` is from ``count``."""
    answer = _pairs(arrangement)
    found = []
    for sentence in problems:
        asked = _pairs(sentence.text)
        both = asked & answer
        whole = _weight(asked, rarity)
        score = round(_weight(both, rarity) / whole, 2) if whole else 0.0
        if score >= WEAKEST:
            found.append(Link(sentence, score, _phrases(sentence.text, both)))
    found.sort(key=lambda link: (-link.score, link.sentence.start))
    return found[:MOST]


def strength(score: float) -> str:
    """A word for it, which the pages translate."""
    return "strong" if score >= STRONG else "middling" if score >= MIDDLING else "weak"


def count(texts: Iterable[str]) -> Counter[str]:
    """In how many of the report's passages each pair of characters stands."""
    return Counter(pair for text in texts for pair in _pairs(text))


def _pairs(text: str) -> set[str]:
    """Pairs of neighbouring characters stand for words: Chinese is written without blanks."""
    runs = (run for part in _EMPTY.split(text) for run in _WORDS.findall(part))
    return {run[n : n + 2] for run in runs for n in range(len(run) - 1)}


def _weight(pairs: set[str], rarity: Counter[str]) -> float:
    # Sorted: a sum of floats depends on its order, and that of a set on the run.
    return math.fsum(1 / (1 + math.log(rarity[pair] or 1)) for pair in sorted(pairs))


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
