"""The candidates of a report in a real browser: one report of the demo, from capture to confirmed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from commitments import lifecycle, units
from commitments.choices import Role
from commitments.models import Commitment
from reports import corrections, organs
from reports.models import Report
from tests.browser.seats import come_in
from tests.commitments import offices
from tests.reports import papers

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("apart"),
]
DEMO = Path(__file__).resolve().parents[2] / "reports" / "demo" / "wangchuan-2023.txt"


@pytest.fixture
def clerk(apart: None) -> User:
    district = organs.register("青澜市望川区人民政府", confirmed=True)
    office = organs.register("青澜市望川区政务服务管理局", parent=district, confirmed=True)
    for name in ("业务股", "督查股"):
        units.register(office, name)
    return offices.seat("clerk", Role.CLERK, office, "宋禾")


@pytest.fixture
def report(clerk: User) -> Report:
    return papers.entered(DEMO.read_text("utf-8"), DEMO.name)


@pytest.fixture
def desk(page: Page, live_server: LiveServer, clerk: User, report: Report) -> Page:
    """The clerk's, with everything captured by one click."""
    come_in(page.context, live_server, clerk)
    page.goto(f"{live_server.url}/admin/reports/report/{report.pk}/change/")
    page.get_by_role("link", name="采集承诺").click()
    expect(page.get_by_text("识别出 14 条问题和安排")).to_be_visible()
    assert not Commitment.objects.exists()
    page.get_by_role("button", name="采集", exact=True).click()
    expect(page.locator(".cp-row")).to_have_count(14)
    return page


def row(page: Page, title: str) -> Locator:
    return page.locator(".cp-row", has=page.locator(".cp-tick b", has_text=title))


def tick(page: Page, *titles: str) -> None:
    for title in titles:
        row(page, title).locator(".cp-tick input").check()


def bar(page: Page, name: str) -> Locator:
    return page.locator(".cp-bar").get_by_role("button", name=name, exact=True)


def edit(page: Page, title: str) -> Locator:
    row(page, title).get_by_role("link", name="修改·拆分·对应").click()
    editor = row(page, title).locator(".cp-editor")
    expect(editor).to_be_visible()
    return editor


def test_a_report_is_captured_split_merged_given_owners_and_confirmed(desk: Page) -> None:
    # 第 8 条安排两件事，各立一条；指标随句子走。
    editor = edit(desk, "稳定代办员队伍")
    editor.get_by_text("拆分为多条").click()
    editor.locator("input[name=cut]").check()
    expect(editor.locator("textarea[name=titles]")).to_have_value(
        "建立代办员等级评定和补贴挂钩机制\n代办员年度流失率控制在15%以内"
    )
    editor.get_by_role("button", name="拆分").click()
    expect(desk.locator(".cp-row")).to_have_count(15)
    expect(row(desk, "代办员年度流失率").locator(".cp-line").first).to_contain_text("15%")
    # 两条并一条。
    tick(desk, "引入社会监督", "抓好业务培训")
    expect(desk.locator("#cp-chosen")).to_have_text("已选 2 条")
    bar(desk, "合并").click()
    expect(desk.get_by_text("已并入“引入社会监督”。")).to_be_visible()
    expect(desk.locator(".cp-row")).to_have_count(14)
    # 统一设定牵头单位，其余勾选不丢。
    tick(desk, "提高全程网办率", "清理“僵尸事项”")
    desk.locator(".cp-bar input[name=lead]").fill("业务股")
    bar(desk, "设定").click()
    expect(row(desk, "提高全程网办率").locator("input[name^=lead]")).to_have_value("业务股")
    # 全部确认立项。
    desk.get_by_role("link", name="全选").click()
    expect(desk.locator("#cp-chosen")).to_have_text("已选 14 条")
    bar(desk, "确认立项").click()
    expect(desk.get_by_text("本报告的条目已全部处理完毕。")).to_be_visible()
    opened = Commitment.objects.filter(status="open")
    assert opened.count() == 14
    assert {r.lead.name for r in opened.filter(title__contains="网办率") if r.lead} == {
        "青澜市望川区政务服务管理局业务股"
    }
    assert Commitment.objects.filter(merged_into__isnull=False).count() == 1


def test_what_is_refused_stays_and_nothing_typed_is_lost(desk: Page) -> None:
    editor = edit(desk, "优化窗口布局")
    editor.get_by_label("完成标志").fill("以窗口布局图公布为完成标志")
    row(desk, "规范首席代表制度").locator("input[name^=supports]").fill("督查股")
    row(desk, "实现授权清零").locator("input[name^=lead]").fill("夜间股")
    tick(desk, "实现授权清零", "提高全程网办率")
    bar(desk, "确认立项").click()
    expect(row(desk, "实现授权清零").locator(".cp-refusal")).to_contain_text("没有名为“夜间股”的单位")
    expect(row(desk, "实现授权清零").locator("input[name^=lead]")).to_have_value("夜间股")
    expect(row(desk, "提高全程网办率")).to_have_count(0)
    expect(row(desk, "优化窗口布局").get_by_label("完成标志")).to_have_value("以窗口布局图公布为完成标志")
    expect(row(desk, "规范首席代表制度").locator("input[name^=supports]")).to_have_value("督查股")
    assert Commitment.objects.filter(status="open").count() == 1
    editor = row(desk, "优化窗口布局").locator(".cp-editor")
    editor.get_by_label("标题", exact=True).fill(" ")
    editor.get_by_role("button", name="保存").click()
    expect(editor.locator(".cp-refusal")).to_be_visible()
    expect(editor.get_by_label("完成标志")).to_have_value("以窗口布局图公布为完成标志")
    editor.get_by_label("标题", exact=True).fill("公布窗口布局图")
    editor.get_by_role("button", name="保存").click()
    expect(row(desk, "公布窗口布局图")).to_contain_text("以窗口布局图公布为完成标志")


