"""The acts that say who does the work: assign, appoint, hand over."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import choosing, handover, lifecycle, units
from commitments.access import OWNERS
from commitments.admin.page.form import Act, Deed, Done, day, reason
from commitments.choices import Part, Role, Status, Verb
from commitments.choosing import Choosable
from commitments.lifecycle.owners import deadline_is_fixed
from commitments.models import Commitment
from commitments.refusals import Unfit
from reports.models import Organ
from reports.people import name_of

NAMES = re.compile("[、，,；;\n]+")


def grouped(people: Iterable[Choosable], row: Commitment) -> list[tuple[str, list[tuple[int, str]]]]:
    """Under the names of their units; each person once in a unit."""
    return [
        (
            units.short_name(unit, row.organ),
            list({p.user.pk: (p.user.pk, _shown(p)) for p in members}.values()),
        )
        for unit, members in groupby(people, lambda person: person.unit)
    ]


def _shown(person: Choosable) -> str:
    role = f"（{Role.LEADER.label}）" if person.role == Role.LEADER else ""
    return f"{name_of(person.user)}{role}"


class People(Act):
    """An act that chooses among people, of whom ``known`` keeps those that were offered."""

    known: dict[int, Any]

    def offer(self, field: str, people: Iterable[Choosable], nobody: str) -> None:
        found = list(people)
        self.known = getattr(self, "known", {}) | {person.user.pk: person.user for person in found}
        self.choose_among(field, [("", nobody), *grouped(found, self.deed.row)])

    def person(self, field: str) -> Any:
        chosen = self.cleaned_data.get(field)
        return None if chosen is None else self.known.get(chosen)


def somebody(label: Any, *, required: bool = False) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=int, empty_value=None, required=required)


class Assign(People):
    verb = Verb.ASSIGN
    label = gettext_lazy("Assign")

    lead = forms.TypedChoiceField(label=gettext_lazy("Lead unit"), coerce=int)
    officer = somebody(gettext_lazy("Officer in charge"))
    supports = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Supporting units"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    others = forms.CharField(
        label=gettext_lazy("Other supporting units"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Full names of units elsewhere, with 、 between them"),
    )
    supervisor = somebody(gettext_lazy("Supervisor"))
    due_on = day(gettext_lazy("Deadline"), required=False)
    units: dict[int, Organ]

    def suggested(self, deed: Deed) -> dict[str, Any]:
        """As it is; before anybody has decided, as the text and the rules suggest."""
        row = deed.row
        lead: int | None = row.lead_id
        supports = [part.unit_id for part in row.assignments.all() if part.part == Part.SUPPORT]
        if lead in (None, row.organ_id) and row.officer_id is None:
            known = [unit for unit in row.suggested_units if unit["unit"] not in (None, row.returned_by_id)]
            lead = next((unit["unit"] for unit in known if unit["part"] == Part.LEAD), None)
            supports = supports or [unit["unit"] for unit in known if unit["part"] != Part.LEAD]
        people = {"officer": row.officer_id, "supervisor": row.supervisor_id}
        return {"lead": lead, "supports": supports, "due_on": row.due_on, **people}

    def prepare(self) -> None:
        row = self.deed.row
        self.units = {unit.pk: unit for unit in choosing.units(row)}
        choices = [(pk, units.short_name(unit, row.organ)) for pk, unit in self.units.items()]
        undecided = self.initial["lead"] not in self.units
        self.choose_among("lead", [("", _("(choose)")), *choices] if undecided else choices)
        self.choose_among("supports", [choice for choice in choices if choice[0] != row.organ_id])
        found = choosing.people(row, self.deed.today)
        self.offer("officer", (p for p in found if p.role in OWNERS), _("(the unit decides later)"))
        watchers = [person for person in found if person.role == Role.SUPERVISOR]
        self.offer("supervisor", watchers, _("(as before)") if row.supervisor_id else _("(nobody yet)"))
        if row.supervisor_id is None and len(watchers) == 1:
            self.initial["supervisor"] = watchers[0].user.pk
        if deadline_is_fixed(row):
            del self.fields["due_on"]

    @property
    def opening(self) -> str:
        suggested = [f"{unit['name']}（{unit['reason']}）" for unit in self.deed.row.suggested_units]
        if not suggested:
            return ""
        return _("Suggested: %(units)s") % {"units": "、".join(suggested)}

    def carry_out(self) -> Done:
        given = self.cleaned_data
        lead = self.units[given["lead"]]
        supports = [*(self.units[pk] for pk in given["supports"]), *self._others()]
        owners = lifecycle.Owners(
            lead, tuple(supports), self.person("officer"), self.person("supervisor"), given.get("due_on")
        )
        row = lifecycle.assign(self.deed.row.pk, owners, **self.how)
        said = {"unit": units.short_name(lead, row.organ), "who": name_of(row.officer)}
        if row.status == Status.CANDIDATE:
            return Done(_("Set. It is assigned to %(unit)s when it is confirmed.") % said)
        if row.officer is None:
            return Done(_("Assigned to %(unit)s, whose leader appoints the officer in charge.") % said)
        return Done(_("Assigned to %(unit)s; %(who)s is in charge.") % said)

    def _others(self) -> list[Organ]:
        names = [name.strip() for name in NAMES.split(self.cleaned_data["others"]) if name.strip()]
        found = units.find_all(self.deed.row.organ, names) if names else {}
        unknown = [name for name in names if name not in found]
        if unknown:
            raise Unfit(
                _("No unit of the name “%(names)s” is known. Write its full name, or leave it out.")
                % {"names": "、".join(unknown)}
            )
        return list(found.values())


class Appoint(People):
    verb = Verb.APPOINT
    label = gettext_lazy("Appoint the officer")

    officer = somebody(gettext_lazy("Officer in charge"), required=True)

    def suggested(self, deed: Deed) -> dict[str, Any]:
        return {"officer": deed.row.officer_id}

    def prepare(self) -> None:
        self.offer("officer", choosing.workers(self.deed.row, self.deed.today), _("(choose)"))

    def carry_out(self) -> Done:
        row = lifecycle.appoint(self.deed.row.pk, self.person("officer"), **self.how)
        return Done(_("%(who)s is in charge now.") % {"who": name_of(row.officer)})


def leavers(deed: Deed) -> list[tuple[Role, Any]]:
    """Those whose part in it this person may give to somebody else."""
    held = [(Role.OFFICER, deed.row.officer), (Role.SUPERVISOR, deed.row.supervisor)]
    return [(role, user) for role, user in held if user and handover.may_move(deed.person, deed.row, user)]


class HandOver(People):
    """For one commitment; all of a person who leaves are moved elsewhere, in one act."""

    verb = Verb.HAND_OVER
    label = gettext_lazy("Hand over")

    leaver = forms.TypedChoiceField(label=gettext_lazy("Who hands over"), coerce=int)
    heir = somebody(gettext_lazy("Who takes over"), required=True)
    reason = reason(rows=2)

    def suggested(self, deed: Deed) -> dict[str, Any]:
        return {"leaver": next((user.pk for _role, user in leavers(deed)), None)}

    def prepare(self) -> None:
        row = self.deed.row
        self.choose_among(
            "leaver", [(user.pk, f"{name_of(user)}（{role.label}）") for role, user in leavers(self.deed)]
        )
        found = choosing.people(row, self.deed.today)
        self.offer(
            "heir", (p for p in found if p.user.pk not in (row.officer_id, row.supervisor_id)), _("(choose)")
        )

    def carry_out(self) -> Done:
        row, given, heir = self.deed.row, self.cleaned_data, self.person("heir")
        leaver = row.officer if given["leaver"] == row.officer_id else row.supervisor
        how = self.how
        wanted = {row.pk: how.pop("revision")}
        roles = {"officer": row.officer_id, "supervisor": row.supervisor_id}
        heirs = {role: heir for role, held in roles.items() if held == given["leaver"]}
        outcome = handover.hand_over(leaver, wanted, **heirs, **how, reason=given["reason"])
        for refusal in outcome.refused.values():
            raise refusal
        said = {"old": name_of(leaver), "new": name_of(heir)}
        return Done(_("Handed over from %(old)s to %(new)s.") % said)
