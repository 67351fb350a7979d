"""The page of one finding: the promise, what answers it, and the reviewer's word."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commitments import access
from commitments.admin.review import comparison_page, finding_acts, finding_contents
from commitments.admin.review.finding_acts import Sent
from commitments.admin.review.finding_contents import Look
from commitments.refusals import Stale
from commitments.worklist import Filter
from reports.refusals import Refusal


def urls(admin: ModelAdmin) -> list[URLPattern]:
    view = require_http_methods(["GET", "HEAD", "POST"])(partial(page, admin))
    address = "comparison/finding/<int:pk>/"
    return [path(address, admin.admin_site.admin_view(view), name="commitments_finding")]


def page(admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    look = _look(admin, request, pk)
    if request.method == "POST":
        return _act(admin, request, look)
    return _page(admin, request, look, Sent(words=request.GET.get("q", "").strip()))


def _look(admin: ModelAdmin, request: HttpRequest, pk: int) -> Look:
    """Who may not see the comparison is told the same as of one that is not there."""
    person = access.person(request.user, timezone.localdate())
    finding = finding_contents.load(pk)
    if finding is None or not finding_contents.open_to(person, finding.comparison):
        raise Http404
    if not admin.has_view_permission(request):
        raise PermissionDenied
    return Look(finding, person, Filter.read(request.GET))


def _act(admin: ModelAdmin, request: HttpRequest, look: Look) -> HttpResponse:
    """What is refused comes back with all that was typed, and so does what was typed beside an act."""
    sent = finding_acts.read(request.POST)
    if sent.act == "search" and not sent.mark and not sent.cite:
        return _page(admin, request, look, sent)
    try:
        said = finding_acts.perform(look.finding, sent, request.user, timezone.now())
    except Refusal as refusal:
        look = _look(admin, request, look.finding.pk)  # as it stands by now
        again = isinstance(refusal, Stale) and finding_acts.repeated(look.finding, sent, request.user)
        if not again:
            return _page(admin, request, look, sent, str(refusal))
        said = _("This was done already; nothing was recorded twice.")
    messages.success(request, said)
    if sent.typed and (sent.mark or sent.cite):
        return _page(admin, request, _look(admin, request, look.finding.pk), sent)
    return HttpResponseRedirect(_next(request, look) if sent.act == "next" else look.address())


def _next(request: HttpRequest, look: Look) -> str:
    to = finding_contents.next_waiting(look)
    if not to:
        messages.info(request, _("Nothing else in this list waits for your word."))
    return to or look.address()


def _page(admin: ModelAdmin, request: HttpRequest, look: Look, sent: Sent, refusal: str = "") -> HttpResponse:
    context: dict[str, Any] = {
        **admin.admin_site.each_context(request),
        **finding_contents.context(look, sent, refusal),
        "opts": admin.opts,
        "title": str(look.finding.commitment or look.finding.item),
        "trail": comparison_page.trail(look.finding.comparison),
        "sees_commitment": look.finding.commitment is not None and look.person.sees(look.finding.commitment),
    }
    return TemplateResponse(request, "admin/commitments/review/finding/page.html", context)
