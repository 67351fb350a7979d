"""The workers: a real one on a real Redis, and what happens when there is none."""

from __future__ import annotations

import subprocess
import time
from datetime import timedelta
from typing import Any

import pytest
from billiard.exceptions import SoftTimeLimitExceeded
from celery import current_app
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from reports import intake, tasks, worklist
from reports.models import Report, Upload
from reports.text import reading
from tests import services
from tests.reports import papers
from tests.workers import ROOT, Site

DEMO = ROOT / "reports" / "demo"


@pytest.fixture
def closed_port(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broker's address at which nobody listens."""
    monkeypatch.setenv("CELERY_BROKER_URL", f"redis://127.0.0.1:{services.free_port()}/0")


# --- without a broker ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_dead_broker_costs_a_sentence_and_no_file(client: Client, clerk: User, closed_port: None) -> None:
    client.force_login(clerk)
    began = time.monotonic()
    file = SimpleUploadedFile("报告.txt", papers.paper().encode())
    answer = client.post("/admin/reports/upload/add/", {"documents": [file]}, follow=True)
    assert time.monotonic() - began < 5
    assert [message.level_tag for message in answer.context["messages"]] == ["warning"]
    assert Upload.objects.get().status == "queued"
    assert tasks.sweep_uploads() == "1 read"
    assert Report.objects.count() == 1


@pytest.mark.django_db
def test_a_message_that_was_lost_is_made_up_for_by_the_sweep() -> None:
    for year in (2020, 2021, 2022):
        papers.stored(papers.paper(year=year))
    assert tasks.sweep_uploads() == "3 read"
    assert tasks.sweep_uploads() == "0 read"


@pytest.mark.django_db
def test_the_sweep_takes_up_what_a_dead_worker_left() -> None:
    papers.stored(papers.paper())
    Upload.objects.update(status="reading", claimed_at=timezone.now() - timedelta(minutes=11))
    assert tasks.sweep_uploads() == "1 read"
    assert Upload.objects.get().lost == 1


@pytest.mark.django_db
def test_one_bad_file_does_not_stop_the_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    papers.stored(papers.paper(year=2020))
    papers.stored(papers.paper(year=2021))
    read = reading.read

    def breaks(text: str, metadata: Any) -> Any:
        if "2020" in text:
            raise ZeroDivisionError
        return read(text, metadata)

    monkeypatch.setattr(intake, "read", breaks)
    assert tasks.sweep_uploads() == "2 read"
    assert set(Upload.objects.values_list("status", flat=True)) == {"read", "failed"}


@pytest.mark.django_db
def test_a_sweep_stops_in_time_and_the_next_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    for year in (2020, 2021, 2022):
        papers.stored(papers.paper(year=year))
    monkeypatch.setattr(tasks, "SWEEP_SECONDS", -1)
    assert tasks.sweep_uploads() == "0 read"
    monkeypatch.undo()
    assert Upload.objects.waiting().count() == 3


@pytest.mark.django_db
def test_a_task_delivered_twice_reads_once() -> None:
    upload = papers.stored(papers.paper())
    assert tasks.read_upload(upload.pk) == "read"
    assert tasks.read_upload(upload.pk) == "not waiting"
    assert tasks.read_upload(10**6) == "not waiting"
    assert Upload.objects.get().attempts == 1


@pytest.mark.django_db
def test_a_reading_that_takes_too_long_fails_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(*_: object) -> None:
        raise SoftTimeLimitExceeded

    upload = papers.stored(papers.paper())
    monkeypatch.setattr(intake, "read", ended)
    assert tasks.read_upload(upload.pk) == "failed"
    upload.refresh_from_db()
    assert upload.reason_code == "too_slow"


def test_what_is_announced_is_a_task_that_exists() -> None:
    assert worklist.READ_UPLOAD in current_app.tasks


# --- with a real worker --------------------------------------------------------------------------------


def test_a_worker_reads_what_is_handed_over(site: Site, worker: subprocess.Popen[bytes]) -> None:
    files = [str(DEMO / name) for name in ("qinglan-2022.txt", "qinglan-2023.html", "qinglan-2024.docx")]
    (site.folder / "空.txt").write_bytes(b" ")
    said = site.manage("import_reports", "--workers", *files, str(site.folder / "空.txt"))
    assert said.count("空.txt") == 1
    rows = site.rows("SELECT name, status, format FROM reports_upload ORDER BY id")
    assert [row[1] for row in rows] == ["read", "read", "read", "refused"]
    assert [row[2] for row in rows] == ["text", "html", "docx", ""]
    assert site.rows("SELECT year FROM reports_report ORDER BY year") == [(2022,), (2023,), (2024,)]
