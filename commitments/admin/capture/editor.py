"""One candidate in detail: describe it, split it, say which problems it answers, dismiss it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import lifecycle, wording
from commitments.admin.capture import page
from commitments.choices import Comparison, Kind
from commitments.lifecycle import Description, Figure, Place
from commitments.models import Commitment, Target
from commitments.refusals import Unfit
from reports.choices import Grade, ItemKind
from reports.models import Report
from reports.models.papers import YEARS
from reports.text.model import Span
from reports.text.sentences import sentences
from reports.typed import key_of

STOPS = "。!?！？；;"


def _number(label: Any, *, required: bool = False) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=20, decimal_places=4, required=required)


class FigureForm(forms.Form):
    """A row without its number is none; the number of a row that says anything else is asked for."""

    counts = forms.CharField(label=gettext_lazy("What is counted"), max_length=100, required=False)
    comparison = forms.ChoiceField(
        label=gettext_lazy("Comparison"),
        choices=Comparison.choices,
        required=False,
        initial=Comparison.AT_LEAST,
    )
    number = _number(gettext_lazy("Figure promised"))
    upper = _number(gettext_lazy("up to"))
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=20, required=False)
    baseline = _number(gettext_lazy("Baseline"))

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        says = given.get("counts") or given.get("unit") or given.get("baseline") is not None
        if says and given.get("number") is None and "number" not in self.errors:
            self.add_error("number", _("Which figure? Clear the whole row if there is none."))
        return given

    def figure(self) -> Figure | None:
        given = self.cleaned_data
        if given.get("number") is None:
            return None
        comparison = given["comparison"] or Comparison.AT_LEAST
        return Figure(
            given["counts"], given["number"], given["unit"], comparison, given["upper"], given["baseline"]
        )


FigureFormSet = forms.formset_factory(FigureForm, extra=1)


class DescribeForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=Commitment._meta.get_field("title").max_length
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Kind)
    grade = forms.ChoiceField(
        label=gettext_lazy("Grade"), choices=[("", "—"), *Grade.choices], required=False
    )
    completion_mark = forms.CharField(
        label=gettext_lazy("Completion mark"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    due_on = forms.DateField(
        label=gettext_lazy("Deadline"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    plan_year = forms.IntegerField(
        label=gettext_lazy("Plan year"), min_value=YEARS[0], max_value=YEARS[1], required=False
    )

    def description(self, figures: Sequence[Figure] | None) -> Description:
        given = self.cleaned_data
        return Description(
            title=given["title"],
            completion_mark=given["completion_mark"],
            grade=given["grade"] or None,
            plan_year=given["plan_year"],
            due_on=given["due_on"],
            figures=figures,
            kind=given["kind"],
        )


@dataclass(slots=True)
class Editor:
    """The forms of one candidate, as they stand or as they were sent."""

    row: Commitment
    form: DescribeForm
    figures: Any
    refusal: str = ""
    typed: Any = None


def opened(row: Commitment) -> Editor:
    names = ("title", "kind", "grade", "completion_mark", "due_on", "plan_year")
    form = DescribeForm(initial={name: getattr(row, name) for name in names}, auto_id=_ids(row))
    figures = FigureFormSet(initial=[_initial(t) for t in row.targets.all()], auto_id=_ids(row))
    return Editor(row, form, figures)


def _ids(row: Commitment) -> str:
    """Several editors may stand open on one page."""
    return f"c{row.pk}-%s"


def _initial(target: Target) -> dict[str, Any]:
    numbers = {name: getattr(target, name) for name in ("number", "upper", "baseline")}
    shown = {name: f"{value.normalize():f}" for name, value in numbers.items() if value is not None}
    return {"counts": target.counts, "comparison": target.comparison, "unit": target.unit, **shown}


def perform(editor: Editor, data: Any, by: Any, now: datetime) -> str:
    """The act that ``data`` names; returns what was done. What was typed stays in the editor."""
    act = ACTS.get(data.get("act", ""))
    revision = key_of(data.get("revision", ""))
    if act is None or revision is None:
        raise Unfit(_("This act is not known."))
    editor.typed = data
    return act(editor, data, {"by": by, "now": now, "revision": revision})


def _describe(editor: Editor, data: Any, acting: dict[str, Any]) -> str:
    editor.form, editor.figures = (
        DescribeForm(data, auto_id=_ids(editor.row)),
        FigureFormSet(data, auto_id=_ids(editor.row)),
    )
    if not (editor.form.is_valid() & editor.figures.is_valid()):
        raise Unfit(_("Please look at the marked fields; nothing was changed."))
    figures = [figure for form in editor.figures if (figure := form.figure())]
    wanted = editor.form.description(_changed_figures(editor.row, figures))
    lifecycle.reword(editor.row.pk, wanted, **acting)
    return _("Saved: %(title)s.") % {"title": wanted.title}


def _changed_figures(row: Commitment, figures: list[Figure]) -> list[Figure] | None:
    """None when they are what they were: the ledger shall not say that they changed."""
    former = [
        Figure(t.counts, t.number, t.unit, t.comparison, t.upper, t.baseline) for t in row.targets.all()
    ]
    return None if figures == former else figures


def _split(editor: Editor, data: Any, acting: dict[str, Any]) -> str:
    """By the titles that were written; without any, by the places that were ticked."""
    segments = _segments(editor.row, data)
    written = [line.strip() for line in data.get("titles", "").splitlines() if line.strip()]
    titles = written or [segment.title for segment in segments]
    shares = [segment.targets for segment in segments] if len(segments) == len(titles) else []
    made = lifecycle.split(editor.row.pk, titles, targets=shares, **acting)
    return _("Split into %(number)s.") % {"number": len(made)}


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the quote that may become a commitment of its own, with the figures that stand in it."""

    start: int
    text: str
    title: str
    targets: list[int]


