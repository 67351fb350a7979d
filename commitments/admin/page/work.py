"""The acts of those who do the work: report, attach, submit, plan, ask for more time, return."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import evidence, lifecycle
from commitments.admin.page.form import (
    Act,
    Button,
    Deed,
    Done,
    Plain,
    attached,
    day,
    files,
    reason,
    words,
)
from commitments.choices import Verb
from commitments.models import Commitment, LedgerEntry
from commitments.refusals import Unfit
from reports.intake import shown_name
from reports.people import name_of

ALL = 100
BLANK_MEASURES = 2


class WithFiles(Act):
    """An act whose form takes evidence along; both are done, or neither."""

    def with_files(self, act: Any) -> Commitment:
        more = {"most_bytes": settings.UPLOAD_MAX_BYTES, **self.how}
        return evidence.attach_with(self.deed.row.pk, self.cleaned_data["proofs"], act, **more)


class ReportProgress(WithFiles):
    verb = Verb.REPORT
    label = gettext_lazy("Report progress")

    text = words(gettext_lazy("What was done"), required=False)
    percent = forms.IntegerField(
        label=gettext_lazy("Done so far (%)"), required=False, min_value=0, max_value=ALL
    )
    target = forms.ChoiceField(label=gettext_lazy("Target figure"), required=False)
    reached = forms.DecimalField(
        label=gettext_lazy("Figure reached so far"), required=False, max_digits=20, decimal_places=4
    )
    proofs = files(required=False)
    no_change = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def suggested(self, deed: Deed) -> dict[str, Any]:
        return {"percent": deed.row.percent}

    def prepare(self) -> None:
        targets = list(self.deed.row.targets.all())
        if not targets:
            del self.fields["target"], self.fields["reached"]
            return
        choices = [(str(target.pk), str(target)) for target in targets]
        self.choose_among("target", choices if len(choices) == 1 else [("", _("(choose)")), *choices])

    @property
    def buttons(self) -> tuple[Button, ...]:
        nothing = Button(_("No change this month"), "no_change", "1", primary=False, lax=True)
        return Button(self.label), nothing

    def carry_out(self) -> Done:
        report = self._report()
        row = self.with_files(
            lambda revision: lifecycle.report_progress(
                self.deed.row.pk, report, **{**self.how, "revision": revision}
            )
        )
        if report.no_change:
            return Done(_("Recorded: no change this month."))
        if row.percent == ALL:
            return Done(_("Progress is recorded. If all is done, submit the commitment for closure now."))
        return Done(_("Progress is recorded. It can be seen by the supervisor at once."))

    def _report(self) -> lifecycle.Report:
        given = self.cleaned_data
        reached, target = given.get("reached"), given.get("target")
        percent = None if given["percent"] == self.deed.row.percent else given["percent"]
        if given["no_change"]:
            if given["text"] or given["proofs"] or reached is not None or percent is not None:
                raise Unfit(_("You have entered something new: report it as progress, or empty the fields."))
            return lifecycle.NO_CHANGE
        if reached is not None and not target:
            raise Unfit(_("Choose the target figure that was reached so far."))
        target_id = int(target) if target and reached is not None else None
        return lifecycle.Report(given["text"], percent, target_id, reached)

    def says(self, line: LedgerEntry) -> bool:
        given, wrote = self.cleaned_data, line.after
        same_words = wrote.get("text", "") == given["text"]
        same_percent = given["no_change"] or wrote.get("percent", given["percent"]) == given["percent"]
        reached = "" if given.get("reached") is None else f": {given['reached']}"
        same_figure = str(wrote.get("reached", "")).endswith(reached) and bool(reached) == (
            "reached" in wrote
        )
        return (
            same_words
            and same_percent
            and same_figure
            and wrote.get("no_change", False) == given["no_change"]
        )


class Submit(WithFiles, Plain):
    verb = Verb.SUBMIT
    label = gettext_lazy("Submit for closure")
    hint = gettext_lazy("The supervisor then checks the evidence, and signs it off or sends it back.")

    proofs = files(required=True)

    def prepare(self) -> None:
        self.fields["proofs"].required = not self.deed.row.pieces

    @property
    def opening(self) -> str:
        there = f"{attached(self.deed.row)} " if self.deed.row.pieces else ""
        return f"{there}{self.hint}"

    def carry_out(self) -> Done:
        row = self.with_files(
            lambda revision: lifecycle.submit_for_closure(
                self.deed.row.pk, **{**self.how, "revision": revision}
            )
        )
        if row.supervisor is None:
            return Done(_("Submitted for closure. It waits for the signature of a supervisor."))
        said = {"who": name_of(row.supervisor)}
        return Done(_("Submitted for closure. It waits for the signature of %(who)s.") % said)


class Attach(WithFiles):
    verb = Verb.ATTACH
    label = gettext_lazy("Attach evidence")

    proofs = files(required=True)

    def carry_out(self) -> Done:
        self.with_files(lambda revision: self.deed.row)
        return Done(_("The evidence is attached."))

    def says(self, line: LedgerEntry) -> bool:
        return line.after.get("evidence") in {
            shown_name(file.name or "") for file in self.cleaned_data["proofs"]
        }


class Detach(Act):
    verb = Verb.DETACH
    label = gettext_lazy("Take evidence back")
    hint = gettext_lazy("For what was attached by mistake. The ledger keeps its name and the reason.")

    piece = forms.TypedChoiceField(label=gettext_lazy("File"), coerce=int)
    reason = reason(rows=2)

    def prepare(self) -> None:
        self.choose_among("piece", [(row.pk, row.name) for row in self.deed.row.evidence.all()])

    def carry_out(self) -> Done:
        given = self.cleaned_data
        evidence.detach(given["piece"], reason=given["reason"], **self.how)
        return Done(_("The file is taken back."))


class MeasureForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("Measure"), required=False, max_length=500)
    due_on = day(gettext_lazy("Due by"), required=False)
    done_on = day(gettext_lazy("Done on"), required=False)


Measures: Any = forms.formset_factory(MeasureForm, extra=BLANK_MEASURES, max_num=50, absolute_max=60)


class Plan(Act):
    verb = Verb.PLAN
    label = gettext_lazy("Plan measures")
    hint = gettext_lazy("One step a line. Empty lines are left out; enter the day on which a step was done.")
    measures: Any

    def prepare(self) -> None:
        known = [
            {"text": measure.text, "due_on": measure.due_on, "done_on": measure.done_on}
            for measure in self.deed.row.measures.all()
        ]
        self.measures = Measures(self.data if self.is_bound else None, initial=known, prefix="measures")

    def is_valid(self) -> bool:
        return super().is_valid() and self.measures.is_valid()

    def carry_out(self) -> Done:
        given = [form.cleaned_data for form in self.measures if any(form.cleaned_data.values())]
        steps = [lifecycle.Step(row["text"], row["due_on"], row["done_on"]) for row in given]
        lifecycle.plan_measures(self.deed.row.pk, steps, **self.how)
        return Done(_("The measures are recorded."))


class RequestExtension(Act):
    verb = Verb.REQUEST_EXTENSION
    label = gettext_lazy("Ask for more time")

    new_due_on = day(gettext_lazy("New deadline"))
    reason = reason()

    def prepare(self) -> None:
        due = self.deed.row.due_on
        if due is not None:
            self.fields["new_due_on"].widget.attrs["min"] = (due + timedelta(days=1)).isoformat()

    @property
    def opening(self) -> str:
        due = self.deed.row.due_on
        if due is not None and self.deed.today > due:
            return _("The deadline has passed; more time is asked for before it, not after.")
        return _("The supervisor decides. Until then nobody is chased. The first deadline stays on record.")

    def carry_out(self) -> Done:
        given = self.cleaned_data
        lifecycle.request_extension(self.deed.row.pk, given["new_due_on"], given["reason"], **self.how)
        asked = {"day": formats.date_format(given["new_due_on"])}
        return Done(_("More time is asked for, until %(day)s. The supervisor decides.") % asked)

    def says(self, line: LedgerEntry) -> bool:
        given = self.cleaned_data
        return line.reason == given["reason"] and line.after.get("asked") == given["new_due_on"].isoformat()


class Return(Plain):
    verb = Verb.RETURN
    label = gettext_lazy("Return as not ours")
    hint = gettext_lazy("It goes back to the keeper of the ledger, who assigns it anew.")

    reason = reason()

    def carry_out(self) -> Done:
        lifecycle.return_assignment(self.deed.row.pk, self.cleaned_data["reason"], **self.how)
        return Done(_("Returned. The keeper of the ledger assigns it anew."))
