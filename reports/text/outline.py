"""Step 2, outline: the numbered blocks of a text, at line starts and inside lines, as a tree.

A line-start number is taken as it stands, also when the numbering slips. A number inside a line counts
only in sequence (一是 needs its 二是), since prose is full of look-alikes (第一、二产业, 三项制度, 1.5%).
"""

from __future__ import annotations

import re
from dataclasses import replace

from .clean import CleanText
from .headings import heading_kind, heading_years, known_heading, part_heading
from .marks import Block, Rank, candidates
from .sentences import trimmed

_SENTENCE_END = re.compile("[。!?！？]|;$")
_SAID = 60  # an item of a list this long is complete
_EDGE = frozenset("。;:!?\n")
_CAUSES = re.compile(r"原因[^。;\n]{0,12}$")  # 主要原因：一是…；二是… tells why, within its problem
ADDRESSED = "各位[一-龥、]{1,10}|同志们"  # 各位代表, 各位主任、委员
_NEW_MATTER = re.compile(rf"(?:{ADDRESSED}|代表|委员)[,!:]|新的一年[,!]|展望(?:新的一年|未来)")


def outline(text: CleanText, end: int | None = None) -> Block:
    """The blocks of ``text[:end]`` as a tree below one root."""
    limit = len(text.text) if end is None else end
    found = candidates(text.folded, limit)
    _promote(text.folded, found)
    blocks = _accept(text, found)
    for n, block in enumerate(blocks):
        block.end = trimmed(text.folded, block.start, blocks[n + 1].start if n + 1 < len(blocks) else limit)
        block.title_end = _title_end(text, block)
    return _tree(blocks, limit, text.folded)


def opens_topic(folded: str, block: Block) -> bool:
    """Whether a paragraph opens with a topic sentence (精准提升政策保障成效。) that the rest carries out."""
    stop = folded.find("。", block.start, min(block.end, block.start + 42))
    return block.start + 3 < stop < block.end - 12


def _promote(folded: str, marks: list[Block]) -> None:
    """Where 一、 numbers no chapter of review or plan, unnumbered lines (2023年工作回顾) head the
    chapters."""
    _restore(folded, marks)
    stated = set()
    for block in marks:
        if block.rank == Rank.CHAPTER and not block.inline:
            heading = _line(folded, block.body)
            named = heading_years(heading)
            found = heading_kind(heading, min(named) - 1 if named else None)
            stated.add(found[0] if found else None)
    if "arrangements" in stated or "problems" in stated:
        return
    headings = [b for b in marks if b.rank == Rank.PARAGRAPH and part_heading(_line(folded, b.start))]
    first = next((b.start for b in marks if b.rank == Rank.CHAPTER), 0)
    if len({_line(folded, b.start) for b in headings}) == 1 and headings[-1].start < first:
        return  # the title of the whole: 某局2022年度工作总结
    for block in headings:
        block.rank, block.style = Rank.PART, "bare"


def _restore(folded: str, marks: list[Block]) -> None:
    """A stock heading between 一、 and 三、 has lost its 二、."""
    last: Block | None = None
    lost: list[Block] = []
    for block in marks:
        if block.rank == Rank.PARAGRAPH:
            end = known_heading(folded, block.start)
            if end and folded.startswith("\n", end):
                lost.append(block)
        elif block.rank == Rank.CHAPTER and not block.inline:
            if last and len(lost) == 1 and block.ordinal == last.ordinal + 2:
                lost[0].rank, lost[0].style, lost[0].ordinal = Rank.CHAPTER, "bare", last.ordinal + 1
            last, lost = block, []


def _line(folded: str, start: int) -> str:
    stop = folded.find("\n", start)
    return folded[start : stop if stop >= 0 else len(folded)]


# -- acceptance ------------------------------------------------------------------------------------


