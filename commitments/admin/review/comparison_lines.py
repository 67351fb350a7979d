"""One finding as a line of the list: what was promised, what the machine found, what reviewers decided."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from commitments import findings, review, units
from commitments.access import Person
from commitments.choices import Rating, Turn, Verdict
from commitments.models import Commitment, Comparison, Finding, Quotation
from reports.choices import Grade

# How an answer or a rating looks; what it means is always told in words too.
TONES: Final[dict[str, str]] = {
    Verdict.DELIVERED: "good",
    Verdict.ADDRESSED: "good",
    Verdict.PARTLY: "press",
    Verdict.BOTH: "press",
    Verdict.REPROMISED: "press",
    Verdict.NOT_MENTIONED: "alarm",
    Verdict.SILENT: "alarm",
    Verdict.RECURRING: "alarm",
}


@dataclass(frozen=True, slots=True)
class Line:
    """``said``: the rating, or what it waits for; ``settled``: whether it is rated."""

    pk: int
    commitment: Commitment | None
    title: str
    words: str
    grade: str
    unit: str
    status: str
    verdict: str
    tone: str
    confidence: int | None
    why: str
    suggested: str
    said: str
    settled: bool
    bulk: bool
    mine: bool
    quote: Quotation | None


def line(finding: Finding, row: Comparison, person: Person) -> Line:
    commitment, item = finding.commitment, finding.item
    grade = commitment.grade if commitment else item.grade if item else ""
    return Line(
        pk=finding.pk,
        commitment=commitment,
        title=commitment.title if commitment else item.heading if item else "",
        words=commitment.quote if commitment else " ".join(part["text"] for part in finding.parts),
        grade=str(Grade(grade).label) if grade else "",
        unit=units.short_name(commitment.lead, commitment.organ) if commitment and commitment.lead else "",
        status=str(commitment.get_status_display()) if commitment else "",
        verdict=str(finding.get_verdict_display()),
        tone=TONES.get(finding.verdict, ""),
        confidence=None if finding.confidence is None else round(finding.confidence * 100),
        why=findings.summary(finding),
        suggested=str(finding.get_suggested_display()),
        said=_said(finding) if commitment else "",
        settled=bool(finding.rating),
        bulk=_in_bulk(finding),
        mine=mine(finding, row, person),
        quote=findings.best(finding),
    )


def _said(finding: Finding) -> str:
    """Nothing of a first word that the second reviewer must not see."""
    if finding.rating:
        return str(finding.get_rating_display())
    standing = review.judgements(finding)
    if Turn.FIRST not in standing:
        return _("waiting to be judged")
    if not disagree(finding):
        return _("waiting for the second reviewer")
    named = (Rating(standing[turn].rating).label for turn in (Turn.FIRST, Turn.SECOND))
    return _("disagreement: %(ratings)s") % {"ratings": " / ".join(map(str, named))}


def disagree(finding: Finding) -> bool:
    return not finding.rating and Turn.SECOND in review.judgements(finding)


def _in_bulk(finding: Finding) -> bool:
    """Accepted in bulk is what was suggested: not told either while the second reviewer has yet to speak."""
    return review.revealed(finding) and any(j.bulk for j in review.judgements(finding).values())


def mine(finding: Finding, row: Comparison, person: Person) -> bool:
    """Whether it waits for the word of this person."""
    if row.state != Comparison.State.APPLIED or finding.commitment is None:
        return False
    may = review.reviewing(person, finding.commitment) is not None
    return may and review.turn_of(finding, person) is not None


def hundredth(percent: int) -> Decimal:
    return Decimal(percent) / 100
