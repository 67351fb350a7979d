"""What waits for whom: the boxes of the home page, each a question about commitments for a person on a day.

A box asks about the rows that are in the person's charge: an officer's own, a leader's of the unit, a
supervisor's under watch, a clerk's or reviewer's of the organ, the administrator's all. Several roles add up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments import handover
from commitments.access import OWNERS, Person
from commitments.choices import Part, Role, Status, Verb
from commitments.lifecycle.table import CANDIDATE, KEEPERS, OPEN, SUBMITTED, SUPERVISORS
from commitments.models import Assignment, Extension, LedgerEntry
from commitments.querysets import CommitmentQuerySet

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SOON, LATER = 7, 30
CLOSED: Final = frozenset({Status.CLOSED})
CARRIED_OVER: Final = frozenset({Status.CARRIED_OVER})
ENDED: Final = CLOSED | CARRIED_OVER
STALE_DAYS: Final = 60
CLERKS: Final = frozenset({Role.CLERK})
REVIEWERS: Final = frozenset({Role.REVIEWER})
LEADERS: Final = frozenset({Role.LEADER})
OFFICERS: Final = frozenset({Role.OFFICER})

Condition = Callable[[Person, date], Q]


@dataclass(frozen=True, slots=True)
class Box:
    """``name`` stands in addresses; ``roles`` are those for whom this is something to look at."""

    name: str
    label: _StrPromise
    statuses: frozenset[Status]
    roles: frozenset[Role]
    condition: Condition
    charged: bool = True  # asks only about rows in the person's charge

    def is_for(self, person: Person) -> bool:
        """The administrator sees what waits for keepers in any organ."""
        held = any(seat.role in self.roles for seat in person.seats)
        return held or bool(person.user.is_superuser and self.roles & KEEPERS)

    def holds(self, person: Person, today: date) -> Q:
        """The cheap questions first: PostgreSQL asks in this order."""
        scope = charge(person, self.roles) if self.charged else Q()
        return Q(status__in=self.statuses) & scope & self.condition(person, today)

    def among(self, commitments: CommitmentQuerySet, person: Person, today: date) -> CommitmentQuerySet:
        """Those of the commitments, which the caller has narrowed to what the person may see."""
        return commitments.filter(self.holds(person, today))


def charge(person: Person, roles: frozenset[Role]) -> Q:
    """The rows for which the person answers in these roles."""
    if person.user.is_superuser and roles & KEEPERS:
        return Q()
    held = {seat.role for seat in person.seats if seat.role in roles}
    found = Q(pk__in=[])
    if Role.OFFICER in held:
        found |= Q(officer=person.user)
    if Role.LEADER in held:
        found |= _below("lead", person, Role.LEADER)
    if Role.SUPERVISOR in held:
        found |= Q(supervisor=person.user) | Q(supervisor=None) & _below("organ", person, Role.SUPERVISOR)
    for role in held & {Role.CLERK, Role.REVIEWER}:
        found |= _below("organ", person, Role(role))
    return found


def _below(field: str, person: Person, role: Role) -> Q:
    found = Q(pk__in=[])
    for path in sorted({seat.path for seat in person.seats if seat.role == role}):
        found |= Q(**{f"{field}__path__startswith": path})
    return found


# --- what is asked about them ------------------------------------------------------------------------------


def always(person: Person, today: date) -> Q:
    return Q()


def overdue(person: Person, today: date) -> Q:
    return Q(due_on__lt=today)


def due_within(days: int) -> Condition:
    return lambda person, today: Q(due_on__gte=today, due_on__lte=today + timedelta(days=days))


def sent_back(person: Person, today: date) -> Q:
    """Open once more after a submission: there is no other way back to open."""
    back = LedgerEntry.objects.filter(commitment=OuterRef("pk"), verb=Verb.SEND_BACK)
    return Q(Exists(back))


def signable(person: Person, today: date) -> Q:
    """Not one's own work: that is for somebody else to judge."""
    return ~Q(submitted_by=person.user) & (Q(officer=None) | ~Q(officer=person.user))


def asked_for_time(person: Person, today: date) -> Q:
    asked = Extension.objects.pending().exclude(requested_by=person.user)
    return Q(pk__in=asked.values("commitment"))


def returned(person: Person, today: date) -> Q:
    return Q(returned_by__isnull=False)


def unassigned(person: Person, today: date) -> Q:
    """Nobody in person does it or watches over it; what was returned has a box of its own."""
    return Q(returned_by=None) & (Q(officer=None) | Q(supervisor=None))


def unappointed(person: Person, today: date) -> Q:
    return Q(officer=None, returned_by=None)


def stranded(person: Person, today: date) -> Q:
    return handover.gone(today)


def silent_since(day: date) -> Q:
    """Stood already on that day, and nothing was heard of it since."""
    begin = timezone.make_aware(datetime.combine(day, time.min))
    silent = Q(progressed_at=None) | Q(progressed_at__lt=begin)
    return Q(confirmed_on__lt=day) & silent


