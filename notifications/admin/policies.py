"""The reminder policies: rule books taken over and changed, and who would be told what by them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display

from commitments import access
from notifications import policies
from notifications.admin import preview
from notifications.choices import Preset, Stage
from notifications.ladder import BEFORE, DEADLINE
from notifications.models import Policy, Step


class StepInline(TabularInline):
    model = Step
    extra = 0
    hide_title = True
    fields = ("stage", "days", "owner", "leader", "supervisor", "clerk", "label")


class PolicyForm(forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "preset" in self.fields:
            self.fields["preset"].required = True


@admin.register(Policy)
class PolicyAdmin(ModelAdmin):
    form = PolicyForm
    list_display = ("name", "whole", "ladder", "active")
    list_select_related = ("organ",)
    autocomplete_fields = ("organ",)
    list_before_template = "admin/notifications/policies/above.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Policy]:
        rows = super().get_queryset(request).prefetch_related("steps")
        if request.user.is_superuser:
            return rows
        person = access.person(request.user, timezone.localdate())
        return rows.filter(pk__in=policies.concerning(person).values("pk"))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("preview/", view(preview.show), name="notifications_preview"),
            *super().get_urls(),
        ]

    def get_inlines(self, request: HttpRequest, obj: Policy | None) -> list[Any]:
        """A new policy begins as a copy of a rule book; its steps are changed afterwards."""
        return [StepInline] if obj else []

    def get_fields(self, request: HttpRequest, obj: Policy | None = None) -> list[str]:
        return ["name", "organ", "active"] if obj else ["name", "preset", "organ", "active"]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change:
            policies.take(form.instance, Preset(form.instance.preset))

    def response_add(
        self, request: HttpRequest, obj: Policy, post_url_continue: str | None = None
    ) -> HttpResponse:
        """On to its steps."""
        self.message_user(
            request, _("The policy is made. Change its steps here, if need be."), messages.SUCCESS
        )
        return HttpResponseRedirect(reverse("admin:notifications_policy_change", args=[obj.pk]))

    @display(description=gettext_lazy("holds for"))
    def whole(self, policy: Policy) -> str:
        return str(policy.organ) if policy.organ else _("All organs")

    @display(description=gettext_lazy("from the deadline on"))
    def ladder(self, policy: Policy) -> str:
        """ "Reminder 30, 7, 3, 1, 0 days before; Chasing from 1 working day after …" """
        days: dict[str, list[int]] = {}
        for step in sorted(policy.steps.all(), key=_place):
            if step.stage in DEADLINE:
                days.setdefault(step.stage, []).append(step.days)
        return _("; ").join(_told(Stage(stage), numbers) for stage, numbers in days.items())


def _place(step: Step) -> tuple[int, int]:
    order = DEADLINE.index(step.stage) if step.stage in DEADLINE else len(DEADLINE)
    return order, -step.days if step.stage in BEFORE else step.days


def _told(stage: Stage, days: list[int]) -> str:
    numbers = "/".join(map(str, days))
    words = (
        _("%(stage)s %(days)s days before") if stage in BEFORE else _("%(stage)s %(days)s working days after")
    )
    return words % {"stage": stage.label, "days": numbers}
