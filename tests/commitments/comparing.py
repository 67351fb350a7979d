"""How well promises are held against the next report, measured against gold that was made by hand.

The rules are those of the outside yardstick: a quoted passage is right when it holds at least half of the
shorter one's characters in one run; the first and the first three count.
"""

from __future__ import annotations

import difflib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import reports
from commitments.answers import Answer, Evidence, NewReport, ProblemAnswer
from commitments.promises import promises
from reports.readers import Limits, read_file
from reports.text.model import Reading
from reports.text.reading import read
from tests.text.scoring import norm

T = TypeVar("T")
SURE = 0.9
REPORTED = frozenset({"delivered", "partly", "ongoing"})
RECURRING = frozenset({"recurring", "both"})
Read = Callable[[str], tuple[Reading, str]]
DEMO = Path(reports.__file__).parent / "demo"


@cache
def demo(name: str) -> tuple[Reading, str]:
    """The reading of a report of the demo, and its text."""
    document = read_file(DEMO / name, name, Limits())
    return read(document.text, document.metadata), document.text


@dataclass
class Share:
    right: int = 0
    of: int = 0

    def add(self, right: object) -> None:
        self.right, self.of = self.right + bool(right), self.of + 1

    @property
    def value(self) -> float:
        return self.right / self.of if self.of else 1.0


@dataclass
class Measured:
    """The figures over some pairs of reports."""

    first: Share = field(default_factory=Share)
    first_three: Share = field(default_factory=Share)
    problem_first: Share = field(default_factory=Share)
    verdicts: Counter[tuple[str, str]] = field(default_factory=Counter)
    problems: Counter[tuple[str, str]] = field(default_factory=Counter)
    sure: Share = field(default_factory=Share)

    def judge(self, wanted: str, name: str, confidence: float) -> None:
        self.verdicts[wanted, name] += 1
        if confidence >= SURE:
            self.sure.add(name == wanted)

    @property
    def reported(self) -> float:
        return _f1(self.verdicts, REPORTED)

    @property
    def recurring(self) -> float:
        return _f1(self.problems, RECURRING)

    @property
    def silence(self) -> float:
        """The recall of what is not reported."""
        silent = {pair: n for pair, n in self.verdicts.items() if pair[0] not in REPORTED}
        return sum(n for pair, n in silent.items() if pair[1] not in REPORTED) / max(1, sum(silent.values()))

    @property
    def macro(self) -> float:
        names = {wanted for wanted, _ in self.verdicts}
        return sum(_f1(self.verdicts, frozenset({name})) for name in names) / max(1, len(names))

    def __str__(self) -> str:
        return (
            f"hit@1 {self.first.value:.3f}, hit@3 {self.first_three.value:.3f} of {self.first.of}; "
            f"reported {self.reported:.3f}, silence {self.silence:.3f}; verdicts {self.macro:.3f}; "
            f"problems hit@1 {self.problem_first.value:.3f}, recurring {self.recurring:.3f}; "
            f"sure and right {self.sure.right} of {self.sure.of}"
        )


def pairs_in(*paths: Path) -> Iterator[dict[str, Any]]:
    """The labelled pairs of these files, each of which holds one or a list."""
    for path in paths:
        loaded = json.loads(path.read_text(encoding="utf-8"))
        yield from loaded if isinstance(loaded, list) else [loaded]


def measure(golds: Iterable[dict[str, Any]], read: Read) -> Measured:
    """``read`` gives the reading of a source's name, and the source's text."""
    total = Measured()
    for gold in golds:
        (old, old_text), (new, new_text) = read(gold["old"]), read(gold["new"])
        report = NewReport(new)
        answers = list(report.answers(promises(old)))
        for wanted in gold["promises"]:
            quote = quoted(wanted["text"], old_text)
            answer = nearest(answers, quote, lambda answer: answer.promise.text)
            _promise(total, answer, wanted["verdict"], [quoted(e, new_text) for e in wanted["evidence"]])
        stood = [report.problem(item) for item in old.items if item.kind == "problem"]
        for wanted in gold.get("problems", []):
            quote = quoted(wanted["text"], old_text)
            found = next((p for p in stood if overlap(p.problem.text, quote)), None)
            _problem(total, found, wanted["label"], [quoted(e, new_text) for e in wanted["evidence"]])
    return total


def overlap(one: str, other: str) -> bool:
    a, b = norm(one), norm(other)
    if not a or not b:
        return False
    longest = difflib.SequenceMatcher(None, a, b, autojunk=False).find_longest_match()
    return longest.size >= 0.5 * min(len(a), len(b))


def _promise(total: Measured, answer: Answer | None, wanted: str, evidence: list[str]) -> None:
    if answer:
        total.judge(wanted, answer.verdict.name, answer.verdict.confidence)
    else:
        total.judge(wanted, "none", 0.0)
    if wanted in REPORTED:
        right = _right(answer.evidence if answer else (), evidence)
        total.first.add(right[:1] == [True])
        total.first_three.add(any(right))


def _problem(total: Measured, found: ProblemAnswer | None, wanted: str, evidence: list[str]) -> None:
    total.problems[wanted, found.label if found else "none"] += 1
    if evidence:
        total.problem_first.add(_right(found.evidence if found else (), evidence)[:1] == [True])


def _right(quoted: tuple[Evidence, ...], wanted: list[str]) -> list[bool]:
    return [any(overlap(e.passage.text, text) for text in wanted) for e in quoted[:3]]


def nearest(told: Iterable[T], quote: str, text: Callable[[T], str]) -> T | None:
    """Of those whose text overlaps with a quote, the one most like it."""

    def likeness(one: T) -> float:
        return difflib.SequenceMatcher(None, norm(text(one)), norm(quote), autojunk=False).ratio()

    return max((one for one in told if overlap(text(one), quote)), key=likeness, default=None)


def quoted(value: str | list[int], source: str) -> str:
    """Gold may hold quotes, or [start, end] spans into the source."""
    return value if isinstance(value, str) else source[value[0] : value[1]]


def _f1(pairs: Counter[tuple[str, str]], names: frozenset[str]) -> float:
    right = sum(n for (wanted, found), n in pairs.items() if wanted in names and found in names)
    wanted = sum(n for (name, _), n in pairs.items() if name in names)
    found = sum(n for (_, name), n in pairs.items() if name in names)
    return 2 * right / (wanted + found) if wanted + found else 1.0
