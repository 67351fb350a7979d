"""Plain text: encodings, line ends, and pages saved as text without their report."""

from __future__ import annotations

import codecs
from collections.abc import Callable

import pytest

from reports.readers import Document, Limits, Refused

Read = Callable[..., Document]
Refusal = Callable[..., Refused]

REPORT = (
    "青澜市政务服务管理局2023年度法治政府建设情况报告\n市委、市政府：\n一、存在的问题\n"
    "（一）业务培训不够。窗口人员轮岗频繁，对新政策掌握不及时，原因在于培训计划与实际需要结合不紧。\n"
    "二、2024年主要安排\n（一）开展轮训。年内举办业务培训班4期，培训窗口人员不少于200人次。\n"
)


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        pytest.param("utf-8", b"", id="UTF-8"),
        pytest.param("utf-8", codecs.BOM_UTF8, id="UTF-8 with BOM"),
        pytest.param("gb18030", b"", id="GB 18030"),
        pytest.param("utf-16-le", codecs.BOM_UTF16_LE, id="UTF-16 little-endian"),
        pytest.param("utf-16-be", codecs.BOM_UTF16_BE, id="UTF-16 big-endian"),
    ],
)
def test_the_encodings_that_clerks_save_in_are_read(read: Read, encoding: str, mark: bytes) -> None:
    document = read(mark + REPORT.encode(encoding), name="报告.txt")
    assert (document.text, document.format) == (REPORT, "text")


def test_traditional_characters_are_no_garble(read: Read) -> None:
    text = "青瀾市政務服務管理局二〇二三年度法治政府建設情況報告，業務培訓不夠，窗口人員輪崗頻繁。\n"
    assert read(text.encode()).text == text


def test_rare_characters_of_names_survive(read: Read) -> None:
    text = REPORT + "联系人：𬭎镕、㛃。\n"
    assert read(text.encode("gb18030")).text == text


@pytest.mark.parametrize(
    "garbled",
    [
        pytest.param(REPORT.encode().decode("gb18030", "replace").encode(), id="UTF-8 read as GBK"),
        pytest.param(REPORT.encode().decode("latin-1").encode(), id="UTF-8 read as Latin-1"),
        pytest.param(REPORT.encode("gb18030").decode("latin-1").encode(), id="GBK read as Latin-1"),
        pytest.param(REPORT.encode("gb18030").decode("utf-8", "replace").encode(), id="GBK read as UTF-8"),
        pytest.param(REPORT.encode("gb18030").decode("big5", "replace").encode(), id="GBK read as Big5"),
    ],
)
def test_text_that_was_garbled_before_is_refused(refusal: Refusal, garbled: bytes) -> None:
    assert refusal(garbled, name="报告.txt").code == "bad_encoding"


def test_line_ends_become_one_kind_and_control_characters_go(read: Read) -> None:
    raw = "一、存在的问题\r\n培训不够。\r二、安排\x0b开展轮训。\x0c三、\x02其他\x1f事项。\u2028完"
    assert read(raw.encode()).text == "一、存在的问题\n培训不够。\n二、安排\n开展轮训。\n三、其他事项。\n完"


def test_a_character_cut_off_at_the_end_costs_only_itself(read: Read) -> None:
    assert read(REPORT.rstrip().encode()[:-1]).text == REPORT.rstrip()[:-1]


def test_two_broken_bytes_in_a_long_text_are_no_reason_to_refuse(read: Read) -> None:
    text = REPORT * 5
    document = read(text.encode() + b"\xff\xfe" + text.encode())
    assert document.text == f"{text}��{text}"


def test_angle_brackets_do_not_make_a_web_page(read: Read) -> None:
    text = "根据《关于印发<青澜市办事指南>的通知》和<市级>要求，一是加强培训。\n" * 3
    assert (read(text.encode()).format, read(text.encode()).text) == ("text", text)


def test_a_page_of_menus_saved_as_text_is_refused(refusal: Refusal) -> None:
    menu = (
        "首页\n无障碍\n登录\n政务公开\n机构职能\n领导成员\n通知公告\n统计数据\n财政资金\n打印\n字体：大中小\n"
    )
    assert refusal((menu * 3).encode(), name="页面.txt").code == "navigation_only"


def test_a_bare_list_of_headings_is_not_taken_for_menus(read: Read) -> None:
    text = "".join(f"（{number}）加强第{number}项工作\n" for number in range(1, 30))
    assert read(text.encode()).text == text


def test_a_report_with_the_menus_round_it_is_read(read: Read) -> None:
    text = "首页\n无障碍\n登录\n打印\n字体：大中小\n" + REPORT * 2
    assert read(text.encode()).text == text


def test_more_characters_than_the_limit_are_refused(refusal: Refusal) -> None:
    refused = refusal(REPORT.encode(), limits=Limits(max_characters=50))
    assert (refused.code, refused.values) == ("too_long", {"limit": 50})
