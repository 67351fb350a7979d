"""Findings told to people: sentence by sentence, with the passages that answer. Rows in, words out; no query.

``Finding.quotations`` must be at hand (prefetched). Pages, workbooks and papers tell them in the same words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments import reasons
from commitments.choices import Verdict
from commitments.models import Finding, Quotation
from commitments.verdicts import Why
from reports.text.matching.shared import Shared

# The new report tells nothing of the sentence.
SILENT: Final = (Verdict.NOT_MENTIONED, Verdict.SILENT)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A passage, where it stands now (``start``: None when the text does not hold it any more), and why."""

    row: Quotation
    start: int | None
    end: int | None
    common: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the promise, what was found of it and why. ``confidence`` in percent, where known."""

    number: int
    text: str
    verdict: str
    label: str
    confidence: int | None
    why: str
    quoted: tuple[Quoted, ...]

    @property
    def silent(self) -> bool:
        """Nothing was found: what the machine quotes is merely what comes nearest."""
        return self.verdict in SILENT


def sentences(finding: Finding, new_text: str) -> list[Sentence]:
    return [_sentence(finding, number, part, new_text) for number, part in enumerate(finding.parts)]


def _sentence(finding: Finding, number: int, part: dict[str, Any], new_text: str) -> Sentence:
    rows = [row for row in finding.quotations.all() if row.part == number]
    # What a person attached comes first, what was marked as wrong last.
    rows.sort(key=lambda row: (row.wrong, not row.by_name, row.rank, row.pk))
    why, sure = part["why"], part["confidence"]
    return Sentence(
        number=number,
        text=part["text"],
        verdict=part["verdict"],
        label=str(Verdict(part["verdict"]).label),
        confidence=None if sure is None else round(sure * 100),
        why=reasons.sentence(Why(why["code"], why["values"])) if why else "",
        quoted=tuple(_quoted(row, new_text) for row in rows),
    )


def _quoted(row: Quotation, text: str) -> Quoted:
    shared = (Shared(cast(Any, reason["kind"]), reason["text"]) for reason in row.shared)
    start = place(row.text, row.start, text)
    end = None if start is None else start + len(row.text)
    return Quoted(row, start, end, reasons.in_common(shared))


def place(words: str, start: int, text: str) -> int | None:
    """Where words stand that stood at ``start`` once: the report may have been read anew since."""
    found = start if text.startswith(words, start) else text.find(words)
    return None if found < 0 else found


def best(finding: Finding) -> Quotation | None:
    """The passage to show where there is room for one: a person's, else that of the surest answer told."""
    rows = [row for row in finding.quotations.all() if not row.wrong]
    order = {number: -(part["confidence"] or 0) for number, part in enumerate(finding.parts)}
    told = [number for number, part in enumerate(finding.parts) if part["verdict"] not in SILENT]
    rows = [row for row in rows if row.by_name or row.part in told]
    return min(
        rows, key=lambda row: (not row.by_name, row.rank, order.get(row.part, 0), row.pk), default=None
    )


def summary(finding: Finding) -> str:
    """How many sentences were answered how; for a single one, why."""
    if len(finding.parts) == 1 and (why := finding.parts[0]["why"]):
        return reasons.sentence(Why(why["code"], why["values"]))
    counted = Counter(part["verdict"] for part in finding.parts)
    number = len(finding.parts)
    if len(counted) <= 1:
        return str(finding.get_verdict_display())
    words = ngettext("%(number)s sentence: %(counts)s", "%(number)s sentences: %(counts)s", number)
    return words % {"number": number, "counts": _(", ").join(_counts(counted.items()))}


def _counts(counted: Iterable[tuple[str, int]]) -> Iterable[str]:
    for verdict, number in counted:
        yield f"{Verdict(verdict).label} {number}"
