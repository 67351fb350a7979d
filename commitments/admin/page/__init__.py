"""The page of one commitment: what it shows, the acts on it, and the files that prove them."""

from __future__ import annotations

from functools import partial

from django.contrib.admin import ModelAdmin
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_POST

from commitments.admin.page import views


def urls(admin: ModelAdmin) -> list[URLPattern]:
    view = admin.admin_site.admin_view
    change, act, evidence = (
        view(require_GET(partial(views.show, admin))),
        view(require_POST(partial(views.act, admin))),
        view(require_GET(partial(views.download, admin))),
    )
    return [
        path("<int:pk>/change/", change, name="commitments_commitment_change"),
        path("<int:pk>/act/", act, name="commitments_commitment_act"),
        path("evidence/<int:pk>/", evidence, name="commitments_evidence"),
    ]
