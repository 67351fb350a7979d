"""What a file is, by its first bytes: a name can say anything."""

from __future__ import annotations

import re
from typing import Final, Literal

from reports.readers.refusals import Refused

Content = Literal["text", "html", "mhtml", "zip", "pdf"]

_ARCHIVES: Final = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"\xfd7zXZ\x00", b"BZh")
_PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"II*\x00", b"MM\x00*")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROGRAMS: Final = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_HEAD: Final = 4096
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_PAGE: Final = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_FRAGMENT: Final = re.compile(
    rb"\s*<(?:p|div|table|span|meta|title|h[1-6]|section|article)\b[^<]*>", re.IGNORECASE
)
_WORD_XML: Final = re.compile(rb"progid=\"Word\.Document\"|<(?:w:wordDocument|pkg:package)\b")
_RECORDS: Final = re.compile(rb'\s*(?:\{\s*"|\[\s*[\[{"])')  # JSON
_MULTIPART: Final = re.compile(rb"^content-type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)


def content_of(data: bytes) -> Content:
    """Name the reader for ``data``, or refuse with what a person can do about it."""
    head = data[:_HEAD]
    if head.startswith(b"PK"):
        return "zip"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    _refuse_known(data)
    if head.startswith(_UTF16):
        wide = head.decode("utf-16", "ignore").encode()
        return "html" if _is_page(wide) else "text"
    if len(_CONTROL.findall(head)) > 2 + len(head) // 50:
        raise Refused("wrong_type")
    if _MULTIPART.search(head) and b"mime-version:" in head.lower():
        return "mhtml"
    if _is_page(head):
        return "html"
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml") or _RECORDS.match(head):
        raise Refused("wrong_type")
    return "text"


def _is_page(head: bytes) -> bool:
    head = head.removeprefix(b"\xef\xbb\xbf")
    return bool(_PAGE.search(head) or _FRAGMENT.match(head))


def _refuse_known(data: bytes) -> None:
    """Refuse the kinds that clerks really send, each with its own advice."""
    if data.startswith(_OLE):
        raise _ole(data)
    if data.startswith(b"{\\rtf") or _WORD_XML.search(data, 0, _HEAD):
        raise Refused("legacy_doc")
    if data.startswith(_ARCHIVES):
        raise Refused("archive")
    if data.startswith(_PICTURES):
        raise Refused("scanned")
    if data.startswith(_PROGRAMS) and b"\x00" in data[:_HEAD]:
        raise Refused("wrong_type")


def _ole(data: bytes) -> Refused:
    """An OLE container names its streams in UTF-16: a .docx behind a password, a .doc, or something else."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Refused("password")
    if any(name.encode("utf-16-le") in data for name in ("WordDocument", "WpsDocument")):
        return Refused("legacy_doc")
    return Refused("wrong_type")
