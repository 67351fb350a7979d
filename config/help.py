"""The guide's addresses in the site. Everybody who is logged in may read all of it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from commitments import access
from config import guide


def own(user: Any) -> list[str]:
    """The pages of the roles that this person holds today."""
    if user.is_superuser:
        return [guide.ADMINISTRATOR]
    held = {seat.role for seat in access.person(user, timezone.localdate()).seats}
    return [name for name in guide.PAGES if name in held]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All pages; or, from a page of the site, what one's own page tells of that."""
    came_from = request.GET.get("from", "")
    names = own(request.user)
    if not came_from or not names:
        return show(request, guide.read(guide.INDEX), names)
    below = came_from.removeprefix(reverse("admin:index"))
    page, section = guide.about(below, [guide.read(name) for name in names])
    anchor = f"#{section.anchor}" if section else ""
    return HttpResponseRedirect(reverse("guide-page", args=[page.name]) + anchor)


@require_safe
def role(request: HttpRequest, name: str) -> HttpResponse:
    if name not in guide.PAGES:
        raise Http404
    return show(request, guide.read(name), own(request.user))


def show(request: HttpRequest, found: guide.Page, names: list[str]) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": found.title,
        "guide": found,
        "pages": guide.titles(),
        "own": names,
        "chinese": (get_language() or "").startswith("zh"),
    }
    return TemplateResponse(request, "admin/guide/page.html", context)


urlpatterns: list[URLPattern] = [
    path("", admin.site.admin_view(index), name="guide"),
    path("<str:name>/", admin.site.admin_view(role), name="guide-page"),
]
