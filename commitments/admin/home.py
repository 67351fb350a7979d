"""The part of the first page that is about commitments: what waits for this person, and what to do about it.

As many queries for many rows as for few.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Prefetch, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments import access, boxes, lifecycle, sources, tallies, units
from commitments.access import Person
from commitments.boxes import Box
from commitments.choices import Role, Status, Verb
from commitments.models import Assignment, Commitment, Extension, LedgerEntry, Membership
from commitments.querysets import CommitmentQuerySet
from commitments.standing import Standing, standing
from reports.models import Report

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MOST_ROWS: Final = 5
MOST_REPORTS: Final = 4


@dataclass(frozen=True, slots=True)
class Offer:
    """A button. With ``sends`` it does the act at once; without, it opens the form of the act."""

    verb: Verb
    label: _StrPromise
    sends: Mapping[str, str] | None = None
    sure: _StrPromise | str = ""  # what is asked before it is done
    primary: bool = False


REPORT = Offer(Verb.REPORT, gettext_lazy("Report progress"), primary=True)
NO_CHANGE = Offer(Verb.REPORT, gettext_lazy("No change this month"), {"no_change": "1"})
SUBMIT = Offer(Verb.SUBMIT, gettext_lazy("Submit for closure"))
ASK = Offer(Verb.REQUEST_EXTENSION, gettext_lazy("Ask for more time"))
SIGN = Offer(
    Verb.SIGN_OFF,
    gettext_lazy("Sign off"),
    {},
    gettext_lazy("Sign it off? What is signed off is closed for good."),
    primary=True,
)
SEND_BACK = Offer(Verb.SEND_BACK, gettext_lazy("Send back"))
GRANT = Offer(
    Verb.DECIDE_EXTENSION,
    gettext_lazy("Grant more time"),
    {"granted": "yes"},
    gettext_lazy("Grant the new deadline?"),
    primary=True,
)
REFUSE = Offer(Verb.DECIDE_EXTENSION, gettext_lazy("Do not grant"))
CHASE = Offer(Verb.CHASE, gettext_lazy("Chase"), {})
ASSIGN = Offer(Verb.ASSIGN, gettext_lazy("Assign"), primary=True)
APPOINT = Offer(Verb.APPOINT, gettext_lazy("Appoint an officer"), primary=True)
CONFIRM = Offer(Verb.CONFIRM, gettext_lazy("Confirm as a commitment"), {})

# What one does about the rows of each box, as far as one may; those of the other boxes are to be looked at.
OFFERS: Final[dict[str, tuple[Offer, ...]]] = {
    "to_sign": (SIGN, SEND_BACK),
    "extensions": (GRANT, REFUSE),
    "sent_back": (REPORT, SUBMIT),
    "overdue": (REPORT, NO_CHANGE, SUBMIT, CHASE),
    "due_7": (REPORT, NO_CHANGE, SUBMIT, ASK, CHASE),
    "due_30": (REPORT, NO_CHANGE, ASK),
    "returned": (ASSIGN,),
    "unassigned": (ASSIGN,),
    "unappointed": (APPOINT,),
    "unconfirmed": (CONFIRM,),
    "unreported": (REPORT, NO_CHANGE),
    "stale": (REPORT, NO_CHANGE, CHASE),
    "mine": (REPORT, NO_CHANGE),
    "unit": (REPORT,),
    "helping": (REPORT,),
}
# The boxes in which something is wrong, and those in which something presses.
ALARMING: Final = frozenset({"overdue", "sent_back", "stranded", "closed_late"})
PRESSING: Final = frozenset({"to_sign", "extensions", "due_7", "returned", "unassigned", "unappointed"})


@dataclass(frozen=True, slots=True)
class Line:
    """One commitment in a list: ``left`` tells the days, ``told`` what somebody said about it."""

    row: Commitment
    standing: Standing | None
    left: str
    told: str
    late: bool
    offers: list[Offer]
    where: str


@dataclass(frozen=True, slots=True)
class Step:
    """Of those that set a new site going."""

    label: str
    href: str
    done: bool


@dataclass(frozen=True, slots=True)
class Section:
    box: Box
    number: int
    tone: str
    href: str
    lines: list[Line]


def context(request: HttpRequest) -> dict[str, Any]:
    """What the template ``admin/commitments/home/work.html`` shows."""
    today = timezone.localdate()
    person = access.person(request.user, today)
    seen = access.seen_by(Commitment.objects.all(), person)
    counted = boxes.counts(seen, person, today)
    shown = _lines(seen, person, today) if any(counted.values()) else {}
    sections = [
        _section(box, counted[box.name], shown.get(box.name, []))
        for box in boxes.of(person)
        if counted[box.name]
    ]
    captures, reviews = _captures(person), _reviews(person)
    return {
        "person": person,
        "seats": [f"{seat.unit} {Role(seat.role).label}" for seat in person.seats],
        "today": today,
        "sections": sections,
        "captures": captures,
        "reviews": reviews,
        "steps": [] if sections or captures or reviews else _steps(person),
    }


def _section(box: Box, number: int, lines: list[Line]) -> Section:
    tone = "alarm" if box.name in ALARMING else "press" if box.name in PRESSING else ""
    href = f"{reverse('admin:commitments_commitment_changelist')}?box={box.name}"
    return Section(box, number, tone, href, lines)


def _lines(seen: CommitmentQuerySet, person: Person, today: date) -> dict[str, list[Line]]:
    """The first rows of all boxes, in two queries."""
    rows = list(_told_with(boxes.first(seen, person, today, MOST_ROWS)))
    many = len({row.organ_id for row in rows}) > 1
    found: dict[str, list[Line]] = defaultdict(list)
    for row in rows:
        found[row.box].append(_line(row, person, today, many))
    return found


def _told_with(rows: CommitmentQuerySet) -> Any:
    """With all that a line tells of a commitment."""
    asked = Extension.objects.pending().filter(commitment=OuterRef("pk"))
    back = LedgerEntry.objects.filter(commitment=OuterRef("pk"), verb=Verb.SEND_BACK).order_by("-id")
    parts = Prefetch("assignments", Assignment.objects.select_related("unit"))
    shown = rows.light().select_related("organ", "lead", "officer", "supervisor", "returned_by")
    return shown.prefetch_related(parts).annotate(
        asked_until=Subquery(asked.values("new_due_on")[:1]),
        asked_because=Subquery(asked.values("reason")[:1]),
        sent_back_because=Subquery(back.values("reason")[:1]),
    )


def _line(row: Any, person: Person, today: date, many: bool) -> Line:
    may = lifecycle.possible(person, row)
    offers = [offer for offer in OFFERS.get(row.box, ()) if offer.verb in may]
    late = row.status == Status.OPEN and row.due_on < today
    return Line(row, standing(row, today), _left(row, today), _told(row), late, offers, _where(row, many))


def _where(row: Commitment, many: bool) -> str:
    """Number, unit and officer; the organ too where rows of several stand together."""
    unit = units.short_name(row.lead, row.organ) if row.lead and row.lead_id != row.organ_id else ""
    officer = row.officer.get_full_name() if row.officer else ""
    return " · ".join(filter(None, (row.number, row.organ.name if many else "", unit, officer)))


def _left(row: Commitment, today: date) -> str:
    if row.status in (Status.SUBMITTED, Status.CLOSED) and row.submitted_on is not None:
        return _("submitted on %(day)s") % {"day": formats.date_format(row.submitted_on)}
    if row.due_on is None or row.status != Status.OPEN:
        return ""
    days = (row.due_on - today).days
    if days == 0:
        return _("due today")
    if days > 0:
        return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
    return ngettext("%(days)s day overdue", "%(days)s days overdue", -days) % {"days": -days}


def _told(row: Any) -> str:
    if row.box == "extensions":
        day = formats.date_format(row.asked_until)
        return _("asks for time until %(day)s: %(reason)s") % {"day": day, "reason": row.asked_because}
    if row.box == "sent_back":
        return _("sent back: %(reason)s") % {"reason": row.sent_back_because}
    if row.box == "returned":
        return _("returned by %(unit)s") % {"unit": row.returned_by}
    return ""


def _captures(person: Person) -> list[Report]:
    """The reports of the clerk's organs of which something is left to capture or to confirm."""
    paths = [seat.path for seat in person.seats if seat.role == Role.CLERK]
    if not paths:
        return []
    reports = Report.objects.current().light().select_related("organ").order_by("-id")
    return list(sources.with_work_left(sources.below(reports, paths))[:MOST_REPORTS])


def _reviews(person: Person) -> list[Any]:
    """The comparisons that a reviewer is to begin, or in which promises wait for his or her word."""
    if all(seat.role != Role.REVIEWER for seat in person.seats):
        return []
    return list(tallies.waiting_for(person).light().order_by("-year", "-pk")[:MOST_REPORTS])


def _steps(person: Person) -> list[Step]:
    """What a new site needs, for those who set it going."""
    if not person.user.is_superuser and all(seat.role != Role.CLERK for seat in person.seats):
        return []
    if person.user.is_superuser:
        capture = "admin:reports_report_changelist"  # from a report a keeper of the ledger goes on to capture
    else:
        capture = "admin:commitments_capture_index"
    there = get_user_model().objects.values_list(
        Exists(Report.objects.all()),
        Exists(Membership.objects.exclude(user=person.user)),
        Exists(Commitment.objects.all()),
    )
    reports, seats, commitments = there.get(pk=person.user.pk)
    return [
        Step(_("Upload the reports"), reverse("admin:reports_upload_add"), reports),
        Step(
            _("Enter units, and give people their roles"),
            reverse("admin:commitments_membership_changelist"),
            seats,
        ),
        Step(_("Capture commitments from the reports and confirm them"), reverse(capture), commitments),
    ]
