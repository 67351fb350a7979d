"""The first page after the login: what is to be done, how much is there, and what came in last."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.admin import dashboard, home
from config import health
from notifications.admin import home as reminders
from reports.models import Upload

LATEST = 8
LABELS = {"broker": gettext_lazy("Queue of the background work")}
# The colours of django-unfold's labels.
COLOURS = {
    Upload.Status.QUEUED: "info",
    Upload.Status.READING: "info",
    Upload.Status.READ: "success",
    Upload.Status.REFUSED: "warning",
    Upload.Status.FAILED: "danger",
}


def fill(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What waits for the person first, then the year at a glance for those who lead, watch over or judge it;
    what came in, for those who may see reports; how the machine does."""
    context["work"] = home.context(request)
    context["dashboard"] = dashboard.context(request, context["work"]["person"], context["work"]["today"])
    context["reminders"] = reminders.context(request)
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
    standing = Q(report__superseded=False, report__items__removed=False)
    found = Upload.objects.aggregate(  # one query: every report came in as a file
        reports=Count("report", filter=Q(report__superseded=False), distinct=True),
        problems=Count("report__items", filter=standing & Q(report__items__kind="problem"), distinct=True),
        arrangements=Count(
            "report__items", filter=standing & Q(report__items__kind="arrangement"), distinct=True
        ),
        trouble=Count("pk", filter=Q(status__in=Upload.IN_TROUBLE), distinct=True),
    )
    return [
        {"label": _("Reports read"), "number": found["reports"], "href": reports},
        {"label": _("Problems named"), "number": found["problems"], "href": reports},
        {"label": _("Arrangements promised"), "number": found["arrangements"], "href": reports},
        {
            "label": _("Files that could not be read"),
            "number": found["trouble"],
            "href": refused,
        },
    ]


def parts() -> list[dict[str, Any]]:
    """What the site is made of besides the database, without which this page would not be."""
    return [{"label": label, "well": health.answers(name)[name] == "ok"} for name, label in LABELS.items()]


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
