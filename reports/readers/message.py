"""MIME messages: mails (.eml), and web pages that a browser saves as one file (.mht, .mhtml).

One with attachments is opened where it comes in (reports/containers.py); here the letter itself is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from email.message import Message
from email.parser import BytesParser
from typing import Final

from reports.readers.encoding import decode
from reports.readers.html import read_page
from reports.readers.model import Document, Limits
from reports.readers.refusals import Refused
from reports.readers.text import read_words

_FORWARDED: Final = "message/rfc822"
# Signatures and invitations that mail programs add by themselves.
_ADDED: Final = frozenset(
    f"application/{kind}" for kind in ("pkcs7-signature", "x-pkcs7-signature", "pgp-signature")
) | {"text/calendar"}


def read(data: bytes, limits: Limits) -> Document:
    leaves = parts(data)
    if any(is_attached(part) for part in leaves):
        raise Refused("archive")
    refusal = Refused("damaged")
    for kind in ("text/html", "text/plain"):
        for part in leaves:
            if part.get_content_type() == kind and (words := _words(part)):
                try:
                    return (read_page if kind == "text/html" else read_words)(words, limits)
                except Refused as error:
                    refusal = error
                break  # what follows is quoted or framed by the first
    raise refusal


def parts(data: bytes) -> Sequence[Message]:
    """The parts that are no bundles of others; a mail that was forwarded whole is one part."""
    try:
        return list(_leaves(BytesParser().parsebytes(data)))
    except RecursionError as error:
        raise Refused("too_complex") from error


def _leaves(message: Message) -> Iterator[Message]:
    todo = [message]
    while todo:
        part = todo.pop()
        within = part.get_payload()
        if part.get_content_type() == _FORWARDED or not isinstance(within, list):
            yield part
        else:
            todo += [inner for inner in reversed(within) if isinstance(inner, Message)]


def is_attached(part: Message) -> bool:
    """Whether a person put it there as a file; pictures that the letter shows are part of the letter."""
    kind = part.get_content_type()
    if kind in _ADDED or (part.get_content_maintype() == "image" and part.get("content-id")):
        return False
    return kind == _FORWARDED or part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _words(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload.strip():
        return ""
    charset = part.get_content_charset()
    if charset is None or b"charset" in payload[:4096].lower():
        return decode(payload)
    declared = f'<meta charset="{charset}">'.encode("ascii", "ignore")
    return decode(declared + payload).removeprefix(declared.decode())
