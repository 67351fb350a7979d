"""A thousand reports into the database: as many queries for the last as for the first."""

from __future__ import annotations

import time
from collections import Counter
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from reports import organs
from reports.models import Item, Report
from tests.reports import papers
from tests.reports.papers import DISTRICTS

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db]
YEARS = range(1980, 2020)
ORGANS = [f"青澜市{district}区行政审批局" for district in DISTRICTS[:25]]
# Measured 35 to 60 ms a report on two busy cores; far more means that something is asked row by row.
SECONDS = 200


class Asked:
    """Counts queries without keeping them: Django's own log holds nine thousand."""

    number = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.number += 1
        return execute(sql, params, many, context)


def test_a_thousand_reports_take_the_same_number_of_queries_each(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    for name in ORGANS:
        organs.register(name, confirmed=True)
    counts: Counter[int] = Counter()
    began = time.perf_counter()
    for name, year in product(ORGANS, YEARS):
        # From three to eight arrangements, so that the length must not show in the count.
        numerals = "一二三四五六七八"[: 3 + year % 6]
        plans = tuple(f"（{n}）推进第{n}项改革。持续优化流程，提升满意度。" for n in numerals)
        asked = Asked()
        with connection.execute_wrapper(asked):
            papers.entered(papers.paper(organ=name, year=year, arrangements=plans))
        counts[asked.number] += 1
    seconds = time.perf_counter() - began
    print(f"\n1000 reports on {connection.vendor}: {seconds:.1f} s, {dict(counts)} queries each")
    assert Report.objects.current().count() == 1000
    assert Item.objects.count() > 7000
    assert len(counts) == 1
    assert seconds < SECONDS
