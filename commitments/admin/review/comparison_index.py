"""The list of comparisons, and the form to compare two reports by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import Q
from django.utils.translation import gettext as _

from commitments import comparison, sources, tallies
from commitments.access import Person
from commitments.comparison import COMPARERS
from commitments.models import Comparison
from commitments.refusals import Unfit
from reports.models import Report
from reports.typed import key_of, text_of

PER_PAGE: Final = 50
MOST_FOUND: Final = 20
LONGEST_SEARCH: Final = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One comparison. ``trouble``: why the two cannot be compared."""

    row: Any
    trouble: str
    share: int


@dataclass(frozen=True, slots=True)
class Choice:
    key: int
    label: str


@dataclass(slots=True)
class Side:
    """One of the two reports as it was chosen: by its key, or by words which may mean several."""

    name: str
    label: str
    key: int | None = None
    words: str = ""
    found: list[Choice] = field(default_factory=list)


@dataclass(slots=True)
class Form:
    """What was chosen, to be shown once more where it was refused."""

    old: Side
    new: Side
    override: str = ""
    refusal: str = ""
    open: bool = False

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.old, self.new


def context(person: Person, report_id: int | None, page: str | None) -> dict[str, Any]:
    rows, report = tallies.seen_by(person), None
    if report_id is not None and (report := Report.objects.light().filter(pk=report_id).first()):
        versions = sources.versions(report).values("pk")
        rows = rows.filter(Q(old__in=versions) | Q(new__in=versions))
    pages = Paginator(tallies.counted(rows.light()).order_by("-year", "-pk"), PER_PAGE).get_page(page)
    return {
        "pages": pages,
        "lines": [_line(row) for row in pages],
        "report": report,
        "compares": person.user.is_superuser or any(seat.role in COMPARERS for seat in person.seats),
        "acts": any(seat.role in COMPARERS for seat in person.seats),
    }


def _line(row: Any) -> Line:
    trouble = comparison.refusal(row) if row.state == Comparison.State.REFUSED else ""
    return Line(row, trouble, tallies.share(row))


# --- compare by hand ---------------------------------------------------------------------------------------


def blank() -> Form:
    return Form(
        Side("old", _("Report that promised")),
        Side("new", _("Report that answers")),
    )


def opened(person: Person, report_id: int | None) -> Form:
    """With the report from whose page one came, as the one that answers, and beside it that of the year
    before; without that one, as the one that promised."""
    form = blank()
    if report_id is None:
        return form
    there = tallies.reports_of(person)
    new = there.filter(pk=report_id).first()
    if new is None:
        return form
    same = there.filter(organ=new.organ_id, kind=new.kind, series=new.series)
    old = same.filter(year=new.year - 1).first()
    after = None if old else same.filter(year=new.year + 1).first()
    for side, report in ((form.old, old or new), (form.new, new if old else after)):
        if report is not None:
            side.key, side.words = report.pk, label(report)
    return form


def sent(person: Person, data: Mapping[str, str]) -> Form:
    form = blank()
    form.open = True
    form.override = text_of(data.get("override", ""))
    for side in form.sides:
        side.words = text_of(data.get(f"{side.name}_words", ""))
        picked = key_of(data.get(f"{side.name}_found", ""))
        _resolve(person, side, picked, key_of(data.get(side.name, "")))
    return form


def _resolve(person: Person, side: Side, picked: int | None, former: int | None) -> None:
    """What was picked among several; else what was chosen before, if the words are still its own; else what
    the words mean. Only reports of this person's organs."""
    key = former if picked is None else picked
    report = tallies.reports_of(person).filter(pk=key).first() if key is not None else None
    if report is not None and (picked is not None or side.words in ("", label(report))):
        side.key, side.words = report.pk, label(report)
    elif side.words:
        side.found = search(person, side.words)
        if len(side.found) == 1:
            side.key, side.words = side.found[0].key, side.found[0].label


def compare(form: Form, *, by: Any, now: datetime) -> Comparison:
    for side in form.sides:
        if side.key is None:
            raise Unfit(_missing(side))
    return comparison.prepare(form.old.key or 0, form.new.key or 0, by=by, now=now, override=form.override)


def _missing(side: Side) -> str:
    said = {"side": side.label, "words": side.words}
    if side.found:
        return _("%(side)s: several reports have these words. Choose one of them.") % said
    if side.words:
        return _("%(side)s: no report of your organs has the words “%(words)s”.") % said
    return _("%(side)s: choose a report.") % said


def search(person: Person, words: str) -> list[Choice]:
    """The newest years first; a year among the words is that of the report."""
    reports = tallies.reports_of(person)
    for word in text_of(words)[:LONGEST_SEARCH].split():
        year = word.removesuffix("年度").removesuffix("年")
        if year.isdecimal() and len(year) == 4:
            reports = reports.filter(Q(year=int(year)) | Q(title__contains=word))
        else:
            reports = reports.search(word)
    return [Choice(report.pk, label(report)) for report in reports[:MOST_FOUND]]


def label(report: Report) -> str:
    """Title and organ; the year where the title does not tell it."""
    year = "" if str(report.year) in report.title else str(report.year)
    organ = "" if report.organ is None or report.organ.name in report.title else report.organ.name
    return " · ".join(filter(None, (str(report), organ, year)))
