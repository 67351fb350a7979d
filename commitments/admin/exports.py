"""The ledger to take away: a short list at once, a long one when it is made, on 「我的导出」."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commitments import access, exports, listing
from commitments.access import Person
from commitments.admin.listing import contents
from commitments.listing import Wish
from commitments.models import Export
from commitments.refusals import Unfit
from commitments.tasklist import writing
from reports import worklist
from reports.models import Organ
from reports.typed import key_of

PAGE: Final = "admin:commitments_exports"
LIST: Final = "admin:commitments_commitment_changelist"
Answer = HttpResponse | FileResponse


def urls(admin: ModelAdmin) -> list[URLPattern]:
    def wrap(allowed: Any, view: Any) -> Any:
        return admin.admin_site.admin_view(allowed(partial(_admitted, admin, view)))

    either = require_http_methods(["GET", "HEAD", "POST"])
    return [
        path("tasklist/export/", wrap(either, export), name="commitments_tasklist_export"),
        path("exports/", wrap(require_safe, show), name="commitments_exports"),
        path("exports/progress/", wrap(require_safe, progress), name="commitments_exports_progress"),
        path("exports/<int:pk>/file/", wrap(require_safe, download), name="commitments_export_file"),
        path("exports/<int:pk>/again/", wrap(require_POST, again), name="commitments_export_again"),
        path("exports/<int:pk>/delete/", wrap(require_POST, delete), name="commitments_export_delete"),
    ]


def _admitted(admin: Any, view: Any, request: HttpRequest, **named: Any) -> Any:
    if not admin.has_view_permission(request):
        raise PermissionDenied
    return view(admin, request, **named)


# --- ask ---------------------------------------------------------------------------------------------------


def export(admin: Any, request: HttpRequest) -> Answer:
    """What the list shows with the same filters, in its order, all pages of it. Nothing is queued by a link
    alone: a long list that was only looked up is offered."""
    today = timezone.localdate()
    wish, rows = exports.wished(request.GET.dict(), access.person(request.user, today), today)
    if wish.unknown:  # left out, they would give more than was asked for
        messages.error(request, str(exports.REASONS["filters"]))
        return HttpResponseRedirect(f"{reverse(LIST)}?{wish.address()}")
    format_, keys = _format(request), exports.short(rows)
    if keys is not None:
        return _sent(writing.ledger(keys, today, format_), _name(today, format_), format_)
    if request.method != "POST":
        offered = urlencode({"of": wish.address(), "format": format_})
        return HttpResponseRedirect(f"{reverse(PAGE)}?{offered}")
    try:
        row = exports.ask(wish, format_, by=request.user, now=timezone.now())
    except Unfit as refusal:
        messages.error(request, str(refusal))
    else:
        _announce(request, row)
    return HttpResponseRedirect(reverse(PAGE))


def _format(request: HttpRequest) -> str:
    asked = request.POST.get("format") or request.GET.get("format", "")
    return asked if asked in writing.FORMATS else "xlsx"


def _announce(request: HttpRequest, row: Export) -> None:
    if worklist.hand_over(exports.MAKE, [row.pk]):
        messages.success(request, _("The file is being made. You may leave this page and come back later."))
    else:
        messages.warning(
            request,
            _("Your wish is noted. The service that makes files does not answer; it will be made later."),
        )


def _name(day: date, format_: str) -> str:
    return f"承诺事项台账{day:%Y%m%d}.{format_}"


def _sent(file: Any, name: str, format_: str) -> FileResponse:
    kind = writing.FORMATS[format_]
    answer = FileResponse(file, as_attachment=True, filename=name, content_type=kind)
    answer["Cache-Control"] = "private, no-store"
    return answer


# --- look and take away ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One export in words."""

    row: Export
    filters: str
    reason: str
    under_way: bool
    percent: int

    @property
    def count(self) -> str:
        if self.row.rows_total is None:
            return ""
        return _("%(done)s of %(total)s rows") % {"done": self.row.rows_done, "total": self.row.rows_total}


def show(admin: Any, request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    person = access.person(request.user, today)
    lines = _lines(list(Export.objects.filter(by=person.user)), person, today)
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": _("My exports"),
        "lines": lines,
        "under_way": any(line.under_way for line in lines),
        "kept_days": exports.KEPT.days,
        **_offer(request, person, today),
    }
    return TemplateResponse(request, "admin/commitments/exports/page.html", context)


def _offer(request: HttpRequest, person: Person, today: date) -> dict[str, Any]:
    """A list that somebody looked up by its address, to be asked for with a click."""
    if "of" not in request.GET:
        return {}
    wish = listing.read(dict(parse_qsl(request.GET["of"])), person, today)
    [words] = _in_words([wish], person, today)
    return {"offered": wish.address(), "offered_format": _format(request), "offered_words": words}


def _lines(rows: list[Export], person: Person, today: date) -> list[Line]:
    wishes = [listing.read(dict(parse_qsl(row.address)), person, today) for row in rows]
    return [
        Line(
            row,
            words,
            str(exports.REASONS.get(row.reason, "")),
            row.state in Export.UNDER_WAY,
            row.rows_done * 100 // row.rows_total if row.rows_total else 0,
        )
        for row, words in zip(rows, _in_words(wishes, person, today), strict=True)
    ]


def _in_words(wishes: list[Wish], person: Person, today: date) -> list[str]:
    """One query for all."""
    named = {key for wish in wishes for key in contents.organs_named(wish)}
    organs = {str(organ.pk): organ for organ in Organ.objects.filter(pk__in=named)} if named else {}
    found = []
    for wish in wishes:
        chips = contents.chips(wish, organs, person, today)
        found.append("；".join(f"{chip.label}：{chip.value}" for chip in chips) or _("All that I see"))
    return found


def progress(admin: Any, request: HttpRequest) -> HttpResponse:
    """How far the files ``?ids=1,2,3`` are, for the page to ask every moment."""
    keys = [key for words in request.GET.get("ids", "").split(",") if (key := key_of(words))]
    rows = Export.objects.filter(by=request.user.pk, pk__in=keys[: exports.MOST])
    person = access.person(request.user, timezone.localdate())
    return JsonResponse(
        {"exports": [_told(line) for line in _lines(list(rows), person, timezone.localdate())]}
    )


def _told(line: Line) -> dict[str, Any]:
    return {
        "id": line.row.pk,
        "state": line.row.state,
        "state_label": line.row.get_state_display(),
        "percent": line.percent,
        "count": line.count,
        "settled": not line.under_way,
    }


def download(admin: Any, request: HttpRequest, pk: int) -> Answer:
    if not Export.objects.filter(pk=pk, by=request.user.pk).exists():
        raise Http404
    row = exports.mine(pk, by=request.user, now=timezone.now())
    if row is None or row.made_at is None:
        words = _("Its days are over, or you may not see all that it holds any more. Export the list again.")
        return _without(request, words)
    try:
        file = row.file.open("rb")
    except FileNotFoundError:
        return _without(request, _("The file is not in the store any more. Export the list again."))
    return _sent(file, _name(timezone.localtime(row.made_at).date(), row.format), row.format)


def _without(request: HttpRequest, words: str) -> HttpResponse:
    messages.error(request, words)
    return HttpResponseRedirect(reverse(PAGE))


def again(admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    if exports.ask_again(pk, by=request.user, now=timezone.now()):
        _announce(request, Export(pk=pk))
    return HttpResponseRedirect(reverse(PAGE))


def delete(admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    if exports.forget(pk, by=request.user):
        messages.success(request, _("The export was deleted."))
    return HttpResponseRedirect(reverse(PAGE))
