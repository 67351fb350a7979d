"""The tables of a year, each of which a chart is drawn of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from commitments import results, units
from commitments.dashboard.figures import Cell, Line, Table, View
from commitments.dashboard.numbers import KEPT, of_group
from commitments.listing import RATINGS
from commitments.purview import Place
from commitments.querysets import RUNNING
from commitments.results import DENOMINATOR, OUTCOMES, Tally, Year
from reports.models import Organ

MOST_UNITS: Final = 12
YEARS_DRAWN: Final = 5


def _outcomes(view: View, tallies: Sequence[Tally], **more: Any) -> list[Cell]:
    return [
        Cell(sum(tally[each] for tally in tallies), view.query(**more, rating=each.name), each.name)
        for each in OUTCOMES
    ]


def _heads() -> list[tuple[str, str]]:
    return [(str(each.label), each.name) for each in OUTCOMES]


def grades(view: View, this: Year) -> Table:
    lines = []
    for group, tally in this.shown():
        more = of_group(group)
        cells = [
            Cell(tally.total, view.query(**more, status="recorded")),
            Cell(tally.judged, view.query(**more, rating=DENOMINATOR.name)),
            Cell(tally[KEPT], view.query(**more, rating=KEPT.name), text=str(tally.kept)),
            *_outcomes(view, [tally], **more),
        ]
        lines.append(Line(str(group.label), tuple(cells)))
    heads = [(_("Grade"), ""), (_("Promises"), ""), (str(DENOMINATOR.label), ""), (str(KEPT.label), "")]
    note = _(
        "Shares are of what was rated and counts. What was adjusted, is not yet due or cannot be assessed "
        "stands apart, and so does what nobody has rated: not rated does not mean not done."
    )
    return Table("grades", "stacked", _("Promises by grade"), (*heads, *_heads()), tuple(lines), note)


def years(view: View, counted: Mapping[int, Year]) -> Table:
    """Numbers alone: a share over all grades would say nothing."""
    lines = []
    for year in results.trend(counted)[-YEARS_DRAWN:]:
        cells = [
            Cell(year.total, view.query(year=year.year, status="recorded")),
            *_outcomes(view, [*year.groups.values()], year=year.year),
        ]
        lines.append(Line(str(year.year), tuple(cells)))
    heads = ((_("Plan year"), ""), (_("Promises"), ""), *_heads())
    return Table("years", "stacked", _("Ratings by year"), heads, tuple(lines))


def flow(view: View, this: Year, closed: int) -> Table:
    kept = sum(tally[KEPT] for tally in this.groups.values())
    steps: list[tuple[Any, int, dict[str, str]]] = [
        (_("Put on record"), this.total, {"status": "recorded"}),
        (_("Closed"), closed, {"status": "closed"}),
        (RATINGS["compared"].label, this.compared, {"rating": "compared"}),
        (_("Rated by a reviewer"), this.rated, {"rating": "rated"}),
        (KEPT.label, kept, {"rating": KEPT.name}),
    ]
    lines = [Line(str(label), (Cell(number, view.query(**q), "flow"),)) for label, number, q in steps]
    heads = ((_("Step"), ""), (_("Commitments"), "flow"))
    shown = tuple(lines) if this.total else ()
    return Table("flow", "bars", _("From promise to outcome"), heads, shown)


def left(view: View) -> Table:
    """The burn-down: what was not done at the end of each month, beside what was not due by then."""
    rows = view.rows().filter(status__in=RUNNING).order_by()
    months = (TruncMonth(name) for name in ("confirmed_on", "first_due_on", "submitted_on"))
    counts = Counter(dict(_keyed(rows.values_list(*months).annotate(number=Count("pk")))))
    lines = []
    for number in range(1, 13):
        month = date(view.year, number, 1)
        name = f"{month:%Y-%m}"
        ahead = sum(n for (_on, due, _done), n in counts.items() if due > month)
        left = sum(n for (on, _due, done), n in counts.items() if on <= month and (not done or done > month))
        come = month <= view.today
        cells = (
            Cell(ahead, view.query(ahead=name), "ahead"),
            Cell(left if come else None, view.query(left=name) if come else "", "left"),
        )
        lines.append(Line(_("month %(number)s") % {"number": number}, cells))
    heads = (
        (_("End of the month"), ""),
        (_("Not yet due by the first deadline"), "ahead"),
        (_("Not done yet"), "left"),
    )
    return Table("left", "months", _("What is left, month by month"), heads, tuple(lines) if counts else ())


def _keyed(rows: Iterable[tuple[Any, ...]]) -> Iterable[tuple[tuple[Any, ...], int]]:
    return ((tuple(row[:-1]), row[-1]) for row in rows)


def overdue(view: View) -> Table:
    """The units with most overdue: where to ask first, not who is best."""
    late = Count("pk", filter=Q(due_on__lt=view.today))
    rows = view.rows().open().order_by().values_list("lead", "lead__name")
    found = list(
        rows.annotate(open=Count("pk"), late=late)
        .filter(late__gt=0)
        .order_by("-late", "lead")[: MOST_UNITS + 1]
    )
    lines = []
    for key, name, number, overdue in found[:MOST_UNITS]:
        cells = (
            Cell(overdue, view.query(lead=key, due="overdue"), "overdue"),
            Cell(number, view.query(lead=key, status="open")),
        )
        lines.append(Line(_short(view.place, name), cells))
    heads = ((_("Lead unit"), ""), (_("Overdue"), "overdue"), (_("In progress"), ""))
    note = (
        _("The %(most)s units with most; more have some.") % {"most": MOST_UNITS}
        if found[MOST_UNITS:]
        else ""
    )
    return Table("overdue", "bars", _("Overdue by unit"), heads, tuple(lines), note)


def _short(place: Place, name: str) -> str:
    """Without the name of the organ that the whole page is about."""
    if place.organ is None:
        return name
    return units.short_name(Organ(name=name), place.organ)
