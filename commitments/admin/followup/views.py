"""The addresses: the follow-up of a comparison, the thread of a commitment. Who may not see finds nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments import access
from commitments import thread as threads
from commitments.access import Person
from commitments.admin.followup import contents
from commitments.admin.followup import form as sent
from commitments.admin.page import contents as pages
from commitments.admin.review import comparison_page
from commitments.comparison import COMPARERS
from commitments.models import Comparison, Finding
from reports.models import Organ
from reports.refusals import Refusal

TEMPLATES = "admin/commitments/followup"


def followup(admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    person = access.person(request.user, timezone.localdate())
    comparison = Comparison.objects.light().filter(pk=pk).first()
    organ = comparison.old.organ if comparison else None
    if comparison is None or organ is None or not _reads(organ, person):
        raise Http404
    _admit(admin, request)
    if comparison.state != Comparison.State.APPLIED:
        return _page(admin, request, "preview.html", _headed(comparison))
    if request.method == "POST":
        return _carry_over(admin, request, comparison, organ, person)
    form = sent.CarryOver(initial={"plan_year": comparison.year + 1})
    listed = contents.found(comparison, person)
    shown = contents.page(comparison, organ, listed, person)
    return _followup(admin, request, comparison, contents.keeps(organ, person), form, shown)


def _reads(organ: Organ, person: Person) -> bool:
    return bool(person.user.is_superuser or person.over(organ.path, COMPARERS))


def _carry_over(
    admin: ModelAdmin, request: HttpRequest, comparison: Comparison, organ: Organ, person: Person
) -> HttpResponse:
    """What is refused comes back with its reason and all that was typed; the rest is done."""
    form = sent.CarryOver(request.POST)
    listed = contents.found(comparison, person)
    refused: dict[int, Refusal] = {}
    keeps = contents.keeps(organ, person)
    if not keeps:
        messages.error(request, _("Only those who keep the ledger of this organ carry its commitments over."))
    elif form.is_valid():
        try:
            outcome = sent.carry_out(form, _by_commitment(listed), person.user, timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            refused = outcome.refused
            _say(request, len(outcome.done), len(refused))
            if not refused:
                return HttpResponseRedirect(request.get_full_path())
            listed = contents.found(comparison, person)
    shown = contents.page(comparison, organ, listed, person)
    reasons = {
        finding.commitment_id or 0: sent.given(request.POST, finding) for finding in listed if finding.rating
    }
    contents.refuse(shown, refused, sent.ticked(request.POST), reasons)
    return _followup(admin, request, comparison, keeps, form, shown)


def _by_commitment(listed: list[Finding]) -> dict[int, Finding]:
    return {finding.commitment_id: finding for finding in listed if finding.commitment_id and finding.rating}


def _say(request: HttpRequest, done: int, refused: int) -> None:
    if done:
        words = ngettext(
            "%(number)s commitment is carried over.", "%(number)s commitments are carried over.", done
        )
        messages.success(request, words % {"number": done})
    if refused:
        words = _("Not done: %(number)s. The reasons stand beside them.")
        messages.warning(request, words % {"number": refused})


def _followup(
    admin: ModelAdmin,
    request: HttpRequest,
    comparison: Comparison,
    keeps: bool,
    form: sent.CarryOver,
    shown: contents.Page,
) -> HttpResponse:
    more = {
        **_headed(comparison),
        "form": form,
        "page": shown,
        "keeps": keeps,
        "captures": request.user.has_perm("commitments.add_commitment"),
    }
    return _page(admin, request, "followup.html", more)


def _headed(comparison: Comparison) -> dict[str, Any]:
    return {"comparison": comparison, "trail": comparison_page.trail(comparison)}


def thread(admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    person = access.person(request.user, timezone.localdate())
    row = pages.rows().filter(pk=pk).first()
    if row is None or not person.sees(row):
        raise Http404
    _admit(admin, request)
    trail = [*pages.ABOVE, (row, reverse("admin:commitments_commitment_change", args=[row.pk]))]
    shown = {"row": row, "years": threads.thread(row, person), "trail": trail}
    return _page(admin, request, "thread.html", shown)


def _admit(admin: ModelAdmin, request: HttpRequest) -> None:
    if not admin.has_view_permission(request):
        raise PermissionDenied


def _page(admin: ModelAdmin, request: HttpRequest, template: str, shown: dict[str, Any]) -> HttpResponse:
    titles = {"thread.html": _("The promise across the years")}
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": titles.get(template, _("Follow-up of the review")),
        "sees_report": request.user.has_perm("reports.view_report"),
        **shown,
    }
    return TemplateResponse(request, f"{TEMPLATES}/{template}", context)