def _accept(text: CleanText, marks: list[Block]) -> list[Block]:
    """Drop the look-alikes: one pass, remembering how far each sequence has come."""
    following = _next_in_sequence(marks)
    chapters = _inline_chapters(text, marks)
    reached: dict[Rank, Block] = {}
    kept: list[Block] = []
    for n, block in enumerate(marks):
        if block.rank == Rank.PARAGRAPH:
            _close(reached, Rank.CLAUSE, only_inline=True)
            kept.append(block)
            continue
        if not block.inline and block.style == "first" and block.ordinal > 1 and not _goes_on(block, reached):
            kept.append(replace(block, rank=Rank.PARAGRAPH, style="", body=block.start))
            continue
        if block.inline and block.rank == Rank.CHAPTER:
            if block.start not in chapters:
                continue
        elif block.inline and not _fits(text, block, reached.get(block.rank), following[n], kept):
            continue
        _close(reached, block.rank)
        reached[block.rank] = block
        kept.append(block)
    return kept


def _next_in_sequence(marks: list[Block]) -> list[bool]:
    """For each candidate, whether its successor (二是 after 一是) comes before a higher block ends the
    stretch."""
    found = [False] * len(marks)
    waiting: dict[tuple[Rank, str, int], list[int]] = {}
    for n, block in enumerate(marks):
        if block.rank == Rank.PARAGRAPH:
            continue
        for index in waiting.pop((block.rank, block.style, block.ordinal), ()):
            found[index] = True
        if not block.inline:
            waiting = {key: value for key, value in waiting.items() if key[0] <= block.rank}
        waiting.setdefault((block.rank, block.style, block.ordinal + 1), []).append(n)
        if block.rank == Rank.CLAUSE and block.ordinal > 1:  # 一是…三是: a slip still shows a list
            for index in waiting.pop((block.rank, block.style, 2), ()):
                found[index] = True
    return found


def _fits(text: CleanText, block: Block, last: Block | None, followed: bool, kept: list[Block]) -> bool:
    before = text.folded[block.start - 1]
    edge = _at_edge(text, block)
    if block.rank == Rank.CLAUSE:
        if last is not None and last.style != block.style:
            return False
        if last is not None and block.ordinal > 1:
            return edge or (before in ",)）”" and block.ordinal == last.ordinal + 1)
        if _CAUSES.search(text.folded, max(block.start - 20, 0), block.start):
            return False
        return block.ordinal == 1 and followed and (edge or before in ",)”" or _ends_title(text, block, kept))
    if before in "第(《“" or text.folded[block.body : block.body + 1] in "》”":
        return False
    expected = block.ordinal == (last.ordinal + 1 if last else 1) or (block.ordinal == 1 and followed)
    if block.rank == Rank.GROUP:
        return expected and (last is not None or followed)
    edge = edge or before in ")）" or (block.ordinal == 1 and _ends_title(text, block, kept))
    return expected and edge and (last is not None or followed)


def _goes_on(block: Block, reached: dict[Rank, Block]) -> bool:
    return block.rank in reached and reached[block.rank].style == block.style


def _ends_title(text: CleanText, block: Block, kept: list[Block]) -> bool:
    """（一）…责任人职责一是加强…: the title before runs into the list without a stop."""
    if not kept or block.start - kept[-1].body > 60:
        return False
    return not re.search("[。;:]", text.folded[kept[-1].body : block.start])


def _close(reached: dict[Rank, Block], rank: Rank, *, only_inline: bool = False) -> None:
    for deeper in [r for r in reached if r >= rank]:
        if deeper > rank or (only_inline and reached[deeper].inline):
            del reached[deeper]


