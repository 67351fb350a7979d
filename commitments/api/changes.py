"""What is new since a moment, the oldest change first: for programs that keep a copy. The ledger among it.

A row that changes while the pages are read comes once more, at their end. Whoever comes back asks a little
before the last moment seen, since an act is on record at the moment at which it began.
"""

from __future__ import annotations

import base64
import binascii
from datetime import MAXYEAR, UTC, datetime
from typing import Any, Final

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django_filters.fields import IsoDateTimeField
from rest_framework import mixins, serializers, viewsets
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from commitments import paging
from commitments.api import shown
from commitments.api.callers import MayOpen, seen_by
from commitments.api.filters import key
from commitments.choices import Verb
from commitments.models import LedgerEntry
from reports.models import Organ
from reports.typed import key_of

# Within these years a moment stays one in every time zone.
YEARS: Final = range(1000, MAXYEAR)


def plain(at: datetime) -> datetime | None:
    """As every database takes it: PostgreSQL knows no zone of 16 hours, nor one of half a second."""
    return at.astimezone(UTC) if at.tzinfo is not None and at.year in YEARS else None


class OldestChangeFirst(CursorPagination):
    """By the moment of the last change, which the view names as ``moment``, and the key. The place is found
    in an index: the last page is as fast as the first, however many rows changed at one moment."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.moment: str = view.moment
        self.address = request.build_absolute_uri()
        rows = queryset.order_by(self.moment, "id")
        if words := request.query_params.get(self.cursor_query_param):
            rows = rows.filter(paging.later((self.moment, "id"), self._place(words)))
        size = self.get_page_size(request) or self.page_size
        found = list(rows[: size + 1])
        self.more, self.shown = len(found) > size, found[:size]
        return self.shown

    def _place(self, words: str) -> tuple[datetime, int]:
        try:
            moment, _between, pk = base64.urlsafe_b64decode(words).decode("ascii").partition("~")
            at, found = plain(datetime.fromisoformat(moment)), key_of(pk)
        except (ValueError, binascii.Error):
            raise NotFound(self.invalid_cursor_message) from None
        if at is None or found is None:
            raise NotFound(self.invalid_cursor_message)
        return at, found

    def get_next_link(self) -> str | None:
        if not self.more:
            return None
        last = self.shown[-1]
        place = f"{getattr(last, self.moment).isoformat()}~{last.pk}"
        words = base64.urlsafe_b64encode(place.encode()).decode()
        return replace_query_param(self.address, self.cursor_query_param, words)

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.get_next_link(), "results": data})

    def get_paginated_response_schema(self, schema: Any) -> dict[str, Any]:
        address = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {"next": address, "results": schema},
        }


class _MomentField(IsoDateTimeField):
    def clean(self, value: Any) -> Any:
        try:
            at = super().clean(value)
        except OverflowError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if at is None:
            return None
        if (found := plain(at)) is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found


class _MomentFilter(django_filters.IsoDateTimeFilter):
    field_class = _MomentField


def updated_after(moment: str) -> Any:
    label = "changed after this moment: 2025-03-01T08:00:00+08:00, the plus sign written as %2B"
    return _MomentFilter(field_name=moment, lookup_expr="gt", label=label)


def within(commitment: str = "commitment__organ__path") -> Any:
    def below(rows: QuerySet[Any], name: str, pk: int) -> QuerySet[Any]:
        organ = Organ.objects.filter(pk=pk).first()
        return rows.filter(**{f"{commitment}__startswith": organ.path}) if organ else rows.none()

    return key(method=below, label="the key of an organ, for it and all below it")


# --- the ledger --------------------------------------------------------------------------------------------


class LineSerializer(shown.LedgerEntrySerializer):
    number = serializers.CharField(source="commitment.number", read_only=True)
    organ: Any = serializers.PrimaryKeyRelatedField(source="commitment.organ_id", read_only=True)
    year = serializers.IntegerField(source="commitment.plan_year", read_only=True, allow_null=True)

    class Meta(shown.LedgerEntrySerializer.Meta):
        fields = [*shown.LedgerEntrySerializer.Meta.fields, "number", "organ", "year"]


class LedgerFilter(django_filters.FilterSet):
    updated_after = updated_after("made_at")
    organ = key(field_name="commitment__organ")
    within = within()
    year = key(field_name="commitment__plan_year")
    commitment = key(field_name="commitment")
    verb = django_filters.ChoiceFilter(choices=Verb.choices)

    class Meta:
        model = LedgerEntry
        fields: list[str] = []


class LedgerViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[LedgerEntry]):
    """Everything that was done to what the caller may see, the oldest first."""

    queryset = LedgerEntry.objects.all()
    serializer_class = LineSerializer
    permission_classes = [MayOpen]
    pagination_class = OldestChangeFirst
    filterset_class = LedgerFilter
    moment = "made_at"

    def get_queryset(self) -> QuerySet[LedgerEntry]:
        rows = LedgerEntry.objects.filter(commitment__in=seen_by(self.request).values("pk"))
        return rows.select_related("commitment").only(
            *(field.name for field in LedgerEntry._meta.concrete_fields),
            "commitment__number", "commitment__organ_id", "commitment__plan_year",
        )  # fmt: skip
