"""Who may judge, whose turn it is, and what of it may be shown. No act; the rows are at hand."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from commitments.access import OWNERS, Person, Seat
from commitments.choices import Role, Turn
from commitments.models import Commitment, Comparison, Finding, Judgement

REVIEWERS: Final = frozenset({Role.REVIEWER})


def reviewing(person: Person, commitment: Commitment) -> Seat | None:
    """The seat by which this person judges the commitment: a reviewer's, and not one of the owner's side."""
    mine = person.user.pk in (commitment.officer_id, commitment.submitted_by_id)
    if mine or person.owning(commitment, OWNERS) or person.helping(commitment, OWNERS):
        return None
    return person.keeping(commitment, REVIEWERS)


def turn_of(finding: Finding, person: Person) -> Turn | None:
    """Whose turn it is, if it is this person's: the first, the second where one is asked, or to settle."""
    standing = judgements(finding)
    if Turn.FIRST not in standing:
        return Turn.FIRST
    if not finding.comparison.second_review:
        return None
    if Turn.SECOND not in standing:
        return None if standing[Turn.FIRST].by_id == person.user.pk else Turn.SECOND
    return None if finding.rating else Turn.SETTLED


def judgements(finding: Finding) -> dict[Turn, Judgement]:
    """Those that stand. The rows are at hand (``found``)."""
    return {Turn(row.turn): row for row in finding.judgements.all() if row.withdrawn_at is None}


def revealed(finding: Finding) -> bool:
    """Whether what was judged may be shown: not while a second reviewer has yet to speak."""
    return not finding.comparison.second_review or Turn.SECOND in judgements(finding) or bool(finding.rating)


def both_words(comparison: Comparison) -> list[tuple[str, str]]:
    """The ratings of the first and the second reviewer, where both have spoken: what κ is taken of."""
    words = Judgement.objects.filter(finding__comparison=comparison, withdrawn_at=None)
    said: dict[str, dict[int, str]] = {Turn.FIRST: {}, Turn.SECOND: {}, Turn.SETTLED: {}}
    for finding, turn, rating in words.values_list("finding", "turn", "rating").order_by("finding"):
        said[turn][finding] = rating
    first, second = said[Turn.FIRST], said[Turn.SECOND]
    return [(first[key], second[key]) for key in first if key in second]


def sure(findings: Iterable[Finding], confidence: Decimal, person: Person) -> dict[int, int]:
    """Key → revision of those that wait for this person and whose suggestion is at least so sure."""
    return {
        finding.pk: finding.revision
        for finding in findings
        if finding.confidence is not None
        and finding.confidence >= confidence
        and turn_of(finding, person) in (Turn.FIRST, Turn.SECOND)
    }
