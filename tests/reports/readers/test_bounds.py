"""Hostile files cost bounded time and memory. What reading takes is measured in a process of its own.

The bounds are generous: they catch what has no bound, not what is slow on a busy machine.
"""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from reports.readers import Limits, Refused, read_file
from reports.readers.confined import read_in_child
from tests.reports.readers.making import LIMITS, MEBIBYTE, paragraph, pdf, printed, typeset, word, zipped
from tests.reports.readers.ofds import ofd

Refusal = Callable[..., Refused]

SHORT = Limits(seconds=3, max_memory=300 * MEBIBYTE, max_expanded_bytes=4 * MEBIBYTE)
ROOT = Path(__file__).resolve().parents[3]
SENTENCE = "年内举办业务培训班4期。"
MEASURE = """
import json, resource, sys, time
from pathlib import Path
from reports.readers import Limits, Refused, read_file
begun = time.monotonic()
try:
    outcome = read_file(Path(sys.argv[1]), "upload", Limits(**json.loads(sys.argv[2]))).text
except Refused as refused:
    outcome = refused.code
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
print(json.dumps({"outcome": outcome, "seconds": time.monotonic() - begun, "megabytes": child}))
"""


@dataclass(frozen=True)
class Cost:
    outcome: str
    seconds: float
    megabytes: int


@pytest.fixture
def cost(tmp_path: Path) -> Callable[..., Cost]:
    """What reading bytes comes to, and what it takes of time and of memory."""

    def measured(data: bytes, limits: Limits = SHORT) -> Cost:
        path = tmp_path / "upload"
        path.write_bytes(data)
        command = [sys.executable, "-c", MEASURE, str(path), json.dumps(asdict(limits))]
        done = subprocess.run(command, capture_output=True, cwd=ROOT, check=True, text=True)
        return Cost(**json.loads(done.stdout))

    return measured


