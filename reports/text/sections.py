"""Step 3, sections: level-one chapters and what each is about, by heading, then by year, then by position."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .clean import CleanText
from .headings import heading_kind, heading_years, looks_back
from .model import ChapterKind, ReportKind
from .outline import Block, Rank

_TARGET = re.compile(r"预期目标(?:是|为|:|：)|总体要求(?:是|为|:|：)|(?:今年|新的一年|20\d\d年).{0,16}(?:要重点|重点)(?:抓好|做好|推进)")
_TARGETS_SET = re.compile(r"预期目标.{0,8}(?:是|为|:)")
_PREAMBLE = re.compile(r"代表.{0,24}(?:报告|汇报)|请予审议|报告如下|汇报如下|总结如下")


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter with its block; ``heading`` is what people read, ``bare`` the folded words without the number."""

    kind: ChapterKind
    reason: str
    block: Block
    heading: str
    bare: str
    start: int
    end: int


def sections(text: CleanText, root: Block, kind: ReportKind, covered: int | None) -> list[Section]:
    """The level-one chapters of ``text`` in order. ``covered`` is the year under review, where known."""
    chapters = chapter_blocks(text, root)
    bare = [_bare(text, block) for block in chapters]
    kinds = _by_position(text, kind, chapters, [_stated(b, kind, covered) for b in bare])
    return [
        Section(k, why, block, _heading(text, block), words, block.start, block.end)
        for block, words, (k, why) in zip(chapters, bare, kinds, strict=True)
    ]


def chapter_blocks(text: CleanText, root: Block) -> list[Block]:
    """The blocks that are chapters: 一、…; or unnumbered headings, where the text has them above or instead of 一、."""
    numbered = [b for b in root.children if b.rank in (Rank.PART, Rank.CHAPTER)]
    bare = [b for b in root.children if _stands_alone(text, b)]
    if bare and (not numbered or _restarts(numbered) or bare[0].start < numbered[0].start and len(bare) > 1):
        return _gather(root, bare)
    return numbered


def _stands_alone(text: CleanText, block: Block) -> bool:
    """An unnumbered line that is plainly a chapter's heading: 2023年工作回顾."""
    if block.rank != Rank.PARAGRAPH or block.end - block.start > 34:
        return False
    line = text.folded[block.start : block.end]
    if line.startswith(("——", "附", "注")) or re.search("[。,;:!?报告]$|工作报告|名词", line):
        return False
    years = heading_years(line)
    if not (years or re.search("过去|今后|未来|下一步|本届|新一届|十[一二三四五]五|存在|自身建设", line)):
        return False
    return heading_kind(line, min(years) - 1 if years else None) is not None or "自身建设" in line


def _restarts(numbered: list[Block]) -> bool:
    return sum(b.ordinal == 1 for b in numbered) > 1


def _gather(root: Block, heads: list[Block]) -> list[Block]:
    """Put what follows each unnumbered heading below it."""
    starts = {b.start for b in heads}
    current: Block | None = None
    for block in list(root.children):
        if block.start in starts:
            block.rank, block.title_end = Rank.PART, block.end
            current = block
        elif current is not None:
            current.children.append(block)
            current.end = max(current.end, block.end)
            root.children.remove(block)
    return heads


def _heading(text: CleanText, block: Block) -> str:
    return text.text[block.start : block.title_end].strip()


def _bare(text: CleanText, block: Block) -> str:
    start = block.body if block.rank == Rank.CHAPTER else block.start
    return text.folded[start : block.title_end].strip(" \n。:;")


def _stated(bare: str, kind: ReportKind, covered: int | None) -> tuple[ChapterKind, str] | None:
    if kind == "disclosure_report" and bare.endswith("总体情况"):
        return "achievements", "heading's words"
    return heading_kind(bare, covered)


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
            filled.append(("arrangements", "sets the year's targets") if sets_targets else ("other", "stands between review and plan"))
        else:
            filled.append(("achievements", "stands before the plan"))
    return filled


def _plan_by_content(text: CleanText, kind: ReportKind, blocks: list[Block]) -> int:
    """Without a heading that says so, a work report's plan begins where it sets the year's targets."""
    if kind != "work_report":
        return len(blocks)
    for n, block in enumerate(blocks):
        if n and _TARGET.search(text.folded, block.start, block.end) and not looks_back(_bare(text, block)):
            return n
    return len(blocks)
