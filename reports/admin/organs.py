"""Organs: the tree, all names of each, and joining two that are one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminTextareaWidget

from reports import organs
from reports.admin.answers import refusals_shown
from reports.models import Organ, OrganName


class OrganForm(forms.ModelForm):
    aliases = forms.CharField(
        label=_("Other names"),
        help_text=_("One per line: short names, former names, names as reports print them."),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 5}),
        required=False,
    )

    class Meta:
        model = Organ
        fields = ["name", "parent", "confirmed"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            names = self.instance.names.filter(official=False).values_list("name", flat=True)
            self.fields["aliases"].initial = "\n".join(names)

    def clean_name(self) -> str:
        return self._free(self.cleaned_data["name"])

    def clean_aliases(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["aliases"].splitlines()]
        return [self._free(line) for line in lines if line]

    def _free(self, name: str) -> str:
        owner = organs.resolve(name)
        if owner is not None and owner.pk != self.instance.pk:
            raise forms.ValidationError(
                _("“%(name)s” is already a name of %(owner)s; merge the two organs instead."),
                params={"name": name, "owner": owner},
            )
        return name


@admin.register(Organ)
class OrganAdmin(ModelAdmin):
    form = OrganForm
    list_display = ["indented", "other_names", "confirmed", "reports_count"]
    list_display_links = ["indented"]
    list_filter = ["confirmed"]
    search_fields = ["names__name"]
    autocomplete_fields = ["parent"]
    readonly_fields = ["near_names"]
    actions = ["merge", "confirm"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organ]:
        names = Prefetch("names", OrganName.objects.filter(official=False), to_attr="aliases")
        reports = Count("reports", filter=Q(reports__superseded=False), distinct=True)
        # Counting drops the order of the model, and the picker of organs pages through what this gives.
        found = Organ.objects.current().prefetch_related(names).annotate(reports_count=reports)
        return found.order_by("path")

    def get_fields(self, request: HttpRequest, obj: Organ | None = None) -> list[str]:
        return ["name", "aliases", "parent", "confirmed", *(["near_names"] if obj else [])]

    @admin.display(description=_("Organ"), ordering="path")
    def indented(self, organ: Organ) -> str:
        return "　" * organ.depth + organ.name

    @admin.display(description=_("Other names"))
    def other_names(self, organ: Any) -> str:
        return "、".join(name.name for name in organ.aliases)

    @admin.display(description=_("Reports"), ordering="reports_count")
    def reports_count(self, organ: Any) -> int:
        return organ.reports_count

    @admin.display(description=_("Organs with names that look near"))
    def near_names(self, organ: Organ) -> str:
        near = organs.suggest(organ.name, besides=organ)
        links = (
            (reverse("admin:reports_organ_change", args=[found.organ.pk]), found.organ, found.name)
            for found in near
        )
        return format_html_join("", '<div><a href="{}">{}</a>（{}）</div>', links) or "—"

    @refusals_shown
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Organ, form: Any, change: bool) -> None:
        wanted = form.cleaned_data
        if change:
            organ = Organ.objects.get(pk=obj.pk)
            if wanted["name"] != organ.name:
                organs.rename(organ, wanted["name"])
            if wanted["parent"] != organ.parent:
                organs.move(organ, wanted["parent"])
            Organ.objects.filter(pk=organ.pk).update(confirmed=wanted["confirmed"])
        else:
            organ = organs.register(wanted["name"], parent=wanted["parent"], confirmed=True)
            obj.pk = organ.pk
        self._keep_aliases(organ, wanted["aliases"], form.changed_data)

    def _keep_aliases(self, organ: Organ, wanted: list[str], changed: list[str]) -> None:
        if "aliases" not in changed:
            return
        keys = {organs.key(name) for name in wanted}
        for row in organ.names.filter(official=False):
            if row.key not in keys:
                organs.drop_alias(organ, row.name)
        for name in wanted:
            organs.add_alias(organ, name)

    @admin.action(description=_("Confirm the selected organs"), permissions=["change"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[Organ]) -> None:
        number = organs.confirm(queryset)
        messages.success(request, _("%(number)s organs confirmed.") % {"number": number})

    @admin.action(description=_("Merge the selected organs into one"), permissions=["change"])
    @refusals_shown
    def merge(self, request: HttpRequest, queryset: QuerySet[Organ]) -> HttpResponse | None:
        chosen = list(queryset.order_by("path"))
        if len(chosen) < 2:
            messages.warning(request, _("Select the organs that are one and the same, at least two."))
            return None
        keep = next((organ for organ in chosen if str(organ.pk) == request.POST.get("keep")), None)
        if keep is None:
            context = {**self.admin_site.each_context(request), "organs": chosen, "opts": self.opts}
            context |= {
                "title": _("Merge organs"),
                "action_checkbox_name": ACTION_CHECKBOX_NAME,
            }
            return TemplateResponse(request, "admin/reports/organ/merge.html", context)
        with transaction.atomic():  # all of them, or none when one is refused
            for organ in chosen:
                if organ != keep:
                    organs.merge(keep, organ)
        link = reverse("admin:reports_organ_change", args=[keep.pk])
        messages.success(
            request, format_html('<a href="{}">{}</a>', link, _("Merged into %(organ)s.") % {"organ": keep})
        )
        return None
