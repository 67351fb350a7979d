"""Step 1, clean: page chrome and stray spaces go, broken characters are mended, offsets map back.

Two strings of equal length come out: ``text``, which people see and which keeps the report's own characters,
and ``folded``, which the later steps search and in which full-width punctuation and digits are half-width.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from .chrome import Kept, strip_chrome
from .model import Metadata

Runs = tuple[tuple[int, int, int], ...]

# Radicals that PDF export puts in place of the characters they look like. NFKC mends U+2F00..2FD5 only;
# for U+2E80..2EFF Unicode gives no mapping, so the ones seen in practice are named here.
_RADICALS_SUPPLEMENT = {
    "⺠": "民", "⻓": "长", "⻔": "门", "⻅": "见", "⻋": "车", "⻉": "贝", "⻚": "页", "⻛": "风",
    "⻜": "飞",
    "⻝": "食", "⻢": "马", "⻥": "鱼", "⻦": "鸟", "⻩": "黄", "⻬": "齐", "⻮": "齿", "⻰": "龙",
    "⻳": "龟",
    "⻄": "西", "⻆": "角", "⻒": "长", "⻘": "青", "⻣": "骨", "⻤": "鬼", "⺟": "母", "⺎": "兀",
    "⺒": "巳",
    "⺙": "攵", "⺝": "月", "⺫": "目", "⺬": "示", "⺮": "竹", "⺼": "月", "⻁": "虎", "⻨": "麦",
    "⻯": "龙",
}  # fmt: skip
_RADICAL = re.compile("[\u2e80-\u2eff\u2f00-\u2fd5]")

_WHITE = "[ \t\n\r\f\v\x1c-\x1f\x85\xa0\xad\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]"
_SPACE = re.compile(
    _WHITE + _WHITE + "*"
)  # written out: a charset at the front is what makes the search fast
_GOES_ON = frozenset("，、。；：”’）》」,;)")  # no line begins with these
_WAITS = frozenset("《“（、，‘「")  # no line ends with these
_STOPS = frozenset("。！？：；…”’」）)》】]!?:;.")
_MARKED = re.compile(
    r"第?[一二三四五六七八九十]{1,3}(?:[、.，,章]|是|部分)|[（(]?\d{1,2}[.、．)）]|"
    r"[（(][一二三四五六七八九十]|[①-⑳]|——|[●◆■★▲]|"
    r"(?:任务|行动|工程|项目|举措|事项)[一二三四五六七八九十]|各位|同志们|附"
)
_WRAPPED_LINES = 20  # fewer lines do not show a width
_RAGGED = 10  # figures and Latin letters make some full lines shorter by so many characters
_LONG_LINE, _LONG_TITLE = 44, 90  # a line without a stop is no title from these lengths on

_FOLDS = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    "〔": "(", "〕": ")", "﹒": ".", "•": "·", "━": "—", "―": "—", "─": "—",
}  # fmt: skip
_FOLDABLE = re.compile("[\uff01-\uff5e〔〕﹒•━―─]")


@dataclass(frozen=True, slots=True)
class CleanText:
    """``breaks`` are the places of ``text`` where white space stood inside a line: a flattened page's only
    trace of its paragraphs."""

    text: str
    folded: str
    origins: Runs
    breaks: frozenset[int]
    metadata: Metadata


def clean(source: str) -> CleanText:
    """Clean ``source``; linear in its length."""
    kept = strip_chrome(source)
    mended = _mend(source)
    pieces: list[str] = []
    runs: list[tuple[int, int, int]] = []
    breaks: set[int] = set()
    length = 0
    line = 0
    width = _wrap_width(mended)
    for start, end, gap in _pieces(mended, kept):
        if gap == "\n" and length:
            if _wrapped(mended, start, width) or _runs_on(mended, start, pieces, line):
                breaks.add(length)
            else:
                pieces.append("\n")
                runs.append((length, max(start - 1, 0), 1))
                length += 1
                line = len(pieces)
        elif gap:
            breaks.add(length)
            if gap == "\t" and length and pieces[-1] != "\n":  # the cells of a table stay apart
                pieces.append("\t")
                runs.append((length, start - 1, 1))
                length += 1
        if end > start:
            pieces.append(mended[start:end])
            runs.append((length, start, end - start))
            length += end - start
    text = "".join(pieces)
    return CleanText(text, fold(text), tuple(runs), frozenset(breaks), kept.metadata)


def fold(text: str) -> str:
    """``text`` with full-width punctuation, letters and digits half-width, character for character."""
    for char in set(_FOLDABLE.findall(text)):  # a handful of different ones: far faster than str.translate
        text = text.replace(char, _FOLDS[char])
    return text


def origin(runs: Runs, place: int) -> int:
    """The place in the source of the character at ``place`` of the clean text."""
    if not runs:
        return 0
    start, source, _ = runs[max(bisect_right(runs, place, key=lambda run: run[0]) - 1, 0)]
    return source + place - start


def _mend(source: str) -> str:
    if not _RADICAL.search(source):
        return source
    import unicodedata

    def mended(match: re.Match[str]) -> str:
        found = match[0]
        return _RADICALS_SUPPLEMENT.get(found) or unicodedata.normalize("NFKC", found)

    return _RADICAL.sub(mended, source)


def _pieces(source: str, kept: Kept) -> Iterator[tuple[int, int, str]]:
    """Stretches of ``source`` to keep, each with the gap before it: a line's end, a tab, a blank, or
    nothing."""
    gap = ""
    for start, end in kept.spans:
        place = start
        for space in _SPACE.finditer(source, start, end):
            broken = "\n" in space[0]
            if not broken and _parts_words(source, space.start(), space.end(), start, end):
                continue
            if space.start() > place:
                yield place, space.start(), gap
                gap = ""
            gap = "\n" if broken or gap == "\n" else "\t" if "\t" in space[0] else " "
            place = space.end()
        if place < end:
            yield place, end, gap
        gap = "\n"


def _parts_words(source: str, start: int, end: int, first: int, last: int) -> bool:
    """A space is stray unless it parts two words in Latin letters or figures: “我与宪法” 主题, 2025 年,
    群众　得."""
    return first < start and end < last and "!" <= source[start - 1] <= "~" and "!" <= source[end] <= "~"


def _wrap_width(source: str) -> int:
    """The width at which a text was cut into lines (copied out of a PDF); 0 when it was not.

    No line is longer, and many that reach it stop inside a sentence.
    """
    lines = [line.rstrip() for line in source.split("\n", 400)[:400] if line.strip()]
    width = max(map(len, lines), default=0)
    if len(lines) < _WRAPPED_LINES or not 18 <= width <= 64:
        return 0
    broken = sum(len(line) > width - _RAGGED and line[-1] not in _STOPS for line in lines)
    return width if broken * 3 > len(lines) else 0


def _wrapped(source: str, start: int, width: int) -> bool:
    """Whether the break before ``start`` ends a full line of a wrapped text and begins no new paragraph."""
    if not width:
        return False
    stop = source.rfind("\n", 0, start)
    before = source[source.rfind("\n", 0, stop) + 1 : stop].rstrip()
    indented = stop + 1 < start
    full = len(before) > width - _RAGGED and before[-1] not in _STOPS
    return full and not indented and not _MARKED.match(source, start)


def _runs_on(source: str, start: int, pieces: list[str], line: int) -> bool:
    """Whether a line break stands inside a sentence: a web page or a PDF broke it, the writer did not."""
    before, after = pieces[-1][-1], source[start : start + 1]
    if after in _GOES_ON or before in _WAITS:
        return True
    if before in _STOPS or _MARKED.match(source, start):
        return False
    so_far = "".join(pieces[line:])
    if "。" in so_far:  # a title has no full stop inside
        return True
    return (
        len(so_far) > (_LONG_TITLE if _MARKED.match(so_far) else _LONG_LINE)
        and source[start : start + 6].isalpha()
    )
