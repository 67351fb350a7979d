"""Carry over (结转): what was not done in its year goes on in a later one, as a new row linked to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commitments import deadlines, ledger, registers
from commitments.choices import DueBasis, Status, Verb
from commitments.lifecycle import acts, extensions
from commitments.lifecycle.acts import Acting, Outcome
from commitments.models import Assignment, Commitment, Measure, Target
from commitments.refusals import Unfit
from reports.models.papers import YEARS

COPIED = (
    "kind", "organ", "source_id", "part", "quote", "place_start", "place_end", "group", "title",
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
    with transaction.atomic():
        wanted = {commitment_id: revision}
        outcome = carry_over_all(wanted, plan_year, reason, due_on=due_on, by=by, now=now)
        for refusal in outcome.refused.values():
            raise refusal
    return outcome.done[0]


def carry_over_all(
    wanted: Mapping[int, int],
    plan_year: int,
    reason: str | Mapping[int, str],
    *,
    due_on: date | None = None,
    by: Any,
    now: datetime,
) -> Outcome:
    """The same for many, with one reason for all or one for each. ``done`` are the new ones."""
    reasons = dict.fromkeys(wanted, acts.given(reason)) if isinstance(reason, str) else reason
    carrying = _Carrying(plan_year, due_on)

    def change(acting: Acting) -> None:
        acting.reason = acts.given(reasons.get(acting.commitment.pk, ""))
        carrying.admit(acting)

    outcome = acts.many(Verb.CARRY_OVER, wanted, by=by, now=now, change=change, finish=carrying.succeed)
    return Outcome(carrying.made, outcome.refused)


@dataclass(slots=True)
class _Carrying:
    """One act of carrying over, of one or of many, and the commitments ``made`` by it."""

    plan_year: int
    due_on: date | None
    made: list[Commitment] = field(default_factory=list)

    def admit(self, acting: Acting) -> None:
        row = acting.commitment
        if not YEARS[0] <= self.plan_year <= YEARS[1]:
            raise Unfit(_("%(year)s is not a year.") % {"year": self.plan_year})
        if row.plan_year is not None and self.plan_year <= row.plan_year:
            raise Unfit(_("It is carried over into a later year than its own."))
        if self._deadline().due_on <= extensions.due(row):
            raise Unfit(_("The new deadline must be later than the present one."))

    def _deadline(self) -> deadlines.Deadline:
        if self.due_on is not None:
            return deadlines.Deadline(self.due_on, DueBasis.ASSIGNED.value)
        return deadlines.default_deadline(self.plan_year)

    def succeed(self, actings: Sequence[Acting]) -> None:
        """As many queries for many as for few."""
        extensions.withdraw(actings)
        pairs = [(acting, self._successor(acting)) for acting in actings]
        pairs.sort(key=lambda pair: pair[0].commitment.pk)
        self.made = [new for _acting, new in pairs]
        registers.give_numbers(self.made)
        Commitment.objects.bulk_create(self.made)
        _copy_parts({acting.commitment.pk: new for acting, new in pairs}, actings)
        for acting, new in pairs:
            acting.after["carried_to"] = new.number
        first = actings[0]
        ledger.record([_line(acting, new) for acting, new in pairs], by=first.person, now=first.now)

    def _successor(self, acting: Acting) -> Commitment:
        old, deadline = acting.commitment, self._deadline()
        return Commitment(
            **{name: getattr(old, name) for name in COPIED},
            status=Status.OPEN,
            plan_year=self.plan_year,
            first_due_on=deadline.due_on,
            due_on=deadline.due_on,
            due_basis=deadline.basis,
            confirmed_on=acting.today,
            carried_from=old,
            created_at=acting.now,
        )


def _line(acting: Acting, new: Commitment) -> ledger.Line:
    after = {"carried_from": acting.commitment.number, "due_on": new.due_on}
    return ledger.Line(
        new, Verb.CARRY_OVER, "", Status.OPEN, after=after, reason=acting.reason, seat=acting.seat
    )


def _copy_parts(successors: Mapping[int, Commitment], actings: Sequence[Acting]) -> None:
    """Its units, its figures from where they stand, and the measures that are still to be taken."""
    Assignment.objects.bulk_create(
        Assignment(commitment=successors[part.commitment_id], unit_id=part.unit_id, part=part.part)
        for acting in actings
        for part in acting.commitment.assignments.all()
    )
    Target.objects.bulk_create(
        Target(
            commitment=successors[t.commitment_id], position=t.position, counts=t.counts,
            comparison=t.comparison, number=t.number, upper=t.upper, unit=t.unit, baseline=t.baseline,
            reached=t.reached,
        )
        for t in Target.objects.filter(commitment__in=successors)
    )  # fmt: skip
    Measure.objects.bulk_create(
        Measure(commitment=successors[m.commitment_id], position=m.position, text=m.text)
        for m in Measure.objects.filter(commitment__in=successors, done_on=None)
    )
