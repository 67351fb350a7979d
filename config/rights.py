"""What a person may open follows from the seats that the person holds today, and from nothing else.

A seat (commitments.Membership) is given in one place; the group of its role is but the table of permissions.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import Case, Q, QuerySet, Value, When
from django.utils import timezone

from commitments.models import Membership
from config.people import ROLES


class SeatBackend(ModelBackend):
    """Permissions are asked for once a request, so a seat that ended gives nothing from the next one on."""

    def _get_user_permissions(self, user_obj: Any) -> QuerySet[Permission]:
        """Those of the seats, and those given to this person alone, as programs need them. One query."""
        names = Case(*(When(role=role.seat, then=Value(role.name)) for role in ROLES))
        held = Membership.objects.in_force(timezone.localdate()).filter(user=user_obj)
        groups = held.order_by().values_list(names, flat=True)
        return Permission.objects.filter(Q(user=user_obj) | Q(group__name__in=groups)).distinct()

    def _get_group_permissions(self, user_obj: Any) -> QuerySet[Permission]:
        return Permission.objects.none()
