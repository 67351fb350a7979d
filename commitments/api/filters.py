"""What a list of commitments can be narrowed to, as on the admin's list."""

from __future__ import annotations

from typing import Any, Final

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone

from commitments import access, boxes
from commitments.models import Commitment
from commitments.standing import COLOURS
from reports.models import Organ

OVERDUE: Final = "overdue"
WINDOWS: Final = (7, 30, 90)


class CommitmentFilter(django_filters.FilterSet):
    year = django_filters.NumberFilter(field_name="plan_year")
    within = django_filters.NumberFilter(method="below", label="the key of an organ, for it and all below it")
    colour = django_filters.ChoiceFilter(method="coloured", choices=list(COLOURS.items()))
    due = django_filters.ChoiceFilter(
        method="due_in",
        choices=[(OVERDUE, OVERDUE), *((str(days), str(days)) for days in WINDOWS)],
        label="overdue, or the number of days within which it is due",
    )
    box = django_filters.ChoiceFilter(
        method="waiting",
        choices=[(box.name, box.label) for box in boxes.BOXES.values()],
        label="what waits for the caller, as on the home page",
    )
    q = django_filters.CharFilter(method="search", label="words of the title, the quote or the number")
    lead = django_filters.NumberFilter(field_name="lead")
    officer = django_filters.NumberFilter(field_name="officer")
    report = django_filters.NumberFilter(field_name="source__report")
    source = django_filters.NumberFilter(field_name="source")

    class Meta:
        model = Commitment
        fields = ["status", "kind", "grade"]

    def below(self, rows: Any, name: str, key: int) -> QuerySet[Commitment]:
        organ = Organ.objects.filter(pk=key).first()
        return rows.within(organ) if organ else rows.none()

    def coloured(self, rows: Any, name: str, colour: str) -> QuerySet[Commitment]:
        return rows.coloured(colour, timezone.localdate())

    def due_in(self, rows: Any, name: str, window: str) -> QuerySet[Commitment]:
        today = timezone.localdate()
        return rows.overdue(today) if window == OVERDUE else rows.due_within(today, int(window))

    def waiting(self, rows: Any, name: str, box: str) -> QuerySet[Commitment]:
        today = timezone.localdate()
        return boxes.BOXES[box].among(rows, access.person(self.request.user, today), today)

    def search(self, rows: Any, name: str, words: str) -> QuerySet[Commitment]:
        """Every word must stand somewhere."""
        for word in words.split():
            found = Q(title__icontains=word) | Q(quote__icontains=word) | Q(number__icontains=word)
            rows = rows.filter(found)
        return rows
