"""The head of a report: what was read of it, and how its columns follow from that."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from reports import organs
from reports.choices import Basis
from reports.models import Organ, Report
from reports.passages import plain
from reports.text.model import Fact, Reading

# What a clerk may correct, in the order in which it is shown.
FIELDS: Final = ("organ", "kind", "title", "addressee", "year", "plan_year", "issued_on")

# 市人民政府, 区城市管理局: the place is left out. 镇江市人民政府 and 市中区人民政府 only begin the same.
_NO_PLACE: Final = re.compile(
    r"(?:[省市州盟县区旗乡镇我本]|新区|行署|管委会|党工委)(?!.+(?:省|(?<!城)市(?!场)|州|盟|县|区|旗))"
)


def facts(reading: Reading) -> dict[str, dict[str, Any]]:
    """Each value that was read, with its reason and its place."""
    found: dict[str, Fact[Any] | None] = {name: getattr(reading, name) for name in FIELDS}
    return {name: _plain(fact) for name, fact in found.items() if fact is not None}


def _plain(fact: Fact[Any]) -> dict[str, Any]:
    place = {"start": fact.span.start, "end": fact.span.end} if fact.span else {}
    return {"value": plain(fact.value), "reason": fact.reason, **place}


def columns(reading: Reading) -> dict[str, Any]:
    """The report's columns as read, but for the organ."""
    return {
        "organ_name": _value(reading.organ) or "",
        "kind": reading.kind.value,
        "title": _value(reading.title) or "",
        "addressee": _value(reading.addressee) or "",
        "year": _value(reading.year),
        "plan_year": _value(reading.plan_year),
        "plan_year_basis": reading.plan_year_basis or "",
        "issued_on": _value(reading.issued_on),
    }


def _value(fact: Fact[Any] | None) -> Any:
    return fact.value if fact else None


def organ(reading: Reading) -> Organ | None:
    """The organ that issued the report. One not known yet is entered, unconfirmed, under the name as printed.

    A name without its place (市人民政府 is of any city) finds an organ that is known by it, but makes none.
    """
    if reading.organ is None:
        return None
    name = reading.organ.value
    if _NO_PLACE.match(name) or len(name) > organs.LONGEST:
        return organs.resolve(name)
    return organs.register(name, confirmed=False)


def to_json(value: Any) -> Any:
    return value.pk if isinstance(value, Organ) else plain(value)


def from_json(field: str, kept: Any) -> Any:
    """The value behind a record of it; an organ that was merged meanwhile is the one it was merged into."""
    if field == "issued_on" and kept:
        return date.fromisoformat(kept)
    if field == "organ" and kept:
        organ = Organ.objects.select_related("merged_into").get(pk=kept)
        while organ.merged_into is not None:
            organ = organ.merged_into
        return organ
    return kept


def assign(report: Report, field: str, value: Any) -> None:
    """Set what a person decided. A plan year so set is neither stated nor inferred."""
    setattr(report, field, value)
    if field == "plan_year":
        report.plan_year_basis = Basis.ASSIGNED if value is not None else ""
