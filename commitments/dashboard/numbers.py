"""The numbers of a year: how it stands, what waits for a decision, what was kept, which reports came."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy

from commitments import boxes
from commitments.access import Person
from commitments.choices import Kind, Status
from commitments.dashboard.figures import Figure, Reports, View
from commitments.results import ANSWERS, REMEDIES, Answer, Group, Tally
from reports import filing
from reports.filing import Filing
from reports.models import Organ

SOON: Final = 30
# What waits for a decision of the person; work to be done stands on the first page, row by row.
DECISIONS: Final = frozenset(
    {"to_sign", "extensions", "returned", "stranded", "unassigned", "unappointed", "unconfirmed"}
)
KEPT, SILENT = ANSWERS[0], ANSWERS[-1]


@dataclass(frozen=True, slots=True)
class State:
    name: str
    label: Any
    holds: Callable[[date], Q]
    query: Mapping[str, Any]


def _due(first: int | None, last: int) -> Callable[[date], Q]:
    def holds(today: date) -> Q:
        found = Q(status=Status.OPEN, due_on__lte=today + timedelta(days=last))
        return found if first is None else found & Q(due_on__gte=today + timedelta(days=first))

    return holds


def _is(status: Status, **more: Any) -> Callable[[date], Q]:
    return lambda today: Q(status=status, **more)


STATES: Final = (
    State("overdue", gettext_lazy("Overdue"), _due(None, -1), {"due": "overdue"}),
    State("due_30", gettext_lazy("Due within 30 days"), _due(0, SOON), {"due": SOON}),
    State("open", gettext_lazy("In progress"), _is(Status.OPEN), {"status": "open"}),
    State(
        "submitted", gettext_lazy("Waiting for the signature"), _is(Status.SUBMITTED), {"status": "submitted"}
    ),
    State(
        "on_time",
        gettext_lazy("Done on time"),
        _is(Status.CLOSED, submitted_on__lte=F("first_due_on")),
        {"closed": "on_time"},
    ),
    State(
        "late",
        gettext_lazy("Closed late"),
        _is(Status.CLOSED, submitted_on__gt=F("first_due_on")),
        {"closed": "late"},
    ),
    State("carried_over", gettext_lazy("Carried over"), _is(Status.CARRIED_OVER), {"status": "carried_over"}),
    State("cancelled", gettext_lazy("Cancelled"), _is(Status.CANCELLED), {"status": "cancelled"}),
    State("candidate", gettext_lazy("To be confirmed"), _is(Status.CANDIDATE), {"status": "candidate"}),
)


def states(view: View) -> tuple[Figure, ...]:
    counts = {state.name: Count("pk", filter=state.holds(view.today)) for state in STATES}
    found = view.rows().aggregate(**counts)
    return tuple(
        Figure(state.name, str(state.label), found[state.name], view.query(**state.query)) for state in STATES
    )


def decisions(view: View, person: Person) -> tuple[Figure, ...]:
    wanted = [box for box in boxes.of(person) if box.name in DECISIONS]
    if not wanted:
        return ()
    counts = {box.name: Count("pk", filter=box.holds(person, view.today)) for box in wanted}
    rows = view.rows().filter(status__in={status for box in wanted for status in box.statuses})
    found = rows.aggregate(**counts)
    figures = (Figure(b.name, str(b.label), found[b.name], view.query(box=b.name)) for b in wanted)
    return tuple(figure for figure in figures if figure.number)


def of_group(group: str) -> dict[str, str]:
    """How the list is asked for a group of results."""
    if group == Group.PROBLEM:
        return {"kind": Kind.RECTIFICATION.value}
    return {"kind": Kind.ARRANGEMENT.value, "grade": "none" if group == Group.UNGRADED else str(group)}


def kept(view: View, group: Group, tally: Tally) -> Figure:
    label = REMEDIES[0].label if group == Group.PROBLEM else group.label

    def share(answer: Answer, words: Any, silent: Figure | None = None) -> Figure:
        query = view.query(**of_group(group), rating=answer.name)
        return Figure(group.value, str(words), tally[answer], query, tally.share(answer), silent)

    return share(KEPT, label, share(SILENT, SILENT.label))


def handed_in(view: View, year: int) -> Reports:
    organ = view.place.organ
    organs = Organ.objects.all() if organ is None else Organ.objects.within(organ)
    found = filing.counts(organs, year, view.today)
    asked = {"organ": organ.pk} if organ else {}
    figures = tuple(
        Figure(
            each.value, str(each.label), found[each], urlencode({**asked, "year": year, "filing": each.value})
        )
        for each in Filing
        if found.get(each)
    )
    return Reports(year, *filing.due(year), sum(found.values()), figures)
