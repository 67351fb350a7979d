"""Who does it: assign, appoint, return."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from commitments import access
from commitments.access import Person
from commitments.choices import DueBasis, Part, Role, Verb
from commitments.lifecycle import acts
from commitments.lifecycle.acts import Acting, Outcome
from commitments.models import Assignment, Commitment
from commitments.refusals import Unfit
from reports.models import Organ


@dataclass(frozen=True, slots=True)
class Owners:
    """``officer`` None: who was it stays if the lead does. ``supervisor`` and ``due_on`` None: as before."""

    lead: Organ
    supports: tuple[Organ, ...] = ()
    officer: Any = None
    supervisor: Any = None
    due_on: date | None = None


def assign(commitment_id: int, owners: Owners, *, by: Any, now: datetime, revision: int) -> Commitment:
    people = _people([owners], now)
    return acts.one(
        Verb.ASSIGN, commitment_id, by=by, now=now, revision=revision,
        change=lambda acting: _give(acting, owners, people), finish=rewrite_parts,
    )  # fmt: skip


def assign_all(
    wanted: Mapping[int, int], owners: Mapping[int, Owners] | None = None, *, by: Any, now: datetime
) -> Outcome:
    """Each to its owners; without ``owners``, each to the units suggested for it."""
    if owners is None:
        owners = suggested(wanted)
    chosen, people = owners, _people(owners.values(), now)

    def give(acting: Acting) -> None:
        if acting.commitment.pk not in chosen:
            raise Unfit(_("No lead unit is suggested. Please choose one."))
        _give(acting, chosen[acting.commitment.pk], people)

    return acts.many(Verb.ASSIGN, wanted, by=by, now=now, change=give, finish=rewrite_parts)


def suggested(keys: Iterable[int]) -> dict[int, Owners]:
    """What the machine suggests for each, where it suggests a lead unit that is known."""
    rows = Commitment.objects.filter(pk__in=list(keys)).values_list("pk", "suggested_units")
    kept = {pk: [u for u in units if u["unit"]] for pk, units in rows}
    organs = Organ.objects.current().in_bulk({u["unit"] for units in kept.values() for u in units})
    found = {}
    for pk, units in kept.items():
        leads = [organs[u["unit"]] for u in units if u["part"] == Part.LEAD and u["unit"] in organs]
        if leads:
            supports = [organs[u["unit"]] for u in units if u["part"] != Part.LEAD and u["unit"] in organs]
            found[pk] = Owners(leads[0], tuple(supports))
    return found


def appoint(commitment_id: int, officer: Any, *, by: Any, now: datetime, revision: int) -> Commitment:
    """Who in the lead unit does it."""
    people = access.people([officer], timezone.localtime(now).date())

    def change(acting: Acting) -> None:
        acting.commitment.officer = fit_officer(people[officer.pk], acting.commitment)

    return acts.one(Verb.APPOINT, commitment_id, by=by, now=now, revision=revision, change=change)


def return_assignment(
    commitment_id: int, reason: str, *, by: Any, now: datetime, revision: int
) -> Commitment:
    """Not ours: the commitment falls back to the organ, whose clerk assigns it anew."""
    words = acts.given(reason)

    def change(acting: Acting) -> None:
        row = acting.commitment
        if row.lead_id == row.organ_id:
            raise Unfit(_("The organ itself leads this: there is nobody to return it to."))
        row.returned_by, row.lead, row.officer = row.lead, row.organ, None

    return acts.one(
        Verb.RETURN, commitment_id, by=by, now=now, revision=revision, change=change, finish=rewrite_parts,
        reason=words,
    )  # fmt: skip


def fit_officer(person: Person, row: Commitment) -> Any:
    if person.owning(row) is None:
        raise Unfit(
            _("%(person)s is neither an officer nor the leader of %(unit)s.")
            % {"person": person.name, "unit": row.lead}
        )
    return person.user


def fit_supervisor(person: Person, row: Commitment) -> Any:
    if person.keeping(row, [Role.SUPERVISOR]) is None:
        raise Unfit(
            _("%(person)s is not a supervisor of %(organ)s.") % {"person": person.name, "organ": row.organ}
        )
    return person.user


def _people(owners: Iterable[Owners], now: datetime) -> dict[int, Person]:
    users = [user for each in owners for user in (each.officer, each.supervisor) if user is not None]
    return access.people(users, timezone.localtime(now).date())


def _give(acting: Acting, owners: Owners, people: dict[int, Person]) -> None:
    row = acting.commitment
    if any(unit.merged_into_id for unit in (owners.lead, *owners.supports)):
        raise Unfit(_("This organ does not exist any more."))
    if row.lead_id != owners.lead.pk:
        row.lead, row.officer = owners.lead, None
    if owners.officer is not None:
        row.officer = fit_officer(people[owners.officer.pk], row)
    if owners.supervisor is not None:
        row.supervisor = fit_supervisor(people[owners.supervisor.pk], row)
    if owners.due_on is not None and owners.due_on != row.due_on:
        _set_deadline(row, owners.due_on)
    row.returned_by = None
    _set_supports(acting, owners)


def deadline_is_fixed(row: Commitment) -> bool:
    """A day of one's own takes the place of the default only, while nobody has asked for more time."""
    return bool(row.due_basis == DueBasis.STATED or row.times_extended or row.approval)


def _set_deadline(row: Commitment, due_on: date) -> None:
    if deadline_is_fixed(row):
        raise Unfit(
            _("This deadline is fixed. It is moved by an extension or by an adjustment with an approval.")
        )
    row.due_on, row.due_basis = due_on, DueBasis.ASSIGNED
    if row.first_due_on is not None:  # a candidate has none: confirming gives it
        row.first_due_on = due_on


def _set_supports(acting: Acting, owners: Owners) -> None:
    former = supports(acting.commitment)
    wanted = [unit for unit in dict.fromkeys(owners.supports) if unit != owners.lead]
    acting.supports = wanted
    if {unit.pk for unit in former} != {unit.pk for unit in wanted}:
        acting.before["supports"], acting.after["supports"] = former, wanted


def supports(row: Commitment) -> list[Organ]:
    return [part.unit for part in row.assignments.all() if part.part == Part.SUPPORT]


def rewrite_parts(actings: Sequence[Acting]) -> None:
    """Make the rows of Assignment say what the commitments say. Two queries for any number of them."""
    stale: list[int] = []
    fresh: list[Assignment] = []
    for acting in actings:
        row = acting.commitment
        helping = supports(row) if acting.supports is None else acting.supports
        wanted = {(unit.pk, Part.SUPPORT) for unit in helping} | {(row.organ_id, Part.ORGAN)}
        wanted |= {(row.lead_id, Part.LEAD)} if row.lead_id else set()
        there = {(part.unit_id, Part(part.part)): part.pk for part in row.assignments.all()}
        stale += [pk for place, pk in there.items() if place not in wanted]
        fresh += [Assignment(commitment=row, unit_id=u, part=p) for u, p in sorted(wanted - set(there))]
    Assignment.objects.filter(pk__in=stale).delete()
    Assignment.objects.bulk_create(fresh)
