"""People in the admin. Roles are groups whose permissions are fixed in ``config.people``: a person is given
roles here, but what a role may do is not edited, so groups have no pages of their own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import ManyToManyField, QuerySet
from django.forms import ModelMultipleChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework.authtoken.admin import TokenAdmin as DrfTokenAdmin
from rest_framework.authtoken.models import TokenProxy
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

admin.site.index_title = _("Overview")
admin.site.unregister(Group)
admin.site.unregister(User)
admin.site.unregister(TokenProxy)


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "first_name", "roles", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "groups")
    search_fields = ("username", "first_name", "last_name")
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    add_fieldsets = (
        (None, {"fields": ("username", "first_name", "password1", "password2", "is_staff", "groups")}),
    )
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (_("Roles and rights"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        # Without this mark a person cannot log in, and every person here is meant to.
        return {"is_staff": True, **super().get_changeform_initial_data(request)}

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField | None:
        if db_field.name == "groups":
            kwargs |= {
                "widget": UnfoldAdminCheckboxSelectMultipleWidget(),
                "label": _("Roles"),
                "help_text": "",
            }
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=_("Roles"))
    def roles(self, person: User) -> str:
        return "、".join(group.name for group in person.groups.all())


@admin.register(TokenProxy)
class TokenAdmin(DrfTokenAdmin, ModelAdmin):
    """One token per person, for programs that use the API in that person's name."""
