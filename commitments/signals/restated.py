"""A plan that is no new one: last year's with the year changed, or what the same report tells as done."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from commitments.promises import Promise
from reports.text.clean import fold
from reports.text.matching.passages import Passage
from reports.text.model import Item, Reading

from .likeness import Wording, nearest, own_clauses, percent
from .model import Quote, Signal, quoted

COPIED: Final = 0.9  # 照抄
MUCH_ALIKE: Final = 0.75  # 高度雷同
_SHORTEST: Final = 20  # characters of an arrangement: shorter ones are alike by chance, or only titles
_SENTENCE: Final = 30  # of a single sentence out of an arrangement that is otherwise new
_OWN: Final = 0.5  # of an arrangement's characters: what has fewer of its own says what every report says

_NAMED: Final = re.compile("《[^》]*》")
# 继续、进一步 before a deed makes no other deed of it.
_HEAD: Final = re.compile(
    r"(?:[(]?[一二三四五六七八九十]{1,3}(?:[)、]|是)|\d{1,3}[.、])?"
    "(?:继续|进一步|不断|持续|深入|全面|我们|更加|积极|着力|大力|切实|扎实|同时|坚持|加快|将|要|已)*"
)
_SHORTEST_CLAUSE: Final = 8
_WORD_FOR_WORD: Final = 20  # characters of whole clauses; the seeds of the genre have 28 and more
_LONGEST: Final = 60


def copied(old: Reading, new: Reading, was: Sequence[Promise], plan: Sequence[Promise]) -> Iterator[Signal]:
    """Arrangements that stood in the old report, and long sentences out of others."""
    whole = list(_copied(_arrangements(old), _arrangements(new), _SHORTEST, MUCH_ALIKE))
    yield from whole
    told = [signal.quotes[1] for signal in whole]
    rest = [p for p in plan if not any(q.start <= p.start and p.end <= q.end for q in told)]
    yield from _copied(was, rest, _SENTENCE, COPIED)


def _arrangements(reading: Reading) -> list[Item]:
    return [item for item in reading.items if item.kind == "arrangement"]


def _copied(
    old: Sequence[Item | Promise], new: Sequence[Item | Promise], shortest: int, least: float
) -> Iterator[Signal]:
    before = [(passage, words) for passage in old if (words := _plan(passage.text, shortest))]
    for passage in new:
        words = _plan(passage.text, shortest)
        found = nearest(words, [wording for _, wording in before], least) if words else None
        if found:
            source, share = before[found[0]][0], found[1]
            quotes = (
                Quote("old", source.start, source.end, source.text),
                Quote("new", passage.start, passage.end, passage.text),
            )
            kind = "copied" if share >= COPIED else "alike"
            yield Signal("copied", quotes, {"kind": kind, "percent": percent(share)}, round(share, 2))


def _plan(text: str, shortest: int) -> Wording | None:
    """The words of a plan; what ends with a colon only leads into one, and set phrases are nobody's own."""
    wording = Wording(text)
    own = len(wording.words)
    leads_in = text.rstrip().endswith(("：", ":"))
    return wording if own >= max(shortest, _OWN * len(text)) and not leads_in else None


def deeds_as_promises(told: Sequence[Passage], plan: Sequence[Promise]) -> Iterator[Signal]:
    """Promises that say, clause by clause, what the same report tells as done."""
    done: defaultdict[str, list[Passage]] = defaultdict(list)
    for passage in told:
        if passage.told == "done":
            for clause in _deeds(passage.folded):
                done[clause].append(passage)
    for promise in plan:
        same: defaultdict[Passage, list[str]] = defaultdict(list)
        for clause in _deeds(fold(promise.text)):
            for passage in done.get(clause, ()):
                if passage.end <= promise.start or promise.end <= passage.start:
                    same[passage].append(clause)
        found = max(same, key=lambda passage: _length(same[passage]), default=None)
        if found and _length(same[found]) >= _WORD_FOR_WORD:
            yield _restated(found, promise, same[found])


def _restated(passage: Passage, promise: Promise, clauses: Sequence[str]) -> Signal:
    quotes = (quoted("new", passage), Quote("new", promise.start, promise.end, promise.text))
    length = _length(clauses)
    values = {"number": str(length), "words": "，".join(dict.fromkeys(clauses))}
    return Signal("deed_as_promise", quotes, values, round(min(1.0, length / _LONGEST), 2))


def _deeds(folded: str) -> Iterator[str]:
    for clause in own_clauses(folded):
        deed = _HEAD.sub("", clause, count=1)
        if len(deed) >= _SHORTEST_CLAUSE:
            yield deed


def _length(clauses: Sequence[str]) -> int:
    """Characters, without the names of documents: to name one twice is no repetition."""
    return sum(char.isalnum() for char in _NAMED.sub("", "".join(dict.fromkeys(clauses))))
