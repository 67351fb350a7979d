"""PDF files with a text layer, page by page."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from ctypes import c_double
from functools import cached_property
from itertools import pairwise
from typing import Final

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from reports.readers.encoding import plausible
from reports.readers.model import Document, Limits
from reports.readers.paragraphs import PrintedPage, paragraphs
from reports.readers.refusals import Refused
from reports.readers.rows import GAP, MARKS, PrintedLine, is_note_mark
from reports.readers.text import tidy
from reports.text.model import Metadata

# A page without text but with so many shapes has its letters drawn as curves.
_MANY_SHAPES: Final = 50
_LINE_ENDS: Final = frozenset(map(ord, "\r\n"))
_HAN: Final = 0x2E80


def read(data: bytes, limits: Limits) -> Document:
    try:
        with pdfium.PdfDocument(data) as pdf:
            if len(pdf) > limits.max_pages:
                raise Refused("too_many_pages", pages=len(pdf), limit=limits.max_pages)
            return _read_pages(pdf, limits)
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        raise Refused("password" if code == raw.FPDF_ERR_PASSWORD else "damaged") from error


def _read_pages(pdf: pdfium.PdfDocument, limits: Limits) -> Document:
    pages: list[PrintedPage] = []
    drawn: list[int] = []
    room = limits.max_characters
    for number, page in enumerate(pdf, start=1):
        glyphs = _Glyphs(page)
        room -= glyphs.count
        if room < 0:
            raise Refused("too_long", limit=limits.max_characters)
        pages.append(_printed(page, glyphs))
        if not pages[-1].lines and _is_drawn(page):
            drawn.append(number)
        page.close()
    text = tidy("\n".join(paragraphs(pages)))
    if not pages:
        raise Refused("damaged")
    if 2 * len(drawn) > len(pages) or (drawn and not text):
        raise Refused("scanned")
    if not text:
        raise Refused("empty")
    if not plausible(text):
        raise Refused("bad_encoding")
    return Document(text, "pdf", Metadata(), tuple(drawn))


def _is_drawn(page: pdfium.PdfPage) -> bool:
    """Whether a page without text shows something all the same: a picture, or letters drawn as curves."""
    for shapes, shape in enumerate(page.get_objects(max_depth=3)):
        if shape.type == raw.FPDF_PAGEOBJ_IMAGE or shapes > _MANY_SHAPES:
            return True
    return False


def _printed(page: pdfium.PdfPage, glyphs: _Glyphs) -> PrintedPage:
    lines: list[PrintedLine] = []
    shown: list[int] = []
    for index, sign in enumerate(glyphs.signs):
        if sign and not chr(sign).isspace():
            shown.append(index)
        if shown and (sign in _LINE_ENDS or index == glyphs.count - 1):
            lines += glyphs.segments(shown)
            shown = []
    glyphs.close()
    width, height = page.get_size()
    return PrintedPage(width, height, tuple(lines))


class _Glyphs:
    """The characters of a page, with their places."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._text = page.get_textpage()
        self.close = self._text.close
        self.count = self._text.count_chars()

    @cached_property
    def signs(self) -> Sequence[int]:
        return [raw.FPDFText_GetUnicode(self._text, index) for index in range(self.count)]

    def segments(self, shown: Sequence[int]) -> Iterator[PrintedLine]:
        """A line of the page, parted where a wide gap shows that it runs through several cells of a table."""
        first = 0
        for place, (before, index) in enumerate(pairwise(shown), start=1):
            if index - before > 1 and self._origin(index)[0] - self._right(before) > GAP * self._em(before):
                yield self._segment(shown[first:place])
                first = place
        yield self._segment(shown[first:])

    def _segment(self, shown: Sequence[int]) -> PrintedLine:
        left, base = self._origin(shown[0])
        em = self._em(shown[0])
        parts = [chr(self.signs[shown[0]])]
        for before, index in pairwise(shown):
            if not self._is_note_mark(index, base, em):
                parts.append(self._space(before, index) + chr(self.signs[index]))
        # PDFium hands characters beyond the first plane over as two halves.
        text = "".join(parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return PrintedLine(text, left, self._right(shown[-1]), base, em)

    def _origin(self, index: int) -> tuple[float, float]:
        """Where the character stands on its line; its box may hug the ink and says less."""
        x, y = c_double(), c_double()
        raw.FPDFText_GetCharOrigin(self._text, index, x, y)
        return x.value, y.value

    def _em(self, index: int) -> float:
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(self._text, index, matrix)
        size = raw.FPDFText_GetFontSize(self._text, index) * math.hypot(matrix.c, matrix.d)
        return max(size, 1.0)

    def _right(self, index: int) -> float:
        if self.signs[index] >= _HAN:
            return self._origin(index)[0] + self._em(index)
        return float(self._text.get_charbox(index, loose=True)[2])

    def _space(self, before: int, index: int) -> str:
        """PDFium also puts spaces where type is only set loosely; between Chinese characters these go."""
        between = range(before + 1, index)
        loose = all(raw.FPDFText_IsGenerated(self._text, place) for place in between)
        return " " if between and not (loose and max(self.signs[before], self.signs[index]) >= _HAN) else ""

    def _is_note_mark(self, index: int, base: float, em: float) -> bool:
        sign, before = chr(self.signs[index]), chr(self.signs[index - 1])
        if sign not in MARKS:  # measuring takes time
            return False
        return is_note_mark(sign, before, self._em(index) / em, (self._origin(index)[1] - base) / em)
