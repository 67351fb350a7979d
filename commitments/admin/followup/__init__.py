"""After the comparison: carry over what was not delivered, and one promise across all years."""

from __future__ import annotations

from functools import partial

from django.contrib.admin import ModelAdmin
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_http_methods

from commitments.admin.followup import views


def urls(admin: ModelAdmin) -> list[URLPattern]:
    view = admin.admin_site.admin_view
    followup = view(require_http_methods(["GET", "HEAD", "POST"])(partial(views.followup, admin)))
    thread = view(require_GET(partial(views.thread, admin)))
    return [
        path("comparison/<int:pk>/followup/", followup, name="commitments_followup"),
        path("<int:pk>/thread/", thread, name="commitments_thread"),
    ]
