"""A whole country's ledger to take away: time as a ratio, memory in megabytes, queries by the batch.

In a process of its own, as a worker makes it, so that the memory is that of the export alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from openpyxl import Workbook

from commitments import exports
from commitments.models import Export
from commitments.tasklist import gathering, writing
from commitments.tasklist.columns import COLUMNS
from tests.benchmarks import country
from tests.benchmarks.country import NUMBER, Country
from tests.benchmarks.judging import at_most

pytestmark = [pytest.mark.benchmark, pytest.mark.postgres, pytest.mark.django_db]
NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
MEGABYTES = 200
# The plain loop is given its cells, without a style; ours reads them first. A text is written faster.
RATIO = {"xlsx": 3, "csv": 1}


@pytest.fixture(scope="module")
def land(django_db_setup: None, django_db_blocker: Any) -> Iterator[Country]:
    with django_db_blocker.unblock():
        yield country.build()
        country.remove()


def plain(number: int) -> float:
    """The seconds that openpyxl takes for as many rows of the same cells, in the simplest way."""
    keys = list(range(1, 2001))
    rows = [[column.value(row) for column in COLUMNS] for row in gathering.gather(keys, country.TODAY)]
    began = time.perf_counter()
    book = Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    for n in range(number):
        sheet.append(rows[n % len(rows)])
    book.save(os.devnull)
    return time.perf_counter() - began


def most_memory() -> float:
    """That this process has had so far, in megabytes. (getrusage begins with that of the parent.)"""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


class Asked:
    number = 0

    def __call__(self, execute: Any, *given: Any) -> Any:
        self.number += 1
        return execute(*given)


def make(user_id: int, format_: str) -> None:
    """What the worker does; run in a process of its own, which prints what it took."""
    row = Export.objects.create(by_id=user_id, format=format_, asked_at=NOW)
    before, began, asked = most_memory(), time.perf_counter(), Asked()
    with connection.execute_wrapper(asked):
        made = exports.make(row.pk, clock=lambda: NOW)
    assert made is not None
    seconds = time.perf_counter() - began
    print(
        made.state, made.rows_done, made.size, f"{seconds:.2f}", f"{most_memory() - before:.1f}", asked.number
    )
    exports.forget(row.pk, by=made.by)


def apart(user_id: int, format_: str, folder: Path) -> list[str]:
    code = (
        "import django; django.setup(); from django.conf import settings; from django.db import connection;"
        f"connection.settings_dict['NAME'] = {str(connection.settings_dict['NAME'])!r};"
        f"settings.MEDIA_ROOT = {str(folder)!r};"
        f"from tests.benchmarks import test_export; test_export.make({user_id}, {format_!r})"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.parametrize("format_", ["xlsx", "csv"])
def test_a_country_is_written_in_bounded_memory(land: Country, tmp_path: Path, format_: str) -> None:
    state, rows, size, seconds, megabytes, queries = apart(land.administrator.pk, format_, tmp_path)
    simple = plain(NUMBER)
    print(
        f"\n{rows} rows as {format_}: {seconds} s, {int(size) / 1e6:.1f} MB, grown by {megabytes} MB, "
        f"{queries} queries; plain openpyxl {simple:.1f} s, {float(seconds) / simple:.2f} times that"
    )
    batches = -(-NUMBER // writing.BATCH)
    assert (state, int(rows)) == ("ready", NUMBER)
    assert int(queries) <= batches * (gathering.QUERIES + 1) + 12
    assert float(megabytes) <= MEGABYTES
    at_most(float(seconds) / simple, RATIO[format_], "against a plain openpyxl loop")
