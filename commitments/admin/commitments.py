"""The commitments: their list, and the addresses of all pages that belong to them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from unfold.admin import ModelAdmin

from commitments.admin import (
    capture,
    dashboard,
    exports,
    followup,
    listing,
    page,
    papers,
    results,
    review,
    searching,
    tasklist,
)
from commitments.models import Commitment


@admin.register(Commitment)
class CommitmentAdmin(ModelAdmin):
    def get_queryset(self, request: HttpRequest) -> QuerySet[Commitment]:
        return Commitment.objects.visible_to(request.user, timezone.localdate()).light()

    def get_urls(self) -> list[URLPattern]:
        work = (listing, capture, dashboard, tasklist, exports, searching)
        modules = (*work, review, followup, results, papers, page)
        return [*(url for module in modules for url in module.urls(self)), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Our own page: Django's counts the table, and walks it page by page."""
        return listing.show(self, request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A commitment comes from a passage of a report: by capture."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is edited in a form: what may be done are the acts of lifecycle."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