def stale(days: int = STALE_DAYS) -> Condition:
    return lambda person, today: silent_since(today - timedelta(days=days))


def unreported(person: Person, today: date) -> Q:
    return silent_since(today.replace(day=1))


def helped(person: Person, today: date) -> Q:
    """A supporting unit is the person's own, or one that the person leads."""
    own = Q(unit__in=[seat.unit_id for seat in person.seats if seat.role in OWNERS])
    parts = Assignment.objects.filter(own | _below("unit", person, Role.LEADER), part=Part.SUPPORT)
    return Q(pk__in=parts.values("commitment"))


def late(person: Person, today: date) -> Q:
    return Q(submitted_on__gt=F("first_due_on"))


# --- the boxes, the most pressing first --------------------------------------------------------------------

_ALL = frozenset(Role)
BOXES: Final[dict[str, Box]] = {
    box.name: box
    for box in (
        Box("to_sign", _("To be signed off"), SUBMITTED, SUPERVISORS, signable),
        Box("extensions", _("Extensions to decide"), OPEN, SUPERVISORS, asked_for_time),
        Box("sent_back", _("Sent back, to be done again"), OPEN, OWNERS, sent_back),
        Box("overdue", _("Overdue"), OPEN, _ALL, overdue),
        Box("due_7", _("Due within 7 days"), OPEN, OWNERS | SUPERVISORS, due_within(SOON)),
        Box("returned", _("Returned, to be assigned anew"), OPEN, CLERKS | SUPERVISORS, returned),
        Box("stranded", _("With people who have left"), OPEN | SUBMITTED, CLERKS, stranded),
        Box("unassigned", _("Nobody in charge yet"), OPEN, CLERKS, unassigned),
        Box("unappointed", _("Officer to be appointed"), OPEN, LEADERS, unappointed),
        Box("unconfirmed", _("Candidates to confirm"), CANDIDATE, CLERKS, always),
        Box("due_30", _("Due within 30 days"), OPEN, OWNERS | SUPERVISORS | CLERKS, due_within(LATER)),
        Box("unreported", _("No progress reported this month"), OPEN, OFFICERS, unreported),
        Box("stale", _("No progress for a long time"), OPEN, LEADERS | SUPERVISORS, stale()),
        Box("mine", _("In my hands"), OPEN, OFFICERS, always),
        Box("unit", _("With my unit"), OPEN, LEADERS, always),
        Box("helping", _("Where we help"), OPEN, OWNERS, helped, charged=False),
        Box("waiting", _("Waiting for the signature"), SUBMITTED, OWNERS, always),
        Box("closed_late", _("Closed late"), CLOSED, REVIEWERS, late),
        Box("closed", _("Closed"), CLOSED, REVIEWERS, always),
        Box("carried_over", _("Carried over"), CARRIED_OVER, REVIEWERS, always),
    )
}


def of(person: Person) -> list[Box]:
    return [box for box in BOXES.values() if box.is_for(person)]


def _statuses(boxes: list[Box]) -> set[Status]:
    return {status for box in boxes for status in box.statuses}


def _charged(boxes: list[Box], person: Person, today: date) -> Q:
    """All that any of the boxes may hold, asked cheaply: so the costly question whether the person may see a
    row is asked of few."""
    roles = frozenset(role for box in boxes if box.charged for role in box.roles)
    found = charge(person, roles)
    if not found:
        return Q()
    for box in boxes:
        if not box.charged:
            found |= box.condition(person, today)
    return found


def counts(commitments: CommitmentQuerySet, person: Person, today: date) -> dict[str, int]:
    """How many are in each of the person's boxes: one query."""
    mine = of(person)
    if not mine:
        return {}
    rows = commitments.filter(_charged(mine, person, today), status__in=_statuses(mine))
    return rows.aggregate(**{box.name: Count("pk", filter=box.holds(person, today)) for box in mine})


def first(commitments: CommitmentQuerySet, person: Person, today: date, most: int) -> CommitmentQuerySet:
    """The first few of each box, which they name as ``box``, the earliest deadline first. What is in several
    boxes is shown in the most pressing one; what has ended asks for nothing, and is only counted."""
    mine = [box for box in of(person) if not box.statuses <= ENDED]
    if not mine:
        return commitments.none()
    boxed = Case(*(When(box.holds(person, today), then=Value(box.name)) for box in mine))
    order: list[Any] = [F("due_on").asc(nulls_last=True), F("pk")]
    nth = Window(RowNumber(), partition_by=F("box"), order_by=order)
    rows = commitments.filter(_charged(mine, person, today), status__in=_statuses(mine))
    boxed_rows = rows.annotate(box=boxed).exclude(box=None)
    few = boxed_rows.annotate(nth=nth).filter(nth__lte=most).values("pk")
    return commitments.model.objects.filter(pk__in=few).annotate(box=boxed).order_by(*order)
