"""Automatic numbers: kinds of numerals, levels, restarts, and lists that hang on a style."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reports.readers import Document
from reports.readers.numbering import FORMATS
from tests.reports.readers.making import paragraph, word

Read = Callable[..., Document]


def level(depth: int, kind: str, text: str, more: str = "") -> str:
    shown = f'<w:numFmt w:val="{kind}"/>{more}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/>{shown}</w:lvl>'


def num(number: int, more: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="0"/>{more}</w:num>'


def style(identifier: str, properties: str = "", based_on: str = "") -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{identifier}"><w:basedOn w:val="{based_on}"/>'
        f"<w:pPr>{properties}</w:pPr></w:style>"
    )


def numbered(number: int, depth: int | str = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'


def styled(text: str, name: str, more: str = "") -> str:
    return paragraph(text, f'<w:pStyle w:val="{name}"/>{more}')


OFFICIAL = (
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "japaneseCounting", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimal", "（%4）"),
)


def numbering(*levels: str, nums: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{nums or num(1)}'


def item(text: str, depth: int = 0, number: int = 1) -> str:
    return paragraph(text, numbered(number, depth))


def lines(read: Read, blocks: list[str], numbers: str, styles: str = "") -> list[str]:
    return read(word("".join(blocks), numbering=numbers, styles=styles)).text.splitlines()


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [
        ("chineseCounting", {1: "一", 10: "十", 12: "十二", 20: "二十", 21: "二十一", 103: "一百零三"}),
        ("japaneseCounting", {3: "三", 11: "十一", 30: "三十"}),
        ("taiwaneseCountingThousand", {2: "二", 15: "十五", 110: "一百一十"}),
        ("ideographDigital", {1: "一", 10: "一〇", 21: "二一"}),
        ("chineseLegalSimplified", {1: "壹", 10: "壹拾", 21: "贰拾壹"}),
        ("decimal", {1: "1", 12: "12"}),
        ("decimalZero", {1: "01", 12: "12"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "21"}),
        ("decimalEnclosedParen", {1: "⑴", 3: "⑶"}),
        ("decimalEnclosedFullstop", {1: "⒈", 20: "⒛"}),
        ("ideographTraditional", {1: "甲", 4: "丁"}),
        ("upperRoman", {4: "IV", 9: "IX", 14: "XIV"}),
        ("lowerLetter", {1: "a", 26: "z", 27: "aa"}),
        ("upperLetter", {2: "B"}),
    ],
)
def test_numerals(kind: str, numbers: dict[int, str]) -> None:
    assert {number: FORMATS[kind](number) for number in numbers} == numbers


def test_the_levels_of_official_documents(read: Read) -> None:
    texts = [
        ("成效", 0),
        ("领导", 1),
        ("会议", 2),
        ("学习", 2),
        ("营商", 1),
        ("窗口", 2),
        ("细节", 3),
        ("问题", 0),
    ]
    blocks = [item(text, depth) for text, depth in (*texts, ("培训", 1))]
    assert " ".join(lines(read, blocks, numbering(*OFFICIAL))) == (
        "一、成效 （一）领导 1.会议 2.学习 （二）营商 1.窗口 （1）细节 二、问题 （一）培训"
    )


def test_paragraphs_between_do_not_disturb_the_count(read: Read) -> None:
    blocks = [item("成效"), paragraph("正文。"), item("问题")]
    assert lines(read, blocks, numbering(*OFFICIAL)) == ["一、成效", "正文。", "二、问题"]


def test_a_list_counts_on_where_another_of_its_kind_stopped(read: Read) -> None:
    blocks = [item("甲"), item("乙", number=2)]
    assert lines(read, blocks, numbering(*OFFICIAL, nums=num(1) + num(2))) == ["一、甲", "二、乙"]


def test_a_list_may_start_anew(read: Read) -> None:
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    blocks = [item("甲"), item("乙"), item("丙", number=2), item("丁", number=2)]
    numbers = numbering(*OFFICIAL, nums=num(1) + num(2, anew))
    assert lines(read, blocks, numbers) == ["一、甲", "二、乙", "一、丙", "二、丁"]


def test_numbers_may_run_on_across_groups(read: Read) -> None:
    levels = (level(0, "chineseCounting", "（%1）"), level(1, "decimal", "%2.", '<w:lvlRestart w:val="0"/>'))
    blocks = [item("甲"), item("子", 1), item("丑", 1), item("乙"), item("寅", 1)]
    assert lines(read, blocks, numbering(*levels)) == ["（一）甲", "1.子", "2.丑", "（二）乙", "3.寅"]


def test_numbers_of_higher_levels_are_shown_in_lower_ones(read: Read) -> None:
    levels = (level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", "<w:isLgl/>"))
    blocks = [item("总则"), item("目的", 1), item("附则"), item("施行", 1)]
    assert lines(read, blocks, numbering(*levels)) == ["第一章 总则", "1.1 目的", "第二章 附则", "2.1 施行"]


def test_bullets_add_nothing(read: Read) -> None:
    assert lines(read, [item("培训")], numbering(level(0, "bullet", "\uf06c"))) == ["培训"]


def test_a_list_that_hangs_on_a_style(read: Read) -> None:
    styles = style("A", numbered(1)) + style("B", numbered(1, 1), "A") + style("C", based_on="A")
    blocks = [styled("甲", "A"), styled("乙", "B"), styled("丙", "C")]
    assert lines(read, blocks, numbering(*OFFICIAL), styles) == ["一、甲", "（一）乙", "二、丙"]


def test_a_style_s_number_can_be_switched_off(read: Read) -> None:
    blocks = [styled("甲", "A", numbered(0))]
    assert lines(read, blocks, numbering(*OFFICIAL), style("A", numbered(1))) == ["甲"]


def test_styles_that_refer_to_each_other_do_not_hang(read: Read) -> None:
    styles = style("A", based_on="B") + style("B", based_on="A")
    assert lines(read, [styled("甲", "A")], numbering(*OFFICIAL), styles) == ["甲"]


@pytest.mark.parametrize("depth", ["7", "99999999999", "x", "-1"])
def test_nonsense_levels_are_passed_over(read: Read, depth: str) -> None:
    blocks = [paragraph("甲", numbered(1, depth))]
    assert lines(read, blocks, numbering(*OFFICIAL))[0].endswith("甲")
