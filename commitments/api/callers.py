"""Who calls, and what they see: as in the admin."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from commitments import access
from commitments.access import Person
from commitments.models import Commitment
from commitments.querysets import CommitmentQuerySet


class MayOpen(BasePermission):
    """The permission opens the page. What is seen and done there follows from roles held."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(request.user.is_staff and request.user.has_perm("commitments.view_commitment"))


def caller(request: Any) -> Person:
    """Looked up once for each request."""
    if not hasattr(request, "caller"):
        request.caller = access.person(request.user, timezone.localdate())
    found: Person = request.caller
    return found


def seen_by(request: Request) -> CommitmentQuerySet:
    return access.seen_by(Commitment.objects.all(), caller(request))
