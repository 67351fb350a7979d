"""What the follow-up page sends: which to carry over, into which year, until when, and why each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import lifecycle
from commitments.admin.listing.bulk import LONGEST_REASON, chosen
from commitments.lifecycle import Outcome
from commitments.models import Finding
from reports.models.papers import YEARS
from reports.typed import key_of, text_of


class CarryOver(forms.Form):
    plan_year = forms.IntegerField(label=gettext_lazy("Plan year"), min_value=YEARS[0], max_value=YEARS[1])
    due_on = forms.DateField(
        label=gettext_lazy("Deadline"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Empty: the end of that year"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason for all"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("Empty: for each the reason that stands with it"),
    )


def suggested(finding: Finding) -> str:
    """The reason that follows from the rating."""
    said = {"year": finding.comparison.year, "rating": finding.get_rating_display()}
    return _("The review of %(year)s found: %(rating)s. Carried over to go on.") % said


def given(data: QueryDict, finding: Finding) -> str:
    """The reason typed for one, else the one that follows from its rating."""
    return text_of(data.get(f"reason-{finding.commitment_id}", ""))[:LONGEST_REASON] or suggested(finding)


def ticked(data: QueryDict) -> set[int]:
    """What was ticked, to be ticked again when something is refused."""
    keys = (row.partition("-")[0] for row in data.getlist("row"))
    return {found for key in keys if (found := key_of(key)) is not None}


def carry_out(form: CarryOver, findings: Mapping[int, Finding], by: Any, now: datetime) -> Outcome:
    """``findings`` by commitment. Only what this page shows is carried over by it."""
    sent: QueryDict = form.data  # type: ignore[assignment]
    said = form.cleaned_data
    wanted = {key: revision for key, revision in chosen(sent.getlist("row")).items() if key in findings}
    reasons = {key: said["reason"] or given(sent, findings[key]) for key in wanted}
    return lifecycle.carry_over_all(wanted, said["plan_year"], reasons, due_on=said["due_on"], by=by, now=now)
