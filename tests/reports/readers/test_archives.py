"""What a .zip holds: each file with its name, or why it cannot be taken out."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib

import pytest

from reports.readers import Limits, Member, Refused, read_members
from tests.reports import papers
from tests.reports.readers.making import FILES, LIMITS, MEBIBYTE, paragraph, word, zipped
from tests.reports.readers.ofds import line, ofd
from tests.reports.readers.test_bounds import lying

PAPER = papers.paper().encode()
SMALL = Limits(max_bytes=2 * MEBIBYTE, max_expanded_bytes=4 * MEBIBYTE, max_members=5)


def members(data: bytes, limits: Limits = LIMITS) -> tuple[Member, ...]:
    return read_members(data, "上报.zip", limits)


def names(data: bytes) -> list[str]:
    return [member.name for member in members(data)]


def refused(data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(Refused) as caught:
        members(data, limits)
    return caught.value.code


def packed(raw: bytes, content: bytes = PAPER, flags: int = 0) -> bytes:
    """A zip of one file whose name is these bytes, as Chinese programs write it."""
    head = struct.pack(
        "<HHHHHLLLHH", 20, flags, 0, 0, 0, zlib.crc32(content), len(content), len(content), len(raw), 0
    )
    local = b"PK\x03\x04" + head + raw + content
    entry = b"PK\x01\x02\x14\x00" + head + struct.pack("<HHHLL", 0, 0, 0, 0, 0) + raw
    return local + entry + b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 1, 1, len(entry), len(local), 0)


@pytest.mark.parametrize("codec", ["gb18030", "utf-8"])
def test_chinese_names_come_right_in_either_encoding(codec: str) -> None:
    name = "法治政府建设/青澜市司法局年度报告.docx"
    assert names(packed(name.encode(codec))) == [name]
    assert names(zipped({name: PAPER})) == [name]


def test_a_backslash_within_a_chinese_letter_is_no_folder() -> None:
    assert b"\\" in "乗".encode("gb18030")
    assert names(packed("乗.txt".encode("gb18030"))) == ["乗.txt"]


def test_files_in_folders_are_found_and_what_systems_leave_behind_is_not() -> None:
    files = {
        "报告/": b"",
        "报告/甲.txt": PAPER,
        "报告/乙/丙.txt": PAPER,
        "../丁.txt": PAPER,
        "__MACOSX/报告/._甲.txt": b"x",
        "报告/.DS_Store": b"x",
        ".git/config": b"x",
        "报告/Thumbs.db": b"x",
        "报告/~$甲.docx": b"x",
    }
    assert names(zipped(files)) == ["报告/甲.txt", "报告/乙/丙.txt", "../丁.txt"]


def test_two_files_of_one_name_are_two() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("甲.txt", b"one")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("甲.txt", b"two")
    assert [member.content for member in members(buffer.getvalue())] == [b"one", b"two"]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(word(paragraph("一、存在的问题")), id="Word"),
        pytest.param(ofd([line("年度报告")]), id="OFD"),
        pytest.param((FILES / "legacy.odt").read_bytes(), id="OpenDocument"),
    ],
)
def test_a_document_is_no_archive_and_an_archive_of_it_is(data: bytes, method: int) -> None:
    assert members(data) == ()
    [member] = members(zipped({"报告": data}, method))
    assert (member.content, member.size, member.refused) == (data, len(data), "")


def encrypted(data: bytes, name: str) -> bytes:
    """With the mark at both places at which a zip says so of one of its files."""
    for sign, flags, start in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        place = data.index(sign)
        while not data.startswith(name.encode(), place + start):
            place = data.index(sign, place + 1)
        data = data[: place + flags] + bytes([data[place + flags] | 1]) + data[place + flags + 1 :]
    return data


def test_a_file_that_cannot_be_unpacked_costs_none_of_the_others() -> None:
    noise = random.Random(3).randbytes(900)
    data = zipped({"a.txt": PAPER, "b.bin": noise, "c.txt": PAPER, "d.txt": b"x" * 100}, zipfile.ZIP_STORED)
    data = encrypted(data.replace(noise, bytes(900)), "d.txt")
    found = [(member.name, member.refused) for member in members(data)]
    assert found == [("a.txt", ""), ("b.bin", "damaged"), ("c.txt", ""), ("d.txt", "password")]


def test_an_archive_behind_a_password_is_refused_whole() -> None:
    assert refused(encrypted(zipped({"a.txt": PAPER}), "a.txt")) == "password"


def test_a_file_too_large_is_named_and_not_unpacked() -> None:
    huge, other = members(zipped({"a.txt": b"0" * (3 * MEBIBYTE), "b.txt": PAPER}), SMALL)
    assert (huge.refused, huge.values, huge.size, huge.content) == (
        "too_large",
        {"limit": 2},
        3 * MEBIBYTE,
        b"",
    )
    assert (other.refused, other.content) == ("", PAPER)


def test_an_archive_unpacks_to_no_more_than_the_limit() -> None:
    bomb = zipped({f"{n}.txt": b"0" * (2 * MEBIBYTE) for n in range(4)})
    assert len(bomb) < MEBIBYTE
    assert refused(bomb, SMALL) == "archive_too_large"


def test_a_file_that_lies_about_its_size_is_damaged() -> None:
    [member] = members(lying(zipped({"a.txt": b"0" * (20 * MEBIBYTE)}), 4096), SMALL)
    assert (member.refused, member.content) == ("damaged", b"")


def test_files_that_share_their_bytes_count_each() -> None:
    """A small archive may name one packed file a thousand times."""
    one = zipped({"a.txt": b"0" * MEBIBYTE})
    start = one.index(b"PK\x01\x02")
    end = one.rindex(b"PK\x05\x06")
    entry = one[start:end]
    many = (
        one[:start]
        + entry * 5
        + b"PK\x05\x06"
        + struct.pack("<HHHHLLH", 0, 0, 5, 5, 5 * len(entry), start, 0)
    )
    assert refused(many, SMALL) == "archive_too_large"


def test_too_many_files_are_refused_by_their_number() -> None:
    assert refused(zipped({f"{n}.txt": b"" for n in range(6)}), SMALL) == "too_many_members"
    assert len(members(zipped({f"{n}.txt": b"" for n in range(5)}), SMALL)) == 5


@pytest.mark.parametrize(
    "files",
    [{}, {"a/": b""}, {"__MACOSX/._a.txt": b"x", ".DS_Store": b"x"}],
    ids=["none", "a folder", "hidden"],
)
def test_an_archive_without_files_says_so(files: dict[str, bytes]) -> None:
    assert refused(zipped(files)) == "nothing_inside"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_part_of_an_archive_is_damaged(share: float) -> None:
    whole = zipped({f"{n}.txt": PAPER for n in range(5)})
    assert refused(whole[: int(len(whole) * share)]) == "damaged"
