"""The REST API of the commitments: to read, and to act on as in the admin, through lifecycle."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from commitments.api.acts import ACTS
from commitments.api.bulk import BULK
from commitments.api.changes import LedgerViewSet
from commitments.api.findings import ComparisonViewSet, FindingViewSet
from commitments.api.views import ActView, AttachView, BulkView, CommitmentViewSet, EvidenceView
from commitments.choices import Verb

router = SimpleRouter()
router.register("commitments", CommitmentViewSet)
router.register("comparisons", ComparisonViewSet)
router.register("findings", FindingViewSet)
router.register("ledger", LedgerViewSet)
acts = [
    path(
        "commitments/<int:pk>/evidence/<int:evidence_id>/",
        EvidenceView.as_view(),
        name="commitment-evidence",
    ),
    *(
        path(
            f"commitments/<int:pk>/{verb.value}/",
            (AttachView if verb == Verb.ATTACH else ActView).as_view(serializer_class=act),
            name=f"commitment-{verb.value}",
        )
        for verb, act in ACTS.items()
    ),
    *(
        path(
            f"commitments/all/{verb.value}/",
            BulkView.as_view(serializer_class=bulk),
            name=f"commitments-{verb.value}",
        )
        for verb, bulk in BULK.items()
    ),
]
