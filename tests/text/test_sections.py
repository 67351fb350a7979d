from __future__ import annotations

import pytest

from reports.text.reading import read
from tests.text.papers import HEAD, SIGNED, TITLE, paper


def kinds(source: str) -> list[str]:
    return [chapter.kind for chapter in read(source).chapters]


def chaptered(*headings: str, title: str = TITLE) -> str:
    return "\n".join([title, *(f"{heading}\n（一）甲乙丙。完成各项任务。" for heading in headings), SIGNED])


def test_the_order_of_the_rule() -> None:
    chapters = read(paper()).chapters
    assert [(c.kind, c.heading) for c in chapters] == [
        ("achievements", "一、主要举措和成效"),
        ("problems", "二、存在的问题"),
        ("arrangements", "三、2023年工作安排"),
    ]


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        pytest.param(
            ("一、健全制度", "二、规范执法", "三、存在的问题", "四、下一步打算"),
            ["achievements", "achievements", "problems", "arrangements"],
            id="themes before the problems",
        ),
        pytest.param(
            ("一、健全制度", "二、规范执法", "三、2023年工作计划"),
            ["achievements", "achievements", "arrangements"],
            id="no chapter of problems",
        ),
        pytest.param(
            ("一、主要成效", "二、主要负责人履行第一责任人职责情况", "三、存在不足", "四、2023年主要工作"),
            ["achievements", "leadership", "problems", "arrangements"],
            id="leadership before problems",
        ),
        pytest.param(
            ("一、2022年主要工作", "二、2023年主要工作"), ["achievements", "arrangements"], id="by year only"
        ),
        pytest.param(
            ("一、主要成效", "二、上年度问题整改情况", "三、存在的问题", "四、工作建议"),
            ["achievements", "achievements", "problems", "other"],
            id="look-alikes",
        ),
        pytest.param(
            ("一、主要成效", "二、存在的问题及下一步打算"), ["achievements", "combined"], id="combined"
        ),
        pytest.param(
            ("一、主要成效", "二、存在的问题", "四、2023年计划"),
            ["achievements", "problems", "arrangements"],
            id="numbering slips",
        ),
    ],
)
def test_chapters_by_heading_year_and_position(headings: tuple[str, ...], found: list[str]) -> None:
    assert kinds(chaptered(*headings)) == found


def test_an_item_of_a_chapter_is_no_chapter() -> None:
    source = paper(
        plans="（一）主要任务\n一是招录人员。\n二是更新系统。\n（二）组织保障\n一是加强领导。\n二是落实经费。"
    )
    assert len(read(source).chapters) == 3


def test_a_chapter_reaches_to_the_next_one() -> None:
    reading = read(paper())
    first, second, third = reading.chapters
    assert reading.text[first.start : second.start].strip() == reading.text[first.start : first.end]
    assert reading.text[third.end :].strip() == SIGNED or third.end == len(reading.text)


@pytest.mark.parametrize(
    "head",
    [
        HEAD,
        pytest.param(""),
    ],
)
def test_one_line_for_the_whole_page(head: str) -> None:
    assert kinds(paper(head=head).replace("\n", " ")) == ["achievements", "problems", "arrangements"]


@pytest.mark.parametrize("row", ["一、办件 二、投诉 三、复议", "一、二产业协调发展。"])
def test_a_table_in_a_flattened_page_makes_no_chapters(row: str) -> None:
    flat = paper(done=f"一、主要举措和成效 完成下表任务。 {row} 以上均已完成。").replace("\n", " ")
    assert [c.heading for c in read(flat).chapters][-2:] == ["二、存在的问题", "三、2023年工作安排"]


def test_a_heading_that_lost_its_number_is_a_chapter() -> None:
    assert kinds(paper(problems_heading="存在的问题")) == ["achievements", "problems", "arrangements"]


@pytest.mark.parametrize(
    "title", ["青澜市档案局2022年度法治政府建设工作总结", "2022年度法治政府建设工作总结"]
)
def test_a_title_is_no_chapter(title: str) -> None:
    assert kinds(chaptered("一、主要成效", "二、存在的问题及下一步打算", title=title)) == [
        "achievements",
        "combined",
    ]


def test_a_text_without_chapters_has_none() -> None:
    assert kinds(f"{HEAD}\n我局认真履行职责，全年归档文件三万卷。\n{SIGNED}") == []
