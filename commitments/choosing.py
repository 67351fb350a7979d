"""Whom one can choose for a commitment: the units that may lead or help, and the people who may do, lead or
watch over the work. What is chosen is checked again by lifecycle.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Q

from commitments.access import OWNERS
from commitments.choices import Role
from commitments.models import Commitment, Membership
from reports.models import Organ

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
    rows = Organ.objects.current().filter(below | Q(pk__in=[*suggested, *parts]))
    return list(rows.order_by("path")[:MOST])


def people(commitment: Commitment, today: date) -> list[Choosable]:
    """Who may do the work anywhere in the organ, and who may watch over it. One query."""
    workers = Q(role__in=OWNERS, unit__path__startswith=commitment.organ.path)
    leaders = Q(role=Role.LEADER, unit__in=_above(commitment.organ))
    watchers = Q(role=Role.SUPERVISOR, unit__in=_above(commitment.organ))
    return _choosable(workers | leaders | watchers, today)


def workers(commitment: Commitment, today: date) -> list[Choosable]:
    """Who may do the work at the lead unit as it is. One query."""
    if commitment.lead is None:
        return []
    own = Q(role__in=OWNERS, unit=commitment.lead)
    return _choosable(own | Q(role=Role.LEADER, unit__in=_above(commitment.lead)), today)


def _above(unit: Organ) -> list[int]:
    """The keys of the unit and of all above it."""
    return [int(step) for step in unit.path.split("/") if step]


def _choosable(wanted: Q, today: date) -> list[Choosable]:
    rows = (
        Membership.objects.in_force(today)
        .filter(wanted)
        .select_related("user", "unit__merged_into")
        .order_by("unit__path", "role", "user__first_name", "pk")[:MOST]
    )
    return [Choosable(row.user, row.role, row.unit.merged_into or row.unit) for row in rows]
