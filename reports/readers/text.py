"""Plain text."""

from __future__ import annotations

import re
from typing import Final

from reports.readers.encoding import decode
from reports.readers.model import Document, Limits
from reports.readers.prose import is_navigation
from reports.readers.refusals import Refused
from reports.text.model import Metadata

_LINE_ENDS: Final = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff]")


def read(data: bytes, limits: Limits) -> Document:
    return read_words(decode(data), limits)


def read_words(words: str, limits: Limits) -> Document:
    text = tidy(words)
    if len(text) > limits.max_characters:
        raise Refused("too_long", limit=limits.max_characters)
    if is_navigation(text):
        raise Refused("navigation_only")
    return Document(text, "text", Metadata())


def tidy(text: str) -> str:
    """One kind of line end, no control characters; everything else stays for the text core to judge."""
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
