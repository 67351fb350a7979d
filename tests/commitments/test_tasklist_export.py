"""The ledger as a workbook: what stands in it, how it opens, what it costs."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from commitments import comparison, lifecycle, review, workbooks
from commitments.choices import Role
from commitments.models import Commitment, Comparison
from commitments.tasklist import gathering, writing
from tests.commitments import offices, sheets, years
from tests.commitments.offices import TODAY, City, act
from tests.commitments.years import LATER

pytestmark = pytest.mark.django_db


def exported(today: date = TODAY, format: str = "xlsx") -> bytes:  # noqa: A002
    keys = list(Commitment.objects.order_by("id").values_list("pk", flat=True))
    with writing.ledger(keys, today, format) as file:
        return file.read()


def row_of(commitment: Commitment, today: date = TODAY) -> dict[str, Any]:
    return next(row for row in sheets.records(exported(today)) if row["系统序号"] == commitment.pk)


def test_a_row_says_all_that_a_ledger_needs(town: City, running: Commitment) -> None:
    act(lifecycle.report_progress, running, lifecycle.Report("办了一期", 40), by=town["officer"])
    row = row_of(running)
    assert row == {
        "序号": 3,
        "编号": "2024-青澜审批-001",
        "来源报告": running.source.report.title,
        "原文": running.quote,
        "事项": "加强窗口队伍建设",
        "类别": "安排",
        "牵头单位": "青澜市行政审批服务局窗口管理科",
        "配合单位": "青澜市行政审批服务局热线科",
        "承办人": "何青",
        "时限": date(2024, 6, 30),
        "原定时限": date(2024, 6, 30),
        "延期次数": 0,
        "进展": "40%：办了一期",
        "状态": "办理中",
        "亮灯情况": "绿灯（按时序进度）",
        "评定": None,
        "佐证": None,
        "机关": "青澜市行政审批服务局",
        "计划年度": 2024,
        "完成标志": None,
        "分级": row["分级"],
        "督办人": "周岚",
        "时限依据": "文中明示",
        "调整批准依据": None,
        "完成比例（%）": 40,
        "最近进展时间": date(2024, 3, 4),
        "立项日期": date(2024, 3, 4),
        "申请销号日期": None,
        "销号日期": None,
        "超期天数": 0,
        "系统序号": running.pk,
        "修订号": 3,
        "导出日期": TODAY,
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
        assert row["事项"] == f"事项{row['系统序号']}"
        assert isinstance(row["时限"], date)
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


def test_each_batch_takes_as_many_queries(
    town: City, running: Commitment, monkeypatch: pytest.MonkeyPatch
) -> None:
    offices.attached(town, running)
    many(running, 2500)

    def asked(batch: int) -> int:
        monkeypatch.setattr(writing, "BATCH", batch)
        with CaptureQueriesContext(connection) as captured:
            exported()
        return len(captured) - 1  # the keys

    assert asked(3000) == gathering.QUERIES
    assert asked(1000) == 3 * gathering.QUERIES
    assert asked(500) == 6 * gathering.QUERIES


def test_the_rating_is_that_of_the_comparison_applied_last(town: City) -> None:
    both, compared = years.applied(town)
    assert row_of(both.trained)["评定"] is None
    found = years.finding(both.trained)
    review.rate(found.pk, "mostly", by=town["reviewer"], now=LATER, revision=0)
    assert row_of(both.trained)["评定"] == "基本完成"
    assert row_of(both.called_back)["评定"] is None
    comparison.undo(compared.pk, by=town["reviewer"], now=LATER)
    assert row_of(both.trained)["评定"] is None


def test_a_first_word_is_not_told_before_the_second(town: City) -> None:
    both, compared = years.applied(town)
    Comparison.objects.filter(pk=compared.pk).update(second_review=True)
    found = years.finding(both.trained)
    review.rate(found.pk, "mostly", by=town["reviewer"], now=LATER, revision=0)
    assert row_of(both.trained)["评定"] is None
    second = offices.seat("second", Role.REVIEWER, town.bureau, "杜衡")
    review.rate(found.pk, "mostly", by=second, now=LATER, revision=1)
    assert row_of(both.trained)["评定"] == "基本完成"


def test_a_rating_that_does_not_count_for_the_year_is_none(town: City) -> None:
    """As the list and the figures say: the comparison is of another year since its report was put right."""
    both, compared = years.applied(town)
    review.rate(years.finding(both.trained).pk, "mostly", by=town["reviewer"], now=LATER, revision=0)
    Comparison.objects.filter(pk=compared.pk).update(year=2023)
    assert row_of(both.trained)["评定"] is None


def test_ratings_take_as_many_queries_for_many_as_for_few(town: City) -> None:
    both, _compared = years.applied(town)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            exported()
        return len(captured)

    counts = set()
    for row in both.rows:
        found = years.finding(row)
        review.rate(found.pk, "mostly", by=town["reviewer"], now=LATER, revision=0)
        counts.add(asked())
    assert counts == {1 + gathering.QUERIES}


def test_evidence_is_told_by_number_and_names(town: City, running: Commitment) -> None:
    offices.attached(town, running)
    offices.attached(town, running, offices.PDF + b"2")
    assert row_of(running)["佐证"] == "2件：佐证.pdf、佐证.pdf"


def test_the_sheet_is_ready_to_read_and_to_print(town: City, running: Commitment) -> None:
    sheet = sheets.opened(exported())
    last = Commitment.objects.count() + 1
    assert sheet.title == "承诺事项台账"
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == f"A1:AG{last}"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.print_area == f"'承诺事项台账'!$A$1:$Q${last}"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert "&P" in sheet.oddFooter.center.text
    assert sheet["A1"].font.bold
    assert sheet["J4"].number_format == "yyyy-mm-dd"


def test_each_light_has_its_colour_and_its_word(town: City, candidates: list[Commitment]) -> None:
    for row, due in zip(candidates, (date(2024, 3, 1), date(2024, 3, 6), date(2024, 12, 31)), strict=False):
        offices.opened(town, row)
        Commitment.objects.filter(pk=row.pk).update(due_on=due, first_due_on=due)
    cells = [sheets.opened(exported())[f"O{row}"] for row in (2, 3, 4)]
    assert [str(cell.value)[:2] for cell in cells] == ["红灯", "黄灯", "绿灯"]
    assert len({cell.fill.fgColor.rgb for cell in cells}) == 3


def test_a_row_is_as_high_as_its_longest_text(town: City, running: Commitment) -> None:
    Commitment.objects.filter(pk=running.pk).update(quote="长" * 300)
    heights = [sheets.opened(exported()).row_dimensions[n].height for n in (3, 4)]
    assert heights[1] > 10 * 13 > heights[0] > 13


def test_libreoffice_opens_it_prints_it_and_computes_nothing(
    town: City, running: Commitment, tmp_path: Path
) -> None:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("needs LibreOffice")
    Commitment.objects.filter(pk=running.pk).update(quote="=1+1", completion_mark="@SUM(A1)")
    many(running, 60)
    for format_ in ("xlsx", "csv"):
        (tmp_path / f"ledger.{format_}").write_bytes(exported(format=format_))
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    for wanted, name in (
        ("pdf", "ledger.xlsx"),
        ("xlsx", "ledger.csv"),
        ("csv:Text - txt - csv (StarCalc):44,34,76", "ledger.xlsx"),
    ):
        # Without a window it asks nobody, and takes a text for Latin whatever its first bytes say.
        read_as = ["--infilter=Text - txt - csv (StarCalc):44,34,76,1"] if name.endswith("csv") else []
        command = [
            program,
            "--headless",
            home,
            *read_as,
            "--convert-to",
            wanted,
            "--outdir",
            str(tmp_path / "out"),
        ]
        done = subprocess.run(
            [*command, str(tmp_path / name)], timeout=120, check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr + done.stdout
    pages = pypdfium2.PdfDocument(tmp_path / "out" / "ledger.pdf")
    assert len(pages) > 1
    for n, page in enumerate(pages, start=1):
        said = page.get_textpage().get_text_range()
        assert "来源报告" in said
        assert f"第 {n} 页，共 {len(pages)} 页" in said
        assert page.get_width() > page.get_height()
        page.close()
    pages.close()
    shown = (tmp_path / "out" / "ledger.csv").read_text("utf-8")
    assert "=1+1" in shown
    assert "@SUM(A1)" in shown
    again = sheets.opened((tmp_path / "out" / "ledger.xlsx").read_bytes())
    assert not [cell for row in again.iter_rows() for cell in row if cell.data_type == "f"]
    assert "加强窗口队伍建设" in {row[4].value for row in again.iter_rows()}


def test_a_sheet_that_is_full_is_followed_by_another(
    town: City, candidates: list[Commitment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "MOST_ROWS", 2)
    found = load_workbook(io.BytesIO(exported()))
    assert [sheet.max_row - 1 for sheet in found.worksheets] == [2, 2, 1]
    assert [sheet["A1"].value for sheet in found.worksheets] == ["序号"] * 3
    assert [sheet["A2"].value for sheet in found.worksheets] == [1, 3, 5]


# --- as text ----------------------------------------------------------------------------------------------


def test_excel_sees_that_the_text_is_utf_8(town: City, running: Commitment) -> None:
    content = exported(format="csv")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert list(rows[0]) == [str(cell.value) for cell in sheets.opened(exported())[1]]
    assert len(rows) == Commitment.objects.count()
    assert (rows[2]["事项"], rows[2]["时限"], rows[2]["延期次数"]) == ("加强窗口队伍建设", "2024-06-30", "0")


@pytest.mark.parametrize("text", ["=1+1", "+86", "-3", "@sum", "\t=1", "\r=1", "\n=1", "＝1", "'=1"])
def test_no_text_becomes_a_formula_in_csv(town: City, running: Commitment, text: str) -> None:
    Commitment.objects.filter(pk=running.pk).update(quote=text, title=text)
    rows = csv.DictReader(io.StringIO(exported(format="csv").decode("utf-8-sig"), newline=""))
    assert [row["原文"] for row in rows if row["系统序号"] == str(running.pk)] == [f"'{text}"]


@pytest.mark.parametrize("text", ["普通文字", "'引号", "2024-青澜审批-001", " =1", "—"])
def test_other_texts_are_left_as_they_are_in_csv(town: City, running: Commitment, text: str) -> None:
    Commitment.objects.filter(pk=running.pk).update(quote=text)
    rows = csv.DictReader(io.StringIO(exported(format="csv").decode("utf-8-sig"), newline=""))
    assert [row["原文"] for row in rows if row["系统序号"] == str(running.pk)] == [text]
