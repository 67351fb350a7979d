"""The door of the text core: one report, all that is read of it at once."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from reports.text.clean import origin
from reports.text.model import Metadata, Reading
from reports.text.reading import read
from tests.text.invariants import check
from tests.text.papers import HEAD, PLANS, PROBLEMS, notes, paper, plans, problems

WHOLE = paper()
FLAT = paper(foot="").replace("\n", " ")


def test_a_plain_report_is_read_whole() -> None:
    reading = read(WHOLE)
    assert (reading.kind.value, reading.year and reading.year.value) == ("annual_report", 2022)
    assert (reading.plan_year and reading.plan_year.value, reading.plan_year_basis) == (2023, "stated")
    assert reading.issued_on is not None
    assert reading.issued_on.value == date(2023, 2, 8)
    assert [item.text for item in reading.items] == PROBLEMS.splitlines() + PLANS.splitlines()
    assert reading.notes == ()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda s: s, id="as written"),
        pytest.param(lambda s: s.translate(str.maketrans("（）：，", "():,")), id="half width"),
        pytest.param(lambda s: s.replace("\n", "\r\n\r\n　　"), id="indented, with empty lines"),
        pytest.param(lambda s: s.replace("民", "⺠").replace("工", "⼯").replace("一", "⼀"), id="radicals"),
        pytest.param(
            lambda s: s.replace("2022", "２０２２").replace("2023", "２０２３"), id="full-width digits"
        ),
        pytest.param(lambda s: s.replace("人员", "人 员").replace("2023年", "2023 年"), id="stray spaces"),
        pytest.param(lambda s: s.replace("（一）", "一）").replace("（二）", "二）"), id="brackets lost"),
        pytest.param(lambda s: f"首页\n打印 关闭\n{s}\n打印 关闭\n", id="page chrome"),
        pytest.param(lambda s: f"\ufeff{s}", id="byte order mark"),
    ],
)
def test_the_same_report_in_other_clothes_reads_the_same(change: object) -> None:
    assert callable(change)
    source = change(WHOLE)
    reading, plain = read(source), read(WHOLE)
    check(reading, source)
    strip = str.maketrans("():,", "（）：，", "（）() ")
    assert [i.text.translate(strip) for i in reading.items] == [i.text.translate(strip) for i in plain.items]
    assert [c.kind for c in reading.chapters] == [c.kind for c in plain.chapters]
    assert [f and f.value for f in (reading.year, reading.plan_year, reading.issued_on)] == [
        2022,
        2023,
        date(2023, 2, 8),
    ]


def test_a_page_flattened_to_one_line_gives_the_same_items() -> None:
    check(read(FLAT), FLAT)
    assert (problems(FLAT), plans(FLAT)) == (PROBLEMS.splitlines(), PLANS.splitlines())


def test_every_item_can_be_shown_in_the_source() -> None:
    source = f"打印 关闭\n{WHOLE}".replace("人员", "人 员")
    reading = read(source)
    for item in reading.items:
        start, end = origin(reading.origins, item.start), origin(reading.origins, item.end - 1) + 1
        assert source[start:end].replace(" ", "") == item.text


def test_reading_twice_gives_equal_values() -> None:
    assert read(WHOLE) == read(WHOLE)
    assert repr(read(WHOLE)) == repr(read(WHOLE))


def test_a_reading_cannot_be_changed() -> None:
    reading = read(WHOLE)
    with pytest.raises(FrozenInstanceError):
        reading.text = ""  # type: ignore[misc]


def test_what_the_file_says_goes_before_what_the_text_says() -> None:
    metadata = Metadata(organ="青澜市档案馆", issued_on=date(2023, 1, 1))
    reading = read(WHOLE, metadata)
    assert reading.organ is not None
    assert reading.issued_on is not None
    assert (reading.organ.value, reading.organ.span) == ("青澜市档案馆", None)
    assert reading.issued_on.value == date(2023, 1, 1)


@pytest.mark.parametrize(
    "source",
    [
        "",
        " \n　\n",
        "一",
        "。",
        "一、",
        "（一）",
        "各位代表",
        "\x00",
        "一是",
        "附件",
        "特此报告。",
        "首页\n打印 关闭",
    ],
)
def test_hardly_any_text_gives_hardly_anything(source: str) -> None:
    reading = read(source)
    check(reading, source)
    assert reading.items == ()
    assert (reading.organ, reading.issued_on, reading.plan_year) == (None, None, None)
    assert {"no_organ", "no_date", "no_plan_year", "no_problems", "no_arrangements"} <= notes(reading)


@pytest.mark.parametrize(
    ("source", "note"),
    [
        pytest.param(paper(head=""), "no_title", id="title"),
        pytest.param(paper(head="关于法治政府建设情况的报告", foot=""), "no_organ", id="organ"),
        pytest.param(paper(foot=""), "no_date", id="date"),
        pytest.param(paper(head=HEAD.split("\n", maxsplit=1)[0]), "no_addressee", id="addressee"),
        pytest.param(paper(plans_heading="三、下一步打算"), "plan_year_inferred", id="planned year inferred"),
        pytest.param(paper(plans_heading="四、2023年工作安排"), "numbering_slips", id="chapters slip"),
        pytest.param(paper(done="", head=""), "starts_midway", id="head missing"),
    ],
)
def test_what_is_missing_or_inferred_is_noted(source: str, note: str) -> None:
    assert note in notes(read(source))
    assert note not in notes(read(WHOLE))


def test_the_order_of_notes_is_that_of_reading() -> None:
    def codes(reading: Reading) -> list[str]:
        return [note.code for note in reading.notes]

    assert codes(read(paper(head="", foot="", plans_heading="三、下一步打算"))) == [
        "no_title",
        "no_organ",
        "no_date",
        "no_addressee",
        "no_year",
        "no_plan_year",
    ]
