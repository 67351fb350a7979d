"""The secret of a webhook, and what it signs."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from django.utils.crypto import salted_hmac

from notifications.models import Webhook

SALT: Final = "notifications.webhooks"


def secret(webhook: Webhook) -> str:
    """Derived anew each time from the site's own secret: no copy of the database gives it away."""
    return salted_hmac(SALT, f"{webhook.pk}-{webhook.serial}", algorithm="sha256").hexdigest()


def signature(secret: str, timestamp: str, body: bytes) -> str:
    made = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={made.hexdigest()}"
