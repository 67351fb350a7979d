"""How rare a pair of characters is in the genre: what all reports say weighs little, a name weighs much.

Two characters are nearly a word in Chinese, and need no dictionary to be cut out. The table beside this
module holds nothing but counts: the mean over many organs of the share of their sentences that hold a pair,
as a negative logarithm in quarters. ``manage.py count_words FOLDER`` makes it anew from the reports of a
folder.

A pair is a number: two units of UTF-16 read as one, so that all pairs of a sentence are read off its bytes.
"""

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).with_name("rarity.txt")
RAREST: Final = 8.5  # one sentence in five thousand: what is rarer, or in no table, cannot be told apart
_STEP: Final = 0.25
_UNITS: Final = "utf-16-le" if sys.byteorder == "little" else "utf-16-be"
_UNIT, _PAIR = 2, 4  # bytes


def pairs(text: str) -> set[int]:
    """The different pairs of characters that stand together."""
    first, second = halves(text)
    return {*first, *second}


def halves(text: str) -> tuple[Sequence[int], Sequence[int]]:
    """All pairs of a text in two rows, those that begin at an even place and those at an odd one."""
    units = memoryview(text.encode(_UNITS, "surrogatepass"))
    odd = len(units) % _PAIR
    first = units[: len(units) - odd].cast("I")
    second = units[_UNIT : len(units) - _UNIT + odd].cast("I") if len(units) > _UNIT else ()
    return first, second


def rows(texts: Sequence[str]) -> list[tuple[Sequence[int], Sequence[int]]]:
    """The pairs of many texts, each in its two rows: one encoding of all is twice as fast as many."""
    joined = "\n".join(texts)
    units = memoryview(joined.encode(_UNITS, "surrogatepass"))
    if len(units) != _UNIT * len(joined):  # a character of two units shifts all places behind it
        return [halves(text) for text in texts]
    even = units[: len(units) // _PAIR * _PAIR].cast("I")
    odd = units[_UNIT : _UNIT + (len(units) - _UNIT) // _PAIR * _PAIR].cast("I") if len(units) > _UNIT else ()
    found: list[tuple[Sequence[int], Sequence[int]]] = []
    start = 0
    for text in texts:
        last = start + max(len(text) - 1, 0)  # no pair begins at the last character
        found.append((even[(start + 1) // 2 : (last + 1) // 2], odd[start // 2 : last // 2]))
        start += len(text) + 1
    return found


def spelled(pair: int) -> str:
    """The two characters of a pair."""
    return pair.to_bytes(_PAIR, sys.byteorder).decode(_UNITS, "replace")


@cache
def _marks() -> frozenset[int]:
    """The units that stand in no word."""
    return frozenset(unit for unit in range(1 << 16) if not chr(unit).isalnum() and chr(unit) != "%")


def names(pair: int) -> bool:
    """Whether a pair can be part of a word: none with a mark in it can."""
    marks = _marks()
    return pair & 0xFFFF not in marks and pair >> 16 not in marks


@cache
def table() -> Mapping[int, float]:
    rates: dict[int, float] = {}
    for line in TABLE.read_text("utf-8").splitlines():
        weight, _, together = line.partition("\t")
        units = memoryview(together.encode(_UNITS)).cast("I")
        rates.update(dict.fromkeys(units, float(weight)))
    return rates


def heaviness(pairs: Iterable[int]) -> float:
    """How rare some pairs are together; those with a mark in them weigh nothing."""
    weights = table()  # quarters: their sum is exact in any order
    return sum(weights.get(pair, RAREST) for pair in pairs if names(pair))


def counted(organs: Iterable[Iterable[str]]) -> Mapping[int, float]:
    """The weight of each pair, from the sentences of each organ: one with many reports counts as one."""
    shares: defaultdict[int, float] = defaultdict(float)
    number = 0
    for sentences in organs:
        number += 1
        held: Counter[int] = Counter()
        total = 0
        for sentence in sentences:
            held.update(pairs(sentence))
            total += 1
        for pair, times in held.items():
            shares[pair] += times / total
    weights = {pair: -math.log(share / number) for pair, share in shares.items()}
    return {pair: weight for pair, weight in weights.items() if weight < RAREST and names(pair)}


def lines(weights: Mapping[int, float]) -> Iterator[str]:
    """The table as text, the most common first: the weight, then its pairs in a row."""
    levels: defaultdict[float, list[str]] = defaultdict(list)
    for pair, weight in weights.items():
        levels[round(weight / _STEP) * _STEP].append(spelled(pair))
    for level in sorted(levels):
        yield f"{level:.2f}\t{''.join(sorted(levels[level]))}"
