"""What happened, as the rows of the apps below tell it. Nobody tells this module; it asks.

What is sent names no person and little else: whoever wants more fetches it by the API, with own rights.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from commitments.choices import Verb
from commitments.models import Commitment, Comparison, LedgerEntry
from notifications.choices import Event
from notifications.models import Delivery, Webhook
from reports.models import Organ, Report

BY_VERB: Final = {
    Verb.CONFIRM: Event.CONFIRMED,
    Verb.CHASE: Event.CHASED,
    Verb.SUBMIT: Event.SUBMITTED,
    Verb.SEND_BACK: Event.SENT_BACK,
    Verb.SIGN_OFF: Event.CLOSED,
    Verb.DECIDE_EXTENSION: Event.EXTENSION,
    Verb.ADJUST: Event.ADJUSTED,
    Verb.CARRY_OVER: Event.CARRIED_OVER,
    Verb.CANCEL: Event.CANCELLED,
    Verb.RATE: Event.RATED,
    Verb.REOPEN: Event.REOPENED,
}
# A first word that a second reviewer must not see leaves a line without a rating: nothing was rated yet.
_SAID: Final = (
    Q(verb=Verb.RATE, after__has_key="rating")
    | Q(verb=Verb.REOPEN, before__has_key="rating")
    | ~Q(verb__in=(Verb.RATE, Verb.REOPEN))
)


@dataclass(frozen=True, slots=True)
class Happening:
    event: Event
    row: int
    at: datetime
    data: dict[str, Any]


def happened(webhook: Webhook, since: datetime, most: int) -> list[Happening]:
    """What this webhook wants, may see and was not written down for it yet: at most so many of each kind.
    As many queries for many as for few."""
    asked = (_acts, _reports, _comparisons)
    return [each for kind in asked for each in kind(webhook, since, most)]


def _acts(webhook: Webhook, since: datetime, most: int) -> Iterator[Happening]:
    verbs = [verb for verb, event in BY_VERB.items() if event in webhook.events]
    if not verbs:
        return
    rows = LedgerEntry.objects.filter(_SAID, made_at__gte=since, verb__in=verbs)
    if webhook.organ:
        visible = Commitment.objects.involving([webhook.organ.path])
        rows = rows.filter(commitment__in=visible.values("pk"))
    events = [BY_VERB[verb] for verb in verbs]
    rows = rows.filter(~_known(webhook, events, "made_at")).select_related("commitment__organ")
    for line in rows.order_by("made_at", "pk")[:most]:
        yield Happening(BY_VERB[Verb(line.verb)], line.pk, line.made_at, _act(line))


def _act(line: LedgerEntry) -> dict[str, Any]:
    row = line.commitment
    told: dict[str, Any] = {
        "ledger": line.pk,
        "commitment": {
            "id": row.pk, "number": row.number, "title": row.title, "organ": _organ(row.organ),
            "plan_year": row.plan_year, "due_on": row.due_on and row.due_on.isoformat(),
            "status": line.to_status,
        },
    }  # fmt: skip
    if line.verb == Verb.RATE:
        told["rating"] = line.after["rating"]
    return told


def _reports(webhook: Webhook, since: datetime, most: int) -> Iterator[Happening]:
    if Event.REPORT_READ not in webhook.events:
        return
    rows = Report.objects.filter(~_known(webhook, [Event.REPORT_READ], "created_at"), created_at__gte=since)
    if webhook.organ:
        rows = rows.within(webhook.organ)
    for report in rows.light().select_related("organ").order_by("created_at", "pk")[:most]:
        about = {
            "id": report.pk, "title": report.title, "kind": report.kind, "year": report.year,
            "plan_year": report.plan_year, "version": report.version, "organ": _organ(report.organ),
        }  # fmt: skip
        yield Happening(Event.REPORT_READ, report.pk, report.created_at, {"report": about})


def _comparisons(webhook: Webhook, since: datetime, most: int) -> Iterator[Happening]:
    if Event.COMPARED not in webhook.events:
        return
    rows = Comparison.objects.applied().filter(applied_at__gte=since)
    rows = rows.filter(~_known(webhook, [Event.COMPARED], "applied_at"))
    if webhook.organ:
        rows = rows.below([webhook.organ.path])
    for row in rows.light().order_by("applied_at", "pk")[:most]:
        about = {
            "id": row.pk, "year": row.year, "old": row.old_id, "new": row.new_id,
            "organ": _organ(row.old.organ),
        }  # fmt: skip
        if row.applied_at:  # by the filter above
            yield Happening(Event.COMPARED, row.pk, row.applied_at, {"comparison": about})


def _known(webhook: Webhook, events: list[Event], moment: str) -> Exists:
    told: QuerySet[Delivery] = Delivery.objects.filter(webhook=webhook, event__in=events)
    return Exists(told.filter(row=OuterRef("pk"), at=OuterRef(moment)))


def _organ(organ: Organ | None) -> dict[str, Any] | None:
    return {"id": organ.pk, "name": organ.name} if organ else None
