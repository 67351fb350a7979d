"""Whose people and units a person may manage: a keeper of the ledger the own organ's and all below it, the
administrator everybody's."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from commitments import access
from commitments.access import Seat
from commitments.choices import Role
from commitments.models import Membership
from reports.querysets import under


def realm(request: HttpRequest) -> list[str] | None:
    """The paths below which this person cares for people; None: everywhere."""
    if request.user.is_superuser:
        return None
    return [seat.path for seat in _seats(request) if seat.role == Role.CLERK]


def _seats(request: Any) -> tuple[Seat, ...]:
    """Asked once a request: forms and lists ask for every field."""
    if not hasattr(request, "seats"):
        request.seats = access.person(request.user, timezone.localdate()).seats
    return request.seats


def below(field: str, paths: list[str] | None) -> Q:
    return Q() if paths is None else under(f"{field}path", paths)


def people_for(paths: list[str] | None, role: str = "") -> QuerySet[Any]:
    """Those who hold or held a seat there, and for a new seat those who hold none anywhere yet."""
    people = get_user_model().objects.filter(is_active=True).order_by("first_name", "username")
    there = Membership.objects.filter(below("unit__", paths))
    if role:
        return people.filter(pk__in=there.in_force(timezone.localdate()).filter(role=role).values("user"))
    free = Q(memberships=None, is_superuser=False)
    return people.filter(free | Q(pk__in=there.values("user"))).distinct()


def named(person: Any) -> str:
    name = person.get_full_name()
    return f"{name}（{person.get_username()}）" if name else person.get_username()
