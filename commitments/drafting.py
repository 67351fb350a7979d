"""What became of last year's arrangements (上年度安排落实情况): a draft for the next report, from the record.

Each sentence names its source (retelling.py); where nobody wrote anything, the draft says so. Whoever writes
the report takes the sentences over or leaves them. The layout of the paper is the business of others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Prefetch
from django.utils import formats
from django.utils.translation import gettext as _

from commitments import access, comparison, retelling, wording
from commitments.access import Person
from commitments.choices import Kind, Status
from commitments.models import Commitment, Finding, LedgerEntry, Progress
from commitments.querysets import CommitmentQuerySet
from commitments.retelling import Sentence, cited
from reports.choices import Grade, ReportKind
from reports.models import Organ
from reports.querysets import long

Grouping = Literal["group", "grade"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One promise and what is on record of it. ``silent``: no progress, and no end of it either."""

    commitment_id: int
    number: str
    title: str
    sentences: tuple[Sentence, ...]
    silent: bool

    @property
    def text(self) -> str:
        """With a note of its own where nobody wrote anything; it has no source, for there is none."""
        words = cited(self.sentences)
        return words + _("No progress is on record.") if self.silent else words


@dataclass(frozen=True, slots=True)
class Group:
    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """``year`` is the one whose promises are told of, ``as_of`` the day of the draft."""

    organ: str
    year: int
    as_of: date
    title: str
    opening: str
    groups: tuple[Group, ...]


def draft(
    organ: Organ,
    year: int,
    *,
    person: Person,
    today: date,
    by: Grouping = "group",
    kind: str = ReportKind.ANNUAL_REPORT,
) -> Draft:
    """Of what this person may see, by the groups of the old report or by grade. As many queries for many
    promises as for few."""
    rows = list(_rows(organ, year, person, kind))
    groups = tuple(_groups(rows, by))
    said = {
        "day": formats.date_format(today),
        "organ": organ.name,
        "year": year,
        "number": len(rows),
        "closed": sum(row.status == Status.CLOSED for row in rows),
        "silent": sum(entry.silent for group in groups for entry in group.entries),
    }
    opening = _(
        "As of %(day)s, %(number)s promises of %(organ)s for %(year)s are on record: %(closed)s signed off, "
        "%(silent)s without any progress on record."
    )
    title = _("What became of the arrangements for %(year)s")
    return Draft(organ.name, year, today, title % said, opening % said, groups)


def _rows(organ: Organ, year: int, person: Person, kind: str) -> CommitmentQuerySet:
    promised = Commitment.objects.of(organ.pk).filter(plan_year=year, source__report__kind=kind)
    seen: CommitmentQuerySet = access.seen_by(comparison.confirmed(promised), person)
    return (
        seen.select_related("source__report")
        .defer("source__text", *long("source__report"))
        .prefetch_related(
            Prefetch("progress", Progress.objects.all()),
            Prefetch("ledger", LedgerEntry.objects.filter(verb__in=retelling.TOLD).history()),
            Prefetch("findings", Finding.objects.told().order_by("comparison__new__year", "pk")),
            "findings__quotations",
            "findings__judgements",
            "targets",
        )
        .order_by("source__report__year", "place_start", "part", "pk")
    )


def _groups(rows: Sequence[Commitment], by: Grouping) -> Iterator[Group]:
    """In the order of the old report, or from measurable to direction; problems stand apart, last."""
    grouped: dict[str, list[Entry]] = {str(label): [] for label in Grade.labels} if by == "grade" else {}
    problems: list[Entry] = []
    for row in rows:
        if row.kind == Kind.RECTIFICATION:
            problems.append(entry(row))
        else:
            grouped.setdefault(_heading(row, by), []).append(entry(row))
    for heading, entries in grouped.items():
        if entries:
            yield Group(heading, tuple(entries))
    if problems:
        yield Group(_("Rectification of problems"), tuple(problems))


def _heading(row: Commitment, by: Grouping) -> str:
    if by == "grade":
        return str(row.get_grade_display() or _("Not graded"))
    return wording.unnumbered(row.group).rstrip("。") or _("Arrangements")


def entry(row: Commitment) -> Entry:
    """What is on record of one commitment, whose rows are at hand."""
    work = retelling.work(row)
    sentences = (*retelling.promise(row), *work, *retelling.answers(row))
    return Entry(row.pk, row.number, row.title, sentences, silent=not work)
