"""The pages of one's own messages: read them, and choose by which ways to be told."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from notifications import inbox, subscription
from reports.refusals import Refusal
from reports.typed import key_of

PER_PAGE = 20


def urls() -> list[URLPattern]:
    view = admin.site.admin_view
    return [
        path("inbox/", view(show), name="notifications_inbox"),
        path("inbox/read/", view(require_POST(read)), name="notifications_read"),
        path("inbox/ways/", view(choose), name="notifications_ways"),
        path("inbox/calendar/", view(require_POST(subscribe)), name="notifications_calendar"),
    ]


def show(request: HttpRequest) -> HttpResponse:
    page = Paginator(inbox.messages(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {"title": _("My messages"), "page": page, "unread": inbox.unread(request.user)}
    return _page(request, "show", context)


def read(request: HttpRequest) -> HttpResponse:
    """One message, or all of them when none is named."""
    named = request.POST.get("message", "")
    key = key_of(named)
    if named and key is None:
        raise Http404
    inbox.mark_read(request.user, timezone.now(), key)
    return HttpResponseRedirect(reverse("admin:notifications_inbox"))


def choose(request: HttpRequest) -> HttpResponse:
    ways, status = inbox.ways(request.user), 200
    if request.method == "POST":
        wanted = {
            way.key: (f"on-{way.key}" in request.POST, request.POST.get(f"address-{way.key}", ""))
            for way in ways
        }
        try:
            inbox.choose(request.user, wanted)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            status = 400
        else:
            messages.success(request, _("Saved. It holds from the next message on."))
            return HttpResponseRedirect(reverse("admin:notifications_ways"))
    context = {
        "title": _("How I am told"),
        "ways": [_typed(way, request) for way in ways],
        "calendar": _calendar(request),
    }
    return _page(request, "ways", context, status)


def _calendar(request: HttpRequest) -> dict[str, Any] | None:
    """The person's own address, if one was asked for."""
    row = subscription.of(request.user)
    if row is None:
        return None
    address = reverse("calendar", args=[subscription.token(row)])
    return {"address": request.build_absolute_uri(address), "fetched_at": row.fetched_at}


def subscribe(request: HttpRequest) -> HttpResponse:
    if "end" in request.POST:
        subscription.end(request.user)
        messages.success(request, _("The calendar address does not work any more."))
    else:
        subscription.begin(request.user)
        messages.success(request, _("Here is your calendar address. Former ones do not work any more."))
    return HttpResponseRedirect(reverse("admin:notifications_ways"))


def _typed(way: inbox.Way, request: HttpRequest) -> inbox.Way:
    """What was typed stays in the form."""
    if request.method != "POST":
        return way
    return inbox.Way(
        way.key,
        way.label,
        f"on-{way.key}" in request.POST,
        way.wants_address,
        request.POST.get(f"address-{way.key}", way.address),
        way.last,
    )


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    everything = {**admin.site.each_context(request), **context}
    return TemplateResponse(request, f"admin/notifications/inbox/{name}.html", everything, status=status)
