"""From the lines of printed pages back to paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Final

from reports.readers.model import NOTES_HEADING
from reports.readers.rows import PrintedLine, rows

# How far from the top and bottom edge running headers and page numbers stand, as a share of the page's height
# (GB/T 9704: the text keeps 12 % free at either end).
EDGE: Final = 0.12
# What stands on at least so many of the pages (odd and even ones may differ) is a running header.
_REPEATED: Final = 1 / 3
_THIRD: Final = 2
# Type sizes against the body's: of a title, of a footnote.
_LARGE: Final = 1.15
_SMALL: Final = 0.9
# In ems: a full line may end so short (punctuation does not begin a line), and one that breaks before a
# number or a bracket so much shorter.
_SOME_ROOM: Final = 1.5
_MOST_ROOM: Final = 6
# In usual steps from line to line: above the first it may be, above the second it is a new paragraph.
_APART: Final = 1.25
_FAR_APART: Final = 1.6
_NOTE_MARK: Final = re.compile(r"\d{1,3}\s|[①-⑳]|[\[〔［]\d{1,3}[\]〕］]|注\s*\d*[:：]")
# What browsers print round a page: its address, and the clock, which must never pass for the date.
_PRINTED_BY_BROWSER: Final = re.compile(
    r"(?:https?|file)://.*|\d{1,4}[/-]\d{1,2}[/-]\d{1,4},?\s+(?:上午|下午)?\s*\d{1,2}:\d\d.*"
)
_PAGE_NUMBER: Final = re.compile(
    r"[-—–－―·•\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／,，]?\s*共?\s*\d{1,4}\s*页?)?[-—–－―·•\s]*"
)
_ENDS_SENTENCE: Final = re.compile(r"[。！？；：:;!?][”’」』）)]*$")
_BEGINS_ITEM: Final = re.compile(
    r"[一二三四五六七八九十]{1,3}(?:、|是|要)|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]"
    r"|第[一二三四五六七八九十]{1,3}[章节条，,]|\d{1,2}[.．、](?!\d)|[①-⑳]|——"
)
_BETWEEN_WORDS: Final = re.compile(r"[A-Za-z,.;:)][A-Za-z(]")


@dataclass(frozen=True, slots=True)
class PrintedPage:
    width: float
    height: float
    lines: tuple[PrintedLine, ...]


@dataclass(frozen=True, slots=True)
class _Measure:
    """How the pages of one size are set: margins, type size, usual step between lines, and by what a
    paragraph is told from the next: its first line indented, or space above it."""

    left: float
    right: float
    em: float
    step: float
    indented: bool
    spaced: bool


def paragraphs(pages: Sequence[PrintedPage]) -> list[str]:
    """The paragraphs, headings and table rows of the pages, without what repeats at their edges.

    Footnotes come last: they would cut in two the sentence that runs on to the next page.
    """
    bodies = without_edges([replace(page, lines=tuple(rows(page.lines))) for page in pages])
    notes: list[PrintedLine] = []
    body_em = median([line.em for page in bodies for line in page.lines] or [0])
    measures = {size: _measure(group, body_em) for size, group in _by_size(bodies).items()}
    result: list[str] = []
    above: PrintedLine | None = None
    for page in bodies:
        measure = measures[_size(page)]
        first_note = _first_note(page.lines, body_em)
        notes += page.lines[first_note:]
        for line in page.lines[:first_note]:
            if above is not None and _runs_on(above, line, measure):
                result[-1] = _joined(result[-1], line.text)
            else:
                result.append(line.text)
            above = line
    return result + _notes(notes)


def _notes(lines: Sequence[PrintedLine]) -> list[str]:
    """Footnotes under a heading, each counted on and put together from its lines."""
    result: list[str] = []
    for line in lines:
        mark = _NOTE_MARK.match(line.text)
        if mark or not result:
            result.append(f"{len(result) + 1}.{line.text[mark.end() if mark else 0 :].strip()}")
        else:
            result[-1] = _joined(result[-1], line.text)
    return [NOTES_HEADING, *result] if result else []


def _first_note(lines: Sequence[PrintedLine], body_em: float) -> int:
    """Where the footnotes of a page begin: its last lines, if they are set small and the first has a mark."""
    first = len(lines)
    while first and lines[first - 1].em < _SMALL * body_em:
        first -= 1
    while first < len(lines) and not _NOTE_MARK.match(lines[first].text):
        first += 1
    return first


def without_edges(pages: Sequence[PrintedPage]) -> list[PrintedPage]:
    """Leave out page numbers, and what stands at the edge of most pages in the same words."""
    repeated = Counter(
        key for page in pages for key in {_key(line) for line in page.lines if _at_edge(line, page)}
    )
    often = {key for key, count in repeated.items() if count >= max(2, len(pages) * _REPEATED)}
    return [
        PrintedPage(
            page.width,
            page.height,
            tuple(
                line
                for line in page.lines
                if not (_at_edge(line, page) and (_key(line) in often or _is_furniture(line.text)))
            ),
        )
        for page in pages
    ]


def _at_edge(line: PrintedLine, page: PrintedPage) -> bool:
    return not EDGE * page.height < line.base < (1 - EDGE) * page.height


def _is_furniture(text: str) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(text) or _PRINTED_BY_BROWSER.fullmatch(text))


def _key(line: PrintedLine) -> str:
    return re.sub(r"\d+", "0", line.text)


def _by_size(pages: Sequence[PrintedPage]) -> dict[tuple[int, int], list[PrintedPage]]:
    groups: dict[tuple[int, int], list[PrintedPage]] = {}
    for page in pages:
        groups.setdefault(_size(page), []).append(page)
    return groups


def _size(page: PrintedPage) -> tuple[int, int]:
    return round(page.width), round(page.height)


def _measure(pages: Sequence[PrintedPage], em: float) -> _Measure:
    """The third line from the outside sets a margin, so that one stray line does not."""
    lines = [line for page in pages for line in page.lines]
    if not lines:
        return _Measure(0, 0, em, 0, indented=False, spaced=False)
    third = min(_THIRD, len(lines) - 1)
    left = sorted(line.left for line in lines)[third]
    right = sorted((line.right for line in lines), reverse=True)[third]
    pairs = [pair for page in pages for pair in pairwise(page.lines)]
    step = median([gap for above, below in pairs if (gap := above.base - below.base) > 0] or [0])
    starts = [pair for pair in pairs if right - pair[0].right > _SOME_ROOM * em]
    indents = sum(_is_indented(below, left) for _, below in starts)
    apart = sum(above.base - below.base > _APART * step for above, below in starts)
    return _Measure(
        left, right, em, step, indented=2 * indents >= len(starts) > 0, spaced=2 * apart >= len(starts) > 0
    )


def _is_indented(line: PrintedLine, left: float) -> bool:
    return line.left - left > 1.2 * line.em


def _runs_on(above: PrintedLine, line: PrintedLine, measure: _Measure) -> bool:
    """Whether ``line`` goes on with the paragraph of the line before it."""
    if abs(above.em - line.em) > 0.2 * above.em or "\t" in above.text + line.text:
        return False
    if _is_title(above, measure) and _is_title(line, measure):
        return True
    step = above.base - line.base
    if step > _FAR_APART * measure.step > 0:
        return False
    if measure.spaced and not measure.indented and step > 0:
        return step <= _APART * measure.step
    return _fills_up(above, line, measure)


def _fills_up(above: PrintedLine, line: PrintedLine, measure: _Measure) -> bool:
    """The same judged by the margins alone: a paragraph begins indented, or after a line that ends short."""
    room = (measure.right - above.right) / above.em
    ends = bool(_ENDS_SENTENCE.search(above.text))
    if _is_indented(line, measure.left):
        hanging = not measure.indented and abs(above.left - line.left) < above.em
        return hanging and room <= _SOME_ROOM and not ends
    if ends and not measure.indented and _BEGINS_ITEM.match(line.text):
        return False
    most = _MOST_ROOM * (2 if measure.indented else 1)
    return room <= _SOME_ROOM or (room <= most and not ends)


def _is_title(line: PrintedLine, measure: _Measure) -> bool:
    """Whether a line is set large and in the middle; a title is often broken into lines of its own."""
    left, right = line.left - measure.left, measure.right - line.right
    return line.em > _LARGE * measure.em and abs(left - right) < 2 * line.em


def _joined(text: str, more: str) -> str:
    return f"{text} {more}" if _BETWEEN_WORDS.fullmatch(text[-1:] + more[:1]) else text + more
