"""What the list shows. The same few queries for one row and for a million."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Value
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments import listing, paging, units
from commitments.access import Person, seen_by
from commitments.admin.listing.bulk import ACTS
from commitments.choices import Kind, Status
from commitments.listing import FILTERS, Wish
from commitments.models import Commitment, SavedFilter
from commitments.paging import MOST_COUNTED, ORDERS, Page, Place
from commitments.querysets import CommitmentQuerySet
from commitments.standing import Standing, standing
from reports.choices import Grade
from reports.models import Organ
from reports.people import name_of


@dataclass(frozen=True, slots=True)
class Line:
    """One row, in the words that it shows. ``row`` goes back with an act: the key and the revision seen."""

    pk: str
    row: str
    number: str
    title: str
    kind: str
    grade: str
    organ: str
    lead: str
    returned: bool
    officer: str
    supervisor: str
    due: str
    days: str
    status: str
    colour: str
    shade: str
    reason: str
    percent: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the address of the list without it."""

    label: str
    value: str
    without: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One question with its answers: (value, words, whether it is the one given)."""

    name: str
    label: str
    options: list[tuple[str, str, bool]]


@dataclass(frozen=True, slots=True)
class Column:
    """An order that a click on the head of a column gives; ``now``: "up" or "down" when it is in force."""

    address: str
    now: str


def context(told: Mapping[str, str], person: Person, today: date) -> dict[str, Any]:
    wish = listing.read(told, person, today)
    saved, organs = _kept(wish, person)
    organ = organs.get(str(wish.organ_id))
    place = paging.read_place(told, wish.order)
    rows: CommitmentQuerySet = seen_by(Commitment.objects.all(), person)
    page = listing.page(listing.narrowed(rows, wish, organ, person, today), wish, place)
    acts = [act for act in ACTS.values() if act.is_for(person)]
    return {
        "lines": _lines(page.rows, today),
        "number": _number(page),
        "wish": wish,
        "organ": organ,
        "choices": [_choice(each.name, wish, person, today) for each in FILTERS.values() if each.offered],
        "linked": {name: value for name, value in wish.chosen.items() if not FILTERS[name].offered},
        "orders": _orders(wish),
        "chips": chips(wish, organs, person, today),
        "unknown": _unknown(wish),
        "columns": {name: _column(wish, name) for name in ("number", "due", "percent")},
        "pages": _pages(wish, page, place),
        "address": wish.address(),
        "here": _here(wish, told),
        "saved": saved,
        "acts": acts,
        "has_seat": bool(person.seats) or person.user.is_superuser,
    }


def _kept(wish: Wish, person: Person) -> tuple[list[SavedFilter], dict[str, Organ]]:
    """The person's filters, and the organs that the wish names by key. One query for both: a page has but
    eight."""
    mine = SavedFilter.objects.filter(user=person.user).order_by()
    named = Organ.objects.filter(pk__in=organs_named(wish)).order_by()
    found = list(
        mine.annotate(is_organ=Value(0))
        .values_list("is_organ", "pk", "name", "address")
        .union(named.annotate(is_organ=Value(1)).values_list("is_organ", "pk", "name", "path"), all=True)
    )
    saved = [
        SavedFilter(pk=pk, name=name, address=text) for is_organ, pk, name, text in found if not is_organ
    ]
    organs = {str(pk): Organ(pk=pk, name=name, path=text) for is_organ, pk, name, text in found if is_organ}
    return sorted(saved, key=str), organs


def organs_named(wish: Wish) -> list[str]:
    """The keys of the units that it asks for."""
    keys = [value for name, value in wish.chosen.items() if FILTERS[name].keyed]
    return keys + ([str(wish.organ_id)] if wish.organ_id is not None else [])


# --- rows --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Words:
    """The labels of the closed vocabularies, looked up once for all rows."""

    kind: dict[str, str]
    grade: dict[str, str]
    status: dict[str, str]

    def line(self, row: Commitment, today: date) -> Line:
        found = standing(row, today)
        return Line(
            pk=str(row.pk),
            row=f"{row.pk}-{row.revision}",
            number=row.number,
            title=row.title,
            kind=self.kind[row.kind],
            grade=self.grade.get(row.grade, ""),
            organ=row.organ.name,
            lead=_unit(row),
            returned=row.returned_by_id is not None,
            officer=name_of(row.officer),
            supervisor=name_of(row.supervisor),
            due=row.due_on.isoformat() if row.due_on else "",
            days=_days(row, found, today),
            status=self.status[row.status],
            colour=found.colour if found else "",
            shade=found.label if found else "",
            reason=found.reason if found else "",
            percent=str(row.percent),
        )


def _lines(rows: list[Commitment], today: date) -> list[Line]:
    kind, grade, status = (
        {value: str(label) for value, label in each.choices} for each in (Kind, Grade, Status)
    )
    words = Words(kind, grade, status)
    return [words.line(row, today) for row in rows]


def _unit(row: Commitment) -> str:
    """The lead unit; of an office of the organ, whose name stands beside it, only its own name."""
    if row.lead is None:
        return ""
    return units.short_name(row.lead, row.organ)


def _days(row: Commitment, found: Standing | None, today: date) -> str:
    """How many days are left, or by how many it is late; how it ended, when it has ended."""
    if row.status != Status.OPEN or row.due_on is None:
        return found.reason if found and row.status == Status.CLOSED else ""
    left = (row.due_on - today).days
    if left == 0:
        return _("due today")
    if left < 0:
        return ngettext("%(days)s day overdue", "%(days)s days overdue", -left) % {"days": -left}
    return ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}


def _number(page: Page) -> str:
    if page.total > MOST_COUNTED:
        return _("more than %(number)s commitments") % {"number": MOST_COUNTED}
    return ngettext("%(number)s commitment", "%(number)s commitments", page.total) % {"number": page.total}


# --- questions ---------------------------------------------------------------------------------------------


def _choice(name: str, wish: Wish, person: Person, today: date) -> Choice:
    given = wish.chosen.get(name)
    options = FILTERS[name].options(person, today)
    if given is not None and given not in dict(options):
        options.append((given, given))  # else the form would lose it
    return Choice(name, str(FILTERS[name].label), [(v, words, v == given) for v, words in options])


def _orders(wish: Wish) -> list[tuple[str, str, bool]]:
    """The usual one goes without a name, so that another filter may bring another usual one."""
    usual = listing.usual_order(wish.chosen)
    return [
        ("" if order is usual else order.name, str(order.label), order is wish.order)
        for order in ORDERS.values()
    ]


def chips(wish: Wish, organs: Mapping[str, Organ], person: Person, today: date) -> list[Chip]:
    """``organs``: those that the wish names (``organs_named``), by key."""

    def named(key: str) -> str:
        return organs[key].name if key in organs else _("no such organ")

    found = []
    for name, value in wish.chosen.items():
        each = FILTERS[name]
        words = named(value) if each.keyed else each.words(value, person, today)
        found.append(Chip(str(each.label), words, wish.without(name).address()))
    if wish.organ_id is not None:
        label, gone = _("Organ and all below it"), wish.without("organ")
        found.append(Chip(label, named(str(wish.organ_id)), gone.address()))
    if wish.words:
        found.append(Chip(_("Words"), wish.words, wish.without("q").address()))
    return found


def _unknown(wish: Wish) -> str:
    labels = {"organ": _("Organ and all below it")}
    return "、".join(labels.get(name) or str(FILTERS[name].label) for name in wish.unknown)


def _column(wish: Wish, name: str) -> Column:
    """A second click turns the order round."""
    now = {name: "up", f"-{name}": "down"}.get(wish.order.name, "")
    return Column(wish.ordered(f"-{name}" if now == "up" else name).address(), now)


# --- pages -------------------------------------------------------------------------------------------------


def _pages(wish: Wish, page: Page, place: Place) -> dict[str, str]:
    """The addresses of the first, former, further and last page, where they lead anywhere."""
    if not page.rows:
        return {}
    address, order = wish.address(), wish.order
    pages = {}
    if page.former:
        pages["first"] = address
        pages["former"] = _joined(address, "before", paging.place_of(page.rows[0], order))
    if page.further:
        pages["further"] = _joined(address, "after", paging.place_of(page.rows[-1], order))
        pages["last"] = _joined(address, "before", "end")
    return pages


def _here(wish: Wish, told: Mapping[str, str]) -> str:
    """The address of this very page, to come back to after an act."""
    for name in ("after", "before"):
        if told.get(name):
            return _joined(wish.address(), name, told[name])
    return wish.address()


def _joined(address: str, name: str, place: str) -> str:
    return "&".join(filter(None, (address, urlencode({name: place}))))
