"""OFD: paragraphs from what stands where on the pages, however its writer has put it down."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from reports.readers import Document, Limits, Refused
from reports.text.reading import read as read_text
from tests.reports import papers
from tests.reports.readers import ofds
from tests.reports.readers.making import MEBIBYTE
from tests.reports.readers.ofds import LEFT, SIZE, STEP, TOP, letters, line, ofd, typeset

Read = Callable[..., Document]
Refusal = Callable[..., Refused]

TRAINING = "（一）开展轮训。年内举办业务培训班4期，培训窗口人员不少于200人次，并把培训情况纳入年度考核。"
SHARING = "（二）推进数据共享。2024年6月底前接入垂直管理系统3个，完善电子证照应用，让群众少跑腿。"
PAPER = papers.paper().split("\n")


def lines(read: Read, *pages: str, **more: str) -> list[str]:
    return read(ofd(pages, **more), name="报告.ofd").text.splitlines()


@pytest.mark.parametrize("rows", [7, 12, 22])
@pytest.mark.parametrize("width", [22, 26, 28, 34])
def test_a_report_of_several_pages_is_read_as_it_was_written(read: Read, width: int, rows: int) -> None:
    document = read(ofd(typeset(PAPER, width=width, lines=rows)), name="报告.ofd")
    assert document.text.splitlines() == PAPER
    assert (document.format, document.unread_pages) == ("ofd", ())


def test_what_is_found_in_it_is_what_is_found_in_its_text(read: Read) -> None:
    document = read(ofd(typeset(PAPER)))
    assert read_text(document.text, document.metadata) == read_text(papers.paper())


def test_a_letter_at_a_time_is_put_together(read: Read) -> None:
    pages = ["".join(letters(*each) for each in page) for page in ofds.placed(PAPER, lines=12)]
    assert lines(read, *pages) == PAPER


def test_lines_in_any_order_are_put_in_order(read: Read) -> None:
    pages = []
    for page in ofds.placed(PAPER, lines=12):
        objects = [letters(*each) for each in page]
        random.Random(7).shuffle(objects)
        pages.append("".join(objects))
    assert lines(read, *pages) == PAPER


def test_headers_and_page_numbers_are_left_out(read: Read) -> None:
    numbered = [
        page + line(f"— {number} —", 95, 280, 5)
        for number, page in enumerate(typeset(PAPER, lines=8), start=1)
    ]
    assert lines(read, *numbered, template=line("青澜市政府文件", 80, 15, 5)) == PAPER


def test_a_paragraph_may_begin_with_wide_blanks(read: Read) -> None:
    page = (
        line("　　" + TRAINING[:26])
        + line(TRAINING[26:], y=TOP + STEP)
        + line("　　" + SHARING[:26], y=TOP + 2 * STEP)
    )
    assert lines(read, page + line(SHARING[26:], y=TOP + 3 * STEP)) == [TRAINING, SHARING]


def test_bold_type_drawn_twice_is_read_once(read: Read) -> None:
    pages = ["".join(line(*each) * 2 for each in page) for page in ofds.placed(PAPER)]
    assert lines(read, *pages) == PAPER


def test_a_row_of_a_table_is_a_line_with_tabs(read: Read) -> None:
    cells = [
        ("序号", "工作任务", "牵头单位"),
        ("1", "举办培训班4期", "综合科"),
        ("2", "接入系统3个", "信息科"),
    ]
    page = "".join(
        line(cell, LEFT + 50 * column, TOP + STEP * row)
        for row, words in enumerate(cells)
        for column, cell in enumerate(words)
    )
    assert lines(read, page) == ["\t".join(words) for words in cells]


def test_a_raised_mark_of_a_footnote_does_not_change_a_figure(read: Read) -> None:
    page = line("按期办结率95") + line("1", LEFT + 6 * SIZE, TOP - 2, 3) + line("%以上。", LEFT + 6.4 * SIZE)
    assert lines(read, page) == ["按期办结率95%以上。"]


def test_words_that_are_not_chinese_stay_apart(read: Read) -> None:
    bottom = TOP + 23 * STEP
    words = line("Windows", LEFT + 2 * SIZE, bottom) + line("Server", LEFT + 6 * SIZE, bottom)
    assert lines(read, *typeset(PAPER[:-1])[:-1], typeset(PAPER[:-1])[-1] + words)[-1] == "Windows Server"


def test_text_off_the_page_is_not_read(read: Read) -> None:
    assert lines(read, line("年度报告") + line("看不见的字", 400) + line("也看不见", 30, 900)) == ["年度报告"]


def test_pictures_among_the_pages_are_told(read: Read) -> None:
    first, *others = typeset(PAPER, lines=12)
    assert read(ofd([first, ofds.picture(), *others])).unread_pages == (2,)


@pytest.mark.parametrize(
    ("given", "title"),
    [
        pytest.param(PAPER[0], PAPER[0], id="the title of the report"),
        pytest.param("Microsoft Word - 定稿3.docx", None, id="the name of a file"),
        pytest.param("法治政府建设", None, id="a few words of the title"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_a_title_in_the_file_is_believed_when_the_page_shows_it(
    read: Read, given: str, title: str | None
) -> None:
    found = read(ofd(typeset(PAPER), title=given)).metadata
    assert found.title == title
    assert (found.issued_on, found.published_on) == (None, None)  # the day of the conversion is neither


def test_a_page_that_is_not_there_is_a_damaged_file(refusal: Refusal) -> None:
    whole = ofds.parts(typeset(PAPER, lines=8))
    assert refusal(ofds.zipped({k: v for k, v in whole.items() if "Page_1" not in k})).code == "damaged"


def test_too_many_pages_and_letters_are_refused_by_their_number(refusal: Refusal) -> None:
    pages = typeset(PAPER, lines=8)
    assert refusal(ofd(pages), limits=Limits(max_pages=1)).code == "too_many_pages"
    assert refusal(ofd(pages), limits=Limits(max_characters=99)).code == "too_long"


def test_parts_unpack_to_no_more_than_the_limit(refusal: Refusal) -> None:
    bomb = ofd([line("年度报告")], **{"Doc_0/Res/x.xml": " " * (5 * MEBIBYTE)})
    assert len(bomb) < MEBIBYTE
    assert refusal(bomb, limits=Limits(max_expanded_bytes=4 * MEBIBYTE)).code == "expands_too_far"


def test_an_entity_bomb_is_refused(refusal: Refusal) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "哈哈"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
    parts = ofds.parts([line("年度报告")]) | {"Doc_0/Pages/Page_0/Content.xml": bomb}
    assert refusal(ofds.zipped(parts)).code == "damaged"


def test_a_unit_that_holds_itself_ends(refusal: Refusal) -> None:
    unit = (
        f"<ofd:Res {ofds.SPACE}><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID='50'><ofd:Content>"
        + "<ofd:CompositeObject ResourceID='50'/>" * 2
        + "</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>"
    )
    parts = ofds.parts(["<ofd:CompositeObject ResourceID='50'/>"]) | {"Doc_0/PublicRes.xml": unit}
    assert refusal(ofds.zipped(parts), limits=Limits(seconds=2)).code == "too_complex"


def test_a_place_beyond_all_numbers_is_refused(refusal: Refusal) -> None:
    far = line("年度报告").replace("<ofd:TextObject", '<ofd:TextObject CTM="1e200 0 0 1e200 1e308 1e308"')
    assert refusal(ofd([far.replace('X="0"', 'X="1e300"')])).code in {"damaged", "empty"}


def test_no_reference_leads_out_of_the_file(refusal: Refusal) -> None:
    root = ofds.parts([line("年度报告")])["OFD.xml"].replace("Doc_0/Document.xml", "../../../../etc/passwd")
    assert refusal(ofds.zipped(ofds.parts([""]) | {"OFD.xml": root})).code == "damaged"
