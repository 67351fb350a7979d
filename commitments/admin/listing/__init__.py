"""The list of commitments: what it shows, acts on many at once, and the filters that a person keeps."""

from __future__ import annotations

from functools import partial

from django.contrib.admin import ModelAdmin
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from commitments.admin.listing import views
from commitments.admin.listing.views import show

__all__ = ["show", "urls"]


def urls(admin: ModelAdmin) -> list[URLPattern]:
    view = admin.admin_site.admin_view
    act_all, save, forget = (
        view(require_POST(partial(each, admin))) for each in (views.act_all, views.save, views.forget)
    )
    return [
        path("act/", act_all, name="commitments_commitment_act_all"),
        path("filters/", save, name="commitments_savedfilter_add"),
        path("filters/<int:pk>/", forget, name="commitments_savedfilter_delete"),
    ]
