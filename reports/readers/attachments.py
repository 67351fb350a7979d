"""The files that came with a mail (.eml)."""

from __future__ import annotations

from collections.abc import Iterator
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from typing import Final

from reports.readers.message import is_attached, parts
from reports.readers.model import MEBIBYTE, Contents, Limits, Member
from reports.readers.refusals import Refused

_NAMING: Final = ("content-disposition", "content-type")
# Mail programs say gb2312 and use its larger successors all the same.
_WIDER: Final = {"gb2312": "gb18030", "gbk": "gb18030"}


def read(data: bytes, limits: Limits) -> Contents:
    attached = [part for part in parts(data) if is_attached(part)]
    if len(attached) > limits.max_members:
        raise Refused("too_many_members", members=len(attached), limit=limits.max_members)
    return Contents(tuple(_members(attached, limits)))


def _members(attached: list[Message], limits: Limits) -> Iterator[Member]:
    for number, part in enumerate(attached, start=1):
        content = _content(part)
        name = name_of(part) or f"{number}{'.eml' if part.is_multipart() else ''}"
        if len(content) > limits.max_bytes:
            values = {"limit": max(1, limits.max_bytes // MEBIBYTE)}
            yield Member(name, size=len(content), refused="too_large", values=values)
        else:
            yield Member(name, content, len(content))


def _content(part: Message) -> bytes:
    if not part.is_multipart():
        payload = part.get_payload(decode=True)
        return payload if isinstance(payload, bytes) else b""
    try:
        return b"".join(inner.as_bytes() for inner in part.get_payload() if isinstance(inner, Message))
    except (MessageError, UnicodeError, LookupError, RecursionError):
        return b""  # refused by the reader as empty


def name_of(part: Message) -> str:
    """The name as its sender saw it: programs put it down in three ways, one of them against all rules."""
    for header, value in part.raw_items():
        if header.lower() in _NAMING and not str(value).isascii():
            part.replace_header(header, _mended(str(value)))
    given = part.get_filename() or ""
    try:
        pieces = decode_header(given)
    except HeaderParseError:
        return given
    return "".join(
        piece if isinstance(piece, str) else _decoded(piece, charset) for piece, charset in pieces
    ).strip()


def _mended(value: str) -> str:
    """Bytes that stand in a header as they are come as lone surrogates."""
    return _decoded(value.encode("utf-8", "surrogateescape"), None)


def _decoded(piece: bytes, charset: str | None) -> str:
    for codec in (_WIDER.get((charset or "").lower(), charset or "utf-8"), "gb18030"):
        try:
            return piece.decode(codec)
        except (UnicodeDecodeError, LookupError):
            continue
    return piece.decode("utf-8", "replace")
