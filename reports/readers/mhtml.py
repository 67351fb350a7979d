"""Web pages saved as one file (.mht, .mhtml): the page is the first HTML part of a MIME message."""

from __future__ import annotations

from email.parser import BytesParser

from reports.readers.encoding import decode
from reports.readers.html import read_page
from reports.readers.model import Document, Limits
from reports.readers.refusals import Refused


def read(data: bytes, limits: Limits) -> Document:
    for part in BytesParser().parsebytes(data).walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return read_page(_decoded(payload, part.get_content_charset()), limits)
    raise Refused("damaged")


def _decoded(payload: bytes, charset: str | None) -> str:
    if charset is not None and b"charset" not in payload[:4096].lower():
        payload = f'<meta charset="{charset}">'.encode("ascii", "ignore") + payload
    return decode(payload)
