"""What makes commitments of several years one thread. Pure but for the vocabularies.

Carried over: they share their passage. Promised again, named again: a passage of the next report says so, and
the other commitment was captured from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, cast

from commitments import verdicts
from commitments.choices import Kind, Verdict
from commitments.verdicts import Label
from reports.choices import ChapterKind
from reports.text.clean import fold
from reports.text.matching.index import meant
from reports.text.matching.rarity import RAREST, pairs, table

# Where a promise is made again, and where a problem is named again.
PLAN: Final = frozenset({ChapterKind.ARRANGEMENTS, ChapterKind.COMBINED})
WEAK: Final = frozenset({ChapterKind.PROBLEMS, ChapterKind.COMBINED})
NAMED_AGAIN: Final = frozenset({Verdict.RECURRING, Verdict.BOTH})
# So much of the shorter one's words makes two sentences of plans one promise, if they weigh as much as two
# rare words: what shares less is mostly another matter with the same deadline, or a formula of the genre.
_THE_SAME: Final = 1 / 3
_RARE: Final = 10.0
_ORDINARY: Final = 3.5  # one sentence in thirty holds such a pair

Place = tuple[str, int | None, str]


@dataclass(frozen=True, slots=True)
class Member:
    """A commitment as far as threads ask. ``lineage``: the passage, and the part of it, that it shares with
    those it was carried over from; ``paper``: which report that is, whatever the version of its text;
    ``into``: itself, or what it was merged into."""

    key: int
    into: int
    lineage: tuple[int, int]
    first: bool
    kind: str
    year: int | None
    report: int
    paper: Place
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Echo:
    """A passage of the next report that makes the promise of ``key`` again, or names its problem again."""

    key: int
    kind: str
    finding: int
    report: int
    paper: Place
    start: int
    end: int
    text: str

    def is_of(self, member: Member) -> bool:
        """Whether the commitment was captured from this passage. Of another version of the text the words
        count, for the places are others."""
        if not member.first or (member.kind, member.paper) != (self.kind, self.paper):
            return False
        if member.report == self.report:
            return member.start < self.end and self.start < member.end
        return self.text in member.quote or member.quote in self.text


@dataclass(frozen=True, slots=True)
class Again:
    """``key`` was promised or named again by the commitment ``by``, in the words of ``echo``."""

    key: int
    by: int
    echo: Echo


def same(promise: str, passage: str) -> bool:
    """Whether a sentence of a plan makes the promise of another one again."""
    one, other = (pairs(meant(fold(words))) for words in (promise, passage))
    shared, shorter = one & other, min(len(one), len(other))
    rare = sum(max(0.0, table().get(pair, RAREST) - _ORDINARY) for pair in shared)
    return rare >= _RARE and len(shared) >= _THE_SAME * shorter


def agains(members: Iterable[Member], echoes: Iterable[Echo]) -> list[Again]:
    """The nearest words first, each pair of commitments once."""
    of_paper: dict[tuple[str, Place], list[Member]] = defaultdict(list)
    for member in members:
        of_paper[member.kind, member.paper].append(member)
    found: dict[tuple[int, int], Again] = {}
    for echo in echoes:
        for member in of_paper[echo.kind, echo.paper]:
            if echo.is_of(member) and member.into != echo.key:
                found.setdefault((echo.key, member.into), Again(echo.key, member.into, echo))
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Web:
    """All threads of an organ."""

    members: Mapping[int, Member]
    echoes: tuple[Echo, ...]
    agains: tuple[Again, ...]

    def lineage(self, key: int) -> list[int]:
        """It and all that it was carried over from and to."""
        wanted = self.members[key].lineage
        return [member.key for member in self.members.values() if member.lineage == wanted]

    def thread(self, key: int) -> set[int]:
        """All that came before it and all that came of it; not what else came of what was before."""
        forward, backward = defaultdict(set), defaultdict(set)
        for again in self.agains:
            forward[again.key].add(again.by)
            backward[again.by].add(again.key)
        return self._reached(key, forward) | self._reached(key, backward)

    def _reached(self, key: int, links: Mapping[int, set[int]]) -> set[int]:
        reached: set[int] = set()
        waiting = [key]
        while waiting:
            fresh = set(self.lineage(waiting.pop())) - reached
            reached |= fresh
            waiting += [other for each in fresh for other in links.get(each, ())]
        return reached

    def lasting(self, labels: Mapping[int, str]) -> dict[int, Lasting]:
        """How long each problem lasts, by what the next report said of each (``labels``)."""
        before, found = self._before(), {}
        # What was said of each in its year and those before it, on the way on which it lasts longest.
        said: dict[int, list[str]] = {}
        for key in sorted(labels, key=self._year):
            ways = (said[former] for former in before.get(key, ()) if former in said)
            said[key] = [*max(ways, key=_run, default=[]), labels[key]]
            word = verdicts.persistence(cast(Sequence[Label], said[key]))
            if word != "new":
                found[key] = Lasting(word, _run(said[key]) + 1)
        return found

    def _year(self, key: int) -> int:
        return self.members[key].year or 0 if key in self.members else 0

    def _before(self) -> dict[int, list[int]]:
        """What was the same problem the year before."""
        before: dict[int, set[int]] = defaultdict(set)
        lineages: dict[tuple[int, int], list[Member]] = defaultdict(list)
        for member in self.members.values():
            lineages[member.lineage].append(member)
        carried = [(one.key, two.key) for row in lineages.values() for one in row for two in row]
        for former, later in [*carried, *((again.key, again.by) for again in self.agains)]:
            if former in self.members and later in self.members and self._follow(former, later):
                before[later].add(former)
        return {key: sorted(former) for key, former in before.items()}

    def _follow(self, former: int, later: int) -> bool:
        one, two = self.members[former].year, self.members[later].year
        return one is not None and two == one + 1


@dataclass(frozen=True, slots=True)
class Lasting:
    """A problem that was named in so many years in a row: 反复 in two, 久拖 from three."""

    word: Literal["repeated", "lasting"]
    years: int


def _run(labels: Sequence[str]) -> int:
    """In how many of the last reports it was named again."""
    run = 0
    for label in reversed(labels):
        if label not in NAMED_AGAIN:
            break
        run += 1
    return run


def says_again(kind: str, where: str, text: str, part: Mapping[str, str], by_name: str) -> bool:
    """The machine quotes the nearest sentence of the plan with every answer, however far it is."""
    if kind == Kind.RECTIFICATION:
        return where in WEAK and part.get("verdict") in NAMED_AGAIN
    if where not in PLAN:
        return False
    return bool(by_name) or part.get("verdict") == Verdict.REPROMISED or same(part.get("text", ""), text)
