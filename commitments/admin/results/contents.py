"""What the pages of results show. Every figure is a link to the rows behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments import results
from commitments.models import Commitment, Comparison
from commitments.querysets import CommitmentQuerySet
from commitments.results import ANSWERS, ASKED, BESIDE, DENOMINATOR, OUTCOMES, REMEDIES, Answer, Group, Year
from reports.models import Organ
from reports.typed import key_of

PER_PAGE: Final = 200
ORGANS_PER_PAGE: Final = 100
# The organ under which a commitment is counted: its own, or the one into which that was merged.
_STANDING: Final = Coalesce("organ__merged_into", "organ")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the rows are narrowed to. ``below``: all organs below are counted too."""

    outcome: str = ""
    group: str = ""
    lead: int | None = None
    below: bool = False

    @property
    def narrows(self) -> bool:
        return bool(self.outcome or self.group or self.lead is not None)

    def address(self) -> str:
        told = {"outcome": self.outcome, "group": self.group, "lead": self.lead, "below": int(self.below)}
        return urlencode({name: value for name, value in told.items() if value})


def read(told: Mapping[str, str]) -> Wish:
    """What is not understood is left out."""
    outcome, group = told.get("outcome", ""), told.get("group", "")
    return Wish(
        outcome if outcome in ASKED else "",
        group if group in Group.values else "",
        key_of(told.get("lead", "")),
        told.get("below") == "1",
    )


