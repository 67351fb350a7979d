"""Other ends and turns: carry over into another year, adjust with an approval, cancel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from commitments import deadlines, ledger, registers
from commitments.choices import DueBasis, Status, Verb
from commitments.lifecycle import acts, extensions, figures
from commitments.lifecycle.acts import Acting, Outcome
from commitments.models import Assignment, Commitment, Measure, Target
from commitments.refusals import Unfit
from reports.models.papers import YEARS

COPIED = (
    "kind", "organ", "source", "part", "quote", "place_start", "place_end", "group", "title",
    "completion_mark", "grade", "grade_reason", "lead", "officer", "supervisor", "percent",
)  # fmt: skip


def carry_over(
    commitment_id: int,
    plan_year: int,
    reason: str,
    *,
    due_on: date | None = None,
    by: Any,
    now: datetime,
    revision: int,
) -> Commitment:
    """It was not done in its year. The old one ends; returns the new one, linked to it."""
    words = acts.given(reason)
    made: list[Commitment] = []

    def change(acting: Acting) -> None:
        row = acting.commitment
        if plan_year > YEARS[1]:
            raise Unfit(_("%(year)s is not a year.") % {"year": plan_year})
        if row.plan_year is not None and plan_year <= row.plan_year:
            raise Unfit(_("It is carried over into a later year than its own."))
        if due_on is not None and due_on <= extensions.due(row):
            raise Unfit(_("The new deadline must be later than the present one."))

    def finish(actings: list[Acting]) -> None:
        extensions.withdraw(actings)
        for acting in actings:
            made.append(_successor(acting, plan_year, due_on, words))
            acting.after["carried_to"] = made[-1].number

    acts.one(
        Verb.CARRY_OVER, commitment_id, by=by, now=now, revision=revision, change=change, finish=finish,
        reason=words,
    )  # fmt: skip
    return made[0]


def _successor(acting: Acting, plan_year: int, due_on: date | None, reason: str) -> Commitment:
    old = acting.commitment
    deadline = deadlines.default_deadline(plan_year)
    if due_on is not None:
        deadline = deadlines.Deadline(due_on, DueBasis.ASSIGNED.value)
    new = Commitment(
        **{name: getattr(old, name) for name in COPIED},
        status=Status.OPEN,
        plan_year=plan_year,
        first_due_on=deadline.due_on,
        due_on=deadline.due_on,
        due_basis=deadline.basis,
        confirmed_on=acting.today,
        carried_from=old,
        created_at=acting.now,
    )
    registers.give_numbers([new])
    new.save(force_insert=True)
    _copy_parts(old, new)
    line = ledger.Line(
        new, Verb.CARRY_OVER, "", Status.OPEN, after={"carried_from": old.number, "due_on": new.due_on},
        reason=reason, seat=acting.seat,
    )  # fmt: skip
    ledger.record([line], by=acting.person, now=acting.now)
    return new


def _copy_parts(old: Commitment, new: Commitment) -> None:
    """Its units, its figures from where they stand, and the measures that are still to be taken."""
    Assignment.objects.bulk_create(
        Assignment(commitment=new, unit_id=part.unit_id, part=part.part) for part in old.assignments.all()
    )
    Target.objects.bulk_create(
        Target(
            commitment=new, position=t.position, counts=t.counts, comparison=t.comparison, number=t.number,
            upper=t.upper, unit=t.unit, baseline=t.baseline, reached=t.reached,
        )
        for t in old.targets.all()
    )  # fmt: skip
    Measure.objects.bulk_create(
        Measure(commitment=new, position=m.position, text=m.text) for m in old.measures.filter(done_on=None)
    )


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What is promised from now on; what is None stays. ``figures``: new numbers for target figures."""

    title: str | None = None
    completion_mark: str | None = None
    due_on: date | None = None
    figures: Mapping[int, Decimal] | None = None


def adjust(
    commitment_id: int,
    adjustment: Adjustment,
    approval: str,
    reason: str,
    *,
    by: Any,
    now: datetime,
    revision: int,
) -> Commitment:
    """Something else is promised than the report said, as an approval on record allows."""
    words = acts.given(reason)
    if not approval.strip():
        raise Unfit(_("Name the approval: the document with its number, or the meeting with its date."))

    def change(acting: Acting) -> None:
        row = acting.commitment
        former = (row.title, row.completion_mark, row.due_on)
        if adjustment.title is not None:
            row.title = fit_title(adjustment.title)
        if adjustment.completion_mark is not None:
            row.completion_mark = adjustment.completion_mark.strip()
        if adjustment.due_on is not None:
            _move_deadline(row, adjustment.due_on)
        figured = figures.adjust(acting, adjustment.figures or {})
        if not figured and (row.title, row.completion_mark, row.due_on) == former:
            raise Unfit(_("Nothing would change."))
        row.approval = approval.strip()

    return acts.one(
        Verb.ADJUST, commitment_id, by=by, now=now, revision=revision, change=change, reason=words
    )


def _move_deadline(row: Commitment, due_on: date) -> None:
    if row.first_due_on is not None and due_on < row.first_due_on:
        raise Unfit(_("The deadline cannot lie before the first one."))
    if due_on != row.due_on:
        row.due_on, row.due_basis = due_on, DueBasis.ASSIGNED


def fit_title(title: str) -> str:
    words = " ".join(title.split())
    longest = Commitment._meta.get_field("title").max_length or 0
    if not words:
        raise Unfit(_("A commitment needs a title."))
    if len(words) > longest:
        raise Unfit(_("The title is longer than %(longest)s characters.") % {"longest": longest})
    return words


def cancel(commitment_id: int, reason: str, *, by: Any, now: datetime, revision: int) -> Commitment:
    """It is no commitment, or none any more. The row stays, so that it is not captured again."""
    return acts.one(
        Verb.CANCEL, commitment_id, by=by, now=now, revision=revision, finish=extensions.withdraw,
        reason=acts.given(reason),
    )  # fmt: skip


def cancel_all(wanted: Mapping[int, int], reason: str, *, by: Any, now: datetime) -> Outcome:
    return acts.many(
        Verb.CANCEL, wanted, by=by, now=now, finish=extensions.withdraw, reason=acts.given(reason)
    )
