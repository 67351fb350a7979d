"""Older documents, read through a real LibreOffice where there is one."""

from __future__ import annotations

import socket
import struct
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reports.readers import Document, Limits, Refused, legacy
from tests.reports.readers.making import FILES, zipped

Read = Callable[..., Document]
Refusal = Callable[..., Refused]

needs_libreoffice = pytest.mark.skipif(
    legacy.program() is None,
    reason="needs LibreOffice (apt-get install libreoffice-writer): no soffice found",
)
REPORT = [
    "青澜市政务服务管理局2023年度工作总结",
    "一、存在的问题",
    "（一）业务培训不够。窗口人员轮岗频繁，对新政策掌握不及时。",
]
ODT = "application/vnd.oasis.opendocument.text"


def file(name: str) -> bytes:
    return (FILES / name).read_bytes()


@needs_libreoffice
@pytest.mark.parametrize("name", ["legacy.doc", "legacy.rtf", "legacy.odt"])
def test_an_older_document_is_read_whatever_it_is_called(read: Read, name: str) -> None:
    document = read(file(name), name="报告.docx")
    assert (document.text.splitlines(), document.format) == (REPORT, "doc")


@needs_libreoffice
def test_a_document_saved_by_wps_is_one_of_word(read: Read) -> None:
    assert read(file("legacy.doc"), name="报告.wps").text.splitlines() == REPORT


@needs_libreoffice
def test_numbers_notes_and_tables_come_through(read: Read, tmp_path: Path) -> None:
    """The same report as .docx and as a .doc made of it."""
    command = [
        str(legacy.program()),
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
    ]
    command += ["--convert-to", "doc", "--outdir", str(tmp_path), str(FILES / "report.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    old = read((tmp_path / "report.doc").read_bytes()).text
    assert old.splitlines() == read(file("report.docx")).text.splitlines()


def as_doc(path: Path, folder: Path) -> bytes:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(legacy.program()), profile, "--headless", "--convert-to", "doc", "--outdir", str(folder)]
    subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=60)
    return (folder / path.with_suffix(".doc").name).read_bytes()


@needs_libreoffice
def test_half_a_document_is_damaged(refusal: Refusal) -> None:
    assert refusal(file("legacy.doc")[:1500] + "WordDocument".encode("utf-16-le")).code == "damaged"


@needs_libreoffice
def test_a_document_behind_a_password_is_told_from_a_damaged_one(refusal: Refusal, tmp_path: Path) -> None:
    assert refusal(locked(as_doc(FILES / "report.docx", tmp_path))).code == "password"


def locked(data: bytes) -> bytes:
    """With the mark that Word sets at the head of the text of a document with a password."""
    entry = data.index("WordDocument".encode("utf-16-le"))
    (sector,) = struct.unpack_from("<L", data, entry + 116)
    place = (sector + 1) * 512 + 10
    (flags,) = struct.unpack_from("<H", data, place)
    return data[:place] + struct.pack("<H", flags | 0x0100) + data[place + 2 :]


@needs_libreoffice
def test_a_conversion_ends_when_its_time_is_up_and_leaves_nothing_running(
    refusal: Refusal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # where no other test converts
    assert refusal(file("legacy.doc"), limits=Limits(seconds=0.2)).code == "too_complex"
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert [line for line in running.splitlines() if str(tmp_path) in line and "soffice" in line] == []
    assert list(tmp_path.glob("legacy-*")) == []


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A port of this machine, and what is asked there."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            while True:
                try:
                    link, _ = server.accept()
                except OSError:
                    return
                with link:
                    asked.append(link.recv(1000))

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield server.getsockname()[1], asked
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


@needs_libreoffice
def test_links_to_files_and_pages_are_not_followed(
    read: Read, tmp_path: Path, listener: tuple[int, list[bytes]]
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("只有服务器知道的话。")
    port, asked = listener
    body = (
        f'<text:section text:name="s"><text:section-source xlink:href="{secret.as_uri()}"/>'
        "<text:p>一、存在的问题</text:p></text:section>"
        '<text:p><draw:frame svg:width="1cm" svg:height="1cm"><draw:image xlink:type="simple" '
        f'xlink:href="http://127.0.0.1:{port}/a.png"/></draw:frame></text:p>'
    )
    assert read(written(body), name="报告.odt").text.splitlines() == ["一、存在的问题"]
    assert asked == []


def written(body: str) -> bytes:
    """An .odt with this text."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    names = {"office": "office", "text": "text", "draw": "drawing", "svg": "svg-compatible"}
    declared = "".join(f' xmlns:{short}="{space}:{name}:1.0"' for short, name in names.items())
    entries = "".join(
        f'<m:file-entry m:full-path="{path}" m:media-type="{kind}"/>'
        for path, kind in (("/", ODT), ("content.xml", "text/xml"))
    )
    return zipped(
        {
            "mimetype": ODT,
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{space}:manifest:1.0">{entries}</m:manifest>',
            "content.xml": f'<office:document-content{declared} xmlns:xlink="http://www.w3.org/1999/xlink">'
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        },
        0,
    )
