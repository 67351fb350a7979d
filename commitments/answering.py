"""What a new report answers to passages on record, as columns of findings. Pure but for the names of columns.

A passage holds several promises, one a sentence; each is answered by itself, and the whole follows from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

from commitments import ratings
from commitments.answers import Evidence, NewReport
from commitments.promises import Promise, promises
from commitments.ratings import Judged
from reports.text import model as core
from reports.text.matching.passages import STOPS

Key = tuple[str, int]
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Subject:
    """A passage to be answered, by whatever ``key`` the caller knows it. ``quotes``: its own words, and those
    of what was merged into it. ``problem``: a weakness to be mended, not a promise."""

    key: Key
    problem: bool
    quotes: tuple[str, ...]
    heading: str
    group: str
    position: int
    grade: str
    due_on: date | None
    approval: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One sentence and what was found of it."""

    text: str
    judged: Judged
    why: dict[str, Any]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """``columns`` of the finding, and of each of its quotations."""

    key: Key
    columns: dict[str, Any]
    quotations: tuple[dict[str, Any], ...]


def answer(
    report: NewReport, subjects: Sequence[Subject], *, as_of: date | None, plan_year: int | None
) -> list[Answered]:
    """What the report says of each; all are asked at once, which is far faster than one by one."""
    asked = [(subject, list(_sentences(subject, plan_year))) for subject in subjects]
    found = report.answers(promise for _subject, sentences in asked for promise in sentences)
    made = []
    for subject, sentences in asked:
        parts = _problem(report, subject) if subject.problem else _promises(found, sentences)
        made.append(_answered(subject, parts, as_of))
    return made


def _sentences(subject: Subject, plan_year: int | None) -> Iterator[Promise]:
    """A quote is read as a report that holds nothing else, so that the same rules part it."""
    if subject.problem:
        return
    for quote in subject.quotes:
        found = list(promises(_as_reading(subject, quote, plan_year)))
        yield from found[_titled(found, subject.heading) :] or [_whole(subject, quote)]


def _titled(found: Sequence[Promise], heading: str) -> int:
    """1 when the first sentence is the heading of the others and promises nothing that could be checked: the
    passage is not answered twice."""
    if len(found) < 2 or found[0].grade != "direction":
        return 0
    return int(found[0].text.rstrip(STOPS) == heading.rstrip(STOPS))


def _as_reading(subject: Subject, quote: str, plan_year: int | None) -> core.Reading:
    return core.Reading(
        text=quote,
        origins=(),
        kind=core.Fact("other", ""),
        organ=None,
        title=None,
        addressee=None,
        year=None,
        plan_year=core.Fact(plan_year, "") if plan_year else None,
        plan_year_basis=None,
        issued_on=None,
        chapters=(),
        items=(_as_item(subject, quote),),
        notes=(),
    )


def _as_item(subject: Subject, quote: str) -> core.Item:
    return core.Item(
        kind="problem" if subject.problem else "arrangement",
        parent=subject.group or None,
        heading=subject.heading,
        text=quote,
        start=0,
        end=len(quote),
        reason="",
    )


def _whole(subject: Subject, quote: str) -> Promise:
    """A quote too short to hold a sentence is its own."""
    grade = cast(core.Grade, subject.grade or "direction")
    return Promise(quote, 0, len(quote), subject.heading, grade, f"{subject.group}{quote}")


def _promises(found: Iterator[Any], sentences: Sequence[Promise]) -> list[Part]:
    parts = []
    for promise, answered in zip(sentences, found, strict=False):
        verdict = answered.verdict
        judged = Judged(verdict.name, verdict.confidence)
        parts.append(Part(promise.text, judged, asdict(verdict.why), answered.evidence))
    return parts


def _problem(report: NewReport, subject: Subject) -> list[Part]:
    parts = []
    for quote in subject.quotes:
        answered = report.problem(_as_item(subject, quote))
        parts.append(Part(quote, Judged(answered.label, None), {}, answered.evidence))
    return parts


def _answered(subject: Subject, parts: Sequence[Part], as_of: date | None) -> Answered:
    whole = ratings.together([part.judged for part in parts])
    rating = ratings.suggested(
        whole.verdict, grade=subject.grade, due_on=subject.due_on, as_of=as_of, approval=subject.approval
    )
    columns = {
        "position": subject.position,
        "verdict": whole.verdict,
        "confidence": None if whole.confidence is None else Decimal(whole.confidence).quantize(_CENT),
        "parts": [
            {"text": part.text, "verdict": part.judged.verdict, "confidence": part.judged.confidence,
             "why": part.why}
            for part in parts
        ],
        "suggested": rating.value,
    }  # fmt: skip
    return Answered(subject.key, columns, tuple(_quotations(parts)))


def _quotations(parts: Sequence[Part]) -> Iterator[dict[str, Any]]:
    for number, part in enumerate(parts):
        seen: set[int] = set()
        for rank, evidence in enumerate(part.evidence):
            passage = evidence.passage
            if passage.start not in seen:
                seen.add(passage.start)
                yield {
                    "part": number,
                    "rank": rank,
                    "start": passage.start,
                    "end": passage.end,
                    "text": passage.text,
                    "where": passage.where,
                    "shared": [asdict(reason) for reason in evidence.why],
                }
