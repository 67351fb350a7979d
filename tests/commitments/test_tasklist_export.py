"""The ledger as a workbook: what stands in it, how it opens, what it costs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments import lifecycle
from commitments.models import Commitment
from commitments.refusals import Unfit
from commitments.tasklist import writing
from tests.commitments import offices, sheets
from tests.commitments.offices import TODAY, City, act

pytestmark = pytest.mark.django_db


def exported(today: date = TODAY) -> bytes:
    with writing.ledger(Commitment.objects.order_by("id"), today) as file:
        return file.read()


def row_of(commitment: Commitment, today: date = TODAY) -> dict[str, Any]:
    return next(row for row in sheets.records(exported(today)) if row["系统序号"] == commitment.pk)


def test_a_row_says_all_that_a_ledger_needs(town: City, running: Commitment) -> None:
    act(lifecycle.report_progress, running, lifecycle.Report("办了一期", 40), by=town["officer"])
    row = row_of(running)
    assert row == {
        "编号": "2024-青澜审批-001",
        "计划年度": 2024,
        "机关": "青澜市行政审批服务局",
        "类别": "安排",
        "标题": "加强窗口队伍建设",
        "原文": running.quote,
        "完成标志": None,
        "分级": row["分级"],
        "牵头单位": "青澜市行政审批服务局窗口管理科",
        "配合单位": "青澜市行政审批服务局热线科",
        "承办人": "何青",
        "督办人": "周岚",
        "首次期限": date(2024, 6, 30),
        "完成时限": date(2024, 6, 30),
        "时限依据": "文中明示",
        "延期次数": 0,
        "调整批准依据": None,
        "状态": "办理中",
        "亮灯情况": "绿灯（按时序进度）",
        "完成比例（%）": 40,
        "最近进展时间": date(2024, 3, 4),
        "最近进展": "办了一期",
        "立项日期": date(2024, 3, 4),
        "申请销号日期": None,
        "销号日期": None,
        "超期天数": 0,
        "系统序号": running.pk,
        "修订号": 3,
    }


def test_what_was_late_shows_it_for_good(town: City, candidate: Commitment) -> None:
    offices.closed(town, candidate, date(2024, 7, 9))
    row = row_of(candidate, date(2024, 12, 1))
    assert (row["状态"], row["超期天数"], row["亮灯情况"]) == ("已销号", 9, "黄灯（逾期完成）")
    assert row["销号日期"] == date(2024, 7, 9)


def test_a_candidate_has_neither_colour_nor_days_late(town: City, candidate: Commitment) -> None:
    row = row_of(candidate)
    assert (row["编号"], row["亮灯情况"], row["超期天数"], row["状态"]) == (None, None, None, "待确认")


@pytest.mark.parametrize("text", ["=1+1", "+86", "-3", "@sum", '=HYPERLINK("http://x","点我")', "\t=1"])
def test_no_text_becomes_a_formula(town: City, running: Commitment, text: str) -> None:
    Commitment.objects.filter(pk=running.pk).update(quote=text, title=text[:60])
    sheet = sheets.opened(exported())
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == text]
    assert cells
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_a_text_with_control_characters_does_not_break_the_file(town: City, running: Commitment) -> None:
    Commitment.objects.filter(pk=running.pk).update(quote="第一行\n第二行\x0b\x01" + "长" * 40_000)
    assert row_of(running)["原文"].startswith("第一行\n第二行长")


def test_a_thousand_rows_stand_under_their_headings(town: City, running: Commitment) -> None:
    """T16: no column slips."""
    many(running, 1000)
    rows = sheets.records(exported())
    assert len(rows) == 1005
    for row in rows[5:]:
        assert row["标题"] == f"事项{row['系统序号']}"
        assert isinstance(row["完成时限"], date)
        assert isinstance(row["修订号"], int)


def many(like: Commitment, number: int) -> None:
    """Rows that no act made: only their number matters."""
    source = like.source
    last = Commitment.objects.order_by("-pk")[0].pk
    Commitment.objects.bulk_create(
        Commitment(
            pk=last + n, kind=like.kind, status=like.status, number=f"2024-批量-{n}", organ=like.organ,
            plan_year=2024, source=source, part=n, quote=like.quote, place_start=0, place_end=1,
            title=f"事项{last + n}", first_due_on=like.due_on, due_on=like.due_on, lead=like.lead,
            officer=like.officer, confirmed_on=like.confirmed_on, created_at=like.created_at,
        )
        for n in range(1, number + 1)
    )  # fmt: skip


def test_many_rows_take_as_many_queries_as_few(town: City, running: Commitment) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            exported()
        return len(captured)

    few = asked()
    many(running, 2500)
    assert asked() == few == 3


def test_too_many_are_refused_before_they_are_read(
    town: City, running: Commitment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST", 3)
    with pytest.raises(Unfit, match="3"):
        exported()


def test_the_sheet_is_ready_to_read_and_to_print(town: City, running: Commitment) -> None:
    sheet = sheets.opened(exported())
    assert sheet.title == "台账"
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == f"A1:AB{Commitment.objects.count() + 1}"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet["A1"].font.bold
    assert sheet["N2"].number_format == "yyyy-mm-dd"
