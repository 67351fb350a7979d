"""Accounts in the admin. A person is given a role as a seat at an organ or unit; what a role may do is fixed
in ``config.people`` and not edited, so groups have no pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authtoken.admin import TokenAdmin as DrfTokenAdmin
from rest_framework.authtoken.models import TokenProxy
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from commitments import handover
from commitments.admin import handovers
from commitments.admin.people import MembershipInline
from commitments.models import Membership

admin.site.index_title = _("Overview")
admin.site.unregister(Group)
admin.site.unregister(User)
admin.site.unregister(TokenProxy)


class PersonForm(UserChangeForm):
    def clean_is_active(self) -> bool:
        """Nobody is shut out while work would be left with nobody."""
        active: bool = self.cleaned_data["is_active"]
        if not active and "is_active" in self.changed_data:
            number = handover.held_by(self.instance).count()
            if number:
                raise ValidationError(handovers.advice(self.instance, number))
        return active


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):
    form = PersonForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    inlines = (MembershipInline,)
    list_display = ("username", "first_name", "roles", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser", "memberships__role")
    search_fields = ("username", "first_name", "last_name")
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    add_fieldsets = ((None, {"fields": ("username", "first_name", "password1", "password2", "is_staff")}),)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        seats = Membership.objects.in_force(timezone.localdate()).select_related("unit")
        return super().get_queryset(request).prefetch_related(Prefetch("memberships", seats, to_attr="seats"))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        # Without this mark a person cannot log in, and every person here is meant to.
        return {"is_staff": True, **super().get_changeform_initial_data(request)}

    @admin.display(description=_("Roles"))
    def roles(self, person: Any) -> str:
        return "、".join(f"{seat.unit} {seat.get_role_display()}" for seat in person.seats)


@admin.register(TokenProxy)
class TokenAdmin(DrfTokenAdmin, ModelAdmin):
    """One token per person, for programs that use the API in that person's name."""
