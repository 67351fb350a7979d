"""Questions about many rows of one table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from reports.models import Correction, Item, Organ, Report, Upload  # noqa: F401

# A task is ended after five minutes; a claim this old belongs to a worker that is gone.
STUCK_AFTER = timedelta(minutes=10)

# What of a report is long, and none of a list's business.
LONG = ("text", "origins", "facts", "unplaced", "notes")


def under(column: str, paths: Iterable[str]) -> Q:
    """At or below one of these places in the tree, by this column of paths; of no places, nothing."""
    wanted = Q(pk__in=[])
    for path in paths:
        wanted |= Q(**{f"{column}__startswith": path})
    return wanted


def long(*ways: str) -> list[str]:
    """These columns of the reports to which these ways lead."""
    return [f"{way}__{name}" for way in ways for name in LONG]


class OrganQuerySet(models.QuerySet["Organ"]):
    def current(self) -> OrganQuerySet:
        """Without those that were merged into another."""
        return self.filter(merged_into=None)

    def within(self, organ: Organ) -> OrganQuerySet:
        """The organ and everything below it: one prefix query, however deep."""
        return self.filter(path__startswith=organ.path)

    def one_with(self, organ: Any) -> OrganQuerySet:
        """The organ of this key, and those that were merged into it."""
        return self.filter(Q(pk=organ) | Q(merged_into=organ))


class ReportQuerySet(models.QuerySet["Report"]):
    def current(self) -> ReportQuerySet:
        """Without versions that a corrected text has replaced."""
        return self.filter(superseded=False)

    def within(self, organ: Organ) -> ReportQuerySet:
        return self.filter(organ__path__startswith=organ.path)

    def light(self) -> ReportQuerySet:
        """For lists: without the columns that hold the whole text."""
        return self.defer("text", "origins", "facts", "unplaced")

    def counted(self) -> ReportQuerySet:
        """With ``problems`` and ``arrangements``, counted in subqueries: a join would multiply the rows."""
        return self.annotate(problems=_number_of("problem"), arrangements=_number_of("arrangement"))

    def search(self, words: str) -> ReportQuerySet:
        """Every word must stand in the title, the organ's name as printed, or any name the organ goes by."""
        from reports.models import OrganName

        found = self
        for word in words.split():
            named = OrganName.objects.filter(organ=OuterRef("organ"), name__icontains=word)
            found = found.filter(Q(title__icontains=word) | Q(organ_name__icontains=word) | Exists(named))
        return found


def _number_of(kind: str) -> Coalesce:
    from reports.models import Item

    items = Item.objects.filter(report=OuterRef("pk"), removed=False, kind=kind).order_by()
    return Coalesce(Subquery(items.values("report").annotate(n=Count("pk")).values("n")), 0)


class ItemQuerySet(models.QuerySet["Item"]):
    def current(self) -> ItemQuerySet:
        """Those that stand in the report now, in document order."""
        return self.filter(removed=False).order_by("report_id", "start")


class UploadQuerySet(models.QuerySet["Upload"]):
    def waiting(self) -> UploadQuerySet:
        return self.filter(status="queued")

    def stuck(self, now: datetime) -> UploadQuerySet:
        return self.filter(status="reading", claimed_at__lte=now - STUCK_AFTER)

    def in_trouble(self) -> UploadQuerySet:
        return self.filter(status__in=self.model.IN_TROUBLE)


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def standing(self) -> CorrectionQuerySet:
        """Those in force, in the order they were made: not undone, and not the undoing itself."""
        return self.exclude(verb="undo").filter(undone_by=None).order_by("revision")
