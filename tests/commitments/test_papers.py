"""Official papers: their layout, what stands in them, and that LibreOffice prints them."""

from __future__ import annotations

import io
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from defusedxml.ElementTree import fromstring
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from docx.oxml.ns import qn
from docx.shared import Length

from commitments import access
from commitments.choices import Paper
from commitments.models import Commitment
from commitments.papers import defaults, draft, in_force, layout, results, samples, words
from commitments.papers.chart import Bars
from commitments.papers.rendering import render
from tests.commitments import answered, outcomes, wordfiles
from tests.commitments.offices import City

DAY = date(2025, 3, 20)
KINDS = list(defaults.MADE)
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def sample(kind: str) -> bytes:
    return render(defaults.shipped(kind), samples.SAMPLES[kind], samples.SAMPLES[kind])


def millimetres(length: int) -> int:
    return round(Length(length).mm)


# --- the templates that are brought along -----------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_shipped_is_what_the_script_makes(kind: str) -> None:
    assert wordfiles.parts(defaults.made(kind)) == wordfiles.parts(defaults.shipped(kind))


def test_every_paper_has_a_template_and_samples() -> None:
    assert set(defaults.MADE) == set(samples.SAMPLES) == set(Paper)
    assert {path.stem for path in defaults.FOLDER.glob("*.docx")} == set(Paper.values)


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_is_that_of_the_standard(kind: str) -> None:
    section: Any = wordfiles.opened(sample(kind)).sections[0]
    page, top, left = (section.page_width, section.page_height), section.top_margin, section.left_margin
    assert [millimetres(side) for side in (*page, top, left)] == [210, 297, 37, 28]
    assert millimetres(page[0] - left - section.right_margin) == 156
    assert millimetres(page[1] - top - section.bottom_margin) == 225


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [
        (layout.HEADING, "方正小标宋简体", 22),
        (layout.TEXT, "仿宋_GB2312", 16),
        (layout.FIRST, "黑体", 16),
        (layout.SECOND, "楷体_GB2312", 16),
    ],
)
def test_fonts_and_sizes_are_those_of_the_standard(style: str, font: str, size: int) -> None:
    found: Any = wordfiles.opened(sample(Paper.RESULTS)).styles[style]
    fonts = found.element.rPr.find(qn("w:rFonts"))
    assert (fonts.get(qn("w:eastAsia")), found.font.size.pt) == (font, size)
    # A font of the theme would win over the one that is named.
    assert not [name for name in fonts.attrib if name.endswith("Theme")]
    assert 28 <= found.paragraph_format.line_spacing.pt <= 33


def test_a_machine_without_these_fonts_is_told_what_stands_in() -> None:
    table = wordfiles.parts(sample(Paper.DRAFT))["word/fontTable.xml"].decode()
    for font, instead in (("方正小标宋简体", "宋体"), ("仿宋_GB2312", "仿宋"), ("楷体_GB2312", "楷体")):
        assert f'<w:font w:name="{font}"><w:altName w:val="{instead}"/>' in table


def test_pages_are_numbered_between_dashes_on_the_outer_edge() -> None:
    section = wordfiles.opened(sample(Paper.RESULTS)).sections[0]
    for footer, align in ((section.footer, "RIGHT"), (section.even_page_footer, "LEFT")):
        paragraph = footer.paragraphs[0]
        assert paragraph.text == "—  —"
        assert paragraph._p.xpath("string(.//w:instrText)").strip() == "PAGE"
        assert paragraph.alignment is not None
        assert paragraph.alignment.name == align


@pytest.mark.parametrize("kind", KINDS)
def test_no_tag_is_left_in_a_paper_and_no_person_named_as_its_author(kind: str) -> None:
    file = sample(kind)
    assert not [name for name, part in wordfiles.parts(file).items() if b"{{" in part or b"{%" in part]
    assert wordfiles.opened(file).core_properties.author == ""


def test_only_letters_to_a_unit_name_the_officer() -> None:
    named = {
        kind for kind in KINDS if samples.SAMPLES[Paper.CHASE]["承办人"] in wordfiles.words(sample(kind))
    }
    assert named == {Paper.CHASE, Paper.SUPERVISE}


