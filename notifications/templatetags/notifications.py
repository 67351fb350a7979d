from __future__ import annotations

from typing import Any

from django import template

from notifications import inbox

register = template.Library()


@register.inclusion_tag("notifications/bell.html", takes_context=True)
def bell(context: dict[str, Any]) -> dict[str, Any]:
    """How many messages wait: one query on every page, for those who are signed in."""
    user = getattr(context.get("request"), "user", None)
    return {"unread": inbox.unread(user) if user is not None and user.is_authenticated else None}
