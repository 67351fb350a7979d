"""The promises of a report, sentence by sentence. Pure: a reading in, no rows.

One arrangement holds several promises, and each is kept or dropped by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from reports.text import promises as words_of_plans
from reports.text.clean import fold
from reports.text.deadlines import due
from reports.text.figures import figures
from reports.text.grades import grade
from reports.text.matching.index import meant
from reports.text.matching.passages import SHORTEST, STOPS, Passage, passages
from reports.text.model import Grade, Item, Reading, Span
from reports.text.sentences import sentences

_DEEDS: Final = re.compile(
    "(?:^|[,、;])[^,、;]{0,4}(?:加强|加快|加大|推进|推动|完善|优化|健全|落实|实施|深化|强化|提升|扩大|支持|建设|开展|做好)"
)
_MANY_DEEDS: Final = 3
_OWNERS: Final = re.compile(
    "[(]?(?:牵头|责任|配合|承办|主办|协办|完成)(?:单位|部门|科室|领导|人|时限|时间)[::]"
)
_IN_LIST: Final = re.compile(r"[(]?\d{1,2}(?:[)]|[.、](?!\d))")
_LEAD: Final = 60  # characters: the last sentence before a list
_TITLE: Final = re.compile(
    r"(?:[(][一二三四五六七八九十]+[)]|[一二三四五六七八九十]+、|\d+[.、])[^\d,;]{2,24}。?"
)


@dataclass(frozen=True, slots=True)
class Promise:
    """A sentence of a plan, in the old report's own words; ``context`` is all that names its kind."""

    text: str
    start: int
    end: int
    heading: str
    grade: Grade
    context: str


def promises(reading: Reading) -> Iterator[Promise]:
    """The sentences of all arrangements, and what else the plan promises between them, in order."""
    folded = fold(reading.text)
    found = [*_in_items(reading, folded), *_between(reading, folded)]
    yield from sorted(found, key=lambda promise: promise.start)


def _in_items(reading: Reading, folded: str) -> Iterator[Promise]:
    leads = _leads(folded)
    for item in reading.items:
        if item.kind == "arrangement":
            context = f"{item.parent or ''}{leads.get(item.start, '')}{item.text}"
            spans = list(sentences(folded, item.start, item.end, STOPS))
            for span in spans[_titles(folded, spans) :]:
                yield from _promise(reading, folded, span, item.heading, context)


def _leads(folded: str) -> dict[int, str]:
    """For each line of a numbered list, by where it starts, the words that lead into the list:
    …谋划实施好十方面民生实事。 and then 1.养老帮困方面。"""
    leads: dict[int, str] = {}
    lead, place = "", 0
    for line in folded.split("\n"):
        words = line.strip()
        if _IN_LIST.match(words):
            leads[place + len(line) - len(line.lstrip())] = lead
        elif words:
            lead = words[-_LEAD:]
        place += len(line) + 1
    return leads


def _titles(folded: str, spans: list[Span]) -> int:
    """1 when the first sentence is but the title of the others: （一）加强队伍建设。"""
    return int(len(spans) > 1 and _TITLE.fullmatch(folded, spans[0].start, spans[0].end) is not None)


def _between(reading: Reading, folded: str) -> Iterator[Promise]:
    """What stands between a group's title and its parts is guidance for them, yet some of it is a promise: it
    can be measured or checked, or names deed after deed."""
    chapters = {chapter.start: chapter.heading for chapter in reading.chapters}
    for passage in passages(reading):
        loose = passage.told == "planned" and passage.where == "arrangements"
        if not loose or _inside(passage, reading.items) or not words_of_plans.promises(meant(passage.folded)):
            continue
        heading = chapters[max(start for start in chapters if start <= passage.start)]
        span = Span(passage.start, passage.end)
        for promise in _promise(reading, folded, span, heading, passage.text):
            if promise.grade != "direction" or len(_DEEDS.findall(passage.folded)) >= _MANY_DEEDS:
                yield promise


def _inside(passage: Passage, items: Iterable[Item]) -> bool:
    return any(item.start < passage.end and passage.start < item.end for item in items)


def _promise(reading: Reading, folded: str, span: Span, heading: str, context: str) -> Iterator[Promise]:
    words = reading.text[span.start : span.end].strip()
    if len(words) >= SHORTEST and not _OWNERS.match(fold(words)):
        start = reading.text.index(words, span.start)
        end = start + len(words)
        targets = tuple(figures(folded, reading.text, start, end))
        stated = due(folded, start, end, reading.plan_year.value if reading.plan_year else None)
        graded, _words = grade(folded, start, end, targets, stated[2] if stated else None)
        yield Promise(words, start, end, heading, graded, context)