# --- the chart --------------------------------------------------------------------------------------------

BARS = Bars("评定（项）", ("已完成", "=未提及"), (("可量化", (3, 0)), ("方向性", (1, 2))))


def charted(bars: Bars) -> dict[str, bytes]:
    fields = {**samples.SAMPLES[Paper.RESULTS], "评定图": bars, "趋势图": ""}
    return wordfiles.parts(render(defaults.shipped(Paper.RESULTS), samples.SAMPLES[Paper.RESULTS], fields))


def test_a_chart_is_words_own_with_its_figures_inside() -> None:
    found = charted(BARS)
    charts = [name for name in found if name.startswith("word/charts/") and name.endswith(".xml")]
    assert charts == ["word/charts/chart1.xml"]
    root: Any = fromstring(found[charts[0]])
    series = root.findall(f".//{C}ser")
    assert [each.findtext(f"{C}tx//{C}v") for each in series] == ["可量化", "方向性"]
    assert [[v.text for v in each.findall(f"{C}val//{C}v")] for each in series] == [["3"], ["1", "2"]]
    assert all(each.find(f"{C}dLbls/{C}showVal").get("val") == "1" for each in series)
    book = openpyxl.load_workbook(io.BytesIO(found["word/embeddings/Microsoft_Excel_Sheet1.xlsx"]))
    rows = [[cell.value for cell in row] for row in book["Sheet1"].iter_rows()]
    assert rows == [[None, "可量化", "方向性"], ["已完成", 3, 1], ["=未提及", 0, 2]]
    assert book["Sheet1"]["A3"].data_type == "s"


def test_a_chart_is_told_in_words_to_who_cannot_see_it() -> None:
    body = charted(BARS)["word/document.xml"].decode()
    assert 'descr="评定（项）。已完成：可量化3、方向性1；=未提及：可量化0、方向性2"' in body


def test_series_are_told_apart_without_colour() -> None:
    found = charted(Bars("x", ("a",), tuple((str(n), (1,)) for n in range(6))))
    series: Any = fromstring(found["word/charts/chart1.xml"]).findall(f".//{C}ser")
    fills = [next(iter(each.find(f"{C}spPr"))) for each in series]
    looks = [(fill.get("prst"), *(colour.get("val") for colour in fill.iter())) for fill in fills]
    assert len(set(looks)) == 6


def test_where_nothing_was_compared_there_is_no_chart() -> None:
    found = wordfiles.parts(
        render(
            defaults.shipped(Paper.RESULTS),
            samples.SAMPLES[Paper.RESULTS],
            samples.nothing(samples.SAMPLES[Paper.RESULTS]),
        )
    )
    assert not [name for name in found if "chart" in name]


# --- what stands in them ----------------------------------------------------------------------------------


def same_fields(told: Any, fields: Any, where: str = "") -> None:
    """Every name that a template may use is there, in every row of every list."""
    assert set(told) == set(fields), where
    for name, value in told.items():
        for row in value if isinstance(value, list) else []:
            same_fields(row, fields[name][0], name)


@pytest.fixture
def judged(town: City) -> list[Commitment]:
    rows = outcomes.promised(town)
    outcomes.answered(town, rows)
    outcomes.rated(town, rows[2], "fulfilled", "数字与<台账>一致。")
    outcomes.rated(town, rows[3], "not_mentioned")
    return rows


@pytest.mark.django_db
def test_the_report_tells_counts_and_rows(town: City, judged: list[Commitment]) -> None:
    told = results.fields(town.bureau, 2024, today=DAY)
    same_fields(told, samples.SAMPLES[Paper.RESULTS])
    assert (told["事项数"], told["已核对数"], told["已评定数"], told["未核对数"]) == ("5", "5", "2", "")
    assert [len(told[name]) for name in ("工作安排", "问题整改", "未提及事项")] == [3, 2, 1]
    counted = {row["类别"]: row for row in told["分类统计"]}
    assert sum(int(row["事项数"]) for row in counted.values()) == 5
    assert all(int(row["兑现数"]) <= int(row["计入评价数"]) <= int(row["事项数"]) for row in counted.values())
    text = wordfiles.words(in_force.write(Paper.RESULTS, town.bureau, told))
    assert "2024年度承诺事项兑现核对报告" in text
    assert "数字与<台账>一致" in text
    assert words.day(DAY) in text
    names = {user.first_name for user in town.people.values()} - {"", "上级"}
    assert not [name for name in names if name in text]


