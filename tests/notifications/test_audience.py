"""The planner's SQL and ``access.told`` are one rule said twice: they must agree on any town."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import connection

from commitments import access
from commitments.choices import Role
from commitments.models import Commitment, Membership
from notifications import planning
from notifications.audience import audience, everything, narrow
from notifications.models import Policy, Step
from reports import organs
from reports.models import Organ
from tests.commitments.offices import City, fresh

pytestmark = pytest.mark.django_db

TODAY = date(2024, 7, 8)
STAGES = {"owner": "chase", "leader": "supervise", "supervisor": "circulate", "clerk": "remind"}
ROLES = (Role.OFFICER, Role.LEADER, Role.SUPERVISOR, Role.CLERK, Role.REVIEWER)


def told_by_sql(narrowed: bool) -> dict[tuple[int, str], set[int]]:
    """For each commitment and each word of the policy whom the planner tells."""
    scope = narrow(Commitment.objects.all(), Organ.objects.filter(pk=0)) if narrowed else everything()
    who = audience(TODAY, planning.calendar(), [], scope).inline()
    with connection.cursor() as cursor:
        cursor.execute(
            f"{who.sql} SELECT commitment_id, stage, person_id FROM told WHERE person_id > 0", who.params
        )
        rows = cursor.fetchall()
    found: dict[tuple[int, str], set[int]] = {}
    for commitment, stage, person in rows:
        found.setdefault((commitment, stage), set()).add(person)
    return found


def told_by_rows() -> dict[tuple[int, str], set[int]]:
    rows = list(Commitment.objects.open().select_related("organ", "lead"))
    found: dict[tuple[int, str], set[int]] = {}
    for pk, told in access.told(rows, TODAY).items():
        chosen = {
            "owner": told.owners,
            "leader": told.leaders,
            "supervisor": told.supervisors or told.clerks,
            "clerk": told.clerks or told.supervisors,
        }
        for word, people in chosen.items():
            if people:
                found[pk, STAGES[word]] = set(people)
    return found


@pytest.fixture(params=[1, 2, 3])
def forest(city: City, due: Commitment, request: pytest.FixtureRequest) -> random.Random:
    """A tree with holes in it, people in any seat, some gone, some units merged away."""
    dice = random.Random(request.param)
    units = [city.government, city.bureau, city.windows, city.hotline]
    for n in range(12):
        units.append(organs.register(f"青澜市第{n}号机构", parent=dice.choice(units), confirmed=True))
    for kept, lost in ((units[4], units[5]), (units[6], units[7])):
        if not kept.path.startswith(lost.path) and not lost.path.startswith(kept.path):
            organs.merge(kept, lost)
    units = list(Organ.objects.order_by("pk"))
    Membership.objects.all().delete()
    users = get_user_model().objects.bulk_create(
        get_user_model()(username=f"u{n}", password="x", is_active=n % 7 > 0) for n in range(24)
    )
    seats = [seat(dice, user, units) for user in users for _ in range(4)]
    Membership.objects.bulk_create(seats, ignore_conflicts=True)
    scatter(dice, due, units, users)
    return dice


def seat(dice: random.Random, user: User, units: list[Organ]) -> Membership:
    since = TODAY - timedelta(days=dice.choice((900, 30, 30, -5)))
    until = dice.choice((None, None, None, TODAY, TODAY - timedelta(days=1)))
    until = None if until and until < since else until
    unit, role = dice.choice(units), dice.choice(ROLES)
    return Membership(user=user, unit=unit, role=role, since=since, until=until)


def scatter(dice: random.Random, row: Commitment, units: list[Organ], users: list[User]) -> None:
    """Commitments of any organ, led by any unit, with any officer and supervisor; all on one step."""
    copies = []
    for n in range(60):
        copy = fresh(row)
        copy.pk, copy.part, copy.number = None, 100 + n, f"{row.number}-{n}"
        copy.organ, copy.lead = dice.choice(units), dice.choice(units)
        copy.officer, copy.supervisor = dice.choice([None, *users]), dice.choice([None, *users])
        copies.append(copy)
    Commitment.objects.bulk_create(copies)


@pytest.mark.usefixtures("forest")
def test_both_tell_the_same_people() -> None:
    """One step for each word of the policy, so that each is compared alone."""
    by_rows = told_by_rows()
    for word, stage in STAGES.items():
        Policy.objects.all().delete()
        policy = Policy.objects.create(name="一词一步")
        Step.objects.create(policy=policy, stage=stage, days=1, **{word: True})
        expected = {key: people for key, people in by_rows.items() if key[1] == stage}
        assert len(expected) > 20
        for narrowed in (False, True):
            assert told_by_sql(narrowed) == expected, (word, narrowed)


def test_who_sits_in_a_unit_that_was_merged_is_told_what_the_other_leads(city: City, due: Commitment) -> None:
    """The leader of the hotline, which becomes a part of the windows, which lead."""
    Membership.objects.filter(user=city["leader"]).update(unit=city.hotline)
    organs.merge(city.windows, city.hotline)
    Policy.objects.all().delete()
    policy = Policy.objects.create(name="一词一步")
    Step.objects.create(policy=policy, stage="supervise", days=1, leader=True)
    expected = {(due.pk, "supervise"): {city["leader"].pk}}
    assert told_by_sql(False) == told_by_sql(True) == told_by_rows_of("leader") == expected


def told_by_rows_of(word: str) -> dict[tuple[int, str], set[int]]:
    return {key: people for key, people in told_by_rows().items() if key[1] == STAGES[word]}
