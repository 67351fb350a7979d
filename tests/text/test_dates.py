from __future__ import annotations

from datetime import date

import pytest

from reports.text.dates import chinese_number, dates, first_date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("2022年1月24日", date(2022, 1, 24), id="as signed"),
        pytest.param("2022 年 1 月 4 日", date(2022, 1, 4), id="spaced"),
        pytest.param("2022-01-24 10:20", date(2022, 1, 24), id="as a page writes it"),
        pytest.param("2022/1/4", date(2022, 1, 4), id="slashes"),
        pytest.param("2022.1.24", date(2022, 1, 24), id="dots"),
        pytest.param("二〇二二年一月二十四日", date(2022, 1, 24), id="〇"),
        pytest.param("二○二二年十二月三十一日", date(2022, 12, 31), id="○"),
        pytest.param("二零二二年十月十日", date(2022, 10, 10), id="零"),
        pytest.param("2024年2月29日", date(2024, 2, 29), id="leap day"),
    ],
)
def test_a_date_however_written(text: str, day: date) -> None:
    source = f"青澜市档案局{text}印发"
    (found,) = dates(source)
    assert found.value == day
    assert found.span is not None
    assert text.startswith(source[found.span.start : found.span.end])


@pytest.mark.parametrize(
    "text",
    [
        "2022年2月30日",
        "2023年2月29日",
        "2022年13月1日",
        "2022年1月",
        "2022年",
        "1月24日",
        "12022年1月2日",
        "2022.1.245",
        "二〇二二年二月三十日",
        "",
        "12345",
        "〔2021〕99号",
    ],
)
def test_no_date_is_made_up(text: str) -> None:
    assert dates(text) == []
    assert first_date(text) is None


def test_dates_come_in_order() -> None:
    found = dates("2022年1月24日至2022年3月6日")
    assert [fact.value for fact in found] == [date(2022, 1, 24), date(2022, 3, 6)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("九十九", 99),
        ("一百", 100),
        ("一百零五", 105),
        ("一百二十", 120),
        ("二〇二二", 2022),
        ("两", 2),
        ("", None),
        ("甲", None),
        ("廿", None),
        ("三甲", None),
    ],
)
def test_chinese_numbers(text: str, number: int | None) -> None:
    assert chinese_number(text) == number
