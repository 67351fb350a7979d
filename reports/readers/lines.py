"""A web page as lines of text, each with the blocks it stands in."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from selectolax.lexbor import LexborNode

_SILENT_TAGS: Final = (
    "script style noscript template iframe object svg canvas video audio select option button input textarea "
    "nav -comment"
)
_BLOCK_TAGS: Final = (
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr li main ol p pre section summary table tbody tfoot thead "
    "tr ucapcontent ul td th"
)
_SILENT: Final = frozenset(_SILENT_TAGS.split())
_BLOCKS: Final = frozenset(_BLOCK_TAGS.split())
_CELLS: Final = frozenset({"td", "th"})
# Past this depth a page is hostile rather than nested; its lines belong to the block at this depth.
_DEPTH: Final = 80
# A cell with more lines than this lays out the page; it is no entry of a table.
_CELL_LINES: Final = 6
_HAN: Final = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’]"
_WRAP: Final = re.compile(rf"(?<={_HAN})[ \t]*[\r\n]\s*|[ \t]*[\r\n]\s*(?={_HAN})")
_AROUND: Final = string.whitespace + "\u2002\u2003\u3000\u200b\u200c\u200d\ufeff"
_BLANK: Final = re.compile(r"[ \t\r\n\f\v\N{NO-BREAK SPACE}]+")


@dataclass(frozen=True, slots=True)
class Block:
    """An element that starts a line of its own. ``names`` are its id and classes."""

    tag: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Line:
    """``path`` numbers the blocks round the line, outermost first; ``linked`` counts characters in links."""

    text: str
    path: tuple[int, ...]
    linked: int = 0


@dataclass(slots=True)
class Page:
    """The blocks in document order, and the lines."""

    blocks: list[Block] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def page_of(body: LexborNode) -> Page:
    """Walk the page without recursion: a saved page may nest deeper than Python can call."""
    walk = _Walk()
    todo: list[tuple[LexborNode, bool]] = [(body, True)]
    while todo:
        node, entering = todo.pop()
        if not entering:
            walk.leave(node.tag or "")
            continue
        tag = node.tag or ""
        if tag in _SILENT:
            continue
        if tag == "-text":
            walk.add(node.text_content or "")
            continue
        walk.enter(tag, node)
        todo.append((node, False))
        child = node.last_child
        while child is not None:
            todo.append((child, True))
            child = child.prev
    walk.end_line()
    return Page(walk.page.blocks, list(_rows_joined(walk.page)))


@dataclass(slots=True)
class _Walk:
    page: Page = field(default_factory=Page)
    path: list[int] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    linked: int = 0
    link_from: int | None = None

    def enter(self, tag: str, node: LexborNode) -> None:
        if tag == "br":
            self.end_line()
        elif tag == "a":
            self.link_from = len(self.parts)
        elif tag in _BLOCKS:
            self.end_line()
            names = f"{node.attributes.get('id') or ''} {node.attributes.get('class') or ''}"
            self.path.append(len(self.page.blocks))
            self.page.blocks.append(Block(tag, frozenset(names.lower().split())))

    def leave(self, tag: str) -> None:
        if tag == "a" and self.link_from is not None:
            self.linked += sum(len(part.strip()) for part in self.parts[self.link_from :])
            self.link_from = None
        elif tag in _BLOCKS:
            self.end_line()
            self.path.pop()

    def add(self, text: str) -> None:
        """A line end in the source is white space, but in preformatted text it ends the line."""
        if "\n" in text and any(self.page.blocks[block].tag == "pre" for block in self.path):
            *ended, text = text.split("\n")
            for line in ended:
                self.parts.append(line)
                self.end_line()
        self.parts.append(text)

    def end_line(self) -> None:
        text = _BLANK.sub(" ", _WRAP.sub("", "".join(self.parts))).strip(_AROUND)
        if self.link_from is not None:
            self.linked += len(text)
            self.link_from = 0
        if text:
            self.page.lines.append(Line(text, tuple(self.path[:_DEPTH]), self.linked))
        self.parts.clear()
        self.linked = 0


def _rows_joined(page: Page) -> Iterable[Line]:
    """Make one line of each table row, cells parted by tabs; rows that lay out the page stay as they are."""
    for row, group in groupby(page.lines, key=lambda line: _row(line, page.blocks)):
        lines = list(group)
        depth = len(row)
        cells = [list(cell) for _, cell in groupby(lines, key=lambda line: line.path[depth])] if row else []
        if len(cells) < 2 or max(map(len, cells)) > _CELL_LINES:
            yield from lines
        else:
            text = "\t".join(" ".join(line.text for line in cell) for cell in cells)
            yield Line(text, row, sum(line.linked for line in lines))


def _row(line: Line, blocks: Sequence[Block]) -> tuple[int, ...]:
    """The path of the innermost table row that the line stands in; empty outside tables."""
    for depth in range(len(line.path) - 1, 0, -1):
        if blocks[line.path[depth]].tag in _CELLS and blocks[line.path[depth - 1]].tag == "tr":
            return line.path[:depth]
    return ()
