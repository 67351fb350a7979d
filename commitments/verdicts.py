"""What a new report's passages mean for a promise, and for a problem, of the old one. Pure: no Django.

A verdict is a suggestion with its reason; a person decides. How likely each is says :mod:`commitments.signs`;
the reason names the sign that weighs most for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from commitments.signs import REPORTED, Signs, VerdictName, likelihoods, reached
from reports.text.matching.agreement import Agreement
from reports.text.matching.index import Found, Match
from reports.text.matching.problems import Recalled
from reports.text.model import Grade

Label = Literal["recurring", "addressed", "both", "silent"]
Code = Literal[
    "reached", "short", "some_figures", "other_unit", "no_figure", "parts_open", "done", "going_on", "no_end",
    "lacking", "blanket", "planned_again", "silent",
]  # fmt: skip

_SURELY_SPOKEN: Final = 0.75  # a passage so surely about the promise goes before a claim for all
_WEAK: Final = 0.5  # confidence of what rests on a claim for all, or on another measure


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


def verdict(
    promise: str, found: Found, *, grade: Grade | None = None, blanket: Match | None = None
) -> Verdict:
    """The suggestion for a promise (folded text) and what was found of it. ``blanket`` is a claim that all of
    the kind was done (十件民生实事全部完成), for a promise of that kind that the report does not speak of."""
    signs = Signs.of(promise, found, grade)
    likely = _likely(signs)
    spoken = sum(share for name, share in likely.items() if name in REPORTED)
    if blanket and spoken < _SURELY_SPOKEN:
        return Verdict("delivered", _WEAK, Why("blanket", {"claim": blanket.passage.text}))
    name = max(likely, key=lambda one: likely[one])
    if name == "delivered" and signs.other_unit:  # what was promised is told in another measure: who can say?
        return Verdict("partly", _WEAK, Why("other_unit", _both(signs.other_unit)))
    return Verdict(name, round(likely[name], 2), _why(name, signs))


def _likely(signs: Signs) -> dict[VerdictName, float]:
    """By the signs, but nothing is reported without a passage, or promised again without a plan; and nothing
    is done by a passage that names a weakness or tells of work under way."""
    found = signs.found
    can_be: list[VerdictName] = ["not_mentioned"]
    if found.planned:
        can_be.append("repromised")
    if found.told:
        can_be += ["ongoing"] if found.told[0].passage.told == "lacking" else REPORTED
    likely = likelihoods(signs.values(), can_be)
    if signs.under_way and "delivered" in likely:
        likely["ongoing"] += likely.pop("delivered")
    return likely


def _why(name: VerdictName, signs: Signs) -> Why:
    if name == "repromised":
        return Why("planned_again")
    if name == "not_mentioned":
        return Why("silent")
    best = signs.found.told[0].passage
    if name == "delivered":
        return _kept(signs, best.folded)
    if name == "partly":
        return _in_part(signs)
    if best.told == "lacking":
        return Why("lacking")
    return Why("going_on", {"words": signs.goes[0]} if signs.goes else {})


def _kept(signs: Signs, told: str) -> Why:
    met = next((agreement for agreement in signs.agreed if reached(agreement)), None)
    if met:
        return Why("reached", _both(met))
    if signs.promised:
        return Why("no_figure", {"promised": signs.promised[0].words})
    return Why("done", {"words": signs.ends[0] if signs.ends else told})


def _in_part(signs: Signs) -> Why:
    """What weighs most against it."""
    if signs.missed:
        return Why("short", _both(signs.missed))
    if signs.open_parts:
        return Why("parts_open", {"parts": "、".join(signs.open_parts)})
    if signs.other_unit:
        return Why("other_unit", _both(signs.other_unit))
    silent = [figure for figure in signs.promised if all(figure is not a.promised for a in signs.agreed)]
    if silent:
        return Why("some_figures", {"promised": silent[0].words})
    return Why("no_end")


def _both(agreement: Agreement) -> dict[str, str]:
    return {"promised": agreement.promised.words, "told": agreement.told.words}


# A problem is named again when the new one is near it beside the best deed (there are many deeds and few
# problems, so that by chance alone a deed is nearer), or names what its heading names.
_BESIDE: Final = 10.0
_HEADING: Final = 1.5
_AGAIN: Final = 0.45
_NAMED: Final = 0.02  # share of the heading's words: less is a word by chance
_NEAR: Final = 0.65  # so near, it need not name anything of the heading
_MENDED: Final = 11.0  # weight of words in common: two rare words


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of a problem, and the passages that say so, the most telling first."""

    label: Label
    evidence: tuple[Match, ...]


def standing(recalled: Recalled) -> Standing:
    """Whether a problem recurs, was addressed, both, or is passed over in silence."""
    again, deeds = recalled.again, recalled.deeds
    deed = deeds[0].score if deeds else 0.0
    near = again[0].score / (deed + _BESIDE) if again else 0.0
    meant = recalled.named >= _NAMED or near >= _NEAR
    recurring = meant and near + _HEADING * recalled.named >= _AGAIN
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
