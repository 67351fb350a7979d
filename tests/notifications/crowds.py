"""Many overdue commitments in few statements: for every ten a bureau with its officer, leader, supervisor."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.contrib.auth.models import User

from commitments.choices import Part, Role, Status
from commitments.models import Assignment, Commitment, Membership
from notifications import policies
from reports.models import Item, Organ
from tests.reports import papers

DUE = date(2024, 6, 28)  # a Friday
NOW = datetime(2024, 7, 8, 1, 0, tzinfo=UTC)  # six working days later, nine in the morning
EACH = 10
ROLES = (Role.OFFICER, Role.LEADER, Role.SUPERVISOR)


def make(commitments: int, begin: int = 0) -> None:
    """``begin``: the first number, and with it other bureaus and other people."""
    policies.install()
    bureaus = _bureaus(-(-commitments // EACH), begin)
    people = _people(bureaus)
    item = Item.objects.order_by("pk").last() or papers.entered().items.last()
    assert item is not None
    rows = Commitment.objects.bulk_create(
        Commitment(
            kind="arrangement",
            status=Status.OPEN,
            number=f"甲{begin + number:06}乙",
            organ=(bureau := bureaus[number // EACH]),
            lead=bureau,
            plan_year=2024,
            source=item,
            part=begin + number + 1,
            quote="加强队伍建设。",
            place_start=0,
            place_end=7,
            title="加强队伍建设",
            first_due_on=DUE,
            due_on=DUE,
            due_basis="assigned",
            officer=people[bureau.pk, Role.OFFICER],
            supervisor=people[bureau.pk, Role.SUPERVISOR],
            confirmed_on=date(2024, 2, 1),
            created_at=NOW,
        )
        for number in range(commitments)
    )
    Assignment.objects.bulk_create(
        Assignment(commitment=row, unit_id=row.organ_id, part=part)
        for row in rows
        for part in (Part.ORGAN, Part.LEAD)
    )


def _bureaus(number: int, begin: int) -> list[Organ]:
    bureaus = Organ.objects.bulk_create(
        Organ(name=f"青澜市第{begin + n}局", confirmed=True, path=f"new {n}") for n in range(number)
    )
    for bureau in bureaus:
        bureau.path = f"/{bureau.pk}/"
    Organ.objects.bulk_update(bureaus, ["path"])
    return bureaus


def _people(bureaus: list[Organ]) -> dict[tuple[int, str], User]:
    keys = [(bureau.pk, role) for bureau in bureaus for role in ROLES]
    people = User.objects.bulk_create(
        User(username=f"{role}{pk}", email=f"{role}{pk}@example.cn", password="!") for pk, role in keys
    )
    Membership.objects.bulk_create(
        Membership(user=person, unit_id=pk, role=role, since=date(2020, 1, 1))
        for (pk, role), person in zip(keys, people, strict=True)
    )
    return dict(zip(keys, people, strict=True))
