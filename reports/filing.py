"""Which organs have handed in the annual report on a year, and by when it was issued.

The rule (厅字〔2019〕28号): filed by 1 March and published by 1 April of the year after. Neither day is known
here. What is known is the date that the report itself bears: one with a later date was late for certain, one
with an earlier date may have been. Expected are organs that hand in such reports: those of which one is held,
of the year or of an earlier one.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    TextChoices,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from reports.choices import ReportKind
from reports.models import Organ, Report

FILED, PUBLISHED = (3, 1), (4, 1)


class Filing(TextChoices):
    """How the report of an organ on a year stands."""

    BY_FILING = "by_filing", _("Dated 1 March or before")
    BY_PUBLISHING = "by_publishing", _("Dated after 1 March")
    LATE = "late", _("Dated after 1 April")
    UNDATED = "undated", _("Without a date")
    AWAITED = "awaited", _("Not yet due")
    MISSING = "missing", _("Missing")


RECEIVED = (Filing.BY_FILING, Filing.BY_PUBLISHING, Filing.LATE, Filing.UNDATED)


def due(year: int) -> tuple[date, date]:
    """The last days to file and to publish the report on a year."""
    return date(year + 1, *FILED), date(year + 1, *PUBLISHED)


def annual() -> QuerySet[Report]:
    return Report.objects.current().filter(kind=ReportKind.ANNUAL_REPORT)


def filings(organs: QuerySet[Organ], year: int, today: date) -> Any:
    """Those that are expected to report, with ``report_id``, ``issued``, ``came`` and ``filing``."""
    filed, published = due(year)
    known = annual().filter(organ=OuterRef("pk"), year__lte=year)
    # One at most: yearly reports have no series, and of their versions one is current.
    mine = Q(reports__kind=ReportKind.ANNUAL_REPORT, reports__superseded=False, reports__year=year)
    absent = Filing.AWAITED if today <= filed else Filing.MISSING
    rows = organs.filter(Exists(known), merged_into=None).annotate(
        report=FilteredRelation("reports", condition=mine),
        report_id=F("report__id"),
        issued=F("report__issued_on"),
        came=F("report__created_at"),
    )
    filing = Case(
        When(report_id=None, then=Value(absent.value)),
        When(issued=None, then=Value(Filing.UNDATED.value)),
        When(issued__lte=filed, then=Value(Filing.BY_FILING.value)),
        When(issued__lte=published, then=Value(Filing.BY_PUBLISHING.value)),
        default=Value(Filing.LATE.value),
        output_field=CharField(),
    )
    return rows.annotate(filing=filing)


def counts(organs: QuerySet[Organ], year: int, today: date) -> dict[str, int]:
    """How many stand how. One query."""
    rows = filings(organs, year, today).order_by().values_list("filing")
    return dict(rows.annotate(number=Count("pk")))
