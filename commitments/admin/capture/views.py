"""The addresses of capture. Looking changes nothing; every act is a POST, answered by a page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments import access, sources
from commitments.admin.capture import acts, editor, page
from commitments.choices import Status
from commitments.lifecycle.table import KEEPERS
from commitments.models import Commitment
from reports.models import Organ, Report
from reports.refusals import Refusal

PER_PAGE = 50
TEMPLATES = "admin/commitments/capture"


class CapturePages:
    def __init__(self, admin: ModelAdmin) -> None:
        self.admin = admin

    def index(self, request: HttpRequest) -> HttpResponse:
        """The reports of this person's organs with something left to do, the newest first."""
        paths = [seat.path for seat in _keeping(request)]
        reports = Report.objects.current().light().select_related("organ").order_by("-id")
        pages = Paginator(sources.with_work_left(sources.below(reports, paths)), PER_PAGE)
        shown = {"reports": pages.get_page(request.GET.get("p")), "keeps": bool(paths)}
        return self._page(request, "index.html", shown)

    def report(self, request: HttpRequest, report_id: int) -> HttpResponse:
        report = get_object_or_404(Report.objects.light().select_related("organ"), pk=report_id)
        keeping = _keeping(request)
        if report.organ is None:
            return self._page(request, "nobody.html", {"report": report})
        if not any(seat.over(report.organ.path) for seat in keeping):
            raise PermissionDenied
        if report.superseded and (current := sources.versions(report).current().first()):
            return redirect("admin:commitments_capture", current.pk)
        if request.method == "POST":
            return self._act(request, report, report.organ)
        return self._list(request, report, report.organ, acts.Sent())

    def _act(self, request: HttpRequest, report: Report, organ: Organ) -> HttpResponse:
        sent = acts.read(request.POST)
        try:
            with transaction.atomic():
                said = acts.perform(report, organ, sent, request.POST, request.user, timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return self._list(request, report, organ, sent)
        messages.success(request, said)
        if sent.refused:
            messages.warning(
                request,
                _("Not done: %(number)s. The reasons stand beside them.") % {"number": len(sent.refused)},
            )
            return self._list(request, report, organ, sent)
        return HttpResponseRedirect(request.get_full_path())

    def _list(self, request: HttpRequest, report: Report, organ: Organ, sent: acts.Sent) -> HttpResponse:
        shown = page.context(report, organ, sent, request.GET.get("show", ""))
        for row in shown["rows"]:
            row.ticked = row.ticked or ("all" in request.GET and request.method == "GET")
        return self._page(request, "report.html", shown)

    def candidate(self, request: HttpRequest, pk: int) -> HttpResponse:
        seen = Commitment.objects.visible_to(request.user, timezone.localdate())
        seen = seen.select_related("organ", "source__report")
        row = get_object_or_404(seen.prefetch_related("targets", "problem_links"), pk=pk)
        if not any(seat.over(row.organ.path) for seat in _keeping(request)):
            raise PermissionDenied
        if row.status != Status.CANDIDATE:
            return redirect("admin:commitments_commitment_change", row.pk)
        report = sources.versions(row.source.report).current().first() or row.source.report
        opened = editor.opened(row)
        if request.method == "POST":
            try:
                with transaction.atomic():
                    said = editor.perform(opened, request.POST, request.user, timezone.now())
            except Refusal as refusal:
                opened.refusal = str(refusal)
            else:
                messages.success(request, said)
                return HttpResponseRedirect(
                    f"{reverse('admin:commitments_capture', args=[report.pk])}#c-{pk}"
                )
        shown = {**editor.context(opened, report), "report": report, "title": row.title}
        return self._page(request, "candidate.html", shown)

    def _page(self, request: HttpRequest, template: str, shown: dict[str, Any]) -> HttpResponse:
        context = {
            **self.admin.admin_site.each_context(request),
            "opts": self.admin.opts,
            "title": _("Capture of commitments"),
            **shown,
        }
        return TemplateResponse(request, f"{TEMPLATES}/{template}", context)


def _keeping(request: HttpRequest) -> list[access.Seat]:
    """The seats by which this person captures and confirms. The administrator may have none, and sees so."""
    if not request.user.has_perm("commitments.add_commitment"):
        raise PermissionDenied
    person = access.person(request.user, timezone.localdate())
    return [seat for seat in person.seats if seat.role in KEEPERS]
