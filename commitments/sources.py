"""The reports that commitments come from: what is left to capture, what a corrected text has dropped."""

from __future__ import annotations

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
    """Without those captured already, or given by another version of the same report word for word."""
    made = Commitment.objects.filter(source=OuterRef("pk"))
    same = {f"source__report__{name}": OuterRef(f"report__{name}") for name in SERIES}
    said = Commitment.objects.filter(quote=OuterRef("text"), **same).exclude(
        source__report=OuterRef("report")
    )
    return items.filter(~Exists(made), ~Exists(said))


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
    items = uncaptured(Item.objects.filter(report=OuterRef("pk"), removed=False)).order_by()
    same = Q(**{f"source__report__{name}": OuterRef(name) for name in SERIES})
    rows = Commitment.objects.candidates().filter(Q(source__report=OuterRef("pk")) | same).order_by()
    counted = reports.annotate(
        uncaptured=Coalesce(Subquery(items.values("report").annotate(n=Count("pk")).values("n")), 0),
        candidates=Coalesce(Subquery(rows.values("organ").annotate(n=Count("pk")).values("n")), 0),
    )
    return counted.filter(Q(uncaptured__gt=0) | Q(candidates__gt=0))


def below(reports: QuerySet[Report], paths: list[str]) -> QuerySet[Report]:
    """Those of organs at or below one of these paths."""
    wanted = Q()
    for path in paths:
        wanted |= Q(organ__path__startswith=path)
    return reports.filter(wanted) if paths else reports.none()
