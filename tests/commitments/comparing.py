"""How well promises are held against the next report, measured against gold that was made by hand.

The rules are those of the outside yardstick: a quoted passage is right when it holds at least half of the
shorter one's characters in one run; the first and the first three count.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from commitments.answers import Answer, Evidence, NewReport, ProblemAnswer
from commitments.promises import promises
from reports.text.model import Reading
from tests.text.scoring import norm

REPORTED = frozenset({"delivered", "partly", "ongoing"})
RECURRING = frozenset({"recurring", "both"})
Read = Callable[[str], tuple[Reading, str]]


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


def measure(golds: Iterable[dict[str, Any]], read: Read) -> Measured:
    """``read`` gives the reading of a source's name, and the source's text."""
    total = Measured()
    for gold in golds:
        (old, old_text), (new, new_text) = read(gold["old"]), read(gold["new"])
        report = NewReport(new)
        answers = list(report.answers(promises(old)))
        for wanted in gold["promises"]:
            answer = _nearest(answers, _quote(wanted["text"], old_text))
            _promise(total, answer, wanted["verdict"], [_quote(e, new_text) for e in wanted["evidence"]])
        stood = [report.problem(item) for item in old.items if item.kind == "problem"]
        for wanted in gold.get("problems", []):
            quote = _quote(wanted["text"], old_text)
            found = next((p for p in stood if overlap(p.problem.text, quote)), None)
            _problem(total, found, wanted["label"], [_quote(e, new_text) for e in wanted["evidence"]])
    return total


def overlap(one: str, other: str) -> bool:
    a, b = norm(one), norm(other)
    if not a or not b:
        return False
    longest = difflib.SequenceMatcher(None, a, b, autojunk=False).find_longest_match()
    return longest.size >= 0.5 * min(len(a), len(b))


def _promise(total: Measured, answer: Answer | None, wanted: str, evidence: list[str]) -> None:
    name = answer.verdict.name if answer else "none"
    total.verdicts[wanted, name] += 1
    if answer and answer.verdict.confidence >= 0.9:
        total.sure.add(name == wanted)
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


def _nearest(answers: list[Answer], quote: str) -> Answer | None:
    def likeness(answer: Answer) -> float:
        matcher = difflib.SequenceMatcher(None, norm(answer.promise.text), norm(quote), autojunk=False)
        return matcher.ratio()

    return max((a for a in answers if overlap(a.promise.text, quote)), key=likeness, default=None)


def _quote(value: str | list[int], source: str) -> str:
    """Gold may hold quotes, or [start, end] spans into the source."""
    return value if isinstance(value, str) else source[value[0] : value[1]]


def _f1(pairs: Counter[tuple[str, str]], names: frozenset[str]) -> float:
    right = sum(n for (wanted, found), n in pairs.items() if wanted in names and found in names)
    wanted = sum(n for (name, _), n in pairs.items() if name in names)
    found = sum(n for (_, name), n in pairs.items() if name in names)
    return 2 * right / (wanted + found) if wanted + found else 1.0
