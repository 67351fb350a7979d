"""Every refusal, with a real file of its kind, and the Chinese sentence that the clerk is shown."""

from __future__ import annotations

import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import translation

from reports.readers import Limits, Refused, read_file
from reports.readers.messages import MESSAGES
from tests.reports.readers.making import FILES, LIMITS, MEBIBYTE, paragraph, pdf, typeset, word, zipped
from tests.reports.readers.ofds import line, ofd, picture

Refusal = Callable[..., Refused]


def program() -> bytes:
    """The head of a Windows program."""
    return b"MZ\x90\x00" + bytes(56) + struct.pack("<I", 64) + b"PE\x00\x00\x64\x86" + bytes(range(256)) * 4


def tarred() -> bytes:
    buffer = BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        archive.add(FILES / "report.docx", "report.docx")
    return buffer.getvalue()


def photograph() -> bytes:
    """A PNG of one grey pixel."""
    header, pixel = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0), zlib.compress(b"\x00\x80")
    chunks = ((b"IHDR", header), (b"IDAT", pixel), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


SHEET = {
    "[Content_Types].xml": "",
    "_rels/.rels": '<R><Relationship Type="x/officeDocument" Target="xl/workbook.xml"/></R>',
    "xl/workbook.xml": "<workbook/>",
}
MENUS = "<html><body>" + "<a href='/'>首页</a><a>政务公开</a><a>互动交流</a><br>" * 20 + "</body></html>"
GARBLED = "青澜市政务服务管理局年度报告，业务培训不够。".encode().decode("gb18030", "replace").encode()


def file(name: str) -> bytes:
    return (FILES / name).read_bytes()


@pytest.mark.parametrize(
    ("data", "name", "code", "words"),
    [
        pytest.param(b"", "报告.docx", "empty", "文件里没有文字", id="an empty file"),
        pytest.param(b" \r\n\t\r\n", "报告.txt", "empty", "文件里没有文字", id="only white space"),
        pytest.param(
            "\ufeff　\n".encode(), "报告.txt", "empty", "文件里没有文字", id="only a mark and a wide space"
        ),
        pytest.param(program(), "报告.pdf", "wrong_type", "与文件名无关", id="a program named .pdf"),
        pytest.param(
            file("report.fodt"), "报告.docx", "wrong_type", "与文件名无关", id="XML of another kind"
        ),
        pytest.param(b'[{"file": "a.txt"}]', "目录.json", "wrong_type", "与文件名无关", id="JSON"),
        pytest.param(
            zipped(SHEET), "报告.docx", "wrong_type", "与文件名无关", id="a spreadsheet named .docx"
        ),
        pytest.param(MENUS.encode(), "页面.html", "navigation_only", "只有菜单和链接", id="a page of menus"),
        pytest.param(file("scanned.pdf"), "报告.pdf", "scanned", "扫描件或照片", id="a scanned PDF"),
        pytest.param(photograph(), "报告.pdf", "scanned", "扫描件或照片", id="a photograph"),
        pytest.param(file("password.pdf"), "报告.pdf", "password", "设有密码", id="a PDF with a password"),
        pytest.param(
            file("password.docx"), "报告.docx", "password", "设有密码", id="a .docx with a password"
        ),
        pytest.param(file("report.pdf")[:20_000], "报告.pdf", "damaged", "已损坏或不完整", id="half a PDF"),
        pytest.param(
            file("report.docx")[:6_000], "报告.docx", "damaged", "已损坏或不完整", id="half a .docx"
        ),
        pytest.param(GARBLED, "报告.txt", "bad_encoding", "乱码", id="garbled text"),
        pytest.param(ofd([picture()] * 2), "报告.ofd", "scanned", "扫描件或照片", id="a scanned OFD"),
        pytest.param(
            ofd([""], **{"Encryptions.xml": "<Encryptions/>"}),
            "报告.ofd",
            "password",
            "设有密码",
            id="a locked OFD",
        ),
        pytest.param(ofd(["", ""]), "报告.ofd", "empty", "文件里没有文字", id="an OFD of blank pages"),
        pytest.param(ofd(["<x"]), "报告.ofd", "damaged", "已损坏或不完整", id="an OFD with a broken page"),
        pytest.param(
            zipped({"OFD.xml": "<OFD/>"}), "报告.ofd", "damaged", "已损坏或不完整", id="an OFD of nothing"
        ),
        pytest.param(
            ofd([line("年度报告")])[:-300], "报告.ofd", "damaged", "已损坏或不完整", id="half an OFD"
        ),
        pytest.param(
            zipped({"报告.docx": file("report.docx")}),
            "报告.zip",
            "archive",
            "先解压",
            id="a .zip in another",
        ),
        pytest.param(
            zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}),
            "报告.ods",
            "wrong_type",
            "与文件名无关",
            id="an .ods",
        ),
        pytest.param(tarred(), "报告.tgz", "archive", "先解压", id="a .tar.gz"),
        pytest.param(b"Rar!\x1a\x07\x01\x00" + bytes(64), "报告.rar", "archive", "先解压", id="a .rar"),
    ],
)
def test_a_file_that_cannot_be_read(refusal: Refusal, data: bytes, name: str, code: str, words: str) -> None:
    refused = refusal(data, name=name)
    with translation.override("zh-hans"):
        assert (refused.code, words in refused.message) == (code, True), refused.message


@pytest.mark.parametrize(
    ("limits", "data", "sentence"),
    [
        pytest.param(
            Limits(max_bytes=2 * MEBIBYTE), b"a" * (2 * MEBIBYTE + 1), "文件超过 2 MB。", id="too large"
        ),
        pytest.param(
            Limits(max_pages=2),
            pdf([typeset(["文"])] * 3),
            "文件共 3 页，最多只能读取 2 页。",
            id="too many pages",
        ),
        pytest.param(
            Limits(max_characters=9), word(paragraph("文" * 10)), "文字超过 9 个字符。", id="too long"
        ),
        pytest.param(
            Limits(max_expanded_bytes=300), word(paragraph("文")), "远远超过一份报告应有的大小", id="expands"
        ),
    ],
)
def test_a_limit_is_named_in_the_sentence(
    refusal: Refusal, limits: Limits, data: bytes, sentence: str
) -> None:
    refused = refusal(data, limits=limits)
    with translation.override("zh-hans"):
        assert sentence in refused.message


@pytest.mark.parametrize("name", ["legacy.doc", "legacy.rtf", "legacy.odt"])
def test_without_libreoffice_an_older_document_is_refused_with_advice(
    refusal: Refusal, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    refused = refusal(file(name), name=name)
    with translation.override("zh-hans"):
        assert refused.code == "legacy_doc"
        assert "“另存为”，类型选 .docx" in refused.message


def test_a_program_of_this_machine_is_refused() -> None:
    with pytest.raises(Refused, match="wrong_type"):
        read_file(Path("/bin/sh"), "报告.docx", LIMITS)


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_every_sentence_is_translated_and_says_what_to_do(code: str) -> None:
    values = {"limit": 7, "pages": 9, "members": 300}
    with translation.override("zh-hans"):
        chinese = str(MESSAGES[code]) % values  # type: ignore[index]
    with translation.override("en"):
        english = str(MESSAGES[code]) % values  # type: ignore[index]
    assert chinese != english
    assert any(word in chinese for word in ("请", "上传"))


def test_a_macro_document_is_read_without_its_macros(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(word(paragraph("一、存在的问题")))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(64))
    assert read_file(path, "报告.docm", LIMITS).text == "一、存在的问题"
