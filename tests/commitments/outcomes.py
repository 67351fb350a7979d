"""A year of promises, answered by the next report and rated: the short way to have results."""

from __future__ import annotations

from datetime import date
from typing import Any

from commitments import comparison, review
from commitments.choices import Role
from commitments.models import Commitment, Comparison, Finding
from tests.commitments import offices
from tests.commitments.offices import City
from tests.reports import papers

DAY = date(2025, 3, 10)
NEXT = ("（一）巩固窗口队伍。2025年继续组织培训。",)


def promised(town: City, **report: Any) -> list[Commitment]:
    """Two problems and three arrangements, confirmed and assigned."""
    return [offices.opened(town, row) for row in offices.captured(town, **report)]


def answered(
    town: City, rows: list[Commitment], *, applied: bool = True, two: bool = False, **report: Any
) -> Comparison:
    """The report of the next year, held against these."""
    year = (rows[0].plan_year or 0) if rows else 2024
    told = {"year": year, "arrangements": NEXT, "done": "全年组织两轮业务培训，覆盖全部窗口人员。", **report}
    new = papers.entered(papers.paper(**told), f"{year}.txt")
    row = comparison.prepare(rows[0].source.report_id, new.pk, now=offices.at(DAY))
    Comparison.objects.filter(pk=row.pk).update(second_review=two)
    if applied:
        comparison.apply(row.pk, by=town["reviewer"], now=offices.at(DAY))
    return Comparison.objects.get(pk=row.pk)


def finding_of(row: Commitment) -> Finding:
    return Finding.objects.filter(commitment=row).latest("pk")


def rated(town: City, row: Commitment, rating: str, note: str = "", by: str = "reviewer") -> Finding:
    finding = finding_of(row)
    return review.rate(finding.pk, rating, note, by=town[by], now=offices.at(DAY), revision=finding.revision)


def second_reviewer(town: City, name: str = "second") -> None:
    town.people[name] = offices.seat(name, Role.REVIEWER, town.bureau, f"复核{name}")
