"""Annexes: 十件民生实事 are promises too, numbered one by one behind the report; tables and glossaries
are none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .clean import CleanText
from .leaves import Leaf
from .marks import Block, Rank, in_order
from .outline import outline

_DEEDS = re.compile(
    r"\n[^\n。,:]{0,16}(?:民生|惠民|为民|利民).{0,6}实事(?!.{0,8}(?:完成|进展|"
    r"落实)情况)[^\n。]{0,12}(?=\n)"
)
_NEXT_ANNEX = re.compile(r"\n(?:附件|附表|.{0,16}(?:名词|术语).{0,4}(?:解释|注释)|注释)[^\n]{0,20}(?=\n|$)")
_LEAST = 3  # so many numbered deeds, of so many characters on average, make a list of promises
_TEXT = 24


def annex_leaves(text: CleanText, start: int) -> Iterator[Leaf]:
    """The deeds listed behind the report's end at ``start``, each with the annex's title as its group."""
    heading = _DEEDS.search(text.folded, max(start - 1, 0))
    if heading is None:
        return
    stop = _NEXT_ANNEX.search(text.folded, heading.end())
    end = stop.start() if stop else len(text.folded)
    deeds = _numbered([b for b in in_order(outline(text, end)) if b.start > heading.end()])
    ends = [b.start for b in deeds[1:]] + [end]
    if len(deeds) < _LEAST or sum(e - b.start for b, e in zip(deeds, ends, strict=True)) < _TEXT * len(deeds):
        return
    title = text.text[heading.start() : heading.end()].strip()
    for block, until in zip(deeds, ends, strict=True):
        yield Leaf(block.start, until, min(block.title_end, until), title, "deed in an annex")


def _numbered(blocks: list[Block]) -> list[Block]:
    """The line-start numbers of the deeds: the highest form, or the one below it where that only groups
    them (一、文化（3项）)."""
    chapters = [b for b in blocks if b.rank == Rank.CHAPTER and not b.inline]
    points = [b for b in blocks if b.rank == Rank.POINT and not b.inline]
    grouped = all(b.title_end - b.start < _TEXT for b in chapters) and len(points) > len(chapters)
    return points if grouped else chapters