def lying(data: bytes, size: int) -> bytes:
    """A zip whose headers say that its largest part unpacks to ``size`` bytes only."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        largest = max(entry.file_size for entry in archive.infolist())
    return data.replace(struct.pack("<I", largest), struct.pack("<I", size))


def test_a_file_of_200_mb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 200 * MEBIBYTE)
    tracemalloc.start()
    with pytest.raises(Refused, match="too_large"):
        read_file(path, "报告.docx", LIMITS)
    assert tracemalloc.get_traced_memory()[1] < MEBIBYTE
    tracemalloc.stop()


def test_a_file_that_grows_while_it_is_read_is_read_no_further_than_the_limit() -> None:
    with pytest.raises(Refused, match="too_large"):
        read_file(Path("/dev/zero"), "报告.docx", Limits(max_bytes=MEBIBYTE))


def test_a_zip_bomb_is_refused_by_what_its_directory_says(cost: Callable[..., Cost]) -> None:
    bomb = word(paragraph("零" * (20 * MEBIBYTE)))
    assert len(bomb) < MEBIBYTE
    taken = cost(bomb)
    assert (taken.outcome, taken.megabytes < 80) == ("expands_too_far", True)


def test_a_zip_bomb_that_lies_about_its_size_is_unpacked_no_further(cost: Callable[..., Cost]) -> None:
    taken = cost(lying(word(paragraph("零" * (20 * MEBIBYTE))), 4096))
    assert (taken.outcome, taken.megabytes < 80) == ("damaged", True)


def test_many_parts_together_unpack_to_no_more_than_the_limit(refusal: Refusal) -> None:
    blank = " " * MEBIBYTE
    data = word(paragraph("文") + blank, styles=blank, numbering=blank, footnotes=blank, endnotes=blank)
    assert refusal(data, limits=SHORT).code == "expands_too_far"


def test_parts_that_are_not_needed_are_never_unpacked(cost: Callable[..., Cost]) -> None:
    buffer = io.BytesIO(word(paragraph("一、存在的问题")))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image1.bmp", bytes(200 * MEBIBYTE))
    taken = cost(buffer.getvalue())
    assert (taken.outcome, taken.megabytes < 80) == ("一、存在的问题", True)


def test_a_compression_that_cannot_be_bounded_is_refused(refusal: Refusal) -> None:
    parts = {"[Content_Types].xml": "", "word/document.xml": "<w/>" * 1000}
    assert refusal(zipped(parts, zipfile.ZIP_BZIP2)).code == "damaged"


def entity_bomb(root: str) -> str:
    entities = [
        f'<!ENTITY {each} "{f"&{before};" * 10}">'
        for before, each in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    return f'<!DOCTYPE {root} [<!ENTITY a "哈哈">{"".join(entities)}]>'


def test_an_entity_bomb_in_a_document_is_refused(cost: Callable[..., Cost]) -> None:
    taken = cost(word(paragraph("&i;"), entity_bomb("w:document")))
    assert (taken.outcome, taken.megabytes < 80) == ("damaged", True)


def test_an_entity_bomb_in_a_page_is_not_expanded(cost: Callable[..., Cost]) -> None:
    taken = cost(f"{entity_bomb('html')}<html><body><p>&i;{SENTENCE * 9}</p></body></html>".encode())
    assert SENTENCE in taken.outcome
    assert "哈哈哈" not in taken.outcome
    assert taken.megabytes < 80


def test_an_entity_that_names_a_file_of_the_server_is_refused(refusal: Refusal) -> None:
    declared = '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    assert refusal(word(paragraph("&x;"), declared)).code == "damaged"


@pytest.mark.parametrize(
    ("data", "limits"),
    [
        pytest.param(b"<html><body>" + b"<div>" * 200_000, SHORT, id="a page nested 200,000 deep"),
        pytest.param(
            word("<w:sdt>" * 200_000 + "</w:sdt>" * 200_000), SHORT, id="a document nested 200,000 deep"
        ),
        pytest.param(
            word("<w:p><w:r><w:t/></w:r></w:p>" * 1_500_000),
            Limits(seconds=3, max_memory=300 * MEBIBYTE),
            id="a document of 1,500,000 paragraphs",
        ),
    ],
)
def test_reading_ends_when_its_time_or_memory_is_up(
    cost: Callable[..., Cost], data: bytes, limits: Limits
) -> None:
    taken = cost(data, limits)
    assert taken.outcome == "too_complex"
    assert taken.seconds < 9
    assert taken.megabytes < 330


def test_an_ofd_of_many_letters_costs_bounded_time_and_memory(cost: Callable[..., Cost]) -> None:
    crowded = (
        "<ofd:TextObject Size='5'><ofd:TextCode X='1' Y='9'>年</ofd:TextCode></ofd:TextObject>" * 600_000
    )
    taken = cost(ofd([crowded]), Limits(seconds=3, max_memory=300 * MEBIBYTE))
    assert taken.outcome in {"too_complex", "too_long"}
    assert taken.seconds < 9
    assert taken.megabytes < 330


def test_an_ofd_of_10_000_pages_is_refused_by_their_number(cost: Callable[..., Cost]) -> None:
    taken = cost(ofd([""] * 10_000))
    assert (taken.outcome, taken.megabytes < 120) == ("too_many_pages", True)


def test_a_pdf_of_10_000_pages_is_refused_by_their_number(cost: Callable[..., Cost]) -> None:
    taken = cost(pdf([typeset([SENTENCE])], count=10_000))
    assert taken.outcome == "too_many_pages"
    assert taken.seconds < 9
    assert taken.megabytes < 120


def test_a_page_that_unpacks_to_a_gigabyte_costs_bounded_memory(cost: Callable[..., Cost]) -> None:
    blank = zlib.compressobj(1)
    packed = b"".join(blank.compress(b" " * MEBIBYTE) for _ in range(1024)) + blank.flush()
    taken = cost(pdf([packed], packed=True))
    assert taken.outcome in {"too_complex", "damaged", "empty"}
    assert taken.megabytes < 330


def test_a_page_of_too_many_characters_is_refused_by_their_number(cost: Callable[..., Cost]) -> None:
    page = b"".join(printed(SENTENCE * 4, 90, 720 - number / 2, 0.4) for number in range(1000))
    taken = cost(pdf([page]), Limits(max_characters=10_000))
    assert (taken.outcome, taken.megabytes < 150) == ("too_long", True)


def test_a_reader_that_breaks_down_is_a_refusal_and_a_line_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(Refused, match="damaged"):
        read_in_child("no such reader", b"", "报告.docx", LIMITS)
    assert "报告.docx" in caplog.text
    assert "KeyError" in caplog.text
