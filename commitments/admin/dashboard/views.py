"""The address of the list of reports. Organs and dates alone: the reports themselves are published."""

from __future__ import annotations

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments import access
from commitments.admin.dashboard import contents


def filings(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    if not admin.has_view_permission(request):
        raise PermissionDenied
    today = timezone.localdate()
    shown = contents.filings(request, access.person(request.user, today), today)
    title = _("Annual reports on %(year)s: who handed in") % {"year": shown["year"]}
    context = {**admin.admin_site.each_context(request), "opts": admin.opts, "title": title, **shown}
    return TemplateResponse(request, "admin/commitments/dashboard/filings.html", context)
