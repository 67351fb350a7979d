"""The page of the one search: a box, what it may be narrowed to, and the hits."""

from __future__ import annotations

from functools import partial

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commitments import access, searching
from reports.choices import ReportKind
from reports.models import Organ

YEARS_OFFERED = 12
ORGANS_OFFERED = 300


def urls(admin: ModelAdmin) -> list[URLPattern]:
    view = admin.admin_site.admin_view
    return [path("search/", view(require_safe(partial(show, admin))), name="commitments_search")]


def show(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    if not admin.has_view_permission(request):
        raise PermissionDenied
    today = timezone.localdate()
    wish = searching.wish(request.GET.dict())
    reads = request.user.has_perm("reports.view_report")
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": _("Search"),
        "wish": wish,
        "narrowed": bool(wish.organ or wish.year or wish.kind),
        "organs": Organ.objects.current().order_by("path")[:ORGANS_OFFERED],
        "years": range(today.year + 1, today.year + 1 - YEARS_OFFERED, -1),
        "kinds": ReportKind.choices,
    }
    if wish.words and wish.shown != "reports":
        context["commitments"] = searching.commitments(wish, access.person(request.user, today))
        context["all_commitments"] = wish.address(**{"in": "commitments"})
    if wish.words and wish.shown != "commitments" and reads:
        context["reports"] = searching.reports(wish)
        context["all_reports"] = wish.address(**{"in": "reports"})
    context["before"] = wish.address(p=wish.page - 1) if wish.page > 1 else ""
    context["after"] = wish.address(p=wish.page + 1) if wish.page < searching.PAGES else ""
    context["everything"] = wish.address(**{"in": ""})
    context["wider"] = searching.Wish(words=wish.words).address()
    return TemplateResponse(request, "admin/commitments/searching/page.html", context)
