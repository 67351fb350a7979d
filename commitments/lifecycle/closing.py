"""From candidate to closure: confirm, submit, sign off, send back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from commitments import deadlines, registers, rules
from commitments.choices import Verb
from commitments.lifecycle import acts, extensions, owners
from commitments.lifecycle.acts import Acting, Outcome
from commitments.models import Commitment, Evidence, Progress
from commitments.refusals import NotAllowed, Unfit


def confirm(commitment_id: int, *, by: Any, now: datetime, revision: int) -> Commitment:
    """From now on it counts: a number, a first deadline, and the organ itself as lead if none was chosen."""
    return acts.one(
        Verb.CONFIRM, commitment_id, by=by, now=now, revision=revision, change=_stand, finish=_enter
    )


def confirm_all(wanted: Mapping[int, int], *, by: Any, now: datetime) -> Outcome:
    return acts.many(Verb.CONFIRM, wanted, by=by, now=now, change=_stand, finish=_enter)


def _stand(acting: Acting) -> None:
    row = acting.commitment
    if row.plan_year is None:
        raise Unfit(_("The plan year is not known. Enter it before you confirm."))
    if row.due_on is None:
        default = deadlines.default_deadline(row.plan_year)
        row.due_on, row.due_basis = default.due_on, default.basis
    row.first_due_on = row.due_on
    row.confirmed_on = acting.today
    row.lead = row.lead or row.organ


def _enter(actings: list[Acting]) -> None:
    rows = [acting.commitment for acting in actings]
    found = rules.supervisors([row.organ for row in rows], actings[0].today)
    for row in rows:
        row.supervisor = row.supervisor or found.get(row.organ_id)
    registers.give_numbers(sorted(rows, key=lambda row: row.pk))
    owners.rewrite_parts(actings)


def submit_for_closure(commitment_id: int, *, by: Any, now: datetime, revision: int) -> Commitment:
    """The owner says that it is done, and shows it."""
    return acts.one(
        Verb.SUBMIT, commitment_id, by=by, now=now, revision=revision, change=_submit,
        finish=extensions.withdraw,
    )  # fmt: skip


def _submit(acting: Acting) -> None:
    row = acting.commitment
    if not row.pieces:
        raise Unfit(_("Attach at least one piece of evidence before you submit it for closure."))
    row.submitted_by, row.submitted_on = acting.person.user, acting.today


def sign_off(commitment_id: int, *, by: Any, now: datetime, revision: int) -> Commitment:
    """Closed, by somebody who had no hand in the work."""
    return acts.one(
        Verb.SIGN_OFF, commitment_id, by=by, now=now, revision=revision,
        change=_signing(_worked_on(by, [commitment_id])),
    )  # fmt: skip


def sign_off_all(wanted: Mapping[int, int], *, by: Any, now: datetime) -> Outcome:
    return acts.many(Verb.SIGN_OFF, wanted, by=by, now=now, change=_signing(_worked_on(by, wanted)))


def _worked_on(by: Any, keys: Iterable[int]) -> set[int]:
    """Nothing is added while they wait for the signature, so this may be asked before the lock."""
    mine = [work.objects.filter(by=by, commitment__in=list(keys)) for work in (Progress, Evidence)]
    return {pk for rows in mine for pk in rows.values_list("commitment_id", flat=True)}


def _signing(worked_on: set[int]) -> acts.Change:
    def change(acting: Acting) -> None:
        row, user = acting.commitment, acting.person.user
        refuse_owners(acting)
        if user.pk in (row.submitted_by_id, row.officer_id) or row.pk in worked_on:
            raise NotAllowed(_("Whoever did the work cannot sign it off."))
        row.closed_by, row.closed_on, row.percent = user, acting.today, 100

    return change


def refuse_owners(acting: Acting) -> None:
    """The side that owes the work does not judge it, whatever other role its people hold."""
    person, row = acting.person, acting.commitment
    if person.owning(row) or person.helping(row):
        raise NotAllowed(_("You belong to a unit that does the work: somebody else has to decide this."))


def send_back(commitment_id: int, reason: str, *, by: Any, now: datetime, revision: int) -> Commitment:
    """Not done yet. The day of the submission counts for nothing."""
    words = acts.given(reason)

    def change(acting: Acting) -> None:
        acting.commitment.submitted_by = acting.commitment.submitted_on = None

    return acts.one(
        Verb.SEND_BACK, commitment_id, by=by, now=now, revision=revision, change=change, reason=words
    )
