"""How every act is carried out: lock, check, change, write, ledger line, in one transaction.

An act on one commitment and the same act on a hundred take the same way and the same number of queries. What
cannot be done to one row is refused for that row, with its reason; the others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments import access, ledger
from commitments.access import Person, Seat
from commitments.choices import Verb
from commitments.lifecycle.table import RULES, Rule
from commitments.models import Assignment, Commitment
from commitments.refusals import NotAllowed, Stale, Unfit, Unknown, WrongStatus
from reports.models import Organ
from reports.refusals import Refusal

RELATED = ("organ", "lead", "officer", "supervisor", "returned_by")
# All that an act may change; those of the second group go without saying in the ledger.
TOLD = (
    "number", "kind", "plan_year", "title", "completion_mark", "grade", "first_due_on", "due_on", "due_basis",
    "lead", "officer", "supervisor", "percent", "times_extended", "approval",
)  # fmt: skip
SILENT = (
    "status", "returned_by", "progressed_at", "pieces", "confirmed_on", "submitted_by", "submitted_on",
    "closed_by", "closed_on", "merged_into",
)  # fmt: skip
POINTERS = frozenset(
    {"lead", "officer", "supervisor", "returned_by", "submitted_by", "closed_by", "merged_into"}
)


@dataclass(slots=True)
class Acting:
    """One act on one commitment while it is carried out. ``before`` and ``after``: more for the ledger.

    ``supports``: the supporting units as they shall be; None leaves them. ``reason``: of this one alone.
    """

    commitment: Commitment
    person: Person
    seat: Seat
    now: datetime
    today: date
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    supports: list[Organ] | None = None
    reason: str = ""


Change = Callable[[Acting], None]
Finish = Callable[[list[Acting]], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """``refused`` gives for each commitment left alone the reason, by its key."""

    done: list[Commitment]
    refused: dict[int, Refusal]


def nothing(acting: Acting) -> None:
    """For acts that are but a line in the ledger, or a status."""


def one(
    verb: Verb,
    commitment_id: int,
    *,
    by: Any,
    now: datetime,
    revision: int,
    change: Change = nothing,
    finish: Finish | None = None,
    reason: str = "",
) -> Commitment:
    """The act on one commitment; a refusal is raised."""
    wanted = {commitment_id: revision}
    with transaction.atomic():
        outcome = many(verb, wanted, by=by, now=now, change=change, finish=finish, reason=reason)
        for refusal in outcome.refused.values():
            raise refusal
    return outcome.done[0]


def many(
    verb: Verb,
    wanted: Mapping[int, int],
    *,
    by: Any,
    now: datetime,
    change: Change = nothing,
    finish: Finish | None = None,
    reason: str = "",
) -> Outcome:
    """The act on each of ``wanted``, which gives for each key the revision that the person saw."""
    rule, today = RULES[verb], timezone.localtime(now).date()
    with transaction.atomic():
        person = access.person(by, today)
        rows = {row.pk: row for row in locked(wanted)}
        done: list[tuple[Acting, dict[str, Any]]] = []
        refused: dict[int, Refusal] = {}
        for pk, revision in wanted.items():
            try:
                acting = _admit(rule, rows.get(pk), person, now, today, revision)
                former = _values(acting.commitment)
                change(acting)
                done.append((acting, former))
            except Refusal as refusal:
                refused[pk] = refusal
        _write(verb, rule, done, finish, reason)
    return Outcome([acting.commitment for acting, _former in done], refused)


def locked(keys: Mapping[int, int]) -> list[Commitment]:
    """In one order for all callers, so that no two wait for each other."""
    parts = Prefetch("assignments", Assignment.objects.select_related("unit"))
    rows = Commitment.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=list(keys))
    return list(rows.select_related(*RELATED).prefetch_related(parts).order_by("pk"))


def _admit(
    rule: Rule, row: Commitment | None, person: Person, now: datetime, today: date, revision: int
) -> Acting:
    if row is None or not person.sees(row):
        raise Unknown(_("There is no such commitment, or you may not see it."))
    seat = rule.seat(person, row)
    if seat is None:
        raise NotAllowed(_("Your roles do not allow this for this commitment."))
    if row.revision != revision:
        raise Stale(
            _("Somebody else has changed this commitment meanwhile. Reload the page and look at it again.")
        )
    if row.status not in rule.status:
        raise WrongStatus(
            _("This cannot be done now: the commitment is “%(status)s”.")
            % {"status": row.get_status_display()}
        )
    return Acting(row, person, seat, now, today)


def _values(row: Commitment) -> dict[str, Any]:
    """The columns as they are; people and units once more as themselves, for the ledger."""
    return _columns(row) | {"shown": {name: getattr(row, name) for name in TOLD}}


def _columns(row: Commitment) -> dict[str, Any]:
    """By key where a column points at a row, for not all of those rows are at hand."""
    return {name: getattr(row, f"{name}_id" if name in POINTERS else name) for name in (*TOLD, *SILENT)}


def _write(
    verb: Verb,
    rule: Rule,
    done: list[tuple[Acting, dict[str, Any]]],
    finish: Finish | None,
    reason: str,
) -> None:
    if not done:
        return
    for acting, _former in done:
        if rule.to is not None:
            acting.commitment.status = rule.to
        acting.commitment.revision += 1
    if finish is not None:
        finish([acting for acting, _former in done])
    first, columns = done[0][0], {"revision"}
    lines = []
    for acting, former in done:
        changed = _changed(acting.commitment, former)
        columns.update(changed)
        lines.append(_line(verb, acting, former, changed, reason))
    Commitment.objects.bulk_update([acting.commitment for acting, _former in done], sorted(columns))
    ledger.record(lines, by=first.person, now=first.now)


def _changed(row: Commitment, former: dict[str, Any]) -> list[str]:
    return [name for name, value in _columns(row).items() if value != former[name]]


def _line(verb: Verb, acting: Acting, former: dict[str, Any], changed: list[str], reason: str) -> ledger.Line:
    told = [name for name in changed if name in TOLD]
    row = acting.commitment
    return ledger.Line(
        commitment=row,
        verb=verb,
        from_status=former["status"],
        to_status=row.status,
        before={name: former["shown"][name] for name in told} | acting.before,
        after={name: getattr(row, name) for name in told} | acting.after,
        reason=acting.reason or reason,
        seat=acting.seat,
    )


def given(reason: str) -> str:
    """The reason, which must be one."""
    words = reason.strip()
    if not words:
        raise Unfit(_("Please give a reason."))
    return words
