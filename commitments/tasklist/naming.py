"""Who is meant by the names in a task list: units and people, looked up for all rows at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from commitments import access, units
from commitments.access import Seat
from commitments.choices import Role
from commitments.lifecycle.owners import supports
from commitments.models import Commitment, Membership
from commitments.refusals import Unfit
from commitments.tasklist.reading import Entry
from reports import organs
from reports.models import Organ, line
from reports.people import name_of

# In a cell of its own: nobody, where an empty cell says nothing.
NOBODY: Final = frozenset({"无", "—", "-", "/"})
_BETWEEN: Final = re.compile(r"[、,，;；\n]+|\s{2,}")


def names(cell: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in _BETWEEN.split(cell) if part.strip()))


def alive(some: Iterable[Organ]) -> list[Organ]:
    """Units that were merged stand for those into which they were."""
    return [unit.merged_into or unit for unit in some]


def _seats(near: Iterable[Organ], today: date) -> list[tuple[str, Seat, Any]]:
    """The people at these units and above them, with their names: of one field or of two."""
    steps = {key for unit in near for key in line(unit.path)}
    roles = (Role.OFFICER, Role.LEADER, Role.SUPERVISOR)
    held = Membership.objects.in_force(today).filter(role__in=roles)
    rows = held.filter(Q(unit__in=steps) | Q(unit__merged_into__in=steps))
    rows = rows.select_related("unit__merged_into", "user").order_by("id")
    return [(organs.key(name_of(row.user)), access.seat_of(row), row.user) for row in rows]


class Known:
    """The units and people that the list names, looked up for all rows at once: two queries."""

    def __init__(self, matched: Sequence[tuple[Entry, Commitment]], today: date) -> None:
        cells = [(row.organ, (e.lead, e.owner, e.supports)) for e, row in matched]
        self._units = units.find_each(
            (organ, name) for organ, three in cells for cell in three for name in names(cell)
        )
        near = {
            *self._units.values(),
            *(unit for _e, row in matched for unit in (row.organ, row.lead) if unit),
        }
        people = any(entry.officer or entry.supervisor for entry, _row in matched)
        self._seats = _seats(near, today) if people else []

    def units_of(self, entry: Entry, row: Commitment) -> tuple[Organ | None, list[Organ] | None]:
        """The lead and the supporting units, None where they stay. The first unit named leads."""
        leading = names(entry.lead) or names(entry.owner)
        rest = names(entry.owner) if entry.lead else []
        helping = [*leading[1:], *rest, *names(entry.supports)]
        lead = self._unit(leading[0], row) if leading else None
        now = row.lead and alive([row.lead])[0]
        wanted = dict.fromkeys(self._unit(name, row) for name in helping if name not in NOBODY)
        others = [unit for unit in wanted if unit != (lead or now)]
        same = not helping or set(others) == {*alive(supports(row))} - {lead or now}
        return (None if lead == now else lead, None if same else others)

    def _unit(self, name: str, row: Commitment) -> Organ:
        unit = self._units.get((row.organ_id, name))
        if unit is None:
            raise Unfit(
                _("No unit is called “%(name)s”. Write its full name, or add this name to the unit's names.")
                % {"name": name}
            )
        return unit

    def officer(self, name: str, lead: Organ, row: Commitment) -> Any:
        """Of the lead unit; a leader above it may do the work too."""
        return self._person(
            name, row.officer, lambda seat: (seat.role == Role.LEADER and seat.over(lead.path))
            or (seat.role == Role.OFFICER and seat.unit_id == lead.pk),
            _("Nobody called “%(name)s” is an officer or the leader of %(unit)s.")
            % {"name": name, "unit": lead},
        )  # fmt: skip

    def supervisor(self, name: str, row: Commitment) -> Any:
        return self._person(
            name, row.supervisor, lambda seat: seat.role == Role.SUPERVISOR and seat.over(row.organ.path),
            _("Nobody called “%(name)s” is a supervisor of %(organ)s.") % {"name": name, "organ": row.organ},
        )  # fmt: skip

    def _person(self, name: str, now: Any, fits: Any, nobody: str) -> Any:
        if not name or name in NOBODY or organs.key(name) == organs.key(name_of(now)):
            return None
        users = {user.pk: user for key, seat, user in self._seats if key == organs.key(name) and fits(seat)}
        if len(users) > 1:
            raise Unfit(
                _("Several people are called “%(name)s”. Choose the person on the page of the commitment.")
                % {"name": name}
            )
        if not users:
            raise Unfit(nobody)
        return next(iter(users.values()))
