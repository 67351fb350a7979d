"""Whom one can choose for a commitment: the units that may lead or help, and the people who may do, lead or
watch over the work. What is chosen is checked again by lifecycle.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Case, Q, Value, When

from commitments.access import OWNERS
from commitments.choices import Role
from commitments.models import Commitment, Membership
from reports.models import Organ, line

# More than that nobody finds in a list: of an organ as large, the units nearest to it are offered.
MOST: Final = 300


@dataclass(frozen=True, slots=True)
class Choosable:
    """A person in one role at one unit. The same person stands here once for each."""

    user: Any
    role: str
    unit: Organ


def units(commitment: Commitment) -> list[Organ]:
    """The organ that promised and all below it, and those that the text or a rule suggests. One query."""
    suggested = [unit["unit"] for unit in commitment.suggested_units if unit["unit"]]
    parts = [part.unit_id for part in commitment.assignments.all()]
    below = Q(path__startswith=commitment.organ.path)
    named = Q(pk__in=[*suggested, *parts])
    rows = Organ.objects.current().filter(below | named).order_by(_first(named), "path")
    return sorted(rows[:MOST], key=lambda unit: unit.path)


def people(commitment: Commitment, today: date) -> list[Choosable]:
    """Who may do the work anywhere in the organ, and who may watch over it. One query."""
    workers = Q(role__in=OWNERS, unit__path__startswith=commitment.organ.path)
    leaders = Q(role=Role.LEADER, unit__in=line(commitment.organ.path))
    watchers = Q(role=Role.SUPERVISOR, unit__in=line(commitment.organ.path))
    named = Q(user__in=[key for key in (commitment.officer_id, commitment.supervisor_id) if key])
    return _choosable(workers | leaders | watchers, named, today)


def workers(commitment: Commitment, today: date) -> list[Choosable]:
    """Who may do the work at the lead unit as it is. One query."""
    if commitment.lead is None:
        return []
    own = Q(role__in=OWNERS, unit=commitment.lead)
    leaders = Q(role=Role.LEADER, unit__in=line(commitment.lead.path))
    return _choosable(own | leaders, Q(user=commitment.officer_id), today)


def _first(named: Q) -> Case:
    """Those that are chosen already must not fall behind the end of the list."""
    return Case(When(named, then=Value(0)), default=Value(1))


def _choosable(wanted: Q, named: Q, today: date) -> list[Choosable]:
    rows = Membership.objects.in_force(today).filter(wanted).select_related("user", "unit__merged_into")
    rows = rows.order_by(_first(named), "unit__path", "role", "user__first_name", "pk")[:MOST]
    found = [Choosable(row.user, row.role, row.unit.merged_into or row.unit) for row in rows]
    return sorted(found, key=lambda person: person.unit.path)
