"""The addresses of the results. Whoever holds a seat at the organ or above may look; nothing is changed."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import access, results_book, tallies, workbooks
from commitments.access import Person
from commitments.admin.results import contents
from commitments.choices import Role
from reports.models import Organ
from reports.models.papers import YEARS

TEMPLATES = "admin/commitments/results"
ABOVE = ((gettext_lazy("Results by year"), reverse_lazy("admin:commitments_results_index")),)


def index(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The organs and years of which anything was compared, in this person's seats."""
    admit(admin, request)
    person = access.person(request.user, timezone.localdate())
    paths = None if person.user.is_superuser else sorted({seat.path for seat in person.seats})
    shown = contents.organs(paths, request.GET.get("p", ""))
    return _page(admin, request, "index.html", {"title": _("Results by year"), **shown})


def show(admin: ModelAdmin, request: HttpRequest, organ_id: int, year: int) -> HttpResponse:
    organ, person = seated(admin, request, organ_id, year)
    shown = contents.context(organ, year, contents.read(request.GET.dict()), request.GET.get("p", ""))
    title = _("What became of the promises of %(year)s") % {"year": year}
    shown |= {
        "title": title,
        "subtitle": organ.name,
        "trail": ABOVE,
        "comparison": _comparison(request, person, organ, year),
    }
    return _page(admin, request, "page.html", shown)


def _comparison(request: HttpRequest, person: Person, organ: Organ, year: int) -> int | None:
    """The review that the figures come from, for those who may see it; of several the latest."""
    if not request.user.has_perm("commitments.view_comparison"):
        return None
    found = tallies.seen_by(person).applied().filter(old__organ=organ, year=year).order_by("-pk")
    return found.values_list("pk", flat=True).first()


def export(admin: ModelAdmin, request: HttpRequest, organ_id: int, year: int) -> FileResponse:
    """All rows of the organ and year, whatever the page is narrowed to."""
    organ, _person = seated(admin, request, organ_id, year)
    file = results_book.workbook(organ, year, below=contents.read(request.GET.dict()).below)
    name = f"{organ.name}{year}年度承诺兑现情况.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=workbooks.MIME)


def admit(admin: ModelAdmin, request: HttpRequest) -> None:
    if not admin.has_view_permission(request):
        raise PermissionDenied


def seated(admin: ModelAdmin, request: HttpRequest, organ_id: int, year: int) -> tuple[Organ, Person]:
    """What this person may not see sounds like what is not there."""
    admit(admin, request)
    person = access.person(request.user, timezone.localdate())
    organ = Organ.objects.filter(pk=organ_id).first()
    if not YEARS[0] <= year <= YEARS[1]:
        raise Http404
    if organ is None or not (person.user.is_superuser or person.over(organ.path, Role.values)):
        raise Http404
    return organ, person


def _page(admin: ModelAdmin, request: HttpRequest, template: str, shown: dict[str, Any]) -> HttpResponse:
    context = {**admin.admin_site.each_context(request), "opts": admin.opts, **shown}
    return TemplateResponse(request, f"{TEMPLATES}/{template}", context)
