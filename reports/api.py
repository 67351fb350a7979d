"""The REST API: reports, chapters and items to read, files to upload. Rows are changed in the admin.

Who may call and how pages follow each other are defaults in the settings (config/rest.py).
"""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from reports import intake, limits, notes, reasons, worklist
from reports.models import Item, Organ, OrganName, Report, Section, Upload

# --- what is shown ---------------------------------------------------------------------------------------


class OrganSerializer(serializers.ModelSerializer[Organ]):
    names: Any = serializers.SlugRelatedField(slug_field="name", many=True, read_only=True)

    class Meta:
        model = Organ
        fields = ["id", "name", "names", "parent", "path", "confirmed"]


class SectionSerializer(serializers.ModelSerializer[Section]):
    class Meta:
        model = Section
        fields = ["kind", "heading", "start", "end"]


class ItemSerializer(serializers.ModelSerializer[Item]):
    class Meta:
        model = Item
        fields = [
            "id", "report", "kind", "parent", "heading", "text", "start", "end", "due_on", "due_basis",
            "due_text", "grade", "grade_reason", "figures", "organs", "cause_start", "cause_end", "origin",
            "reason",
        ]  # fmt: skip


class ReportListSerializer(serializers.ModelSerializer[Report]):
    organ_title = serializers.CharField(source="organ.name", default=None, read_only=True)
    problems = serializers.IntegerField(read_only=True)
    arrangements = serializers.IntegerField(read_only=True)

    class Meta:
        model = Report
        fields = [
            "id", "organ", "organ_title", "organ_name", "kind", "title", "addressee", "year", "plan_year",
            "plan_year_basis", "issued_on", "version", "superseded", "revision", "problems", "arrangements",
            "created_at", "read_at",
        ]  # fmt: skip


class ReportSerializer(ReportListSerializer):
    sections = SectionSerializer(many=True, read_only=True)
    items = ItemSerializer(many=True, read_only=True)
    notes = serializers.SerializerMethodField()

    class Meta(ReportListSerializer.Meta):
        fields = [*ReportListSerializer.Meta.fields, "text", "facts", "notes", "sections", "items"]

    def get_notes(self, report: Report) -> list[dict[str, str]]:
        return [{"code": n.code, "field": n.field, "sentence": str(n)} for n in notes.of(report)]


class UploadSerializer(serializers.ModelSerializer[Upload]):
    reason = serializers.SerializerMethodField()

    class Meta:
        model = Upload
        fields = [
            "id", "name", "size", "format", "status", "step", "reason_code", "reason", "report",
            "uploaded_at",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.STR)
    def get_reason(self, upload: Upload) -> str:
        return reasons.sentence(upload.reason_code, upload.reason_values)


class StoredSerializer(UploadSerializer):
    """``new`` is false when the content was here before; ``announced`` is false when it must wait."""

    new = serializers.BooleanField(read_only=True)
    announced = serializers.BooleanField(read_only=True)

    class Meta(UploadSerializer.Meta):
        fields = [*UploadSerializer.Meta.fields, "new", "announced"]
        read_only_fields = fields


class FileSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(allow_empty_file=True)


# --- where it is found -----------------------------------------------------------------------------------


def whole(**where: Any) -> Any:
    """A key or a year; what no database could hold is refused, not asked for."""
    return django_filters.NumberFilter(min_value=1, max_value=2**31 - 1, **where)


class ReportFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label="words of the title or of a name of the organ")
    within = whole(method="below", label="the key of an organ, for it and all below it")
    current = django_filters.BooleanFilter(
        field_name="superseded", exclude=True, label="without superseded versions"
    )
    year = whole(field_name="year")
    plan_year = whole(field_name="plan_year")

    class Meta:
        model = Report
        fields = ["kind", "organ"]

    def search(self, reports: Any, name: str, words: str) -> QuerySet[Report]:
        return reports.search(words)

    def below(self, reports: Any, name: str, key: int) -> QuerySet[Report]:
        organ = Organ.objects.filter(pk=key).first()
        return reports.within(organ) if organ else reports.none()


class ItemFilter(django_filters.FilterSet):
    year = whole(field_name="report__year")
    plan_year = whole(field_name="report__plan_year")
    organ = whole(field_name="report__organ")

    class Meta:
        model = Item
        fields = ["report", "kind", "grade"]


class ReportViewSet(viewsets.ReadOnlyModelViewSet[Report]):
    queryset = Report.objects.select_related("organ").counted()
    filterset_class = ReportFilter

    def get_queryset(self) -> QuerySet[Report]:
        reports = super().get_queryset()
        if self.action == "list":
            return reports.light()  # type: ignore[attr-defined]
        return reports.prefetch_related("sections", Prefetch("items", queryset=Item.objects.current()))

    def get_serializer_class(self) -> Any:
        return ReportListSerializer if self.action == "list" else ReportSerializer

    @extend_schema(responses=SectionSerializer(many=True))
    @action(detail=True, pagination_class=None, filterset_class=None)
    def sections(self, request: Request, pk: str) -> Response:
        return Response(SectionSerializer(self.get_object().sections.all(), many=True).data)

    @extend_schema(responses=ItemSerializer(many=True))
    @action(detail=True, pagination_class=None, filterset_class=None)
    def items(self, request: Request, pk: str) -> Response:
        return Response(ItemSerializer(self.get_object().items.all(), many=True).data)


class ItemViewSet(viewsets.ReadOnlyModelViewSet[Item]):
    queryset = Item.objects.filter(removed=False)
    serializer_class = ItemSerializer
    filterset_class = ItemFilter


class OrganViewSet(viewsets.ReadOnlyModelViewSet[Organ]):
    queryset = Organ.objects.current().prefetch_related(Prefetch("names", OrganName.objects.order_by("id")))
    serializer_class = OrganSerializer
    filterset_fields = ["parent", "confirmed"]


class UploadViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Upload]):
    queryset = Upload.objects.all()
    serializer_class = UploadSerializer
    filterset_fields = ["status", "report"]

    def get_parsers(self) -> list[Any]:
        return [MultiPartParser()]

    @extend_schema(request={"multipart/form-data": FileSerializer}, responses={201: StoredSerializer})
    def create(self, request: Request) -> Response:
        """Store one file (field ``file``) and queue it. 200 when its content was here before."""
        form = FileSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        file = form.validated_data["file"]
        stored = intake.store(file, file.name, by=request.user, limits=limits.configured())
        waits = stored.upload.status == Upload.Status.QUEUED
        announced = worklist.announce([stored.upload]) if waits else False
        data = UploadSerializer(stored.upload).data | {"new": stored.new, "announced": announced}
        return Response(data, status.HTTP_201_CREATED if stored.new else status.HTTP_200_OK)

    @extend_schema(request=None, responses={202: UploadSerializer})
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        """Read the file once more."""
        upload = self.get_object()
        worklist.announce(intake.ask_again([upload]))
        return Response(UploadSerializer(upload).data, status.HTTP_202_ACCEPTED)


router = SimpleRouter()
router.register("reports", ReportViewSet)
router.register("items", ItemViewSet)
router.register("organs", OrganViewSet)
router.register("uploads", UploadViewSet)
