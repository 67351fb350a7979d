"""The notices one by one, for the question “why was I not told?”: what was planned, and what came of it."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from notifications.admin.records import COLOURS, RecordAdmin
from notifications.models import Notice
from reports.people import name_of


@admin.register(Notice)
class NoticeAdmin(RecordAdmin):
    list_display = ("matter", "whom", "stage", "counts_from", "channel", "standing", "why_not", "planned_on")
    list_filter = ("status", "stage", "channel")
    list_filter_submit = False
    search_fields = ("commitment__number", "person__username", "person__first_name", "person__last_name")
    search_help_text = gettext_lazy("Number of the commitment, or name of the person")
    list_select_related = ("commitment", "organ", "person")
    list_display_links = None
    show_full_result_count = False
    list_per_page = 50

    @display(description=gettext_lazy("matter"))
    def matter(self, notice: Notice) -> str:
        return str(notice.commitment or notice.organ)

    @display(description=gettext_lazy("person"))
    def whom(self, notice: Notice) -> str:
        return name_of(notice.person)

    @display(description=gettext_lazy("status"), label=COLOURS)
    def standing(self, notice: Notice) -> tuple[str, str]:
        return notice.status, notice.get_status_display()

    @display(description=gettext_lazy("why not sent"))
    def why_not(self, notice: Notice) -> str:
        return notice.get_reason_display()
