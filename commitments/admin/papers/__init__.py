"""Official papers as Word files: their downloads, and the templates that an office makes its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.admin import ModelAdmin
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_POST

from commitments.admin.papers import templates, views


def urls(admin: ModelAdmin) -> list[URLPattern]:
    def wrap(view: Callable[..., Any], method: Any = require_GET) -> Any:
        return admin.admin_site.admin_view(method(partial(view, admin)))

    one = "papers/<int:organ_id>/<slug:paper>/"
    year = "results/<int:organ_id>/<int:year>/"
    return [
        path(f"{year}report.docx", wrap(views.results_paper), name="commitments_results_docx"),
        path(f"{year}draft.docx", wrap(views.draft_paper), name="commitments_draft_docx"),
        path("papers/", wrap(templates.show), name="commitments_papers"),
        path(one, wrap(templates.change, require_POST), name="commitments_paper_change"),
        path(f"{one}template.docx", wrap(templates.template), name="commitments_paper_template"),
        path(f"{one}sample.docx", wrap(templates.sample), name="commitments_paper_sample"),
    ]
