"""Who keeps which webhooks: the administrator all, a keeper of the ledger the own organ's and below."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from commitments import access
from commitments.choices import Role
from notifications.models import Webhook
from notifications.webhooks import signing
from reports.models import Organ
from reports.querysets import under


def organs(user: Any, now: datetime) -> QuerySet[Organ]:
    """Those for which this person may register a webhook."""
    return Organ.objects.current().filter(_below("path", user, now))


def kept_by(user: Any, now: datetime) -> QuerySet[Webhook]:
    return Webhook.objects.filter(_below("organ__path", user, now))


def _below(path: str, user: Any, now: datetime) -> Q:
    if user.is_superuser:
        return Q()
    seats = access.person(user, timezone.localtime(now).date()).seats
    return under(path, [seat.path for seat in seats if seat.role == Role.CLERK])


def begin(webhook: Webhook, now: datetime) -> None:
    """From now on it is told: when it is registered, and when it is switched on again."""
    webhook.since = webhook.swept_to = now


def new_secret(webhook: Webhook) -> str:
    """To be shown once. The one before signs nothing from now on."""
    Webhook.objects.filter(pk=webhook.pk).update(serial=F("serial") + 1)
    webhook.refresh_from_db(fields=["serial"])
    return signing.secret(webhook)
