"""Two years of an organ in four browsers: what a report promised is worked on; the next report is held
against it; a reviewer judges; and what was not delivered goes on into the year after."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from commitments import tasks, units
from commitments.choices import Role, Status
from commitments.models import Commitment, Comparison, Finding
from reports import organs
from reports.models import Organ, Report
from reports.tasks import sweep_uploads
from tests.browser.desks import Desk, manned
from tests.browser.work import capture_and_confirm, name_officer, sign_off, work_and_submit
from tests.commitments import offices
from tests.reports import papers

pytestmark = [pytest.mark.browser, pytest.mark.flow, pytest.mark.django_db(transaction=True)]

ORGAN, UNIT = "岚州市水务局", "供水科"
PIPES, RULES, PLATFORM, LESSONS = "改造老旧管网", "规范用水投诉办理", "建设智慧水务平台", "开展节水进校园"
LEAKS, CALLS = "管网漏损偏高", "用水投诉回访不及时"
TRIAL = "智慧水务平台建成主体，正在上线运行前的联调"
OLD = papers.paper(
    ORGAN,
    2023,
    done="全年受理用水报装2160件，按时办结率稳定。",
    problems=(
        "（一）管网漏损偏高。全市供水管网漏损率仍有12.6%，部分老旧小区爆管频繁。",
        "（二）用水投诉回访不及时。部分投诉办结后未在三日内回访。",
    ),
    arrangements=(
        "（一）改造老旧管网。年底前改造老旧供水管网35公里，更换智能水表1.2万只。",
        "（二）规范用水投诉办理。6月底前出台《用水投诉办理办法》，投诉回访率达到90%以上。",
        "（三）建设智慧水务平台。9月底前建成智慧水务平台并上线运行。",
        "（四）开展节水进校园。全年组织节水进校园宣讲20场。",
    ),
)
NEW = papers.paper(
    ORGAN,
    2024,
    done=(
        "全年改造老旧供水管网35公里，更换智能水表1.3万只。\n"
        "（二）投诉办理更加规范。印发《用水投诉办理办法》，投诉回访率达到82%。\n"
        f"（三）智慧水务稳步推进。{TRIAL}。"
    ),
    problems=("（一）管网漏损依然偏高。供水管网漏损率仍有11.9%，与先进城市相比还有差距。",),
    arrangements=("（一）提升投诉办理质量。投诉回访率达到95%以上。",),
)


@pytest.fixture
def desks(chromium: Browser, live_server: LiveServer, apart: None) -> Iterator[dict[str, Desk]]:
    organ = organs.register(ORGAN, confirmed=True)
    people = {
        "keeper": offices.seat("keeper", Role.CLERK, organ, "林晓"),
        "officer": offices.seat("officer", Role.OFFICER, units.register(organ, UNIT), "何青"),
        "supervisor": offices.seat("supervisor", Role.SUPERVISOR, organ, "周岚"),
        "reviewer": offices.seat("reviewer", Role.REVIEWER, organ, "沈言"),
    }
    with manned(chromium, live_server, people) as desks:
        yield desks


def test_two_years_from_a_promise_to_its_answer_and_on(desks: dict[str, Desk]) -> None:
    keeper, reviewer = desks["keeper"], desks["reviewer"]
    old = upload(keeper, OLD, 2023)
    assert capture_and_confirm(keeper, old, UNIT) == 6
    name_officer(keeper, promise(PIPES), "何青")
    work_and_submit(desks["officer"], promise(PIPES))
    sign_off(desks["supervisor"])

    upload(keeper, NEW, 2024)
    assert tasks.compare_waiting() == "1 to compare"
    begin(reviewer)
    judge_by_keys(reviewer, CALLS, "1")
    judge_by_keys(reviewer, LEAKS, "3")
    find_what_is_passed_over(reviewer)
    put_evidence_right(reviewer)
    accept_in_bulk(reviewer)
    reopen(reviewer)
    judged = dict(Finding.objects.values_list("commitment__title", "rating"))
    assert judged == {
        LEAKS: "partial", CALLS: "fulfilled", PIPES: "fulfilled",
        RULES: "mostly", PLATFORM: "ongoing", LESSONS: "not_mentioned",
    }  # fmt: skip

    figures_agree(reviewer)
    the_officer_sees_but_cannot_judge(desks["officer"])
    carry_over(keeper)
    both_years_in_one_thread(keeper)
    take_back_and_begin_again(reviewer)
    assert dict(Finding.objects.values_list("commitment__title", "rating")) == judged


def promise(title: str) -> Commitment:
    return Commitment.objects.get(title=title, plan_year=2024)


def upload(desk: Desk, text: str, year: int) -> Report:
    """Sent by the page, read as a worker would, and opened."""
    page = desk.open("/admin/reports/upload/add/")
    file: FilePayload = {"name": f"{year}年度报告.txt", "mimeType": "text/plain", "buffer": text.encode()}
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="上传并识别").click()
    expect(page.locator(".up-state")).to_have_text(["等待识别"])
    assert sweep_uploads() == "1 read"
    expect(page.locator(".up-state")).to_have_text(["已识别"])  # without a reload
    page.get_by_role("link", name=f"{year}年度法治政府建设").click()
    expect(page.locator(".rp-item").first).to_be_visible()
    return Report.objects.get(year=year)


# --- the review --------------------------------------------------------------------------------------------


def begin(desk: Desk) -> None:
    """From the first page of the reviewer to the preview, and into the review."""
    page = desk.open("/admin/")
    page.locator("#reviews").get_by_role("link", name="查看并开始").click()
    expect(page.get_by_role("heading", name="预览：尚未计入结果")).to_be_visible()
    page.get_by_role("button", name="开始核对").click()
    expect(page.get_by_text("已核对 0/6")).to_be_visible()


def comparison(desk: Desk) -> Page:
    row = Comparison.objects.get()
    return desk.open(f"/admin/commitments/commitment/comparison/{row.pk}/")


def finding(desk: Desk, title: str) -> Page:
    """As one comes to it: from the list of the comparison."""
    page = comparison(desk)
    page.locator(".cr-table").get_by_role("link", name=title, exact=True).click()
    expect(page.locator("#fd.fd-scripted")).to_be_attached()
    return page


def judge_by_keys(desk: Desk, title: str, key: str) -> None:
    page = finding(desk, title)
    here = page.url
    page.keyboard.press(key)
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(here)  # the next one that waits


def find_what_is_passed_over(desk: Desk) -> None:
    """The promise of which the new report says nothing is among what is listed as 未提及, and alone there."""
    page = comparison(desk)
    expect(page.get_by_text("未提及 1 项")).to_be_visible()
    page.locator("select[name=verdict]").select_option("not_mentioned")
    expect(page.locator(".cr-table tbody tr")).to_have_count(1)
    page.get_by_role("link", name=LESSONS).click()
    expect(page.locator(".fd-verdict")).to_contain_text("未提及")
    page.keyboard.press("6")
    page.get_by_label("核对说明").fill("全文查找“进校园”，未见")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".fd-progress")).to_contain_text("已核对 3/6")


def put_evidence_right(desk: Desk) -> None:
    """One quote is none, a passage found by words is; what the machine took for done still goes on."""
    page = finding(desk, PLATFORM)
    page.get_by_role("button", name="不是证据").last.click()
    expect(page.locator(".fd-quote.fd-wrong")).to_have_count(1)
    query = page.get_by_label("在新报告中查找")
    query.fill("智慧水务")
    query.press("Enter")
    hit = page.locator("#fd-hits li", has_text=TRIAL)
    hit.get_by_role("button", name="用作证据").click()
    expect(page.locator(".fd-quote").first).to_contain_text("沈言附上")
    page.keyboard.press("Tab")  # out of the box of search
    page.get_by_role("radio", name="持续推进").focus()
    page.keyboard.press("4")
    page.keyboard.press("Enter")
    expect(page.locator(".fd-progress")).to_contain_text("已核对 4/6")


def accept_in_bulk(desk: Desk) -> None:
    page = comparison(desk)
    page.get_by_role("link", name=re.compile("≥ 70%")).click()
    page.get_by_role("button", name="确认采纳").click()
    expect(page.get_by_text("已核对 6/6")).to_be_visible()
    expect(page.locator(".cr-rating").get_by_text("批量采纳")).to_have_count(2)


def reopen(desk: Desk) -> None:
    page = finding(desk, RULES)
    page.locator(".fd-reopen summary").click()
    page.get_by_label("重新评定的理由").fill("办法已印发，只差回访率")
    page.locator(".fd-reopen").get_by_role("button", name="重新评定").click()
    expect(page.locator(".fd-progress")).to_contain_text("已核对 5/6")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.locator(".fd-progress")).to_contain_text("已核对 6/6")
    expect(page.get_by_text("只差回访率")).to_be_visible()


# --- what comes of it --------------------------------------------------------------------------------------


def results(desk: Desk) -> Page:
    organ = Organ.objects.get(name=ORGAN)
    return desk.open(f"/admin/commitments/commitment/results/{organ.pk}/2024/")


def figures_agree(desk: Desk) -> None:
    """Kept are two of four promises and one of two problems; each figure opens as many rows."""
    page = results(desk)
    for table, share in (("grades", "2/4"), ("problems", "1/2")):
        expect(page.locator(f"#{table} tbody")).to_contain_text(share)
    for series, number in (("fulfilled", 1), ("mostly", 1), ("ongoing", 1), ("not_mentioned", 1)):
        figure = page.locator(f"#grades td[data-series={series}] a")
        expect(figure).to_have_text(str(number))
        figure.click()
        expect(page.locator(".rs-promise")).to_have_count(number)
    expect(page.locator(".rs-promise")).to_contain_text(LESSONS)


def the_officer_sees_but_cannot_judge(desk: Desk) -> None:
    page = desk.commitment(promise(PIPES))
    expect(page.locator("#answers")).to_contain_text("已完成")
    expect(page.get_by_role("radio")).to_have_count(0)
    expect(page.locator("#answers").get_by_role("link", name="核对详情")).to_have_count(0)


def carry_over(desk: Desk) -> None:
    """All that is not delivered, in one act."""
    page = comparison(desk)
    page.get_by_role("link", name="后续处理").click()
    page.get_by_role("button", name="结转所选").click()
    expect(page.get_by_text("已结转3项")).to_be_visible()
    gone_on = Commitment.objects.filter(plan_year=2025, carried_from__status=Status.CARRIED_OVER)
    assert set(gone_on.values_list("title", flat=True)) == {LEAKS, PLATFORM, LESSONS}


def both_years_in_one_thread(desk: Desk) -> None:
    page = desk.open(f"/admin/commitments/commitment/{promise(LESSONS).pk}/thread/")
    expect(page.locator(".fu-years h3")).to_have_text(["2024年", "2025年"])


def take_back_and_begin_again(desk: Desk) -> None:
    """Taken back, nothing counts; begun anew, all that was judged is there again."""
    page = comparison(desk)
    page.get_by_role("button", name="撤回到预览").click()
    expect(page.get_by_role("heading", name="预览：尚未计入结果")).to_be_visible()
    expect(results(desk).get_by_text("尚未与下一年度报告比对")).to_be_visible()
    page = comparison(desk)
    page.get_by_role("button", name="开始核对").click()
    expect(page.get_by_text("已核对 6/6")).to_be_visible()
