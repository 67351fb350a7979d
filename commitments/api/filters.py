"""What a list of commitments can be narrowed to, as on the admin's list."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone

from commitments import boxes, listing
from commitments.api.callers import caller
from commitments.models import Commitment
from commitments.search import search
from commitments.standing import COLOURS
from reports.models import Organ
from reports.typed import LARGEST_ID


def key(**where: Any) -> Any:
    return django_filters.NumberFilter(min_value=1, max_value=LARGEST_ID, **where)


class CommitmentFilter(django_filters.FilterSet):
    year = django_filters.NumberFilter(field_name="plan_year")
    within = key(method="below", label="the key of an organ, for it and all below it")
    colour = django_filters.ChoiceFilter(method="narrow", choices=list(COLOURS.items()))
    due = django_filters.ChoiceFilter(
        method="narrow",
        choices=[(window, window) for window in ("overdue", "7", "30", "90")],
        label="overdue, or the number of days within which it is due",
    )
    box = django_filters.ChoiceFilter(
        method="narrow",
        choices=[(box.name, box.label) for box in boxes.BOXES.values()],
        label="what waits for the caller, as on the home page",
    )
    q = django_filters.CharFilter(method="search", label="words of the title, the quote or the number")
    lead = key(field_name="lead")
    officer = key(field_name="officer")
    report = key(field_name="source__report")
    source = key(field_name="source")

    class Meta:
        model = Commitment
        fields = ["status", "kind", "grade"]

    def below(self, rows: Any, name: str, key: int) -> QuerySet[Commitment]:
        organ = Organ.objects.filter(pk=key).first()
        return rows.within(organ) if organ else rows.none()

    def narrow(self, rows: Any, name: str, value: str) -> QuerySet[Commitment]:
        return listing.FILTERS[name].narrow(rows, value, caller(self.request), timezone.localdate())

    def search(self, rows: Any, name: str, words: str) -> QuerySet[Commitment]:
        return search(rows, words)
