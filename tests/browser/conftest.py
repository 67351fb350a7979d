"""What tests in a browser share beside the browser itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from config.people import write_roles
from tests.commitments import triggers


@pytest.fixture
def apart(transactional_db: None, tmp_path: Path, settings: Any) -> Iterator[None]:
    """A site with its roles and with files of its own; what it wrote to the ledger goes with it."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    write_roles()
    yield
    if connection.vendor == "sqlite":
        triggers.empty_ledger()
