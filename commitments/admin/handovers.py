"""Hand-over: who has unfinished work, and moving it to others when a person leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import F, Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.widgets import UnfoldAdminSelect2Widget, UnfoldAdminTextInputWidget, UnfoldBooleanWidget

from commitments import access, handover, units
from commitments.admin.realm import named
from commitments.choices import Role
from commitments.lifecycle.table import KEEPERS
from commitments.models import Assignment, Commitment, Membership
from reports.people import name_of
from reports.refusals import Refusal
from reports.typed import key_of


def urls(admin: ModelAdmin) -> list[URLPattern]:
    def index(request: HttpRequest) -> HttpResponse:
        return _index(admin, request)

    def one(request: HttpRequest, user_id: int) -> HttpResponse:
        return _one(admin, request, user_id)

    view = admin.admin_site.admin_view
    return [
        path("handover/", view(index), name="commitments_handovers"),
        path("handover/<int:user_id>/", view(one), name="commitments_handover"),
    ]


def advice(person: Any, number: int) -> str:
    """That work is left, and the way to hand it over: what a form says that would leave it with nobody."""
    words = ngettext(
        "%(person)s still has %(number)s unfinished commitment. Hand it over first:",
        "%(person)s still has %(number)s unfinished commitments. Hand them over first:",
        number,
    ) % {"person": name_of(person), "number": number}
    address = reverse("admin:commitments_handover", args=[person.pk])
    return format_html('{} <a class="underline" href="{}">{}</a>', words, address, _("to the hand-over"))


def _index(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Everybody with unfinished work that the viewer sees."""
    _admit(request)
    today = timezone.localdate()
    rows = Commitment.objects.visible_to(request.user, today)
    shown = {"title": _("Hand-over"), "holders": handover.holders(rows, today)}
    return _page(admin, request, "handovers.html", shown)


# --- one person ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Desk:
    """The unfinished work of one person as far as the viewer sees it. ``rows``: the viewer may move them,
    ``others`` not; ``ends``: the viewer may end the person's roles."""

    leaver: Any
    today: date
    seats: list[Membership]
    rows: list[Commitment]
    others: list[Commitment]
    ends: bool


def _desk(leaver: Any, user: Any, today: date) -> Desk:
    viewer = access.person(user, today)
    parts = Prefetch("assignments", Assignment.objects.select_related("unit"))
    held = access.seen_by(handover.held_by(leaver), viewer).light().prefetch_related(parts)
    held = held.select_related("organ", "lead").order_by(F("due_on").asc(nulls_last=True), "pk")
    rows: list[Commitment] = []
    others: list[Commitment] = []
    for row in held:
        (rows if handover.may_move(viewer, row, leaver) else others).append(row)
    seats = list(Membership.objects.in_force(today).filter(user=leaver).select_related("unit"))
    over = all(viewer.over(seat.unit.path, KEEPERS) for seat in seats)
    if not (rows or others or user.is_superuser or (seats and over)):
        raise Http404
    ends = bool(seats) and not others and (over or user.is_superuser)
    return Desk(leaver, today, seats, rows, others, ends)


def _keepers(desk: Desk) -> list[str]:
    """Who hands over what the viewer may not."""
    told = access.told(desk.others, desk.today)
    keys = {pk for each in told.values() for pk in each.clerks or each.supervisors}
    return [named(person) for person in get_user_model().objects.filter(pk__in=keys)]


