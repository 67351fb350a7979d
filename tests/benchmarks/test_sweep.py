"""The sweep against the ways of its peers, and against the least that it could cost, in one run.

Peers: a row at a time with get_or_create; all rows fetched and given to bulk_create(ignore_conflicts). The
floor: the same SELECT into a bare table without a log. Each round begins with no notice there. The sheets of
the official stages are no part of the comparison, for no peer writes any; their time is told beside it.
"""

from __future__ import annotations

import os
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from notifications import planning, policies, sheets
from notifications.audience import audience
from notifications.choices import Channel
from notifications.models import Notice
from tests.benchmarks import country
from tests.benchmarks.judging import at_least, at_most
from tests.commitments.offices import at

pytestmark = [pytest.mark.benchmark, pytest.mark.postgres, pytest.mark.django_db]

# A twenty-fifth of all commitments is overdue or due within thirty days then: 8,000 of 200,000.
TODAY = date(2023, 12, 5)
WAYS = [Channel.EMAIL.value]
ROUNDS = 5
SLICE = 300  # rows that get_or_create is given
MEGABYTE = 1024 * 1024

# Whoever has something to do sits where it is led; each unit has a leader, each county supervisor and clerk.
SEATS = """
INSERT INTO commitments_membership (user_id, unit_id, role, since)
SELECT DISTINCT officer_id, lead_id, 'officer', date '2020-01-01' FROM commitments_commitment
WHERE status IN ('open', 'submitted') AND officer_id IS NOT NULL
UNION ALL
SELECT 1000 + (id * 7919 + k) %% %(people)s, id, role, date '2020-01-01' FROM reports_organ
CROSS JOIN (VALUES ('leader', 1), ('supervisor', 2), ('clerk', 3)) roles (role, k)
WHERE role = 'leader' OR path LIKE '/1/_%%/_%%/_%%/' AND path NOT LIKE '/1/_%%/_%%/_%%/_%%/'
"""
COLUMNS = "commitment_id, organ_id, stage, step, counts_from, person_id, channel"


@contextmanager
def chosen(head: str = "") -> Iterator[Any]:
    """A cursor with the rows of the sweep, by its own SELECT."""
    with connection.cursor() as cursor, audience(TODAY, planning.calendar(), WAYS).stored() as who:
        select = f"{who.sql} SELECT {COLUMNS}, {planning.VIA} AS via FROM addressed a"  # noqa: S608
        cursor.execute(head + select, who.params)
        yield cursor


def bare_table() -> int:
    with chosen("CREATE UNLOGGED TABLE bare AS ") as cursor:
        return int(cursor.rowcount)


def fetched() -> list[Notice]:
    names = [*COLUMNS.split(", "), "via"]
    with chosen() as cursor:
        return [Notice(**dict(zip(names, row, strict=True)), planned_on=TODAY) for row in cursor.fetchall()]


def in_bulk() -> int:
    return len(Notice.objects.bulk_create(fetched(), ignore_conflicts=True, batch_size=5000))


def one_by_one(rows: list[Notice]) -> Callable[[], int]:
    def work() -> int:
        for row in rows:
            key = {name: getattr(row, name) for name in COLUMNS.split(", ")}
            Notice.objects.get_or_create(**key, defaults={"via": row.via, "planned_on": TODAY})
        return len(rows)

    return work


def sweep() -> int:
    return planning.plan(TODAY, now=at(TODAY), channels=WAYS).planned


def took(work: Callable[[], int]) -> tuple[float, int]:
    """Undone afterwards."""
    with transaction.atomic():
        began = time.perf_counter()
        number = work()
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    return seconds, number


def tell(*figures: str) -> None:
    print(f"\nsweep: {'; '.join(figures)} (load {os.getloadavg()[0]:.1f})")


@pytest.fixture
def due(db: None) -> None:
    country.build()
    with connection.cursor() as cursor:
        cursor.execute(SEATS, {"people": country.PEOPLE})
        cursor.execute("UPDATE auth_user SET email = 'a@example.cn'")
        cursor.execute("ANALYZE")
    policies.install()


@pytest.mark.usefixtures("due")
def test_a_sweep_costs_little_more_than_to_find_what_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    with_sheets = statistics.median(took(sweep)[0] for _ in range(2))
    monkeypatch.setattr(sheets, "make", lambda today, now: 0)
    some = fetched()[:SLICE]
    ways = {"floor": bare_table, "sweep": sweep, "bulk": in_bulk, "single": one_by_one(some)}
    times: dict[str, list[float]] = {name: [] for name in ways}
    numbers: dict[str, int] = {}
    for _ in range(ROUNDS):
        for name, work in ways.items():
            seconds, numbers[name] = took(work)
            times[name].append(seconds)
    floor, ours, bulk, single = (statistics.median(times[name]) for name in ways)
    assert numbers["floor"] == numbers["sweep"] == numbers["bulk"] > country.NUMBER / 25
    a_row = (single / SLICE) / (ours / numbers["sweep"])
    tell(
        f"{numbers['sweep']} notices of {country.NUMBER} commitments in {ours:.2f} s",
        f"{with_sheets:.2f} s with the sheets",
        f"get_or_create {a_row:.0f} times slower a row",
        f"bulk_create {bulk / ours:.1f} times slower",
        f"{ours / floor:.1f} times the bare SELECT",
    )
    at_least(a_row, 50, "against get_or_create")
    at_least(bulk / ours, 2, "against bulk_create")
    at_most(ours / floor, 6, "against the same SELECT into a bare table")
    again_and_memory(numbers["sweep"])


def again_and_memory(number: int) -> None:
    """The second sweep of the day writes nothing; and Python holds none of the rows."""
    with transaction.atomic():
        tracemalloc.start()
        assert sweep() == number
        began = time.perf_counter()
        assert sweep() == 0
        seconds = time.perf_counter() - began
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        transaction.set_rollback(True)
    tell(f"again {seconds:.2f} s", f"at most {peak / MEGABYTE:.1f} MB of Python's memory")
    assert peak < 20 * MEGABYTE
