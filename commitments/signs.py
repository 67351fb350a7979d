"""The signs by which a verdict is suggested, and how likely they make each. Pure: no Django.

Of a promise, of the passages found for it, and of the two together, thirteen signs are taken; a softmax over
their weighted sums says how likely each of the five verdicts is. The weights are fitted to promises of real
reports whose verdicts were labelled by hand: ``python -m tests.fit_signs`` fits them anew, and measures them
on pairs of reports that were left out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, Literal, get_args

from reports.text.matching.agreement import Agreement, Counted, agreements, counted, other_unit
from reports.text.matching.index import Found
from reports.text.matching.rarity import pairs
from reports.text.model import Grade

VerdictName = Literal["delivered", "partly", "ongoing", "repromised", "not_mentioned"]
VERDICTS: Final[tuple[VerdictName, ...]] = get_args(VerdictName)
REPORTED: Final[tuple[VerdictName, ...]] = ("delivered", "partly", "ongoing")

_ANSWERED: Final = 0.2  # a part of which less is covered is not spoken of
_ABOUT: Final = 0.95  # 5.5%左右 is met by 5.3%
_HEAVY: Final = 30.0  # weight of words in common: more says nothing more
_FLOOR: Final = 0.3  # a score so low is chance

_END: Final = re.compile(
    "完成|建成|出台|印发|实现|制定|竣工|通车|投用|启用|运营|投入使用|落户|成立|挂牌|获批|落地|开工|投产|开通|超额|全覆盖|顺利"
    "|成功|圆满|封顶|揭牌|上线|发布|荣获|入选|公布|获得|增至|达到|达|突破|新增|新建|上调|清零|废止|办理[^,]{0,12}\\d|举办"
)
_GOING: Final = re.compile("正在|加快|推进|持续|有序|稳步|扎实|深入|不断|积极|启动|着力|探索|进一步")
_DIGIT: Final = re.compile(r"\d")
_UNDER_WAY: Final = re.compile(
    "正在|(?:加快|有序|稳步|扎实|全力|持续|积极|全面|深入|大力|有力|顺利)(?:推进|建设|实施|开展)|推进中|前期|筹建|在建"
)
_PROMISES_END: Final = re.compile(
    "完成|建成|出台|印发|实现|制定|竣工|通车|投入使用|设立|成立|挂牌|开工|投产|开通|全覆盖|上线|发布|新建|扩建|引进|落户|举办"
    "|办好|做好|办理"
)
_CLAUSE: Final = re.compile("[,、;。:]")

# The weight of each sign for each verdict, against not_mentioned, for which all are nothing.
_CONSTANT: Final = (-7.19, -9.96, -7.95, -1.0)
_WEIGHTS: Final[Mapping[str, tuple[float, float, float, float]]] = {
    "score": (0.22, 0.22, 0.22, 0.0),
    "lead": (0.33, 0.33, 0.33, 0.0),
    "shared": (0.14, 0.1, 0.05, 0.0),
    "covered": (10.01, 7.07, 8.75, 0.0),
    "planned": (0.0, 0.0, 0.0, 1.76),
    "figure": (1.78, 0.64, -1.49, -0.07),
    "more figures": (-0.8, 0.06, -0.24, 0.0),
    "figure missed": (-2.21, 1.1, -0.93, 0.0),
    "end promised": (-0.01, 0.37, -0.75, -0.28),
    "end told": (0.22, 0.11, -0.39, -0.51),
    "parts": (1.23, 0.66, 1.51, 0.8),
    "length": (-0.3, 1.36, 0.68, -0.43),
    "direction": (0.77, 0.55, 1.58, 0.44),
}


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells of a promise whether the new report speaks of it, and whether it was kept. ``spoken`` are
    the clauses of the best passage that speak of the promise; ``parts`` are the clauses of the promise, each
    with the share of its words that was found."""

    promise: str
    found: Found
    grade: Grade | None
    promised: tuple[Counted, ...]
    agreed: list[Agreement]
    other_unit: Agreement | None
    spoken: str
    parts: list[tuple[str, float]]

    @classmethod
    def of(cls, promise: str, found: Found, grade: Grade | None) -> Signs:
        promised = counted(promise)
        told = [counted(match.passage.folded) for match in found.told]
        agreed = _agreed(promised, told)
        return cls(
            promise=promise,
            found=found,
            grade=grade,
            promised=promised,
            agreed=agreed,
            other_unit=None if agreed else other_unit(promised, chain.from_iterable(told)),
            spoken=_spoken(promise, found.told[0].passage.folded) if found.told else "",
            parts=found.parts(),
        )

    @property
    def ends(self) -> list[str]:
        """The words of an end in what is spoken of the promise."""
        return _END.findall(self.spoken)

    @property
    def goes(self) -> list[str]:
        """The words for work that goes on in it."""
        return _GOING.findall(self.spoken)

    @property
    def missed(self) -> Agreement | None:
        """The first figure that was not reached."""
        return next((agreement for agreement in self.agreed if not reached(agreement)), None)

    @property
    def under_way(self) -> bool:
        """Whether what is told of it is work without an end or a figure: 正在加快推进."""
        return bool(_UNDER_WAY.search(self.spoken)) and not _tells_end(self.spoken)

    @property
    def open_parts(self) -> list[str]:
        """The parts of the promise of which nothing is said."""
        return [part for part, share in self.parts if share < _ANSWERED]

    def values(self) -> dict[str, float]:
        """The number that each sign gives to the weighted sums."""
        found, best = self.found, self.found.told[0].passage.folded if self.found.told else ""
        shares = [share for _, share in self.parts] or [found.covered]
        planned = found.planned[0].score if found.planned else 0.0
        return {
            "score": found.score,
            "lead": found.lead,
            "shared": min(found.shared, _HEAVY),
            "covered": sum(shares) / len(shares),
            "planned": math.log(_FLOOR + planned),
            "figure": bool(self.promised),
            "more figures": max(min(len(self.promised), 4) - 1, 0),
            "figure missed": self.missed is not None,
            "end promised": min(len(_PROMISES_END.findall(self.promise)), 2),
            "end told": _END.search(best) is not None,
            "parts": math.log(1 + len(self.parts)),
            "length": math.log(max(len(self.promise), 1)),
            "direction": self.grade == "direction",
        }


