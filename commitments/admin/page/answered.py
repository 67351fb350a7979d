"""What the reports of later years answer to this commitment, as far as it counts (兑现核对)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from commitments import findings
from commitments.models import Commitment, Comparison, Finding, Judgement, Quotation


@dataclass(frozen=True, slots=True)
class Answer:
    """``rating`` is empty, and so is who gave it, while a reviewer has yet to speak."""

    pk: int
    comparison: Comparison
    verdict: str
    why: str
    quote: Quotation | None
    rating: str
    who: str
    when: datetime | None


def answers(row: Commitment) -> list[Answer]:
    """The latest first. One query where there is nothing, two where there is."""
    found: Any = Finding.objects.told().filter(commitment=row)
    said = Judgement.objects.filter(finding=OuterRef("pk"), withdrawn_at=None)
    first, last = said.order_by("pk"), said.order_by("-pk")
    found = found.annotate(
        first_by=Subquery(first.values("by_name")[:1]),
        last_by=Subquery(last.values("by_name")[:1]),
        last_at=Subquery(last.values("made_at")[:1]),
    )
    return [_answer(finding) for finding in found.prefetch_related("quotations").order_by("-comparison")]


def _answer(finding: Any) -> Answer:
    rated = bool(finding.rating)
    names = dict.fromkeys(filter(None, (finding.first_by, finding.last_by)))
    return Answer(
        pk=finding.pk,
        comparison=finding.comparison,
        verdict=str(finding.get_verdict_display()),
        why=findings.summary(finding),
        quote=findings.best(finding),
        rating=str(finding.get_rating_display()) if rated else "",
        who="、".join(names) if rated else "",
        when=finding.last_at if rated else None,
    )
