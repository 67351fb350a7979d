from __future__ import annotations

import pytest

from reports.text.clean import CleanText
from reports.text.outline import Block, Rank, outline
from tests.text.papers import bare

Tree = list["str | tuple[str, Tree]"]


def tree(text: CleanText, block: Block) -> Tree:
    """The numbered blocks by their titles, each with those below it."""
    found: Tree = []
    for child in block.children:
        below = tree(text, child)
        title = text.text[child.start : child.title_end]
        if child.rank < Rank.PARAGRAPH:
            found.append((title, below) if below else title)
        else:
            found += below
    return found


def numbered(source: str) -> Tree:
    text = bare(source)
    return tree(text, outline(text))


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        pytest.param("一、成效\n二、问题", ["一、成效", "二、问题"], id="chapters"),
        pytest.param("一.成效\n二.问题", ["一.成效", "二.问题"], id="chapters with a dot"),
        pytest.param("第一部分 成效\n第二部分 问题", ["第一部分成效", "第二部分问题"], id="parts"),
        pytest.param("（一）甲。\n(二)乙。", ["（一）甲。", "(二)乙。"], id="both widths"),
        pytest.param("一）甲。\n二）乙。", ["一）甲。", "二）乙。"], id="opening bracket lost"),
        pytest.param("1.甲。\n2、乙。\n3．丙。", ["1.甲。", "2、乙。", "3．丙。"], id="points"),
        pytest.param("（1）甲。\n（2）乙。", ["（1）甲。", "（2）乙。"], id="points in brackets"),
        pytest.param("①甲。\n②乙。", ["①甲。", "②乙。"], id="circled"),
        pytest.param("一是甲。\n二是乙。", ["一是甲。", "二是乙。"], id="一是 in lines"),
        pytest.param("做好：一是甲；二是乙。", ["一是甲；", "二是乙。"], id="一是 after a colon"),
        pytest.param(
            "有不足，一是甲；二是乙；三是丙。", ["一是甲；", "二是乙；", "三是丙。"], id="一是二是连排"
        ),
        pytest.param("甲（一）乙。（二）丙。", ["（一）乙。", "（二）丙。"], id="（一）（二）连排"),
        pytest.param("重点：1.甲。2.乙。", ["1.甲。", "2.乙。"], id="1.2. in a line"),
        pytest.param(
            "首先，甲。其次，乙。最后，丙。", ["首先，甲。", "其次，乙。", "最后，丙。"], id="首先其次"
        ),
        pytest.param("第一，甲。\n第二，乙。", ["第一，甲。", "第二，乙。"], id="第一第二"),
        pytest.param("一是甲；\n三是乙。", ["一是甲；", "三是乙。"], id="numbering slips"),
        pytest.param("1.甲。\n2.乙。\n1.丙。", ["1.甲。", "2.乙。", "1.丙。"], id="numbering restarts"),
    ],
)
def test_numbers_begin_blocks(source: str, blocks: Tree) -> None:
    assert numbered(source) == blocks


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("推动第一、二产业协调发展。", id="第一、二产业"),
        pytest.param("一、二、三产业融合发展。", id="一、二、三产业"),
        pytest.param("落实三项制度、五个一工程。", id="三项制度"),
        pytest.param("依据青政办〔2021〕99号、（2021）3号。", id="〔2021〕99号"),
        pytest.param("增长1.5%，其中2.3%来自外贸。", id="1.5%"),
        pytest.param("增长\n1.5%以上。", id="1.5% begins a line"),
        pytest.param("12345热线办结率达98%。", id="12345热线"),
        pytest.param("“十四五”规划顺利收官。", id="十四五"),
        pytest.param("2023年新增3处。", id="a year begins a line"),
        pytest.param("12月底前完成。", id="a month begins a line"),
        pytest.param("关键一是要有人，没有下文。", id="一是 without 二是"),
        pytest.param("要做好首先，要有人。", id="首先 inside a line"),
        pytest.param("（见附件1）、（见附件2）。", id="references"),
        pytest.param("开展三是三非教育。", id="三是 inside words"),
        pytest.param("执行《条例》第（一）项、第（二）项。", id="第（一）项"),
    ],
)
def test_look_alikes_are_no_numbers(source: str) -> None:
    assert numbered(source) == []


