"""The whole of the work in three browsers: a clerk captures and assigns, an officer reports and submits, a
supervisor sends back and signs off. Once for a report of the demo, and for each seed of the corpus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from commitments import units
from commitments.choices import Role, Status, Verb
from commitments.models import Commitment, LedgerEntry
from reports import corrections, organs
from reports.models import Report
from tests.browser.seats import come_in
from tests.commitments import offices
from tests.corpus import CORPUS
from tests.reports import papers

pytestmark = [pytest.mark.browser, pytest.mark.flow, pytest.mark.django_db(transaction=True)]

DEMO = Path(__file__).resolve().parents[2] / "reports" / "demo" / "qinglan-2022.txt"
SEEDS = sorted((CORPUS / "seeds").glob("*.txt"))
PROOF: FilePayload = {"name": "佐证.pdf", "mimeType": "application/pdf", "buffer": offices.PDF}
MORE: FilePayload = {
    "name": "补充佐证.pdf",
    "mimeType": "application/pdf",
    "buffer": offices.PDF + b"%more\n",
}
UNIT = "综合科"


@dataclass(frozen=True, slots=True)
class Desk:
    """A person before a browser of their own."""

    page: Page
    server: LiveServer

    def open(self, address: str) -> Page:
        self.page.goto(self.server.url + address)
        return self.page

    def commitment(self, row: Commitment) -> Page:
        return self.open(f"/admin/commitments/commitment/{row.pk}/change/")


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
    """Three people of the organ, each with cookies of their own. An error in any browser fails the test."""
    organ = report.organ
    assert organ is not None
    unit = units.register(organ, UNIT)
    people = {
        "clerk": offices.seat("clerk", Role.CLERK, organ, "林晓"),
        "officer": offices.seat("officer", Role.OFFICER, unit, "何青"),
        "supervisor": offices.seat("supervisor", Role.SUPERVISOR, organ, "周岚"),
    }
    errors: list[str] = []
    contexts = {name: chromium.new_context(viewport={"width": 1280, "height": 800}) for name in people}
    for name, context in contexts.items():
        come_in(context, live_server, people[name])
    pages = {name: context.new_page() for name, context in contexts.items()}
    for page in pages.values():
        page.on("pageerror", lambda error: errors.append(str(error)))
    yield {name: Desk(page, live_server) for name, page in pages.items()}
    for context in contexts.values():
        context.close()
    assert not errors


def test_three_people_bring_a_report_from_its_text_to_closure(desks: dict[str, Desk], report: Report) -> None:
    captured = capture_and_confirm(desks["clerk"], report)
    assert captured == report.items.current().count() > 0
    row = Commitment.objects.order_by("pk").last()
    assert row is not None
    name_people(desks["clerk"], row)
    work_and_submit(desks["officer"], row)
    send_back(desks["supervisor"], row)
    submit_again(desks["officer"], row)
    sign_off(desks["supervisor"], row)
    row.refresh_from_db()
    assert row.status == Status.CLOSED
    assert row.closed_by is not None
    assert row.closed_by.username == "supervisor"
    done = list(LedgerEntry.objects.filter(commitment=row).history().values_list("verb", flat=True))
    assert [verb for verb in done if verb in (Verb.SUBMIT, Verb.SEND_BACK, Verb.SIGN_OFF)] == [
        Verb.SUBMIT, Verb.SEND_BACK, Verb.SUBMIT, Verb.SIGN_OFF,
    ]  # fmt: skip
    assert row.quote == report.text[row.place_start : row.place_end]


def capture_and_confirm(desk: Desk, report: Report) -> int:
    page = desk.open(f"/admin/reports/report/{report.pk}/change/")
    page.get_by_role("link", name="采集承诺").click()
    page.get_by_role("button", name="采集", exact=True).click()
    page.get_by_text("全选").click()
    page.get_by_label("统一设定牵头单位").fill(UNIT)
    page.get_by_role("button", name="设定").click()
    expect(page.locator(".cp-owners input[name^=lead-]").first).to_have_value(UNIT)
    if page.locator("input[name=plan_year]").count():
        page.locator("input[name=plan_year]").fill("2023")
    page.get_by_text("全选").click()
    page.get_by_role("button", name="确认立项").click()
    expect(page.locator(".cp-row")).to_have_count(0)
    return Commitment.objects.filter(status=Status.OPEN, lead__name__endswith=UNIT).count()


def name_people(desk: Desk, row: Commitment) -> None:
    page = desk.commitment(row)
    page.get_by_role("link", name="指定承办人").click()
    form = page.locator("form[data-act=appoint]")
    form.get_by_label("承办人").select_option(label="何青")
    form.get_by_role("button").click()
    expect(page.get_by_text("已指定何青为承办人")).to_be_visible()
    row.refresh_from_db()
    assert row.officer is not None


def work_and_submit(desk: Desk, row: Commitment) -> None:
    page = desk.open("/admin/")
    page.get_by_role("link", name=row.title, exact=True).first.click()
    form = page.locator("form[data-act=report]")
    form.get_by_label("进展情况").fill("已完成第一批")
    form.get_by_role("spinbutton", name="完成比例").fill("60")
    form.get_by_role("button", name="报送进展").click()
    expect(page.get_by_text("进展已登记")).to_be_visible()
    page.get_by_role("link", name="申请销号").click()
    submit(page, PROOF)
    expect(page.get_by_role("link", name="佐证.pdf")).to_be_visible()


def submit(page: Page, proof: FilePayload) -> None:
    form = page.locator("form[data-act=submit]")
    form.locator("input[type=file]").set_input_files(proof)
    form.get_by_role("button", name="申请销号").click()


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


def sign_off(desk: Desk, row: Commitment) -> None:
    page = desk.open("/admin/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#box-to_sign").get_by_role("button", name="同意销号").click()
    expect(page.get_by_text("已销号，该事项办结")).to_be_visible()
    expect(page.locator("#box-to_sign")).to_have_count(0)
