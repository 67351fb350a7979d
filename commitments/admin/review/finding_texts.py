"""The two texts of a finding, side by side: the promise marked in the one that made it, the quotes in the new
one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from commitments import findings
from commitments.findings import Quoted, Sentence
from commitments.models import Finding
from reports import layout
from reports.models import Report


@dataclass(frozen=True, slots=True)
class Quote:
    """``number`` counts the quotes of the page; the text shows it where the quote begins. ``near``: nothing
    tells of the sentence, and this comes nearest; only a person makes evidence of it."""

    number: int
    quoted: Quoted
    near: bool = False

    @property
    def place(self) -> tuple[int, int] | None:
        start, end = self.quoted.start, self.quoted.end
        return None if start is None or end is None else (start, end)


@dataclass(frozen=True, slots=True)
class Asked:
    """A sentence of the promise, where it stands in the old report, and the quotes that answer it."""

    sentence: Sentence
    place: tuple[int, int] | None
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that the same quotes cover; ``begun`` are those that begin with it."""

    start: int
    end: int
    begun: tuple[int, ...] = ()
    wrong: bool = False
    by_hand: bool = False
    near: bool = False

    @property
    def label(self) -> str:
        return "、".join(map(str, self.begun))


def context(finding: Finding) -> dict[str, Any]:
    new = finding.comparison.new
    old, promised = _made(finding)
    asked = list(_asked(finding, promised, old.text, new.text))
    quotes = [quote for one in asked for quote in one.quotes]
    return {
        "asked": asked,
        "promised": promised,
        "elsewhere": old != finding.comparison.old,
        "first": _first(quotes),
        "texts": [
            ("old", old, _bands(old, [Piece(start, end) for start, end in _apart(promised)])),
            ("new", new, _bands(new, pieces(quotes))),
        ],
    }


def _made(finding: Finding) -> tuple[Report, list[tuple[int, int]]]:
    """The report in which the words of the promise stand, and where. That is the old one, but of what was
    carried over from a year before, and of what a correction has dropped."""
    old, row = finding.comparison.old, finding.commitment
    places = list(_promised(finding, old.text))
    if row is not None and not places:
        made = Report.objects.defer("origins", "unplaced").get(items=row.source_id)
        if there := list(_promised(finding, made.text)):
            return made, there
    return old, places


def _promised(finding: Finding, text: str) -> Iterator[tuple[int, int]]:
    row = finding.commitment
    if row is None:
        said = [(finding.item.start, finding.item.text)] if finding.item else []
    else:
        said = [(row.place_start, row.quote), *((m.place_start, m.quote) for m in row.merged_from.all())]
    for start, words in said:
        there = findings.place(words, start, text)
        if there is not None:
            yield there, there + len(words)


def _apart(places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """In order, what lies over the one before cut off: candidates that were merged may share words."""
    reached = 0
    for start, end in sorted(places):
        if end > reached:
            yield max(start, reached), end
            reached = end


def _asked(
    finding: Finding, promised: Sequence[tuple[int, int]], old_text: str, new_text: str
) -> Iterator[Asked]:
    number = 0
    for sentence in findings.sentences(finding, new_text):
        quotes = tuple(
            Quote(number + n, quoted, sentence.silent and not quoted.row.by_name)
            for n, quoted in enumerate(sentence.quoted, start=1)
        )
        number += len(quotes)
        yield Asked(sentence, _within(sentence.text, promised, old_text), quotes)


def _within(words: str, promised: Sequence[tuple[int, int]], text: str) -> tuple[int, int] | None:
    found = (text.find(words, start, end) for start, end in promised)
    at = next((place for place in found if place >= 0), None)
    return None if at is None else (at, at + len(words))


def _first(quotes: Sequence[Quote]) -> tuple[int, int] | None:
    """Where the new text is opened: at the first quote that holds."""
    there = [quote for quote in quotes if quote.place]
    there.sort(key=lambda quote: quote.quoted.row.wrong)
    return there[0].place if there else None


def pieces(quotes: Sequence[Quote]) -> list[Piece]:
    """Quotes may overlap, and one passage may answer several sentences: cut at every end, none lies over
    another."""
    placed = [(quote.place, quote) for quote in quotes if quote.place]
    cuts = sorted({cut for place, _quote in placed for cut in place})
    made = []
    for start, end in pairwise(cuts):
        over = [(place, quote) for place, quote in placed if place[0] <= start and place[1] >= end]
        if over:
            rows = [quote.quoted.row for _place, quote in over]
            made.append(
                Piece(
                    start,
                    end,
                    begun=tuple(quote.number for place, quote in over if place[0] == start),
                    wrong=all(row.wrong for row in rows),
                    by_hand=any(row.by_name for row in rows),
                    near=all(quote.near for _place, quote in over),
                )
            )
    return made


def _bands(report: Report, marks: Sequence[Piece]) -> list[layout.Band[Piece]]:
    fact = report.facts.get("title", {})
    title = (fact["start"], fact["end"]) if "start" in fact else None
    return layout.bands(report.text, list(report.sections.all()), marks, title)
