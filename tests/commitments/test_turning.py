"""The database's days of turning yellow and red say what the rule of deadlines says, on every day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from commitments.choices import Status
from commitments.deadlines import Colour
from commitments.models import Commitment
from commitments.standing import standing
from tests.commitments import offices
from tests.commitments.offices import City

pytestmark = pytest.mark.django_db

BEGUN = date(2024, 3, 4)
DAYS = [
    BEGUN + timedelta(days=n) for n in (0, 1, 2, 3, 10, 22, 24, 30, 31, 32, 40, 55, 58, 60, 61, 62, 70, 90)
]
PERCENTS = (0, 1, 40, 69, 70, 89, 90, 100)
# First deadline and deadline, in days after the confirmation: also on its day, and before it.
DEADLINES = ((60, 60), (31, 60), (1, 3), (0, 0), (-5, -5), (-5, 40))


def variants(row: Commitment, status: str) -> list[Commitment]:
    """Copies of the row with all its dates and percentages, in this status."""
    submitted = [None] if status == Status.OPEN else [DAYS[n] for n in (0, 4, 9, 13, 14)]
    rows = []
    for n, (percent, (first, last), on) in enumerate(product(PERCENTS, DEADLINES, submitted)):
        copy = Commitment.objects.get(pk=row.pk)
        copy.pk, copy.part, copy.number = None, n + 1, f"{row.number}-{status}-{n}"
        copy.percent, copy.confirmed_on, copy.submitted_on = percent, BEGUN, on
        copy.first_due_on, copy.due_on = (BEGUN + timedelta(days=days) for days in (first, last))
        rows.append(copy)
    return Commitment.objects.bulk_create(rows)


@pytest.mark.parametrize("status", [Status.OPEN, Status.SUBMITTED, Status.CLOSED])
def test_a_list_by_colour_holds_what_has_that_colour(town: City, candidate: Commitment, status: str) -> None:
    made = {row.pk for row in variants(offices.in_status(town, candidate, status), status)}
    seen = set()
    for today in DAYS:
        rows = Commitment.objects.filter(pk__in=made)
        days = [row for row in rows if row.submitted_on is None or row.submitted_on <= today]
        by_rule = {row.pk: found.colour for row in days if (found := standing(row, today))}
        for colour in Colour:
            listed = set(rows.coloured(colour, today).values_list("pk", flat=True)) & set(by_rule)
            assert listed == {pk for pk, its in by_rule.items() if its == colour}, (today, colour)
        seen |= set(by_rule.values())
    assert seen >= {"green", "yellow"}


@pytest.mark.parametrize("status", [Status.CANDIDATE, Status.CANCELLED, Status.CARRIED_OVER])
def test_what_does_not_run_has_no_colour(town: City, candidate: Commitment, status: str) -> None:
    row = offices.in_status(town, candidate, status)
    for colour, today in product(Colour, DAYS):
        assert not Commitment.objects.filter(pk=row.pk).coloured(colour, today).exists()
