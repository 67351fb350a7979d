"""Bytes to characters, and the doubt whether they are the right ones."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from typing import Final

from reports.readers.refusals import Refused

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LOST: Final = "\N{REPLACEMENT CHARACTER}"
# Everyday Chinese is written with the first levels of GB 2312 (simplified) and Big5 (traditional): 99 % of
# any real report. Of bytes read with the wrong encoding (鏀垮簻 for 政府) at most 63 % fall there.
_HIGH: Final = range(0xA1, 0xFF)
_FIRST_LEVELS: Final = (
    ("gb2312", range(0xB0, 0xD8), _HIGH),
    ("big5", range(0xA4, 0xC7), (*range(0x40, 0x7F), *_HIGH)),
)
_EVERYDAY: Final = frozenset(
    "".join(
        bytes(byte for row in rows for cell in cells for byte in (row, cell)).decode(codec, "ignore")
        for codec, rows, cells in _FIRST_LEVELS
    )
)
_EVERYDAY_SHARE: Final = 0.8
_LOST_SHARE: Final = 0.005
_STRANGE_SHARE: Final = 0.3
_FEW: Final = 10
_SAMPLE: Final = 20_000
_HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
# Latin-1 letters, kana, and private-use characters: what UTF-8, Big5 and nameless fonts turn into.
_STRANGE: Final = re.compile(r"[\u0080-\u00b6\u00b8-\u00ff\u0152-\u0192\u3041-\u30fa\ue000-\uf8ff\ufffd]")
_DECLARED: Final = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE
)
# Pages that declare gb2312 use its larger successors all the same.
_CODECS: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "utf-8": "utf-8",
    "big5": "big5",
}


def decode(data: bytes) -> str:
    """Decode by byte order mark, declared charset, UTF-8 or GB 18030; refuse what comes out garbled."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _checked(data[len(mark) :].decode(name, "replace"))
    names = dict.fromkeys([*_declared(data), "utf-8", "gb18030"])
    for name in names:
        text = _strictly(data, name)
        if text is not None and plausible(text):
            return text
    # A few broken bytes in a long page are no reason to send a clerk away.
    for name in names:
        text = data.decode(name, "replace")
        if plausible(text):
            return text
    raise Refused("bad_encoding")


def plausible(text: str) -> bool:
    """Whether ``text`` looks like writing rather than like bytes read in the wrong encoding."""
    sample = Counter(text[:_SAMPLE])
    if sample[_LOST] > sample.total() * _LOST_SHARE:
        return False
    written = sum(count for character, count in sample.items() if not character.isspace())
    strange = sum(count for character, count in sample.items() if _STRANGE.match(character))
    han = Counter({character: count for character, count in sample.items() if _HAN.match(character)})
    everyday = sum(count for character, count in han.items() if character in _EVERYDAY)
    if strange > written * _STRANGE_SHARE:
        return False
    return han.total() < _FEW or everyday >= han.total() * _EVERYDAY_SHARE


def _checked(text: str) -> str:
    if not plausible(text):
        raise Refused("bad_encoding")
    return text


def _declared(data: bytes) -> list[str]:
    match = _DECLARED.search(data, 0, 4096)
    if match is None:
        return []
    codec = _CODECS.get(match.group(1).decode("ascii", "replace").lower())
    return [codec] if codec else []


def _strictly(data: bytes, name: str) -> str | None:
    """Decode without mending; a character cut off at the very end of the file is only dropped."""
    try:
        return codecs.getincrementaldecoder(name)("strict").decode(data, final=False)
    except UnicodeError:
        return None
