"""From a chapter's blocks to its leaves: the passages that are tracked, each with the group it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from . import promises
from .clean import CleanText
from .marks import Block, Rank
from .outline import ADDRESSED, opens_topic
from .sentences import sentences, trimmed

_CALLED = re.compile(f"(?<=[。!;])(?:{ADDRESSED})[,!:]")
_TITLE = 20  # a line above every paragraph that is no longer than this is its title
_SUBJECT = 42  # a topic sentence is no longer than this


@dataclass(frozen=True, slots=True)
class Leaf:
    """A passage with its heading and the title of the group it stands in."""

    start: int
    end: int
    title_end: int
    parent: str | None
    reason: str


def leaves(text: CleanText, chapter: Block) -> Iterator[Leaf]:
    """The leaves below ``chapter``, in order; what merely leads in to them is passed over."""
    yield from _below(text, chapter, chapter.children, parent=None)


def _below(text: CleanText, owner: Block, children: list[Block], parent: str | None) -> Iterator[Leaf]:
    numbered = [c for c in children if c.rank < Rank.PARAGRAPH]
    if not numbered:
        yield from _paragraphs(text, children, parent)
        return
    top = min(c.rank for c in numbered)
    first = next(n for n, c in enumerate(children) if c.rank == top or any(d.rank == top for d in c.children))
    if top >= Rank.CLAUSE and sum(opens_topic(text.folded, p) for p in children[:first]) > 1:
        yield from parts(text, children[: first - 1], parent)  # the last one leads in to the list
    for child in children[first:]:
        if child.rank < Rank.PARAGRAPH:
            yield from _node(text, child, parent)
        else:
            yield from _paragraph(text, child, parent)


def _node(text: CleanText, block: Block, parent: str | None) -> Iterator[Leaf]:
    title = text.text[block.start : block.title_end].strip()
    if promises.frames(text.folded[block.body : block.title_end]):
        return
    if block.numbered:
        yield from _below(text, block, block.children, title)
    elif _has_parts(text, block):
        yield from parts(text, block.paragraphs, title)
    else:
        yield _leaf(text, block, parent, "numbered item")


def _has_parts(text: CleanText, block: Block) -> bool:
    """Whether the unnumbered paragraphs of a group each carry out a topic of their own, or one holds a
    list."""
    paragraphs = block.paragraphs
    if any(p.children for p in paragraphs):
        return True
    if _alternate(text, paragraphs):
        return True
    topical = [p for p in paragraphs if opens_topic(text.folded, p) or titled(text, p)]
    own = (paragraphs[0].start if paragraphs else block.end) - block.title_end
    return (
        own <= (promises.GUIDANCE if block.rank < Rank.CLAUSE else _SUBJECT)
        and len(topical) >= 2
        and len(topical) * 5 >= len(paragraphs) * 3
    )


def parts(text: CleanText, paragraphs: list[Block], parent: str | None) -> Iterator[Leaf]:
    """Paragraphs as leaves, each for itself; a title line takes what follows, guidance before them is
    none."""
    alternate = _alternate(text, paragraphs)
    held: list[Block] = []
    for n, paragraph in enumerate(paragraphs):
        if titled(text, paragraph) or (alternate and paragraph.end - paragraph.start <= _SUBJECT):
            if len(held) > 1:
                yield _joined(held, parent)
            held = [paragraph]
        elif held and (alternate or len(held) == 1):
            held.append(paragraph)
        elif paragraph.children or not _guides(text, paragraph, first=n == 0):
            if len(held) > 1:
                yield _joined(held, parent)
            held = []
            yield from _paragraph(text, paragraph, parent)
    if len(held) > 1:
        yield _joined(held, parent)


def _alternate(text: CleanText, paragraphs: list[Block]) -> bool:
    """Whether topic sentences stand on lines of their own, each above a longer paragraph that carries
    it out."""
    above, below = paragraphs[::2], paragraphs[1::2]
    if len(above) == len(below) > 1 and _title_above_each(above, below):
        return True
    titles = [
        a
        for a, b in pairwise(paragraphs)
        if a.end - a.start <= _SUBJECT < b.end - b.start
        and not opens_topic(text.folded, b)
        and not b.children
    ]
    return len(titles) >= 2 and len(titles) * 3 >= len(paragraphs)


def _title_above_each(above: list[Block], below: list[Block]) -> bool:
    pairs = zip(above, below, strict=True)
    return all(a.end - a.start <= _TITLE < _SUBJECT < b.end - b.start for a, b in pairs)


def _paragraph(text: CleanText, block: Block, parent: str | None) -> Iterator[Leaf]:
    if block.children:
        yield from _below(text, block, block.children, parent)
    elif promises.promises(words := text.folded[block.start : block.end]):
        start = block.start + promises.call(words)
        first = next(sentences(text.folded, start, block.end))
        yield Leaf(start, block.end, max(block.title_end, first.end), parent, "topic paragraph")


def _guides(text: CleanText, paragraph: Block, *, first: bool) -> bool:
    subject = (
        text.folded[paragraph.start : paragraph.title_end] if opens_topic(text.folded, paragraph) else ""
    )
    return promises.guides(subject, text.folded[paragraph.start : paragraph.end], first=first)


def titled(text: CleanText, block: Block) -> bool:
    """A short line without a stop: the title of what follows."""
    line = text.folded[block.start : block.end]
    return 4 <= len(line) <= 40 and not re.search("[。,;!?]$|:", line)


def _paragraphs(text: CleanText, paragraphs: list[Block], parent: str | None) -> Iterator[Leaf]:
    """A chapter without numbers: paragraphs with topics, or each promising paragraph for itself."""
    topical = [p for p in paragraphs if opens_topic(text.folded, p) or titled(text, p)]
    if len(topical) >= 2:
        yield from parts(text, paragraphs, parent)
        return
    for paragraph in paragraphs:
        yield from _paragraph(text, paragraph, parent)


def _joined(paragraphs: list[Block], parent: str | None) -> Leaf:
    first = paragraphs[0]
    return Leaf(first.start, paragraphs[-1].end, first.title_end, parent, "topic paragraph")


def _leaf(text: CleanText, block: Block, parent: str | None, reason: str) -> Leaf:
    """The block with the paragraphs that go on from it, but not with the report's closing words."""
    end = block.end
    for paragraph in reversed(block.paragraphs):
        if not promises.closes(text.folded[paragraph.start : paragraph.end]):
            break
        end = trimmed(text.folded, block.start, paragraph.start)
    end = _before_appeal(text.folded, block.start, end)
    return Leaf(block.start, end, block.title_end, parent, reason)


def _before_appeal(folded: str, start: int, end: int) -> int:
    """Where an appeal begins that stands on the line of an item: …。各位代表！让我们…"""
    called = _CALLED.search(folded, start, end)
    if called is None or promises.promises(folded[called.start() : end]):
        return end
    return called.start()
