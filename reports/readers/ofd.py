"""OFD documents (GB/T 33190): ofdkit says what stands where on a page; the rest is as in a PDF."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from ofdkit import OFDDocument, OFDError, Page, TextRun

from reports.readers.encoding import plausible
from reports.readers.model import Document, Limits
from reports.readers.package import Package
from reports.readers.paragraphs import EDGE, PrintedPage, paragraphs
from reports.readers.refusals import Refused
from reports.readers.rows import GAP, PrintedLine, is_note_mark
from reports.readers.text import tidy
from reports.text.model import Metadata

_POINTS: Final = 72 / 25.4  # places are given in millimetres
# A page without text but with so many shapes has its letters drawn as curves.
_MANY_SHAPES: Final = 50
_LEVEL: Final = 0.5
# Between words that are not Chinese; their letters are only taken to be half an em wide.
_WORD_GAP: Final = 0.3
# More room than this is no blank between words but the way to the next cell.
_WIDEST_BLANK: Final = 1.2
# Text may begin so far (mm) outside of the page and still be seen.
_MARGIN: Final = 2.0
# A title that the file gives and none of so many first lines shows is the name of a template or of a file.
_TITLE_LINES: Final = 12
_LEAST_TITLE: Final = 8


def read(data: bytes, limits: Limits) -> Document:
    package = Package(data, limits.max_expanded_bytes)
    if "Encryptions.xml" in package:  # GM/T 0099: where it stands, what the other parts hold is cipher
        raise Refused("password")
    package.admit_all()
    try:
        with OFDDocument(data) as ofd:
            if len(ofd.pages) > limits.max_pages:
                raise Refused("too_many_pages", pages=len(ofd.pages), limit=limits.max_pages)
            return _read_pages(ofd, package, limits)
    except (OFDError, ValueError, ArithmeticError, RecursionError) as error:  # places beyond all numbers, too
        raise Refused("damaged") from error


def _read_pages(ofd: OFDDocument, package: Package, limits: Limits) -> Document:
    pages: list[PrintedPage] = []
    drawn: list[int] = []
    room = limits.max_characters
    for number, page in enumerate(ofd.pages, start=1):
        if page.location is None:  # a page that is listed and not there would be missed by nobody
            raise Refused("damaged")
        room -= sum(len(run.text) for run in page.runs)
        if room < 0:
            raise Refused("too_long", limit=limits.max_characters)
        pages.append(_printed(page))
        if not pages[-1].lines and _is_drawn(page.location, package):
            drawn.append(number)
    if not pages:
        raise Refused("damaged")
    text = tidy("\n".join(paragraphs(pages)))
    if 2 * len(drawn) > len(pages) or (drawn and not text):
        raise Refused("scanned")
    if not text:
        raise Refused("empty")
    if not plausible(text):
        raise Refused("bad_encoding")
    return Document(text, "ofd", Metadata(title=_title(ofd.info.title, text)), tuple(drawn))


def _title(given: str | None, text: str) -> str | None:
    """The date that the file gives is left alone: it is the day of the conversion."""
    words = "".join((given or "").split())
    head = "".join("".join(text.splitlines()[:_TITLE_LINES]).split())
    return words if len(words) >= _LEAST_TITLE and words in head else None


def _is_drawn(location: str, package: Package) -> bool:
    """Whether a page without text shows something all the same: a picture, or letters drawn as curves."""
    content = package.read(location) if location in package else b""
    shapes = len(re.findall(rb"<(?:\w+:)?PathObject\b", content))
    return shapes > _MANY_SHAPES or re.search(rb"<(?:\w+:)?(?:Image|Composite)Object\b", content) is not None


def _printed(page: Page) -> PrintedPage:
    left, top, width, height = page.box
    pieces = [_piece(run, left, top + height) for run in _seen(page)]
    return PrintedPage(width * _POINTS, height * _POINTS, tuple(_in_order(pieces, height * _POINTS)))


def _piece(run: TextRun, left: float, bottom: float) -> PrintedLine:
    """In points from the corner. Blanks at its ends are room: a paragraph may begin with two of them."""
    text = run.text.strip() or run.text
    before, after = run.text.split(text, 1)
    return PrintedLine(
        text,
        (run.x + _width(before) * run.size - left) * _POINTS,
        (run.x + run.width - _width(after) * run.size - left) * _POINTS,
        (bottom - run.y) * _POINTS,
        max(run.size * _POINTS, 1.0),
    )


def _width(blanks: str) -> float:
    """In ems."""
    return sum(1.0 if unicodedata.east_asian_width(each) in "WF" else 0.5 for each in blanks)


def _seen(page: Page) -> Iterator[TextRun]:
    """What has a letter on the page, once: bold type is often the same drawn twice."""
    left, top, width, height = page.box
    drawn: set[tuple[str, int, int]] = set()
    for run in page.runs:
        key = (run.text, round(4 * run.x), round(4 * run.y))
        across = left - _MARGIN <= run.x <= left + width + _MARGIN
        down = top - _MARGIN <= run.y <= top + height + _MARGIN
        if run.text and across and down and key not in drawn:
            drawn.add(key)
            yield run


def _in_order(pieces: Sequence[PrintedLine], height: float) -> list[PrintedLine]:
    """As they were put down, which keeps columns and cells together, unless that jumps about the page."""
    lines = _lines(pieces)
    body = [line for line in lines if EDGE * height < line.base < (1 - EDGE) * height]
    if not any(_jumps(above, below) for above, below in pairwise(body)):
        return lines
    levels: list[list[PrintedLine]] = []
    for piece in sorted(pieces, key=lambda piece: -piece.base):
        if levels and _is_level(levels[-1][0], piece):
            levels[-1].append(piece)
        else:
            levels.append([piece])
    return _lines(piece for level in levels for piece in sorted(level, key=lambda piece: piece.left))


def _jumps(above: PrintedLine, below: PrintedLine) -> bool:
    """Whether it goes up or back, and not to the next cell of a table or the next column."""
    up = below.base - above.base > _LEVEL * above.em
    return (up or _is_level(above, below)) and below.left < above.right


def _lines(pieces: Iterable[PrintedLine]) -> list[PrintedLine]:
    """Pieces close together on one level become a line; a wide gap parts the cells of a table."""
    lines: list[PrintedLine] = []
    for piece in pieces:
        if lines and _is_level(lines[-1], piece) and _is_near(lines[-1], piece):
            lines[-1] = _with(lines[-1], piece)
        elif not piece.text.isspace():
            lines.append(piece)
    return [replace(line, text=line.text.rstrip()) for line in lines]


def _is_level(line: PrintedLine, piece: PrintedLine) -> bool:
    return abs(line.base - piece.base) <= _LEVEL * max(line.em, piece.em)


def _is_near(line: PrintedLine, piece: PrintedLine) -> bool:
    wide = piece.text.isspace() and piece.right - piece.left > _WIDEST_BLANK * line.em
    return not wide and -piece.em < piece.left - line.right <= GAP * line.em


def _with(line: PrintedLine, piece: PrintedLine) -> PrintedLine:
    before, after = line.text[-1], piece.text[0]
    if is_note_mark(piece.text, before, piece.em / line.em, (piece.base - line.base) / line.em):
        return replace(line, right=piece.right)
    apart = piece.left - line.right > _WORD_GAP * line.em and (before + after).isascii()
    text = f"{line.text}{' ' if apart else ''}{piece.text}"
    return replace(line, text=text, right=piece.right, em=max(line.em, piece.em))
