"""The notices one by one, for the question “why was I not told?”: what was planned, and what came of it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import display

from notifications.choices import Status
from notifications.models import Notice

COLOURS = {
    Status.PLANNED: "info",
    Status.SENDING: "info",
    Status.SENT: "success",
    Status.FAILED: "danger",
    Status.UNCERTAIN: "warning",
    Status.DROPPED: "default",
}


@admin.register(Notice)
class NoticeAdmin(ModelAdmin):
    list_display = ("matter", "whom", "stage", "counts_from", "channel", "standing", "why_not", "planned_on")
    list_filter = ("status", "stage", "channel")
    list_filter_submit = False
    search_fields = ("commitment__number", "person__username", "person__first_name", "person__last_name")
    search_help_text = gettext_lazy("Number of the commitment, or name of the person")
    list_select_related = ("commitment", "organ", "person")
    list_display_links = None
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It is the memory of who was told."""
        return False

    @display(description=gettext_lazy("matter"))
    def matter(self, notice: Notice) -> str:
        return str(notice.commitment or notice.organ)

    @display(description=gettext_lazy("person"))
    def whom(self, notice: Notice) -> str:
        return notice.person.get_full_name() or notice.person.get_username()

    @display(description=gettext_lazy("status"), label=COLOURS)
    def standing(self, notice: Notice) -> tuple[str, str]:
        return notice.status, notice.get_status_display()

    @display(description=gettext_lazy("why not sent"))
    def why_not(self, notice: Notice) -> str:
        return notice.get_reason_display()
