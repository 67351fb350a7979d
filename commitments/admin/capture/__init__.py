"""Capture (承诺采集): a report's passages as candidates, put right and confirmed."""

from __future__ import annotations

from django.contrib.admin import ModelAdmin
from django.urls import URLPattern, path

from commitments.admin.capture.views import CapturePages


def urls(admin: ModelAdmin) -> list[URLPattern]:
    view, pages = admin.admin_site.admin_view, CapturePages(admin)
    return [
        path("capture/", view(pages.index), name="commitments_capture_index"),
        path("capture/<int:report_id>/", view(pages.report), name="commitments_capture"),
        path("candidate/<int:pk>/", view(pages.candidate), name="commitments_candidate"),
    ]
