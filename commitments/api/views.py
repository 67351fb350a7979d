"""The addresses: lists and details to read, and one address for each act."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.generics import GenericAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commitments import evidence
from commitments.api import shown
from commitments.api.callers import MayOpen, seen_by
from commitments.api.filters import CommitmentFilter
from commitments.lifecycle.acts import RELATED
from commitments.models import Commitment
from commitments.querysets import CommitmentQuerySet


class RefusalSerializer(serializers.Serializer[Any]):
    """``detail`` says what to do, in the language asked for; ``code`` is for programs."""

    detail = serializers.CharField()
    code = serializers.CharField()


REFUSED = {
    400: OpenApiResponse(description="What was given does not do; by field, or as a sentence."),
    403: OpenApiResponse(RefusalSerializer, description="The caller's roles do not allow it."),
    404: OpenApiResponse(description="There is none, or the caller may not see it."),
    409: OpenApiResponse(RefusalSerializer, description="Somebody acted first: fetch it again and look."),
}


class CommitmentViewSet(viewsets.ReadOnlyModelViewSet[Commitment]):
    queryset = Commitment.objects.all()
    permission_classes = [MayOpen]
    filterset_class = CommitmentFilter
    lookup_value_regex = "[0-9]+"

    def get_queryset(self) -> CommitmentQuerySet:
        rows = seen_by(self.request).select_related(*RELATED)
        if self.action == "list":
            return rows.light()
        return rows.select_related(*RELATED, "source").prefetch_related(*shown.PARTS)

    def get_serializer_class(self) -> Any:
        return shown.SummarySerializer if self.action == "list" else shown.CommitmentSerializer


class ActView(GenericAPIView[Commitment]):
    """One act on one commitment: ``as_view(serializer_class=…)`` says which."""

    queryset = Commitment.objects.all()
    permission_classes = [MayOpen]
    pagination_class = None
    filterset_class = None

    @extend_schema(responses={200: shown.SummarySerializer, **REFUSED})
    def post(self, request: Request, pk: int) -> Response:
        if not seen_by(request).filter(pk=pk).exists():
            raise Http404  # before a word about what was given
        act: Any = self.get_serializer(data=request.data)
        act.is_valid(raise_exception=True)
        row = act.perform(pk, request.user, timezone.now())
        return Response(shown.SummarySerializer(row).data)


class AttachView(ActView):
    parser_classes = [MultiPartParser]


class NotDoneSerializer(RefusalSerializer):
    id = serializers.IntegerField()


class OutcomeSerializer(serializers.Serializer[Any]):
    """``refused`` says for each commitment that was left alone why."""

    done = shown.SummarySerializer(many=True)
    refused = NotDoneSerializer(many=True)


class BulkView(GenericAPIView[Commitment]):
    """One act on many commitments, each with the revision that the caller saw."""

    queryset = Commitment.objects.all()
    permission_classes = [MayOpen]
    pagination_class = None
    filterset_class = None

    @extend_schema(responses={200: OutcomeSerializer, 400: REFUSED[400], 403: REFUSED[403]})
    def post(self, request: Request) -> Response:
        act: Any = self.get_serializer(data=request.data)
        act.is_valid(raise_exception=True)
        outcome = act.perform(request.user, timezone.now())
        refused = [
            {"id": pk, "detail": str(refusal), "code": refusal.code}
            for pk, refusal in outcome.refused.items()
        ]
        return Response({"done": shown.SummarySerializer(outcome.done, many=True).data, "refused": refused})


class EvidenceView(APIView):
    """The file itself, never to be shown inside a page of ours."""

    permission_classes = [MayOpen]

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, 404: REFUSED[404]})
    def get(self, request: Request, pk: int, evidence_id: int) -> FileResponse:
        piece = evidence.piece_visible_to(request.user, evidence_id, timezone.localdate())
        if piece is None or piece.commitment_id != pk:
            raise Http404
        try:
            content = piece.file.open("rb")
        except FileNotFoundError:
            raise Http404 from None
        return FileResponse(
            content, as_attachment=True, filename=piece.name, content_type="application/octet-stream"
        )
