"""The year at a glance over a whole country, against the bare SQL that counts the same, in one run.

The bare SQL is what somebody would write by hand who needs these figures and nothing else: one statement,
with the same conditions, for the same organs. Rounds are interleaved, one to warm up, then the median.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from commitments import access, boxes, dashboard, purview
from commitments.dashboard.figures import Overview
from commitments.models import Commitment
from tests.benchmarks import country
from tests.benchmarks.country import TODAY, Country
from tests.benchmarks.judging import at_most
from tests.benchmarks.test_listing import Watch, ms, tell

pytestmark = [pytest.mark.benchmark, pytest.mark.postgres, pytest.mark.django_db]
ROUNDS = 7
YEAR = 2025
MOST_QUERIES = 15

# Every bureau reported on each year but the last; four of five promises until 2025 were compared, most rated.
REPORTS = """
INSERT INTO reports_report (id, organ_id, organ_name, kind, title, addressee, year, plan_year,
    plan_year_basis, issued_on, facts, text, text_hash, origins, notes, series, version, superseded,
    revision, unplaced, created_at, read_at)
SELECT 100 + row_number() OVER (), id, '', 'annual_report', '', '', year, year + 1, 'stated',
    make_date(year + 1, 1, 1) + (id %% 110)::int, '{}', '', 'h' || id || '-' || year,
    '[]', '[]', '', 1, false, 0, '[]', now(), now()
FROM reports_organ, generate_series(2021, 2025) year
WHERE path LIKE '/1/_%%/_%%/_%%/_%%/' AND NOT (year = 2025 AND id %% 7 = 0)
"""
COMPARISONS = """
INSERT INTO commitments_comparison (old_id, new_id, year, state, misfit, override, second_review, signals,
    old_revision, new_revision, ran_at, changed_at, applied_at, applied_by_name)
SELECT old.id, new.id, new.year, 'applied', '', '', false, '[]', 0, 0, now(), now(), now(), ''
FROM reports_report old JOIN reports_report new ON new.organ_id = old.organ_id AND new.year = old.year + 1
"""
FINDINGS = """
INSERT INTO commitments_finding (comparison_id, commitment_id, position, verdict, confidence, parts,
    suggested, rating, revision, changed_at)
SELECT comparison.id, c.id, 0, 'delivered', 0.9, '[]', 'fulfilled',
    (ARRAY['fulfilled', 'mostly', 'partial', 'ongoing', 'not_mentioned', 'not_due', '', ''])[1 + c.id %% 8],
    0, now()
FROM commitments_commitment c
JOIN reports_report old ON old.organ_id = c.organ_id AND old.plan_year = c.plan_year
JOIN commitments_comparison comparison ON comparison.old_id = old.id
WHERE c.number <> '' AND c.id %% 5 < 4
"""


@pytest.fixture(scope="module")
def land(django_db_setup: None, django_db_blocker: Any) -> Iterator[Country]:
    with django_db_blocker.unblock():
        built = country.build()
        with connection.cursor() as cursor:
            for statement in (REPORTS, COMPARISONS, FINDINGS):
                cursor.execute(statement, [])
            cursor.execute("VACUUM ANALYZE")
        yield built
        country.remove()


# What Overview holds, in one statement: each part a row of JSON.
BARE = """
WITH mine AS NOT MATERIALIZED (
    SELECT c.* FROM commitments_commitment c JOIN reports_organ o ON o.id = c.organ_id
    WHERE o.path LIKE %(path)s),
told AS (
    SELECT DISTINCT ON (f.commitment_id) f.commitment_id, f.rating FROM commitments_finding f
    JOIN commitments_comparison k ON k.id = f.comparison_id AND k.state = 'applied'
    JOIN mine ON mine.id = f.commitment_id AND mine.plan_year = k.year
    ORDER BY f.commitment_id, (f.rating = ''), k.applied_at DESC, k.id DESC),
outcomes AS (
    SELECT plan_year, kind, grade, COALESCE(NULLIF(rating, ''), CASE WHEN told.commitment_id IS NULL
        THEN 'uncompared' ELSE 'unrated' END) outcome, count(*) FROM mine
    LEFT JOIN told ON told.commitment_id = mine.id
    WHERE number <> '' AND merged_into_id IS NULL AND plan_year IS NOT NULL GROUP BY 1, 2, 3, 4),
states AS (
    SELECT count(*) FILTER (WHERE status = 'open' AND due_on < %(today)s) overdue,
        count(*) FILTER (WHERE status = 'open' AND due_on BETWEEN %(today)s AND %(soon)s) due_30,
        count(*) FILTER (WHERE status = 'open') AS open,
        count(*) FILTER (WHERE status = 'submitted') submitted,
        count(*) FILTER (WHERE status = 'closed' AND submitted_on <= first_due_on) on_time,
        count(*) FILTER (WHERE status = 'closed' AND submitted_on > first_due_on) late,
        count(*) FILTER (WHERE status = 'carried_over') carried_over,
        count(*) FILTER (WHERE status = 'cancelled') cancelled,
        count(*) FILTER (WHERE status = 'candidate') candidate,
        count(*) FILTER (WHERE status = 'submitted' AND (supervisor_id = %(user)s OR supervisor_id IS NULL)
            AND submitted_by_id <> %(user)s AND officer_id IS DISTINCT FROM %(user)s) to_sign,
        count(*) FILTER (WHERE status = 'open' AND returned_by_id IS NOT NULL
            AND (supervisor_id = %(user)s OR supervisor_id IS NULL)) returned,
        count(*) FILTER (WHERE status = 'open' AND (supervisor_id = %(user)s OR supervisor_id IS NULL)
            AND id IN (SELECT commitment_id FROM commitments_extension WHERE decision = 'pending')) extensions
    FROM mine WHERE plan_year = %(year)s),