class HandoverForm(forms.Form):
    """What goes to whom. With ``leaves`` all of it goes, and the person's roles end."""

    officer = forms.ChoiceField(
        label=gettext_lazy("Who takes over the work"), required=False, widget=UnfoldAdminSelect2Widget()
    )
    supervisor = forms.ChoiceField(
        label=gettext_lazy("Who takes over the supervision"),
        required=False,
        widget=UnfoldAdminSelect2Widget(),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), required=False, max_length=500, widget=UnfoldAdminTextInputWidget()
    )
    leaves = forms.BooleanField(
        label=gettext_lazy("The person leaves: hand over everything and end all roles"),
        required=False,
        widget=UnfoldBooleanWidget(),
    )
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, desk: Desk, data: Any = None) -> None:
        super().__init__(data, initial={"last_day": desk.today})
        self.heirs: dict[str, Any] = {}
        for part in handover.PARTS:
            number = sum(getattr(row, f"{part}_id") == desk.leaver.pk for row in desk.rows)
            if number:
                self._offer(part, number, handover.heirs(desk.leaver, desk.rows, part, desk.today))
            else:
                del self.fields[part]
        if not desk.ends:
            del self.fields["leaves"], self.fields["last_day"]

    def _offer(self, part: str, number: int, heirs: list[handover.Heir]) -> None:
        choices = [("", _("(choose)"))]
        for heir in heirs:
            user = heir.person.user
            self.heirs[str(user.pk)] = user
            label = f"{named(user)} {heir.seat.unit} {Role(heir.seat.role).label}"
            if heir.fits < number:
                fits = {"fits": heir.fits, "number": number}
                label += " " + _("(may take %(fits)s of %(number)s)") % fits
            choices.append((str(user.pk), label))
        self.fields[part].choices = choices  # type: ignore[attr-defined]

    def heir(self, part: str) -> Any:
        return self.heirs.get(self.cleaned_data.get(part, ""))


def _one(admin: ModelAdmin, request: HttpRequest, user_id: int) -> HttpResponse:
    _admit(request)
    now = timezone.now()
    desk = _desk(
        get_object_or_404(get_user_model(), pk=user_id), request.user, timezone.localtime(now).date()
    )
    form = HandoverForm(desk, request.POST or None)
    ticked = set(request.POST.getlist("row"))
    if form.is_valid():
        try:
            _carry_out(desk, form, ticked, request, now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(reverse("admin:commitments_handover", args=[user_id]))
    shown = {
        "title": _("Hand-over: %(person)s") % {"person": named(desk.leaver)},
        "desk": desk,
        "rows": [
            {
                "row": row,
                "ticked": request.method != "POST" or str(row.pk) in ticked,
                "unit": units.short_name(row.lead, row.organ) if row.lead else "",
            }
            for row in desk.rows
        ],
        "keepers": _keepers(desk) if desk.others else [],
        "form": form,
        "media": form.media,
    }
    return _page(admin, request, "handover.html", shown)


def _carry_out(desk: Desk, form: HandoverForm, ticked: set[str], request: HttpRequest, now: datetime) -> None:
    given = form.cleaned_data
    heirs = {part: form.heir(part) for part in handover.PARTS}
    if given.get("leaves"):
        last_day = given["last_day"] or desk.today
        moved = handover.leave(desk.leaver, last_day, by=request.user, now=now, **heirs)
        said = {"person": named(desk.leaver), "number": len(moved), "day": last_day}
        messages.success(
            request, _("%(number)s commitments handed over; the roles of %(person)s end on %(day)s.") % said
        )
        return
    wanted = {
        row.pk: -1 if (seen := key_of(request.POST.get(f"revision-{row.pk}", ""))) is None else seen
        for row in desk.rows
        if str(row.pk) in ticked
    }
    outcome = handover.hand_over(
        desk.leaver, wanted, by=request.user, now=now, reason=given["reason"], **heirs
    )
    if outcome.done:
        messages.success(request, _("%(number)s commitments handed over.") % {"number": len(outcome.done)})
    titles = {row.pk: row.title for row in desk.rows}
    for pk, refusal in outcome.refused.items():
        messages.error(request, f"{titles[pk]}：{refusal}")


def _admit(request: HttpRequest) -> None:
    if not request.user.has_perm("commitments.view_commitment"):
        raise PermissionDenied


def _page(admin: ModelAdmin, request: HttpRequest, template: str, shown: dict[str, Any]) -> HttpResponse:
    context = {**admin.admin_site.each_context(request), "opts": admin.opts, **shown}
    return TemplateResponse(request, f"admin/commitments/people/{template}", context)
