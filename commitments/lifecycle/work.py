"""What the owners do: plan measures, report progress. What supervisors do about those who do not: chase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from commitments.choices import Verb
from commitments.lifecycle import acts
from commitments.lifecycle.acts import Acting, Outcome
from commitments.models import Commitment, Measure, Progress, Target
from commitments.refusals import Unfit

ALL = 100


@dataclass(frozen=True, slots=True)
class Report:
    """How far it has got: a percentage, the figure reached of a target, or words; or that nothing moved."""

    text: str = ""
    percent: int | None = None
    target_id: int | None = None
    reached: Decimal | None = None
    no_change: bool = False


NO_CHANGE = Report(no_change=True)


def report_progress(
    commitment_id: int, report: Report, *, by: Any, now: datetime, revision: int
) -> Commitment:
    _check(report)

    def change(acting: Acting) -> None:
        row = acting.commitment
        target = _target(row, report)
        Progress.objects.create(
            commitment=row,
            by=acting.person.user,
            by_name=acting.person.name,
            unit=acting.seat.unit,
            text=report.text.strip(),
            percent=report.percent,
            target=target,
            reached=report.reached,
            no_change=report.no_change,
            made_at=acting.now,
        )
        row.progressed_at = acting.now
        if report.percent is not None:
            row.percent = report.percent
        acting.after |= {name: value for name, value in _said(report, target).items() if value}

    return acts.one(Verb.REPORT, commitment_id, by=by, now=now, revision=revision, change=change)


def _check(report: Report) -> None:
    says = bool(report.text.strip()) or report.percent is not None or report.target_id is not None
    if report.no_change == says:
        raise Unfit(
            _("Say what was done, or give a percentage or a figure; or else say that nothing changed.")
        )
    if report.percent is not None and not 0 <= report.percent <= ALL:
        raise Unfit(_("Progress is between 0 and 100 percent."))
    if (report.target_id is None) != (report.reached is None):
        raise Unfit(_("A figure reached belongs to a target figure."))


def _target(row: Commitment, report: Report) -> Target | None:
    if report.target_id is None:
        return None
    target = row.targets.filter(pk=report.target_id).first()
    if target is None:
        raise Unfit(_("This target figure is not one of this commitment."))
    target.reached = report.reached
    target.save(update_fields=["reached"])
    return target


def _said(report: Report, target: Target | None) -> dict[str, Any]:
    reached = f"{target}: {report.reached}" if target else ""
    return {"text": report.text.strip(), "reached": reached, "no_change": report.no_change}


@dataclass(frozen=True, slots=True)
class Step:
    text: str
    due_on: date | None = None
    done_on: date | None = None


def plan_measures(
    commitment_id: int, steps: Sequence[Step], *, by: Any, now: datetime, revision: int
) -> Commitment:
    """The concrete measures, as they shall be from now on."""
    if any(not step.text.strip() for step in steps):
        raise Unfit(_("A measure needs words."))

    def change(acting: Acting) -> None:
        row = acting.commitment
        if any(step.due_on and row.due_on and step.due_on > row.due_on for step in steps):
            raise Unfit(_("A measure cannot be due after the commitment itself."))
        acting.before["measures"] = [_measure(m.text, m.due_on, m.done_on) for m in row.measures.all()]
        acting.after["measures"] = [_measure(s.text.strip(), s.due_on, s.done_on) for s in steps]
        row.measures.all().delete()
        Measure.objects.bulk_create(
            Measure(commitment=row, position=n, text=s.text.strip(), due_on=s.due_on, done_on=s.done_on)
            for n, s in enumerate(steps)
        )

    return acts.one(Verb.PLAN, commitment_id, by=by, now=now, revision=revision, change=change)


def _measure(text: str, due_on: date | None, done_on: date | None) -> dict[str, Any]:
    return {"text": text, "due_on": due_on, "done_on": done_on}


def chase_all(wanted: Mapping[int, int], reason: str = "", *, by: Any, now: datetime) -> Outcome:
    """Put on record that the owners were pressed. Telling them is the business of the notices."""
    return acts.many(Verb.CHASE, wanted, by=by, now=now, reason=reason.strip())
