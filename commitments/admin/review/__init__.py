"""The review of a report against last year's promises (兑现核对): two reports, and finding by finding."""

from __future__ import annotations

from django.contrib.admin import ModelAdmin
from django.urls import URLPattern

from commitments.admin.review import comparisons, findings


def urls(admin: ModelAdmin) -> list[URLPattern]:
    return [url for module in (comparisons, findings) for url in module.urls(admin)]
