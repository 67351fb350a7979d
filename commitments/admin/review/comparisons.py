"""The addresses of comparisons: their list, the form to compare by hand, the page of one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments import access
from commitments.access import Person
from commitments.admin.review import comparison_acts, comparison_index, comparison_page
from commitments.models import Comparison
from commitments.worklist import Filter
from reports.refusals import Refusal
from reports.typed import key_of

PAGE = "admin:commitments_comparison"


def urls(admin: ModelAdmin) -> list[URLPattern]:
    view, pages = admin.admin_site.admin_view, ComparisonPages(admin)
    return [
        path("comparison/", view(pages.index), name="commitments_comparisons"),
        path("comparison/reports/", view(pages.reports), name="commitments_comparison_reports"),
        path("comparison/<int:pk>/", view(pages.one), name="commitments_comparison"),
    ]


class ComparisonPages:
    def __init__(self, admin: ModelAdmin) -> None:
        self.admin = admin

    def index(self, request: HttpRequest) -> HttpResponse:
        person = _admitted(request)
        report = key_of(request.GET.get("report", ""))
        if request.method != "POST":
            form = comparison_index.opened(person, report)
            return self._list(request, person, report, form)
        form = comparison_index.sent(person, request.POST)
        try:
            row = comparison_index.compare(form, by=request.user, now=timezone.now())
        except Refusal as refusal:
            form.refusal = str(refusal)
            return self._list(request, person, report, form)
        messages.success(
            request, _("Compared. Nothing counts yet: look at the preview, then begin the review.")
        )
        return redirect(PAGE, row.pk)

    def _list(
        self, request: HttpRequest, person: Person, report: int | None, form: comparison_index.Form
    ) -> HttpResponse:
        shown = comparison_index.context(person, report, request.GET.get("p"))
        return self._page(request, "index.html", {**shown, "form": form, "title": _("Review of fulfilment")})

    def reports(self, request: HttpRequest) -> JsonResponse:
        """Of this person's organs, by words of title, organ or year."""
        person = _admitted(request)
        found = comparison_index.search(person, request.GET.get("term", ""))
        return JsonResponse({"results": [{"id": choice.key, "text": choice.label} for choice in found]})

    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = _admitted(request)
        row = _found(person, pk)
        if request.method == "POST":
            return self._act(request, row)
        wanted = Filter.read(request.GET)
        shown = comparison_page.context(row, person, wanted, request.GET)
        return self._page(request, "page.html", {**shown, **comparison_page.headed(row)})

    def _act(self, request: HttpRequest, row: Comparison) -> HttpResponse:
        """Then the same page, with the same filter, as it is afterwards."""
        try:
            said = comparison_acts.perform(row, request.POST, by=request.user, now=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(comparison_acts.back(request))
        if said.done:
            messages.success(request, said.done)
        for sentence in said.refused:
            messages.warning(request, sentence)
        return HttpResponseRedirect(comparison_acts.back(request))

    def _page(self, request: HttpRequest, template: str, shown: dict[str, Any]) -> HttpResponse:
        context = {**self.admin.admin_site.each_context(request), "opts": self.admin.opts, **shown}
        return TemplateResponse(request, f"admin/commitments/review/comparison/{template}", context)


def _admitted(request: HttpRequest) -> Person:
    if not request.user.has_perm("commitments.view_comparison"):
        raise PermissionDenied
    return access.person(request.user, timezone.localdate())


def _found(person: Person, pk: int) -> Comparison:
    """One that is another organ's sounds like none."""
    row = comparison_page.rows(person).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
