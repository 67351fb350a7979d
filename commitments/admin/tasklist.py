"""The task list (任务分工): owners and deadlines in, after a look at them. Out: exports.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments import access
from commitments.lifecycle.table import KEEPERS
from commitments.refusals import Unfit
from commitments.tasklist import applying, planning, reading, writing
from commitments.tasklist.planning import Plan
from commitments.tasklist.reading import Entry
from reports import limits

PAGE: Final = "admin:commitments_tasklist_import"
LIST: Final = "admin:commitments_commitment_changelist"
# As long as a working day: what was looked at in the morning may be put into effect in the evening.
LASTS: Final = 12 * 3600


def urls(admin: ModelAdmin) -> list[URLPattern]:
    def wrap(view: Callable[..., HttpResponse | FileResponse]) -> Any:
        return admin.admin_site.admin_view(lambda request: view(admin, request))

    return [
        path("tasklist/", wrap(import_view), name="commitments_tasklist_import"),
        path("tasklist/template/", wrap(template_view), name="commitments_tasklist_template"),
    ]


def may_import(user: Any) -> bool:
    """Who keeps a ledger somewhere, as for capture. For which commitments is asked of each row."""
    seats = access.person(user, timezone.localdate()).seats
    return user.has_perm("commitments.add_commitment") and any(seat.role in KEEPERS for seat in seats)


# --- out --------------------------------------------------------------------------------------------------


def template_view(admin: Any, request: HttpRequest) -> HttpResponse | FileResponse:
    _admit(admin, request)
    return FileResponse(
        writing.template(),
        as_attachment=True,
        filename="任务分工模板.xlsx",
        content_type=writing.FORMATS["xlsx"],
    )


def _admit(admin: Any, request: HttpRequest) -> None:
    if not admin.has_view_permission(request) or not may_import(request.user):
        raise PermissionDenied


# --- in ---------------------------------------------------------------------------------------------------


class TaskListForm(forms.Form):
    file = forms.FileField(
        label=_("Task list"), allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"})
    )
    year = forms.TypedChoiceField(label=_("plan year"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        this = timezone.localdate().year
        years = [(year, str(year)) for year in range(this + 1, this - 5, -1)]
        self.fields["year"].choices = [("", _("any")), *years]  # type: ignore[attr-defined]


def import_view(admin: Any, request: HttpRequest) -> HttpResponse:
    _admit(admin, request)
    if request.method != "POST":
        return _page(admin, request, TaskListForm())
    if "seen" in request.POST:
        return _apply(admin, request)
    form = TaskListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(admin, request, form)
    file, year = form.cleaned_data["file"], form.cleaned_data["year"]
    try:
        entries = reading.read(file.read(), file.name, limits.configured())
        plan = planning.plan(entries, request.user, timezone.localdate(), year)
    except Unfit as refusal:
        form.add_error("file", str(refusal))
        return _page(admin, request, form)
    return _preview(admin, request, plan, {"name": file.name, "year": year, "entries": entries})


def _preview(admin: Any, request: HttpRequest, plan: Plan, asked: dict[str, Any]) -> HttpResponse:
    """What would happen, tried out and taken back. The page keeps the list, so that nothing is stored."""
    applying.rehearse(plan, by=request.user, now=timezone.now())
    rows = [entry.as_json() for entry in asked["entries"]]
    kept = {**asked, "entries": rows, "digest": plan.digest}
    seen = signing.dumps(kept, salt=_salt(request), compress=True)
    form = TaskListForm(initial={"year": asked["year"]})
    return _page(admin, request, form, plan=plan, name=asked["name"], seen=seen)


def _apply(admin: Any, request: HttpRequest) -> HttpResponse:
    try:
        kept = signing.loads(request.POST["seen"], salt=_salt(request), max_age=LASTS)
    except signing.BadSignature:
        messages.error(request, gettext("This preview is too old. Please choose the file again."))
        return HttpResponseRedirect(reverse(PAGE))
    asked = {**kept, "entries": [Entry(**row) for row in kept["entries"]]}
    plan = planning.plan(asked["entries"], request.user, timezone.localdate(), asked["year"])
    if plan.digest != kept["digest"]:
        messages.warning(
            request, gettext("Nothing was changed yet: somebody has acted meanwhile. Look at it once more.")
        )
        return _preview(admin, request, plan, asked)
    try:
        changed = applying.apply(plan, asked["name"], by=request.user, now=timezone.now())
    except Unfit as refusal:
        messages.error(request, str(refusal))
        return _preview(admin, request, plan, asked)
    done = gettext("%(number)s commitments were changed as “%(name)s” says.")
    messages.success(request, done % {"number": changed, "name": asked["name"]})
    return HttpResponseRedirect(reverse(LIST))


def _salt(request: HttpRequest) -> str:
    """A preview is of use to the person alone who asked for it."""
    return f"commitments.tasklist.{request.user.pk}"


def _page(admin: Any, request: HttpRequest, form: TaskListForm, **more: Any) -> HttpResponse:
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": gettext("Import a task list"),
        "form": form,
        "most_megabytes": settings.UPLOAD_MAX_BYTES // (1024 * 1024),
        **more,
    }
    return TemplateResponse(request, "admin/commitments/tasklist/page.html", context)
