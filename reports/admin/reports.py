"""Reports: the list, the page of one report, and the address to which its corrections are sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin

from reports import discarding, intake, worklist
from reports.admin import acts, page
from reports.models import Report
from reports.refusals import Refusal
from reports.typed import key_of

# Offered in the filter; asking the table which years it holds would read all of it.
YEARS_OFFERED = 15


class YearFilter(admin.SimpleListFilter):
    title = _("year covered")
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        this_year = timezone.localdate().year
        years = [str(this_year - back) for back in range(YEARS_OFFERED)]
        return [*((year, year) for year in years), ("none", gettext("not known"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Report]) -> QuerySet[Report]:
        value = self.value()
        if value == "none":
            return queryset.filter(year=None)
        year = key_of(value or "")
        return queryset if year is None else queryset.filter(year=year)


class VersionFilter(admin.SimpleListFilter):
    """Shows current versions unless all are asked for."""

    title = _("version")
    parameter_name = "versions"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("superseded", gettext("superseded")), ("all", gettext("all"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        first, *rest = super().choices(changelist)
        yield {**first, "display": gettext("current")}
        yield from rest

    def queryset(self, request: HttpRequest, queryset: QuerySet[Report]) -> QuerySet[Report]:
        if self.value() == "all":
            return queryset
        return queryset.filter(superseded=self.value() == "superseded")


@admin.register(Report)
class ReportAdmin(ModelAdmin):
    list_display = [
        "name", "organ", "kind", "year", "plan_year", "problems", "arrangements", "version", "issued_on",
        "created_at",
    ]  # fmt: skip
    list_display_links = ["name"]
    list_filter = [VersionFilter, "kind", YearFilter]
    list_select_related = ["organ"]
    search_fields = ["title"]
    search_help_text = _("Words of the title or of any name of the organ")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        return Report.objects.select_related("organ").counted().light()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Report], search_term: str
    ) -> tuple[QuerySet[Report], bool]:
        return queryset.search(search_term), False  # type: ignore[attr-defined]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/correct/", view(require_POST(self.correct)), name="reports_report_correct"),
            path("<int:pk>/reread/", view(require_POST(self.reread)), name="reports_report_reread"),
            *super().get_urls(),
        ]

    # --- what may be done --------------------------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("reports.add_upload")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A report is added by uploading its file."""
        return HttpResponseRedirect(reverse("admin:reports_upload_add"))

    def delete_model(self, request: HttpRequest, obj: Report) -> None:
        discarding.discard_report(obj.pk)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        with transaction.atomic():
            for report_id in list(queryset.values_list("pk", flat=True)):
                discarding.discard_report(report_id)

    # --- the page of one report ----------------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        report = get_object_or_404(Report.objects.select_related("organ"), pk=key_of(object_id))
        if not self.has_view_permission(request, report):
            raise PermissionDenied
        powers = page.powers_of(request.user)
        context = {
            **self.admin_site.each_context(request),
            **page.context(report, powers),
            "opts": self.opts,
            "title": str(report),
            "original": report,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/reports/report/reading/page.html", context)

    def correct(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One correction. Answers JSON to a script, and a form with its page."""
        report = get_object_or_404(Report.objects.only("pk"), pk=pk)
        if not super().has_change_permission(request, report):
            raise PermissionDenied
        try:
            with transaction.atomic():
                done = acts.perform(pk, request.POST, request.user)
        except Refusal as refusal:
            if request.accepts("text/html"):
                messages.error(request, str(refusal))
                return HttpResponseRedirect(reverse("admin:reports_report_change", args=[pk]))
            stale = request.POST.get("revision") != str(self._revision(pk))
            return JsonResponse({"refusal": str(refusal), "stale": stale}, status=409)
        said = gettext("Corrected: %(act)s.") % {"act": done.get_verb_display()}
        if request.accepts("text/html"):
            messages.success(request, said)
            return HttpResponseRedirect(reverse("admin:reports_report_change", args=[pk]))
        return JsonResponse({"correction": done.pk, "revision": done.revision, "said": said})

    def _revision(self, pk: int) -> int:
        return Report.objects.values_list("revision", flat=True).get(pk=pk)

    def reread(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Queue the report's file once more; corrections are put back by the reading."""
        report = get_object_or_404(Report.objects.only("pk"), pk=pk)
        if not request.user.has_perms(["reports.change_report", "reports.change_upload"]):
            raise PermissionDenied
        queued = intake.ask_again(report.uploads.order_by("pk")[:1])
        if not queued:
            messages.info(request, gettext("The file is being read already."))
        elif worklist.announce(queued):
            messages.success(request, gettext("The report will be read anew. Corrections stay."))
        else:
            messages.warning(
                request,
                gettext("The reading service does not answer; the report will be read later."),
            )
        return HttpResponseRedirect(reverse("admin:reports_report_change", args=[pk]))

    # --- columns -------------------------------------------------------------------------------------------

    @admin.display(description=_("Report"), ordering="title")
    def name(self, report: Report) -> str:
        return str(report)

    @admin.display(description=_("Problems"), ordering="problems")
    def problems(self, report: Any) -> int:
        return report.problems

    @admin.display(description=_("Arrangements"), ordering=F("arrangements"))
    def arrangements(self, report: Any) -> int:
        return report.arrangements
