"""The task list put into effect: all of it or nothing; and its rehearsal, which tells what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commitments import lifecycle
from commitments.choices import Status
from commitments.lifecycle import Adjustment, Outcome
from commitments.refusals import Unfit
from commitments.tasklist.planning import Plan
from reports.refusals import Refusal


def rehearse(plan: Plan, *, by: Any, now: datetime) -> None:
    """Do it and take it back: what lifecycle refuses stands as the error of its row."""
    with transaction.atomic():
        _note(plan, _perform(plan, by, now, "-"))
        transaction.set_rollback(True)


def apply(plan: Plan, name: str, *, by: Any, now: datetime) -> int:
    """The number of commitments changed; refused when any row is, and then nothing was changed."""
    with transaction.atomic():
        refused = _perform(plan, by, now, _("Task list “%(name)s”") % {"name": name})
        _note(plan, refused)
        if plan.errors:
            raise Unfit(
                _("Nothing was changed: some rows cannot be done. Correct them and choose the file again.")
            )
    return len(plan.changing)


def _note(plan: Plan, refused: Mapping[int, Refusal]) -> None:
    for line in plan.lines:
        if line.commitment is not None and line.commitment.pk in refused:
            line.error = str(refused[line.commitment.pk])


def _perform(plan: Plan, by: Any, now: datetime, reason: str) -> dict[int, Refusal]:
    """Owners first, for they may be given to candidates; then these are confirmed; then deadlines move."""
    lines = {line.commitment.pk: line for line in plan.changing if line.commitment is not None}
    revisions = {pk: line.commitment.revision for pk, line in lines.items() if line.commitment is not None}
    owners = {pk: line.owners for pk, line in lines.items() if line.owners is not None}
    assigned = lifecycle.assign_all({pk: revisions[pk] for pk in owners}, owners, by=by, now=now)
    _count(revisions, assigned)
    candidates = {row.pk: row.revision for row in assigned.done if row.status == Status.CANDIDATE}
    confirmed = lifecycle.confirm_all(candidates, by=by, now=now)
    _count(revisions, confirmed)
    refused = {**assigned.refused, **confirmed.refused}
    for pk, line in lines.items():
        if line.due_on is not None and pk not in refused:
            how = {"by": by, "now": now, "revision": revisions[pk]}
            try:
                lifecycle.adjust(pk, Adjustment(due_on=line.due_on), line.approval, reason, **how)
            except Refusal as refusal:
                refused[pk] = refusal
    return refused


def _count(revisions: dict[int, int], outcome: Outcome) -> None:
    revisions.update({row.pk: row.revision for row in outcome.done})
