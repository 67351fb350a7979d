from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission, User

from reports.models import Report
from tests.reports import papers


@pytest.fixture(autouse=True)
def files_apart(tmp_path: Path, settings: Any) -> None:
    """Uploaded files of a test go to a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture(autouse=True)
def messages_stay_here(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Messages go to a queue in this process; the tests of the broker name a real one, or a closed port."""
    monkeypatch.setenv("CELERY_BROKER_URL", "memory://")
    settings.CELERY_TASK_ALWAYS_EAGER = False


@pytest.fixture
def clerk(db: None) -> User:
    """May see and correct reports and upload files."""
    person = get_user_model().objects.create_user("clerk", password="x", first_name="林晓", is_staff=True)
    wanted = ["view_report", "change_report", "view_item", "view_upload", "add_upload", "change_upload"]
    wanted += ["view_organ", "view_section", "view_correction"]
    person.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    return person


@pytest.fixture
def stranger(db: None) -> User:
    """Staff, with no permission at all."""
    return get_user_model().objects.create_user("stranger", password="x", is_staff=True)


@pytest.fixture
def report(db: None) -> Report:
    return papers.entered()
