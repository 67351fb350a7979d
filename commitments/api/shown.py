"""What the API shows of a commitment: a short form for lists, everything for one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from commitments import access, deadlines, ledger, lifecycle, telling
from commitments.api.callers import caller
from commitments.choices import Verb
from commitments.models import (
    Assignment,
    Commitment,
    Evidence,
    Extension,
    LedgerEntry,
    Measure,
    ProblemLink,
    Progress,
    Target,
)
from commitments.standing import standing
from reports.models import Organ


class UnitSerializer(serializers.ModelSerializer[Organ]):
    class Meta:
        model = Organ
        fields = ["id", "name"]


class PersonSerializer(serializers.ModelSerializer[Any]):
    name = serializers.SerializerMethodField()

    class Meta:
        model = get_user_model()
        fields = ["id", "name"]

    def get_name(self, user: Any) -> str:
        return access.Person(user, ()).name


class StandingSerializer(serializers.Serializer[Any]):
    """``code`` is the reason for programs, ``reason`` the same for people."""

    colour = serializers.ChoiceField([colour.value for colour in deadlines.Colour], read_only=True)
    code = serializers.CharField(read_only=True)
    reason = serializers.CharField(read_only=True)


class SummarySerializer(serializers.ModelSerializer[Commitment]):
    """``standing`` is null for what is not under way and was not done."""

    organ = UnitSerializer(read_only=True)
    lead = UnitSerializer(read_only=True, allow_null=True)
    officer = PersonSerializer(read_only=True, allow_null=True)
    supervisor = PersonSerializer(read_only=True, allow_null=True)
    standing = serializers.SerializerMethodField()

    class Meta:
        model = Commitment
        fields = [
            "id", "revision", "number", "kind", "status", "title", "organ", "plan_year", "grade", "lead",
            "officer", "supervisor", "first_due_on", "due_on", "due_basis", "times_extended", "standing",
            "percent", "progressed_at", "pieces", "confirmed_on", "submitted_on", "closed_on",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(StandingSerializer(allow_null=True))
    def get_standing(self, row: Commitment) -> Any:
        found = standing(row, timezone.localdate())
        return StandingSerializer(found).data if found else None


# --- the parts of one -------------------------------------------------------------------------------------


class AssignmentSerializer(serializers.ModelSerializer[Assignment]):
    unit = UnitSerializer(read_only=True)

    class Meta:
        model = Assignment
        fields = ["part", "unit"]


class TargetSerializer(serializers.ModelSerializer[Target]):
    class Meta:
        model = Target
        fields = ["id", "counts", "comparison", "number", "upper", "unit", "baseline", "reached"]


class MeasureSerializer(serializers.ModelSerializer[Measure]):
    class Meta:
        model = Measure
        fields = ["text", "due_on", "done_on"]


class ProgressSerializer(serializers.ModelSerializer[Progress]):
    class Meta:
        model = Progress
        fields = ["text", "percent", "target", "reached", "no_change", "by_name", "unit", "made_at"]


class EvidenceSerializer(serializers.ModelSerializer[Evidence]):
    download = serializers.SerializerMethodField()

    class Meta:
        model = Evidence
        fields = ["id", "name", "size", "format", "sha256", "by_name", "made_at", "download"]

    def get_download(self, piece: Evidence) -> str:
        place = [piece.commitment_id, piece.pk]
        return reverse("commitment-evidence", args=place, request=self.context.get("request"))


class ExtensionSerializer(serializers.ModelSerializer[Extension]):
    class Meta:
        model = Extension
        fields = [
            "old_due_on", "new_due_on", "reason", "requested_by_name", "requested_at", "decision",
            "decided_by_name", "decided_at", "remark",
        ]  # fmt: skip


class ProblemLinkSerializer(serializers.ModelSerializer[ProblemLink]):
    class Meta:
        model = ProblemLink
        fields = ["id", "problem", "quote", "start", "end", "score", "reason", "accepted"]


class LedgerEntrySerializer(serializers.ModelSerializer[LedgerEntry]):
    """``commitment`` differs from the one asked for where that was carried over from it."""

    told = serializers.SerializerMethodField()

    class Meta:
        model = LedgerEntry
        fields = [
            "id", "commitment", "verb", "actor_name", "actor_role", "actor_unit", "from_status", "to_status",
            "before", "after", "reason", "told", "made_at",
        ]  # fmt: skip

    def get_told(self, entry: LedgerEntry) -> str:
        return str(telling.tell(entry))


class CommitmentSerializer(SummarySerializer):
    """``possible`` are the acts that the caller may do to it now."""

    report: Any = serializers.PrimaryKeyRelatedField(source="source.report_id", read_only=True)
    carried_to = serializers.SerializerMethodField()
    assignments = AssignmentSerializer(many=True, read_only=True)
    targets = TargetSerializer(many=True, read_only=True)
    measures = MeasureSerializer(many=True, read_only=True)
    progress = ProgressSerializer(many=True, read_only=True)
    evidence = EvidenceSerializer(many=True, read_only=True)
    extensions = ExtensionSerializer(many=True, read_only=True)
    problem_links = ProblemLinkSerializer(many=True, read_only=True)
    ledger = serializers.SerializerMethodField()
    possible = serializers.SerializerMethodField()

    class Meta(SummarySerializer.Meta):
        fields = [
            *SummarySerializer.Meta.fields, "possible", "report", "source", "part", "quote", "place_start",
            "place_end", "group", "completion_mark", "grade_reason", "due_text", "approval",
            "suggested_units", "returned_by", "carried_from", "carried_to", "merged_into", "assignments",
            "targets", "measures", "progress", "evidence", "extensions", "problem_links", "ledger",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_carried_to(self, row: Commitment) -> int | None:
        return Commitment.objects.filter(carried_from=row).values_list("pk", flat=True).first()

    @extend_schema_field(LedgerEntrySerializer(many=True))
    def get_ledger(self, row: Commitment) -> Any:
        return LedgerEntrySerializer(ledger.history(row), many=True).data

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(Verb.choices)))
    def get_possible(self, row: Commitment) -> list[str]:
        return [verb.value for verb in lifecycle.possible(caller(self.context["request"]), row)]


PARTS = (
    "assignments__unit", "targets", "measures", "progress", "evidence", "extensions", "problem_links",
)  # fmt: skip
