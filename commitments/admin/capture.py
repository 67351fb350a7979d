"""Capture (承诺采集): a report's passages as candidates, to be confirmed."""

from __future__ import annotations

from django.contrib.admin import ModelAdmin
from django.urls import URLPattern


def urls(admin: ModelAdmin) -> list[URLPattern]:
    return []
