"""Where searched words stand in a text, with the words around them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

AROUND: Final = 36  # characters shown on either side of what was found
MOST: Final = 3
_BREAK: Final = re.compile(r"[。；;!?！？\n]")


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that were searched for (``hit``), or that stand around them."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Context:
    """A stretch of the text, cut at a sentence where one ends near; ``start`` and ``end`` are those of the
    first and last word found in it."""

    start: int
    end: int
    runs: tuple[Run, ...]


def contexts(text: str, words: Sequence[str], most: int = MOST) -> list[Context]:
    """The stretches that hold most of the words, in the order of the text. ``words`` are in lower case."""
    found = sorted(_places(text.lower(), words))
    groups = list(_groups(found))
    best = sorted(groups, key=lambda group: (-len({text[a:b].lower() for a, b in group}), group[0][0]))[:most]
    return [_context(text, group) for group in sorted(best)]


def _places(folded: str, words: Iterable[str]) -> Iterator[tuple[int, int]]:
    for word in words:
        place = folded.find(word)
        while place >= 0:
            yield place, place + len(word)
            place = folded.find(word, place + len(word))


def _groups(found: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Places so near to each other that they are shown together."""
    group: list[tuple[int, int]] = []
    for place in found:
        if group and place[0] - group[0][0] > 2 * AROUND:
            yield group
            group = []
        group.append(place)
    if group:
        yield group


def _context(text: str, group: Sequence[tuple[int, int]]) -> Context:
    start, end = group[0][0], max(stop for _start, stop in group)
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    for stop in _BREAK.finditer(text, first, start):
        first = stop.end()
    if ended := _BREAK.search(text, end, last):
        last = ended.end()
    runs = list(_runs(text, first, last, group))
    cut_before = first > 0 and not _BREAK.match(text[first - 1])
    cut_after = last < len(text) and not _BREAK.match(text[last - 1])
    return Context(start, end, tuple([Run("…", False)] * cut_before + runs + [Run("…", False)] * cut_after))


def _runs(text: str, first: int, last: int, group: Sequence[tuple[int, int]]) -> Iterator[Run]:
    place = first
    for start, end in group:
        start = max(start, place)
        if end <= start:
            continue
        if start > place:
            yield Run(text[place:start].replace("\n", " "), False)
        yield Run(text[start:end], True)
        place = end
    if place < last:
        yield Run(text[place:last].replace("\n", " ").rstrip(), False)