months AS (
    SELECT date_trunc('month', confirmed_on), date_trunc('month', first_due_on),
        date_trunc('month', submitted_on), count(*) FROM mine
    WHERE plan_year = %(year)s AND status IN ('open', 'submitted', 'closed', 'carried_over')
    GROUP BY 1, 2, 3),
units AS (
    SELECT lead_id, u.name, count(*), count(*) FILTER (WHERE due_on < %(today)s) late FROM mine
    JOIN reports_organ u ON u.id = lead_id WHERE plan_year = %(year)s AND status = 'open' GROUP BY 1, 2
    HAVING count(*) FILTER (WHERE due_on < %(today)s) > 0 ORDER BY late DESC, lead_id LIMIT 13),
filed AS (
    SELECT y, CASE WHEN r.id IS NULL THEN %(today)s > make_date(y + 1, 3, 1) END absent,
        r.issued_on <= make_date(y + 1, 3, 1) in_march,
        r.issued_on <= make_date(y + 1, 4, 1) in_april, count(*)
    FROM reports_organ o CROSS JOIN (VALUES (%(year)s - 1), (%(year)s)) years(y)
    LEFT JOIN reports_report r ON r.organ_id = o.id AND r.year = y AND r.kind = 'annual_report'
        AND NOT r.superseded
    WHERE o.path LIKE %(path)s AND o.merged_into_id IS NULL AND EXISTS (
        SELECT 1 FROM reports_report k WHERE k.organ_id = o.id AND k.kind = 'annual_report'
        AND NOT k.superseded AND k.year <= y) GROUP BY 1, 2, 3, 4)
SELECT 'outcomes', to_jsonb(outcomes) FROM outcomes UNION ALL SELECT 'states', to_jsonb(states) FROM states
UNION ALL SELECT 'months', to_jsonb(months) FROM months UNION ALL SELECT 'units', to_jsonb(units) FROM units
UNION ALL SELECT 'filed', to_jsonb(filed) FROM filed
"""


def bare(user: User, path: str) -> list[Any]:
    values: dict[str, Any] = {
        "path": f"{path}%",
        "today": TODAY,
        "soon": date(2026, 4, 9),
        "user": user.pk,
        "year": YEAR,
    }
    with connection.cursor() as cursor:
        cursor.execute(BARE, values)
        return [(name, json.loads(row)) for name, row in cursor.fetchall()]


def ours(user: User) -> Overview:
    person = access.person(user, TODAY)
    place = purview.chosen(person, None)
    purview.offered(person, place)
    return dashboard.overview(person, place, YEAR, TODAY)


def test_the_year_at_a_glance_against_bare_sql(land: Country) -> None:
    places = {"leaf": "/1/100/10000/1000000/100000001/", "province": "/1/100/", "nation": "/1/"}
    ratios = {}
    for name, path in places.items():
        user, watch, alone = getattr(land, name), Watch(), []
        for _round in range(ROUNDS + 1):
            watch.number, began = 0, time.perf_counter()
            with connection.execute_wrapper(watch):
                found = ours(user)
            watch.pages.append(time.perf_counter() - began)
            began = time.perf_counter()
            rows = bare(user, path)
            alone.append(time.perf_counter() - began)
        same(found, rows)
        floor = statistics.median(alone[1:])
        ratios[name] = watch.page / floor
        tell(
            f"a glance, {name}",
            f"{ms(watch.page)}, {watch.number} queries; bare {ms(floor)}, {ratios[name]:.2f}",
        )
        assert watch.number <= MOST_QUERIES
    at_most(max(ratios["province"], ratios["nation"]), 3, "against bare SQL")


def same(found: Overview, rows: list[Any]) -> None:
    """Both count the same, or the ratio says nothing."""
    states = next(row for name, row in rows if name == "states")
    assert {f.name: f.number for f in found.states} == {f.name: states[f.name] for f in found.states}
    decided = {f.name: f.number for f in found.decisions}
    assert decided == {name: states[name] for name in ("to_sign", "extensions", "returned") if states[name]}
    recorded = sum(row["count"] for name, row in rows if name == "outcomes" and row["plan_year"] == YEAR)
    assert found.recorded.number == recorded
    kept = sum(
        row["count"]
        for name, row in rows
        if name == "outcomes" and row["plan_year"] == YEAR and row["outcome"] in ("fulfilled", "mostly")
    )
    assert sum(figure.number for figure in found.kept) == kept
    assert sum(each.expected for each in found.reports) == sum(r["count"] for n, r in rows if n == "filed")


def test_what_waits_for_a_province_is_found_among_its_own(land: Country) -> None:
    """The boxes of the first page: whether a person may see a row is asked of those in charge alone."""
    person = access.person(land.province, TODAY)
    everything = access.person(land.administrator, TODAY)
    times: dict[str, list[float]] = {"province": [], "administrator": []}
    for _round in range(ROUNDS + 1):
        for name, each in (("province", person), ("administrator", everything)):
            began = time.perf_counter()
            seen = access.seen_by(Commitment.objects.all(), each)
            boxes.counts(seen, each, TODAY)
            list(boxes.first(seen, each, TODAY, 5))
            times[name].append(time.perf_counter() - began)
    medians = {name: statistics.median(each[1:]) for name, each in times.items()}
    tell("boxes", *(f"{name} {ms(seconds)}" for name, seconds in medians.items()))
    at_most(
        medians["province"] / medians["administrator"], 1, "a province's boxes against the administrator's"
    )
