"""Saved web pages: the report without the site, and what the page says of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from reports.readers import Document, Refused
from reports.text.model import Metadata
from tests.reports.readers.making import FILES

Read = Callable[..., Document]
Refusal = Callable[..., Refused]

OPENING = (
    "2023年，我局坚持以习近平法治思想为指导，认真落实法治政府建设各项部署，"
    "全年办结各类事项12345件，按期办结率99.8%。现将有关情况报告如下。"
)
PARAGRAPHS = (
    "一、存在的问题",
    "（一）业务培训不够。窗口人员轮岗频繁，对新政策掌握不及时，原因在于培训计划与实际需要结合不紧。",
    "二、2024年主要安排",
    "（一）开展轮训。年内举办业务培训班4期，培训窗口人员不少于200人次。",
    "青澜市政务服务管理局",
    "2024年1月12日",
)
REPORT = "\n".join(PARAGRAPHS)
BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
MENUS = (
    "<ul>"
    + "".join(f'<li><a href="/{n}">栏目{n}，政务公开事项，第{n}类。</a></li>' for n in range(20))
    + "</ul>"
)


def page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode()


@pytest.mark.parametrize("name", ["page.html", "page.mhtml"])
def test_a_page_of_a_government_site_is_read(read: Read, name: str) -> None:
    document = read((FILES / name).read_bytes(), name=name)
    assert document.text.splitlines() == [
        "市委、市政府：",
        OPENING,
        "一、主要举措和成效",
        "（一）加强组织领导。成立领导小组，定期听取汇报，研究解决重大问题，压实工作责任。",
        "二、存在的问题",
        "一是业务培训不够。窗口人员轮岗频繁，对新政策掌握不及时。",
        "二是数据共享不足。群众重复提交材料的情况仍然存在。",
        "三、2024年主要安排",
        "序号\t工作任务\t牵头单位",
        "1\t举办业务培训班4期\t综合科",
        "青澜市政务服务管理局",
        "2024年1月12日",
    ]


@pytest.mark.parametrize("name", ["page.html", "page.mhtml"])
def test_the_label_block_is_read_and_the_clock_is_not(read: Read, name: str) -> None:
    document = read((FILES / name).read_bytes(), name=name)
    assert document.metadata == Metadata(
        title="青澜市政务服务管理局2023年度法治政府建设情况报告",
        organ="青澜市政务服务管理局",
        issued_on=date(2024, 1, 12),
        published_on=date(2024, 2, 5),
        number="青政务发〔2024〕3号",
    )
    assert "2031" not in document.text


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f'{MENUS}<div id="zoom">{BODY}</div>{MENUS}', id="known id"),
        pytest.param(f'{MENUS}<div class="TRS_Editor">{BODY}</div>{MENUS}', id="known class"),
        pytest.param(f'{MENUS}<div class="x"><div class="y">{BODY}</div></div>{MENUS}', id="unknown block"),
        pytest.param(f"<table><tr><td>{MENUS}</td><td>{BODY}</td></tr></table>", id="laid out by a table"),
        pytest.param(f"<nav>{MENUS}</nav>{BODY}", id="no block of its own"),
        pytest.param(
            f"{MENUS}<div>{'<br>'.join(PARAGRAPHS)}</div>{MENUS}", id="lines parted by breaks, no paragraphs"
        ),
        pytest.param(
            f"<div>{MENUS}</div><div>{''.join(f'<div>{text}</div>' for text in PARAGRAPHS)}</div>",
            id="divisions for paragraphs",
        ),
        pytest.param(f"<div>{MENUS}</div><pre>{REPORT}</pre>", id="preformatted text"),
        pytest.param(f"{MENUS}<div>{BODY.replace('<p>', '<p>&#12288;&#8195;')}</div>", id="wide spaces"),
        pytest.param(f"{MENUS}<div>{BODY.replace('</p>', '&#8203;</p>')}</div>", id="spaces without width"),
        pytest.param(
            f'<div><div class="pc">{BODY}</div><div class="phone">{BODY}</div></div>', id="a copy for phones"
        ),
    ],
)
def test_the_report_is_found(read: Read, body: str) -> None:
    assert read(page(body), name="页面.html").text == REPORT


def test_what_cannot_be_told_from_the_report_is_kept(read: Read) -> None:
    aside = "<div>本站提示：浏览本页的读者如有意见，请于工作日来信来电，我们将及时答复，并在本栏公开。</div>"
    assert REPORT in read(page(f"<div>{BODY}</div>{aside}"), name="页面.html").text


def test_a_heading_above_and_a_signature_below_the_sentences_are_kept(read: Read) -> None:
    body = f"{MENUS}<div><h1>2023年度报告</h1><div>{BODY}</div><p>（此件公开发布）</p></div>{MENUS}"
    assert read(page(body)).text == f"2023年度报告\n{REPORT}\n（此件公开发布）"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        pytest.param("今天是：2031年10月31日 星期五", Metadata(), id="a clock"),
        pytest.param("2031年10月31日 10:30", Metadata(), id="a date without a label"),
        pytest.param(
            "文号： 发布日期：2024-02-05", Metadata(published_on=date(2024, 2, 5)), id="an empty label"
        ),
        pytest.param("成文日期：2024-02-31", Metadata(), id="no such day"),
        pytest.param(
            "[ 成文日期 ] 2024-01-02 [ 有效性 ] 是", Metadata(issued_on=date(2024, 1, 2)), id="brackets"
        ),
        pytest.param("来源：本站原创 【打印】", Metadata(), id="no organ"),
        pytest.param("来源：青澜市司法局 点击数：8", Metadata(organ="青澜市司法局"), id="a source"),
        pytest.param(
            "文 号：\n青政发〔2024〕3号", Metadata(number="青政发〔2024〕3号"), id="on the next line"
        ),
    ],
)
def test_labels_are_read_with_care(read: Read, head: str, expected: Metadata) -> None:
    body = f"<div>{head.replace(chr(10), '<br>')}</div><div id=zoom>{BODY}</div>"
    assert read(page(body)).metadata == expected


def test_labels_within_the_report_are_not_the_page_s(read: Read) -> None:
    body = f"<div id=zoom>{BODY}<p>发布日期：2019-05-05</p><p>发布机构：青澜市财政局</p></div>"
    assert read(page(body)).metadata == Metadata()


def test_the_title_is_the_line_that_the_page_s_title_repeats(read: Read) -> None:
    head = "<title>2023年度法治政府建设情况报告 - 青澜市人民政府</title>"
    body = f"<h2>青澜市人民政府</h2><h1>2023年度法治政府建设情况报告</h1><div id=zoom>{BODY}</div>"
    assert read(page(body, head)).metadata.title == "2023年度法治政府建设情况报告"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(page(BODY).decode().replace("utf-8", "gb2312").encode("gb18030"), id="declared gb2312"),
        pytest.param(f"<html><body>{BODY}</body></html>".encode("gb18030"), id="GBK, not declared"),
        pytest.param(page(BODY).decode().replace("utf-8", "gb2312").encode(), id="declared wrongly"),
        pytest.param(page(BODY).decode().replace("utf-8", "no-such-code").encode(), id="declared nonsense"),
        pytest.param(page(BODY).decode().encode("utf-16"), id="UTF-16"),
        pytest.param(BODY.encode(), id="a fragment"),
    ],
)
def test_the_charset_is_found(read: Read, data: bytes) -> None:
    document = read(data, name="页面.htm")
    assert (document.text, document.format) == (REPORT, "html")


FOOTER = "<footer>版权所有：青澜市人民政府，未经许可，不得转载。</footer>"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param(MENUS, "navigation_only", id="menus"),
        pytest.param(f"{MENUS}<div id=zoom></div>{FOOTER}", "navigation_only", id="an empty article"),
        pytest.param("<p></p><script>render('一、存在的问题。')</script>", "empty", id="only a script"),
    ],
)
def test_a_page_without_its_report_is_refused(refusal: Refusal, body: str, code: str) -> None:
    assert refusal(page(body), name="页面.html").code == code


def test_a_web_archive_without_a_page_is_refused(refusal: Refusal) -> None:
    head = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n"
    data = head + b"--x\nContent-Type: text/css\n\np{}\n--x--\n"
    assert refusal(data, name="页面.mht").code == "damaged"
