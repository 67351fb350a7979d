"""Problems that return, problems that nothing is planned against, and reports that name none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from commitments import linking
from commitments.answers import ProblemAnswer
from reports.text.clean import fold
from reports.text.matching.passages import Passage
from reports.text.matching.problems import common, named
from reports.text.model import Item, Reading, ReportKind

from .likeness import Wording, alike, percent
from .model import Quote, Signal, quoted

# The label asks only whether the field is named again; here it must be the same matter: read on 45 real ones,
# below a third in common it is mostly another problem of the same field.
_SAME_MATTER: Final = 0.33
_SAME_HEADING: Final = 0.6
_SAME_WORDS: Final = 0.75
_NAMED: Final = 15.0  # weight of the words in common: two rare words
# Of a problem's words in the whole plan, and of its heading's: with more the plan means it, in other words.
_SPOKEN_OF: Final = 0.2
_HEADING_SPOKEN_OF: Final = 0.3

# Problems told without a chapter of their own, also where the reader made no item of them.
_TELLS_OF_LACK: Final = re.compile(
    "清醒(?:地)?(?:认识|看到)|(?:仍|还|也|依)[^,。;]{0,4}(?:存在|面临|有)[^,。;]{0,24}(?:问题|不足|短板|困难|差距|薄弱|弱项)"
    "|(?:问题|不足|短板|差距|薄弱环节|矛盾|困难)[^,。;]{0,8}(?:突出|明显|不少|尚未|没有|较大|叠加)"
    "|面临[^,。;]{0,20}(?:困难|问题|短板|挑战)|不足之处|不容忽视|不容回避"
)
_OBLIGED: Final[frozenset[ReportKind]] = frozenset(
    {"annual_report", "work_report", "work_summary", "disclosure_report"}
)


def same_again(problems: Sequence[ProblemAnswer]) -> Iterator[Signal]:
    """Problems of the old report that the new one names again."""
    for answer in problems:
        again = next((e.passage for e in answer.evidence if e.passage.told == "lacking"), None)
        if answer.label not in ("recurring", "both") or again is None:
            continue
        weight, share, heading = common(fold(answer.problem.text), fold(again.text))
        if weight >= _NAMED and (share >= _SAME_MATTER or heading >= _SAME_HEADING):
            letters = alike(Wording(answer.problem.text), Wording(again.text))
            same = letters >= _SAME_WORDS
            values = {
                "kind": "same_words" if same else "similar",
                "percent": percent(letters if same else share),
            }
            old = Quote("old", answer.problem.start, answer.problem.end, answer.problem.text)
            yield Signal("same_problem", (old, quoted("new", again)), values, round(0.5 + letters / 3, 2))


def without_measure(new: Reading) -> Iterator[Signal]:
    """Problems that no arrangement of the same report may answer, by the rule that suggests the links.

    A work report plans for everything there is: its plan has other words for each of its problems, and what
    shares none is no sign of anything.
    """
    plan = {n: _words(item) for n, item in enumerate(new.items) if item.kind == "arrangement"}
    if not plan or new.kind.value == "work_report":
        return
    problems = [item for item in new.items if item.kind == "problem"]
    asked = [
        sentence
        for number, item in enumerate(problems)
        for sentence in linking.sentences_of(number, new.text, item.start, item.end)
    ]
    answered = {link.sentence.key for link in linking.links(plan, asked)}
    planned = fold("\n".join(plan.values()))
    for number, item in enumerate(problems):
        if number not in answered and not _spoken_of(item, planned):
            quote = Quote("new", item.start, item.end, item.text)
            yield Signal("no_measure", (quote,), {"problem": item.heading}, 0.7)


def _spoken_of(problem: Item, planned: str) -> bool:
    whole, heading = named(fold(problem.text), planned)
    return whole >= _SPOKEN_OF or heading >= _HEADING_SPOKEN_OF


def _words(item: Item) -> str:
    return linking.words_of(item.parent, item.text)


def none_named(new: Reading, told: Sequence[Passage]) -> Iterator[Signal]:
    """A report that should name its problems and names none, neither in a chapter nor in passing."""
    if new.kind.value not in _OBLIGED or not any(chapter.kind == "achievements" for chapter in new.chapters):
        return
    if any(chapter.kind in ("problems", "combined") for chapter in new.chapters):
        return
    if any(item.kind == "problem" for item in new.items):
        return
    if any(_TELLS_OF_LACK.search(passage.folded) for passage in told):
        return
    plan = next((chapter for chapter in new.chapters if chapter.kind == "arrangements"), None)
    quotes = (Quote("new", plan.start, plan.start + len(plan.heading), plan.heading),) if plan else ()
    yield Signal("no_problems_chapter", quotes, {}, 0.85)
