"""The templates of official papers: take the one in force, hand in an own one, go back to the other.

A clerk does so for the organs whose ledger is the clerk's; the administrator for all, and for none in
particular (organ 0), which is what everybody uses who has none of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.admin.realm import below, realm
from commitments.choices import Paper
from commitments.models import PaperTemplate
from commitments.papers import admission, defaults, in_force, samples
from commitments.papers.downloads import download
from commitments.papers.rendering import render
from commitments.refusals import Unfit
from reports.models import Organ
from reports.typed import key_of


@dataclass(frozen=True, slots=True)
class Line:
    """A paper on the page. ``own``: this very organ's; ``row``: whatever is in force, None: the site's."""

    paper: Paper
    row: PaperTemplate | None
    own: bool
    tags: list[tuple[str, str]]


def show(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    _admit(admin, request)
    organs = _organs(request)
    wanted = request.GET.get("organ", "")
    organ = organs.filter(pk=key_of(wanted) or 0).first() if wanted.isdecimal() else _first(request, organs)
    if organ is None and not request.user.is_superuser:
        raise Http404
    rows = in_force.templates(organ)
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": _("Templates of official papers"),
        "organ": organ,
        "organs": organs,
        "for_all": request.user.is_superuser,
        "lines": [_line(paper, organ, rows.get(paper)) for paper in Paper],
        "hints": _hints(),
        "most_megabytes": admission.MOST_BYTES // (1024 * 1024),
    }
    return TemplateResponse(request, "admin/commitments/papers/page.html", context)


def _hints() -> dict[str, str]:
    """Here, because a page cannot quote the braces of a template."""
    return {
        "fields": _(
            "What stands between braces, such as {{ 编号 }}, is filled in by the system. Move it, repeat it "
            "or take it away; the list below each paper says which there are."
        ),
        "blocks": _(
            "{% if 办理标准 %} … {% endif %} writes what stands between only where the field is not empty. "
            "Rows of a table stand between {%tr for … %} and {%tr endfor %}, each in a row of its own; "
            "paragraphs between {%p for … %} and {%p endfor %}, each in a paragraph of its own."
        ),
    }


def _line(paper: Paper, organ: Organ | None, row: PaperTemplate | None) -> Line:
    own = row is not None and row.organ_id == (organ.pk if organ else None)
    return Line(paper, row, own, samples.tags(samples.SAMPLES[paper]))


def change(admin: ModelAdmin, request: HttpRequest, organ_id: int, paper: str) -> HttpResponse:
    organ, kind = _place(admin, request, organ_id, paper)
    file = request.FILES.get("file")
    try:
        if "drop" in request.POST:
            if in_force.drop(kind, organ):
                messages.success(
                    request, _("%(paper)s: the former template is used again.") % {"paper": kind.label}
                )
        elif file is None or isinstance(file, list):
            messages.error(request, _("Choose a Word file (.docx) first."))
        else:
            in_force.adopt(kind, organ, file.read(), file.name or "", by=request.user, now=timezone.now())
            messages.success(
                request,
                _("%(paper)s: “%(name)s” is used from now on.") % {"paper": kind.label, "name": file.name},
            )
    except Unfit as refusal:
        kept = _("%(paper)s: the template so far stays in use. %(fault)s")
        messages.error(request, kept % {"paper": kind.label, "fault": refusal})
    return HttpResponseRedirect(f"{reverse('admin:commitments_papers')}?organ={organ_id or ''}#{kind}")


def template(admin: ModelAdmin, request: HttpRequest, organ_id: int, paper: str) -> FileResponse:
    """The one in force, to be edited; ``?shipped``: the one that the site brings along."""
    organ, kind = _place(admin, request, organ_id, paper)
    file = defaults.shipped(kind) if "shipped" in request.GET else in_force.content(kind, organ)
    return download(file, f"{kind.label}模板")


def sample(admin: ModelAdmin, request: HttpRequest, organ_id: int, paper: str) -> FileResponse:
    """What comes of the template in force, with made-up data."""
    organ, kind = _place(admin, request, organ_id, paper)
    fields = samples.SAMPLES[kind]
    return download(render(in_force.content(kind, organ), fields, fields), f"{kind.label}样稿")


# --- who, and where ---------------------------------------------------------------------------------------


def _admit(admin: ModelAdmin, request: HttpRequest) -> None:
    if not admin.has_view_permission(request) or not request.user.has_perm(
        "commitments.change_papertemplate"
    ):
        raise PermissionDenied


def _organs(request: HttpRequest) -> QuerySet[Organ]:
    return Organ.objects.current().filter(below("", realm(request))).order_by("path")


def _first(request: HttpRequest, organs: QuerySet[Organ]) -> Organ | None:
    """The administrator begins with what holds for all."""
    return None if request.user.is_superuser else organs.first()


def _place(admin: ModelAdmin, request: HttpRequest, organ_id: int, paper: str) -> tuple[Organ | None, Paper]:
    _admit(admin, request)
    if paper not in Paper.values or (not organ_id and not request.user.is_superuser):
        raise Http404
    organ = _organs(request).filter(pk=organ_id).first() if organ_id else None
    if organ_id and organ is None:
        raise Http404
    return organ, Paper(paper)
