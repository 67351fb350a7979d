"""Other ends and turns: adjust with an approval, cancel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from commitments.choices import DueBasis, Verb
from commitments.lifecycle import acts, extensions, figures
from commitments.lifecycle.acts import Acting, Outcome
from commitments.models import Commitment
from commitments.refusals import Unfit


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
