"""What there is to tell about, each kind as one query: the day from which it counts, and whose it is.

All queries give the same columns, so that the planner can put them under one another. A matter without a
commitment is a report that an organ owes.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.utils import timezone

from commitments.choices import Status, Verb
from commitments.models import Extension, LedgerEntry
from commitments.querysets import CommitmentQuerySet
from notifications.choices import Stage
from notifications.ladder import DEADLINE
from reports.choices import ReportKind
from reports.models import Organ, Report

COLUMNS: Final = (
    "track",
    "commitment_id",
    "organ_id",
    "unit_id",
    "officer_id",
    "supervisor_id",
    "counts_from",
)
# A word by a supervisor is news for so long; after that the ladder speaks again.
NEWS_DAYS: Final = 14


def matters(commitments: CommitmentQuerySet, organs: QuerySet[Organ], today: date, latest: date) -> list[Any]:
    """One query for each kind. ``latest``: deadlines after it concern nobody yet."""
    return [
        _deadlines(commitments, latest),
        _stale(commitments),
        _extensions(commitments),
        _closures(commitments),
        _returned(commitments),
        _spoken(commitments, Verb.CHASE, Stage.PRESSED, today),
        _spoken(commitments, Verb.SEND_BACK, Stage.SENT_BACK, today),
        *_reports(organs, today),
    ]


def _rows(track: str, rows: Any, counts_from: Any, to: str = "") -> Any:
    """``to``: the way from the row to its commitment."""
    unit = Coalesce(f"{to}lead_id", f"{to}organ_id")
    columns = (f"{to}pk", f"{to}organ_id", unit, f"{to}officer_id", f"{to}supervisor_id")
    return rows.order_by().values_list(Value(track), *columns, counts_from)


def _deadlines(commitments: CommitmentQuerySet, latest: date) -> Any:
    """While more time is asked for, nobody is pressed. What has no deadline is never due."""
    rows = commitments.open().not_awaiting_decision().filter(due_on__lte=latest)
    return _rows(DEADLINE[0], rows, F("due_on"))


def _stale(commitments: CommitmentQuerySet) -> Any:
    """Those that stand on the ladder are left out by the planner, which knows the policy of each."""
    since = Coalesce(TruncDate("progressed_at"), "confirmed_on")
    return _rows(Stage.STALE, commitments.open().not_awaiting_decision(), since)


def _extensions(commitments: CommitmentQuerySet) -> Any:
    rows = Extension.objects.pending().filter(commitment__in=commitments.open().values("pk"))
    return _rows(Stage.EXTENSION, rows, TruncDate("requested_at"), "commitment__")


def _closures(commitments: CommitmentQuerySet) -> Any:
    rows = commitments.filter(status=Status.SUBMITTED, submitted_on__isnull=False)
    return _rows(Stage.CLOSURE, rows, F("submitted_on"))


def _returned(commitments: CommitmentQuerySet) -> Any:
    """The lead is the organ again: those who assign are told."""
    entries = LedgerEntry.objects.filter(commitment=OuterRef("pk"), verb=Verb.RETURN)
    last = TruncDate(Subquery(entries.order_by("-id").values("made_at")[:1]))
    return _rows(Stage.RETURNED, commitments.returned(), last)


def _spoken(commitments: CommitmentQuerySet, verb: Verb, stage: Stage, today: date) -> Any:
    """What a supervisor said by hand and the owners have not answered yet."""
    since = timezone.make_aware(datetime.combine(today - timedelta(days=NEWS_DAYS), time.min))
    words = LedgerEntry.objects.filter(verb=verb, actor__isnull=False, made_at__gte=since)
    unanswered = Q(commitment__progressed_at=None) | Q(commitment__progressed_at__lt=F("made_at"))
    rows = words.filter(unanswered, commitment__in=commitments.open().values("pk"))
    return _rows(stage, rows, TruncDate("made_at"), "commitment__")


def _reports(organs: QuerySet[Organ], today: date) -> list[Any]:
    """Of this year and the last: filed by 1 March, published by 1 April of the next."""
    found = []
    for year in (today.year - 1, today.year):
        owing = _owing(organs, year)
        for stage, month in ((Stage.FILING, 3), (Stage.PUBLISHING, 4)):
            nobody = Cast(Value(None), IntegerField())
            day = Value(date(year + 1, month, 1))
            found.append(owing.values_list(Value(stage), nobody, "pk", F("pk"), nobody, nobody, day))
    return found


def _owing(organs: QuerySet[Organ], year: int) -> QuerySet[Organ]:
    """Who has reported in a year before and has not for this one."""
    filed = Report.objects.current().filter(organ=OuterRef("pk"), kind=ReportKind.ANNUAL_REPORT)
    rows = organs.filter(Exists(filed.filter(year__lt=year)), ~Exists(filed.filter(year=year)))
    return rows.order_by()