def test_numbers_in_titles_of_books_are_no_list() -> None:
    assert numbered("执行《实施办法（一）》和《实施办法（二）》。") == []


def test_two_sectors_at_a_line_start_are_no_list() -> None:
    assert numbered("（一）协调发展。\n第一、二产业提质增效。\n（二）开放。") == [
        "（一）协调发展。",
        "（二）开放。",
    ]


def test_school_years_at_a_line_start_are_no_chapter() -> None:
    assert numbered("（一）教育。\n一、二年级学生参加课后服务。\n（二）卫生。") == [
        "（一）教育。",
        "（二）卫生。",
    ]


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        pytest.param(
            "一、成效\n（一）甲。\n1.乙。\n（1）丙。\n一是丁。\n（二）戊。\n二、问题",
            [
                ("一、成效", [("（一）甲。", [("1.乙。", [("（1）丙。", ["一是丁。"])])]), "（二）戊。"]),
                "二、问题",
            ],
            id="every level",
        ),
        pytest.param(
            "（一）甲\n1.一。\n2.二。\n（二）乙\n3.三。",
            [("（一）甲", ["1.一。", "2.二。"]), ("（二）乙", ["3.三。"])],
            id="points run on across groups",
        ),
        pytest.param(
            "（一）甲。一是一。二是二。\n（二）乙。一是一。二是二。",
            [("（一）甲。", ["一是一。", "二是二。"]), ("（二）乙。", ["一是一。", "二是二。"])],
            id="lists inside items",
        ),
        pytest.param(
            "报告如下。 一、成效 甲。 二、存在的问题 （一）乙。（二）丙。",
            ["一、成效", ("二、存在的问题", ["（一）乙。", "（二）丙。"])],
            id="one line for the whole page",
        ),
    ],
)
def test_blocks_stand_below_their_group(source: str, blocks: Tree) -> None:
    assert numbered(source) == blocks


def test_a_paragraph_after_an_inline_list_belongs_to_the_group() -> None:
    text = bare("（一）甲。一是一。二是二。\n此外开展巡查。\n（二）乙。")
    first = outline(text).children[0]
    assert text.text[first.start : first.end] == "（一）甲。一是一。二是二。\n此外开展巡查。"


def test_nothing_behind_the_limit_is_read() -> None:
    text = bare("一、成效\n二、问题\n三、附表")
    root = outline(text, text.text.index("三"))
    assert [block.ordinal for block in root.children] == [1, 2]


@pytest.mark.parametrize(
    ("source", "title"),
    [
        pytest.param("（一）甲乙。丙。", "（一）甲乙。", id="full stop"),
        pytest.param("（一）甲乙\n丙。", "（一）甲乙", id="line end"),
        pytest.param("（一）甲乙；", "（一）甲乙；", id="semicolon at the end"),
        pytest.param("（一）甲；乙；丙。丁。", "（一）甲；乙；丙。", id="semicolons inside"),
        pytest.param("（一）完成1.5亿元。丁。", "（一）完成1.5亿元。", id="a point in a figure"),
    ],
)
def test_a_title_ends_with_its_first_sentence(source: str, title: str) -> None:
    text = bare(source)
    (block,) = outline(text).children
    assert text.text[block.start : block.title_end] == title


@pytest.mark.parametrize("title", ["青澜市2023年政府工作报告\n", ""])
def test_unnumbered_headings_over_numbered_ones_are_the_chapters(title: str) -> None:
    text = bare(f"{title}2022年工作回顾\n一、夯实基础\n甲。\n2023年工作安排\n一、更新系统\n乙。")
    assert [block.rank for block in outline(text).numbered] == [Rank.PART, Rank.PART]


@pytest.mark.parametrize(
    "title",
    [
        "青澜市档案局2022年度法治政府建设工作总结",
        "青澜市林业局2023年工作要点",
        "青澜市档案局\n2022年度工作总结",
    ],
)
def test_a_title_line_is_no_chapter(title: str) -> None:
    text = bare(f"{title}\n一、夯实基础\n甲。\n二、存在的问题及下一步打算\n乙。")
    assert [block.ordinal for block in outline(text).numbered] == [1, 2]
