"""Step 5, items: the problems and arrangements of a report, each a leaf with what can be read of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .annex import annex_leaves
from .causes import cause
from .clean import CleanText
from .combined import combined, measures, turn
from .deadlines import due
from .figures import figures
from .grades import grade
from .leaves import Leaf, leaves
from .marks import Block, in_order
from .model import Grade, Item, ItemKind
from .organs import units
from .sections import Section
from .sentences import sentences, trimmed
from .weaknesses import admission, clip, closing, problem_paragraphs, told_problems

_TARGET = re.compile(
    r"(?:预期|主要|发展|奋斗|工作)目标(?:任务)?(?:建议)?(?:是|为|如下|安排如下|建议为)?[:：]|"
    r"预期.{0,4}(?:目标|指标).{0,8}(?:是|为|[:：])|主要目标和任务(?:是|为)[:：]"
)
_AFTER_TARGET = re.compile(
    r"(?:提出|确定|制定)?(?:以上|上述|这些|这一).{0,10}目标|实现(?:上述|以上|这些)|为实现|"
    r"围绕(?:上述|以上)|需要(?:说明|指出)|(?:这里|下面|现).{0,24}说明"
)
_NEXT = re.compile(
    r"(?:下(?:一)?(?:步|阶段)|接下来|今后|下阶段|新的一年|(?P<year>20\d\d)年)[,，]?.{0,30}"
    r"(?:(?<!现)将(?!近)|(?<![主重需必])要|继续|进一步|拟|计划)"
)
_POINT = re.compile(r"\d{1,2}[.、]")
_PARAGRAPH = 80  # characters that make a line a paragraph of a plan
_OVERALL = re.compile("总体(?:要求|思路|部署|考虑)|指导思想|政策取向|发展思路|形势")
_TASKS = re.compile("任务|重点|安排|举措|工作$|主要工作|经济政策")


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is known of the plan as a whole: whether a chapter states it, where the last one begins, its
    year."""

    stated: bool
    last: int
    year: int | None


def read_items(
    text: CleanText, chapters: list[Section], root: Block, limit: int, plan_year: int | None
) -> tuple[Item, ...]:
    """Every problem and arrangement before ``limit``, in document order, none overlapping another."""
    plan = _Plan(
        any(s.kind in ("arrangements", "combined") for s in chapters),
        max((s.start for s in chapters if s.kind == "arrangements"), default=-1),
        plan_year,
    )
    found: list[tuple[ItemKind, Leaf]] = []
    for section in chapters:
        found += [(kind, leaf) for kind, leaf in _of_section(text, section, plan) if leaf.start < limit]
    if not any(kind == "problem" for kind, _ in found):
        found += [("problem", leaf) for leaf in _told(text, chapters, root, limit)]
    if not any(kind == "arrangement" for kind, _ in found):
        found += [("arrangement", leaf) for leaf in _without_chapter(text, bool(chapters), root, limit, plan)]
    main = [_item(text, kind, leaf, limit, plan_year) for kind, leaf in _disjoint(found)]
    annex = [_item(text, "arrangement", leaf, leaf.end, plan_year) for leaf in annex_leaves(text, limit)]
    return (*main, *annex)


def _of_section(text: CleanText, section: Section, plan: _Plan) -> Iterator[tuple[ItemKind, Leaf]]:
    if section.kind == "combined" or (section.kind == "problems" and _plans(text, section, plan)):
        yield from combined(text, section.block)
    elif section.kind == "problems":
        yield from (("problem", leaf) for leaf in _problems(text, section.block))
    elif section.kind == "arrangements":
        yield from (("arrangement", leaf) for leaf in _targets(text, section.block))
        found: Iterable[Leaf] = _single(text, section.block) or leaves(text, section.block)
        if _only_frames(section, plan):
            found = (leaf for leaf in found if leaf.reason == "numbered item" and "部署" in section.bare)
        yield from (("arrangement", leaf) for leaf in found)


def _plans(text: CleanText, section: Section, plan: _Plan) -> bool:
    """Whether a report without a plan chapter plans at the end of its problems: 下一步，我局将…"""
    return not plan.stated and _ahead(text, turn(text, section.block.title_end, section.end), plan.year)


def _ahead(text: CleanText, place: int, year: int | None) -> bool:
    """Whether a sentence begins at ``place`` that says what comes next."""
    found = _NEXT.match(text.folded, place)
    return found is not None and (found["year"] is None or int(found["year"]) == year)


def _only_frames(section: Section, plan: _Plan) -> bool:
    """A chapter of general requirements before the chapter of tasks states targets; only a numbered
    部署 adds to them."""
    frames = _OVERALL.search(section.bare) and not _TASKS.search(section.bare)
    return bool(frames) and plan.last > section.start


# -- problems --------------------------------------------------------------------------------------


def _problems(text: CleanText, chapter: Block) -> list[Leaf]:
    listed = (
        list(leaves(text, chapter)) if chapter.numbered or any(p.children for p in chapter.paragraphs) else []
    )
    listed = [x for x in listed if x.reason == "numbered item" or not closing(text.folded[x.start : x.end])]
    if listed:
        last = listed[-1]
        return [
            *listed[:-1],
            Leaf(last.start, clip(text, last.start, last.end), last.title_end, last.parent, last.reason),
        ]
    told = list(problem_paragraphs(text, chapter.paragraphs))
    if len(told) > 1:
        return told
    start = chapter.paragraphs[0].start if chapter.paragraphs else chapter.title_end
    return told_problems(text, start, chapter.end)


