"""Two sweeps at once on PostgreSQL: each matter is planned once, numbered once, and nobody is locked out."""

from __future__ import annotations

from functools import partial

import pytest

from commitments import lifecycle
from commitments.models import Commitment, LedgerEntry
from notifications import planning
from notifications.choices import Channel
from notifications.models import Notice, Sheet
from tests.commitments.offices import City, act, at, fresh
from tests.notifications.test_planning import WEEK_LATER, copy_of
from tests.reports.test_races import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

MANY = 300


@pytest.fixture
def crowd(city: City, due: Commitment) -> int:
    Commitment.objects.bulk_create(copy_of(due, city.windows, n) for n in range(1, MANY))
    return MANY


def plan() -> planning.Sweep:
    return planning.plan(WEEK_LATER, now=at(WEEK_LATER), channels=[Channel.EMAIL])


def test_of_two_sweeps_at_once_each_row_is_written_by_one(crowd: int) -> None:
    for _ in range(3):
        results = together(plan, plan)
        assert all(isinstance(result, planning.Sweep) for result in results), results
    assert Notice.objects.count() == crowd * 3 * 2
    assert Sheet.objects.count() == crowd
    assert len(set(Sheet.objects.values_list("number", flat=True))) == crowd
    assert LedgerEntry.objects.filter(verb="chase").count() == crowd


def test_a_sweep_and_an_end_do_not_wait_for_ever(city: City, crowd: int, due: Commitment) -> None:
    plan()
    cancel = partial(act, lifecycle.cancel, due, "机构撤并", by=city["clerk"], now=at(WEEK_LATER))
    results = together(plan, cancel)
    assert not any(isinstance(result, Exception) for result in results), results
    plan()
    assert fresh(due).status == "cancelled"
    assert not Notice.objects.filter(commitment=due, status="planned").exists()


def test_a_sweep_while_others_look_again(crowd: int) -> None:
    plan()
    notices = list(Notice.objects.order_by("pk")[:200])
    results = together(plan, partial(planning.still_true, notices, WEEK_LATER))
    assert isinstance(results[0], planning.Sweep)
    assert results[1] == notices
