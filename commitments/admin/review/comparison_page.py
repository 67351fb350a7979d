"""What the page of one comparison shows. As many queries for many findings as for few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import comparison, ratings, review, suspicions, tallies
from commitments.access import Person
from commitments.admin.review import comparison_lines as lines
from commitments.admin.review.comparison_lines import Line
from commitments.choices import Rating, Verdict
from commitments.comparison import COMPARERS, OVERRULED
from commitments.models import Assignment, Comparison, Finding
from commitments.worklist import Filter, State
from reports.choices import Grade
from reports.querysets import long

PER_PAGE: Final = 100
# From how sure on suggestions are accepted in bulk, in percent.
SURE: Final = (95, 90, 80, 70)
MARKS: Final = {
    Comparison.State.PREPARED: "press",
    Comparison.State.APPLIED: "good",
    Comparison.State.REFUSED: "alarm",
}


def rows(person: Person) -> Any:
    """With both reports and how far it has come; the signals come along, since they are shown."""
    light = tallies.counted(tallies.seen_by(person).light())
    return light.defer(None).defer(*long("old", "new"))


# What stands above the page of a comparison.
ABOVE: Final = ((gettext_lazy("Review of fulfilment"), reverse_lazy("admin:commitments_comparisons")),)


def title(row: Comparison) -> str:
    return _("%(organ)s: promises for %(year)s") % {"organ": row.old.organ, "year": row.year}


def headed(row: Comparison) -> dict[str, Any]:
    return {"title": title(row), "trail": ABOVE}


def trail(row: Comparison) -> list[tuple[Any, Any]]:
    """What stands above the pages that belong to a comparison: the list of all, and its own page."""
    return [*ABOVE, (title(row), reverse("admin:commitments_comparison", args=[row.pk]))]


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a filter, with how many findings it would leave."""

    value: str
    label: str
    number: int
    chosen: bool


def context(row: Any, person: Person, wanted: Filter, asked: Mapping[str, str]) -> dict[str, Any]:
    """``asked`` may also hold the page, and from how sure on suggestions are to be accepted."""
    everything = list(_findings(row))
    captured = [finding for finding in everything if finding.commitment_id is not None]
    uncaptured = [finding for finding in everything if finding.commitment_id is None]
    keys = set(wanted.apply(Finding.objects.filter(comparison=row).captured()).values_list("pk", flat=True))
    found = [finding for finding in captured if finding.pk in keys]
    pages = Paginator(found, PER_PAGE).get_page(asked.get("p"))
    signals = suspicions.groups(row)
    seat = person.over(row.old.organ.path, COMPARERS) if row.old.organ else None
    return {
        **_head(row),
        "acts": seat is not None,
        "pages": pages,
        "lines": [lines.line(finding, row, person) for finding in pages],
        "number": len(found),
        "next": next((finding.pk for finding in found if lines.mine(finding, row, person)), None),
        "filter": wanted,
        "query": wanted.query,
        "filters": _filters(captured, wanted),
        "verdicts": _counted(Verdict, (finding.verdict for finding in captured)),
        "suggestions": _counted(Rating, (finding.suggested for finding in captured)),
        "captured": len(captured),
        "uncaptured": [lines.line(finding, row, person) for finding in uncaptured],
        "bulk": _bulk(row, person, found, asked.get("accept", "")),
        "agreement": _agreement(row),
        "signals": signals,
        "signs": sum(len(group.signs) for group in signals),
    }


def _findings(row: Comparison) -> Any:
    """In the order of the old report, each with all that its line tells."""
    parts = Prefetch("commitment__assignments", Assignment.objects.select_related("unit"))
    found = Finding.objects.filter(comparison=row).select_related(
        "commitment__organ", "commitment__lead", "item"
    )
    found = found.defer("commitment__approval", "commitment__suggested_units", "item__text")
    found = found.prefetch_related(parts, "judgements", "quotations").order_by("position", "pk")
    for finding in found:
        finding.comparison = row
        yield finding


# --- head --------------------------------------------------------------------------------------------------


def _head(row: Any) -> dict[str, Any]:
    as_of = row.new.issued_on
    corrected = (row.old_revision, row.new_revision) != (row.old.revision, row.new.revision)
    return {
        "row": row,
        "mark": MARKS[Comparison.State(row.state)],
        "share": tallies.share(row),
        "early": as_of is not None and as_of < date(row.year, 12, 31),
        "trouble": comparison.refusal(row),
        "overruled": row.misfit in OVERRULED,
        "corrected": corrected,
        "replaced": row.old.superseded or row.new.superseded,
    }