def test_the_keys_lead_through_the_candidates(desk: Page) -> None:
    desk.locator("#cp-content h2").click()
    for _step in range(5):
        desk.keyboard.press("j")
    expect(row(desk, "实现授权清零")).to_be_focused()
    desk.keyboard.press("x")
    expect(row(desk, "实现授权清零").locator(".cp-tick input")).to_be_checked()
    desk.keyboard.press("e")
    title = row(desk, "实现授权清零").get_by_label("标题", exact=True)
    expect(title).to_be_focused()
    title.press_sequentially("j")  # a letter in a field is a letter
    expect(title).to_have_value(re.compile("j"))
    desk.keyboard.press("Escape")
    expect(row(desk, "实现授权清零")).to_be_focused()
    desk.keyboard.press("k")
    expect(row(desk, "窗口人员依法办事能力")).to_be_focused()


def test_filters_show_a_part_and_select_all_means_what_is_shown(desk: Page) -> None:
    desk.locator(".cp-filter").get_by_role("link", name="问题 4", exact=True).click()
    expect(desk.locator(".cp-row:visible")).to_have_count(4)
    desk.get_by_role("link", name="全选").click()
    expect(desk.locator("#cp-chosen")).to_have_text("已选 4 条")
    bar(desk, "确认立项").click()
    expect(desk.locator(".cp-row")).to_have_count(10)


def test_a_link_is_decided_without_leaving_the_place(desk: Page) -> None:
    linked = row(desk, "提高全程网办率")
    expect(linked.locator(".cp-answers")).to_contain_text("问题 3")
    linked.get_by_role("button", name="采纳与问题 3的对应").click()
    expect(linked.locator(".cp-yes")).to_have_text("已采纳")
    linked.get_by_role("button", name="否定与问题 3的对应").click()
    expect(row(desk, "线上办理水平不高")).to_contain_text("没有安排回应这个问题。")
    editor = edit(desk, "推出“一件事”主题")
    editor.get_by_text("对应到问题").click()
    choice = editor.locator("select[name=place] option", has_text="线上办理水平不高")
    editor.locator("select[name=place]").select_option(value=choice.get_attribute("value"))
    editor.get_by_role("button", name="建立对应").click()
    expect(row(desk, "推出“一件事”主题").locator(".cp-yes")).to_have_text("已采纳")
    expect(row(desk, "线上办理水平不高")).to_contain_text("人工对应")


def test_somebody_was_faster_and_the_typed_words_stay(desk: Page, clerk: User) -> None:
    editor = edit(desk, "优化窗口布局")
    editor.get_by_label("标题", exact=True).fill("整合综合窗口")
    candidate = Commitment.objects.get(title="优化窗口布局")
    wanted = lifecycle.Description(completion_mark="以公告为准")
    lifecycle.reword(candidate.pk, wanted, by=clerk, now=offices.NOW, revision=0)
    editor.get_by_role("button", name="保存").click()
    expect(editor.locator(".cp-refusal")).to_contain_text("他人修改")
    expect(editor.get_by_label("标题", exact=True)).to_have_value("整合综合窗口")


def test_on_a_phone_all_of_it_fits(desk: Page) -> None:
    desk.set_viewport_size({"width": 390, "height": 844})
    edit(desk, "优化窗口布局")
    for summary in desk.locator(".cp-editor summary").all():
        summary.click()
    assert desk.evaluate("document.documentElement.scrollWidth") <= 390
    tick(desk, "优化窗口布局")
    expect(bar(desk, "确认立项")).to_be_in_viewport()


@pytest.fixture
def bare(chromium: Browser) -> Iterator[Page]:
    """A page of a browser without scripts."""
    context = chromium.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_without_a_script_it_works_by_its_forms(
    live_server: LiveServer, bare: Page, clerk: User, report: Report
) -> None:
    corrections.set_head(report.pk, "plan_year", None, by=clerk, revision=report.revision)
    page = bare
    come_in(page.context, live_server, clerk)
    page.goto(f"{live_server.url}/admin/commitments/commitment/capture/{report.pk}/")
    page.get_by_role("button", name="采集", exact=True).click()
    row(page, "优化窗口布局").get_by_role("link", name="修改·拆分·对应").click()
    page.get_by_label("标题", exact=True).fill("整合综合窗口")
    page.get_by_role("button", name="保存").click()
    page.locator(".cp-filter").get_by_role("link", name="安排 10").click()
    page.get_by_role("link", name="全选").click()
    bar(page, "确认立项").click()
    expect(row(page, "整合综合窗口").locator(".cp-refusal")).to_contain_text("计划年度")
    page.get_by_label("计划年度").fill("2024")
    bar(page, "确认立项").click()
    assert Commitment.objects.filter(status="open", plan_year=2024).count() == 10
