"""Files that came in: upload several at once, watch them being read, see why one was refused, try again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin

from reports import containers, discarding, intake, limits, reasons, worklist
from reports.admin.answers import refusals_shown
from reports.models import Upload
from reports.people import name_of
from reports.typed import key_of

Status = Upload.Status
MOST_WATCHED = 200
# For the dialogue in which files are chosen; what a file is its content decides.
ACCEPTED = ".docx,.doc,.wps,.rtf,.odt,.pdf,.ofd,.html,.htm,.mht,.mhtml,.txt,.zip,.eml"


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class SeveralFilesField(forms.FileField):
    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data or [None]  # none at all is one that is missing
        if len(files) > settings.UPLOAD_MAX_FILES:
            raise forms.ValidationError(
                _("Choose at most %(most)s files at once."), params={"most": settings.UPLOAD_MAX_FILES}
            )
        return [super(SeveralFilesField, self).clean(file, initial) for file in files]


class UploadForm(forms.Form):
    documents = SeveralFilesField(
        label=_("Files"),
        allow_empty_file=True,  # refused by the reader, as a row with a reason like every other
        widget=SeveralFilesInput(attrs={"accept": ACCEPTED}),
    )


@admin.register(Upload)
class UploadAdmin(ModelAdmin):
    list_display = ["name", "outcome", "uploader", "uploaded_at"]
    list_filter = [("status", admin.ChoicesFieldListFilter)]
    list_select_related = ["report", "uploaded_by"]
    search_fields = ["name"]
    actions = ["retry_selected"]
    show_full_result_count = False
    shown = ["name", "outcome", "original", "size", "format", "uploader", "uploaded_at"]

    class Media:
        js = [forms.Script("reports/progress.js", type="module")]
        css = {"all": ["reports/upload.css"]}

    def get_list_display(self, request: HttpRequest) -> list[str]:
        return self._with_retry(request, self.list_display)

    def get_fields(self, request: HttpRequest, obj: Upload | None = None) -> list[str]:
        return self._with_retry(request, self.shown)

    def _with_retry(self, request: HttpRequest, names: list[str]) -> list[str]:
        if not self.has_retry_permission(request):
            return names
        return ["outcome_and_retry" if name == "outcome" else name for name in names]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Upload]:
        return super().get_queryset(request).defer("report__text", "report__origins", "report__facts")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("progress/", view(self.progress), name="reports_upload_progress"),
            path("<int:pk>/retry/", view(require_POST(self.retry)), name="reports_upload_retry"),
            path("<int:pk>/file/", view(self.download), name="reports_upload_file"),
            *super().get_urls(),
        ]

    # --- what may be done ------------------------------------------------------------------------------

    def has_change_permission(self, request: HttpRequest, obj: Upload | None = None) -> bool:
        """Rows are looked at and retried, not edited."""
        return False

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("reports.change_upload")

    @refusals_shown
    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return super().delete_view(request, object_id, extra_context)

    def delete_model(self, request: HttpRequest, obj: Upload) -> None:
        discarding.discard_upload(obj.pk)

    @refusals_shown
    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, extra_context)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Upload]) -> None:
        with transaction.atomic():  # all of them, or none when one is refused
            for upload_id in list(queryset.values_list("pk", flat=True)):
                discarding.discard_upload(upload_id)

    # --- uploading -------------------------------------------------------------------------------------

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        if form.is_bound and form.is_valid():
            return self._take(request, form.cleaned_data["documents"])
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "form": form,
            "title": gettext("Upload reports"),
            "most_files": settings.UPLOAD_MAX_FILES,
            "most_megabytes": settings.UPLOAD_MAX_BYTES // (1024 * 1024),
        }
        return TemplateResponse(request, "admin/reports/upload/add_form.html", context)

    def _take(self, request: HttpRequest, files: list[Any]) -> HttpResponse:
        bounds = limits.configured()
        taken = [
            stored
            for file in files
            for stored in containers.take(file, file.name, by=request.user, limits=bounds)
        ]
        for stored in taken:
            if not stored.new:
                known = {"name": stored.upload.name, "state": stored.upload.get_status_display()}
                messages.info(request, gettext("“%(name)s” is here already (%(state)s).") % known)
        waiting = [stored.upload for stored in taken if stored.upload.status == Status.QUEUED]
        self._announce(request, waiting)
        keys = dict.fromkeys(str(stored.upload.pk) for stored in taken)
        # More than an address holds: the newest files stand at the top of the whole list.
        shown = f"?id__in={','.join(keys)}" if len(keys) <= MOST_WATCHED else ""
        return HttpResponseRedirect(reverse("admin:reports_upload_changelist") + shown)

    def _announce(self, request: HttpRequest, uploads: Iterable[Upload]) -> None:
        if not worklist.announce(uploads):
            messages.warning(
                request,
                gettext(
                    "The files are stored. The reading service does not answer; they will be read later."
                ),
            )

    # --- watching and trying again -----------------------------------------------------------------------

    def progress(self, request: HttpRequest) -> HttpResponse:
        """How far the files ``?ids=1,2,3`` are, for the page to ask every moment."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        keys = [key for words in request.GET.get("ids", "").split(",") if (key := key_of(words))]
        return JsonResponse(
            {"uploads": [self._progress_of(row) for row in Upload.objects.filter(pk__in=keys[:MOST_WATCHED])]}
        )

    def _progress_of(self, upload: Upload) -> dict[str, Any]:
        shown = reverse("admin:reports_report_change", args=[upload.report_id]) if upload.report_id else None
        return {
            "id": upload.pk,
            "status": upload.status,
            "status_label": upload.get_status_display(),
            "step": upload.step,
            "step_label": upload.get_step_display(),
            "settled": upload.status not in Upload.UNDER_WAY,
            "reason": reasons.sentence(upload.reason_code, upload.reason_values),
            "report": shown,
        }

    def retry(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_retry_permission(request):
            raise PermissionDenied
        upload = get_object_or_404(Upload, pk=pk)
        self._ask_again(request, [upload])
        return HttpResponseRedirect(f"{reverse('admin:reports_upload_changelist')}?id__in={pk}")

    @admin.action(description=_("Read the selected files again"), permissions=["retry"])
    def retry_selected(self, request: HttpRequest, queryset: QuerySet[Upload]) -> None:
        self._ask_again(request, queryset)

    def _ask_again(self, request: HttpRequest, uploads: Iterable[Upload]) -> None:
        queued = intake.ask_again(uploads)
        if queued:
            messages.success(
                request, gettext("%(number)s files will be read again.") % {"number": len(queued)}
            )
            self._announce(request, queued)
        else:
            messages.info(request, gettext("Nothing to read again: the files are waiting, or were not kept."))

    def download(self, request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
        """The file as it came in; never shown in the browser, whose page would be ours."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        upload = get_object_or_404(Upload.objects.exclude(file=""), pk=pk)
        return FileResponse(
            upload.file.open("rb"),
            as_attachment=True,
            filename=upload.name,
            content_type="application/octet-stream",
        )

    # --- columns -----------------------------------------------------------------------------------------

    @admin.display(description=_("Result"), ordering="status")
    def outcome(self, upload: Upload) -> str:
        return self._outcome(upload, may_retry=False)

    @admin.display(description=_("Result"), ordering="status")
    def outcome_and_retry(self, upload: Upload) -> str:
        return self._outcome(upload, may_retry=True)

    def _outcome(self, upload: Upload, may_retry: bool) -> str:
        """How far the file is, what became of it, or why nothing did; the page's script keeps it current."""
        in_trouble = upload.status in Upload.IN_TROUBLE
        context = {
            "upload": upload,
            "reason": reasons.sentence(upload.reason_code, upload.reason_values),
            "under_way": upload.status in Upload.UNDER_WAY,
            "may_retry": may_retry and in_trouble and bool(upload.file),
        }
        return render_to_string("admin/reports/upload/outcome.html", context)

    @admin.display(description=_("uploaded by"), ordering="uploaded_by")
    def uploader(self, upload: Upload) -> str:
        return name_of(upload.uploaded_by) or "—"

    @admin.display(description=_("Original file"))
    def original(self, upload: Upload) -> str:
        if not upload.file:
            return "—"
        address = reverse("admin:reports_upload_file", args=[upload.pk])
        return format_html('<a href="{}">{}</a>', address, gettext("Download"))
