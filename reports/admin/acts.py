"""From what the report page sends to a correction: one form for each act, each knowing its call."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from reports import corrections, head, organs
from reports.choices import ItemKind
from reports.models import Correction, Organ, Report
from reports.refusals import Refusal
from reports.typed import key_of

EMPTY_MEANS_NONE = frozenset({"organ", "year", "plan_year", "issued_on"})


class Act(forms.Form):
    """``revision`` is that of the report as the person saw it."""

    revision = forms.IntegerField(min_value=0)

    def perform(self, report_id: int, by: Any) -> Correction:
        raise NotImplementedError


class SetHead(Act):
    """``remember``: from now on the name that the report prints means the organ chosen."""

    field = forms.ChoiceField(choices=[(name, name) for name in head.FIELDS])
    value = forms.CharField(required=False)
    remember = forms.BooleanField(required=False)

    def perform(self, report_id: int, by: Any) -> Correction:
        given = self.cleaned_data
        value: Any = given["value"] or (None if given["field"] in EMPTY_MEANS_NONE else "")
        if given["field"] == "organ" and value is not None:
            value = Organ.objects.current().filter(pk=key_of(value) or 0).first()
            if value is None:
                raise Refusal(_("This organ does not exist any more."))
        done = corrections.set_head(report_id, given["field"], value, by=by, revision=given["revision"])
        if given["remember"] and isinstance(value, Organ):
            self._remember(report_id, value, by)
        return done

    def _remember(self, report_id: int, organ: Organ, by: Any) -> None:
        if not by.has_perm("reports.change_organ"):
            raise PermissionDenied
        printed = Report.objects.values_list("organ_name", flat=True).get(pk=report_id)
        if printed:
            organs.add_alias(organ, printed)


class RegisterOrgan(Act):
    """The name that the report prints is that of a new organ, and this person says so."""

    name = forms.CharField(max_length=organs.LONGEST)

    def perform(self, report_id: int, by: Any) -> Correction:
        if not by.has_perm("reports.add_organ"):
            raise PermissionDenied
        organ = organs.register(self.cleaned_data["name"], confirmed=True)
        organs.confirm([organ])
        revision = self.cleaned_data["revision"]
        return corrections.set_head(report_id, "organ", organ, by=by, revision=revision)


class ItemAct(Act):
    item = forms.IntegerField()


class ChangeKind(ItemAct):
    kind = forms.ChoiceField(choices=ItemKind.choices)

    def perform(self, report_id: int, by: Any) -> Correction:
        given = self.cleaned_data
        return corrections.change_kind(
            report_id, given["item"], given["kind"], by=by, revision=given["revision"]
        )


class MoveBounds(ItemAct):
    start = forms.IntegerField()
    end = forms.IntegerField()

    def perform(self, report_id: int, by: Any) -> Correction:
        given = self.cleaned_data
        place = (given["item"], given["start"], given["end"])
        return corrections.move_bounds(report_id, *place, by=by, revision=given["revision"])


class Split(ItemAct):
    at = forms.IntegerField()

    def perform(self, report_id: int, by: Any) -> Correction:
        given = self.cleaned_data
        return corrections.split(report_id, given["item"], given["at"], by=by, revision=given["revision"])


class Merge(ItemAct):
    other = forms.IntegerField()

    def perform(self, report_id: int, by: Any) -> Correction:
        given = self.cleaned_data
        return corrections.merge(report_id, given["item"], given["other"], by=by, revision=given["revision"])


class Add(Act):
    kind = forms.ChoiceField(choices=ItemKind.choices)
    start = forms.IntegerField()
    end = forms.IntegerField()

    def perform(self, report_id: int, by: Any) -> Correction:
        given = self.cleaned_data
        passage = (given["kind"], given["start"], given["end"])
        return corrections.add(report_id, *passage, by=by, revision=given["revision"])


class Remove(ItemAct):
    def perform(self, report_id: int, by: Any) -> Correction:
        given = self.cleaned_data
        return corrections.remove(report_id, given["item"], by=by, revision=given["revision"])


class Undo(Act):
    def perform(self, report_id: int, by: Any) -> Correction:
        return corrections.undo(report_id, by=by, revision=self.cleaned_data["revision"])


ACTS: dict[str, type[Act]] = {
    "set_head": SetHead,
    "register_organ": RegisterOrgan,
    "change_kind": ChangeKind,
    "move_bounds": MoveBounds,
    "split": Split,
    "merge": Merge,
    "add": Add,
    "remove": Remove,
    "undo": Undo,
}


def perform(report_id: int, data: Any, by: Any) -> Correction:
    """The act that ``data`` names; a Refusal when it names none or lacks a value."""
    act = ACTS.get(data.get("act", ""))
    if act is None:
        raise Refusal(_("This act is not known."))
    form = act(data)
    if not form.is_valid():
        raise Refusal(
            "；".join(f"{name}: {' '.join(map(str, errors))}" for name, errors in form.errors.items())
        )
    return form.perform(report_id, by)
