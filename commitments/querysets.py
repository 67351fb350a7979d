"""Questions about many rows of one table. Every ``today`` comes from the caller."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from commitments.choices import Decision, Status
from commitments.deadlines import Colour
from reports.models import Organ
from reports.querysets import long, under

if TYPE_CHECKING:
    from commitments.models import (  # noqa: F401
        Commitment,
        Comparison,
        Export,
        Extension,
        Finding,
        LedgerEntry,
        Membership,
    )

# Between two signs of life of who makes a long file; the packing at its end gives none.
STUCK_AFTER = timedelta(minutes=10)
# What was to be done, whatever became of it; cancelled is what was not to be done after all.
RUNNING = (Status.OPEN, Status.SUBMITTED, Status.CLOSED, Status.CARRIED_OVER)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self, today: date) -> MembershipQuerySet:
        """Begun and not ended, of people who may still log in."""
        return self.filter(Q(until=None) | Q(until__gte=today), since__lte=today, user__is_active=True)


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def candidates(self) -> CommitmentQuerySet:
        return self.filter(status=Status.CANDIDATE)

    def open(self) -> CommitmentQuerySet:
        """To be worked on: not those that wait for a signature."""
        return self.filter(status=Status.OPEN)

    def unfinished(self) -> CommitmentQuerySet:
        """Open, or waiting for a signature, which may send them back."""
        return self.filter(status__in=(Status.OPEN, Status.SUBMITTED))

    def overdue(self, today: date) -> CommitmentQuerySet:
        """What has no deadline is never overdue."""
        return self.open().filter(due_on__lt=today)

    def due_within(self, today: date, days: int) -> CommitmentQuerySet:
        """From today on, the last day included; what is overdue is not due soon."""
        return self.open().filter(due_on__gte=today, due_on__lte=today + timedelta(days=days))

    def closed_on_time(self) -> CommitmentQuerySet:
        """By the first deadline: an extension makes nothing punctual. The day of submission counts."""
        return self.filter(status=Status.CLOSED, submitted_on__lte=F("first_due_on"))

    def closed_late(self) -> CommitmentQuerySet:
        return self.filter(status=Status.CLOSED, submitted_on__gt=F("first_due_on"))

    def left_at(self, day: date) -> CommitmentQuerySet:
        """On record by then, and not submitted by then or since taken back. What was cancelled is no work."""
        done = Q(submitted_on=None) | Q(submitted_on__gt=day)
        return self.filter(done, status__in=RUNNING, confirmed_on__lte=day)

    def ahead_at(self, day: date) -> CommitmentQuerySet:
        """Those of the same that were at first to be done later."""
        return self.filter(status__in=RUNNING, first_due_on__gt=day)

    def coloured(self, colour: str, today: date) -> CommitmentQuerySet:
        """As standing.standing says. By the stored days of turning: a list reads no more than it shows."""
        yellow, red = Q(yellow_from__lte=today), Q(red_from__lte=today)
        if colour == Colour.RED:
            return self.filter(red)
        if colour == Colour.YELLOW:
            return self.filter(yellow, Q(red_from=None) | Q(red_from__gt=today))
        coloured = Q(status__in=(Status.OPEN, Status.SUBMITTED, Status.CLOSED))
        return self.filter(coloured, Q(yellow_from=None) | Q(yellow_from__gt=today))

    def awaiting_decision(self) -> CommitmentQuerySet:
        """Those for which more time was asked; reminders hold meanwhile."""
        return self.filter(_asked())

    def not_awaiting_decision(self) -> CommitmentQuerySet:
        return self.filter(~_asked())

    def returned(self) -> CommitmentQuerySet:
        """Given back by a unit that said: not ours. Somebody must assign them anew."""
        return self.open().filter(returned_by__isnull=False)

    def unowned(self) -> CommitmentQuerySet:
        """Nobody in person answers for these yet."""
        return self.unfinished().filter(Q(officer=None) | Q(supervisor=None))

    def of(self, organ: Any) -> CommitmentQuerySet:
        """Promised by the organ of this key, or by one merged into it: what is on record keeps its name."""
        return self.filter(organ__in=Organ.objects.one_with(organ).values("pk"))

    def within(self, organ: Organ) -> CommitmentQuerySet:
        """Promised by the organ or anything below it."""
        return self.filter(organ__path__startswith=organ.path)

    def involving(self, paths: list[str]) -> CommitmentQuerySet:
        """Those in which a unit at or below one of the paths has a part."""
        from commitments.models import Assignment

        parts = Assignment.objects.filter(under("unit__path", paths))
        return self.filter(pk__in=parts.values("commitment_id"))

    def visible_to(self, user: Any, today: date) -> CommitmentQuerySet:
        """The one door: what the user may see by the roles that he or she holds on that day."""
        from commitments import access

        return access.narrow(self, user, today)

    def light(self) -> CommitmentQuerySet:
        """For lists: without the columns that hold passages."""
        return self.defer("quote", "group", "completion_mark", "grade_reason", "suggested_units", "approval")


def _asked() -> Exists:
    from commitments.models import Extension

    return Exists(Extension.objects.filter(commitment=OuterRef("pk"), decision=Decision.PENDING))


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def pending(self) -> ExtensionQuerySet:
        return self.filter(decision=Decision.PENDING)


class ComparisonQuerySet(models.QuerySet["Comparison"]):
    def applied(self) -> ComparisonQuerySet:
        """Those whose findings count."""
        return self.filter(state="applied")

    def below(self, paths: list[str]) -> ComparisonQuerySet:
        """Of organs at or below one of these paths."""
        return self.filter(under("old__organ__path", paths))

    def light(self) -> ComparisonQuerySet:
        """With both reports and the organ, without what is long."""
        return self.select_related("old__organ", "new").defer("signals", *long("old", "new"))


class FindingQuerySet(models.QuerySet["Finding"]):
    def captured(self) -> FindingQuerySet:
        """Those that a reviewer can judge: of commitments, not of passages that nobody has captured."""
        return self.filter(commitment__isnull=False)

    def counting(self) -> FindingQuerySet:
        """Of comparisons that were applied."""
        return self.captured().filter(comparison__state="applied")

    def told(self) -> FindingQuerySet:
        """Those that count, with the report that answers, without what is long."""
        found = self.counting().select_related("comparison__new")
        return found.defer("comparison__signals", *long("comparison__new"))

    def rated(self) -> FindingQuerySet:
        return self.exclude(rating="")


class LedgerQuerySet(models.QuerySet["LedgerEntry"]):
    def history(self) -> LedgerQuerySet:
        """In the order in which it happened."""
        return self.order_by("id")


class ExportQuerySet(models.QuerySet["Export"]):
    def waiting(self) -> ExportQuerySet:
        return self.filter(state="queued")

    def under_way(self) -> ExportQuerySet:
        return self.filter(state__in=self.model.UNDER_WAY)

    def stuck(self, now: datetime) -> ExportQuerySet:
        return self.filter(state="making", seen_at__lte=now - STUCK_AFTER)

    def ready(self, now: datetime) -> ExportQuerySet:
        return self.filter(state="ready", expires_at__gt=now)

    def expired(self, now: datetime) -> ExportQuerySet:
        return self.filter(state__in=("ready", "failed"), expires_at__lte=now)
