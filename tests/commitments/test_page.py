"""The page of one commitment: what it shows, what it offers, and at what price."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments import lifecycle, standing
from commitments.choices import Status
from commitments.models import Commitment, Evidence, LedgerEntry, Measure, Membership, ProblemLink, Progress
from tests.commitments import offices
from tests.commitments.desks import ADDRESS, Desk, filled, words
from tests.commitments.offices import NOW, TODAY, City, act, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office_hours")]


def shown(markup: str, selector: str) -> str:
    return " ".join(words(markup, selector))


# --- what it tells ----------------------------------------------------------------------------------------


def test_it_reads_from_the_promise_to_the_ledger(town: City, running: Commitment) -> None:
    steps = [lifecycle.Step("定方案", date(2024, 4, 1))]
    act(lifecycle.plan_measures, running, steps, by=town["officer"])
    act(lifecycle.report_progress, running, lifecycle.Report("办了第一轮培训", 50), by=town["officer"])
    offices.attached(town, running)
    page = Desk(town["officer"]).page(running)
    assert words(page, ".cm h3") == [
        "现在可以办理", "承诺内容", "责任分工", "时间要求", "具体措施", "对应的问题", "办理进展 50%",
        "佐证材料 1", "办理台账 全部办理记录，最新在前，不可更改",
    ]  # fmt: skip
    assert shown(page, ".cm-top h2") == "加强窗口队伍建设"
    assert shown(page, ".cm-state") == "办理中 绿灯 按时序进度 2024年6月30日到期 已完成 50%"
    assert "2024年6月底前组织两轮业务培训" in shown(page, ".cm-quote")
    place = f"#at-{running.place_start}-{running.place_end}"
    assert f'href="/admin/reports/report/{running.source.report_id}/change/{place}"' in page
    assert "牵头单位 窗口管理科 配合单位 热线科 承办人 何青 督办人 周岚" in shown(page, "dl dt, dl dd")
    assert "定方案 2024年4月1日前" in shown(page, ".cm-measures")
    assert "50% 办了第一轮培训" in shown(page, ".cm-entries")
    assert words(page, ".cm-timeline b")[:3] == ["提交佐证材料", "报送进展", "制定具体措施"]


def test_what_was_done_late_is_called_late(town: City, candidate: Commitment) -> None:
    offices.opened(town, candidate)
    for asked in (date(2024, 7, 31), date(2024, 8, 31)):
        act(lifecycle.request_extension, candidate, asked, "场地未落实", by=town["officer"])
        act(lifecycle.decide_extension, candidate, True, by=town["supervisor"])
    offices.attached(town, candidate)
    act(lifecycle.submit_for_closure, candidate, by=town["officer"], now=at(date(2024, 9, 2)))
    act(lifecycle.sign_off, candidate, by=town["supervisor"], now=at(date(2024, 9, 3)))
    state = shown(Desk(town["officer"]).page(candidate), ".cm-state")
    assert "已销号 黄灯 逾期完成 原定2024年6月30日，延期2次" in state


def test_vague_wording_is_asked_about(town: City, candidates: list[Commitment]) -> None:
    row = candidates[4]  # 持续优化办事流程
    gaps = words(Desk(town["clerk"]).page(row), ".cm-gaps li")
    assert [gap[:2] for gap in gaps] == ["成果", "量化", "责任", "时限"]


@pytest.mark.parametrize("status", Status.values)
def test_no_page_shows_a_code(town: City, candidate: Commitment, status: str) -> None:
    row = offices.in_status(town, candidate, status)
    page = Desk(town["superior"]).page(row)
    latin = [word for word in shown(page, "#cm").split() if word.isascii() and word.isalpha()]
    assert latin in ([], ["PDF", "PNG"])


def test_where_it_came_from_and_went(town: City, candidates: list[Commitment]) -> None:
    kept, gone = candidates[2], candidates[3]
    lifecycle.merge(kept.pk, {kept.pk: 0, gone.pk: 0}, by=town["clerk"], now=NOW)
    offices.opened(town, kept)
    new = act(lifecycle.carry_over, kept, 2025, "跨年实施", by=town["clerk"])
    desk = Desk(town["clerk"])
    assert "并入的事项： 规范热线办理" in shown(desk.page(kept), "section li")
    assert gone.quote in shown(desk.page(kept), ".cm-quote")
    assert f'href="{ADDRESS}{new.pk}/change/"' in desk.page(kept)
    assert f'href="{ADDRESS}{kept.pk}/change/"' in desk.page(new)
    assert "已并入" in desk.page(gone)


def test_what_people_write_is_shown_as_text(town: City, running: Commitment) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    act(lifecycle.report_progress, running, lifecycle.Report(evil), by=town["officer"])
    piece = offices.attached(town, running)
    Evidence.objects.filter(pk=piece.pk).update(name=evil)
    adjustment = lifecycle.Adjustment(title="<b>甲</b>", completion_mark=evil)
    act(lifecycle.adjust, running, adjustment, evil, evil, by=town["clerk"])
    act(lifecycle.plan_measures, running, [lifecycle.Step(evil)], by=town["officer"])
    page = Desk(town["officer"]).page(running, "act=plan")
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<b>甲" not in page
    assert page.count("&lt;script&gt;") >= 6


# --- what can be done -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status", "buttons", "opened"),
    [
        pytest.param(
            "officer", Status.OPEN,
            ["报送进展", "申请销号", "补充佐证材料", "制定具体措施", "申请延期", "退回（非本单位职责）"],
            "report", id="officer",
        ),
        pytest.param("helper", Status.OPEN, ["报送进展", "补充佐证材料"], "report", id="helper"),
        pytest.param(
            "clerk", Status.OPEN, ["交办", "指定承办人", "结转", "调整", "移交", "撤销事项"], "", id="clerk"
        ),
        pytest.param(
            "supervisor", Status.SUBMITTED, ["同意销号", "退办", "移交"], "sign_off", id="supervisor"
        ),
        pytest.param(
            "clerk", Status.CANDIDATE, ["确认立项", "交办", "撤销事项", "完善、拆分或合并"], "confirm",
            id="new",
        ),
        pytest.param("officer", Status.SUBMITTED, [], "", id="waiting"),
        pytest.param("reviewer", Status.OPEN, [], "", id="reviewer"),
        pytest.param("supervisor", Status.CLOSED, [], "", id="closed"),
    ],
)  # fmt: skip
def test_the_buttons_are_what_is_possible(
    town: City, candidate: Commitment, who: str, status: Status, buttons: list[str], opened: str
) -> None:
    row = offices.in_status(town, candidate, status)
    page = Desk(town[who]).page(row)
    assert words(page, ".cm-acts .cm-button") == buttons
    assert ([filled(page)["act"]] if opened else words(page, "form.cm-form")) == ([opened] if opened else [])


def test_a_link_opens_the_form_that_it_names(town: City, running: Commitment) -> None:
    desk = Desk(town["officer"])
    assert filled(desk.page(running, "act=submit"))["act"] == "submit"
    refused = desk.page(running, "act=sign_off")
    assert "现在不能进行此项操作，或您没有相应权限" in refused
    assert filled(refused)["act"] == "report"


def test_one_comes_back_to_where_one_was(town: City, running: Commitment) -> None:
    desk = Desk(town["officer"])
    page = desk.page(running, f"next={ADDRESS}%3Fdue%3D30")
    answer = desk.post(running, filled(page) | {"no_change": "1"})
    assert answer.url == f"{ADDRESS}?due=30"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_one_is_not_led_away(town: City, running: Commitment, elsewhere: str) -> None:
    desk = Desk(town["officer"])
    assert "evil" not in desk.page(running, f"next={elsewhere}")
    values = filled(desk.page(running)) | {"no_change": "1", "next": elsewhere}
    assert desk.post(running, values).url == f"{ADDRESS}{running.pk}/change/"


# --- at what price ----------------------------------------------------------------------------------------


def queries(desk: Desk, row: Commitment, query: str = "") -> int:
    with CaptureQueriesContext(connection) as captured:
        desk.page(row, query)
    return len(captured)


def grow(town: City, row: Commitment) -> None:
    """A long life: hundreds of lines, reports, files, people and units."""
    by = {"by": town["officer"], "by_name": "何青", "made_at": NOW}
    Progress.objects.bulk_create(Progress(commitment=row, unit="科", text="办", **by) for _ in range(90))
    Evidence.objects.bulk_create(
        Evidence(commitment=row, file=f"{n}", name=f"{n}.pdf", size=1, format="pdf", sha256=str(n), **by)
        for n in range(30)
    )
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            commitment=row, verb="report", actor=town["officer"], actor_name=f"何{n}", after={"text": "办"},
            made_at=NOW,
        )
        for n in range(200)
    )  # fmt: skip
    Measure.objects.bulk_create(Measure(commitment=row, position=n, text="办") for n in range(30))
    ProblemLink.objects.bulk_create(
        ProblemLink(
            commitment=row, problem_id=row.source_id, quote="甲", start=n, end=n + 1, score=Decimal(0)
        )
        for n in range(1000, 1030)
    )
    for n in range(20):
        since = TODAY - timedelta(days=n)
        Membership.objects.create(
            user=offices.seat(f"new{n}", "officer", town.hotline),
            unit=town.windows,
            role="leader",
            since=since,
        )


MOST = {"officer": 15, "supervisor": 15, "clerk": 15}


@pytest.mark.parametrize("who", MOST)
def test_a_long_history_costs_no_more_than_a_short_one(town: City, running: Commitment, who: str) -> None:
    desk = Desk(town[who])
    offices.attached(town, running)
    few = queries(desk, running)
    few_assigning = queries(desk, running, "act=assign")
    grow(town, running)
    assert queries(desk, running) == few <= MOST[who]
    assert queries(desk, running, "act=assign") == few_assigning <= MOST[who] + 2


def test_a_long_ledger_is_folded_and_then_paged(town: City, running: Commitment) -> None:
    grow(town, running)
    desk = Desk(town["officer"])
    page = desk.page(running)
    assert len(words(page, "#timeline > .cm-timeline li")) == 8
    assert len(words(page, "#timeline li")) == 50
    assert "更早的 42 条记录" in page
    seen: list[Any] = words(page, "#timeline li")
    while "查看更早的记录" in page:
        query = page.split("?before=")[1].split("#")[0]
        page = desk.page(running, f"before={query}")
        seen += words(page, "#timeline li")
    assert len(seen) == running.ledger.count()
    assert len(set(seen)) == len(seen)


def test_the_colour_of_the_page_is_that_of_the_rules(town: City, running: Commitment) -> None:
    found = standing.standing(running, TODAY)
    assert found is not None
    assert f"cm-tag cm-{found.colour}" in Desk(town["officer"]).page(running)
