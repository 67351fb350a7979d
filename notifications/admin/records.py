"""What was done is on record: shown to those who may see it, and changed by nobody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from unfold.admin import ModelAdmin

from notifications.choices import Status

# The colours of django-unfold's labels.
COLOURS = {
    Status.PLANNED: "info",
    Status.SENDING: "info",
    Status.SENT: "success",
    Status.FAILED: "danger",
    Status.UNCERTAIN: "warning",
    Status.DROPPED: "default",
}


class RecordAdmin(ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
