"""What the dashboard shows, and to whom. Which organ and year is told by the address, and by nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments import dashboard, purview
from commitments.access import Person
from commitments.purview import Place
from reports import filing
from reports.filing import Filing
from reports.models import Organ
from reports.models.papers import YEARS
from reports.typed import key_of

PER_PAGE: Final = 100
# The colours of django-unfold's labels.
COLOURS: Final = {
    Filing.BY_FILING: "success",
    Filing.BY_PUBLISHING: "warning",
    Filing.LATE: "danger",
    Filing.MISSING: "danger",
    Filing.UNDATED: "warning",
    Filing.AWAITED: "info",
}


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    words: str
    given: bool


def context(request: HttpRequest, person: Person, today: date) -> dict[str, Any] | None:
    """For those who lead, watch over, judge or keep; None for others."""
    if not purview.concerns(person):
        return None
    place = place_of(request, person)
    found = dashboard.overview(person, place, year_of(request), today)
    return {
        "overview": found,
        "organs": _organs(person, place),
        "years": [Option(str(each), str(each), each == found.year) for each in found.years],
        "list": reverse("admin:commitments_commitment_changelist"),
        "filings": reverse("admin:commitments_filings"),
        "results": _results(place, found.year),
        "may_upload": request.user.has_perm("reports.add_upload"),
        "may_capture": request.user.has_perm("commitments.add_commitment"),
    }


def place_of(request: HttpRequest, person: Person) -> Place:
    return purview.chosen(person, key_of(request.GET.get("organ", "")))


def year_of(request: HttpRequest) -> int | None:
    year = key_of(request.GET.get("year", ""))
    return year if year is not None and YEARS[0] <= year <= YEARS[1] else None


def _organs(person: Person, place: Place) -> list[Option]:
    """Indented as they stand in the tree."""
    found = purview.offered(person, place)
    top = min((organ.depth for organ in found), default=0)
    key = place.organ.pk if place.organ else None
    options = [Option(str(o.pk), "　" * (o.depth - top) + _short(o, found), o.pk == key) for o in found]
    if person.user.is_superuser:
        options.insert(0, Option("", _("All organs"), key is None))
    return options


def _short(organ: Organ, found: list[Organ]) -> str:
    """Without the name of the organ above it, where that stands in the list too."""
    above = next((each.name for each in found if each.pk == organ.parent_id), "")
    return organ.name.removeprefix(above) or organ.name


def _results(place: Place, year: int) -> str:
    if place.organ is None or place.led:
        return ""
    return reverse("admin:commitments_results", args=[place.organ.pk, year]) + "?below=1"


# --- reports -----------------------------------------------------------------------------------------------


def filings(request: HttpRequest, person: Person, today: date) -> dict[str, Any]:
    place = place_of(request, person)
    year = year_of(request) or today.year - 1
    asked = request.GET.get("filing", "")
    organs = Organ.objects.all() if place.organ is None else Organ.objects.within(place.organ)
    rows: Any = filing.filings(organs, year, today) if purview.concerns(person) else organs.none()
    if asked in Filing.values:
        rows = rows.filter(filing=asked)
    pages = Paginator(rows.order_by("path"), PER_PAGE).get_page(request.GET.get("p", ""))
    return {
        "place": place,
        "year": year,
        "filed": filing.due(year)[0],
        "published": filing.due(year)[1],
        "pages": pages,
        "rows": [(row, Filing(row.filing).label, COLOURS[Filing(row.filing)]) for row in pages],
        "choices": [Option(each.value, str(each.label), each.value == asked) for each in Filing],
        "organs": _organs(person, place),
        "asked": asked if asked in Filing.values else "",
    }
