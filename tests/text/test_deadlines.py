from __future__ import annotations

from datetime import date

import pytest

from reports.text.clean import fold
from reports.text.deadlines import deadlines, first_deadline
from tests.text.papers import planned

PLANNED = 2024


def days(text: str, plan_year: int = PLANNED) -> list[tuple[date, str]]:
    return [(d.due_on, text[d.start : d.end]) for d in deadlines(fold(text), 0, len(text), plan_year)]


@pytest.mark.parametrize(
    ("words", "due_on"),
    [
        ("6月底前", date(2024, 6, 30)),
        ("6月30日前", date(2024, 6, 30)),
        ("6月20日之前", date(2024, 6, 20)),
        ("10月前", date(2024, 10, 31)),
        ("2月底前", date(2024, 2, 29)),
        ("3月上旬", date(2024, 3, 10)),
        ("3月中旬", date(2024, 3, 20)),
        ("3月下旬", date(2024, 3, 31)),
        ("2026年6月底前", date(2026, 6, 30)),
        ("明年6月底前", date(2025, 6, 30)),
        ("年底前", date(2024, 12, 31)),
        ("年内", date(2024, 12, 31)),
        ("2024年底前", date(2024, 12, 31)),
        ("2025年底", date(2025, 12, 31)),
        ("2026年前", date(2025, 12, 31)),
        ("上半年", date(2024, 6, 30)),
        ("下半年", date(2024, 12, 31)),
        ("一季度末", date(2024, 3, 31)),
        ("三季度前", date(2024, 9, 30)),
        ("“十四五”末", date(2025, 12, 31)),
        ("“十五五”期末", date(2030, 12, 31)),
    ],
)
def test_a_deadline_counts_from_the_first_day_of_the_planned_year(words: str, due_on: date) -> None:
    assert days(f"力争{words}完成建设任务。") == [(due_on, words)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("6月开展宣传月活动", id="a month alone"),
        pytest.param("10月1日起施行", id="start of force"),
        pytest.param("1月至6月办件情况", id="span of months"),
        pytest.param("2月30日前完成", id="impossible day"),
        pytest.param("13月底前完成", id="impossible month"),
        pytest.param("2023年6月底前已完成", id="before the planned year"),
        pytest.param("较2023年底增长5%", id="baseline of the year before"),
        pytest.param("落实《2024年6月底前工作方案》", id="name of a paper"),
        pytest.param("每月底前报送", id="every month"),
        pytest.param("每季度末通报", id="every quarter"),
        pytest.param("15日内办结", id="days from a request"),
        pytest.param("3个月内办结", id="months from a request"),
        pytest.param("落实“十四五”规划", id="a plan's name"),
        pytest.param("全年办件3万件", id="全年"),
    ],
)
def test_times_that_are_no_deadlines(text: str) -> None:
    assert days(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "力争三年内建成",
        "5年内实现全覆盖",
        "两年内完成",
        "办件量较去年底增长5%",
        "比上年末下降3%",
        "十年内不降标准",
    ],
)
def test_spans_of_years_and_last_years_end_are_no_deadline_of_this_year(text: str) -> None:
    assert days(text) == []


@pytest.mark.parametrize("bracket", ["（2024年6月底前完成）", "（责任单位：办公室，2024年6月底前完成）"])
def test_a_year_in_brackets_does_not_hide_the_deadline(bracket: str) -> None:
    assert [day for day, _ in days(f"更新系统。{bracket}")] == [date(2024, 6, 30)]


@pytest.mark.parametrize(
    ("text", "day"), [("六月底前完成", date(2024, 6, 30)), ("二〇二五年底前完成", date(2025, 12, 31))]
)
def test_chinese_months_and_years(text: str, day: date) -> None:
    assert [found for found, _ in days(text)] == [day]


def test_the_earliest_deadline_is_the_one_to_tell() -> None:
    text = "年底前完成全部任务，6月底前完成一半。"
    found = first_deadline(text, 0, len(text), PLANNED)
    assert found is not None
    assert found.due_on == date(2024, 6, 30)


def test_a_labelled_deadline_goes_before_others() -> None:
    text = "3月底前启动。（责任单位：办公室；完成时限：2024年9月底前）"
    found = first_deadline(fold(text), 0, len(text), PLANNED)
    assert found is not None
    assert found.due_on == date(2024, 9, 30)


@pytest.mark.parametrize(
    ("plan", "due_on", "basis", "words"),
    [
        pytest.param("更新系统。6月底前完成升级。", date(2023, 6, 30), "stated", "6月底前", id="stated"),
        pytest.param("更新系统。完成升级。", date(2023, 12, 31), "default", None, id="default"),
        pytest.param(
            "更新系统。2022年6月底前已启动。", date(2023, 12, 31), "default", None, id="the past is none"
        ),
    ],
)
def test_an_arrangement_knows_its_deadline_and_the_basis(
    plan: str, due_on: date, basis: str, words: str | None
) -> None:
    item = planned(plan)
    assert (item.due_on, item.due_basis, item.due_text) == (due_on, basis, words)


def test_half_a_year_is_no_deadline_at_its_end() -> None:
    assert days("力争半年内完成改造") == []
