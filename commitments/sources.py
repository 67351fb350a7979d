"""The reports that commitments come from: what is left to capture, what a corrected text has dropped."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from commitments.choices import Status
from commitments.models import Commitment
from reports.models import Item, Report
from reports.querysets import ReportQuerySet

SERIES = ("organ", "kind", "year", "series")
ENDED = (Status.CANCELLED, Status.CARRIED_OVER, Status.CLOSED)


def versions(report: Report) -> ReportQuerySet:
    """All texts of the same report, this one among them."""
    wanted = Q(pk=report.pk)
    if report.year is not None:
        wanted |= Q(**{name: getattr(report, name) for name in SERIES})
    return Report.objects.filter(wanted)


def of(report: Report) -> QuerySet[Commitment]:
    """What was made of any version of it, in the order of the text."""
    made = Commitment.objects.filter(source__report__in=versions(report).values("pk"), carried_from=None)
    return made.order_by("place_start", "part", "pk")


def uncaptured(items: QuerySet[Item]) -> QuerySet[Item]:
    """Without those captured already, or given by a former version of the same report word for word."""
    made = Commitment.objects.filter(source=OuterRef("pk"))
    same = {f"source__report__{name}": OuterRef(f"report__{name}") for name in SERIES}
    said = Commitment.objects.filter(quote=OuterRef("text"), source__report__superseded=True, **same)
    return items.filter(~Exists(made), ~Exists(said))


def unconfirmed(items: QuerySet[Item]) -> QuerySet[Item]:
    """Those of which no commitment stands yet: not captured, or candidates still. What was dismissed is
    settled."""
    settled = Commitment.objects.exclude(status=Status.CANDIDATE)
    made = settled.filter(source=OuterRef("pk"))
    same = {f"source__report__{name}": OuterRef(f"report__{name}") for name in SERIES}
    said = settled.filter(quote=OuterRef("text"), **same)
    return items.filter(~Exists(made), ~Exists(said), removed=False)


def dropped(report: Report) -> QuerySet[Commitment]:
    """What is not finished, and whose words do not stand in the report any more.

    A passage whose bounds were moved stands there still.
    """
    items = Item.objects.filter(report=report.pk, removed=False)
    here = Q(source__report=report.pk, source__removed=False)
    said = Q(quote__in=items.values("text"))
    return of(report).exclude(status__in=ENDED).exclude(here).exclude(said)


def with_work_left(reports: QuerySet[Report]) -> QuerySet[Report]:
    """Those with passages to capture (``uncaptured``) or candidates to confirm (``candidates``), counted."""
    here = Q(source__report=OuterRef("pk"))
    same = Q(**{f"source__report__{name}": OuterRef(name) for name in SERIES})
    items = uncaptured(Item.objects.filter(report=OuterRef("pk"), removed=False))
    rows = Commitment.objects.candidates()
    own, former = rows.filter(here), rows.filter(same).exclude(here)
    # Three questions by themselves: joined by OR they would be asked report by report.
    left = Q()
    for some in (items, own, former):
        left |= Q(pk__in=reports.order_by().filter(Exists(some)).values("pk"))
    # Counted after: then only the reports of one page are counted through.
    return reports.filter(left).annotate(
        uncaptured=_number(items, "report"), candidates=_number(own, "organ") + _number(former, "organ")
    )


def _number(rows: QuerySet[Any], group: str) -> Coalesce:
    """How many, where all rows are of one group."""
    return Coalesce(Subquery(rows.order_by().values(group).annotate(n=Count("pk")).values("n")), 0)


def below(reports: QuerySet[Report], paths: list[str]) -> QuerySet[Report]:
    """Those of organs at or below one of these paths."""
    wanted = Q()
    for path in paths:
        wanted |= Q(organ__path__startswith=path)
    return reports.filter(wanted) if paths else reports.none()
