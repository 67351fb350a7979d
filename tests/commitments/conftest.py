from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection

from commitments.models import Commitment
from config.people import write_roles
from tests.commitments import offices, triggers
from tests.commitments.offices import City


@pytest.fixture(autouse=True)
def files_apart(tmp_path: Path, settings: Any) -> None:
    """Stored files of a test go to a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture(autouse=True)
def ledger_can_be_flushed(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests with real transactions are cleaned up by DELETE on SQLite, which the ledger's triggers refuse."""
    marker = request.node.get_closest_marker("django_db")
    real = bool(marker and marker.kwargs.get("transaction"))
    if real:
        request.getfixturevalue("transactional_db")
    yield
    if real and connection.vendor == "sqlite":
        triggers.empty_ledger()


@pytest.fixture
def office_hours(db: None) -> Iterator[None]:
    """The roles are written, and it is a Monday in March, half past nine."""
    write_roles()
    with time_machine.travel(offices.NOW, tick=False):
        yield


@pytest.fixture
def town(db: None) -> City:
    return offices.city()


@pytest.fixture
def candidates(town: City) -> list[Commitment]:
    return offices.captured(town)


@pytest.fixture
def candidate(candidates: list[Commitment]) -> Commitment:
    """The first arrangement: 加强窗口队伍建设, by June."""
    return candidates[2]


@pytest.fixture
def running(town: City, candidate: Commitment) -> Commitment:
    """Confirmed and assigned."""
    return offices.opened(town, candidate)
