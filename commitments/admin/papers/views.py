"""The papers of an organ and year, for whoever holds a seat at the organ or above it, as for the results."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import FileResponse, HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from commitments.admin.results.views import seated
from commitments.choices import Paper
from commitments.papers import draft, in_force, results
from commitments.papers.downloads import download
from commitments.refusals import Unfit

Answer = FileResponse | HttpResponseRedirect


def results_paper(admin: ModelAdmin, request: HttpRequest, organ_id: int, year: int) -> Answer:
    organ, _person = seated(admin, request, organ_id, year)
    try:
        told = results.fields(organ, year, today=timezone.localdate())
        file = in_force.write(Paper.RESULTS, organ, told)
    except Unfit as refusal:
        return _refused(request, refusal)
    return download(file, f"{organ.name}{year}年度承诺事项兑现核对报告")


def draft_paper(admin: ModelAdmin, request: HttpRequest, organ_id: int, year: int) -> Answer:
    organ, person = seated(admin, request, organ_id, year)
    try:
        told = draft.fields(organ, year, person=person, today=timezone.localdate())
        file = in_force.write(Paper.DRAFT, organ, told)
    except Unfit as refusal:
        return _refused(request, refusal)
    return download(file, f"{organ.name}{year}年度工作安排落实情况（稿）")


def _refused(request: HttpRequest, refusal: Unfit) -> HttpResponseRedirect:
    """Back to where the link was, with the reason."""
    messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("admin:commitments_commitment_changelist"))
