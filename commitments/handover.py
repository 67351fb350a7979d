"""When a person leaves: what is open is listed and moved in one act, and nothing stays with nobody."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments import access
from commitments.access import OWNERS, Person, Seat
from commitments.choices import Role, Verb
from commitments.lifecycle import acts
from commitments.lifecycle.acts import Acting, Outcome
from commitments.lifecycle.owners import fit_officer, fit_supervisor
from commitments.lifecycle.table import KEEPERS, RULES
from commitments.models import Commitment, Membership
from commitments.querysets import CommitmentQuerySet
from commitments.refusals import NotAllowed, Unfit
from reports.models import line

PARTS: Final = ("officer", "supervisor")


def held_by(user: Any) -> CommitmentQuerySet:
    """What is not finished and names this person, as officer or as supervisor."""
    return Commitment.objects.unfinished().filter(Q(officer=user) | Q(supervisor=user))


def left_behind(leaver: Any, today: date, *, without: int | None = None) -> list[Commitment]:
    """What nobody would answer for if the person's membership ``without`` had ended."""
    left = access.person(leaver, today, without=without)
    return [
        row
        for row in held_by(leaver).select_related("organ", "lead")
        if any(getattr(row, f"{part}_id") == leaver.pk and not _fit(left, row, part) for part in PARTS)
    ]


def gone(today: date) -> Q:
    """Names somebody who holds no role any more."""
    holders = Membership.objects.in_force(today).values("user")
    no_officer = Q(officer__isnull=False) & ~Q(officer__in=holders)
    no_supervisor = Q(supervisor__isnull=False) & ~Q(supervisor__in=holders)
    return no_officer | no_supervisor


def stranded(today: date) -> CommitmentQuerySet:
    """What needs a hand-over that was not made."""
    return Commitment.objects.unfinished().filter(gone(today))


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with unfinished work: how much to do and how much to watch over; ``gone`` without any role."""

    person: Any
    officer: int
    supervisor: int
    gone: bool


def holders(rows: CommitmentQuerySet, today: date) -> list[Holder]:
    """Everybody who is named in these, those who have left first. Four queries."""
    numbers: dict[int, Counter[str]] = defaultdict(Counter)
    for part in PARTS:
        named = rows.unfinished().exclude(**{part: None}).order_by().values_list(part)
        for pk, number in named.annotate(number=Count("pk")):
            numbers[pk][part] = number
    users = get_user_model().objects.in_bulk(numbers)
    people = access.people(list(users.values()), today)
    found = [
        Holder(users[pk], held["officer"], held["supervisor"], not people[pk].seats)
        for pk, held in numbers.items()
    ]
    return sorted(found, key=lambda holder: (not holder.gone, people[holder.person.pk].name))


@dataclass(frozen=True, slots=True)
class Heir:
    """Who may take over ``fits`` of the commitments, by the seat shown."""

    person: Person
    seat: Seat
    fits: int


def heirs(leaver: Any, rows: Sequence[Commitment], part: str, today: date) -> list[Heir]:
    """Who may take over what the leaver has this part in; who may take most of it first. Two queries.

    The rows come with lead and organ.
    """
    mine = [row for row in rows if getattr(row, f"{part}_id") == leaver.pk]
    roles = OWNERS if part == "officer" else {Role.SUPERVISOR}
    lines = {key for row in mine for unit in (row.lead, row.organ) if unit for key in line(unit.path)}
    seated = Membership.objects.in_force(today).filter(role__in=roles, unit__in=lines).exclude(user=leaver)
    users = get_user_model().objects.filter(pk__in=seated.values("user"))
    found = []
    for person in access.people(list(users), today).values():
        seats = [seat for row in mine if (seat := _fit(person, row, part))]
        if seats:
            found.append(Heir(person, seats[0], len(seats)))
    return sorted(found, key=lambda heir: (-heir.fits, heir.person.name))


def _fit(person: Person, row: Commitment, part: str) -> Seat | None:
    return person.owning(row) if part == "officer" else person.keeping(row, [Role.SUPERVISOR])


def may_move(person: Person, row: Commitment, leaver: Any) -> bool:
    """Who owes the work hands over the work, and never chooses who watches over it."""
    watched = row.supervisor_id == leaver.pk
    seat = person.keeping(row, KEEPERS) if watched else RULES[Verb.HAND_OVER].seat(person, row)
    return seat is not None


def hand_over(
    leaver: Any,
    wanted: Mapping[int, int],
    *,
    officer: Any = None,
    supervisor: Any = None,
    by: Any,
    now: datetime,
    reason: str = "",
) -> Outcome:
    """``officer`` takes what the leaver works on, ``supervisor`` what the leaver watches over."""
    heirs = [heir for heir in (officer, supervisor) if heir is not None]
    people = access.people(heirs, timezone.localtime(now).date())

    def change(acting: Acting) -> None:
        row = acting.commitment
        if leaver.pk not in (row.officer_id, row.supervisor_id):
            raise Unfit(_("This commitment is not with the person who leaves."))
        if not may_move(acting.person, row, leaver):
            raise NotAllowed(_("Your roles do not allow this for this commitment."))
        if row.officer_id == leaver.pk:
            row.officer = fit_officer(_heir(people, officer), row)
        if row.supervisor_id == leaver.pk:
            row.supervisor = fit_supervisor(_heir(people, supervisor), row)

    return acts.many(Verb.HAND_OVER, wanted, by=by, now=now, change=change, reason=reason.strip())


def _heir(people: dict[int, access.Person], heir: Any) -> access.Person:
    if heir is None:
        raise Unfit(_("Name the person who takes this over."))
    return people[heir.pk]


@transaction.atomic
def leave(
    leaver: Any,
    last_day: date,
    *,
    officer: Any = None,
    supervisor: Any = None,
    by: Any,
    now: datetime,
) -> list[Commitment]:
    """Move everything and end the person's roles; all or nothing. Returns what was moved."""
    today = timezone.localtime(now).date()
    rows = list(Membership.objects.in_force(today).filter(user=leaver).select_related("unit"))
    keeper = access.person(by, today)
    if not by.is_superuser and not all(keeper.over(row.unit.path, KEEPERS) for row in rows):
        raise NotAllowed(_("Only a keeper of the ledger of all units concerned can let a person go."))
    held = dict(held_by(leaver).values_list("pk", "revision"))
    outcome = hand_over(leaver, held, officer=officer, supervisor=supervisor, by=by, now=now)
    for pk, refusal in outcome.refused.items():
        row = Commitment.objects.get(pk=pk)
        raise Unfit(
            _("“%(commitment)s” could not be handed over: %(reason)s")
            % {"commitment": row, "reason": refusal}
        )
    Membership.objects.filter(pk__in=[row.pk for row in rows]).update(until=max(last_day, today))
    return outcome.done
