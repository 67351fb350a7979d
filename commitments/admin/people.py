"""People and rules in the admin: who holds which role where, and who is suggested for what.

A keeper of the ledger cares for the people of the own organ and all below it, the administrator for all.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Count, ForeignKey, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import UnfoldAdminSelect2Widget

from commitments import handover
from commitments.admin import handovers, offices
from commitments.admin.realm import below, named, people_for, realm
from commitments.choices import Role
from commitments.models import AssignmentRule, Commitment, Membership
from reports.models import Organ


class OwnRealm(ModelAdmin):
    """Rows and choices of the person's own organs only. ``place``: the field that says whose a row is."""

    place = "unit"
    picked: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(below(f"{self.place}__", realm(request)))

    def get_autocomplete_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """Whose realm is small gets all of it in one list to search in."""
        return self.picked if realm(request) is None else ()

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        paths = realm(request)
        person = db_field.related_model is get_user_model()
        if paths is not None:
            kwargs["widget"] = UnfoldAdminSelect2Widget()
            kwargs["queryset"] = self.choices_of(db_field.name, paths)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if person and field is not None:
            field.label_from_instance = named
        return field

    def choices_of(self, field: str, paths: list[str]) -> QuerySet[Any]:
        if field == "user":
            return people_for(paths)
        if field == "supervisor":
            return people_for(paths, Role.SUPERVISOR)
        return Organ.objects.current().filter(below("", paths)).order_by("path")


class MembershipForm(forms.ModelForm):
    class Meta:
        labels = {"since": gettext_lazy("Holds it from"), "until": gettext_lazy("Holds it until")}
        help_texts = {
            "unit": gettext_lazy("A unit that is not offered here is entered under “Units” first."),
            "until": gettext_lazy("The last day. Empty while no end is known."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "since" in self.fields and not self.instance.pk:
            self.fields["since"].initial = timezone.localdate

    def clean(self) -> dict[str, Any]:
        """Nor does it move elsewhere, or begin later, while something would be left with nobody."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        later = "since" in self.changed_data and (given.get("since") or date.min) > timezone.localdate()
        if self.instance.pk and (later or {"user", "unit", "role"} & set(self.changed_data)):
            refuse_to_strand(Membership.objects.select_related("user").get(pk=self.instance.pk))
        return given

    def clean_until(self) -> date | None:
        """A seat does not end while something would be left with nobody."""
        until: date | None = self.cleaned_data["until"]
        if self.instance.pk and until is not None and "until" in self.changed_data:
            refuse_to_strand(self.instance)
        return until


def refuse_to_strand(seat: Membership) -> None:
    left = handover.left_behind(seat.user, timezone.localdate(), without=seat.pk)
    if left:
        raise forms.ValidationError(handovers.advice(seat.user, len(left)))


class InForce(admin.SimpleListFilter):
    title = gettext_lazy("in force")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("now", _("in force")), ("ended", _("ended"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        standing = Membership.objects.in_force(timezone.localdate())
        if self.value() == "now":
            return queryset.filter(pk__in=standing)
        return queryset.exclude(pk__in=standing) if self.value() == "ended" else queryset


@admin.register(Membership)
class MembershipAdmin(OwnRealm):
    form = MembershipForm
    picked = ("user", "unit")
    fields = ["user", "unit", "role", "since", "until"]
    list_display = ["person", "role", "unit", "since", "until", "unfinished"]
    list_filter = ["role", InForce]
    list_select_related = ["user", "unit"]
    search_fields = ["user__first_name", "user__username", "unit__names__name"]
    search_help_text = gettext_lazy("Name of the person, or of the organ or unit")
    show_full_result_count = False
    ordering = ["unit__path", "role", "id"]
    change_list_template = "admin/commitments/people/change_list.html"
    list_before_template = "admin/commitments/people/tools.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        held = Commitment.objects.unfinished().filter(
            Q(officer=OuterRef("user")) | Q(supervisor=OuterRef("user"))
        )
        number = Subquery(
            held.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk")).values("n")
        )
        return super().get_queryset(request).annotate(held=Coalesce(number, 0))

    def get_urls(self) -> list[URLPattern]:
        return [*offices.urls(self), *handovers.urls(self), *super().get_urls()]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Who was what and where stays on record: a seat ends, and another begins."""
        return ["user", "unit", "role", "since"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only what was entered by mistake today goes; all else ends."""
        if obj is None or obj.since < timezone.localdate():
            return False
        left = handover.left_behind(obj.user, timezone.localdate(), without=obj.pk)
        return super().has_delete_permission(request, obj) and not left

    @admin.display(description=gettext_lazy("person"), ordering="user__first_name")
    def person(self, seat: Membership) -> str:
        return named(seat.user)

    @admin.display(description=gettext_lazy("Unfinished commitments"))
    def unfinished(self, seat: Any) -> str:
        if not seat.held:
            return "—"
        address = reverse("admin:commitments_handover", args=[seat.user_id])
        return format_html('{} <a class="underline" href="{}">{}</a>', seat.held, address, _("Hand over"))


class MembershipInline(TabularInline):
    """The seats of one person, on the person's own page."""

    model = Membership
    form = MembershipForm
    fields = ["role", "unit", "since", "until"]
    autocomplete_fields = ["unit"]
    extra = 0
    can_delete = False
    hide_title = True
    ordering = ["until", "role", "id"]


class RuleForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "keyword": gettext_lazy("A passage with this word is suggested to the unit below."),
            "supervisor": gettext_lazy("Instead of a keyword: who watches over all that the organ promises."),
        }


@admin.register(AssignmentRule)
class AssignmentRuleAdmin(OwnRealm):
    form = RuleForm
    place = "organ"
    picked = ("organ", "unit", "supervisor")
    fieldsets = [
        (None, {"fields": ["organ"]}),
        (gettext_lazy("By keyword: suggest a unit"), {"fields": ["keyword", "unit", "part"]}),
        (gettext_lazy("Or: the supervisor of all"), {"fields": ["supervisor"]}),
    ]
    list_display = ["organ", "keyword", "part", "unit", "supervisor_name"]
    list_display_links = ["organ", "keyword"]
    list_select_related = ["organ", "unit", "supervisor"]
    search_fields = ["keyword", "unit__names__name", "organ__names__name"]
    search_help_text = gettext_lazy("Keyword, or name of the organ or unit")
    show_full_result_count = False

    @admin.display(description=gettext_lazy("supervisor"))
    def supervisor_name(self, rule: AssignmentRule) -> str:
        return named(rule.supervisor) if rule.supervisor else "—"