# --- one organ and year ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure and the rows behind it. ``series``: which bar of the chart it is, if it is one."""

    text: str
    link: str
    value: int | None = None
    series: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    series: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of figures; ``chart`` names the picture that is drawn of it."""

    name: str
    caption: str
    chart: str
    columns: list[Column]
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Place:
    """Of which organ and year figures are, and so where their rows are listed."""

    organ: Organ
    year: int
    below: bool

    def rows(self, group: str, outcome: str = "", *, year: int | None = None) -> str:
        wish = Wish(outcome, group, None, self.below)
        return f"{self.page(year)}?{wish.address()}#rows"

    def page(self, year: int | None = None) -> str:
        return reverse("admin:commitments_results", args=[self.organ.pk, year or self.year])


def context(organ: Organ, year: int, wish: Wish, page: str) -> dict[str, Any]:
    place = Place(organ, year, wish.below)
    counted = results.summary(organ, below=wish.below)
    this = counted.get(year, Year(year, {}))
    years = results.trend(counted)
    everything = results.promised(organ, [year], below=wish.below)
    pages = Paginator(_narrowed(everything, wish), PER_PAGE).get_page(page)
    return {
        "organ": organ, "year": year, "wish": wish, "this": this, "pages": pages,
        "rows": results.told(list(pages.object_list)),
        "tables": [table for table in (_grades(this, place), _problems(this, place)) if table.lines],
        "trend": _trend(years, place),
        "years": [(each.year, place.page(each.year)) for each in years],
        "choices": _choices(everything, this, wish),
        "address": wish.address(), "all": replace(wish, outcome="", group="", lead=None).address(),
        "lower": _lower(organ, year),
    }  # fmt: skip


def _narrowed(commitments: CommitmentQuerySet, wish: Wish) -> Any:
    rows = results.rows(commitments)
    if wish.group:
        rows = rows.filter(group_of=wish.group)
    if wish.outcome:
        rows = rows.filter(outcome__in=ASKED[wish.outcome].outcomes)
    return rows if wish.lead is None else rows.filter(lead=wish.lead)


def _lower(organ: Organ, year: int) -> bool:
    """Whether organs below made promises of their own."""
    own = results.promised(organ, [year])
    return results.promised(organ, [year], below=True).exclude(pk__in=own.values("pk")).exists()


def _grades(year: Year, place: Place) -> Table:
    """The outcomes of promises: one by one, with the share that was kept beside."""
    columns = [Column(_("Grade")), *_heads(), Column(str(ANSWERS[0].label))]
    columns += [Column(str(answer.label), answer.name) for answer in OUTCOMES]
    lines = [
        Line(str(group.label), _cells(year, group, place, (ANSWERS[0],), OUTCOMES))
        for group, _tally in year.shown()
        if group != Group.PROBLEM
    ]
    return Table("grades", _("Promises by grade"), "stacked", columns, lines)


def _problems(year: Year, place: Place) -> Table:
    """Of problems it is told whether they are still there."""
    answers = (*REMEDIES, *BESIDE)
    columns = [Column(_("Kind")), *_heads(), Column(_("Share remedied"))]
    columns += [Column(str(answer.label), _series(answer)) for answer in answers]
    cells = _cells(year, Group.PROBLEM, place, (REMEDIES[0],), answers)
    lines = [Line(str(Group.PROBLEM.label), cells)] if year[Group.PROBLEM].total else []
    return Table("problems", _("Problems to be remedied"), "stacked", columns, lines)


def _heads() -> list[Column]:
    return [Column(_("Promises")), Column(str(DENOMINATOR.label))]


def _series(answer: Answer) -> str:
    return {"kept": "fulfilled", "partly": "partial"}.get(answer.name, answer.name)


def _cells(
    year: Year, group: str, place: Place, shares: Sequence[Answer], counts: Iterable[Answer]
) -> list[Cell]:
    tally = year[group]
    cells = [
        Cell(str(tally.total), place.rows(group)),
        Cell(str(tally.judged), place.rows(group, DENOMINATOR.name)),
    ]
    cells += [Cell(str(tally.share(answer)), place.rows(group, answer.name)) for answer in shares]
    for answer in counts:
        number = tally[answer]
        cells.append(Cell(str(number), place.rows(group, answer.name), number, _series(answer)))
    return cells


def _trend(years: Sequence[Year], place: Place) -> Table | None:
    """What was kept, year by year; and beside it what was not mentioned. One year is no trend."""
    if len(years) < 2:
        return None
    groups = [group for group in Group if any(year[group].total for year in years)]
    columns = [Column(_("Year")), *(Column(str(group.label), group.value) for group in groups)]
    lines = [Line(str(year.year), [_kept(year, group, place) for group in groups]) for year in years]
    return Table("trend", _("Kept or remedied, year by year"), "grouped", columns, lines)


def _kept(year: Year, group: Group, place: Place) -> Cell:
    tally, silent = year[group], ANSWERS[-1]
    note = f"{silent.label} {tally.share(silent)}" if tally.judged else ""
    link = place.rows(group, ANSWERS[0].name, year=year.year)
    return Cell(str(tally.kept), link, tally.kept.percent, group.value, note)


def _choices(commitments: CommitmentQuerySet, year: Year, wish: Wish) -> list[dict[str, Any]]:
    """The filters; of outcomes only those that occur, or were asked for."""
    there = {outcome for tally in year.groups.values() for outcome in tally.counts}
    offered = [answer for answer in (*OUTCOMES, ANSWERS[0], DENOMINATOR) if answer.outcomes & there]
    if wish.outcome and ASKED[wish.outcome] not in offered:
        offered.append(ASKED[wish.outcome])
    groups = [(group.value, str(group.label)) for group, _tally in year.shown()]
    leads = commitments.order_by("lead__path").values_list("lead", "lead__name").distinct()
    return [
        _choice("outcome", _("Rating"), [(each.name, str(each.label)) for each in offered], wish.outcome),
        _choice("group", _("Grade"), groups, wish.group),
        _choice("lead", _("Lead unit"), [(key, name) for key, name in leads if key], wish.lead),
    ]


def _choice(name: str, label: str, options: list[tuple[Any, str]], given: Any) -> dict[str, Any]:
    return {"name": name, "label": label, "options": [(v, words, v == given) for v, words in options]}


# --- all organs --------------------------------------------------------------------------------------------


def organs(paths: list[str] | None, page: str) -> dict[str, Any]:
    """Organ by organ its years, with how far the review has come. Two queries, and one to count."""
    compared = Comparison.objects.applied().filter(old__organ__isnull=False)
    compared = compared if paths is None else compared.below(paths)
    pairs = compared.order_by("old__organ__path").values("old__organ", "old__organ__name", "old__organ__path")
    pages = Paginator(pairs.distinct(), ORGANS_PER_PAGE).get_page(page)
    shown = list(pages.object_list)
    years = _years([pair["old__organ"] for pair in shown], compared)
    listed = [(p["old__organ__name"], p["old__organ"], years.get(p["old__organ"], [])) for p in shown]
    return {"organs": [each for each in listed if each[2]], "pages": pages, "seated": paths != []}


def _years(keys: list[int], compared: Any) -> dict[int, list[dict[str, Any]]]:
    """Of each organ those years of which anything was compared, the latest first."""
    pairs = set(compared.filter(old__organ__in=keys).values_list("old__organ", "year"))
    own = Organ.objects.filter(Q(pk__in=keys) | Q(merged_into__in=keys))
    promised = Commitment.objects.filter(organ__in=own, plan_year__in={year for _organ, year in pairs})
    rows = results.with_outcome(results.on_record(promised)).annotate(alive=_STANDING)
    open_ = Q(outcome__in=(results.UNRATED, results.UNCOMPARED))
    counts = rows.order_by("-plan_year").values("alive", "plan_year")
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for each in counts.annotate(total=Count("pk"), rated=Count("pk", filter=~open_)):
        if (each["alive"], each["plan_year"]) in pairs:
            found[each["alive"]].append(each)
    return found