def _inline_chapters(text: CleanText, marks: list[Block]) -> set[int]:
    """The starts of a flattened page's chapters: the longest run 一、二、三、…, stock headings preferred.

    A table inside such a page numbers its rows 一、…四、 as well; those rows make the shorter run.
    """
    if sum(b.rank == Rank.CHAPTER and not b.inline for b in marks) > 1:
        return set()
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for block in marks:
        if block.rank != Rank.CHAPTER or block.ordinal - 1 not in best:
            continue
        known = known_heading(text.folded, block.body) is not None
        if not known and not _at_edge(text, block):
            continue
        weight, run = best[block.ordinal - 1]
        longer = (weight + 1 + 0.5 * known, [*run, block.start])
        if longer[0] >= best.get(block.ordinal, (0.0, []))[0]:
            best[block.ordinal] = longer
    run = max(best.values(), key=lambda b: b[0])[1]
    return set(run) if len(run) > 1 else set()


def _at_edge(text: CleanText, block: Block) -> bool:
    return text.folded[block.start - 1] in _EDGE or block.start in text.breaks


# -- shape -----------------------------------------------------------------------------------------


def _title_end(text: CleanText, block: Block) -> int:
    if block.rank <= Rank.CHAPTER and block.inline:
        known = known_heading(text.folded, block.body)
        gap = next(
            (b for b in range(block.body + 2, min(block.body + 40, block.end)) if b in text.breaks), None
        )
        stop = _SENTENCE_END.search(text.folded, block.body, block.end)
        ends = [e for e in (known, gap) if e] or [stop.end() if stop else block.end]
        return min(*ends, block.end)
    line = text.folded.find("\n", block.body, block.end)
    line = block.end if line < 0 else line
    stop = _SENTENCE_END.search(text.folded, block.body, line)
    return stop.end() if stop else line


def _tree(blocks: list[Block], limit: int, folded: str) -> Block:
    root = Block(Rank.ROOT, 0, "", 0, 0, inline=False, end=limit)
    stack = [root]
    for block in blocks:
        if block.rank == Rank.PARAGRAPH:
            _leave(stack, folded, block)
        else:
            _climb(stack, block)
        stack[-1].children.append(block)
        stack.append(block)
    _stretch(root)
    return root


def _climb(stack: list[Block], block: Block) -> None:
    """Leave what a number closes. A list inside a paragraph's line belongs to that paragraph; a bare title
    (一是优化交通服务。) takes the list that follows, whatever its form."""
    top = stack[-1]
    if block.inline and block.rank > Rank.GROUP and top.rank == Rank.PARAGRAPH:
        return
    sibling = next((b for b in reversed(stack) if b.style == block.style and b.rank == block.rank), None)
    if block.ordinal > 1 and sibling is not None and block.rank > Rank.CHAPTER:
        while stack.pop() is not sibling:
            pass
        return
    bare = (
        top.rank in (Rank.CLAUSE, Rank.SUBPOINT, Rank.POINT) and not top.inline and top.title_end >= top.end
    )
    if (
        bare
        and sibling is None
        and block.ordinal == 1
        and not block.inline
        and block.rank > Rank.GROUP
        and block.rank != top.rank
    ):
        return
    while stack[-1].rank >= block.rank:
        stack.pop()


def _leave(stack: list[Block], folded: str, paragraph: Block) -> None:
    """A new paragraph ends the last one and a list that ran inside its line; 各位代表！ ends every group,
    a topic of its own (推进财税体制改革。) ends an item of a list that has its say; the row of a table is one
    line."""
    top = stack[-1]
    said = top.rank == Rank.CLAUSE and top.end - top.body > _SAID
    if top.style in ("dash", "row") or (said and opens_topic(folded, paragraph)):
        stack.pop()
    fresh = _NEW_MATTER.match(folded, paragraph.start) is not None
    while stack[-1].rank == Rank.PARAGRAPH or stack[-1].inline or (fresh and stack[-1].rank > Rank.CHAPTER):
        if stack[-1].inline and stack[-1].rank <= Rank.GROUP and not fresh:
            break
        stack.pop()


def _stretch(block: Block) -> int:
    """Let every block reach to the end of its last child."""
    for child in block.children:
        block.end = max(block.end, _stretch(child))
    return block.end
