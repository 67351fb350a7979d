"""Capture (承诺采集): the passages of a report become candidates. Doing it again adds nothing.

A candidate keeps the words of its passage and their place as they are now; all else about it is a suggestion
until a person confirms it (lifecycle).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments import access, deadlines, ledger, linking, rules, sources, units, wording
from commitments.access import Person, Seat
from commitments.choices import Kind, Part, Status, Verb
from commitments.lifecycle.table import KEEPERS
from commitments.models import Assignment, Commitment, ProblemLink, Target
from commitments.refusals import NotAllowed, Unfit
from reports.choices import ItemKind
from reports.models import Item, Organ, Report


@transaction.atomic
def capture(report_id: int, *, by: Any, now: datetime) -> list[Commitment]:
    """The candidates made now, of what was not captured before. As many queries for many as for few."""
    report = Report.objects.select_related("organ").select_for_update(of=("self",)).get(pk=report_id)
    person = access.person(by, timezone.localtime(now).date())
    organ = report.organ
    if organ is None:
        raise Unfit(_("Choose the organ of this report first."))
    seat = _admit(report, organ, person)
    fresh = list(sources.uncaptured(report.items.current()))
    if not fresh:
        return []
    made = Commitment.objects.bulk_create(_candidates(report, organ, fresh, now))
    Assignment.objects.bulk_create(
        Assignment(commitment=row, unit=row.organ, part=Part.ORGAN) for row in made
    )
    Target.objects.bulk_create(target for row in made for target in _targets(row))
    suggest_links(report, made)
    lines = [ledger.Line(row, Verb.CAPTURE, "", Status.CANDIDATE, seat=seat) for row in made]
    ledger.record(lines, by=person, now=now)
    return made


def _admit(report: Report, organ: Organ, person: Person) -> Seat:
    seat = person.over(organ.path, KEEPERS)
    if seat is None:
        raise NotAllowed(
            _("Only a keeper of the ledger or a supervisor of %(organ)s captures its reports.")
            % {"organ": organ}
        )
    if report.superseded:
        raise Unfit(_("A corrected text has replaced this report; capture that one."))
    return seat


def _candidates(report: Report, organ: Organ, items: Sequence[Item], now: datetime) -> list[Commitment]:
    held = rules.rules_over([organ])
    known = units.find_all(organ, {mention["name"] for item in items for mention in item.organs})
    return [
        _candidate(report, item, rules.suggest_units(held, organ, item.text, item.organs, known), now)
        for item in items
    ]


def _candidate(
    report: Report, item: Item, suggestions: Sequence[rules.Suggestion], now: datetime
) -> Commitment:
    kind = Kind.ARRANGEMENT if item.kind == ItemKind.ARRANGEMENT else Kind.RECTIFICATION
    due_on, basis = item.due_on, item.due_basis
    if due_on is None and report.plan_year is not None:
        default = deadlines.default_deadline(report.plan_year)
        due_on, basis = default.due_on, default.basis
    return Commitment(
        kind=kind,
        organ=report.organ,
        plan_year=report.plan_year,
        source=item,
        quote=item.text,
        place_start=item.start,
        place_end=item.end,
        group=item.parent,
        title=wording.title(item.heading, item.text),
        grade=item.grade,
        grade_reason=item.grade_reason,
        due_on=due_on,
        due_basis=basis,
        due_text=item.due_text,
        suggested_units=[suggestion.as_json() for suggestion in suggestions],
        created_at=now,
    )


def _targets(row: Commitment) -> list[Target]:
    """The figures that the passage promises; those of a problem tell how bad it is, not what is promised."""
    if row.kind != Kind.ARRANGEMENT:
        return []
    return [
        Target(
            commitment=row,
            position=position,
            counts=figure["counts"][:100],
            comparison=figure["comparison"],
            number=Decimal(figure["number"]),
            upper=_above(figure["upper"], figure["number"]),
            unit=figure["unit"][:20],
        )
        for position, figure in enumerate(row.source.figures)
    ]


def _above(upper: str | None, number: str) -> Decimal | None:
    return Decimal(upper) if upper is not None and Decimal(upper) > Decimal(number) else None


# --- problems and what answers them ------------------------------------------------------------------------


def suggest_links(report: Report, made: Sequence[Commitment]) -> None:
    """For each arrangement made the sentences of the report's problems that it may answer.

    All arrangements of the report are weighed, also those captured before: an answer is one among others.
    """
    items = list(report.items.current())
    asked = [
        sentence
        for item in items
        if item.kind == ItemKind.PROBLEM
        for sentence in linking.sentences_of(item.pk, report.text, item.start, item.end)
    ]
    answers = {i.pk: linking.words_of(i.parent, i.text) for i in items if i.kind == ItemKind.ARRANGEMENT}
    rows = {row.source_id: row for row in made if row.kind == Kind.ARRANGEMENT}
    ProblemLink.objects.bulk_create(
        (
            ProblemLink(
                commitment=rows[link.arrangement],
                problem_id=link.sentence.key,
                quote=link.sentence.text,
                start=link.sentence.start,
                end=link.sentence.end,
                score=Decimal(str(link.score)),
                reason="、".join(link.shared),
            )
            for link in linking.links(answers, asked)
            if link.arrangement in rows
        ),
        ignore_conflicts=True,
    )


def unanswered(report: Report) -> list[Item]:
    """The problems that no arrangement answers, as far as is known: no link, or only rejected ones."""
    return list(with_answers(report.items.current()).filter(kind=ItemKind.PROBLEM, answered=False))


def with_answers(items: QuerySet[Item]) -> QuerySet[Any]:
    """Each passage with ``answered``: a link that nobody rejected leads from something that stands to it."""
    links = ProblemLink.objects.filter(problem=OuterRef("pk")).exclude(accepted=False)
    return items.annotate(answered=Exists(links.exclude(commitment__status=Status.CANCELLED)))
