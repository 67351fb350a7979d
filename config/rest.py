"""What all of the REST API shares: who may come in, how pages follow each other, how it says no.

The settings name these as defaults, so that the apps need not import them.
"""

from __future__ import annotations

from typing import Any

from rest_framework import status
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import DjangoModelPermissions
from rest_framework.request import Request
from rest_framework.response import Response

from commitments import refusals
from reports.refusals import Refusal


class StaffWithPermission(DjangoModelPermissions):
    """As in the admin: staff, and looking needs the permission to view."""

    perms_map = {
        **DjangoModelPermissions.perms_map,
        "GET": ["%(app_label)s.view_%(model_name)s"],
        "HEAD": ["%(app_label)s.view_%(model_name)s"],
        "OPTIONS": ["%(app_label)s.view_%(model_name)s"],
    }

    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(request.user.is_staff and super().has_permission(request, view))


class NewestFirst(CursorPagination):
    """Steady under new rows, and as fast on the last page as on the first."""

    ordering = "-id"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200


# --- how it says no --------------------------------------------------------------------------------------

STATUS: dict[type[Refusal], int] = {
    refusals.Unknown: status.HTTP_404_NOT_FOUND,
    refusals.NotAllowed: status.HTTP_403_FORBIDDEN,
    refusals.WrongStatus: status.HTTP_409_CONFLICT,
    refusals.Stale: status.HTTP_409_CONFLICT,
}


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """A refusal is answered with its sentence, which says what to do, and a code for programs."""
    if isinstance(error, Refusal):
        number = STATUS.get(type(error), status.HTTP_400_BAD_REQUEST)
        return Response({"detail": str(error), "code": error.code}, number)
    # Imported here because that module, in its first lines, imports this one by the settings.
    from rest_framework.views import exception_handler

    return exception_handler(error, context)
