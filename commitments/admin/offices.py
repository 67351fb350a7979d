"""The units (科室) of an organ, entered one a line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.widgets import UnfoldAdminSelect2Widget, UnfoldAdminTextareaWidget

from commitments import units
from commitments.admin.realm import below, realm
from reports import organs
from reports.models import Organ
from reports.refusals import Refusal
from reports.typed import key_of

MOST = 100


def urls(admin: ModelAdmin) -> list[URLPattern]:
    def view(request: HttpRequest) -> HttpResponse:
        return _page(admin, request)

    return [path("units/", admin.admin_site.admin_view(view), name="commitments_units")]


class UnitsForm(forms.Form):
    organ = forms.ModelChoiceField(
        label=gettext_lazy("Organ"), queryset=Organ.objects.none(), widget=UnfoldAdminSelect2Widget()
    )
    names = forms.CharField(
        label=gettext_lazy("Units, one per line"),
        help_text=gettext_lazy(
            "By the short names that the office itself uses. What is there already stays."
        ),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 8}),
    )

    def __init__(self, choices: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ"].queryset = choices  # type: ignore[attr-defined]

    def clean_names(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["names"].splitlines()]
        names = list(dict.fromkeys(line for line in lines if line))
        if len(names) > MOST:
            raise forms.ValidationError(_("At most %(most)s units at once.") % {"most": MOST})
        longest = organs.LONGEST // 2
        if any(len(name) > longest for name in names):
            raise forms.ValidationError(_("A name is longer than %(most)s characters.") % {"most": longest})
        return names

    @transaction.atomic
    def enter(self) -> int:
        """How many are new; none is entered when one of the names means another organ already."""
        organ: Organ = self.cleaned_data["organ"]
        before = Organ.objects.current().within(organ).count()
        for name in self.cleaned_data["names"]:
            unit = units.register(organ, name)
            if unit == organ or not unit.path.startswith(organ.path):
                raise Refusal(
                    _("“%(name)s” is already the name of %(owner)s.") % {"name": name, "owner": unit}
                )
        return Organ.objects.current().within(organ).count() - before


def _page(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("reports.add_organ") or not admin.has_add_permission(request):
        raise PermissionDenied
    choices = Organ.objects.current().filter(below("", realm(request))).order_by("path")
    form = UnitsForm(choices, request.POST or None, initial={"organ": _chosen(request, choices)})
    if form.is_valid():
        try:
            made = form.enter()
        except Refusal as refusal:
            form.add_error("names", str(refusal))
        else:
            said = ngettext("%(number)s unit entered.", "%(number)s units entered.", made)
            messages.success(request, said % {"number": made})
            organ = form.cleaned_data["organ"]
            return HttpResponseRedirect(f"{reverse('admin:commitments_units')}?organ={organ.pk}")
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": _("Units of an organ"),
        "form": form,
        "media": form.media,
        "there": _there(form, choices),
    }
    return TemplateResponse(request, "admin/commitments/people/units.html", context)


def _chosen(request: HttpRequest, choices: Any) -> int | None:
    """The organ that the link names, or else the only organ above all others of the realm."""
    wanted = request.GET.get("organ", "")
    if (key := key_of(wanted)) is not None:
        return key
    top = choices.first()
    return top.pk if top else None


def _there(form: UnitsForm, choices: Any) -> list[str]:
    """What the chosen organ has already."""
    wanted = form["organ"].value()
    organ = choices.filter(pk=key_of(str(wanted or "")) or 0).first()
    return [units.short_name(unit, organ) for unit in choices.filter(parent=organ)] if organ else []
