"""Which passages of a new report answer a promise of the old one: by the rare words that they share.

A pair of characters weighs by how rare it is in the genre and in this report. A passage scores by the weight
that it shares with the promise, for its length, so that a long list does not win by being long. What was done
and what is lacking rank apart from what is planned: a plan in the same words again is no answer.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from operator import mul
from typing import Final, NamedTuple

from .passages import Passage, Told
from .rarity import RAREST, halves, names, pairs, table

_ORDER: Final[dict[Told, int]] = {"done": 0, "lacking": 0, "planned": 1, "apart": 2}
BEST: Final = 3  # as many as a reviewer reads at a glance
_LENGTH: Final = 30  # half an average sentence: below it, being short is no merit
_TOPIC: Final = 0.8  # 三是推进乡村振兴。 names the matter, the sentences below it tell what was done
_LACKING: Final = 0.7  # a weakness answers a promise less than a deed does
_TOPIC_LENGTH: Final = 30
_WHOLE: Final = 50  # weights are whole numbers, a hundred to one of the mean: sums do not hang on their order

_RAREST: Final = round(RAREST * _WHOLE)

_NUMBERED: Final = re.compile(r"[(]?[一二三四五六七八九十]{1,3}(?:[)、]|是)|\d{1,2}[.、]")
_CLAUSE: Final = re.compile("[,、;。:]")
_SHORTEST_CLAUSE: Final = 4  # 加快、深化: less names no matter
_DIGIT: Final = re.compile(r"\d")
# What every report says of its spirit, and no other can keep or break.
_SPIRIT: Final = ("贯彻", "为指导", "为引领", "为统领", "为遵循", "领导下", "周围")
_FORMULAS: Final = re.compile(
    r"(?:坚持)?以[^,。;]{2,40}为(?:指导|引领|统领|遵循)"
    r"|(?:深入|全面|认真|扎实|坚决|持续)*(?:学习)?(?:宣传)?贯彻(?:落实)?"
    r"(?=[^,。;]{0,40}(?:精神|思想|讲话|部署|理念|方针))[^,。;]{0,40}(?:精神|思想|讲话|部署|理念|方针)"
    r"|在[^,。;]{4,40}(?:坚强|正确)领导下|紧密团结在[^,。;]{4,40}周围"
)


class Match(NamedTuple):  # made by the thousand: four times as fast as a frozen dataclass
    """A passage and how well it answers; ``shared`` is the weight of the words in common."""

    passage: Passage
    score: float
    shared: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a report says of one promise: of deeds and weaknesses, and of new plans, the best first.

    ``covered`` is the share of the promise's words, by weight, that the best of ``told`` hold together.
    """

    told: tuple[Match, ...]
    planned: tuple[Match, ...]
    covered: float

    @property
    def shared(self) -> float:
        return self.told[0].shared if self.told else 0.0

    @property
    def lead(self) -> float:
        """How far the best stands above the third: what every passage says a little, none answers."""
        scores = [match.score for match in self.told] + [0.0] * BEST
        return scores[0] - scores[BEST - 1]


@dataclass(frozen=True, slots=True)
class Words:
    """Some pairs of characters in a report: those that each passage holds, the passages that hold each, and
    how heavy each is: half by its rarity in the genre, half in this report, and nothing for a mark."""

    held: list[set[int]]
    holding: dict[int, list[int]]
    weight: dict[int, int]

    def share(self, asked: set[int], held: set[int]) -> float:
        """The share of some pairs, by weight, that are among those held."""
        whole = sum(map(self.weight.__getitem__, asked))
        return sum(map(self.weight.__getitem__, asked & held)) / whole if whole else 0.0


