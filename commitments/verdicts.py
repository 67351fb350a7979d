"""What a new report's passages mean for a promise, and for a problem, of the old one. Pure: no Django.

A verdict is a suggestion with its reason; a person decides. The steps: does the report speak of the promise
at all (or only promise it again)? Do its figures reach the promised ones? Are all parts answered? Do its
words tell of an end, or of work that goes on?
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, Literal

from reports.text.matching.agreement import Agreement, Counted, agreements, counted, other_unit
from reports.text.matching.index import Found, Index, Match
from reports.text.matching.problems import Recalled
from reports.text.matching.rarity import pairs

Label = Literal["recurring", "addressed", "both", "silent"]
VerdictName = Literal["delivered", "partly", "ongoing", "repromised", "not_mentioned"]
Code = Literal[
    "reached", "short", "some_figures", "other_unit", "no_figure", "parts_open", "done", "going_on", "no_end",
    "lacking", "blanket", "planned_again", "silent",
]  # fmt: skip

# Whether a report speaks of a promise: a logistic curve over the weight of the words in common, the lead over
# the third passage, and the share of the promise's words that are covered. Fitted to 218 labelled promises
# (gold, tried and demo), rounded; the half-way point is where a reader begins to say "yes, that is it".
_SHARED, _LEAD, _COVERED, _NOTHING = 0.035, 0.4, 7.0, -2.4
_SPEAKS: Final = 0.5
_PLANNED_AGAIN: Final = 3.5  # score: half of what a promise repeated word for word has
_ANSWERED: Final = 0.3  # a part of which less is covered is not spoken of
_MOST_PARTS: Final = 0.6  # of the parts answered make a promise as good as answered
_MANY_PARTS: Final = 3  # fewer parts are one matter in other words
_ABOUT: Final = 0.95  # 5.5%左右 is met by 5.3%

_END: Final = re.compile(
    "完成|建成|出台|印发|实现|制定|竣工|通车|投用|启用|运营|投入使用|落户|成立|挂牌|获批|落地|开工|投产|开通|超额|全覆盖|顺利"
    "|成功|圆满|封顶|揭牌|上线|发布|荣获|入选|公布|获得|增至|达到|达|突破|新增|新建|上调|清零|废止|办理[^,]{0,12}\\d|举办"
)
_GOING: Final = re.compile("正在|加快|推进|持续|有序|稳步|扎实|深入|不断|积极|启动|着力|探索|进一步")
_PROMISES_END: Final = re.compile(
    "完成|建成|出台|印发|实现|制定|竣工|通车|投入使用|设立|成立|挂牌|开工|投产|开通|全覆盖|上线|发布|新建|扩建|引进|落户|举办"
    "|办好|做好|办理"
)
_CLAUSE: Final = re.compile("[,、;。:]")
# How often a verdict by each rule agreed with the labels, of those where the report surely speaks of the
# promise (or surely does not): what keeps the confidence honest.
_RELIABLE: Final[dict[Code, float]] = {
    "reached": 0.88, "short": 0.98, "some_figures": 0.5, "other_unit": 0.4, "no_figure": 0.8,
    "parts_open": 0.75, "done": 0.8, "going_on": 0.65, "no_end": 0.5, "lacking": 0.5, "blanket": 0.5,
    "planned_again": 0.9, "silent": 0.75,
}  # fmt: skip
# More than half of a promise's words told again leave little doubt about what is meant: right in all of 18.
_WORD_FOR_WORD: Final = 0.55
_RELIABLE_WORDS: Final = 0.97


@dataclass(frozen=True, slots=True)
class Why:
    """The rule that decided, and the words that go into its sentence."""

    code: Code
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    name: VerdictName
    confidence: float
    why: Why


def verdict(promise: str, found: Found, index: Index, *, blanket: Match | None = None) -> Verdict:
    """The suggestion for a promise (folded text) and what was found of it. ``blanket`` is a claim that all of
    the kind was done (十件民生实事全部完成), for a promise of that kind that the report does not speak of."""
    speaks = _speaks(found)
    if speaks >= _SPEAKS:
        name, why = _reported(promise, found, index)
        return Verdict(name, round(speaks * _reliable(why.code, found), 2), why)
    if blanket:
        return Verdict("delivered", _RELIABLE["blanket"], Why("blanket", {"claim": blanket.passage.text}))
    again = bool(found.planned) and found.planned[0].score >= _PLANNED_AGAIN
    why = Why("planned_again") if again else Why("silent")
    name = "repromised" if again else "not_mentioned"
    return Verdict(name, round((1 - speaks) * _RELIABLE[why.code], 2), why)


def _reliable(code: Code, found: Found) -> float:
    if found.covered >= _WORD_FOR_WORD and code in ("reached", "short", "done"):
        return _RELIABLE_WORDS
    return _RELIABLE[code]


def _speaks(found: Found) -> float:
    if not found.told:
        return 0.0
    sum_ = _SHARED * found.shared + _LEAD * found.lead + _COVERED * found.covered + _NOTHING
    return 1 / (1 + math.exp(-sum_))


def _reported(promise: str, found: Found, index: Index) -> tuple[VerdictName, Why]:
    parts = index.parts(promise, found.told)
    open_parts = [part for part, share in parts if share < _ANSWERED]
    incomplete = len(parts) >= _MANY_PARTS and len(open_parts) > (1 - _MOST_PARTS) * len(parts)
    missing = open_parts if incomplete else []
    return _by_figures(promise, found.told, missing) or _by_words(promise, found, missing)


def _by_figures(promise: str, told: Sequence[Match], open_parts: list[str]) -> tuple[VerdictName, Why] | None:
    promised = counted(promise)
    if not promised:
        return None
    theirs = [counted(match.passage.folded) for match in told]
    agreed = _agreed(promised, theirs)
    for agreement in agreed:
        if not reached(agreement):
            return "partly", Why("short", _both(agreement))
    if open_parts:
        return "partly", Why("parts_open", {"parts": "、".join(open_parts)})
    if agreed and 2 * len(agreed) < len(promised):
        silent = next(figure for figure in promised if figure not in [a.promised for a in agreed])
        return "partly", Why("some_figures", {"promised": silent.words})
    if agreed:
        return "delivered", Why("reached", _both(agreed[0]))
    changed = other_unit(promised, chain.from_iterable(theirs))
    if changed:
        return "partly", Why("other_unit", _both(changed))
    return "delivered", Why("no_figure", {"promised": promised[0].words})


def _agreed(promised: Sequence[Counted], theirs: Iterable[Sequence[Counted]]) -> list[Agreement]:
    """Each promised figure with the one that counts the same in the best passage that has any."""
    found: list[Agreement] = []
    for figures in theirs:
        left = [figure for figure in promised if all(figure is not a.promised for a in found)]
        found += agreements(left, figures)
    return found


def _both(agreement: Agreement) -> dict[str, str]:
    return {"promised": agreement.promised.words, "told": agreement.told.words}


def reached(agreement: Agreement) -> bool:
    """Whether the told figure is at least the promised one, or at most it where less is better."""
    promised, told = agreement.promised.figure, agreement.told.figure
    if promised.comparison in ("at_most", "under"):
        return told.number <= promised.number
    least = float(promised.number) * (_ABOUT if promised.comparison == "about" else 1)
    return float(told.upper or told.number) >= least


def _by_words(promise: str, found: Found, open_parts: list[str]) -> tuple[VerdictName, Why]:
    best = found.told[0]
    if best.passage.told == "lacking":
        return "ongoing", Why("lacking")
    words = _spoken(promise, best.passage.folded)
    ends, goes = _END.findall(words), _GOING.findall(words)
    # What is told in the promise's own words, and not as going on, was done: 组织培训 needs no 已.
    done = bool(ends) or bool(counted(words)) or (not goes and found.covered >= _WORD_FOR_WORD)
    if done and len(ends) >= len(goes):
        if open_parts:
            return "partly", Why("parts_open", {"parts": "、".join(open_parts)})
        return "delivered", Why("done", {"words": ends[0] if ends else words})
    if done and _PROMISES_END.search(promise):
        return "partly", Why("no_end")
    return "ongoing", Why("going_on", {"words": goes[0]} if goes else {})


def _spoken(promise: str, passage: str) -> str:
    """The clauses of a passage that speak of the promise."""
    asked = pairs(promise)
    return ",".join(clause for clause in _CLAUSE.split(passage) if len(pairs(clause) & asked) >= 2)


# A problem is named again when the new problem shares a quarter of what the best deed shares with it (there
# are many deeds and few problems, so that by chance alone a deed shares more), and names its matter at all.
_AGAIN: Final = 0.25
_NAMED: Final = 0.04  # share of the heading's words: one word of a long heading
_MENDED: Final = 15.0  # weight of words in common: two rare words


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of a problem, and the passages that say so, the most telling first."""

    label: Label
    evidence: tuple[Match, ...]


def standing(recalled: Recalled) -> Standing:
    """Whether a problem recurs, was addressed, both, or is passed over in silence."""
    again, deeds = recalled.again, recalled.deeds
    deed = deeds[0].score if deeds else 0.0
    recurring = bool(again) and again[0].score >= _AGAIN * deed and recalled.named >= _NAMED
    addressed = bool(deeds) and deeds[0].shared >= _MENDED
    if recurring:
        return Standing("both" if addressed else "recurring", _first(again, deeds))
    return Standing("addressed" if addressed else "silent", _first(deeds, again))


def _first(one: tuple[Match, ...], other: tuple[Match, ...]) -> tuple[Match, ...]:
    return (*one[:1], *other[:1], *one[1:2])


def persistence(labels: Sequence[Label]) -> Literal["new", "repeated", "lasting"]:
    """How long a problem lasts, from what each later report made of it, the oldest first: named in two years
    in a row it is 反复, in three 久拖."""
    years = 1
    for label in reversed(labels):
        if label not in ("recurring", "both"):
            break
        years += 1
    return "new" if years == 1 else "repeated" if years == 2 else "lasting"
