"""The addresses of the list. What cannot be understood in one gives the list without it, never an error."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments import access, listing
from commitments.admin.listing import bulk, contents
from commitments.models import SavedFilter
from reports.refusals import Refusal

MOST_SAVED = 20
LONGEST_NAME = 20
LONGEST_ADDRESS = 500


def show(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    _admit(admin, request)
    today = timezone.localdate()
    person = access.person(request.user, today)
    context = {
        **admin.admin_site.each_context(request),
        **contents.context(request.GET.dict(), person, today),
        "opts": admin.opts,
        "title": _("Commitments"),
    }
    return TemplateResponse(request, "admin/commitments/listing/page.html", context)


def act_all(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """One act on the rows that were ticked; then the same page of the list, as it is afterwards."""
    _admit(admin, request)
    now = timezone.now()
    person = access.person(request.user, timezone.localtime(now).date())
    try:
        told = bulk.perform(request.POST, person, now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        if told.done:
            messages.success(request, told.done)
        if told.refused:
            messages.warning(request, told.refused)
    return _back(request)


def save(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Keep the filters of the list under a name; the same name again means the new ones."""
    _admit(admin, request)
    name = " ".join(request.POST.get("name", "").replace("\0", "").split())[:LONGEST_NAME]
    today = timezone.localdate()
    asked = QueryDict(request.POST.get("back", "")).dict()
    address = listing.read(asked, access.person(request.user, today), today).address()
    user: Any = request.user
    mine = SavedFilter.objects.filter(user=user)
    if not name:
        messages.error(request, _("Give the filter a name."))
    elif not address or len(address) > LONGEST_ADDRESS:
        messages.error(request, _("Choose filters or an order first; then keep them under a name."))
    elif mine.exclude(name=name).count() >= MOST_SAVED:
        messages.error(
            request, _("You keep %(most)s filters already. Delete one first.") % {"most": MOST_SAVED}
        )
    else:
        mine.update_or_create(user=user, name=name, defaults={"address": address})
        messages.success(request, _("Kept as “%(name)s”.") % {"name": name})
    return _back(request)


def forget(admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    _admit(admin, request)
    user: Any = request.user
    gone, _each = SavedFilter.objects.filter(user=user, pk=pk).delete()
    if gone:
        messages.success(request, _("The saved filter was deleted."))
    return _back(request)


def _admit(admin: ModelAdmin, request: HttpRequest) -> None:
    if not admin.has_view_permission(request):
        raise PermissionDenied


def _back(request: HttpRequest) -> HttpResponse:
    """To the list, and nowhere else: of what was sent, only the part behind the question mark is used."""
    asked = QueryDict(request.POST.get("back", "")).urlencode()
    return HttpResponseRedirect(f"{reverse('admin:commitments_commitment_changelist')}?{asked}".rstrip("?"))
