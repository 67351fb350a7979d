"""How well reports are read, measured against gold that was made by hand.

The rule is that of the outside yardstick: an item counts when its text agrees to 90 % after folding width,
punctuation and white space; a chapter when heading and kind agree; an organ when one name ends in the other.
"""

from __future__ import annotations

import difflib
import json
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reports.text.model import Fact, Item, Reading

Gold = dict[str, Any]
HEAD = ("organ", "kind", "year", "plan_year", "issued_on", "addressee")
ALIKE = 0.9
_MARKS = str.maketrans({",": "，", ":": "：", ";": "；", "(": "（", ")": "）", "!": "！", "?": "？"})


def load(path: Path) -> list[Gold]:
    found: list[Gold] = json.loads(path.read_text(encoding="utf-8"))
    return found


def norm(text: str | None) -> str:
    folded = "".join(unicodedata.normalize("NFKC", text or "").split())
    return folded.translate(_MARKS).strip("。；;，")


def same(one: str, other: str) -> bool:
    a, b = norm(one), norm(other)
    if a == b:
        return True
    if not a or not b or min(len(a), len(b)) < ALIKE * 0.8 * max(len(a), len(b)):
        return False
    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio() >= ALIKE


@dataclass
class Count:
    """How much was found, how much of it is right, and how much the gold has."""

    right: int = 0
    found: int = 0
    gold: int = 0

    def add(self, right: int, found: int, gold: int) -> None:
        self.right, self.found, self.gold = self.right + right, self.found + found, self.gold + gold

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.gold) if self.found + self.gold else 1.0


@dataclass
class Score:
    """The figures over some reports; ``misses`` tells what a person would look at first."""

    problems: Count = field(default_factory=Count)
    arrangements: Count = field(default_factory=Count)
    chapters: Count = field(default_factory=Count)
    metadata: Count = field(default_factory=Count)
    misses: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        counts = {name: getattr(self, name) for name in ("problems", "arrangements", "chapters", "metadata")}
        figures = (f"{name} {c.f1:.3f} ({c.right}/{c.gold}, {c.found} found)" for name, c in counts.items())
        return "\n".join([", ".join(figures), *self.misses])


def score(golds: Iterable[Gold], reading_of: Callable[[str], tuple[Reading, str]]) -> Score:
    """Score the readings; ``reading_of`` gives the reading of a source's name, and the source's text."""
    total = Score()
    for gold in golds:
        reading, source = reading_of(gold["source"])
        _items(total, total.problems, reading, "problem", gold, source)
        _items(total, total.arrangements, reading, "arrangement", gold, source)
        _chapters(total, reading, gold, source)
        _metadata(total, reading, gold)
    return total


def _quote(value: str | list[int], source: str) -> str:
    """Gold may hold quotes, or [start, end] spans into the source."""
    return value if isinstance(value, str) else source[value[0] : value[1]]


def _items(total: Score, count: Count, reading: Reading, kind: str, gold: Gold, source: str) -> None:
    left: list[Item] = [item for item in reading.items if item.kind == kind]
    found, wanted = len(left), [_quote(item["text"], source) for item in gold[f"{kind}s"]]
    for quote in wanted:
        hit = next((item for item in left if same(item.text, quote)), None)
        if hit:
            left.remove(hit)
        else:
            total.misses.append(f"{gold['source']}: missed {kind} {quote[:60]!r}")
    total.misses.extend(f"{gold['source']}: extra {kind} {item.text[:60]!r}" for item in left)
    count.add(found - len(left), found, len(wanted))


def _chapters(total: Score, reading: Reading, gold: Gold, source: str) -> None:
    found = {(norm(chapter.heading), str(chapter.kind)) for chapter in reading.chapters}
    wanted = {(norm(_quote(c["heading"], source)), c["kind"]) for c in gold["chapters"]}
    total.chapters.add(len(found & wanted), len(found), len(wanted))
    if found != wanted:
        total.misses.append(f"{gold['source']}: chapters {sorted(found ^ wanted)}")


def _metadata(total: Score, reading: Reading, gold: Gold) -> None:
    for name in HEAD:
        if name not in gold:
            continue
        fact: Fact[Any] | None = getattr(reading, name)
        value = fact.value.isoformat() if fact and name == "issued_on" else fact.value if fact else None
        right = _agree(value, gold[name], name)
        total.metadata.add(right, 1, 1)
        if not right:
            total.misses.append(f"{gold['source']}: {name} is {value!r}, not {gold[name]!r}")


def _agree(value: object, wanted: object, name: str) -> bool:
    if value == wanted:
        return True
    if not isinstance(value, str) or not isinstance(wanted, str):
        return False
    a, b = norm(value), norm(wanted)
    return a == b or (name == "organ" and (a.endswith(b) or b.endswith(a)))
