"""Who may see, who may act, who is to be told. All of it follows from roles held in the organs' tree.

A seat is a role at a unit, on a day. A seat over an organ reaches everything below the organ: one prefix of
the materialised path, however deep the tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from commitments.choices import Role
from commitments.models import Commitment, Membership
from reports.models import line
from reports.people import name_of

if TYPE_CHECKING:
    from commitments.querysets import CommitmentQuerySet
    from reports.models import Organ

OWNERS = frozenset({Role.OFFICER, Role.LEADER})


@dataclass(frozen=True, slots=True)
class Seat:
    """``path`` is that of the unit, or of the organ into which the unit was merged."""

    user_id: int
    role: str
    unit_id: int
    unit: str
    path: str

    def over(self, path: str) -> bool:
        return path.startswith(self.path)


@dataclass(frozen=True, slots=True)
class Person:
    """A user and the seats held on the day. The administrator sees all, and acts by seats like others."""

    user: Any
    seats: tuple[Seat, ...]

    @property
    def name(self) -> str:
        return name_of(self.user)

    def sees(self, commitment: Commitment) -> bool:
        """The same rule as ``visible_to``, for a row whose assignments are at hand."""
        if self.user.is_superuser and self.user.is_active:
            return True
        paths = [part.unit.path for part in commitment.assignments.all()]
        return any(seat.over(path) for seat in self.seats for path in paths)

    def keeping(self, commitment: Commitment, roles: Iterable[str]) -> Seat | None:
        """The seat by which this person keeps the ledger of the organ that promised, if any."""
        return self.over(commitment.organ.path, roles)

    def over(self, path: str, roles: Iterable[str]) -> Seat | None:
        return next((seat for seat in self.seats if seat.role in roles and seat.over(path)), None)

    def owning(self, commitment: Commitment, roles: Iterable[str] = OWNERS) -> Seat | None:
        """The seat by which this person answers for the work: at the lead unit."""
        lead = commitment.lead
        return self._working(lead, roles) if lead else None

    def helping(self, commitment: Commitment, roles: Iterable[str] = OWNERS) -> Seat | None:
        """The seat at a supporting unit."""
        for part in commitment.assignments.all():
            if part.part == "support" and (seat := self._working(part.unit, roles)):
                return seat
        return None

    def _working(self, unit: Organ, roles: Iterable[str]) -> Seat | None:
        """Officers work for their own unit; a leader answers for all that is below too. The work of a unit
        that was merged is that of the other one."""
        alive = unit.merged_into_id or unit.pk
        for seat in self.seats:
            if seat.role not in roles:
                continue
            if seat.unit_id == alive or (seat.role == Role.LEADER and seat.over(unit.path)):
                return seat
        return None


def person(user: Any, today: date, *, without: int | None = None) -> Person:
    return people([user], today, without=without)[user.pk]


def people(users: Sequence[Any], today: date, *, without: int | None = None) -> dict[int, Person]:
    """One query for any number of users. ``without``: a membership to leave out, as if it had ended."""
    held: dict[int, list[Seat]] = {user.pk: [] for user in users}
    rows = Membership.objects.in_force(today).filter(user__in=list(held)).exclude(pk=without or 0)
    for row in rows.select_related("unit__merged_into").order_by("id"):
        held[row.user_id].append(seat_of(row))
    return {user.pk: Person(user, tuple(held[user.pk])) for user in users}


def seat_of(row: Membership) -> Seat:
    unit = row.unit.merged_into or row.unit
    return Seat(row.user_id, row.role, unit.pk, unit.name, unit.path)


# --- see ---------------------------------------------------------------------------------------------------


def narrow(commitments: CommitmentQuerySet, user: Any, today: date) -> CommitmentQuerySet:
    """What this user may see; ``visible_to`` is the way to it. Two queries, however large the subtree."""
    if not user.is_authenticated or not user.is_active:
        return commitments.none()
    if user.is_superuser:
        return commitments
    return seen_by(commitments, person(user, today))


def seen_by(commitments: CommitmentQuerySet, person: Person) -> CommitmentQuerySet:
    """The same for a person whose seats are at hand, so that a page asks for them once."""
    if not person.user.is_active:
        return commitments.none()
    if person.user.is_superuser:
        return commitments
    return commitments.involving(sorted({seat.path for seat in person.seats}))


# --- be told -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """The users whom news of one commitment concerns, by what they are to it."""

    officers: tuple[int, ...]
    leaders: tuple[int, ...]
    supervisors: tuple[int, ...]
    clerks: tuple[int, ...]

    @property
    def owners(self) -> tuple[int, ...]:
        """The officer; when there is none, the next who answers. Empty only when nobody holds any seat."""
        return self.officers or self.leaders or self.clerks or self.supervisors


def told(commitments: Sequence[Commitment], today: date) -> dict[int, Told]:
    """Whom to tell, looked up anew on the day: who left or lost the role is told nothing. One query."""
    keys = {key for c in commitments for path in _paths(c) for key in line(path)}
    rows = Membership.objects.in_force(today).filter(Q(unit__in=keys) | Q(unit__merged_into__in=keys))
    rows = rows.select_related("unit__merged_into").order_by("id")
    seats = [seat_of(row) for row in rows]
    return {c.pk: _told(c, seats) for c in commitments}


def _paths(commitment: Commitment) -> list[str]:
    return [unit.path for unit in (commitment.organ, commitment.lead) if unit]


def _told(commitment: Commitment, seats: list[Seat]) -> Told:
    lead = commitment.lead or commitment.organ
    owning = [s for s in seats if s.user_id == commitment.officer_id and s.role in OWNERS]
    officers = [s for s in owning if s.unit_id == lead.pk or s.over(lead.path)]
    supervisors = _over(commitment.organ.path, seats, Role.SUPERVISOR)
    named = [user for user in supervisors if user == commitment.supervisor_id]
    return Told(
        officers=tuple(dict.fromkeys(seat.user_id for seat in officers)),
        leaders=_over(lead.path, seats, Role.LEADER),
        supervisors=tuple(named) or supervisors,
        clerks=_over(commitment.organ.path, seats, Role.CLERK),
    )


def _over(path: str, seats: list[Seat], role: Role) -> tuple[int, ...]:
    """Who holds the role nearest to the unit: its own people, else those of the organ above."""
    held = [seat for seat in seats if seat.role == role and seat.over(path)]
    nearest = max((len(seat.path) for seat in held), default=0)
    return tuple(dict.fromkeys(seat.user_id for seat in held if len(seat.path) == nearest))
