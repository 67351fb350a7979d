"""Workbooks as offices make them, and as nobody should."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from reports.readers import Limits, Refused, Sheet, read_workbook
from tests.reports.readers.making import LIMITS, MEBIBYTE, zipped

SHORT = Limits(seconds=5, max_memory=400 * MEBIBYTE, max_expanded_bytes=4 * MEBIBYTE)
BOOK = "xl/workbook.xml"
PART = "xl/worksheets/sheet1.xml"


def made(change: Callable[[Any], None]) -> bytes:
    book = Workbook()
    change(book.active)
    return saved(book)


def saved(book: Workbook) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def sheets(data: bytes) -> tuple[Sheet, ...]:
    return read_workbook(data, "分工.xlsx", LIMITS).sheets


def refused(data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(Refused) as caught:
        read_workbook(data, "分工.xlsx", limits)
    return caught.value.code


def with_part(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """The same package with one of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts: dict[str, bytes | str] = {part: package.read(part) for part in package.namelist()}
    parts[name] = change(bytes(parts[name]).decode())  # type: ignore[arg-type]
    return zipped(parts)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (" 窗口管理科 ", "窗口管理科"),
        ("第一行\n第二行", "第一行\n第二行"),
        (date(2024, 6, 30), "2024-06-30"),
        (datetime(2024, 6, 30, 9, 30), "2024-06-30"),  # noqa: DTZ001 a cell knows no time zone
        (3, "3"),
        (3.0, "3"),
        (0.85, "0.85"),
        (True, ""),
    ],
)
def test_a_cell_becomes_its_words(value: Any, words: str) -> None:
    [sheet] = sheets(made(lambda sheet: sheet.append(["任务", value])))
    assert sheet.rows == (("任务", words),)


def test_a_merged_cell_says_the_same_in_each_of_its_places() -> None:
    def fill(sheet: Any) -> None:
        for row in (["任务", "单位"], ["甲", "一科"], [None, "二科"], ["乙", "三科"]):
            sheet.append(row)
        sheet.merge_cells("A2:A3")

    [sheet] = sheets(made(fill))
    assert sheet.rows == (("任务", "单位"), ("甲", "一科"), ("甲", "二科"), ("乙", "三科"))


def test_hidden_sheets_are_not_read_and_rows_keep_their_numbers() -> None:
    book = Workbook()
    book.active.title = "隐藏"
    book.active.append(["密"])
    book.active.sheet_state = "hidden"
    shown = book.create_sheet("分工")
    shown["B3"] = "任务"
    shown["A9"].number_format = "0"  # drawn, and empty
    [sheet] = sheets(saved(book))
    assert sheet.name == "分工"
    assert sheet.rows[2] == ("", "任务")
    assert len(sheet.rows) == 3


def test_a_formula_is_the_value_that_it_last_had() -> None:
    data = made(lambda sheet: sheet.append(["=1+1", "任务"]))
    cached = with_part(data, PART, lambda xml: re.sub("<v ?/>|<v></v>", "<v>2</v>", xml))
    assert sheets(cached)[0].rows == (("2", "任务"),)
    assert sheets(data)[0].rows == (("", "任务"),)


# --- files that are none ----------------------------------------------------------------------------------

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("make", "code"),
    [
        pytest.param(lambda: b"", "empty", id="empty"),
        pytest.param(lambda: saved(Workbook()), "empty", id="nothing in it"),
        pytest.param(lambda: zipped({BOOK: "<workbook/>"}), "damaged", id="only a name"),
        pytest.param(lambda: zipped({"word/document.xml": "<x/>"}), "wrong_type", id="Word"),
        pytest.param(lambda: b"PK\x03\x04" + b"\x00" * 99, "damaged", id="no package"),
        pytest.param("任务\n".encode, "wrong_type", id="text"),
        pytest.param(lambda: b"%PDF-1.7", "wrong_type", id="PDF"),
        pytest.param(
            lambda: with_part(made(lambda s: s.append(["任务"])), PART, lambda xml: BOMB + xml),
            "damaged",
            id="entities",
        ),
        pytest.param(
            lambda: with_part(made(lambda s: s.append(["任务"])), PART, lambda xml: xml[:-40]),
            "damaged",
            id="cut off",
        ),
    ],
)
def test_what_is_no_workbook_is_refused(make: Callable[[], bytes], code: str) -> None:
    assert refused(make()) == code


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zipped({BOOK: "<workbook/>", PART: b" " * (5 * MEBIBYTE)})
    assert refused(bomb, SHORT) == "expands_too_far"


def test_too_large_a_file_is_refused_by_its_size() -> None:
    assert refused(b"PK" + b"x" * 100, Limits(max_bytes=50)) == "too_large"


@pytest.mark.parametrize("area", ["A1:XFD1048576", "A1:CV100000"])
def test_a_merge_without_bound_costs_bounded_time(area: str) -> None:
    merge = f'<mergeCells count="1"><mergeCell ref="{area}"/></mergeCells>'
    data = with_part(
        made(lambda sheet: sheet.append(["任务", "单位"])),
        PART,
        lambda xml: xml.replace("</sheetData>", f"</sheetData>{merge}"),
    )
    begun = time.monotonic()
    assert refused(data, SHORT) in ("too_complex", "too_long", "damaged")
    assert time.monotonic() - begun < 4 * SHORT.seconds
