"""The page of one commitment and the acts on it."""

from __future__ import annotations

from django.contrib.admin import ModelAdmin
from django.urls import URLPattern


def urls(admin: ModelAdmin) -> list[URLPattern]:
    return []
