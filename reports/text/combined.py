"""Chapters that hold problems and measures together: 存在的问题及下一步打算."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .clean import CleanText
from .headings import heading_kind
from .leaves import Leaf, leaves
from .marks import Block, Rank, in_order
from .model import ItemKind
from .sentences import sentences, trimmed
from .weaknesses import clip, told_problems

_TURN = re.compile(
    r"(?:下(?:一)?(?:步|阶段|年度?)|接下来|(?:20\d\d)年,?(?:我|本|将|区|市|县|街|全|继续|要)|今后|明年"
    r"|针对(?:上述|以上|这|这些|存在|该|此)|对(?:此|上述|以上|这)|(?:将|拟)?采取(?:以下|如下)?.{0,4}(?:措施|办法)"
    r"|(?:改进|整改)(?:措施|情况|方向|办法)[:：是]|为(?:此|解决))"
)
_LEADS_IN = re.compile(r"^[^\d《]*(?:将|要|坚持|认真|围绕)[^\d《]*$")
_SUMS_UP = re.compile("(?:通过|经过)(?:以上|上述)|(?:感谢|特此|最后)")
_SENTENCE = 20  # a measure has at least so many characters


def combined(text: CleanText, chapter: Block) -> Iterator[tuple[ItemKind, Leaf]]:
    """Groups that say which they are; or items that each end with their measure; or problems, then
    measures."""
    headed = _headed(text, chapter)
    if headed:
        for kind, group in headed:
            yield from ((kind, leaf) for leaf in _group(text, group, kind))
        return
    listed = [b for b in in_order(chapter) if b.rank < Rank.PARAGRAPH and not b.numbered]
    turns = [(b, turn(text, b.start, b.end)) for b in listed]
    if sum(place < b.end for b, place in turns) * 2 > len(turns):
        for block, place in turns:
            yield "problem", _part(text, block, block.start, place)
            if place < block.end:
                yield "arrangement", _part(text, block, place, block.end)
        return
    yield from _in_turn(text, chapter, listed)


def measures(text: CleanText, start: int, end: int) -> Iterator[Leaf]:
    """The sentences of a plan without numbers; the first one only leads in if it names nothing to count
    or cite."""
    found = [s for s in sentences(text.folded, start, end) if s.end - s.start >= _SENTENCE]
    for n, sentence in enumerate(found):
        words = text.folded[sentence.start : sentence.end]
        if _SUMS_UP.match(words):
            continue
        if n == 0 and len(found) > 2 and _LEADS_IN.match(words):
            continue
        colon = max(words.find(mark) for mark in ":：")
        begin = sentence.start + (colon + 1 if 0 <= colon < len(words) - _SENTENCE else 0)
        if not words.endswith((":", "：")):
            yield Leaf(begin, sentence.end, sentence.end, None, "sentence of the plan")


def turn(text: CleanText, start: int, end: int) -> int:
    """Where a passage turns from what is wrong to what will be done; ``end`` when it does not."""
    for n, sentence in enumerate(sentences(text.folded, start, end)):
        if n and _TURN.match(text.folded, sentence.start, sentence.end):
            return sentence.start
    return end


def _headed(text: CleanText, chapter: Block) -> list[tuple[ItemKind, Block]]:
    """The groups of a chapter whose own headings tell problems from plans, if both are there."""
    kinds: list[tuple[ItemKind, Block]] = []
    for group in chapter.numbered:
        stated = heading_kind(text.folded[group.body : group.title_end].strip(" \n。:;"), None)
        if stated and stated[0] == "problems":
            kinds.append(("problem", group))
        elif stated and stated[0] == "arrangements":
            kinds.append(("arrangement", group))
    return kinds if {kind for kind, _ in kinds} == {"problem", "arrangement"} else []


def _group(text: CleanText, group: Block, kind: ItemKind) -> Iterator[Leaf]:
    found = list(leaves(text, group))
    if kind == "problem" and not any(leaf.reason == "numbered item" for leaf in found):
        yield from told_problems(text, group.title_end, group.end)
    elif len(found) > 1 or (found and found[0].reason == "numbered item"):
        yield from found
    else:
        yield from measures(text, group.title_end, group.end)


def _in_turn(text: CleanText, chapter: Block, listed: list[Block]) -> Iterator[tuple[ItemKind, Leaf]]:
    place = turn(text, chapter.title_end, chapter.end)
    before = [b for b in listed if b.start < place]
    after = [b for b in listed if b.start >= place]
    if before:
        yield from (
            ("problem", _part(text, b, b.start, clip(text, b.start, min(b.end, place)))) for b in before
        )
    else:
        yield from (("problem", leaf) for leaf in told_problems(text, chapter.title_end, place))
    if after:
        yield from (("arrangement", _part(text, b, b.start, b.end)) for b in after)
    else:
        yield from (("arrangement", leaf) for leaf in measures(text, place, chapter.end))


def _part(text: CleanText, block: Block, start: int, end: int) -> Leaf:
    end = trimmed(text.folded, start, end)
    title_end = min(max(block.title_end, start), end)
    reason = "numbered item" if start == block.start else "measure of its item"
    return Leaf(start, end, title_end if start == block.start else end, None, reason)
