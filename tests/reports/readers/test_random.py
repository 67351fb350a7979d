"""Whatever the bytes, reading gives a document or a refusal: never another exception."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.readers import Document, Limits, Refused, archive, docx, html, message, ofd, pdf, read_file, text
from reports.readers.detection import content_of
from reports.readers.model import Contents
from tests.reports import papers
from tests.reports.readers import ofds
from tests.reports.readers.making import FILES, LIMITS, zipped

READERS: dict[str, Callable[[bytes, Limits], Document | Contents]] = {
    "text": text.read,
    "html": html.read,
    "message": message.read,
    "office": docx.read,
    "pdf": pdf.read,
    "ofd": ofd.read,
    "archive": archive.read,
}
PARTS = ofds.parts(ofds.typeset(papers.paper().split("\n"), lines=12), title="年度报告")
MADE = {"report.ofd": zipped(PARTS, 0), "reports.zip": zipped({"a.txt": "年度报告", "b.txt": "b" * 500}, 0)}
FOUND = ("report.docx", "report.pdf", "page.html", "page.mhtml")
SAMPLES = {name: (FILES / name).read_bytes() for name in FOUND} | MADE
STARTS = (
    b"",
    b"PK\x03\x04",
    b"%PDF-1.7\n",
    b"<html><body>",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xd0\xcf\x11\xe0",
)
thoroughly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read_here(data: bytes) -> None:
    """As the door does, but in this process, so that an exception is not taken for a broken-down child."""
    try:
        document = READERS[content_of(data)](data, LIMITS)
    except Refused:
        return
    assert isinstance(document, Contents) or "\r" not in document.text


@thoroughly
@given(st.sampled_from(STARTS), st.binary(max_size=3000))
def test_random_bytes(start: bytes, data: bytes) -> None:
    read_here(start + data)


@thoroughly
@given(st.text(max_size=2000), st.sampled_from(["utf-8", "gb18030", "utf-16", "utf-16-le", "big5"]))
def test_random_text_in_any_encoding(content: str, encoding: str) -> None:
    read_here(content.encode(encoding, "replace"))


TAGS = (
    "<div> </div> <p> </p> <table> <tr> <td> </td> </table> <a href=x> </a> <br> <!-- --> <script> </script> "
    "<title> <ul><li> <div id=zoom> <select> <svg> <template> <frameset> </body> </html> &nbsp; &#0; "
    "发布日期： 文号： 成文日期：2024-02-31 <meta\tname=PubDate\tcontent=2024-13-40>"
)
MARKUP = st.sampled_from([*TAGS.split(" "), "\n", "年内举办业务培训班4期，培训窗口人员不少于200人次。"])


@thoroughly
@given(st.lists(MARKUP, max_size=60))
def test_random_markup(parts: list[str]) -> None:
    read_here(f"<html>{''.join(parts)}".encode())


@pytest.mark.parametrize("name", SAMPLES)
@thoroughly
@given(st.data())
def test_real_files_cut_short(name: str, data: st.DataObject) -> None:
    content = SAMPLES[name]
    read_here(content[: data.draw(st.integers(0, len(content)))])


@pytest.mark.parametrize("name", SAMPLES)
@thoroughly
@given(st.data())
def test_real_files_with_bytes_changed(name: str, data: st.DataObject) -> None:
    content = bytearray(SAMPLES[name])
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=20)):
        content[place] = data.draw(st.integers(0, 255))
    read_here(bytes(content))


@thoroughly
@given(st.sampled_from(sorted(PARTS)), st.data())
def test_parts_of_an_ofd_with_bytes_changed(part: str, data: st.DataObject) -> None:
    content = bytearray(PARTS[part].encode())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=20)):
        content[place] = data.draw(st.integers(0, 255))
    read_here(zipped(PARTS | {part: bytes(content)}, 0))


@pytest.mark.parametrize("name", FOUND)
def test_a_file_read_twice_gives_the_same(name: str) -> None:
    first, second = (read_file(Path(FILES / name), name, LIMITS) for _ in range(2))
    assert first == second
