"""The list of commitments: what it can be narrowed to, and in which order. Words of an address in, rows out.

What an address asks for is always asked of the rows that the person may see, and of no others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from commitments import boxes, paging
from commitments.access import Person
from commitments.choices import Kind, Status
from commitments.paging import DEADLINE, ORDERS, Order
from commitments.querysets import CommitmentQuerySet
from commitments.search import MOST_CHARACTERS, search
from commitments.standing import COLOURS
from reports.choices import Grade
from reports.models import Organ

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

YEARS_OFFERED: Final = 12
Options = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Filter:
    """One question with its possible answers. They are known without asking the table."""

    name: str
    label: _StrPromise
    options: Callable[[Person, date], Options]
    narrow: Callable[[CommitmentQuerySet, str, Person, date], CommitmentQuerySet]


def _box(rows: CommitmentQuerySet, value: str, person: Person, today: date) -> CommitmentQuerySet:
    return boxes.BOXES[value].among(rows, person, today)


def _boxes(person: Person, today: date) -> Options:
    return [(box.name, str(box.label)) for box in boxes.of(person)]


def _status(rows: CommitmentQuerySet, value: str, person: Person, today: date) -> CommitmentQuerySet:
    return rows.unfinished() if value == "unfinished" else rows.filter(status=value)


def _statuses(person: Person, today: date) -> Options:
    return [("unfinished", str(_("Not closed yet"))), *_labels(Status.choices)]


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


def _labels(choices: Iterable[tuple[str, _StrPromise | str]]) -> Options:
    return [(value, str(label)) for value, label in choices]


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
            "year", _("Plan year"), _years, lambda rows, value, person, today: rows.filter(plan_year=value)
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
            lambda person, today: _labels(Grade.choices),
            lambda rows, value, person, today: rows.filter(grade=value),
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
        if value and value in dict(each.options(person, today)):
            chosen[name] = value
        elif value:
            unknown.append(name)
    organ = told.get("organ", "")
    organ_id = paging.key_of(organ)
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
