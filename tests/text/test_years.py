from __future__ import annotations

import pytest

from reports.text.reading import read
from reports.text.years import last_year
from tests.text.papers import notes, paper

REPLY = (
    "青澜市林业局关于市第九届人大第三次会议第12号建议办理情况的函\n林晓代表：\n您提出的建议收悉，现答复如下。\n"
    "一、工作开展情况\n今年新增绿地20公顷。\n二、下一步工作计划\n（一）挖潜增绿。推进拆违建绿。\n青澜市林业局"
)
SESSION = "——2023年1月8日在青澜市第九届人民代表大会第三次会议上\n"
SPEECH = "各位代表：\n现在，我代表市人民政府，向大会报告工作，请予审议。\n"


def years(source: str) -> tuple[int | None, int | None, str | None]:
    reading = read(source)
    return (
        reading.year.value if reading.year else None,
        reading.plan_year.value if reading.plan_year else None,
        reading.plan_year_basis,
    )


def annual(title: str, opening: str = "", plans_heading: str = "三、下一步打算", **parts: str) -> str:
    return paper(head=f"{title}\n{opening}".strip(), plans_heading=plans_heading, **parts)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        pytest.param(
            annual("青澜市档案局2022年度法治政府建设情况的报告"), (2022, 2023, "inferred"), id="title"
        ),
        pytest.param(
            annual("青澜市档案局2022年度法治政府建设情况的报告", plans_heading="三、2023年工作安排"),
            (2022, 2023, "stated"),
            id="title and plan's heading",
        ),
        pytest.param(
            annual("青澜市档案局2022年法治政府建设情况和2023年工作安排的报告"),
            (2022, 2023, "stated"),
            id="both in the title",
        ),
        pytest.param(
            annual("青澜市档案局法治政府建设情况的报告", "2022年，我局坚持依法行政。"),
            (2022, 2023, "inferred"),
            id="opening",
        ),
        pytest.param(
            annual("青澜市档案局法治政府建设情况的报告", "现将2022年度有关情况报告如下。"),
            (2022, 2023, "inferred"),
            id="inside the opening",
        ),
        pytest.param(
            annual("青澜市档案局法治政府建设情况的报告", plans_heading="三、2023年工作安排"),
            (2022, 2023, "stated"),
            id="plan's heading only",
        ),
        pytest.param(
            annual("青澜市档案局法治政府建设情况的报告", done="一、2022年工作回顾\n建成库房两处。"),
            (2022, 2023, "inferred"),
            id="review's heading",
        ),
        pytest.param(
            annual("青澜市档案局2022年工作总结", plans_heading="三、2024年工作安排"),
            (2022, 2024, "stated"),
            id="the stated year goes before the following one",
        ),
        pytest.param(annual("青澜市档案局法治政府建设情况的报告"), (None, None, None), id="no year anywhere"),
        pytest.param(
            annual("青澜市档案局法治政府建设情况的报告", "根据青政办〔2019〕9号文件要求，现报告如下。"),
            (None, None, None),
            id="the number of a cited paper is no year",
        ),
    ],
)
def test_an_annual_report_plans_the_year_after_the_one_covered(
    source: str, found: tuple[int | None, int | None, str | None]
) -> None:
    assert years(source) == found


def test_the_years_of_a_cited_outline_are_not_the_years_covered() -> None:
    opening = "根据《法治政府建设实施方案（2021—2025年）》要求，现将有关情况报告如下。"
    assert years(annual("青澜市档案局法治政府建设情况的报告", opening)) == (None, None, None)


def test_a_chinese_year_in_the_title() -> None:
    assert years(annual("青澜市档案局二〇二二年度法治政府建设情况的报告")) == (2022, 2023, "inferred")


@pytest.mark.parametrize(
    ("source", "found"),
    [
        pytest.param(
            f"2023年青澜市政府工作报告\n{SPEECH}一、2022年工作回顾\n完成任务。\n二、2023年工作安排\n（一）发展产业。",
            (2022, 2023, "stated"),
            id="title and headings",
        ),
        pytest.param(
            f"政府工作报告\n{SESSION}{SPEECH}一、过去一年工作回顾\n完成任务。\n二、今年工作安排\n（一）发展产业。",
            (2022, 2023, "stated"),
            id="date of the session",
        ),
        pytest.param(
            f"2023年青澜市政府工作报告\n{SPEECH}一、过去五年工作回顾\n完成任务。\n二、今后五年目标\n（一）发展。\n"
            "三、2023年工作安排\n（一）发展产业。",
            (2022, 2023, "stated"),
            id="first session of a congress",
        ),
    ],
)
def test_a_work_report_plans_the_year_of_its_delivery(
    source: str, found: tuple[int | None, int | None, str | None]
) -> None:
    assert years(source) == found


def test_a_reply_plans_the_rest_of_its_own_year() -> None:
    assert years(f"{REPLY}\n2023年6月12日") == (2023, 2023, "inferred")


def test_a_reply_without_a_date_has_no_year() -> None:
    reading = read(REPLY)
    assert (reading.year, reading.plan_year) == (None, None)
    assert {"no_year", "no_plan_year", "no_date"} <= notes(reading)


def test_a_plan_covers_no_year() -> None:
    assert years("青澜市林业局2023年工作要点\n一、造林绿化\n（一）造林。造林3万亩。\n二、防火\n（一）巡山。")[
        :2
    ] == (None, 2023)


def test_without_a_planned_year_no_deadline_is_made_up() -> None:
    reading = read(annual("青澜市档案局法治政府建设情况的报告"))
    assert {(item.due_on, item.due_basis) for item in reading.items} == {(None, None)}
    assert {"no_year", "no_plan_year"} <= notes(reading)


def test_an_inferred_year_is_noted_and_a_stated_one_is_not() -> None:
    assert "plan_year_inferred" in notes(read(annual("青澜市档案局2022年度法治政府建设情况的报告")))
    assert "plan_year_inferred" not in notes(read(paper()))


def test_the_last_year_spoken_of_is_named_more_than_once() -> None:
    assert last_year("2021年、2022年建成；2022年又建成；到2035年远景") == 2022
    assert last_year("2021年建成") is None
