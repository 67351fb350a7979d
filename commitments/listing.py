"""The list of commitments: what it can be narrowed to, and in which order. Words of an address in, rows out.

What an address asks for is always asked of the rows that the person may see, and of no others.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.db.models import Subquery
from django.utils.translation import gettext_lazy as _

from commitments import boxes, paging, results
from commitments.access import Person
from commitments.choices import Kind, Rating, Status
from commitments.models import Finding
from commitments.paging import DEADLINE, ORDERS, Order
from commitments.querysets import CommitmentQuerySet
from commitments.results import ASKED, OUTCOMES, Answer
from commitments.search import MOST_CHARACTERS, search
from commitments.standing import COLOURS
from reports.choices import Grade
from reports.models import Organ
from reports.models.papers import YEARS
from reports.typed import key_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

YEARS_OFFERED: Final = 12
_ALL_YEARS: Final = frozenset(str(year) for year in range(YEARS[0], YEARS[1] + 1))
_ALL_MONTHS: Final = frozenset(f"{year}-{month:02}" for year in _ALL_YEARS for month in range(1, 13))
Options = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Filter:
    """One question with its possible answers. They are known without asking the table.

    What is not ``offered`` is asked by links of other pages, and so are the answers ``besides`` the options,
    which are their own words; ``keyed``: the answer is the key of a unit.
    """

    name: str
    label: _StrPromise
    options: Callable[[Person, date], Options]
    narrow: Callable[[CommitmentQuerySet, str, Person, date], CommitmentQuerySet]
    offered: bool = True
    keyed: bool = False
    besides: Collection[str] = ()

    def knows(self, value: str, person: Person, today: date) -> bool:
        if self.keyed:
            return key_of(value) is not None
        return value in self.besides or value in dict(self.options(person, today))

    def words(self, value: str, person: Person, today: date) -> str:
        return dict(self.options(person, today)).get(value, value)


def _box(rows: CommitmentQuerySet, value: str, person: Person, today: date) -> CommitmentQuerySet:
    return boxes.BOXES[value].among(rows, person, today)


def _boxes(person: Person, today: date) -> Options:
    return [(box.name, str(box.label)) for box in boxes.of(person)]


def _status(rows: CommitmentQuerySet, value: str, person: Person, today: date) -> CommitmentQuerySet:
    if value == "recorded":
        return results.on_record(rows)
    return rows.unfinished() if value == "unfinished" else rows.filter(status=value)


def _statuses(person: Person, today: date) -> Options:
    more = [
        ("unfinished", str(_("Not closed yet"))),
        ("recorded", str(_("Put on record, whatever became of it"))),
    ]
    return [*more, *_labels(Status.choices)]


def _due(rows: CommitmentQuerySet, value: str, person: Person, today: date) -> CommitmentQuerySet:
    if value == "overdue":
        return rows.overdue(today)
    # The first day once more, in the form that the index of deadlines knows.
    return rows.due_within(today, int(value)).alias(day=DEADLINE).filter(day__gte=today)


def _dues(person: Person, today: date) -> Options:
    return [
        ("overdue", str(_("Overdue"))),
        ("7", str(_("Within 7 days"))),
        ("30", str(_("Within 30 days"))),
        ("90", str(_("Within 90 days"))),
    ]


def _years(person: Person, today: date) -> Options:
    return [(str(year), str(year)) for year in range(today.year + 1, today.year + 1 - YEARS_OFFERED, -1)]


def _grade(rows: CommitmentQuerySet, value: str, person: Person, today: date) -> CommitmentQuerySet:
    return rows.filter(grade="" if value == "none" else value)


def _closed(rows: CommitmentQuerySet, value: str, person: Person, today: date) -> CommitmentQuerySet:
    return rows.closed_late() if value == "late" else rows.closed_on_time()


def _rating(rows: CommitmentQuerySet, value: str, person: Person, today: date) -> CommitmentQuerySet:
    """By the rating that counts. What has one is found by its finding, which is faster than row by row."""
    outcomes = RATINGS[value].outcomes
    rows = results.on_record(rows)
    if results.UNCOMPARED not in outcomes:
        told = Finding.objects.counting()
        if outcomes <= frozenset(Rating.values):
            told = told.filter(rating__in=outcomes)
        rows = rows.filter(pk__in=told.values("commitment"))
    found: CommitmentQuerySet = results.with_outcome(rows).filter(outcome__in=outcomes)
    return found


def _ratings(person: Person, today: date) -> Options:
    shown = [*OUTCOMES, *(each for each in RATINGS.values() if each not in OUTCOMES)]
    return [(each.name, str(each.label)) for each in shown]


def _below(rows: CommitmentQuerySet, value: str, person: Person, today: date) -> CommitmentQuerySet:
    path = Organ.objects.filter(pk=value).values("path")
    return rows.filter(lead__path__startswith=Subquery(path))


def last_day(month: str) -> date:
    """The last day of 2024-06."""
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, monthrange(year, number)[1])


def _labels(choices: Iterable[tuple[str, _StrPromise | str]]) -> Options:
    return [(value, str(label)) for value, label in choices]


def _nothing(person: Person, today: date) -> Options:
    return []


CLOSED: Final[dict[str, _StrPromise]] = {"on_time": _("Done on time"), "late": _("Closed late")}
# Two more answers than results asks for: how far the review has come.
_RATED: Final = frozenset(Rating.values)
RATINGS: Final[dict[str, Answer]] = {
    **ASKED,
    "rated": Answer("rated", _("Rated, whatever the rating"), _RATED),
    "compared": Answer("compared", _("Compared with the next report"), _RATED | {results.UNRATED}),
}

FILTERS: Final[dict[str, Filter]] = {
    each.name: each
    for each in (
        Filter("box", _("Waiting for me"), _boxes, _box),
        Filter("status", _("Status"), _statuses, _status),
        Filter("due", _("Deadline"), _dues, _due),
        Filter(
            "colour",
            _("Colour"),
            lambda person, today: _labels(COLOURS.items()),
            lambda rows, value, person, today: rows.coloured(value, today),
        ),
        Filter(
            "year",
            _("Plan year"),
            _years,
            lambda rows, value, person, today: rows.filter(plan_year=value),
            besides=_ALL_YEARS,
        ),
        Filter(
            "kind",
            _("Kind"),
            lambda person, today: _labels(Kind.choices),
            lambda rows, value, person, today: rows.filter(kind=value),
        ),
        Filter(
            "grade",
            _("Grade"),
            lambda person, today: [*_labels(Grade.choices), ("none", str(_("Not graded")))],
            _grade,
        ),
        Filter("closed", _("When it was done"), lambda person, today: _labels(CLOSED.items()), _closed),
        Filter("rating", _("Rating"), _ratings, _rating),
        Filter(
            "left",
            _("Not done at the end of the month"),
            _nothing,
            lambda rows, value, person, today: rows.left_at(last_day(value)),
            offered=False,
            besides=_ALL_MONTHS,
        ),
        Filter(
            "ahead",
            _("First deadline after the end of the month"),
            _nothing,
            lambda rows, value, person, today: rows.ahead_at(last_day(value)),
            offered=False,
            besides=_ALL_MONTHS,
        ),
        Filter("unit", _("Led by the unit and all below it"), _nothing, _below, offered=False, keyed=True),
        Filter(
            "lead",
            _("Lead unit"),
            _nothing,
            lambda rows, value, person, today: rows.filter(lead=int(value)),
            offered=False,
            keyed=True,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What an address asks for. ``unknown``: what it asks for and nobody can answer."""

    chosen: Mapping[str, str] = field(default_factory=dict)
    organ_id: int | None = None
    words: str = ""
    order: Order = ORDERS["newest"]
    unknown: tuple[str, ...] = ()

    @property
    def narrows(self) -> bool:
        return bool(self.chosen or self.organ_id is not None or self.words)

    def address(self) -> str:
        """In one way for the same wish."""
        told = {name: self.chosen[name] for name in FILTERS if name in self.chosen}
        if self.organ_id is not None:
            told["organ"] = str(self.organ_id)
        if self.words:
            told["q"] = self.words
        if self.order is not usual_order(self.chosen):
            told["sort"] = self.order.name
        return urlencode(told)

    def without(self, name: str) -> Wish:
        if name == "organ":
            return replace(self, organ_id=None)
        if name == "q":
            return replace(self, words="")
        return replace(self, chosen={k: value for k, value in self.chosen.items() if k != name})

    def ordered(self, name: str) -> Wish:
        return replace(self, order=ORDERS[name])


