"""One search over what was promised and what the reports say. Words in, hits with their context out.

Commitments are those that the person may see; reports are published. As many queries for many hits as for
few.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Q

from commitments import access
from commitments.access import Person
from commitments.models import Commitment
from commitments.search import search as search_commitments
from reports import search
from reports.choices import ReportKind
from reports.contexts import Context, contexts
from reports.models import Organ, Report
from reports.typed import key_of

FEW: Final = 8  # of each kind, where both are shown
MANY: Final = 30
PAGES: Final = 30  # further on one asks more narrowly
KINDS: Final = ("", "commitments", "reports")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is searched, and where. ``shown``: one kind of hit, or both."""

    words: str = ""
    organ: Organ | None = None
    year: int | None = None
    kind: str = ""
    shown: str = ""
    page: int = 1

    def address(self, **changes: Any) -> str:
        """What follows the question mark of a link."""
        asked = {
            "q": self.words, "organ": self.organ.pk if self.organ else "", "year": self.year or "",
            "kind": self.kind, "in": self.shown, "p": "",
        } | changes  # fmt: skip
        return urlencode({name: value for name, value in asked.items() if value})


@dataclass(frozen=True, slots=True)
class Hit:
    """A commitment or a report, and where the words stand in it; ``more``: in further places too."""

    row: Any
    contexts: list[Context]


@dataclass(frozen=True, slots=True)
class Hits:
    """``more``: there are others beyond these."""

    hits: list[Hit]
    more: bool


def wish(asked: Mapping[str, str]) -> Wish:
    """What cannot be understood is left out."""
    year, organ, page = (key_of(asked.get(name, "")) for name in ("year", "organ", "p"))
    return Wish(
        words=" ".join(asked.get("q", "").replace("\0", "").split())[: search.MOST_CHARACTERS],
        organ=Organ.objects.filter(pk=organ).first() if organ is not None else None,
        year=year if year is not None and year < 10_000 else None,
        kind=asked.get("kind", "") if asked.get("kind") in ReportKind.values else "",
        shown=asked.get("in", "") if asked.get("in") in KINDS else "",
        page=min(max(page or 1, 1), PAGES),
    )


def commitments(wanted: Wish, person: Person) -> Hits:
    """The newest first."""
    rows = access.seen_by(Commitment.objects.all(), person)
    if wanted.organ is not None:
        rows = rows.within(wanted.organ)
    if wanted.year is not None:
        rows = rows.filter(plan_year=wanted.year)
    if wanted.kind:
        rows = rows.filter(source__report__kind=wanted.kind)
    found = search_commitments(rows, wanted.words).select_related("organ", "lead").order_by("-id")
    return _hits(found, wanted, "quote")


def reports(wanted: Wish) -> Hits:
    """Current texts, the latest year first."""
    rows = Report.objects.current().select_related("organ").defer("origins", "facts", "unplaced", "notes")
    if wanted.organ is not None:
        rows = rows.within(wanted.organ)
    if wanted.year is not None:
        rows = rows.filter(Q(year=wanted.year) | Q(plan_year=wanted.year))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    found = search.search(rows, search.REPORTS, wanted.words).order_by("-id")
    return _hits(found, wanted, "text")


def _hits(rows: Any, wanted: Wish, column: str) -> Hits:
    size = MANY if wanted.shown else FEW
    first = (wanted.page - 1) * size if wanted.shown else 0
    found = list(rows[first : first + size + 1])
    words = search.asked(wanted.words)
    hits = [Hit(row, contexts(getattr(row, column), words)) for row in found[:size]]
    return Hits(hits, len(found) > size)
