"""What a new report answers to the promises and problems of the old one. Pure: two readings in, no rows.

The machine finds and quotes; a person judges.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from commitments.promises import Promise
from commitments.verdicts import Label, Verdict, standing, verdict
from reports.text.clean import fold
from reports.text.matching.agreement import Agreement, Counted, counted, fallen
from reports.text.matching.index import BEST, Index, Match
from reports.text.matching.passages import Passage, passages
from reports.text.matching.problems import Problems
from reports.text.matching.shared import Shared, shared
from reports.text.model import Item, Reading

Misfit = Literal["empty_old", "empty_new", "another_organ", "another_year"]

_OF_A_KIND: Final = re.compile("实事|惠民工程")  # what a report may claim to have done as a whole
_ALL_DONE: Final = re.compile(
    "实事[^,。;]{0,12}(?:全部|全面|圆满|顺利|如期|基本)?(?:完成|办结|落实|兑现|实现)"
    "|(?:全部|全面|圆满|顺利|如期|基本)?(?:完成|办结|兑现)[^,。;]{0,12}实事"
)
_EXACT: Final = 1.3  # for each name or figure in common; fitted to 28 pairs of real reports
_MOST_EXACT: Final = 2
_SURE_OF_SILENCE: Final = 0.9  # below it the nearest deed goes before the new plan: it may be the answer
# 区人民政府 alone says neither which district nor that it is another one.
_OFFICE: Final = re.compile(
    "人民政府|管理委员会|管委会|党工委|行政公署|委员会|办公室|政府|新区|[省市区县州盟旗镇乡]|街道|自治|党组"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage of the new report, and what it has in common with the promise."""

    passage: Passage
    score: float
    why: tuple[Shared, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    promise: Promise
    verdict: Verdict
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class ProblemAnswer:
    problem: Item
    label: Label
    evidence: tuple[Evidence, ...]


class NewReport:
    """A report, to be asked about last year's promises and problems."""

    def __init__(self, reading: Reading) -> None:
        self.passages = passages(reading)
        self._index = Index(self.passages)
        self._problems = Problems(reading, self.passages)
        self._all_done = next(
            (p for p in self.passages if p.told == "done" and _ALL_DONE.search(p.folded)), None
        )

    def answers(self, promises: Iterable[Promise]) -> Iterator[Answer]:
        """What the report says of each promise; many are asked at once far faster than one by one."""
        asked = list(promises)
        folded = [fold(promise.text) for promise in asked]
        for promise, words, found in zip(asked, folded, self._index.find_all(folded), strict=True):
            claim = self._claim(promise)
            judged = verdict(words, found, grade=promise.grade, blanket=claim)
            told = sorted(self._quoted(words, found.told), key=lambda evidence: evidence.score, reverse=True)
            planned = self._quoted(words, found.planned[:1])
            claimed = self._quoted(words, [claim] if claim else [])
            yield Answer(promise, judged, _in_order(judged, told, planned, claimed))

    def problem(self, problem: Item) -> ProblemAnswer:
        """What became of a problem of the old report."""
        words = fold(problem.text)
        stands = standing(self._problems.recall(words))
        return ProblemAnswer(problem, stands.label, tuple(self._quoted(words, stands.evidence)))

    def fallen(self, old: Reading) -> tuple[Agreement, ...]:
        """Cumulative figures that are lower than the old report told."""
        return fallen(_told_figures(passages(old)), _told_figures(self.passages))

    def _claim(self, promise: Promise) -> Match | None:
        """The report's claim that all promises of this kind were kept."""
        if self._all_done and _OF_A_KIND.search(promise.context):
            return Match(self._all_done, 0.0, 0.0)
        return None

    def _quoted(self, words: str, matches: Sequence[Match]) -> list[Evidence]:
        why = [shared(words, fold(match.passage.text)) for match in matches]
        return [Evidence(m.passage, m.score * _weight(w), w) for m, w in zip(matches, why, strict=True)]


def _told_figures(told: Iterable[Passage]) -> Iterator[Counted]:
    for passage in told:
        if passage.told == "done":
            yield from counted(passage.folded)


def _weight(why: Iterable[Shared]) -> float:
    """Of the best by words, what shares a name or a figure that counts the same answers better."""
    exact = sum(reason.kind != "words" for reason in why)
    return _EXACT ** min(exact, _MOST_EXACT)


def _in_order(
    judged: Verdict, told: Sequence[Evidence], planned: Sequence[Evidence], claimed: Sequence[Evidence]
) -> tuple[Evidence, ...]:
    """What tells of the past first, for a promise that seems dropped as well: the reviewer should see the
    nearest. Of a promise that is surely only made again, the new plan first. ``claimed``: that all promises
    of its kind were kept."""
    if judged.name == "repromised":
        if judged.confidence < _SURE_OF_SILENCE:
            return (*told[:2], *planned)
        return (*planned, *told[:2])
    if judged.why.code == "blanket":
        return (*claimed, *told[: BEST - 1])
    if claimed:
        return (*told[: BEST - 1], *claimed)
    return (*told, *planned)


def misfit(old: Reading, new: Reading) -> Misfit | None:
    """Why the new report cannot be held against the old one's promises; None when it can."""
    if not any(item.kind == "arrangement" for item in old.items):
        return "empty_old"
    if not any(passage.told in ("done", "lacking") for passage in passages(new)):
        return "empty_new"
    if old.organ and new.organ and not same_organ(old.organ.value, new.organ.value):
        return "another_organ"
    if old.year and new.year and new.year.value != old.year.value + 1:
        return "another_year"
    return None


def same_organ(one: str, other: str) -> bool:
    """Whether two names may be of one organ: 区人民政府 and 青澜市望川区人民政府 may."""
    one, other = fold(one), fold(other)
    own, others = _OFFICE.sub("", one), _OFFICE.sub("", other)
    return one.endswith(other) or other.endswith(one) or not own or not others or own == others
