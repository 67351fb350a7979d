"""Signs of malpractice in a report, each with the words of both reports. Pure: two readings in, no rows.

A signal accuses nobody: it lays words side by side, and a person judges.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from commitments.answers import Answer, ProblemAnswer
from commitments.promises import Promise, promises
from reports.text.clean import fold
from reports.text.matching.passages import passages
from reports.text.matching.rarity import heaviness, pairs
from reports.text.model import Reading

from .contradictions import against_itself, against_last_year
from .likeness import Wording, in_common, names
from .model import Code, Quote, Side, Signal, quoted
from .problems import none_named, same_again, without_measure
from .restated import copied, deeds_as_promises

__all__ = ["Code", "Quote", "Side", "Signal", "signals"]

# Of the labelled promises of pairs left out of the fit, nine in ten of those so sure were not reported.
_SURELY_DROPPED: Final = 0.42
_SHORTEST: Final = 12  # characters: fewer can be told in other words altogether
_SURELY_AGAIN: Final = 0.6
_SAME_MATTER: Final = 0.25  # of the words in a passage of the new report: it may mean the promise
_NAMED: Final = 12.0  # a rarer name of its matter anywhere in the new report, and it is not passed over
_SAME_PROMISE: Final = 0.33  # of the words: with less in common it is another promise in the same field
_HARDLY_A_DOUBT: Final = 0.65  # for a mere direction, which nobody can check


def signals(
    old: Reading, new: Reading, answers: Sequence[Answer], problems: Sequence[ProblemAnswer]
) -> tuple[Signal, ...]:
    """What a reviewer should look at, the most telling first. ``answers`` and ``problems`` are what the new
    report says of the old one's (:class:`commitments.answers.NewReport`)."""
    told, plan = passages(new), tuple(promises(new))
    was = [answer.promise for answer in answers]
    found = [
        *against_last_year(passages(old), told),
        *against_itself(told),
        *none_named(new, told),
        *copied(old, new, was, plan),
        *same_again(problems),
        *_dropped(answers, fold(new.text)),
        *_promised_again(answers),
        *without_measure(new),
        *deeds_as_promises(told, plan),
    ]
    return tuple(sorted(found, key=lambda signal: -signal.strength))


def _dropped(answers: Sequence[Answer], report: str) -> Iterator[Signal]:
    """Promises that the new report passes over, of those that anybody could check."""
    told = names(report)
    for answer in answers:
        promise, sure = answer.promise, answer.verdict.confidence
        silent = answer.verdict.name == "not_mentioned" and sure >= _SURELY_DROPPED
        if silent and promise.grade != "direction" and not _means(answer, told):
            yield Signal("dropped", (_promised(promise),), {"grade": promise.grade}, sure)


def _means(answer: Answer, told: set[str]) -> bool:
    """Whether the report may mean the promise all the same, in other words or in few: a passage has some of
    its words, its name stands somewhere, or it is too short to be known again."""
    words = fold(answer.promise.text)
    if len(Wording(answer.promise.text).words) < _SHORTEST:
        return True
    if any(in_common(words, evidence.passage.folded) >= _SAME_MATTER for evidence in answer.evidence):
        return True
    return any(heaviness(pairs(name)) >= _NAMED for name in names(words) & told)


def _promised_again(answers: Sequence[Answer]) -> Iterator[Signal]:
    """Promises of which the new report tells nothing but that it will do them."""
    for answer in answers:
        promise, sure = answer.promise, answer.verdict.confidence
        again = next((e.passage for e in answer.evidence if e.passage.told == "planned"), None)
        least = _HARDLY_A_DOUBT if promise.grade == "direction" else _SURELY_AGAIN
        if answer.verdict.name != "repromised" or again is None or sure < least:
            continue
        if in_common(fold(promise.text), again.folded) >= _SAME_PROMISE:
            yield Signal("promised_again", (_promised(promise), quoted("new", again)), {}, sure)


def _promised(promise: Promise) -> Quote:
    return Quote("old", promise.start, promise.end, promise.text)
