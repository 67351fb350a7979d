"""The acts of those who keep the ledger or watch over the work: confirm, sign off, send back, decide, chase,
carry over, adjust, cancel."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import lifecycle
from commitments.admin.page.form import Act, Button, Deed, Done, Plain, attached, day, reason, words
from commitments.choices import Decision, Verb
from commitments.models import Commitment, Extension, LedgerEntry
from commitments.refusals import Unfit
from reports.models.papers import YEARS


class Confirm(Plain):
    verb = Verb.CONFIRM
    label = gettext_lazy("Confirm as a commitment")
    hint = gettext_lazy("From then on it counts: it gets its number and its deadline.")

    def carry_out(self) -> Done:
        row = lifecycle.confirm(self.deed.row.pk, **self.how)
        return Done(_("Confirmed as %(number)s. Assign it next.") % {"number": row.number})


class SignOff(Plain):
    verb = Verb.SIGN_OFF
    label = gettext_lazy("Sign off")
    hint = gettext_lazy("Look at the evidence and the progress first. What is signed off is closed.")

    @property
    def opening(self) -> str:
        return f"{attached(self.deed.row)} {self.hint}"

    def carry_out(self) -> Done:
        lifecycle.sign_off(self.deed.row.pk, **self.how)
        return Done(_("Signed off: the commitment is closed."))


class SendBack(Plain):
    verb = Verb.SEND_BACK
    label = gettext_lazy("Send back")
    hint = gettext_lazy("The owners see the reason, go on with the work and submit it again.")

    reason = reason()

    def carry_out(self) -> Done:
        lifecycle.send_back(self.deed.row.pk, self.cleaned_data["reason"], **self.how)
        return Done(_("Sent back: the owners go on with the work."))


class DecideExtension(Act):
    verb = Verb.DECIDE_EXTENSION
    label = gettext_lazy("Decide on more time")

    remark = words(gettext_lazy("Remark (the reason, if it is not granted)"), required=False, rows=2)
    granted = forms.ChoiceField(choices=[("yes", ""), ("no", "")], widget=forms.HiddenInput)

    @property
    def opening(self) -> str:
        asked = pending(self.deed.row)
        if asked is None:
            return _("No extension was asked for.")
        return _("%(who)s asks for time until %(new)s instead of %(old)s: %(reason)s") % {
            "who": asked.requested_by_name,
            "new": formats.date_format(asked.new_due_on),
            "old": formats.date_format(asked.old_due_on),
            "reason": asked.reason,
        }

    @property
    def buttons(self) -> tuple[Button, ...]:
        return Button(_("Grant"), "granted", "yes"), Button(_("Do not grant"), "granted", "no", primary=False)

    def carry_out(self) -> Done:
        given = self.cleaned_data
        row = lifecycle.decide_extension(
            self.deed.row.pk, given["granted"] == "yes", given["remark"], **self.how
        )
        due = {"day": shown(row.due_on)}
        if given["granted"] == "yes":
            return Done(_("Granted: the deadline is %(day)s now.") % due)
        return Done(_("Not granted: the deadline stays %(day)s.") % due)

    def says(self, line: LedgerEntry) -> bool:
        decision = Decision.GRANTED if self.cleaned_data["granted"] == "yes" else Decision.REFUSED
        return line.reason == self.cleaned_data["remark"] and line.after.get("decision") == str(
            decision.label
        )


def shown(day: date | None) -> str:
    return formats.date_format(day) if day else ""


def pending(row: Commitment) -> Extension | None:
    """The request that waits for a decision, among those at hand."""
    return next((asked for asked in row.extensions.all() if asked.decision == Decision.PENDING), None)


class Chase(Plain):
    verb = Verb.CHASE
    label = gettext_lazy("Chase")
    hint = gettext_lazy("Put on record in the ledger that the owners were pressed.")

    reason = words(gettext_lazy("What is asked of them"), required=False, rows=2)

    def carry_out(self) -> Done:
        how = self.how
        wanted = {self.deed.row.pk: how.pop("revision")}
        for refusal in lifecycle.chase_all(wanted, self.cleaned_data["reason"], **how).refused.values():
            raise refusal
        return Done(_("The chase is on record."))


class CarryOver(Act):
    verb = Verb.CARRY_OVER
    label = gettext_lazy("Carry over")
    hint = gettext_lazy("This one ends as it is; a new one of the later year takes its place, linked to it.")

    plan_year = forms.IntegerField(label=gettext_lazy("Plan year"), min_value=YEARS[0], max_value=YEARS[1])
    due_on = day(
        gettext_lazy("Deadline"),
        required=False,
        help_text=gettext_lazy("Empty: the end of that year"),
    )
    reason = reason()

    def suggested(self, deed: Deed) -> dict[str, Any]:
        return {"plan_year": (deed.row.plan_year or deed.today.year) + 1}

    def carry_out(self) -> Done:
        given = self.cleaned_data
        new = lifecycle.carry_over(
            self.deed.row.pk, given["plan_year"], given["reason"], due_on=given["due_on"], **self.how
        )
        said = {"number": new.number, "day": shown(new.due_on)}
        return Done(_("Carried over as %(number)s, due on %(day)s. This is its page.") % said, new.pk)


class Adjust(Act):
    verb = Verb.ADJUST
    label = gettext_lazy("Adjust")
    hint = gettext_lazy("Something else is promised from now on, as an approval allows. The quote stays.")

    title = forms.CharField(label=gettext_lazy("Title"), max_length=60)
    completion_mark = words(gettext_lazy("Completion mark"), required=False, rows=2)
    due_on = day(gettext_lazy("Deadline"), required=False)
    approval = words(
        gettext_lazy("Approval"),
        rows=2,
        help_text=gettext_lazy("The document with its number, or the meeting with its date"),
    )
    reason = reason(rows=2)

    def suggested(self, deed: Deed) -> dict[str, Any]:
        row = deed.row
        return {"title": row.title, "completion_mark": row.completion_mark, "due_on": row.due_on} | {
            f"target_{target.pk}": f"{target.number.normalize():f}" for target in row.targets.all()
        }

    def prepare(self) -> None:
        last = [(name, self.fields.pop(name)) for name in ("approval", "reason")]
        for target in self.deed.row.targets.all():
            label = _("Target figure: %(target)s") % {"target": target}
            self.fields[f"target_{target.pk}"] = forms.DecimalField(
                label=label, max_digits=20, decimal_places=4, required=False
            )
        self.fields.update(last)

    def carry_out(self) -> Done:
        given = self.cleaned_data
        numbers = {t.pk: given[f"target_{t.pk}"] for t in self.deed.row.targets.all()}
        figures: dict[int, Decimal] = {pk: number for pk, number in numbers.items() if number is not None}
        wanted = lifecycle.Adjustment(given["title"], given["completion_mark"], given["due_on"], figures)
        lifecycle.adjust(self.deed.row.pk, wanted, given["approval"], given["reason"], **self.how)
        return Done(_("Adjusted. The approval and the reason are on record."))


class Cancel(Plain):
    verb = Verb.CANCEL
    label = gettext_lazy("Cancel the commitment")
    hint = gettext_lazy(
        "It is no commitment, or none any more. It stays on record and is not captured again."
    )

    reason = reason()

    def carry_out(self) -> Done:
        lifecycle.cancel(self.deed.row.pk, self.cleaned_data["reason"], **self.how)
        return Done(_("Cancelled. The reason is on record."))


class DecideLink(Act):
    """On the page its buttons stand beside the problem."""

    verb = Verb.LINK
    label = gettext_lazy("Decide on a problem")

    buttons = ()

    link = forms.IntegerField(widget=forms.HiddenInput)
    accepted = forms.ChoiceField(choices=[("yes", ""), ("no", "")], widget=forms.HiddenInput)

    def carry_out(self) -> Done:
        given = self.cleaned_data
        if all(link.pk != given["link"] for link in self.deed.row.problem_links.all()):
            raise Unfit(_("This problem is not linked to the commitment any more."))
        lifecycle.decide_link(given["link"], given["accepted"] == "yes", **self.how)
        if given["accepted"] == "yes":
            return Done(_("On record: it answers this problem."))
        return Done(_("On record: it does not answer this problem."))
