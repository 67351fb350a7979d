"""The whole of the work in three browsers: a clerk captures and assigns, an officer reports and submits, a
supervisor sends back and signs off. Once for a report of the demo, and for each seed of the corpus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, FilePayload, expect
from pytest_django.live_server_helper import LiveServer

from commitments import units
from commitments.choices import Role, Status, Verb
from commitments.models import Commitment, LedgerEntry
from reports import corrections, organs
from reports.models import Report
from tests.browser.desks import Desk, manned
from tests.browser.work import capture_and_confirm, name_officer, sign_off, submit, work_and_submit
from tests.commitments import offices
from tests.corpus import CORPUS
from tests.reports import papers

pytestmark = [pytest.mark.browser, pytest.mark.flow, pytest.mark.django_db(transaction=True)]

DEMO = Path(__file__).resolve().parents[2] / "reports" / "demo" / "qinglan-2022.txt"
SEEDS = sorted((CORPUS / "seeds").glob("*.txt"))
MORE: FilePayload = {
    "name": "补充佐证.pdf",
    "mimeType": "application/pdf",
    "buffer": offices.PDF + b"%more\n",
}
UNIT = "综合科"


def paper_of(file: Path) -> Any:
    return pytest.param(file, id=file.stem)


@pytest.fixture(params=[paper_of(DEMO), *map(paper_of, SEEDS)])
def report(apart: None, request: pytest.FixtureRequest) -> Report:
    read = papers.entered(request.param.read_text("utf-8"), request.param.name)
    if read.organ is None:  # one seed names no organ: somebody who knows says whose it is
        organ = organs.register("青澜市行政审批服务局", confirmed=True)
        knows = User.objects.create_superuser("admin", password="x")
        corrections.set_head(read.pk, "organ", organ, by=knows, revision=read.revision)
        read.refresh_from_db()
    return read


@pytest.fixture
def desks(chromium: Browser, live_server: LiveServer, report: Report) -> Iterator[dict[str, Desk]]:
    """Three people of the organ."""
    organ = report.organ
    assert organ is not None
    unit = units.register(organ, UNIT)
    people = {
        "clerk": offices.seat("clerk", Role.CLERK, organ, "林晓"),
        "officer": offices.seat("officer", Role.OFFICER, unit, "何青"),
        "supervisor": offices.seat("supervisor", Role.SUPERVISOR, organ, "周岚"),
    }
    with manned(chromium, live_server, people) as desks:
        yield desks


def test_three_people_bring_a_report_from_its_text_to_closure(desks: dict[str, Desk], report: Report) -> None:
    captured = capture_and_confirm(desks["clerk"], report, UNIT)
    assert captured == report.items.current().count() > 0
    row = Commitment.objects.order_by("pk").last()
    assert row is not None
    name_officer(desks["clerk"], row, "何青")
    work_and_submit(desks["officer"], row)
    send_back(desks["supervisor"], row)
    submit_again(desks["officer"], row)
    sign_off(desks["supervisor"])
    row.refresh_from_db()
    assert row.status == Status.CLOSED
    assert row.closed_by is not None
    assert row.closed_by.username == "supervisor"
    done = list(LedgerEntry.objects.filter(commitment=row).history().values_list("verb", flat=True))
    assert [verb for verb in done if verb in (Verb.SUBMIT, Verb.SEND_BACK, Verb.SIGN_OFF)] == [
        Verb.SUBMIT, Verb.SEND_BACK, Verb.SUBMIT, Verb.SIGN_OFF,
    ]  # fmt: skip
    assert row.quote == report.text[row.place_start : row.place_end]


def send_back(desk: Desk, row: Commitment) -> None:
    page = desk.open("/admin/")
    box = page.locator("#box-to_sign")
    expect(box).to_contain_text(row.title)
    box.get_by_role("link", name="退办").click()
    form = page.locator("form[data-act=send_back]")
    form.locator("textarea").fill("请补充验收材料")
    form.get_by_role("button", name="退办").click()
    expect(page.get_by_text("已退办")).to_be_visible()
    expect(page.locator("#box-to_sign")).to_have_count(0)


def submit_again(desk: Desk, row: Commitment) -> None:
    page = desk.open("/admin/")
    box = page.locator("#box-sent_back")
    expect(box).to_contain_text("请补充验收材料")
    box.get_by_role("link", name="申请销号").click()
    submit(page, MORE)
    expect(page.locator("#box-waiting")).to_contain_text(row.title)
