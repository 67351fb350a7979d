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
from typing import Final, NamedTuple

from .passages import Passage, Told
from .rarity import RAREST, names, pairs, rows, table

_ORDER: Final[dict[Told, int]] = {"done": 0, "lacking": 0, "planned": 1, "apart": 2}
BEST: Final = 3  # as many as a reviewer reads at a glance
_LENGTH: Final = 30  # half an average sentence: below it, being short is no merit
_TOPIC: Final = 0.7  # 三是推进乡村振兴。 names the matter, the sentences below it tell what was done
_LACKING: Final = 0.7  # a weakness answers a promise less than a deed does
_TOPIC_LENGTH: Final = 60
_BARE_LENGTH: Final = 15  # without a number before it
_WHOLE: Final = 50  # weights are whole numbers, a hundred to one of the mean: sums do not hang on their order

_RAREST: Final = round(RAREST * _WHOLE)
_NEVER: Final = -100 * _WHOLE
_NOTHING: Final = 2 * _WHOLE  # what every third passage holds tells nothing: so much is taken off each weight

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


class Words:
    """Some pairs of characters in a report: the passages that hold each, and how heavy each is: half by its
    rarity in the genre, half in this report, and nothing for what a third of all passages hold."""

    def __init__(self, holding: dict[int, list[int]], rare_here: list[int]) -> None:
        self._nowhere = rare_here[0]
        genre = weights()
        self._weight = {
            pair: (genre[pair] if pair in genre else _in_genre(pair)) + rare_here[len(held)]
            for pair, held in holding.items()
        }
        self._holding = holding

    def shares(self, asked: Iterable[int]) -> dict[int, int]:
        """The weight of the pairs asked for that a passage holds, of each passage that holds any."""
        shares: dict[int, int] = {}
        holding, weight = self._holding, self._weight
        for pair in asked:
            if pair in weight and (heavy := weight[pair]) > 0:
                for passage in holding[pair]:
                    shares[passage] = shares[passage] + heavy if passage in shares else heavy
        return shares

    def share(self, asked: set[int], held: set[int]) -> float:
        """The share of some pairs, by weight, that are among those held."""
        weight = {pair: self._heavy(pair) for pair in asked}
        whole = sum(weight.values())
        return sum(weight[pair] for pair in asked & held) / whole if whole else 0.0

    def _heavy(self, pair: int) -> int:
        heavy = self._weight[pair] if pair in self._weight else _in_genre(pair) + self._nowhere
        return max(heavy, 0)


@dataclass(frozen=True, slots=True)
class Found:
    """What a report says of one promise: of deeds and weaknesses the best first, and the nearest new plan."""

    promise: str
    told: tuple[Match, ...]
    planned: tuple[Match, ...]
    words: Words

    @property
    def score(self) -> float:
        return self.told[0].score if self.told else 0.0

    @property
    def shared(self) -> float:
        return self.told[0].shared if self.told else 0.0

    @property
    def lead(self) -> float:
        """How far the best stands above the third: what every passage says a little, none answers."""
        scores = [match.score for match in self.told] + [0.0] * BEST
        return scores[0] - scores[BEST - 1]

    @property
    def covered(self) -> float:
        """The share of the promise's words, by weight, that the best of ``told`` hold together."""
        return self.words.share(pairs(self.promise), self._held())

    def parts(self) -> list[tuple[str, float]]:
        """The clauses of the promise, each with the share of its words that the best of ``told`` hold."""
        held = self._held()
        clauses = [clause for clause in _CLAUSE.split(self.promise) if len(clause) >= _SHORTEST_CLAUSE]
        return [(clause, self.words.share(pairs(clause), held)) for clause in clauses]

    def _held(self) -> set[int]:
        return set().union(*(pairs(match.passage.folded) for match in self.told))


class Index:
    """The passages of one report, by the pairs of characters they hold."""

    def __init__(self, passages: Iterable[Passage], among: int | None = None) -> None:
        """``among``: how many passages the whole report has, where these are but a part of it."""
        # What tells of the past first, then what is planned, then the rest, each in the report's own order.
        self.passages = tuple(sorted(passages, key=lambda passage: _ORDER[passage.told]))
        self._pairs = rows([passage.folded for passage in self.passages])
        self._lengths = [_for_length(passage) for passage in self.passages]
        self._told = sum(_ORDER[passage.told] < _ORDER["planned"] for passage in self.passages)
        self._apart = sum(_ORDER[passage.told] < _ORDER["apart"] for passage in self.passages)
        many = len(self.passages) + 1
        whole = max(among or 0, many)
        # By the number of passages that hold a pair.
        self._rare_here = [round(_WHOLE * math.log(whole / (held + 0.5))) - _NOTHING for held in range(many)]

    def find(self, promise: str, best: int = BEST) -> Found:
        """The best passages for the words of one promise."""
        return next(self.find_all([promise], best))

    def find_all(self, promises: Iterable[str], best: int = BEST) -> Iterator[Found]:
        """The best passages for each promise; together they are found far faster than one by one."""
        asked = [meant(promise) for promise in promises]
        pairs_of = [pairs(promise) for promise in asked]
        words = self.words(set().union(*pairs_of))
        for promise, held in zip(asked, pairs_of, strict=True):
            yield self._found(promise, held, words, best)

    def words(self, asked: set[int]) -> Words:
        """What this report makes of some pairs."""
        holding: dict[int, list[int]] = {}
        for number, (even, odd) in enumerate(self._pairs):
            for pair in asked.intersection(chain(even, odd)):
                if pair in holding:
                    holding[pair].append(number)
                else:
                    holding[pair] = [number]
        return Words(holding, self._rare_here)

    def _found(self, promise: str, asked: set[int], words: Words, best: int) -> Found:
        told = _Best(best)
        planned = _Best(1)
        lengths, last_told, last = self._lengths, self._told, self._apart
        for number, share in words.shares(asked).items():
            score = share * lengths[number]
            if number < last_told:
                if score >= told.least:
                    told.keep(score, number, share)
            elif number < last and score >= planned.least:
                planned.keep(score, number, share)
        return Found(promise, self._matches(told), self._matches(planned), words)

    def _matches(self, best: _Best) -> tuple[Match, ...]:
        return tuple(
            [Match(self.passages[n], -score, share / (2 * _WHOLE)) for score, n, share in best.found]
        )


class _Best:
    """The best of many, the highest first and the earlier first among equals."""

    __slots__ = ("found", "least", "many")

    def __init__(self, many: int) -> None:
        self.many, self.least = many, 0.0
        self.found: list[tuple[float, int, int]] = []

    def keep(self, score: float, number: int, share: int) -> None:
        if score:
            self.found.append((-score, number, share))
            self.found.sort()
            if len(self.found) > self.many:
                del self.found[-1]
                self.least = -self.found[-1][0]


def _in_genre(pair: int) -> int:
    """What a pair weighs by its rarity in the genre; a mark weighs so little that nothing makes it up."""
    genre = weights()
    return genre[pair] if pair in genre else _RAREST if names(pair) else _NEVER


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
    return length * _TOPIC if names_only(passage.folded) else length


def names_only(folded: str) -> bool:
    if len(folded) > _TOPIC_LENGTH or _DIGIT.search(folded):
        return False
    return len(folded) <= _BARE_LENGTH or _NUMBERED.match(folded) is not None