class Index:
    """The passages of one report, by the pairs of characters they hold."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        # What tells of the past first, then what is planned, then the rest, each in the report's own order.
        self.passages = tuple(sorted(passages, key=lambda passage: _ORDER[passage.told]))
        self._pairs = [halves(passage.folded) for passage in self.passages]
        self._lengths = [_for_length(passage) for passage in self.passages]
        self._told = sum(_ORDER[passage.told] < _ORDER["planned"] for passage in self.passages)
        self._apart = sum(_ORDER[passage.told] < _ORDER["apart"] for passage in self.passages)
        many = len(self.passages) + 1
        # By the number of passages that hold a pair.
        self._rare_here = [round(_WHOLE * math.log(many / (held + 0.5))) for held in range(many)]

    def find(self, promise: str, best: int = BEST) -> Found:
        """The best passages for the words of one promise."""
        return next(self.find_all([promise], best))

    def find_all(self, promises: Iterable[str], best: int = BEST) -> Iterator[Found]:
        """The best passages for each promise; together they are found far faster than one by one."""
        asked = [pairs(meant(promise)) for promise in promises]
        words = self.words(set().union(*asked))
        for promise in asked:
            yield self._found(promise, words, best)

    def words(self, asked: set[int]) -> Words:
        """What this report makes of some pairs."""
        held = [asked.intersection(chain(even, odd)) for even, odd in self._pairs]
        holding: dict[int, list[int]] = {pair: [] for pair in asked}
        for number, found in enumerate(held):
            for pair in found:
                holding[pair].append(number)
        genre, here = weights(), self._rare_here
        weight = {pair: genre.get(pair, _RAREST) + here[len(in_)] for pair, in_ in holding.items()}
        weight |= {pair: 0 for pair in asked if pair not in genre and not names(pair)}
        return Words(held, holding, weight)

    def parts(self, promise: str, matches: Iterable[Match]) -> list[tuple[str, float]]:
        """The clauses of a promise, each with the share of its words that the passages hold together."""
        held = set().union(*(pairs(match.passage.folded) for match in matches))
        words = self.words(pairs(promise))
        clauses = [clause for clause in _CLAUSE.split(promise) if len(clause) >= _SHORTEST_CLAUSE]
        return [(clause, words.share(pairs(clause), held)) for clause in clauses]

    def _found(self, promise: set[int], words: Words, best: int) -> Found:
        shares = [0] * len(self.passages)
        weight, holding = words.weight, words.holding
        for pair in promise:
            heavy = weight[pair]
            for number in holding[pair]:
                shares[number] += heavy
        scores = list(map(mul, shares, self._lengths))
        told = _best(scores[: self._told], best)
        planned = [self._told + number for number in _best(scores[self._told : self._apart], best)]
        return Found(
            tuple(Match(self.passages[n], scores[n], shares[n] / (2 * _WHOLE)) for n in told),
            tuple(Match(self.passages[n], scores[n], shares[n] / (2 * _WHOLE)) for n in planned),
            words.share(promise, set().union(*[words.held[number] for number in told])),
        )


def _best(scores: list[float], best: int) -> list[int]:
    """The places of the highest scores, the earlier first among equals."""
    found: list[int] = []
    while len(found) < best and (highest := max(scores, default=0.0)) > 0.0:
        found.append(scores.index(highest))
        scores[found[-1]] = 0.0
    return found


@cache
def weights() -> Mapping[int, int]:
    """The table of the genre in whole numbers."""
    return {pair: round(weight * _WHOLE) for pair, weight in table().items()}


def meant(folded: str) -> str:
    """A sentence without what every report says of its spirit."""
    return _FORMULAS.sub("。", folded) if any(word in folded for word in _SPIRIT) else folded


def _for_length(passage: Passage) -> float:
    length = 1 / (2 * _WHOLE * math.sqrt(_LENGTH + len(passage.folded)))
    if passage.told == "lacking":
        length *= _LACKING
    return length * _TOPIC if _names_only(passage.folded) else length


def _names_only(folded: str) -> bool:
    if len(folded) > _TOPIC_LENGTH or _DIGIT.search(folded):
        return False
    return len(folded) <= _TOPIC_LENGTH // 2 or _NUMBERED.match(folded) is not None
