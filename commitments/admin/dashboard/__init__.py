"""The year at a glance on the first page, and the list of reports behind it."""

from __future__ import annotations

from functools import partial

from django.contrib.admin import ModelAdmin
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET

from commitments.admin.dashboard import views
from commitments.admin.dashboard.contents import context as context


def urls(admin: ModelAdmin) -> list[URLPattern]:
    show = admin.admin_site.admin_view(require_GET(partial(views.filings, admin)))
    return [path("filings/", show, name="commitments_filings")]