def _agreement(row: Comparison) -> dict[str, Any] | None:
    """How far two reviewers agree, in words; κ alone tells most people nothing."""
    pairs = review.both_words(row)
    if not pairs:
        return None
    kappa = ratings.kappa(pairs)
    same = sum(one == other for one, other in pairs)
    return {
        "pairs": len(pairs),
        "same": same,
        "kappa": None if kappa is None else f"{kappa:.2f}",
        "words": "" if kappa is None else _in_words(kappa),
    }


def _in_words(kappa: float) -> str:
    """The customary steps of Landis and Koch."""
    if kappa > 0.8:
        return _("almost perfect agreement")
    if kappa > 0.6:
        return _("substantial agreement")
    if kappa > 0.4:
        return _("moderate agreement")
    if kappa > 0.2:
        return _("fair agreement")
    return _("hardly more than chance")


# --- filters -----------------------------------------------------------------------------------------------


def _filters(captured: Sequence[Finding], wanted: Filter) -> list[dict[str, Any]]:
    """Only what would leave something is offered, besides what is chosen."""
    units = {str(row.lead_id): str(row.lead) for f in captured if (row := f.commitment) and row.lead_id}
    states = {
        State.OPEN.value: _("Waiting to be judged"),
        State.JUDGED.value: _("Judged"),
        State.DISSENT.value: _("The two reviewers disagree"),
    }
    percents = {str(value): _("at least %(percent)s%%") % {"percent": value} for value in SURE}
    return [
        _choices(
            "verdict", _("Answer found"), dict(Verdict.choices), captured, wanted, lambda f: [f.verdict]
        ),
        _choices("grade", _("Grade"), dict(Grade.choices), captured, wanted, lambda f: [f.commitment.grade]),
        _choices("confidence", _("Confidence"), percents, captured, wanted, _sureness),
        _choices("unit", _("Lead unit"), units, captured, wanted, lambda f: [str(f.commitment.lead_id)]),
        _choices("state", _("Review"), states, captured, wanted, _states),
    ]


def _choices(
    name: str, label: str, words: Mapping[Any, Any], captured: Sequence[Finding], wanted: Filter, of: Any
) -> dict[str, Any]:
    counted = Counter(value for finding in captured for value in of(finding))
    chosen = getattr(wanted, name)
    options = [
        Option(str(value), str(said), counted[value], str(value) == chosen)
        for value, said in words.items()
        if counted[value] or str(value) == chosen
    ]
    return {"name": name, "label": label, "options": options}


def _sureness(finding: Finding) -> list[str]:
    if finding.confidence is None:
        return []
    return [str(value) for value in SURE if finding.confidence * 100 >= value]


def _states(finding: Finding) -> list[str]:
    if finding.rating:
        return [State.JUDGED.value]
    open_ = [State.OPEN.value]
    return [*open_, State.DISSENT.value] if lines.disagree(finding) else open_


def _counted(names: Any, values: Iterable[str]) -> list[tuple[str, str, int]]:
    """Value, words and number, in the order of the vocabulary, without what does not occur."""
    counted = Counter(values)
    return [(value, str(label), counted[value]) for value, label in names.choices if counted[value]]


# --- accept in bulk ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bulk:
    """What would be accepted: ``picks`` gives for each finding the line and what the form sends."""

    percent: int | None
    offered: list[tuple[int, int]]
    picks: list[tuple[Line, str]]


def _bulk(row: Comparison, person: Person, found: Sequence[Finding], asked: str) -> Bulk | None:
    """For whoever may judge: how many each threshold would accept of the findings that are listed."""
    if row.state != Comparison.State.APPLIED:
        return None
    mine = [
        finding for finding in found if finding.commitment and review.reviewing(person, finding.commitment)
    ]
    if not mine:
        return None
    offered = [(percent, len(review.sure(mine, lines.hundredth(percent), person))) for percent in SURE]
    percent = next((percent for percent in SURE if str(percent) == asked), None)
    if percent is None:
        return Bulk(None, offered, [])
    wanted = review.sure(mine, lines.hundredth(percent), person)
    picks = [(lines.line(f, row, person), f"{f.pk}-{f.revision}") for f in mine if f.pk in wanted]
    return Bulk(percent, offered, picks)
