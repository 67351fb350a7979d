"""The page of a commitment in a real browser: acting in place, and losing nothing to who was faster."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from commitments import lifecycle
from commitments.choices import Status
from commitments.models import Commitment
from tests.browser.seats import sit_down
from tests.commitments import offices
from tests.commitments.offices import City, act, fresh

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("apart"),
]
PROOF: FilePayload = {"name": "签到表.pdf", "mimeType": "application/pdf", "buffer": offices.PDF}


@pytest.fixture
def town(apart: None) -> City:
    return offices.city()


@pytest.fixture
def running(town: City) -> Commitment:
    return offices.opened(town, offices.captured(town)[2])


def opened(page: Page, server: LiveServer, user: User, row: Commitment, query: str = "") -> Page:
    return sit_down(page, server, user, f"/admin/commitments/commitment/{row.pk}/change/{query}")


@pytest.fixture
def desk(page: Page, live_server: LiveServer, town: City, running: Commitment) -> Page:
    """The officer's."""
    return opened(page, live_server, town["officer"], running)


def test_progress_is_reported_with_its_proof_in_one_form(desk: Page, running: Commitment) -> None:
    desk.get_by_label("进展情况").fill("办了第一轮培训")
    desk.get_by_role("spinbutton", name="完成比例").fill("50")
    desk.set_input_files("input[type=file]", PROOF)
    expect(desk.locator("[data-chosen]")).to_have_text("签到表.pdf")
    desk.locator(".cm-send").get_by_role("button", name="报送进展").click()
    expect(desk.get_by_text("进展已登记，督办人可即时查看。")).to_be_visible()
    expect(desk.locator(".cm-entries")).to_contain_text("办了第一轮培训")
    with desk.expect_download() as saved:
        desk.get_by_role("link", name="签到表.pdf").click()
    assert saved.value.suggested_filename == "签到表.pdf"
    assert Path(saved.value.path()).read_bytes() == offices.PDF


def test_a_file_that_is_too_large_is_told_before_it_is_sent(
    page: Page, live_server: LiveServer, town: City, running: Commitment, settings: Any
) -> None:
    settings.UPLOAD_MAX_BYTES = len(offices.PDF) - 1
    desk = opened(page, live_server, town["officer"], running, "?act=attach")
    desk.set_input_files("input[type=file]", PROOF)
    expect(desk.locator("[data-chosen]")).to_have_text("签到表.pdf （过大，将不予受理）")
    desk.locator(".cm-send button").click()
    expect(desk.get_by_role("alert")).to_contain_text("文件超过")
    assert fresh(running).pieces == 0


def test_who_was_slower_is_told_and_loses_nothing(desk: Page, town: City, running: Commitment) -> None:
    desk.get_by_label("进展情况").fill("办了第一轮培训")
    desk.set_input_files("input[type=file]", PROOF)
    act(lifecycle.report_progress, running, lifecycle.Report("热线科先报", 30), by=town["helper"])
    send = desk.locator(".cm-send").get_by_role("button", name="报送进展")
    send.click()
    expect(desk.get_by_role("alert")).to_contain_text("陆川：报送进展")
    expect(desk.get_by_label("进展情况")).to_have_value("办了第一轮培训")
    expect(desk.locator("[data-chosen]")).to_have_text("签到表.pdf")
    expect(desk.locator(".cm-entries")).to_contain_text("热线科先报")  # the page shows how it stands now
    assert fresh(running).pieces == 0
    send.click()
    expect(desk.get_by_text("进展已登记")).to_be_visible()
    assert (fresh(running).pieces, running.progress.count()) == (1, 2)


def test_what_was_typed_is_there_again_after_a_look_at_another_form(desk: Page, running: Commitment) -> None:
    desk.get_by_label("进展情况").fill("办了第一轮培训")
    acts = desk.locator(".cm-acts")
    acts.get_by_role("link", name="申请延期").click()
    expect(desk.get_by_label("申请延至")).to_be_focused()
    acts.get_by_role("link", name="报送进展").click()
    expect(desk.get_by_label("进展情况")).to_have_value("办了第一轮培训")
    assert desk.url.endswith("?act=report#doing")