def _told(text: CleanText, chapters: list[Section], root: Block, limit: int) -> tuple[Leaf, ...]:
    """Problems without a chapter: looked for in what comes before the plan, then anywhere."""
    plans = [s.start for s in chapters if s.kind == "arrangements"]
    blocks = [b for b in in_order(root) if b.start < limit]
    before = [b for b in blocks if not plans or b.start < plans[0]]
    found = admission(text, before, min(limit, plans[0] if plans else limit))
    if found is None:  # some speak of 危与机 where they set out the year's thinking
        leads = [
            p for s in chapters if s.kind == "arrangements" for p in s.block.paragraphs if p.start < limit
        ]
        found = admission(text, leads, limit)
    return found.leaves if found else ()


# -- arrangements ----------------------------------------------------------------------------------


def _single(text: CleanText, chapter: Block) -> list[Leaf]:
    """A plan that is one paragraph without numbers: its sentences are its promises."""
    paragraphs = [p for p in chapter.paragraphs if p.end - p.start > _PARAGRAPH]
    if chapter.numbered or len(paragraphs) != 1 or paragraphs[0].children:
        return []
    found = list(measures(text, paragraphs[0].start, paragraphs[0].end))
    return found if len(found) > 2 else []


def _targets(text: CleanText, chapter: Block) -> Iterator[Leaf]:
    """The sentence that sets the year's targets, in a paragraph that leads in to the tasks."""
    # An outlook in numbers (一是…四是) takes the paragraphs behind it.
    nested = (block for part in chapter.numbered for block in part.paragraphs)
    for block in [*chapter.paragraphs, *nested]:
        for sentence in sentences(text.folded, block.start, block.end):
            found = _TARGET.search(text.folded, sentence.start, sentence.end)
            if not found:
                continue
            end = sentence.end
            for later in sentences(text.folded, sentence.end, block.end):
                if _AFTER_TARGET.match(text.folded, later.start):
                    break
                end = later.end
            yield Leaf(sentence.start, end, found.end(), None, "the year's targets")
            return


def _without_chapter(
    text: CleanText, chaptered: bool, root: Block, limit: int, plan: _Plan
) -> Iterator[Leaf]:
    """Without a plan chapter: the numbered leaves of a plan-only text, or the sentences that begin 下一步."""
    if not chaptered:
        listed = [leaf for leaf in leaves(text, root) if leaf.reason == "numbered item"]
        if len(listed) > 1:
            yield from listed
            return
    for block in in_order(root):
        if block.start >= limit:
            return
        end = block.children[0].start if block.children else block.end
        for sentence in sentences(text.folded, block.start, end):
            if _ahead(text, sentence.start, plan.year):
                yield Leaf(
                    sentence.start,
                    trimmed(text.folded, sentence.start, end),
                    sentence.end,
                    None,
                    "sentence on what comes next",
                )
                break


# -- assembly --------------------------------------------------------------------------------------


def _disjoint(found: Iterable[tuple[ItemKind, Leaf]]) -> Iterator[tuple[ItemKind, Leaf]]:
    end = -1
    for kind, leaf in sorted(found, key=lambda f: (f[1].start, f[1].end)):
        if leaf.start >= end and leaf.end > leaf.start:
            yield kind, leaf
            end = leaf.end


def _item(text: CleanText, kind: ItemKind, leaf: Leaf, limit: int, plan_year: int | None) -> Item:
    end = trimmed(text.folded, leaf.start, min(leaf.end, limit))
    heading = text.text[leaf.start : min(leaf.title_end, end)].strip()
    mark = _POINT.match(text.folded, leaf.start, end) if leaf.reason == "numbered item" else None
    return describe(
        text.text, text.folded, kind, leaf.start, end,
        heading=heading, parent=leaf.parent, reason=leaf.reason, plan_year=plan_year,
        mark=mark.end() - leaf.start if mark else 0,
    )  # fmt: skip


def describe(
    text: str,
    folded: str,
    kind: ItemKind,
    start: int,
    end: int,
    *,
    heading: str,
    parent: str | None,
    reason: str,
    plan_year: int | None,
    mark: int = 0,
) -> Item:
    """The passage ``text[start:end]`` with all that can be read of it. ``mark`` characters at its start
    number it (1.) and are no figure."""
    counted = tuple(figures(folded, text, start + mark, end))
    arrangement = kind == "arrangement"
    stated = due(folded, start, end, plan_year) if arrangement else None
    due_on, due_basis, due_text = stated or (None, None, None)
    why: tuple[Grade, str] | tuple[None, None] = (None, None)
    if arrangement:
        why = grade(folded, start, end, counted, due_text)
    return Item(
        kind=kind,
        parent=parent,
        heading=heading,
        text=text[start:end],
        start=start,
        end=end,
        reason=reason,
        due_on=due_on,
        due_basis=due_basis,
        due_text=due_text,
        grade=why[0],
        grade_reason=why[1],
        figures=counted,
        organs=tuple(units(folded, text, start, end)),
        cause=None if arrangement else cause(folded, start, end),
    )
