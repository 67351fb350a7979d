"""Of which organs a person is shown the figures: those of the person's seats, and all below them.

Who leads a unit answers for what the unit leads; supervisors, reviewers and keepers of the ledger look at
what an organ promised. Either way the figures are of rows that the person may see, each by an assignment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef, Q

from commitments.access import Person, Seat
from commitments.choices import Role
from commitments.models import Commitment
from commitments.querysets import CommitmentQuerySet
from reports.models import Organ, Report, line

SHOWN: Final = frozenset({Role.SUPERVISOR, Role.LEADER, Role.REVIEWER, Role.CLERK})
# More than that nobody finds in a list; who looks at the whole country goes down step by step.
MOST: Final = 300


@dataclass(frozen=True, slots=True)
class Place:
    """An organ with all below it; ``led``: a unit with all that it leads. Without either, everything."""

    organ: Organ | None = None
    led: bool = False

    def narrow(self, rows: CommitmentQuerySet) -> CommitmentQuerySet:
        if self.organ is None:
            return rows
        return rows.filter(lead__path__startswith=self.organ.path) if self.led else rows.within(self.organ)

    def query(self) -> dict[str, str]:
        """How the list of commitments is asked for the same rows."""
        if self.organ is None:
            return {}
        return {"unit" if self.led else "organ": str(self.organ.pk)}


def seats(person: Person) -> list[Seat]:
    """Those that are shown figures, the highest first."""
    held = (seat for seat in person.seats if seat.role in SHOWN)
    return sorted(held, key=lambda seat: (seat.path.count("/"), seat.path))


def concerns(person: Person) -> bool:
    return person.user.is_superuser or bool(seats(person))


def chosen(person: Person, key: int | None) -> Place:
    """The place of that key where the person may look, else that of the highest seat. One query at most."""
    held = seats(person)
    if key is None and held and not person.user.is_superuser:
        key = held[0].unit_id
    organ = Organ.objects.filter(pk=key).first() if key is not None else None
    if organ is None or not (person.user.is_superuser or any(seat.over(organ.path) for seat in held)):
        return Place() if person.user.is_superuser or not held else chosen(person, None)
    return Place(organ, _led(person, organ.path))


def _led(person: Person, path: str) -> bool:
    """By the nearest seat above: that of a leader alone shows what is led."""
    over = [seat for seat in seats(person) if seat.over(path)]
    nearest = max((len(seat.path) for seat in over), default=0)
    roles = {seat.role for seat in over if len(seat.path) == nearest}
    return not person.user.is_superuser and roles == {Role.LEADER}


def offered(person: Person, place: Place) -> list[Organ]:
    """Where to look next: the way up to the seats, the seats themselves, and one step down. One query."""
    own = Q(pk__in=[seat.unit_id for seat in seats(person)])
    if place.organ is None:
        rows = Organ.objects.filter(own | Q(parent=None) & _holding(led=False))
    else:
        way = Q(pk__in=line(place.organ.path))
        rows = Organ.objects.filter(own | way | Q(parent=place.organ) & _holding(led=place.led))
    found = rows.filter(merged_into=None).order_by("path")[:MOST]
    held = seats(person)
    reach = person.user.is_superuser
    return [organ for organ in found if reach or any(seat.over(organ.path) for seat in held)]


def _holding(*, led: bool) -> Q:
    """There is something to look at: it promised or leads something, has reports, or has others below it."""
    mine = {"lead": OuterRef("pk")} if led else {"organ": OuterRef("pk")}
    below = Organ.objects.filter(parent=OuterRef("pk"), merged_into=None)
    reports = Report.objects.filter(organ=OuterRef("pk"))
    return Q(Exists(Commitment.objects.filter(**mine))) | Q(Exists(reports)) | Q(Exists(below))
