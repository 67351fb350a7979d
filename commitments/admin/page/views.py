"""The addresses of the page: show it, act, hand out a file. Who may not see the commitment finds nothing."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from commitments import access, evidence, ledger, lifecycle
from commitments.admin.page import contents
from commitments.admin.page.acts import ACTS, Act, Deed, Done, likely
from commitments.models import Commitment
from commitments.refusals import Stale
from reports.refusals import Refusal
from reports.typed import key_of

# What a link that opens a form may choose beforehand.
CHOSEN = ("piece",)


def show(admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """``?act=report`` opens the form of that act, ``?next=…`` is where to go when it is done."""
    deed = _deed(admin, request, pk)
    wanted = request.GET.get("act")
    kind = ACTS.get(wanted) if wanted else likely(deed)
    note = ""
    if wanted and (kind is None or kind.verb not in lifecycle.possible(deed.person, deed.row)):
        note = _("This cannot be done now, or not by you. The page shows how it stands.")
        kind = likely(deed)
    chosen = {name: request.GET[name] for name in CHOSEN if name in request.GET}
    return _page(admin, request, deed, kind(deed, **chosen) if kind else None, note)


def act(admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """What is refused comes back with all that was typed. A script is told where to go when it is done."""
    deed = _deed(admin, request, pk)
    kind = ACTS.get(request.POST.get("act", ""))
    if kind is None:
        messages.error(request, _("This act is not known."))
        return HttpResponseRedirect(_address(pk))
    form = kind(deed, request.POST, request.FILES)
    done = _carried_out(form)
    if done is None:
        return _page(admin, request, _deed(admin, request, pk), form)
    messages.success(request, done.said)
    to = _next(request) or _after(form.deed, done)
    if request.accepts("text/html"):
        return HttpResponseRedirect(to)
    return JsonResponse({"to": to})


def _after(deed: Deed, done: Done) -> str:
    """To the commitment; who has returned it may not see it any more."""
    pk = done.leads_to or deed.row.pk
    if Commitment.objects.visible_to(deed.person.user, deed.today).filter(pk=pk).exists():
        return _address(pk)
    return reverse("admin:commitments_commitment_changelist")


def _carried_out(form: Act) -> Done | None:
    if not form.is_valid():
        return None
    try:
        return form.carry_out()
    except Stale as refusal:
        lines = ledger.since(_now(form.deed), form.cleaned_data["revision"])
        if form.repeats(lines):
            return Done(_("This was done already; nothing was recorded twice."))
        form.add_error(None, _told(refusal, contents.since(lines, form.deed.person.user.pk)))
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    return None


def _now(deed: Deed) -> Commitment:
    return Commitment.objects.only("revision").get(pk=deed.row.pk)


def _told(refusal: Stale, done: str) -> str:
    if not done:
        return str(refusal)
    return _(
        "The commitment was changed since you opened this page (%(done)s), so nothing was done yet. What you "
        "entered is still here: look at the page as it is now, and send it again if it still holds."
    ) % {"done": done}


def download(admin: ModelAdmin, request: HttpRequest, pk: int) -> FileResponse:
    """Saved, never shown: in the browser it would be a page of ours."""
    piece = evidence.piece_visible_to(request.user, pk, timezone.localdate())
    if piece is None:
        raise Http404
    _admit(admin, request)
    try:
        content = piece.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(
        content, as_attachment=True, filename=piece.name, content_type="application/octet-stream"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _admit(admin: ModelAdmin, request: HttpRequest) -> None:
    if not admin.has_view_permission(request):
        raise PermissionDenied


def _deed(admin: ModelAdmin, request: HttpRequest, pk: int) -> Deed:
    now = timezone.now()
    today = timezone.localtime(now).date()
    person = access.person(request.user, today)
    row = contents.rows().filter(pk=pk).first()
    if row is None or not person.sees(row):
        raise Http404
    _admit(admin, request)
    return Deed(row, person, now, today)


def _page(
    admin: ModelAdmin, request: HttpRequest, deed: Deed, form: Act | None, note: str = ""
) -> HttpResponse:
    context = {
        **admin.admin_site.each_context(request),
        **contents.context(deed, form, key_of(request.GET.get("before", ""))),
        "opts": admin.opts,
        "title": str(deed.row),
        "trail": contents.ABOVE,
        "note": note,
        "next": _next(request),
        "sees_report": request.user.has_perm("reports.view_report"),
        "most_bytes": settings.UPLOAD_MAX_BYTES,
    }
    return TemplateResponse(request, "admin/commitments/commitment/page/page.html", context)


def _next(request: HttpRequest) -> str:
    """Where the person came from, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else ""


def _address(pk: int) -> str:
    return reverse("admin:commitments_commitment_change", args=[pk])
