"""PDF: paragraphs from printed lines, without what pages carry at their edges."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reports.readers import Document, Limits, Refused
from tests.reports.readers.making import FILES, pdf, printed, typeset
from tests.reports.readers.test_docx import NOTE, REPORT

Read = Callable[..., Document]
Refusal = Callable[..., Refused]

TRAINING = "（一）开展轮训。年内举办业务培训班4期，培训窗口人员不少于200人次，并把培训情况纳入年度考核。"
SHARING = "（二）推进数据共享。2024年6月底前接入垂直管理系统3个，完善电子证照应用，让群众少跑腿。"


def lines(read: Read, *pages: bytes) -> list[str]:
    return read(pdf(pages), name="报告.pdf").text.splitlines()


def test_a_report_exported_by_a_word_processor_is_read_as_it_was_written(read: Read) -> None:
    document = read((FILES / "report.pdf").read_bytes())
    assert tuple(document.text.splitlines()) == (*REPORT, "注释：", f"1.{NOTE}")
    assert (document.format, document.unread_pages) == ("pdf", ())


def test_lines_become_paragraphs(read: Read) -> None:
    assert lines(read, typeset(["三、2024年主要安排", TRAINING, SHARING])) == [
        "三、2024年主要安排",
        TRAINING,
        SHARING,
    ]


def test_a_paragraph_runs_on_to_the_next_page(read: Read) -> None:
    first = typeset([TRAINING, SHARING[:24]]) + printed("- 1 -", 280, 60, 14)
    second = typeset([SHARING[24:]], indent=0) + printed("- 2 -", 280, 60, 14)
    assert lines(read, first, second) == [TRAINING, SHARING]


@pytest.mark.parametrize(
    ("text", "y"),
    [
        pytest.param("- {} -", 60, id="- 3 -"),
        pytest.param("— {} —", 60, id="— 3 —"),
        pytest.param("{}", 60, id="3"),
        pytest.param("第 {} 页 共 3 页", 60, id="第 3 页 共 3 页"),
        pytest.param("{}/3", 60, id="3/3"),
        pytest.param("青澜市政务服务管理局年度报告", 800, id="running header"),
        pytest.param("https://zwfw.qinglan.example/t{}.html {}/3", 40, id="the address a browser prints"),
        pytest.param("2031/10/31 16:0{} 年度报告", 815, id="the clock a browser prints"),
    ],
)
def test_what_stands_at_the_edge_is_left_out(read: Read, text: str, y: float) -> None:
    pages = [
        typeset([body]) + printed(text.format(number, number), 250, y, 12)
        for number, body in enumerate((TRAINING, SHARING, "（三）完善窗口制度。"), start=1)
    ]
    assert lines(read, *pages) == [TRAINING, SHARING, "（三）完善窗口制度。"]


def test_a_number_in_the_body_is_no_page_number(read: Read) -> None:
    assert lines(read, typeset([TRAINING]) + printed("2023", 90, 500)) == [TRAINING, "2023"]


def test_a_title_broken_into_lines_is_one(read: Read) -> None:
    title = printed("青澜市政务服务管理局", 187, 780, 22) + printed("2023年度报告", 220, 750, 22)
    assert lines(read, title + typeset([TRAINING])) == ["青澜市政务服务管理局2023年度报告", TRAINING]


def test_a_raised_figure_of_a_unit_stays(read: Read) -> None:
    text = printed("改造面积3000m", 90, 500) + printed("2", 190, 507, 8) + printed("。", 194, 500)
    assert lines(read, text) == ["改造面积3000m2。"]


@pytest.mark.parametrize("mark", ["1", "②", "[3]"])
def test_a_raised_footnote_mark_does_not_change_a_figure(read: Read, mark: str) -> None:
    text = printed("办结95", 90, 500) + printed(mark, 138, 507, 8) + printed("项，位居全市前列。", 150, 500)
    assert lines(read, text) == ["办结95项，位居全市前列。"]


def test_footnotes_of_several_lines_and_pages_come_at_the_end(read: Read) -> None:
    first = typeset([TRAINING, SHARING[:24]]) + printed("1 办结率：在时限内办结", 90, 130, 10)
    second = typeset([SHARING[24:]], indent=0) + printed("② 证照：电子的证照。", 90, 130, 10)
    notes = printed("的比例。", 90, 116, 10)
    assert lines(read, first + notes, second) == [
        TRAINING,
        SHARING,
        "注释：",
        "1.办结率：在时限内办结的比例。",
        "2.证照：电子的证照。",
    ]


def test_table_rows_are_lines(read: Read) -> None:
    cells = (
        printed("任务", 90, 700) + printed("牵头单位", 250, 700)
        + printed("举办业务培", 90, 672) + printed("训班4期", 90, 644) + printed("综合科", 250, 672)
        + printed("数据共享", 90, 616) + printed("信息科", 250, 616)
    )  # fmt: skip
    assert lines(read, cells)[0] == "任务\t牵头单位"
    assert lines(read, cells)[-1] == "数据共享\t信息科"


def test_pages_that_are_pictures_are_told_of(read: Read) -> None:
    outlines = b"0 0 m 9 9 l S\n" * 60  # letters drawn as curves
    document = read(pdf([typeset([TRAINING]), outlines, typeset([SHARING])]))
    assert (document.text.splitlines(), document.unread_pages) == ([TRAINING, SHARING], (2,))


def test_a_blank_page_is_no_picture(read: Read) -> None:
    assert read(pdf([typeset([TRAINING]), b""])).unread_pages == ()


@pytest.mark.parametrize(
    ("pages", "code"),
    [
        pytest.param([b"", b""], "empty", id="blank pages"),
        pytest.param([b"0 0 m 9 9 l S\n" * 60], "scanned", id="letters drawn as curves"),
        pytest.param([typeset(["\ue012\ue044\uf0a8" * 30])], "bad_encoding", id="private-use characters"),
    ],
)
def test_a_pdf_without_readable_text_is_refused(refusal: Refusal, pages: list[bytes], code: str) -> None:
    assert refusal(pdf(pages)).code == code


def test_too_many_pages_are_refused_with_their_number(refusal: Refusal) -> None:
    refused = refusal(pdf([typeset([TRAINING])] * 3), limits=Limits(max_pages=2))
    assert (refused.code, refused.values) == ("too_many_pages", {"pages": 3, "limit": 2})


def test_more_characters_than_the_limit_are_refused(refusal: Refusal) -> None:
    assert refusal(pdf([typeset([TRAINING])]), limits=Limits(max_characters=20)).code == "too_long"
