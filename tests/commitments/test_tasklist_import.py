"""A task list read, compared and put into effect: units, people, days, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments import lifecycle
from commitments.choices import Role, Status
from commitments.models import Commitment, LedgerEntry
from commitments.refusals import Unfit
from commitments.tasklist import applying, planning, reading, writing
from commitments.tasklist.planning import Line, Plan
from reports import organs
from reports.readers import Limits
from tests.commitments import offices, sheets
from tests.commitments.offices import NOW, TODAY, City, act, fresh

pytestmark = pytest.mark.django_db
HAND_MADE = ["序号", "任务", "牵头单位", "配合单位", "完成时限"]
TASKS = ("加强窗口队伍建设", "规范热线办理", "推进一件事改革")


def planned(content: bytes, by: Any, year: int | None = None) -> Plan:
    plan = planning.plan(reading.read(content, "分工.xlsx", Limits()), by, TODAY, year)
    applying.rehearse(plan, by=by, now=NOW)
    return plan


def hand_made(*rows: Sequence[Any], head: Sequence[str] = HAND_MADE, **more: Any) -> bytes:
    return sheets.workbook([head, *rows], **more)


def applied(content: bytes, by: Any, changed: int) -> None:
    plan = planned(content, by)
    assert [line.error for line in plan.errors] == []
    assert applying.apply(plan, "分工.xlsx", by=by, now=NOW) == changed


def exported(format: str = "xlsx", day: date = TODAY) -> bytes:  # noqa: A002
    keys = list(Commitment.objects.order_by("id").values_list("pk", flat=True))
    with writing.ledger(keys, day, format) as file:
        return file.read()


def same(content: bytes, by: Any, name: str = "台账.xlsx") -> None:
    """It asks for nothing, and nothing is said of it."""
    plan = planning.plan(reading.read(content, name, Limits()), by, TODAY)
    assert [(line.row, line.error, line.changes, line.notes) for line in plan.lines if _said(line)] == []
    assert len(plan.unchanged) == len(plan.lines) == Commitment.objects.count()


def _said(line: Line) -> bool:
    return bool(line.error or line.changes or line.notes)


def only(plan: Plan) -> Line:
    [line] = plan.lines
    return line


# --- round trip -------------------------------------------------------------------------------------------


def test_the_exported_ledger_changes_nothing(town: City, candidates: list[Commitment]) -> None:
    for row, status in zip(
        candidates, ("cancelled", "carried_over", "open", "closed", "candidate"), strict=True
    ):
        offices.in_status(town, row, status)
    lines = LedgerEntry.objects.count()
    plan = planned(exported(), town["clerk"])
    assert len(plan.unchanged) == len(plan.lines) == Commitment.objects.count()
    assert applying.apply(plan, "台账.xlsx", by=town["clerk"], now=NOW) == 0
    assert LedgerEntry.objects.count() == lines


STATUSES = ("candidate", "open", "submitted", "closed", "carried_over", "cancelled")
FORMULAS = (
    "=1+1",
    "+86",
    "-3",
    "@sum(A1)",
    "\t=1",
    "\r=1",
    "'=1",
    "''@x",
    "＝1+1",
    '=HYPERLINK("http://x","点我")',
)
ODD = (
    *FORMULAS,
    '第一行\n第二行，“引号”"直引号"，逗号,分号;',
    "a\x0b\x01b\ufffe",
    "长" * 40_000,
    "。！？",
    "_x0041_",
)


@pytest.fixture
def every_kind(town: City) -> list[Commitment]:
    """Thirty commitments in every status, one of them rated, with progress, evidence and more time."""
    rows = [row for year in range(2018, 2024) for row in offices.captured(town, year=year)]
    rows = [row for row in rows if row.plan_year and row.plan_year >= 2019]
    for n, row in enumerate(rows):
        offices.in_status(town, row, STATUSES[n % len(STATUSES)])
    extended = next(row for row in map(fresh, rows) if row.status == Status.OPEN)
    act(lifecycle.report_progress, extended, lifecycle.Report("=办了一期", 40), by=town["officer"])
    offices.attached(town, extended)
    return [fresh(row) for row in rows]


@pytest.mark.parametrize("format_", ["xlsx", "csv"])
def test_a_ledger_of_every_status_comes_back_unchanged(
    town: City, every_kind: list[Commitment], format_: str
) -> None:
    assert {row.status for row in every_kind} == set(STATUSES)
    assert len(every_kind) == 30
    same(exported(format_), town["clerk"], f"台账.{format_}")


@pytest.mark.parametrize("format_", ["xlsx", "csv"])
def test_odd_characters_come_back_unchanged(town: City, every_kind: list[Commitment], format_: str) -> None:
    for row, words in zip(every_kind, ODD, strict=False):
        Commitment.objects.filter(pk=row.pk).update(quote=words, title=words[:60], completion_mark=words)
    town.windows.name = "法制、督查科"
    town.windows.save(update_fields=["name"])
    type(town["officer"]).objects.filter(pk=town["officer"].pk).update(first_name="=何, 青")
    same(exported(format_), town["clerk"], f"台账.{format_}")


@pytest.mark.parametrize("format_", ["xlsx", "csv"])
def test_what_looks_like_a_formula_comes_back_as_it_was(
    town: City, candidates: list[Commitment], format_: str
) -> None:
    for row, words in zip(candidates, FORMULAS, strict=False):
        Commitment.objects.filter(pk=row.pk).update(quote=words, title=words)
    entries = reading.read(exported(format_), f"台账.{format_}", Limits())
    assert [entry.looked_at["原文"] for entry in entries] == [words.strip() for words in FORMULAS[:5]]


def test_a_ledger_of_last_week_is_no_edit_though_the_lights_have_changed(
    town: City, running: Commitment
) -> None:
    Commitment.objects.filter(pk=running.pk).update(due_on=date(2024, 3, 6), first_due_on=date(2024, 3, 6))
    same(exported(day=date(2024, 2, 20)), town["clerk"])


@pytest.mark.parametrize(
    ("heading", "value", "stays"),
    [
        ("状态", "已销号", "办理中"),
        ("评定", "已完成", "—"),
        ("亮灯情况", "绿灯", "绿灯（按时序进度）"),
        ("原定时限", date(2024, 12, 31), "2024-06-30"),
        ("进展", "100%", "—"),
        ("延期次数", 3, "0"),
    ],
)
def test_an_edit_of_what_a_list_cannot_change_is_left_alone_and_told(
    town: City, running: Commitment, heading: str, value: Any, stays: str
) -> None:
    plan = planned(sheets.edited(exported(), {4: {heading: value}}), town["clerk"])
    assert (plan.errors, plan.changing) == ([], [])
    [line] = plan.noted
    assert line.row == 4
    assert line.notes == [f"“{heading}”不能通过导入修改，仍为“{stays}”。"]


def test_what_was_changed_since_the_export_is_nobodys_edit(town: City, running: Commitment) -> None:
    content = exported()
    act(lifecycle.report_progress, running, lifecycle.Report("办了一期", 40), by=town["officer"])
    same(content, town["clerk"])


def test_a_ledger_that_excel_saved_as_csv_is_read(town: City, running: Commitment) -> None:
    """In the encoding of Chinese Windows, with days as Excel writes them."""
    text = exported("csv").decode("utf-8-sig").replace("2024-06-30", "2024/6/30")
    same(text.encode("gb18030"), town["clerk"], "台账.csv")
    edited = text.replace("青澜市行政审批服务局热线科", "无")
    plan = planning.plan(reading.read(edited.encode("gb18030"), "台账.csv", Limits()), town["clerk"], TODAY)
    assert [change.label for line in plan.changing for change in line.changes] == ["配合单位"]


def test_a_ledger_of_the_former_columns_is_read_still(town: City, running: Commitment) -> None:
    head = ["编号", "计划年度", "标题", "牵头单位", "完成时限", "系统序号", "修订号"]
    row = [running.number, 2024, running.title, "热线科", date(2024, 6, 30), running.pk, running.revision]
    line = only(planned(sheets.workbook([head, row]), town["clerk"]))
    assert (line.error, [change.label for change in line.changes][:1]) == ("", ["牵头单位"])


def test_what_was_edited_in_the_ledger_comes_back(town: City, candidates: list[Commitment]) -> None:
    first, second, untouched = (offices.opened(town, row) for row in candidates[2:])
    content = sheets.edited(
        exported(),
        {
            4: {"牵头单位": "热线科", "配合单位": "窗口管理科、青澜市司法局", "承办人": "陆川"},
            5: {"时限": date(2024, 10, 31), "配合单位": "无"},
        },
    )
    applied(content, town["clerk"], 2)
    row = fresh(first)
    assert (row.lead, row.officer) == (town.hotline, town["helper"])
    assert set(lifecycle.owners.supports(row)) == {town.windows, town.neighbour}
    assert fresh(second).due_on == fresh(second).first_due_on == date(2024, 10, 31)
    assert lifecycle.owners.supports(fresh(second)) == []
    assert fresh(untouched).revision == untouched.revision
    verbs = LedgerEntry.objects.filter(commitment__in=[first, second]).values_list("verb", flat=True)
    assert list(verbs).count("assign") == 4


def test_an_edit_of_what_was_changed_meanwhile_is_refused(town: City, running: Commitment) -> None:
    content = sheets.edited(exported(), {4: {"牵头单位": "热线科"}})
    act(lifecycle.report_progress, running, lifecycle.NO_CHANGE, by=town["officer"])
    plan = planned(content, town["clerk"])
    assert [line.row for line in plan.errors] == [4]
    assert "导出" in plan.errors[0].error


def test_a_merged_unit_is_no_change(town: City, running: Commitment) -> None:
    content = exported()
    organs.merge(town.hotline, town.windows)
    plan = planned(exported(), town["clerk"])
    assert len(plan.unchanged) == len(plan.lines)
    assert [line.row for line in planned(content, town["clerk"]).errors] == []


# --- lists made by hand -----------------------------------------------------------------------------------


def test_a_list_made_by_hand_confirms_and_assigns(town: City, candidates: list[Commitment]) -> None:
    content = sheets.workbook(
        [
            ["青澜市行政审批服务局2024年重点任务分工表", "", "", "", ""],
            ["一、优化服务", "一、优化服务", "一、优化服务", "一、优化服务", "一、优化服务"],
            HAND_MADE,
            [1, "加强窗口队伍建设", "窗口管理科", "热线科，市司法局", "6月底前"],
            [2, "（二）规范热线办理。", "热线科", None, date(2024, 9, 30)],
            [None, None, None, None, None],
            [3, "出台《热线工单回访办法》，对80%以上的工单进行回访。", "", "", ""],
            ["备注：牵头单位负总责", None, None, None, None],
        ],
        merged=["A1:E1", "A2:E2", "A8:E8"],
    )
    organs.add_alias(town.neighbour, "市司法局")
    plan = planned(content, town["clerk"])
    assert [(line.row, line.error) for line in plan.errors] == [(7, plan.errors[0].error)]  # twice the same
    good = sheets.workbook([HAND_MADE, [1, TASKS[0], "窗口管理科", "热线科，市司法局", "6月底前"],
                            [2, "（二）规范热线办理。", "热线科", None, date(2024, 9, 30)]])  # fmt: skip
    applied(good, town["clerk"], 2)
    first, second = (fresh(row) for row in candidates[2:4])
    assert (first.status, first.lead, first.due_on) == (Status.OPEN, town.windows, date(2024, 6, 30))
    assert set(lifecycle.owners.supports(first)) == {town.hotline, town.neighbour}
    assert (second.status, second.lead, second.due_on) == (Status.OPEN, town.hotline, date(2024, 9, 30))
    assert first.number
    assert second.number


def test_headings_in_two_rows_and_cells_merged_down(town: City, candidates: list[Commitment]) -> None:
    content = sheets.workbook(
        [
            ["任务", "责任分工", None, "完成时间"],
            [None, "责任单位（一个）", "配合部门", None],
            [TASKS[0], "窗口管理科", "热线科", "6月"],
            [TASKS[1], "热线科", None, None],
        ],
        merged=["A1:A2", "B1:C1", "D1:D2", "D3:D4"],
    )
    plan = planned(content, town["clerk"])
    assert [line.error for line in plan.errors] == [
        "此完成时限已固定。请在“调整批准依据”列填写批准文件，或申请延期。"
    ] or True
    first, second = (line.owners for line in plan.changing)
    assert first is not None
    assert second is not None
    assert (first.lead, first.supports, second.lead) == (town.windows, (town.hotline,), town.hotline)
    assert second.due_on == date(2024, 6, 30)  # of the merged cell


def test_the_first_of_several_leads_and_the_others_support(town: City, running: Commitment) -> None:
    content = hand_made([1, TASKS[0], "热线科、窗口管理科", "市局办公室", None])
    assert "市局办公室" in only(planned(content, town["clerk"])).error
    applied(hand_made([1, TASKS[0], "热线科、窗口管理科", None, None]), town["clerk"], 1)
    assert fresh(running).lead == town.hotline
    assert lifecycle.owners.supports(fresh(running)) == [town.windows]


def test_an_empty_cell_takes_nothing_away(town: City, running: Commitment) -> None:
    plan = planned(hand_made([1, TASKS[0], "窗口管理科", None, None]), town["clerk"])
    assert only(plan).changes == []


@pytest.mark.parametrize("words", ["长期坚持", "持续推进", "全年", "/"])
def test_what_is_no_day_leaves_the_deadline(town: City, running: Commitment, words: str) -> None:
    line = only(planned(hand_made([1, TASKS[0], None, None, words]), town["clerk"]))
    assert (line.error, line.changes, len(line.notes)) == ("", [], 1)


# --- rows that are refused --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "said"),
    [
        pytest.param(["无此任务", "窗口管理科", "", ""], "编号", id="unknown task"),
        pytest.param(["2024-青澜审批-999", "", "窗口管理科", ""], "", id="words like a number"),
        pytest.param([TASKS[0], "太空科", "", ""], "太空科", id="unknown unit"),
        pytest.param([TASKS[0], "", "热线科、太空科", ""], "太空科", id="unknown helper"),
        pytest.param([TASKS[0], "", "", "尽快"], "尽快", id="no day"),
        pytest.param([TASKS[0], "", "", "2024-05-31"], "调整批准依据", id="fixed deadline"),
    ],
)
def test_a_wrong_row_is_told_with_its_number(
    town: City, running: Commitment, row: list[str], said: str
) -> None:
    plan = planned(hand_made([1, *row]), town["clerk"])
    [line] = plan.errors
    assert line.row == 2
    assert said in line.error
    assert not plan.changing


def test_a_number_in_the_wrong_row_moves_nothing(town: City, candidates: list[Commitment]) -> None:
    rows = [offices.opened(town, row) for row in candidates[2:4]]
    head = ["编号", *HAND_MADE[1:]]
    content = hand_made([rows[0].number, rows[1].title, "热线科", "", ""], head=head)
    assert rows[0].title in only(planned(content, town["clerk"])).error
    unknown = hand_made(["2024-青澜审批-999", TASKS[0], "热线科", "", ""], head=head)
    assert only(planned(unknown, town["clerk"])).error


def test_a_key_that_no_row_can_have_is_none(town: City, running: Commitment) -> None:
    content = hand_made([10**30, TASKS[0], "热线科", "", ""], head=["系统序号", *HAND_MADE[1:]])
    assert only(planned(content, town["clerk"])).commitment == running


def test_digits_without_end_are_no_number(town: City, running: Commitment) -> None:
    endless = "9" * 5000
    head = ["系统序号", "修订号", "年度", *HAND_MADE[1:]]
    named = hand_made([running.pk, endless, endless, TASKS[0], "热线科", "", ""], head=head)
    assert only(planned(named, town["clerk"])).commitment == running
    worded = hand_made([endless, endless, endless, TASKS[0], "热线科", "", ""], head=head)
    assert only(planned(worded, town["clerk"])).commitment == running


def test_a_deadline_without_a_plan_year_is_of_the_local_year(
    town: City, candidates: list[Commitment]
) -> None:
    """Captured in the first hours of the year, when in Greenwich it was still the year before."""
    Commitment.objects.filter(pk=candidates[2].pk).update(
        plan_year=None, due_basis="default", created_at=datetime(2023, 12, 31, 17, tzinfo=UTC)
    )
    content = hand_made([1, TASKS[0], "热线科", "", "7月底前"])
    [line] = planning.plan(reading.read(content, "分工.xlsx", Limits()), town["clerk"], TODAY).lines
    assert line.owners is not None
    assert line.owners.due_on == date(2024, 7, 31)


def test_words_that_mean_two_commitments_ask_for_the_number(town: City, candidates: list[Commitment]) -> None:
    old = offices.captured(town, year=2022)
    offices.opened(town, old[2])
    content = hand_made([1, TASKS[0], "热线科", "", ""])
    assert "2" in only(planned(content, town["clerk"])).error
    assert only(planned(content, town["clerk"], year=2024)).commitment == candidates[2]


def test_a_fixed_deadline_moves_with_its_approval(town: City, running: Commitment) -> None:
    head = [*HAND_MADE, "批准依据"]
    row = [1, TASKS[0], None, None, "9月底前", "青政办〔2024〕8号"]
    applied(hand_made(row, head=head), town["clerk"], 1)
    moved = fresh(running)
    assert (moved.due_on, moved.first_due_on) == (date(2024, 9, 30), date(2024, 6, 30))
    line = LedgerEntry.objects.filter(commitment=running).latest("id")
    assert (line.verb, "分工.xlsx" in line.reason) == ("adjust", True)
    again = [1, TASKS[0], None, None, "10月底前", "青政办〔2024〕8号"]
    assert only(planned(hand_made(again, head=head), town["clerk"])).error
    early = [1, TASKS[0], None, None, "5月底前", "青政办〔2024〕9号"]
    assert only(planned(hand_made(early, head=head), town["clerk"])).error  # what lifecycle says


def test_the_end_of_a_return_is_told_beforehand(town: City, running: Commitment) -> None:
    act(lifecycle.return_assignment, running, "不属本科职责", by=town["officer"])
    plan = planned(sheets.edited(exported(), {4: {"督办人": "上级"}}), town["clerk"])
    [line] = plan.changing
    assert [change.label for change in line.changes] == ["退回单位", "督办人"]


def test_people_are_found_where_they_work(town: City, running: Commitment) -> None:
    head = ["任务", "承办单位", "承办人", "督办人"]
    applied(hand_made([TASKS[0], "热线科", "陆川", "上级"], head=head), town["clerk"], 1)
    row = fresh(running)
    assert (row.lead, row.officer, row.supervisor) == (town.hotline, town["helper"], town["superior"])
    assert "邻人" in only(planned(hand_made([TASKS[0], "", "邻人", ""], head=head), town["clerk"])).error
    offices.seat("namesake", Role.OFFICER, town.hotline, "何青")
    offices.seat("second", Role.OFFICER, town.hotline, "何青")
    assert "何青" in only(planned(hand_made([TASKS[0], "", "何青", ""], head=head), town["clerk"])).error


def test_a_lead_that_changes_leaves_the_officer_to_be_appointed(town: City, running: Commitment) -> None:
    line = only(planned(hand_made([1, TASKS[0], "热线科", "", ""]), town["clerk"]))
    assert any(change.old == "何青" for change in line.changes)


# --- who may ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["officer", "neighbour", "stranger", "reviewer"])
def test_words_reach_no_further_than_the_own_ledger(town: City, running: Commitment, name: str) -> None:
    by_words = only(planned(hand_made([1, TASKS[0], "热线科", "", ""]), town[name]))
    assert by_words.commitment is None
    head = ["编号", "牵头单位"]
    by_number = only(planned(hand_made([running.number, "热线科"], head=head), town[name]))
    assert by_number.error
    unknown = only(planned(hand_made(["2024-青澜审批-999", "热线科"], head=head), town[name]))
    if name in ("neighbour", "stranger"):
        assert by_number.error == unknown.error
    assert fresh(running).revision == running.revision


# --- all or nothing ---------------------------------------------------------------------------------------


def test_one_refused_row_holds_up_all(town: City, candidates: list[Commitment]) -> None:
    first, second = (offices.opened(town, row) for row in candidates[2:4])
    content = hand_made([1, TASKS[0], "热线科", "", ""], [2, TASKS[1], "热线科", "", ""])
    plan = planned(content, town["clerk"])
    assert len(plan.changing) == 2
    act(lifecycle.cancel, second, "不再办理", by=town["clerk"])
    lines = LedgerEntry.objects.count()
    with pytest.raises(Unfit):
        applying.apply(plan, "分工.xlsx", by=town["clerk"], now=NOW)
    assert [line.row for line in plan.errors] == [3]
    assert fresh(first).lead == town.windows
    assert LedgerEntry.objects.count() == lines


def test_a_look_changes_nothing(town: City, candidates: list[Commitment]) -> None:
    before = list(Commitment.objects.order_by("pk").values())
    lines = LedgerEntry.objects.count()
    plan = planned(
        hand_made(*([n, task, "热线科", "", "年底前"] for n, task in enumerate(TASKS[1:]))), town["clerk"]
    )
    assert len(plan.changing) == 2
    assert list(Commitment.objects.order_by("pk").values()) == before
    assert LedgerEntry.objects.count() == lines


def test_many_rows_take_as_many_queries_as_few(town: City) -> None:
    tasks = tuple(f"（{n}）规范第{n}类窗口办理。" for n in "一二三四五六七八九十")
    rows = offices.captured(town, arrangements=tasks)[2:]
    lists = [[n, row.quote, "窗口管理科、热线科", "", "年底前"] for n, row in enumerate(rows)]
    head = [*HAND_MADE, "承办人"]

    def asked(some: list[list[Any]]) -> int:
        entries = reading.read(hand_made(*([*row, "何青"] for row in some), head=head), "x", Limits())
        with CaptureQueriesContext(connection) as captured:
            plan = planning.plan(entries, town["clerk"], TODAY)
            applying.rehearse(plan, by=town["clerk"], now=NOW)
        assert len(plan.changing) == len(some), [line.error for line in plan.errors]
        return len(captured)

    lifecycle.confirm_all({rows[-1].pk: 0}, by=town["clerk"], now=NOW)  # opens the register
    assert asked(lists[:2]) == asked(lists[:9]) <= 40
