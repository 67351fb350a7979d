"""What is to be told to whom is written down: once, however often this runs and whoever dies meanwhile."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from notifications.choices import Status
from notifications.models import Delivery, Webhook
from notifications.webhooks.events import Happening, happened

# An act is on record at the moment at which it began, and seen when it ended: looked for again so long.
OVERLAP: Final = timedelta(hours=1)
MOST: Final = 2000
KEPT: Final = timedelta(days=90)


def plan(now: datetime) -> Counter[str]:
    """For all webhooks that are on; the rest of very much is left to the next run."""
    counts: Counter[str] = Counter()
    for webhook in Webhook.objects.filter(on=True).select_related("organ").order_by("pk"):
        since = max(webhook.since, webhook.swept_to - OVERLAP)
        found = happened(webhook, since, MOST)
        Delivery.objects.bulk_create((_row(webhook, each, now) for each in found), ignore_conflicts=True)
        if len(found) < MOST:
            Webhook.objects.filter(pk=webhook.pk).update(swept_to=now)
        counts["planned"] += len(found)
    return counts


def _row(webhook: Webhook, each: Happening, now: datetime) -> Delivery:
    key = uuid.uuid4()
    said = {"id": str(key), "event": each.event.value, "at": each.at.isoformat(), "data": each.data}
    body = json.dumps(said, ensure_ascii=False)
    return Delivery(
        webhook=webhook, event=each.event, row=each.row, at=each.at, key=key, body=body, next_try_at=now
    )


def forget(now: datetime) -> int:
    """What ended long ago, and what waited in vain as long: for its turn at a system that does not answer, or
    at one that is off. Far longer ago than anything is looked for again."""
    old = now - KEPT
    over = Q(status__in=(Status.SENT, Status.FAILED)) | Q(status=Status.PLANNED, next_try_at__lt=old)
    return Delivery.objects.filter(over, at__lt=old).delete()[0]
