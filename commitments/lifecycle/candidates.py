"""What a clerk does to candidates before they count: describe, split, merge.

The quote and its place are none of it: they stay as captured.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from commitments import ledger
from commitments.choices import DueBasis, Kind, Status, Verb
from commitments.lifecycle import acts, figures
from commitments.lifecycle.acts import Acting, Outcome
from commitments.lifecycle.ending import fit_title
from commitments.lifecycle.figures import Figure
from commitments.models import Assignment, Commitment, ProblemLink, Target
from commitments.refusals import Unfit
from reports.choices import Grade
from reports.models.papers import YEARS

COPIED = (
    "kind", "organ", "plan_year", "source", "quote", "place_start", "place_end", "group", "grade",
    "grade_reason", "due_on", "due_basis", "due_text", "suggested_units", "lead", "officer", "supervisor",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Description:
    """What is None stays."""

    title: str | None = None
    completion_mark: str | None = None
    grade: str | None = None
    plan_year: int | None = None
    due_on: date | None = None
    figures: Sequence[Figure] | None = None
    kind: str | None = None


def reword(
    commitment_id: int, description: Description, *, by: Any, now: datetime, revision: int
) -> Commitment:
    _check(description)
    return acts.one(
        Verb.REWORD, commitment_id, by=by, now=now, revision=revision, change=_describing(description)
    )


def reword_all(keys: Mapping[int, int], description: Description, *, by: Any, now: datetime) -> Outcome:
    """The same for each: a plan year above all, which a whole report may lack."""
    _check(description)
    return acts.many(Verb.REWORD, keys, by=by, now=now, change=_describing(description))


def _describing(wanted: Description) -> acts.Change:
    def change(acting: Acting) -> None:
        row = acting.commitment
        if wanted.title is not None:
            row.title = fit_title(wanted.title)
        if wanted.completion_mark is not None:
            row.completion_mark = wanted.completion_mark.strip()
        if wanted.grade is not None:
            row.grade = wanted.grade
        if wanted.plan_year is not None and wanted.plan_year != row.plan_year:
            _replan(row, wanted.plan_year)
        if wanted.due_on is not None and wanted.due_on != row.due_on:
            row.due_on, row.due_basis = wanted.due_on, DueBasis.ASSIGNED
        if wanted.kind is not None:
            row.kind = wanted.kind
        if wanted.figures is not None:
            figures.replace(acting, wanted.figures)

    return change


def _check(wanted: Description) -> None:
    if wanted.grade is not None and wanted.grade not in Grade.values:
        raise Unfit(_("“%(grade)s” is not a grade.") % {"grade": wanted.grade})
    if wanted.plan_year is not None and not YEARS[0] <= wanted.plan_year <= YEARS[1]:
        raise Unfit(_("%(year)s is not a year.") % {"year": wanted.plan_year})
    if wanted.kind is not None and wanted.kind not in Kind.values:
        raise Unfit(_("“%(kind)s” is not a kind.") % {"kind": wanted.kind})
    figures.check(wanted.figures or ())


def _replan(row: Commitment, year: int) -> None:
    """The default deadline follows the plan year."""
    row.plan_year = year
    if row.due_basis in ("", DueBasis.DEFAULT):
        row.due_on = None  # confirming sets it


def split(
    commitment_id: int,
    titles: Sequence[str],
    *,
    targets: Sequence[Collection[int]] = (),
    by: Any,
    now: datetime,
    revision: int,
) -> list[Commitment]:
    """One passage promises several things: a commitment for each title, all with the whole quote.

    ``targets`` gives for each title the target figures that go with it; the others stay with the first.
    """
    wanted = [fit_title(title) for title in titles]
    if len(wanted) < 2:
        raise Unfit(_("Give at least two titles to split it."))
    made: list[Commitment] = []

    def change(acting: Acting) -> None:
        acting.commitment.title = wanted[0]

    def finish(actings: list[Acting]) -> None:
        acting = actings[0]
        made.extend(_parts(acting, wanted[1:]))
        _share_targets(acting.commitment, made, targets[1:])
        acting.after["titles"] = wanted

    first = acts.one(
        Verb.SPLIT, commitment_id, by=by, now=now, revision=revision, change=change, finish=finish
    )
    return [first, *made]


def _parts(acting: Acting, titles: Sequence[str]) -> list[Commitment]:
    whole = acting.commitment
    last = Commitment.objects.filter(source=whole.source_id).aggregate(last=Max("part"))["last"]
    made = Commitment.objects.bulk_create(
        Commitment(
            **{name: getattr(whole, name) for name in COPIED},
            title=title,
            part=last + n,
            created_at=acting.now,
        )
        for n, title in enumerate(titles, start=1)
    )
    parts = list(whole.assignments.all())
    Assignment.objects.bulk_create(
        Assignment(commitment=row, unit_id=part.unit_id, part=part.part) for row in made for part in parts
    )
    ProblemLink.objects.bulk_create(
        ProblemLink(
            commitment=row, problem_id=link.problem_id, quote=link.quote, start=link.start, end=link.end,
            score=link.score, reason=link.reason,
        )
        for row in made
        for link in whole.problem_links.all()
    )  # fmt: skip
    lines = [
        ledger.Line(row, Verb.SPLIT, "", row.status, after={"title": row.title}, seat=acting.seat)
        for row in made
    ]
    ledger.record(lines, by=acting.person, now=acting.now)
    return made


def _share_targets(whole: Commitment, parts: Sequence[Commitment], shares: Sequence[Collection[int]]) -> None:
    homes = {pk: part for part, share in zip(parts, shares, strict=False) for pk in share}
    moved = list(whole.targets.filter(pk__in=homes))
    for target in moved:
        target.commitment = homes[target.pk]
    Target.objects.bulk_update(moved, ["commitment"])


def merge(keep_id: int, wanted: Mapping[int, int], *, by: Any, now: datetime) -> Commitment:
    """``wanted`` are all of them, ``keep_id`` among them: the others end in it, each with its own quote."""
    if keep_id not in wanted or len(wanted) < 2:
        raise Unfit(_("Choose at least two candidates to merge."))

    def finish(actings: list[Acting]) -> None:
        rows = {acting.commitment.pk: acting for acting in actings}
        if len(rows) < len(wanted):
            return  # the refusal is raised below, and takes back all that was written
        keep = rows.pop(keep_id)
        for acting in rows.values():
            _end_in(acting.commitment, keep.commitment)
        _gather_targets([keep.commitment, *(acting.commitment for acting in rows.values())])
        _gather_links(keep.commitment, [acting.commitment for acting in rows.values()])
        keep.after["merged"] = [acting.commitment.title for acting in rows.values()]

    with transaction.atomic():
        outcome = acts.many(Verb.MERGE, wanted, by=by, now=now, finish=finish)
        for refusal in outcome.refused.values():
            raise refusal
    return next(row for row in outcome.done if row.pk == keep_id)


def _end_in(gone: Commitment, keep: Commitment) -> None:
    if gone.organ_id != keep.organ_id or gone.kind != keep.kind:
        raise Unfit(_("Only candidates of one organ and one kind can be merged."))
    gone.status, gone.merged_into = Status.CANCELLED, keep


def _gather_targets(rows: Sequence[Commitment]) -> None:
    """All figures under the first of the rows, those of its own before the others'."""
    order = {row.pk: n for n, row in enumerate(rows)}
    targets = list(Target.objects.filter(commitment__in=rows))
    targets.sort(key=lambda target: (order[target.commitment_id], target.position))
    own = sum(target.commitment_id == rows[0].pk for target in targets)
    for position, target in enumerate(targets):
        target.commitment = rows[0]
        target.position = position
    Target.objects.bulk_update(targets[own:], ["commitment", "position"])


def _gather_links(keep: Commitment, gone: Sequence[Commitment]) -> None:
    """What the others answer is answered still, with what was decided about it."""
    links = list(ProblemLink.objects.filter(commitment__in=gone))
    for link in links:
        link.pk, link.commitment = None, keep
    ProblemLink.objects.bulk_create(
        [link for link in links if link.accepted],
        update_conflicts=True,
        unique_fields=["commitment", "problem", "start"],
        update_fields=["accepted", "decided_by"],
    )
    ProblemLink.objects.bulk_create([link for link in links if not link.accepted], ignore_conflicts=True)
