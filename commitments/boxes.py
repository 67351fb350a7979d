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

from commitments.access import OWNERS, Person
from commitments.choices import Part, Role, Status, Verb
from commitments.models import Assignment, Extension, LedgerEntry, Membership
from commitments.querysets import CommitmentQuerySet

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SOON, LATER = 7, 30
ENDED: Final = (Status.CLOSED, Status.CARRIED_OVER)
STALE_DAYS: Final = 60
WATCHERS: Final = frozenset({Role.SUPERVISOR})
CLERKS: Final = frozenset({Role.CLERK})
REVIEWERS: Final = frozenset({Role.REVIEWER})
KEEPING: Final = WATCHERS | CLERKS  # what waits for these in any organ, the administrator sees
LEADERS: Final = frozenset({Role.LEADER})
OFFICERS: Final = frozenset({Role.OFFICER})

Condition = Callable[[Person, date], Q]


@dataclass(frozen=True, slots=True)
class Box:
    """``name`` stands in addresses; ``roles`` are those for whom this is something to look at."""

    name: str
    label: _StrPromise
    status: Status
    roles: frozenset[Role]
    condition: Condition
    charged: bool = True  # asks only about rows in the person's charge

    def is_for(self, person: Person) -> bool:
        held = any(seat.role in self.roles for seat in person.seats)
        return held or bool(person.user.is_superuser and self.roles & KEEPING)

    def holds(self, person: Person, today: date) -> Q:
        """The cheap questions first: PostgreSQL asks in this order."""
        scope = charge(person, self.roles) if self.charged else Q()
        return Q(status=self.status) & scope & self.condition(person, today)

    def among(self, commitments: CommitmentQuerySet, person: Person, today: date) -> CommitmentQuerySet:
        """Those of the commitments, which the caller has narrowed to what the person may see."""
        return commitments.filter(self.holds(person, today))


def charge(person: Person, roles: frozenset[Role]) -> Q:
    """The rows for which the person answers in these roles."""
    if person.user.is_superuser and roles & KEEPING:
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
    """Named people who hold no role any more."""
    holders = Membership.objects.in_force(today).values("user")
    no_officer = Q(officer__isnull=False) & ~Q(officer__in=holders)
    no_supervisor = Q(supervisor__isnull=False) & ~Q(supervisor__in=holders)
    return no_officer | no_supervisor


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
        Box("to_sign", _("To be signed off"), Status.SUBMITTED, WATCHERS, signable),
        Box("extensions", _("Extensions to decide"), Status.OPEN, WATCHERS, asked_for_time),
        Box("sent_back", _("Sent back, to be done again"), Status.OPEN, OWNERS, sent_back),
        Box("overdue", _("Overdue"), Status.OPEN, _ALL, overdue),
        Box("due_7", _("Due within 7 days"), Status.OPEN, OWNERS | WATCHERS, due_within(SOON)),
        Box("returned", _("Returned, to be assigned anew"), Status.OPEN, CLERKS | WATCHERS, returned),
        Box("stranded", _("With people who have left"), Status.OPEN, CLERKS, stranded),
        Box("unassigned", _("Nobody in charge yet"), Status.OPEN, CLERKS, unassigned),
        Box("unappointed", _("Officer to be appointed"), Status.OPEN, LEADERS, unappointed),
        Box("unconfirmed", _("Candidates to confirm"), Status.CANDIDATE, CLERKS, always),
        Box("due_30", _("Due within 30 days"), Status.OPEN, OWNERS | WATCHERS | CLERKS, due_within(LATER)),
        Box("unreported", _("No progress reported this month"), Status.OPEN, OFFICERS, unreported),
        Box("stale", _("No progress for a long time"), Status.OPEN, LEADERS | WATCHERS, stale()),
        Box("mine", _("In my hands"), Status.OPEN, OFFICERS, always),
        Box("unit", _("With my unit"), Status.OPEN, LEADERS, always),
        Box("helping", _("Where we help"), Status.OPEN, OWNERS, helped, charged=False),
        Box("waiting", _("Waiting for the signature"), Status.SUBMITTED, OWNERS, always),
        Box("closed_late", _("Closed late"), Status.CLOSED, REVIEWERS, late),
        Box("closed", _("Closed"), Status.CLOSED, REVIEWERS, always),
        Box("carried_over", _("Carried over"), Status.CARRIED_OVER, REVIEWERS, always),
    )
}


def of(person: Person) -> list[Box]:
    return [box for box in BOXES.values() if box.is_for(person)]


def counts(commitments: CommitmentQuerySet, person: Person, today: date) -> dict[str, int]:
    """How many are in each of the person's boxes: one query."""
    mine = of(person)
    if not mine:
        return {}
    rows = commitments.filter(status__in={box.status for box in mine})
    return rows.aggregate(**{box.name: Count("pk", filter=box.holds(person, today)) for box in mine})


def first(commitments: CommitmentQuerySet, person: Person, today: date, most: int) -> CommitmentQuerySet:
    """The first few of each box, which they name as ``box``: the earliest deadline first, of what has ended
    the latest first. What is in several boxes is shown in the most pressing one."""
    mine = of(person)
    if not mine:
        return commitments.none()
    boxed = Case(*(When(box.holds(person, today), then=Value(box.name)) for box in mine))
    newest = Case(When(status__in=ENDED, then=-F("pk")), default=Value(0))
    order: list[Any] = [newest, F("due_on").asc(nulls_last=True), F("pk")]
    nth = Window(RowNumber(), partition_by=F("box"), order_by=order)
    rows = commitments.filter(status__in={box.status for box in mine}).annotate(box=boxed).exclude(box=None)
    few = rows.annotate(nth=nth).filter(nth__lte=most).values("pk")
    return commitments.filter(pk__in=few).annotate(box=boxed).order_by(*order)