def likelihoods(signs: Mapping[str, float], among: Iterable[VerdictName]) -> dict[VerdictName, float]:
    """How likely each verdict of those that can be is by the signs; together they are 1."""
    powers = {name: math.exp(_sum(signs, name)) for name in among}
    whole = sum(powers.values())
    return {name: power / whole for name, power in powers.items()}


def _sum(signs: Mapping[str, float], verdict: VerdictName) -> float:
    if verdict == VERDICTS[-1]:
        return 0.0
    column = VERDICTS.index(verdict)
    return _CONSTANT[column] + sum(_WEIGHTS[name][column] * value for name, value in signs.items())


def reached(agreement: Agreement) -> bool:
    """Whether the told figure is at least the promised one, or at most it where less is better."""
    promised, told = agreement.promised.figure, agreement.told.figure
    if promised.comparison in ("at_most", "under"):
        return told.number <= promised.number
    least = float(promised.number) * (_ABOUT if promised.comparison == "about" else 1)
    return float(told.upper or told.number) >= least


def _agreed(promised: Sequence[Counted], told: Iterable[Sequence[Counted]]) -> list[Agreement]:
    """Each promised figure with the one that counts the same in the best passage that has any."""
    found: list[Agreement] = []
    for figures in told:
        left = [figure for figure in promised if all(figure is not a.promised for a in found)]
        found += agreements(left, figures)
    return found


def _tells_end(words: str) -> bool:
    return bool(_END.search(words) or _DIGIT.search(words))


def _spoken(promise: str, passage: str) -> str:
    """The clauses of a passage that speak of the promise."""
    asked = pairs(promise)
    return ",".join(clause for clause in _CLAUSE.split(passage) if len(pairs(clause) & asked) >= 2)
