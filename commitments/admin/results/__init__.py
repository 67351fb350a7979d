"""What became of the promises (承诺兑现情况), organ by organ and year by year."""

from __future__ import annotations

from functools import partial

from django.contrib.admin import ModelAdmin
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET

from commitments.admin.results import views


def urls(admin: ModelAdmin) -> list[URLPattern]:
    view = admin.admin_site.admin_view
    index, show, export = (
        view(require_GET(partial(each, admin))) for each in (views.index, views.show, views.export)
    )
    return [
        path("results/", index, name="commitments_results_index"),
        path("results/<int:organ_id>/<int:year>/", show, name="commitments_results"),
        path("results/<int:organ_id>/<int:year>/export.xlsx", export, name="commitments_results_export"),
    ]
