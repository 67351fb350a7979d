"""The client of the documentation, as it stands there, against the site."""

from __future__ import annotations

import runpy
import subprocess
import sys
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer
from rest_framework.authtoken.models import Token

from commitments import review
from config import catalogues
from config.people import write_roles
from notifications.webhooks import planning, sending, signing
from reports.models import Upload
from tests import services
from tests.commitments import years
from tests.commitments.offices import City
from tests.commitments.years import LATER
from tests.notifications.receiver import receiver
from tests.notifications.test_webhooks import webhook
from tests.reports import papers

pytestmark = pytest.mark.django_db(transaction=True)

SCRIPT = catalogues.BASE_DIR / "docs" / "api_client.py"


def running(site: str, token: str, report: Path) -> subprocess.Popen[str]:
    command = [sys.executable, str(SCRIPT), site, token, str(report), LATER.isoformat()]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_it_posts_waits_and_fetches_what_is_new(live_server: LiveServer, town: City, tmp_path: Path) -> None:
    write_roles()
    both, _row = years.applied(town)
    finding = years.finding(both.trained)
    review.rate(finding.pk, "mostly", by=town["reviewer"], now=timezone.now(), revision=0)
    report = tmp_path / "报告.txt"
    report.write_text(papers.paper(year=2025))
    token = Token.objects.create(user=town["clerk"]).key
    with running(live_server.url, token, report) as client:
        queued = Upload.objects.filter(status=Upload.Status.QUEUED)
        services.wait_until(queued.exists, 30, "the upload")
        papers.read(queued.get())
        said, troubles = client.communicate(timeout=60)
    assert troubles == ""
    state, *lines = said.splitlines()
    assert state == "read"
    assert [line.split()[:3] for line in lines] == [[both.trained.number, "delivered", "mostly"]]


def test_who_is_turned_away_is_told_why(live_server: LiveServer, tmp_path: Path) -> None:
    report = tmp_path / "报告.txt"
    report.write_text(papers.paper(year=2025))
    with running(live_server.url, "of-nobody", report) as client:
        _said, troubles = client.communicate(timeout=60)
    assert "401 Client Error" in troubles


def test_it_knows_a_genuine_webhook_from_another(town: City) -> None:
    genuine: Any = runpy.run_path(str(SCRIPT))["genuine"]
    now = timezone.now()
    with receiver() as other:
        hook = webhook(other.address, since=now, events=["report.read"])
        papers.entered()
        planning.plan(timezone.now())
        sending.send(hook.pk, timezone.now(), (ip_network("127.0.0.0/8"),))
    [heard] = other.heard
    secret = signing.secret(hook)
    assert genuine(secret, heard.headers, heard.body)
    assert not genuine(secret, heard.headers, heard.body + b" ")
    assert not genuine("0" * 64, heard.headers, heard.body)
    heard.headers.replace_header("X-Timestamp", str(int(now.timestamp()) - 3600))
    assert not genuine(secret, heard.headers, heard.body)
