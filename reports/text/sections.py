"""Step 3, sections: level-one chapters and what each is about, by heading, then by year, then by position."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .clean import CleanText
from .headings import heading_kind, looks_back
from .marks import Block, Rank
from .model import ChapterKind, ReportKind

_TARGET = re.compile(
    r"预期目标(?:是|为|:|：)|总体要求(?:是|为|:|：)|(?:今年|新的一年|20\d\d年).{0,16}(?:要重点|"
    r"重点)(?:抓好|做好|推进)"
)
_TARGETS_SET = re.compile(r"预期(?:目标|指标).{0,8}(?:是|为|:)")


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter with its block; ``heading`` is what people read, ``bare`` the folded words without the
    number."""

    kind: ChapterKind
    reason: str
    block: Block
    heading: str
    bare: str
    start: int
    end: int


def sections(
    text: CleanText, chapters: list[Block], kind: ReportKind, covered: int | None, *, plan: bool = False
) -> list[Section]:
    """What each of ``chapters`` (of :func:`chapter_blocks`) is about. ``covered`` is the year under review,
    where known; ``plan`` tells that the paper only plans."""
    bare = [_bare(text, block) for block in chapters]
    stated = [_stated(b, kind, covered) for b in bare]
    kinds = [_of_plan(b) for b in bare] if plan else _by_position(text, kind, chapters, stated)
    return [
        Section(k, why, block, _heading(text, block), words, block.start, block.end)
        for block, words, (k, why) in zip(chapters, bare, kinds, strict=True)
    ]


def chapter_blocks(text: CleanText, root: Block) -> list[Block]:
    """The blocks that are chapters. A numbering that starts again belongs to a table, if the first is
    taken up
    again behind it, and to an annex if not."""
    top = _top(text, root)
    found = [b for b in root.children if b.rank == top]
    chapters: list[Block] = []
    n = 0
    while n < len(found):
        if chapters and top >= Rank.CHAPTER and found[n].ordinal == 1 and chapters[-1].ordinal > 1:
            n = _taken_up(found, n, chapters[-1].ordinal + 1)
            continue
        chapters.append(found[n])
        n += 1
    return chapters


def _top(text: CleanText, root: Block) -> Rank:
    """The form that numbers the chapters: 一、, or where a text has none, （一） or 1. if their titles
    tell."""
    found = min((b.rank for b in root.children if b.rank <= Rank.CHAPTER), default=None)
    if found is not None:
        return found
    for rank in (Rank.GROUP, Rank.POINT):
        stated = [heading_kind(_bare(text, b), None) for b in root.children if b.rank == rank]
        if {"problems", "arrangements"} & {s[0] for s in stated if s}:
            return rank
    return Rank.CHAPTER


def _taken_up(found: list[Block], start: int, ordinal: int) -> int:
    """Where the outer numbering goes on with ``ordinal`` behind the rows 一、二、… that begin at
    ``start``."""
    row = 1
    for n in range(start, len(found)):
        following = found[n + 1].ordinal if n + 1 < len(found) else 0
        if found[n].ordinal == ordinal and (row != ordinal or following == ordinal + 1):
            return n
        if found[n].ordinal != row:
            return len(found)
        row += 1
    return len(found)


def _heading(text: CleanText, block: Block) -> str:
    return text.text[block.start : block.title_end].strip()


def _bare(text: CleanText, block: Block) -> str:
    start = block.start if block.style == "bare" else block.body
    return text.folded[start : block.title_end].strip(" \n。:;")


def _stated(bare: str, kind: ReportKind, covered: int | None) -> tuple[ChapterKind, str] | None:
    if kind == "disclosure_report" and bare.endswith("总体情况"):
        return "achievements", "heading's words"
    return heading_kind(bare, covered)


def _of_plan(bare: str) -> tuple[ChapterKind, str]:
    if re.search("要求$|总体思路$|指导思想$|^附", bare):
        return "other", "heading's words"
    return "arrangements", "the paper is a plan"


def _by_position(
    text: CleanText, kind: ReportKind, blocks: list[Block], stated: list[tuple[ChapterKind, str] | None]
) -> list[tuple[ChapterKind, str]]:
    """Fill in what headings leave open: themed chapters review before the first plan and plan after it."""
    turning = [n for n, s in enumerate(stated) if s and s[0] in ("problems", "arrangements", "combined")]
    plans = [n for n, s in enumerate(stated) if s and s[0] == "arrangements"]
    reviews = [n for n, s in enumerate(stated) if s and s[0] == "achievements"]
    first_plan = plans[0] if plans else _plan_by_content(text, kind, blocks)
    first = min([*turning, first_plan])
    filled: list[tuple[ChapterKind, str]] = []
    for n, found in enumerate(stated):
        if found:
            filled.append(found)
        elif n >= first_plan:
            filled.append(("arrangements", "stands with the plan"))
        elif n < first and kind == "work_report" and reviews and n > reviews[0]:
            sets_targets = _TARGETS_SET.search(text.folded, blocks[n].start, blocks[n].end)
            filled.append(
                ("arrangements", "sets the year's targets")
                if sets_targets
                else ("other", "stands between review and plan")
            )
        else:
            filled.append(("achievements", "stands before the plan"))
    if kind == "work_report" and not any(k == "arrangements" for k, _ in filled):
        return [("arrangements", "the only plan") if k == "other" else (k, why) for k, why in filled]
    return filled


def _plan_by_content(text: CleanText, kind: ReportKind, blocks: list[Block]) -> int:
    """Without a heading that says so, a work report's plan begins where it sets the year's targets."""
    if kind != "work_report":
        return len(blocks)
    for n, block in enumerate(blocks):
        if n and _TARGET.search(text.folded, block.start, block.end) and not looks_back(_bare(text, block)):
            return n
    return len(blocks)
