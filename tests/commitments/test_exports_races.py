"""Two at once on PostgreSQL: of workers on one export, of clicks on one button."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from commitments import access, exports, listing
from commitments.models import Commitment, Export
from config.people import write_roles
from tests.commitments.offices import NOW, TODAY, City
from tests.reports.test_races import meeting_at, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_workers_on_one_export_make_one_file(town: City, candidates: list[Commitment]) -> None:
    write_roles()
    wish = listing.read({}, access.person(town["clerk"], TODAY), TODAY)
    for _round in range(5):
        row = exports.ask(wish, "csv", by=town["clerk"], now=NOW)
        results = together(*[partial(exports.make, row.pk, clock=lambda: NOW)] * 3)
        assert [r for r in results if isinstance(r, Exception)] == []
        [made] = [r for r in results if r is not None]
        assert (made.state, made.attempts, made.rows_done) == ("ready", 1, 5)
        files = list(Path(default_storage.path(exports.FOLDER)).iterdir())
        assert [file.name for file in files] == [Path(str(made.file.name)).name]
        exports.forget(row.pk, by=town["clerk"])


def test_a_double_click_asks_once(
    town: City, candidates: list[Commitment], monkeypatch: pytest.MonkeyPatch
) -> None:
    wish = listing.read({}, access.person(town["clerk"], TODAY), TODAY)
    meeting_at(monkeypatch, Export.objects, "create")  # both have looked, and neither saw the other
    ask = partial(exports.ask, wish, "xlsx", by=town["clerk"], now=NOW)
    first, second = together(ask, ask)
    assert first == second == Export.objects.get()
