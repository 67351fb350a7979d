"""The first page after the login: how much is there, and what came in last."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from reports.models import Item, Report, Upload

LATEST = 8
# The colours of django-unfold's labels.
COLOURS = {
    Upload.Status.QUEUED: "info",
    Upload.Status.READING: "info",
    Upload.Status.READ: "success",
    Upload.Status.REFUSED: "warning",
    Upload.Status.FAILED: "danger",
}


def fill(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What the page shows, for those who may see reports; the others get the plain list of pages."""
    if request.user.has_perms(["reports.view_report", "reports.view_item", "reports.view_upload"]):
        context["numbers"] = numbers()
        context["latest"] = latest()
        context["may_upload"] = request.user.has_perm("reports.add_upload")
    return context


def numbers() -> list[dict[str, Any]]:
    reports = reverse("admin:reports_report_changelist")
    refused = reverse("admin:reports_upload_changelist") + f"?status__in={','.join(Upload.IN_TROUBLE)}"
    items = Item.objects.filter(removed=False, report__superseded=False).aggregate(
        problems=Count("pk", filter=Q(kind="problem")), arrangements=Count("pk", filter=Q(kind="arrangement"))
    )
    return [
        {"label": _("Reports read"), "number": Report.objects.current().count(), "href": reports},
        {"label": _("Problems named"), "number": items["problems"], "href": reports},
        {"label": _("Arrangements promised"), "number": items["arrangements"], "href": reports},
        {
            "label": _("Files that could not be read"),
            "number": Upload.objects.in_trouble().count(),
            "href": refused,
        },
    ]


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
