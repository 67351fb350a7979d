"""What a promise and a passage have in common, in words a reviewer can check at a glance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from .agreement import agreements, counted
from .rarity import RAREST, pairs, table

Kind = Literal["name", "figure", "words"]

_NAMED: Final = re.compile("《([^》]{2,60})》|“([^”]{2,24})”")
_MOST: Final = 4  # reasons: more would be the sentence itself
_ORDINARY: Final = 3.5  # one sentence in thirty holds such a pair
_LEAST_WEIGHT: Final = 2.0  # of shared words above it: 加快推进 is no reason


@dataclass(frozen=True, slots=True)
class Shared:
    """A named thing (《…》, “…”), a figure that counts the same, or rare words; ``text`` as the passage
    has it."""

    kind: Kind
    text: str


def shared(promise: str, passage: str) -> tuple[Shared, ...]:
    """The reasons for a match, the most telling first. Both texts are folded."""
    names = [Shared("name", name) for name in _names(promise) if name in passage]
    told = agreements(counted(promise), counted(passage))
    figures = [Shared("figure", words) for words in dict.fromkeys(found.told.words for found in told)]
    seen = "".join(reason.text for reason in (*names, *figures))
    words = [Shared("words", run) for run in _runs(promise, passage) if run not in seen]
    return tuple([*names, *figures, *words][:_MOST])


def _names(text: str) -> list[str]:
    return list(dict.fromkeys(match[1] or match[2] for match in _NAMED.finditer(text)))


def _runs(promise: str, passage: str) -> list[str]:
    """The longest runs of characters in common, the heaviest first."""
    runs = (_uncut(run, promise, passage) for run in _common(promise, passage))
    weights = {run: _heaviness(run) for run in runs}
    heavy = [run for run, heaviness in weights.items() if heaviness >= _LEAST_WEIGHT]
    return sorted(heavy, key=lambda run: -weights[run])


def _uncut(run: str, *texts: str) -> str:
    """Without the digits at its ends where they are but a part of a number: 42项 and 212项 share no 2项."""
    start, end = r"(?<![\d.])" * run[0].isdigit(), r"(?![\d.])" * run[-1].isdigit()
    whole = re.compile(f"{start}{re.escape(run)}{end}")
    return run if all(whole.search(text) for text in texts) else run.strip("0123456789")


def _heaviness(run: str) -> float:
    """How far the pairs of a run are rarer than those of ordinary words."""
    return sum(max(0.0, table().get(pair, RAREST) - _ORDINARY) for pair in pairs(run))


def _common(promise: str, passage: str) -> Iterator[str]:
    place = 0
    while place < len(promise) - 1:
        end = place + 1
        while end < len(promise) and promise[end].isalnum() and promise[place : end + 1] in passage:
            end += 1
        if end - place >= 2 and promise[place].isalnum():
            yield promise[place:end]
        place = max(end - 1, place + 1) if end - place < 2 else end
