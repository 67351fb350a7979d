"""What stands in an address or a form: read without trust, since anyone may write anything there."""

from __future__ import annotations

from typing import Final

LARGEST_ID: Final = 2**63 - 1


def key_of(words: str) -> int | None:
    """A key, revision, year or place in a text; None for what no column of numbers can hold."""
    fits = words.isdecimal() and len(words) <= len(str(LARGEST_ID)) and int(words) <= LARGEST_ID
    return int(words) if fits else None


def text_of(words: str) -> str:
    """What was typed, without what no column of text can hold."""
    return words.replace("\0", "").strip()
