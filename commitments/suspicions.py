"""Signs of malpractice (疑点) as a comparison keeps them, and as they are told. No query.

A sign accuses nobody: it lays the words of both reports side by side, and a person judges.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final

from commitments import reasons
from commitments.answers import NewReport
from commitments.models import Comparison
from commitments.promises import promises
from commitments.signals import Quote, Signal, signals
from reports.text.model import Reading

# So many of one kind are laid open; the others are folded.
OPEN: Final = 5


def found(old: Reading, new: Reading, report: NewReport) -> list[dict[str, Any]]:
    """As the row keeps them."""
    answers = list(report.answers(promises(old)))
    problems = [report.problem(item) for item in old.items if item.kind == "problem"]
    return [asdict(signal) for signal in signals(old, new, answers, problems)]


@dataclass(frozen=True, slots=True)
class Words:
    """A quote, and the report in which it stands."""

    side: str
    report_id: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Sign:
    sentence: str
    quotes: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """All of one kind, the most telling first."""

    code: str
    title: str
    signs: list[Sign]

    @property
    def open(self) -> list[Sign]:
        return self.signs[:OPEN]

    @property
    def folded(self) -> list[Sign]:
        return self.signs[OPEN:]


def groups(row: Comparison) -> list[Group]:
    """The group with the most telling sign first. What this release does not know is left out."""
    kept = [_signal(kept) for kept in row.signals if kept["code"] in reasons.SIGNALS]
    made: dict[str, Group] = {}
    for signal in sorted(kept, key=lambda signal: -signal.strength):
        title = str(reasons.SIGNALS[signal.code])
        made.setdefault(signal.code, Group(signal.code, title, [])).signs.append(_sign(signal, row))
    return list(made.values())


def _signal(kept: dict[str, Any]) -> Signal:
    quotes = tuple(Quote(**quote) for quote in kept["quotes"])
    return Signal(kept["code"], quotes, kept["values"], kept["strength"])


def _sign(signal: Signal, row: Comparison) -> Sign:
    return Sign(reasons.signal_sentence(signal), tuple(_words(signal.quotes, row)))


def _words(quotes: Iterable[Quote], row: Comparison) -> Iterable[Words]:
    for quote in quotes:
        report_id = row.old_id if quote.report == "old" else row.new_id
        yield Words(quote.report, report_id, quote.start, quote.end, quote.text)
