"""Sentences with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .model import Span

_END = re.compile("[。!?！？;；]+[”’」』)）]*")


def sentences(text: str, start: int, end: int, stops: str = "。!?！？") -> Iterator[Span]:
    """The sentences of ``text[start:end]``, each with its closing mark; ``stops`` names the marks that
    close."""
    place = start
    for match in _END.finditer(text, start, end):
        if match[0][0] not in stops:
            continue
        yield Span(place, match.end())
        place = match.end()
        while place < end and text[place].isspace():
            place += 1
    if place < end:
        yield Span(place, end)


def trimmed(text: str, start: int, end: int) -> int:
    """``end`` without the white space before it, but not before ``start``."""
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
