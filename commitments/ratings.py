"""From what the machine found to the rating it suggests, and how far two reviewers agree. Pure.

The nine ratings and their tests are those of DOMAIN 3.2; a person decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from commitments.choices import Rating, Verdict
from reports.choices import Grade

# Work that the report tells of: something was done about the promise.
TOLD: Final = frozenset({Verdict.DELIVERED, Verdict.PARTLY, Verdict.ONGOING})
_SUGGESTED: Final[dict[str, Rating]] = {
    Verdict.DELIVERED: Rating.FULFILLED,
    Verdict.PARTLY: Rating.PARTIAL,
    Verdict.ONGOING: Rating.ONGOING,
    Verdict.REPROMISED: Rating.NOT_STARTED,
    Verdict.NOT_MENTIONED: Rating.NOT_MENTIONED,
    # An organ that names a problem again and tells of no remedy admits that nothing was done.
    Verdict.RECURRING: Rating.NOT_STARTED,
    Verdict.ADDRESSED: Rating.FULFILLED,
    Verdict.BOTH: Rating.PARTIAL,
    Verdict.SILENT: Rating.NOT_MENTIONED,
}
_UNANSWERED: Final = frozenset({Rating.NOT_STARTED, Rating.NOT_MENTIONED})
# Ratings of which nobody can say whether the promise was kept: they stand outside the denominators.
OPEN_RATINGS: Final = frozenset({Rating.ADJUSTED, Rating.NOT_DUE, Rating.NOT_ASSESSABLE})
KEPT: Final = frozenset({Rating.FULFILLED, Rating.MOSTLY})
# What is not delivered and may be carried over into the new year.
UNDELIVERED: Final = frozenset(
    {Rating.PARTIAL, Rating.ONGOING, Rating.NOT_STARTED, Rating.NOT_MENTIONED, Rating.NOT_DUE}
)


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found of one sentence: a value of Verdict and, where it is known, how sure that is."""

    verdict: str
    confidence: float | None


def together(sentences: Sequence[Judged]) -> Judged:
    """What was found of a whole passage. It is as sure as its least sure sentence."""
    names = [sentence.verdict for sentence in sentences]
    known = [sentence.confidence for sentence in sentences if sentence.confidence is not None]
    return Judged(_whole(names), min(known) if known else None)


def _whole(names: Sequence[str]) -> str:
    if len(set(names)) == 1:
        return names[0]
    told = [name for name in names if name in TOLD]
    if not told:
        return Verdict.REPROMISED if Verdict.REPROMISED in names else Verdict.NOT_MENTIONED
    if set(told) == {Verdict.ONGOING}:
        return Verdict.ONGOING
    return Verdict.PARTLY


def suggested(
    verdict: str,
    *,
    grade: str = "",
    due_on: date | None = None,
    as_of: date | None = None,
    approval: str = "",
) -> Rating:
    """The rating for what was found. ``as_of``: the day up to which the new report can tell, None if unknown.

    What is due later than that and not done yet is not yet due; silence about what was adjusted with an
    approval is no broken word; work without an end in sight is part of a measurable promise at most.
    """
    rating = _SUGGESTED[verdict]
    if rating in KEPT:
        return rating
    if due_on is not None and as_of is not None and due_on > as_of:
        return Rating.NOT_DUE
    if rating in _UNANSWERED and approval:
        return Rating.ADJUSTED
    if rating == Rating.ONGOING and grade == Grade.MEASURABLE:
        return Rating.PARTIAL
    return rating


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's κ of two reviewers: 1 is full agreement, 0 is chance. None without a single pair, or where both
    gave one and the same rating throughout, so that chance alone agrees too."""
    if not pairs:
        return None
    number = len(pairs)
    agreed = sum(one == other for one, other in pairs) / number
    first, second = (Counter(column) for column in zip(*pairs, strict=True))
    chance = sum(first[name] * second[name] for name in first) / number**2
    return None if chance == 1 else (agreed - chance) / (1 - chance)