@pytest.mark.django_db
def test_a_year_without_a_comparison_says_so(town: City) -> None:
    outcomes.promised(town)
    told = results.fields(town.bureau, 2024, today=DAY)
    assert (told["已核对数"], told["未核对数"], told["评定图"], told["趋势图"]) == ("0", "5", "", "")
    text = wordfiles.words(in_force.write(Paper.RESULTS, town.bureau, told))
    assert "尚未核对5项" in text
    assert "年度对比" not in text


@pytest.mark.django_db
def test_the_draft_says_each_sentence_with_its_source(town: City) -> None:
    answered.answered(town)
    told = draft.fields(town.bureau, 2024, person=access.person(town["clerk"], DAY), today=DAY)
    same_fields(told, samples.SAMPLES[Paper.DRAFT])
    assert [group["序号"] for group in told["分组"]] == ["一", "二"][: len(told["分组"])]
    text = wordfiles.words(in_force.write(Paper.DRAFT, town.bureau, told))
    assert "一、" in text
    assert "（一）" in text
    for entry in told["分组"][0]["事项"]:
        assert entry["落实情况"] in text
        assert all(sentence["出处"] in text for sentence in entry["语句"])


@pytest.mark.django_db
def test_papers_are_chinese_for_an_english_reader(town: City, judged: list[Commitment]) -> None:
    person = access.person(town["clerk"], DAY)
    with translation.override("en"):
        assert draft.fields(town.bureau, 2024, person=person, today=DAY)["标题"].startswith("2024年")
        assert results.fields(town.bureau, 2024, today=DAY)["工作安排"][0]["办理状态"] == "办理中"


@pytest.mark.django_db
def test_many_rows_take_as_many_queries_as_few(town: City) -> None:
    def asked(*arrangements: str) -> int:
        with transaction.atomic():
            rows = outcomes.promised(town, arrangements=arrangements)
            outcomes.answered(town, rows)
            with CaptureQueriesContext(connection) as queries:
                told = results.fields(town.bureau, 2024, today=DAY)
                in_force.write(Paper.RESULTS, town.bureau, told)
            assert len(told["工作安排"]) == len(arrangements)
            transaction.set_rollback(True)
        return len(queries)

    few, *_more = many = [
        f"（{n}）加强窗口{n}号台建设。2024年底前完成第{n}项。" for n in "一二三四五六七八九"
    ]
    assert asked(few) == asked(*many) <= 9


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五"), (99, "九十九"), (100, "100")],
)
def test_headings_are_numbered_in_chinese(number: int, said: str) -> None:
    assert words.numeral(number) == said


# --- printed ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_libreoffice_prints_it(kind: str, tmp_path: Path) -> None:
    with closing(wordfiles.printed(sample(kind), tmp_path)) as pdf:
        width, height = pdf.get_page_size(0)
        assert (round(width * 25.4 / 72), round(height * 25.4 / 72)) == (210, 297)
        pages = wordfiles.pages(pdf)
    assert all(f"— {number} —" in page for number, page in enumerate(pages, start=1))
    assert "窗口" in "".join(pages)


def test_the_head_of_a_long_table_stands_on_every_page(tmp_path: Path) -> None:
    fields = samples.SAMPLES[Paper.RESULTS]
    many = {**fields, "工作安排": fields["工作安排"] * 40}
    with closing(wordfiles.printed(render(defaults.shipped(Paper.RESULTS), fields, many), tmp_path)) as pdf:
        pages = wordfiles.pages(pdf)
    assert len(pages) > 5
    assert sum("报告回应" in page for page in pages) >= len(pages) - 2
    assert any("各类事项评定结果" in page and "可核查" in page for page in pages)
