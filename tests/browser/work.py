"""The steps by which a report becomes work and work is done, as people do them on the pages."""

from __future__ import annotations

from playwright.sync_api import FilePayload, Page, expect

from commitments.choices import Status
from commitments.models import Commitment
from reports.models import Report
from tests.browser.desks import Desk
from tests.commitments import offices

PROOF: FilePayload = {"name": "佐证.pdf", "mimeType": "application/pdf", "buffer": offices.PDF}


def capture_and_confirm(desk: Desk, report: Report, unit: str) -> int:
    """How many commitments of the unit are open afterwards."""
    page = desk.open(f"/admin/reports/report/{report.pk}/change/")
    page.get_by_role("link", name="采集承诺").click()
    page.get_by_role("button", name="采集", exact=True).click()
    page.get_by_text("全选").click()
    page.get_by_label("统一设定牵头单位").fill(unit)
    page.get_by_role("button", name="设定").click()
    expect(page.locator(".cp-owners input[name^=lead-]").first).to_have_value(unit)
    if page.locator("input[name=plan_year]").count():
        page.locator("input[name=plan_year]").fill("2023")
    page.get_by_text("全选").click()
    page.get_by_role("button", name="确认立项").click()
    expect(page.locator(".cp-row")).to_have_count(0)
    return Commitment.objects.filter(status=Status.OPEN, lead__name__endswith=unit).count()


def name_officer(desk: Desk, row: Commitment, name: str) -> None:
    page = desk.commitment(row)
    page.get_by_role("link", name="指定承办人").click()
    form = page.locator("form[data-act=appoint]")
    form.get_by_label("承办人").select_option(label=name)
    form.get_by_role("button").click()
    expect(page.get_by_text(f"已指定{name}为承办人")).to_be_visible()
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


def sign_off(desk: Desk) -> None:
    page = desk.open("/admin/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#box-to_sign").get_by_role("button", name="同意销号").click()
    expect(page.get_by_text("已销号，该事项办结")).to_be_visible()
    expect(page.locator("#box-to_sign")).to_have_count(0)