def test_an_impatient_person_reports_once(desk: Page, running: Commitment) -> None:
    desk.get_by_label("进展情况").fill("办了第一轮培训")
    desk.locator(".cm-send").get_by_role("button", name="报送进展").dblclick()
    expect(desk.get_by_text("进展已登记")).to_be_visible()
    assert running.progress.count() == 1


def test_who_was_signed_out_loses_nothing(desk: Page, running: Commitment) -> None:
    desk.get_by_label("进展情况").fill("办了第一轮培训")
    desk.context.clear_cookies(name="sessionid")
    desk.locator(".cm-send").get_by_role("button", name="报送进展").click()
    expect(desk.get_by_role("alert")).to_contain_text("您已退出登录")
    expect(desk.get_by_label("进展情况")).to_have_value("办了第一轮培训")
    assert running.progress.count() == 0


def test_one_comes_back_to_the_list_as_one_left_it(desk: Page, live_server: LiveServer) -> None:
    desk.goto(f"{live_server.url}/admin/commitments/commitment/?status=open")
    desk.get_by_role("link", name="加强窗口队伍建设").click()
    desk.get_by_role("button", name="本月无变化").click()
    expect(desk.get_by_text("已登记：本月无变化。")).to_be_visible()
    desk.get_by_role("link", name="返回事项列表").click()
    expect(desk).to_have_url(re.compile(r"/commitment/\?status=open$"))


def test_measures_are_planned_line_by_line(desk: Page, running: Commitment) -> None:
    desk.locator(".cm-acts").get_by_role("link", name="制定具体措施").click()
    desk.get_by_role("button", name="增加一项").click()
    lines = desk.locator(".cm-steps [name$=text]")
    expect(lines).to_have_count(3)
    for number in range(3):
        lines.nth(number).fill(f"第{number + 1}步")
    desk.locator(".cm-send button").click()
    expect(desk.locator(".cm-measures li")).to_have_count(3)
    assert [str(measure) for measure in running.measures.all()] == ["第1步", "第2步", "第3步"]


def test_the_quote_leads_to_its_place_in_the_report(desk: Page, running: Commitment) -> None:
    desk.get_by_role("link", name="查看原文").first.click()
    marked = desk.locator(".rp-mark.rp-current")
    expect(marked.first).to_be_in_viewport()
    assert "".join(marked.all_text_contents()) == running.quote


def test_officers_offered_are_those_of_the_unit_that_leads(
    page: Page, live_server: LiveServer, town: City, running: Commitment
) -> None:
    desk = opened(page, live_server, town["clerk"], running, "?act=assign")
    desk.get_by_label("牵头单位").select_option("热线科")
    expect(desk.get_by_label("承办人")).to_have_value("")
    desk.get_by_label("承办人").select_option("陆川")
    desk.locator(".cm-send button").click()
    expect(desk.get_by_text("已交办热线科，承办人陆川。")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_supervisor_signs_off(
    page: Page, live_server: LiveServer, town: City, running: Commitment, width: int
) -> None:
    offices.attached(town, running)
    act(lifecycle.submit_for_closure, running, by=town["officer"])
    page.set_viewport_size({"width": width, "height": 844})
    desk = opened(page, live_server, town["supervisor"], running)
    assert desk.evaluate("document.documentElement.scrollWidth") <= width
    desk.locator(".cm-send").get_by_role("button", name="同意销号").click()
    expect(desk.get_by_text("已销号，该事项办结。")).to_be_visible()
    assert fresh(running).status == Status.CLOSED


def test_it_works_without_scripts(
    chromium: Browser, live_server: LiveServer, town: City, running: Commitment
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    desk = opened(context.new_page(), live_server, town["officer"], running)
    desk.get_by_role("link", name="申请销号").click()
    desk.set_input_files("input[type=file]", PROOF)
    desk.locator(".cm-send").get_by_role("button", name="申请销号").click()
    expect(desk.get_by_text("已申请销号，等待周岚审核。").first).to_be_visible()
    context.close()
