"""What a dashboard is made of: figures, each with the query of the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from commitments import results
from commitments.models import Commitment
from commitments.purview import Place
from commitments.querysets import CommitmentQuerySet


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and the query of the rows behind it. ``of`` is its denominator, if it is a share."""

    name: str
    label: str
    number: int
    query: str
    of: results.Share | None = None
    silent: Figure | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of a table. ``series``: which bar it is; no ``number``: the day has not come."""

    number: int | None
    query: str
    series: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Figures of which a chart is drawn. ``columns``: label and series, the first that of the lines."""

    name: str
    chart: str
    caption: str
    columns: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reports:
    """How the reports on one year stand; queries are those of the page of reports."""

    year: int
    filed: date
    published: date
    expected: int
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the dashboard shows."""

    place: Place
    year: int
    years: tuple[int, ...]
    recorded: Figure
    states: tuple[Figure, ...]
    decisions: tuple[Figure, ...]
    kept: tuple[Figure, ...]
    tables: tuple[Table, ...]
    reports: tuple[Reports, ...]

    @property
    def empty(self) -> bool:
        return not (any(f.number for f in self.states) or any(each.expected for each in self.reports))


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at, and how the list is asked for it."""

    place: Place
    year: int
    today: date

    def query(self, **more: Any) -> str:
        return urlencode({**self.place.query(), "year": self.year, **more})

    def rows(self) -> CommitmentQuerySet:
        return self.place.narrow(Commitment.objects.filter(plan_year=self.year))