def read(told: Mapping[str, str], person: Person, today: date) -> Wish:
    """What is not understood is left out, and named."""
    chosen, unknown = {}, []
    for name, each in FILTERS.items():
        value = told.get(name, "")
        if value and each.knows(value, person, today):
            chosen[name] = str(key_of(value)) if each.keyed else value
        elif value:
            unknown.append(name)
    organ = told.get("organ", "")
    organ_id = key_of(organ)
    if organ and organ_id is None:
        unknown.append("organ")
    order = ORDERS.get(told.get("sort", ""), usual_order(chosen))
    words = " ".join(told.get("q", "").replace("\0", "")[:MOST_CHARACTERS].split())
    return Wish(chosen, organ_id, words, order, tuple(unknown))


def usual_order(chosen: Mapping[str, str]) -> Order:
    """Who asks by deadline wants the most pressing first."""
    return ORDERS["due" if "due" in chosen else "newest"]


def narrowed(
    rows: CommitmentQuerySet, wish: Wish, organ: Organ | None, person: Person, today: date
) -> CommitmentQuerySet:
    """``organ`` is that of the wish; one that does not exist holds nothing."""
    for name, value in wish.chosen.items():
        rows = FILTERS[name].narrow(rows, value, person, today)
    if wish.organ_id is not None:
        rows = rows.within(organ) if organ is not None else rows.none()
    return search(rows, wish.words)


def page(rows: CommitmentQuerySet, wish: Wish, place: paging.Place) -> paging.Page:
    return paging.page(rows, wish.order, place, _with_names)


def _with_names(rows: CommitmentQuerySet) -> CommitmentQuerySet:
    names = [
        f"{person}__{column}"
        for person in ("officer", "supervisor")
        for column in ("username", "first_name", "last_name")
    ]
    return rows.select_related("organ", "lead", "officer", "supervisor").only(
        "kind", "status", "number", "title", "grade", "first_due_on", "due_on", "confirmed_on",
        "submitted_on", "percent", "times_extended", "revision", "returned_by_id", "organ__name",
        "lead__name", *names,
    )  # fmt: skip
