"""The working calendar: single days on which offices work, or do not, whatever the yearly list says."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from notifications import planning
from notifications.models import CalendarDay


@admin.register(CalendarDay)
class CalendarDayAdmin(ModelAdmin):
    list_display = ("day", "working", "note")
    list_filter = ("working",)
    date_hierarchy = "day"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        year = planning.calendar().needs_update(timezone.localdate())
        if year is not None:
            words = _(
                "The holidays of %(year)s are not known yet. Until they are entered here, or a newer release "
                "of the calendar is installed, every day from Monday to Friday counts as a working day."
            )
            messages.warning(request, words % {"year": year})
        return super().changelist_view(request, extra_context)
