"""What the next report answered, and what reviewers made of it; the comparisons to which that belongs."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers, viewsets

from commitments import comparison, reasons, review
from commitments.api.callers import caller, seen_by
from commitments.api.changes import OldestChangeFirst, updated_after, within
from commitments.api.filters import key
from commitments.api.shown import UnitSerializer
from commitments.choices import Rating, Verdict
from commitments.models import Commitment, Comparison, Finding, Judgement, Quotation
from commitments.verdicts import Why
from reports.models import Report

# --- findings ----------------------------------------------------------------------------------------------


class PromiseSerializer(serializers.ModelSerializer[Commitment]):
    lead = UnitSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Commitment
        fields = ["id", "number", "kind", "status", "title", "grade", "due_on", "lead"]


class SentenceSerializer(serializers.Serializer[Any]):
    """One sentence of the promise, what the machine found of it and why."""

    text = serializers.CharField(read_only=True)
    verdict = serializers.ChoiceField(Verdict.choices, read_only=True)
    confidence = serializers.FloatField(read_only=True, allow_null=True)
    why = serializers.SerializerMethodField()

    def get_why(self, part: dict[str, Any]) -> str:
        why = part["why"]
        return reasons.sentence(Why(why["code"], why["values"])) if why else ""


class QuotationSerializer(serializers.ModelSerializer[Quotation]):
    """``start`` and ``end`` are places in the text of the new report."""

    class Meta:
        model = Quotation
        fields = ["part", "rank", "start", "end", "text", "where", "by_name", "wrong"]


class JudgementSerializer(serializers.ModelSerializer[Judgement]):
    class Meta:
        model = Judgement
        fields = ["turn", "rating", "note", "bulk", "by_name", "made_at"]


class FindingSerializer(serializers.ModelSerializer[Finding]):
    """``verdict`` and ``suggested`` are the machine's, ``rating`` is the reviewers': empty until it stands.

    What the first reviewer said is not shown while a second has yet to speak.
    """

    year = serializers.IntegerField(source="comparison.year", read_only=True)
    old: Any = serializers.PrimaryKeyRelatedField(source="comparison.old_id", read_only=True)
    new: Any = serializers.PrimaryKeyRelatedField(source="comparison.new_id", read_only=True)
    organ = UnitSerializer(source="commitment.organ", read_only=True)
    commitment = PromiseSerializer(read_only=True)
    rating = serializers.SerializerMethodField()
    judgements = serializers.SerializerMethodField()
    sentences = SentenceSerializer(source="parts", many=True, read_only=True)
    quotations = QuotationSerializer(many=True, read_only=True)

    class Meta:
        model = Finding
        fields = [
            "id", "revision", "comparison", "year", "old", "new", "organ", "commitment", "verdict",
            "confidence", "suggested", "rating", "judgements", "sentences", "quotations", "changed_at",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(Rating.choices, allow_blank=True))
    def get_rating(self, finding: Finding) -> str:
        return finding.rating if review.revealed(finding) else ""

    @extend_schema_field(JudgementSerializer(many=True))
    def get_judgements(self, finding: Finding) -> Any:
        standing = list(review.judgements(finding).values()) if review.revealed(finding) else []
        return JudgementSerializer(standing, many=True).data


class FindingFilter(django_filters.FilterSet):
    updated_after = updated_after("changed_at")
    organ = key(field_name="commitment__organ")
    within = within()
    year = key(field_name="comparison__year")
    comparison = key(field_name="comparison")
    commitment = key(field_name="commitment")
    verdict = django_filters.ChoiceFilter(choices=Verdict.choices)
    rating = django_filters.ChoiceFilter(choices=Rating.choices)
    rated = django_filters.BooleanFilter(method="judged", label="whether a rating stands")

    class Meta:
        model = Finding
        fields: list[str] = []

    def judged(self, rows: Any, name: str, wanted: bool) -> QuerySet[Finding]:
        return rows.rated() if wanted else rows.filter(rating="")


class FindingViewSet(viewsets.ReadOnlyModelViewSet[Finding]):
    """Of comparisons that were applied, and of commitments that the caller may see; the oldest change first.

    A comparison that was taken back takes its findings along: ask for its ``state`` among the comparisons.
    One that was done again (``ran_at``) may have dropped some: fetch those of that ``comparison`` anew. What
    is done to a commitment, and does not touch what was found, is told by the ledger.
    """

    queryset = Finding.objects.all()
    serializer_class = FindingSerializer
    pagination_class = OldestChangeFirst
    filterset_class = FindingFilter
    lookup_value_regex = "[0-9]+"
    moment = "changed_at"

    def get_queryset(self) -> QuerySet[Finding]:
        rows = Finding.objects.counting().filter(commitment__in=seen_by(self.request).values("pk"))
        rows = rows.select_related("comparison", "commitment__organ", "commitment__lead")
        quoted = Prefetch("quotations", Quotation.objects.defer("shared"))
        return rows.defer("comparison__signals", "commitment__quote").prefetch_related(quoted, "judgements")


# --- comparisons -------------------------------------------------------------------------------------------


class ReportNameSerializer(serializers.ModelSerializer[Report]):
    class Meta:
        model = Report
        fields = ["id", "title", "kind", "year", "version"]


class ComparisonSerializer(serializers.ModelSerializer[Comparison]):
    """``findings`` counts those of commitments, ``rated`` those whose rating stands. ``refusal`` says why two
    reports were not compared."""

    organ = UnitSerializer(source="old.organ", read_only=True, allow_null=True)
    old = ReportNameSerializer(read_only=True)
    new = ReportNameSerializer(read_only=True)
    findings = serializers.IntegerField(source="captured", read_only=True)
    rated = serializers.IntegerField(source="judged", read_only=True)
    refusal = serializers.SerializerMethodField()

    class Meta:
        model = Comparison
        fields = [
            "id", "organ", "year", "old", "new", "state", "misfit", "refusal", "override", "second_review",
            "findings", "rated", "ran_at", "applied_at", "applied_by_name", "changed_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_refusal(self, row: Comparison) -> str:
        return comparison.refusal(row)


class ComparisonFilter(django_filters.FilterSet):
    updated_after = updated_after("changed_at")
    organ = key(field_name="old__organ")
    within = within("old__organ__path")
    year = key(field_name="year")

    class Meta:
        model = Comparison
        fields = ["state"]


class ComparisonViewSet(viewsets.ReadOnlyModelViewSet[Comparison]):
    """Of organs whose reports the caller may have compared; the oldest change first."""

    queryset = Comparison.objects.all()
    serializer_class = ComparisonSerializer
    pagination_class = OldestChangeFirst
    filterset_class = ComparisonFilter
    lookup_value_regex = "[0-9]+"
    moment = "changed_at"

    def get_queryset(self) -> QuerySet[Comparison]:
        person = caller(self.request)
        rows = Comparison.objects.light().select_related("new__organ")
        if not person.user.is_superuser:
            paths = [seat.path for seat in person.seats if seat.role in comparison.COMPARERS]
            rows = rows.filter(pk__in=Comparison.objects.below(sorted(set(paths))).values("pk"))
        promised = Finding.objects.captured()
        return rows.annotate(captured=_number(promised), judged=_number(promised.rated()))


def _number(findings: QuerySet[Finding]) -> Coalesce:
    """Counted for each row that is shown, not for all before the page is cut."""
    counted = findings.filter(comparison=OuterRef("pk")).order_by().values("comparison")
    return Coalesce(Subquery(counted.annotate(number=Count("pk")).values("number")), 0)
