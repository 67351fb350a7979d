"""Passages of the new report as evidence: attached by a reviewer, or said to be none."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commitments import ledger
from commitments.choices import Verb
from commitments.models import Comparison, Finding, Quotation
from commitments.refusals import Unfit, Unknown
from commitments.review import acts
from commitments.review.acts import Reviewing
from reports import stored
from reports.text.matching.passages import Passage, passages


def cite(
    finding_id: int, start: int, end: int, part: int = 0, *, by: Any, now: datetime, revision: int
) -> Finding:
    """Attach words of the new report that the machine missed, first among those for their sentence."""
    with transaction.atomic():
        act = acts.one(finding_id, by, now, revision)
        finding, new = act.finding, act.finding.comparison.new
        words = new.text[max(0, start) : end].strip()
        if not words or not 0 <= part < max(1, len(finding.parts)):
            raise Unfit(_("Choose words of the new report."))
        start = new.text.index(words, max(0, start))
        there = {"part": part, "start": start, "end": start + len(words)}
        Quotation.objects.update_or_create(
            finding=finding,
            **there,
            defaults={"wrong": False, "by_name": act.person.name, "rank": 0},
            create_defaults={
                "text": words, "where": _chapter(finding, start), "by_name": act.person.name, "rank": 0,
            },
        )  # fmt: skip
        _told(act, {"passage": words, "fits": True})
    return finding


def mark(quotation_id: int, wrong: bool, *, by: Any, now: datetime, revision: int) -> Finding:
    """Say that a quoted passage is no evidence, or that it is after all. It is kept either way."""
    with transaction.atomic():
        marked = Quotation.objects.filter(pk=quotation_id)
        quotation = marked.first()
        gone = Unknown(_("This passage is not attached any more."))
        if quotation is None:
            raise gone
        act = acts.one(quotation.finding_id, by, now, revision)
        if not marked.update(wrong=wrong):
            raise gone  # compared anew before the finding was locked
        _told(act, {"passage": quotation.text, "fits": not wrong})
    return act.finding


def search(comparison: Comparison, words: str, most: int = 20) -> list[Passage]:
    """The sentences of the new report that hold all these words, in its order."""
    wanted = words.split()
    if not wanted:
        return []
    said = passages(stored.reading(comparison.new))
    return [passage for passage in said if all(word in passage.text for word in wanted)][:most]


def _chapter(finding: Finding, place: int) -> str:
    chapter = finding.comparison.new.sections.filter(start__lte=place, end__gt=place).first()
    return chapter.kind if chapter else "other"


def _told(act: Reviewing, after: dict[str, Any]) -> None:
    acts.write([act.finding], act.now)
    ledger.record([act.line(Verb.CITE, after=after)], by=act.person, now=act.now)
