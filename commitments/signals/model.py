"""What a signal is: words of the two reports by their place, and what goes into the sentence about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from reports.text.matching.passages import Passage

Code = Literal[
    "copied", "same_problem", "dropped", "promised_again", "no_measure", "deed_as_promise",
    "contradicts_last_year", "contradicts_itself", "no_problems_chapter",
]  # fmt: skip
Side = Literal["old", "new"]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a report by their place. ``report`` is "old" or "new"."""

    report: Side
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Signal:
    """``quotes`` has the old report's words first, where both speak; ``values`` go into the sentence about
    it; ``strength``, 0 to 1, is for the order: the most telling first."""

    code: Code
    quotes: tuple[Quote, ...]
    values: dict[str, str] = field(default_factory=dict)
    strength: float = 0.5


def quoted(report: Side, passage: Passage) -> Quote:
    return Quote(report, passage.start, passage.end, passage.text)
