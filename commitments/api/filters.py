"""What a list of commitments can be narrowed to, as on the admin's list."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet

from commitments.models import Commitment
from reports.models import Organ


class CommitmentFilter(django_filters.FilterSet):
    year = django_filters.NumberFilter(field_name="plan_year")
    within = django_filters.NumberFilter(method="below", label="the key of an organ, for it and all below it")
    report = django_filters.NumberFilter(field_name="source__report")
    source = django_filters.NumberFilter(field_name="source")

    class Meta:
        model = Commitment
        fields = ["status", "kind", "grade"]

    def below(self, rows: Any, name: str, key: int) -> QuerySet[Commitment]:
        organ = Organ.objects.filter(pk=key).first()
        return rows.within(organ) if organ else rows.none()
