from __future__ import annotations

import pytest

from reports.text.headings import heading_kind, heading_years, known_heading, looks_back, part_heading

COVERED = 2023


def kind(heading: str) -> str | None:
    found = heading_kind(heading, COVERED)
    return found[0] if found else None


@pytest.mark.parametrize(
    "heading",
    [
        "存在的问题",
        "存在的问题和不足",
        "存在问题及原因",
        "工作中的短板",
        "主要不足",
        "面临的困难和挑战",
        "困难和问题",
        "不足之处",
        "薄弱环节",
        "差距和不足",
        "推进法治政府建设存在的不足",
        "当前工作中存在的主要问题",
        "2023年存在的问题",
    ],
)
def test_problems(heading: str) -> None:
    assert kind(heading) == "problems"


@pytest.mark.parametrize(
    "heading",
    [
        "下一步工作计划",
        "下一步打算",
        "明年工作安排",
        "下年度工作计划",
        "努力方向",
        "改进措施",
        "工作思路",
        "未来展望",
        "新一年的工作思路",
        "法治建设工作计划",
        "今年工作安排",
        "推进法治政府建设的主要安排",
        "“十五五”时期主要目标任务",
    ],
)
def test_arrangements(heading: str) -> None:
    assert kind(heading) == "arrangements"


@pytest.mark.parametrize(
    "heading",
    [
        "存在的问题及下一步打算",
        "存在的主要问题及改进情况",
        "问题及对策",
        "存在问题、原因及下一步措施",
        "存在不足及努力方向",
    ],
)
def test_combined(heading: str) -> None:
    assert kind(heading) == "combined"


@pytest.mark.parametrize(
    "heading",
    [
        "党政主要负责人履行推进法治建设第一责任人职责情况",
        "主要负责人履职情况",
        "落实第一责任人职责",
        "“一把手”述法情况",
        "主要领导履行职责情况",
    ],
)
def test_leadership(heading: str) -> None:
    assert kind(heading) == "leadership"


@pytest.mark.parametrize(
    "heading",
    [
        pytest.param("问题整改情况", id="remedy of problems"),
        pytest.param("上年度问题整改落实情况", id="remedy of last year's problems"),
        pytest.param("巡察反馈问题整改情况", id="remedy of an inspection's findings"),
        pytest.param("2023年工作计划完成情况", id="a plan that was carried out"),
        pytest.param("优化营商环境工作安排部署落实情况", id="arrangements that were carried out"),
        pytest.param("“十四五”时期工作回顾", id="years gone by"),
        pytest.param("2023年主要工作", id="the year covered"),
        pytest.param("2022年重点任务", id="an earlier year"),
        pytest.param("主要举措和成效", id="achievements"),
    ],
)
def test_a_look_back_is_an_achievement_whatever_it_names(heading: str) -> None:
    assert kind(heading) == "achievements"


@pytest.mark.parametrize(
    "heading", ["意见建议", "工作建议", "有关建议", "基本情况", "指导思想", "其他需要报告的事项"]
)
def test_requests_and_frames_are_neither(heading: str) -> None:
    assert kind(heading) == "other"


@pytest.mark.parametrize(
    "heading",
    [
        "坚持问题导向,补齐短板",
        "解决群众反映的突出问题",
        "防范化解重大风险",
        "聚焦群众急难愁盼问题",
        "加强组织领导",
        "工作要求",
        "深入推进问题整治",
        "总体要求",
        "强化法治保障",
        "",
    ],
)
def test_themes_state_no_kind(heading: str) -> None:
    assert kind(heading) is None


@pytest.mark.parametrize(
    ("covered", "found"),
    [
        pytest.param(2022, "arrangements", id="later than the year covered"),
        pytest.param(2023, "achievements", id="the year covered"),
        pytest.param(2024, "achievements", id="before the year covered"),
        pytest.param(None, None, id="the year covered is unknown"),
    ],
)
def test_the_year_decides_where_words_do_not(covered: int | None, found: str | None) -> None:
    said = heading_kind("2023年主要工作", covered)
    assert (said[0] if said else None) == found


def test_chinese_years_are_years() -> None:
    assert kind("二〇二四年主要工作") == "arrangements"
    assert heading_years("二○二三年回顾和2024年打算") == [2023, 2024]


@pytest.mark.parametrize(
    ("heading", "back"),
    [("2023年工作回顾", True), ("主要成效", True), ("2024年工作安排", False), ("以优异成绩迎接新年", False)],
)
def test_looking_back(heading: str, back: bool) -> None:
    assert looks_back(heading) == back


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        pytest.param("存在的问题一是人少", "存在的问题", id="problems"),
        pytest.param("下一步工作打算（一）招人", "下一步工作打算", id="plan"),
        pytest.param("2023年度主要工作举措和成效我局坚持", "2023年度主要工作举措和成效", id="achievements"),
        pytest.param("存在的主要问题及改进情况公开不足", "存在的主要问题及改进情况", id="combined"),
        pytest.param("群众的问题", None, id="no stock heading"),
    ],
)
def test_a_stock_heading_ends_where_its_words_end(text: str, heading: str | None) -> None:
    end = known_heading(text, 0)
    assert (text[:end] if end else None) == heading


@pytest.mark.parametrize(
    "line", ["2023年工作回顾", "新一届政府工作思路和目标任务", "存在的问题", "今后五年奋斗目标"]
)
def test_unnumbered_chapter_headings(line: str) -> None:
    assert part_heading(line)


@pytest.mark.parametrize(
    "line",
    [
        "2022年法治政府建设年度报告",
        "省长 林晓",
        "附：2024年计划",
        "2024年3月工作",
        "让我们奋斗。",
        "名词解释",
    ],
)
def test_titles_names_and_dates_are_no_headings(line: str) -> None:
    assert not part_heading(line)