def pieces(row: Commitment) -> list[Segment]:
    """The smallest stretches: the sentences, the heading together with the first of them."""
    spans = _sentences(row.quote)
    opening = row.quote[: spans[0].end].strip().rstrip(STOPS)
    if len(spans) > 1 and opening == row.source.heading.strip().rstrip(STOPS):
        first = wording.title("", row.quote[spans[1].start : spans[1].end])
        joined = _segment(row, spans[0].start, spans[1].end, first)
        return [joined, *(_segment(row, span.start, span.end) for span in spans[2:])]
    return [_segment(row, span.start, span.end) for span in spans]


def _sentences(quote: str) -> list[Span]:
    """What stands in brackets, （牵头单位：…；配合单位：…）, belongs to what it follows."""
    found: list[Span] = []
    for span in sentences(quote, 0, len(quote), STOPS):
        before = quote[found[-1].start : found[-1].end] if found else ""
        if found and (before.count("（") > before.count("）") or (quote[span.start] == "（" and span.start)):
            span = Span(found.pop().start, span.end)
        found.append(span)
    return found


def _segments(row: Commitment, data: Any) -> list[Segment]:
    """The pieces, joined where no cut was ticked between them."""
    cuts = set(map(key_of, data.getlist("cut")))
    joined: list[Segment] = []
    for piece in pieces(row):
        if joined and piece.start not in cuts:
            last = joined.pop()
            piece = Segment(last.start, last.text + piece.text, last.title, last.targets + piece.targets)
        joined.append(piece)
    return joined


def _segment(row: Commitment, start: int, end: int, title: str = "") -> Segment:
    text = row.quote[start:end]
    return Segment(start, text, title or wording.title("", text), _targets_within(row, start, end))


def _targets_within(row: Commitment, start: int, end: int) -> list[int]:
    """The target figures that were read from this stretch and are what they were."""
    base, found = row.place_start, []
    places = {(f["counts"][:100], f["number"], f["unit"]): f["start"] - base for f in row.source.figures}
    for target in row.targets.all():
        place = places.get((target.counts, f"{target.number.normalize():f}", target.unit), -1)
        found += [target.pk] if start <= place < end else []
    return found


def _add_link(editor: Editor, data: Any, acting: dict[str, Any]) -> str:
    match [key_of(part) for part in data.get("place", "").split("-")]:
        case [int(problem), int(start), int(end)]:
            lifecycle.add_link(editor.row.pk, Place(problem, start, end), **acting)
            return _("Linked.")
    raise Unfit(_("Choose the sentence of the problem first."))


def _dismiss(editor: Editor, data: Any, acting: dict[str, Any]) -> str:
    lifecycle.cancel(editor.row.pk, data.get("reason", ""), **acting)
    return _("Dismissed: %(title)s.") % {"title": editor.row.title}


ACTS: dict[str, Callable[[Editor, Any, dict[str, Any]], str]] = {
    "describe": _describe,
    "split": _split,
    "add_link": _add_link,
    "dismiss": _dismiss,
}


def context(editor: Editor, report: Report) -> dict[str, Any]:
    row = editor.row
    typed: Any = editor.typed if editor.typed is not None else QueryDict()
    cut = set(typed.getlist("cut"))
    return {
        "editor": editor,
        "row": row,
        "gaps": page.gaps(row, owned=row.lead_id is not None or bool(row.suggested_units)),
        "pieces": [(piece, str(piece.start) in cut) for piece in pieces(row)],
        "titles": typed.get("titles", ""),
        "reason": typed.get("reason", ""),
        "place": typed.get("place", ""),
        "problems": _problems(report) if row.kind == Kind.ARRANGEMENT else [],
    }


def _problems(report: Report) -> list[tuple[str, list[tuple[str, str]]]]:
    """The sentences of the report's problems, to choose one from; each problem with its heading."""
    found = []
    for number, item in enumerate(report.items.current().filter(kind=ItemKind.PROBLEM), start=1):
        spans = sentences(report.text, item.start, item.end, STOPS)
        choices = [(f"{item.pk}-{s.start}-{s.end}", report.text[s.start : s.end]) for s in spans]
        found.append((f"{ItemKind.PROBLEM.label} {number} {item.heading}", choices))
    return found
