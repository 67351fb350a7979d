"""The year of an organ, a subtree or a leader's units at a glance: counted set by set, never row by row.

Every figure carries the query by which the list of commitments shows the rows behind it. Counts by grade are
those of results, each with its own denominator. Units are named, persons never are.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from commitments import results
from commitments.access import Person
from commitments.dashboard import numbers, tables
from commitments.dashboard.figures import Figure, Overview, View
from commitments.models import Commitment
from commitments.purview import Place
from commitments.results import Year


def overview(person: Person, place: Place, year: int | None, today: date) -> Overview:
    """Six queries, and a seventh and eighth for reports."""
    counted = results.summed(results.on_record(place.narrow(Commitment.objects.all())))
    view = View(place, year or _usual(counted, today), today)
    this = counted.get(view.year, Year(view.year, {}))
    stand = numbers.states(view)
    closed = sum(figure.number for figure in stand if figure.name in ("on_time", "late"))
    drawn = (
        tables.grades(view, this),
        tables.flow(view, this, closed),
        tables.left(view),
        tables.overdue(view),
        tables.years(view, counted),
    )
    return Overview(
        place,
        view.year,
        tuple(sorted({*counted, view.year, today.year}, reverse=True)),
        Figure("recorded", _("Put on record"), this.total, view.query(status="recorded")),
        stand,
        numbers.decisions(view, person),
        tuple(numbers.kept(view, group, tally) for group, tally in this.shown() if tally.compared),
        tuple(table for table in drawn if table.lines),
        () if place.led else tuple(numbers.handed_in(view, each) for each in (view.year - 1, view.year)),
    )


def _usual(counted: Mapping[int, Year], today: date) -> int:
    """This year, unless nothing was promised for it yet."""
    return today.year if today.year in counted or not counted else max(counted)
