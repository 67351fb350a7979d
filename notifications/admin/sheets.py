"""Supervision sheets: their list, and each as a page to be printed; a drafted circular is issued there."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from unfold.decorators import display

from commitments import access, lifecycle, units
from commitments.choices import Verb
from commitments.deadlines import working_days_between
from commitments.models import Commitment
from commitments.papers.downloads import download
from notifications import letters, planning, sheets
from notifications.admin.records import RecordAdmin
from notifications.choices import SheetStatus, Stage
from notifications.models import Sheet
from reports.refusals import Refusal
from reports.typed import key_of

COLOURS = {SheetStatus.DRAFT: "warning", SheetStatus.ISSUED: "success", SheetStatus.DISCARDED: "info"}


@admin.register(Sheet)
class SheetAdmin(RecordAdmin):
    list_display = ("number", "kind", "matter", "unit", "made_on", "standing")
    list_filter = ("stage", "status")
    list_filter_submit = False
    search_fields = ("number", "commitment__title")
    search_help_text = gettext_lazy("Number or title")
    list_select_related = ("commitment", "unit")
    date_hierarchy = "made_on"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Sheet]:
        visible = Commitment.objects.visible_to(request.user, timezone.localdate())
        rows = super().get_queryset(request)
        return rows if request.user.is_superuser else rows.filter(commitment__in=visible.values("pk"))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        sheet = self._sheet(request, object_id)
        if request.method == "POST":
            return self._issue(request, sheet)
        return TemplateResponse(request, "admin/notifications/sheets/sheet.html", _shown(request, sheet))

    def get_urls(self) -> list[URLPattern]:
        paper = self.admin_site.admin_view(require_GET(self.paper_view))
        address = path("<path:object_id>/paper.docx", paper, name="notifications_sheet_docx")
        return [address, *super().get_urls()]

    def paper_view(self, request: HttpRequest, object_id: str) -> FileResponse | HttpResponseRedirect:
        """The sheet as a Word file, for whoever may see the sheet."""
        sheet = self._sheet(request, object_id)
        try:
            file = letters.write(sheet, _overdue(sheet))
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(reverse("admin:notifications_sheet_change", args=[sheet.pk]))
        return download(file, str(sheet))

    def _sheet(self, request: HttpRequest, object_id: str) -> Sheet:
        related = ("commitment__lead", "commitment__officer", "organ", "unit", "issued_by")
        heavy = (f"commitment__source__report__{name}" for name in ("text", "origins", "facts", "notes"))
        rows = self.get_queryset(request).select_related(*related, "commitment__source__report")
        rows = rows.defer(*heavy, "commitment__source__text")
        sheet = rows.filter(pk=key_of(object_id) or 0).first()
        if sheet is None or not self.has_view_permission(request):
            raise Http404
        return sheet

    def _issue(self, request: HttpRequest, sheet: Sheet) -> HttpResponse:
        revision = key_of(request.POST.get("revision", ""))
        try:
            sheets.issue(
                sheet.pk,
                by=request.user,
                now=timezone.now(),
                revision=-1 if revision is None else revision,
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Issued. The unit is told, and the ledger has a line."))
        return HttpResponseRedirect(reverse("admin:notifications_sheet_change", args=[sheet.pk]))

    @display(description=gettext_lazy("sheet"))
    def kind(self, sheet: Sheet) -> str:
        return sheet.name

    @display(description=gettext_lazy("commitment"))
    def matter(self, sheet: Sheet) -> str:
        return sheet.commitment.title

    @display(description=gettext_lazy("status"), label=COLOURS)
    def standing(self, sheet: Sheet) -> tuple[str, str]:
        return sheet.status, sheet.get_status_display()


def _overdue(sheet: Sheet) -> int:
    return working_days_between(sheet.counts_from, sheet.made_on, planning.calendar())


def _shown(request: HttpRequest, sheet: Sheet) -> dict[str, Any]:
    row = sheet.commitment
    person = access.person(request.user, timezone.localdate())
    draft = sheet.status == SheetStatus.DRAFT
    return {
        "sheet": sheet,
        "commitment": row,
        "unit": units.short_name(sheet.unit, sheet.organ),
        "overdue": _overdue(sheet),
        "progress": row.progress.order_by("-pk").first(),
        "issuing": draft and Verb.CHASE in lifecycle.possible(person, row),
        "draft": draft,
        "circular": sheet.stage == Stage.CIRCULATE,
        "supervised": sheet.stage == Stage.SUPERVISE,
    }
