"""The first page after the login: what is to be done, how much is there, and what came in last."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.admin import home
from config import health
from reports.models import Report, Upload

LATEST = 8
LABELS = {"database": gettext_lazy("Database"), "broker": gettext_lazy("Queue of the background work")}
# The colours of django-unfold's labels.
COLOURS = {
    Upload.Status.QUEUED: "info",
    Upload.Status.READING: "info",
    Upload.Status.READ: "success",
    Upload.Status.REFUSED: "warning",
    Upload.Status.FAILED: "danger",
}


def fill(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What waits for the person first; what came in, for those who may see reports; how the machine does."""
    context["work"] = home.context(request)
    if request.user.has_perms(["reports.view_report", "reports.view_item", "reports.view_upload"]):
        context["numbers"] = numbers()
        context["latest"] = latest()
        context["may_upload"] = request.user.has_perm("reports.add_upload")
    if request.user.is_superuser:
        context["parts"] = parts()
    return context


def numbers() -> list[dict[str, Any]]:
    reports = reverse("admin:reports_report_changelist")
    refused = reverse("admin:reports_upload_changelist") + f"?status__in={','.join(Upload.IN_TROUBLE)}"
    standing = Q(items__removed=False)
    read = Report.objects.current().aggregate(
        reports=Count("pk", distinct=True),
        problems=Count("items", filter=standing & Q(items__kind="problem")),
        arrangements=Count("items", filter=standing & Q(items__kind="arrangement")),
    )
    return [
        {"label": _("Reports read"), "number": read["reports"], "href": reports},
        {"label": _("Problems named"), "number": read["problems"], "href": reports},
        {"label": _("Arrangements promised"), "number": read["arrangements"], "href": reports},
        {
            "label": _("Files that could not be read"),
            "number": Upload.objects.in_trouble().count(),
            "href": refused,
        },
    ]


def parts() -> list[dict[str, Any]]:
    """What the site is made of and whether it answers, for the administrator."""
    answers = health.answers()
    return [{"label": LABELS[name], "well": answers[name] == "ok"} for name in answers]


def latest() -> list[dict[str, Any]]:
    uploads = Upload.objects.select_related("report").defer(
        "report__text", "report__origins", "report__facts", "report__unplaced"
    )
    return [
        {
            "name": str(upload.report or upload.name),
            "href": reverse("admin:reports_report_change", args=[upload.report_id])
            if upload.report_id
            else reverse("admin:reports_upload_changelist"),
            "state": upload.get_status_display(),
            "colour": COLOURS[Upload.Status(upload.status)],
            "at": upload.uploaded_at,
        }
        for upload in uploads[:LATEST]
    ]
