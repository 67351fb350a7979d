"""The marks that open a block: 一、 （一） 1. ① 一是 首先 ——, at line starts and inside lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache

from .dates import number


class Rank(IntEnum):
    """Depth of a block, by the form of its mark (GB/T 9704: 一、→（一）→1.→（1）; 一是 stands below
    any)."""

    ROOT = 0
    PART = 1  # 第一部分, or an unnumbered chapter heading over 一、
    CHAPTER = 2  # 一、
    GROUP = 3  # （一）
    POINT = 4  # 1. 任务一 and the numbered row of a table
    SUBPOINT = 5  # （1） ①
    DASH = 6  # —— ● ◆, which lists carry that have no numbers
    CLAUSE = 7  # 一是 首先 第一，
    PARAGRAPH = 8


@dataclass(slots=True)
class Block:
    """A stretch that begins with a mark or at a line start. ``title_end`` closes its first sentence.

    ``style`` is the exact form (是, 要, 第, dash …): one list keeps one style.
    """

    rank: Rank
    ordinal: int
    style: str
    start: int
    body: int
    inline: bool
    end: int = 0
    title_end: int = 0
    children: list[Block] = field(default_factory=list)

    @property
    def numbered(self) -> list[Block]:
        return [b for b in self.children if b.rank < Rank.PARAGRAPH]

    @property
    def paragraphs(self) -> list[Block]:
        return [b for b in self.children if b.rank == Rank.PARAGRAPH]


_CN = "[一二三四五六七八九十]"
_NO_CHAPTER = f"(?!{_CN}(?:[、产级线类审]|年级|季度))"  # 一、二、三产业; 一、二级
# A number without a point counts when a sentence of its own follows: 1强化领导。
_BARE = r"(?=[^\d\W年月日个项家名%个万亿元公]{2}.{2,20}。)"
_LINE = re.compile(
    rf"第(?P<part>{_CN}{{1,3}})(?:部分|章|篇)[:、,]?"
    rf"|(?P<chapter>{_CN}{{1,3}})[、.,]{_NO_CHAPTER}"
    rf"|[(](?P<group>{_CN}{{1,3}})(?:[)]|、)"
    rf"|(?P<lost>{_CN}{{1,3}})[)]"
    r"|(?P<sub>[(]\d{1,2}[)]|\d{1,2}[)]|[①-⑳])、?"
    rf"|(?P<point>\d{{1,2}})(?:[.、](?!\d)|{_BARE})"
    r"|(?P<row>\d{1,3})\t"
    rf"|(?:任务|行动|工程|项目|举措|事项)(?P<task>{_CN}{{1,3}})(?=[:、]|[一-龥])"
    r"|(?P<dash>——?(?!—)|[●◆■★▲])"
    rf"|(?P<clause>{_CN}{{1,2}}(?:是(?!否)|要|则)|第{_CN}{{1,2}}(?:[,:是]|、{_NO_CHAPTER})|其{_CN}[,、]"
    r"|首先[,是]?|其次[,是]?|再次[,是]?|最后[,是]|(?:此外|另外),)"
)
# Inside a line, one pattern per first character: a charset at the front lets the engine skip the prose
# between.
_INLINE = tuple(
    map(
        re.compile,
        (
            rf"{_CN}{_CN}?{_CN}?(?:(?P<clause>是(?!否)|要)|(?P<chapter>、){_NO_CHAPTER})",
            rf"[(](?:(?P<group>{_CN}{{1,3}})|(?P<sub>\d\d?))[)]",
            r"(?P<point>[0-9](?<![0-9][0-9])[0-9]?)[.、](?![0-9])",
            rf"(?P<clause>[首其再最第](?:[先次后]|{_CN}{{1,2}}),)",
            r"(?P<sub>[①-⑳])",
        ),
    )
)
_RANKS = {
    "part": Rank.PART, "chapter": Rank.CHAPTER, "group": Rank.GROUP, "lost": Rank.GROUP,
    "point": Rank.POINT, "row": Rank.POINT, "task": Rank.POINT, "sub": Rank.SUBPOINT,
    "dash": Rank.DASH, "clause": Rank.CLAUSE,
}  # fmt: skip
_WORD_ORDINALS = {"首先": 1, "其次": 2, "再次": 3, "此外": 8, "另外": 8, "最后": 9}


def in_order(block: Block) -> Iterator[Block]:
    """Every block below ``block``, in the order of the text."""
    for child in block.children:
        yield child
        yield from in_order(child)


def candidates(folded: str, limit: int) -> list[Block]:
    """Every line start, and every mark inside a line, in order; look-alikes are still among them."""
    found: list[Block] = []
    start = 0
    while start < limit:
        stop = folded.find("\n", start, limit)
        stop = limit if stop < 0 else stop
        found.append(_at_line_start(folded, start, stop, found[-1] if found else None))
        start = stop + 1
    taken = {block.start for block in found}
    marks = (m for pattern in _INLINE for m in pattern.finditer(folded, 0, limit) if m.start() not in taken)
    found += [_block(m, inline=True) for m in marks if m.end() - m.start() <= 5]
    return sorted(found, key=lambda block: block.start)


def _at_line_start(folded: str, start: int, stop: int, last: Block | None) -> Block:
    mark = _LINE.match(folded, start, stop)
    if mark is None:
        return Block(Rank.PARAGRAPH, 0, "", start, start, inline=False)
    block = _block(mark, inline=False)
    if block.style == "dash":  # dashes have no numbers: each counts from the line above
        block.ordinal = last.ordinal + 1 if last is not None and last.style == "dash" else 1
    return block


def _block(mark: re.Match[str], *, inline: bool) -> Block:
    name = mark.lastgroup or ""
    return Block(_RANKS[name], _ordinal(mark[0]), _style(mark[0], name), mark.start(), mark.end(), inline)


@lru_cache(256)  # a text has few different marks, and many of each
def _ordinal(mark: str) -> int:
    value = _WORD_ORDINALS.get(mark[:2])
    if value is not None:
        return value
    if "①" <= mark[0] <= "⑳":
        return ord(mark[0]) - ord("①") + 1
    bare = mark.strip("()、,.:\t第其是要则部分章篇任务行动工程项目举措事")
    return number(bare)


@lru_cache(256)
def _style(mark: str, name: str) -> str:
    if name == "lost":
        return "group"
    if name != "clause":
        return name
    if mark[:2] in _WORD_ORDINALS:
        return "first"
    return mark[0] if mark[0] in "第其" else mark.rstrip(",、:")[-1]
