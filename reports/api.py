"""The REST API: reports, chapters and items to read, files to upload. Rows are changed in the admin.

Who may call and how pages follow each other are defaults in the settings (config/rest.py).
"""

from __future__ import annotations

from typing import Any

import django_filters
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import APIException
from rest_framework.parsers import BaseParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.routers import SimpleRouter

from reports import containers, intake, limits, notes, reasons, worklist
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
    """``url`` is where to ask how far it has got."""

    url = serializers.SerializerMethodField()
    reason = serializers.SerializerMethodField()

    class Meta:
        model = Upload
        fields = [
            "id", "url", "name", "size", "format", "status", "step", "reason_code", "reason", "report",
            "uploaded_at",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, upload: Upload) -> str:
        return reverse("upload-detail", args=[upload.pk], request=self.context.get("request"))

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


class TakenSerializer(StoredSerializer):
    """``others``: the further files of a .zip or a mail, each an upload of its own."""

    others = StoredSerializer(many=True, read_only=True)

    class Meta(StoredSerializer.Meta):
        fields = [*StoredSerializer.Meta.fields, "others"]
        read_only_fields = fields


class FileSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(allow_empty_file=True)

    def content(self) -> File:
        return self.validated_data["file"]


class TextSerializer(serializers.Serializer[Any]):
    """A report that the caller holds as text. ``name`` is shown to people, as a file's is."""

    text = serializers.CharField(trim_whitespace=False)
    name = serializers.CharField(max_length=255, default="报告.txt")

    def content(self) -> File:
        return ContentFile(self.validated_data["text"].encode(), name=self.validated_data["name"])


class TooLong(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"


class BoundedJSON(BaseParser):
    """JSON is taken into memory whole: what no report could be is not even read. Not a JSONParser by descent,
    of which no more is taken than of any other form."""

    media_type = JSONParser.media_type

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        # In JSON a character may take twice the bytes that it takes in a file.
        length = (parser_context or {})["request"].META.get("CONTENT_LENGTH") or 0
        if int(length) > 2 * settings.UPLOAD_MAX_BYTES + 4096:
            most = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
            raise TooLong(_("The text is too long: at most %(most)s MiB.") % {"most": most})
        return JSONParser().parse(stream, media_type, parser_context)


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
        return [MultiPartParser(), BoundedJSON()]

    @extend_schema(
        request={"multipart/form-data": FileSerializer, "application/json": TextSerializer},
        responses={200: TakenSerializer, 201: TakenSerializer},
    )
    def create(self, request: Request) -> Response:
        """Store one report, a file (field ``file``) or JSON (``text``, ``name``), and queue it. 200 when its
        content was here before. Ask at ``url`` whether it was read.

        Of a .zip and of a mail with attachments each file is stored and answered for.
        """
        form = self._form(request)
        form.is_valid(raise_exception=True)
        file = form.content()
        taken = containers.take(file, file.name or "", by=request.user, limits=limits.configured())
        waiting = [stored.upload for stored in taken if stored.upload.status == Upload.Status.QUEUED]
        told = worklist.announce(waiting)
        first, *others = [
            self.get_serializer(stored.upload).data
            | {"new": stored.new, "announced": told and stored.upload in waiting}
            for stored in taken
        ]
        new = any(stored.new for stored in taken)
        code = status.HTTP_201_CREATED if new else status.HTTP_200_OK
        return Response(first | {"others": others}, code, headers={"Location": first["url"]})

    def _form(self, request: Request) -> FileSerializer | TextSerializer:
        if (request.content_type or "").startswith(MultiPartParser.media_type):
            return FileSerializer(data=request.data)
        return TextSerializer(data=request.data)

    @extend_schema(request=None, responses={202: UploadSerializer})
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        """Read the file once more."""
        upload = self.get_object()
        worklist.announce(intake.ask_again([upload]))
        return Response(self.get_serializer(upload).data, status.HTTP_202_ACCEPTED)


router = SimpleRouter()
router.register("reports", ReportViewSet)
router.register("items", ItemViewSet)
router.register("organs", OrganViewSet)
router.register("uploads", UploadViewSet)
