"""Which comparisons a person has to do with, and how far they have come. As columns of the rows."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from commitments import findings, worklist
from commitments.access import Person
from commitments.choices import Rating
from commitments.comparison import COMPARERS
from commitments.models import Comparison, Finding
from commitments.querysets import ComparisonQuerySet, FindingQuerySet
from commitments.review import REVIEWERS
from reports.models import Report
from reports.querysets import under

State = Comparison.State
# A report that passes a promise or a problem over in silence.
SILENT: Final = Q(rating=Rating.NOT_MENTIONED) | Q(rating="", verdict__in=findings.SILENT)


def seen_by(person: Person) -> ComparisonQuerySet:
    """Of the organs over which this person has reports compared; all of them, for the administrator."""
    if person.user.is_superuser and person.user.is_active:
        return Comparison.objects.all()
    return Comparison.objects.below(_paths(person, COMPARERS))


def reports_of(person: Person) -> Any:
    """The current reports among which this person chooses two to be compared."""
    reports = Report.objects.current().filter(organ__isnull=False).exclude(year=None).select_related("organ")
    if not person.user.is_superuser:
        reports = reports.filter(under("organ__path", _paths(person, COMPARERS)))
    return reports.light().defer("notes").order_by("-year", "-pk")


def _paths(person: Person, roles: frozenset[Any]) -> list[str]:
    return sorted({seat.path for seat in person.seats if seat.role in roles})


def counted(rows: ComparisonQuerySet) -> Any:
    """``total`` of what can be judged, ``judged``, ``silent``: not mentioned, ``dissent`` to be settled."""
    mine = Finding.objects.captured().filter(comparison=OuterRef("pk"))
    return rows.annotate(
        total=_number(mine),
        judged=_number(mine.rated()),
        silent=_number(mine.filter(SILENT)),
        dissent=_number(worklist.Filter(state=worklist.State.DISSENT).apply(mine)),
    )


def share(row: Any) -> int:
    """Of what can be judged, how much is: in percent, of a row of ``counted``."""
    return round(row.judged * 100 / row.total) if row.total else 0


def _number(rows: FindingQuerySet) -> Coalesce:
    grouped = rows.order_by().values("comparison").annotate(n=Count("pk"))
    return Coalesce(Subquery(grouped.values("n")), 0)


def waiting_for(person: Person) -> Any:
    """Comparisons that a reviewer is to begin, or in which something waits for his or her word: ``open``
    tells how much, of a preview as of one under review."""
    there = Comparison.objects.below(_paths(person, REVIEWERS)).exclude(state=State.REFUSED)
    mine = worklist.waiting_for(Finding.objects.filter(comparison=OuterRef("pk")), person.user)
    return counted(there.filter(Exists(mine)).annotate(open=_number(mine)))
