"""More time: asked for before the deadline, decided by the other side, and never forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from commitments.choices import Decision, DueBasis, Verb
from commitments.lifecycle import acts
from commitments.lifecycle.acts import Acting
from commitments.models import Commitment, Extension
from commitments.refusals import NotAllowed, Unfit


def request_extension(
    commitment_id: int, new_due_on: date, reason: str, *, by: Any, now: datetime, revision: int
) -> Commitment:
    """The last day on which this can be asked is that of the deadline itself."""
    words = acts.given(reason)

    def change(acting: Acting) -> None:
        row = acting.commitment
        old = due(row)
        if acting.today > old:
            raise Unfit(_("The deadline has passed; more time is asked for before it, not after."))
        if new_due_on <= old:
            raise Unfit(_("The new deadline must be later than the present one."))
        if row.extensions.pending().exists():
            raise Unfit(_("An extension was asked for already and is not decided yet."))
        Extension.objects.create(
            commitment=row,
            old_due_on=old,
            new_due_on=new_due_on,
            reason=words,
            requested_by=acting.person.user,
            requested_by_name=acting.person.name,
            requested_at=acting.now,
        )
        acting.before["asked"], acting.after["asked"] = old, new_due_on

    return acts.one(
        Verb.REQUEST_EXTENSION, commitment_id, by=by, now=now, revision=revision, change=change, reason=words
    )


def decide_extension(
    commitment_id: int, granted: bool, remark: str = "", *, by: Any, now: datetime, revision: int
) -> Commitment:
    """The first deadline stays, and the extensions are counted. A refusal needs its reason."""
    words = remark.strip() if granted else acts.given(remark)

    def change(acting: Acting) -> None:
        row, person = acting.commitment, acting.person
        asked = row.extensions.pending().first()
        if asked is None:
            raise Unfit(_("No extension was asked for."))
        if asked.requested_by_id == person.user.pk or person.owning(row) or person.helping(row):
            raise NotAllowed(_("You belong to the side that asked for more time: somebody else decides."))
        _settle([asked], Decision.GRANTED if granted else Decision.REFUSED, acting, words)
        acting.after["decision"] = asked.get_decision_display()
        if granted:
            row.due_on, row.due_basis = max(asked.new_due_on, due(row)), DueBasis.ASSIGNED
            row.times_extended += 1

    return acts.one(
        Verb.DECIDE_EXTENSION, commitment_id, by=by, now=now, revision=revision, change=change, reason=words
    )


def withdraw(actings: Sequence[Acting]) -> None:
    """What was asked for is of no use any more."""
    asked = Extension.objects.pending().filter(commitment__in=[acting.commitment for acting in actings])
    _settle(list(asked), Decision.WITHDRAWN, actings[0], "")


def _settle(asked: list[Extension], decision: Decision, acting: Acting, remark: str) -> None:
    for extension in asked:
        extension.decision, extension.remark = decision, remark
        extension.decided_by, extension.decided_by_name = acting.person.user, acting.person.name
        extension.decided_at = acting.now
    columns = ["decision", "remark", "decided_by", "decided_by_name", "decided_at"]
    Extension.objects.bulk_update(asked, columns)


def due(row: Commitment) -> date:
    """The deadline, which every confirmed commitment has."""
    if row.due_on is None:
        raise Unfit(_("This commitment has no deadline."))
    return row.due_on
