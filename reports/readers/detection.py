"""What a file is, by its first bytes: a name can say anything."""

from __future__ import annotations

import re
import struct
from typing import Final, Literal

from reports.readers.refusals import Refused

# "office" is a zip as Word and Excel write it, "legacy" what LibreOffice must first make one of; "archive"
# and "message" (a mail, or a web page saved as one) hold files of their own.
Content = Literal["text", "html", "message", "office", "ofd", "legacy", "archive", "pdf"]

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
_HEADER: Final = re.compile(rb"^([!-9;-~]+):[ \t]?", re.MULTILINE)
_END_OF_HEADERS: Final = re.compile(rb"\r?\n\r?\n")
# What every mail says of itself; two of them, and no report begins so.
_OF_MAIL: Final = frozenset(
    b"from to date subject received return-path message-id mime-version content-type".split()
)
# The end of a zip: the size of its directory and where that begins, then a comment.
_DIRECTORY_END: Final = struct.Struct("<4s8xLL2x")
_LONGEST_END: Final = _DIRECTORY_END.size + 0xFFFF
# Every so many bytes an entry of the directory of an OLE container.
_ENTRY: Final = 128
_OPEN_DOCUMENT: Final = b"application/vnd.oasis.opendocument.text"


def content_of(data: bytes) -> Content:
    """Name the reader for ``data``, or refuse with what a person can do about it."""
    head = data[:_HEAD]
    if head.startswith(b"PK"):
        return _zip(data)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if _is_legacy(data):
        return "legacy"
    _refuse_known(data)
    if head.startswith(_UTF16):
        wide = head.decode("utf-16", "ignore").encode()
        return "html" if _is_page(wide) else "text"
    if _is_message(data[: 4 * _HEAD]):
        return "message"
    if len(_CONTROL.findall(head)) > 2 + len(head) // 50:
        raise Refused("wrong_type")
    if _is_page(head):
        return "html"
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml") or _RECORDS.match(head):
        raise Refused("wrong_type")
    return "text"


def _is_page(head: bytes) -> bool:
    head = head.removeprefix(b"\xef\xbb\xbf")
    return bool(_PAGE.search(head) or _FRAGMENT.match(head))


def _is_message(head: bytes) -> bool:
    """Whether it begins with the headers of a mail; a browser saves a whole page with the same."""
    end = _END_OF_HEADERS.search(head)
    if not _HEADER.match(head):
        return False
    names = {name.lower() for name in _HEADER.findall(head, 0, end.start() if end else len(head))}
    return len(names & _OF_MAIL) >= 2


def _zip(data: bytes) -> Content:
    """Which kind of zip, by the names in its own directory: those in zips within it say nothing."""
    place = data.rfind(b"PK\x05\x06", -_LONGEST_END)
    if place < 0 or len(data) - place < _DIRECTORY_END.size:
        raise Refused("damaged")
    _, size, _start = _DIRECTORY_END.unpack_from(data, place)
    directory = data[max(0, place - size) : place]
    if _names(directory, b"OFD.xml"):
        return "ofd"
    if _names(directory, b"[Content_Types].xml"):
        return "office"
    if not _names(directory, b"mimetype"):
        return "archive"
    if _OPEN_DOCUMENT in data[:_HEAD]:
        return "legacy"
    raise Refused("wrong_type")


def _names(directory: bytes, name: bytes) -> bool:
    """Whether an entry of the directory is called so: its name follows 46 bytes of facts, one its length."""
    length = re.escape(struct.pack("<H", len(name)))
    entry = rb"PK\x01\x02.{24}%s.{16}(?i:%s)" % (length, re.escape(name))
    return re.search(entry, directory, re.DOTALL) is not None


def _is_legacy(data: bytes) -> bool:
    """Word before 2007, WPS, rich text, and the XML of Word 2003; one behind a password is refused."""
    if not data.startswith(_OLE):
        return data.startswith(b"{\\rtf") or bool(_WORD_XML.search(data, 0, _HEAD))
    if _stream("EncryptedPackage") in data:
        raise Refused("password")
    if _stream("WordDocument") in data and _is_locked(data):
        raise Refused("password")
    return _stream("WordDocument") in data or _stream("WpsDocument") in data


def _stream(name: str) -> bytes:
    """An OLE container names its streams in UTF-16."""
    return name.encode("utf-16-le")


def _is_locked(data: bytes) -> bool:
    """Whether the first words of the stream, which an entry of the container's directory places, say so."""
    entry = data.find(_stream("WordDocument"))
    while entry % _ENTRY and entry >= 0:  # the words may stand in the text as well
        entry = data.find(_stream("WordDocument"), entry + 1)
    try:
        (shift,) = struct.unpack_from("<H", data, 30)
        (sector,) = struct.unpack_from("<L", data, entry + 116)
        (flags,) = struct.unpack_from("<H", data, ((sector + 1) << min(shift, 12)) + 10)
    except struct.error:
        return False
    return bool(flags & 0x0100)


def _refuse_known(data: bytes) -> None:
    """Refuse the kinds that clerks really send, each with its own advice."""
    if data.startswith(_ARCHIVES):
        raise Refused("archive")
    if data.startswith(_PICTURES):
        raise Refused("scanned")
    if data.startswith(_OLE) or (data.startswith(_PROGRAMS) and b"\x00" in data[:_HEAD]):
        raise Refused("wrong_type")
