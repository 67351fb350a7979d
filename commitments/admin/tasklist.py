"""The task list (任务分工): ledger out as .xlsx, owners and deadlines back in."""

from __future__ import annotations

from django.contrib.admin import ModelAdmin
from django.urls import URLPattern


def urls(admin: ModelAdmin) -> list[URLPattern]:
    return []
