"""Which findings a filter leaves, and which of them wait for whose word."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict

from commitments import access, review, worklist
from commitments.choices import Role
from commitments.models import Commitment, Comparison, Finding
from commitments.worklist import Filter
from tests.commitments import offices, years
from tests.commitments.offices import City
from tests.commitments.years import LATER, Years

pytestmark = pytest.mark.django_db


@pytest.fixture
def applied(town: City) -> tuple[Years, Comparison]:
    return years.applied(town)


@pytest.fixture
def second(town: City) -> User:
    return offices.seat("second", Role.REVIEWER, town.bureau, "杜衡")


def rate(finding: Finding, rating: str, by: User) -> None:
    revision = Finding.objects.get(pk=finding.pk).revision
    review.rate(finding.pk, rating, by=by, now=LATER, revision=revision)


def left(row: Comparison, query: str) -> list[Finding]:
    return list(Filter.read(QueryDict(query)).apply(row.findings.all()))


def test_without_a_filter_all_stand_in_the_order_of_the_text(applied: tuple[Years, Comparison]) -> None:
    both, row = applied
    assert [finding.commitment for finding in left(row, "")] == both.rows


def test_it_filters_by_what_was_found(applied: tuple[Years, Comparison]) -> None:
    both, row = applied
    assert [f.commitment for f in left(row, "verdict=delivered")] == [both.trained]
    assert [f.commitment for f in left(row, "grade=direction")] == [both.rows[4]]
    sure = years.finding(both.trained)
    Finding.objects.exclude(pk=sure.pk).update(confidence=Decimal("0.50"))
    Finding.objects.filter(pk=sure.pk).update(confidence=Decimal("0.90"))
    assert left(row, "confidence=90") == [sure]
    assert left(row, "confidence=91") == []


def test_it_filters_by_the_lead(town: City, applied: tuple[Years, Comparison]) -> None:
    assert len(left(applied[1], f"unit={town.windows.pk}")) == 5
    assert left(applied[1], f"unit={town.hotline.pk}") == []


def test_passages_that_nobody_has_captured_have_a_grade_too(applied: tuple[Years, Comparison]) -> None:
    both, row = applied
    passage = years.finding(both.rows[4])
    Finding.objects.filter(pk=passage.pk).update(commitment=None, item=both.rows[4].source)
    assert left(row, "grade=direction") == [passage]


def test_it_filters_by_state(town: City, applied: tuple[Years, Comparison], second: User) -> None:
    both, row = applied
    Comparison.objects.update(second_review=True)
    agreed, apart, half = map(years.finding, both.rows[:3])
    for finding, words in ((agreed, ("partial", "partial")), (apart, ("partial", "ongoing"))):
        rate(finding, words[0], town["reviewer"])
        rate(finding, words[1], second)
    rate(half, "fulfilled", town["reviewer"])
    assert left(row, "state=judged") == [agreed]
    assert left(row, "state=dissent") == [apart]
    assert [finding.commitment for finding in left(row, "state=open")] == both.rows[1:]


@pytest.mark.parametrize(
    "query",
    [
        "verdict=gone", "grade=x", "confidence=-1", "confidence=½", "unit=1%27", "state=all",
        "unit=99999999999999999999", "confidence=1e3", "x=1",
    ],
)  # fmt: skip
def test_what_is_no_value_asks_for_nothing(query: str) -> None:
    assert Filter.read(QueryDict(query)) == Filter()
    assert Filter.read(QueryDict(query)).query == ""


def test_the_address_says_what_was_asked() -> None:
    words = "verdict=silent&grade=measurable&confidence=80&unit=7&state=open"
    assert Filter.read(QueryDict(words)).query == words


@pytest.mark.parametrize("two", [False, True])
def test_what_waits_for_a_person_is_what_review_says(
    town: City, applied: tuple[Years, Comparison], second: User, two: bool
) -> None:
    both, row = applied
    Comparison.objects.update(second_review=two)
    words = [(), ("partial",), ("partial", "partial"), ("partial", "ongoing")]
    for commitment, said in zip(both.rows, words, strict=False):
        for by, rating in zip((town["reviewer"], second), said[: 2 if two else 1], strict=False):
            rate(years.finding(commitment), rating, by)
    for user in (town["reviewer"], second):
        person = access.person(user, LATER.date())
        found = review.found(row.findings.values_list("pk", flat=True))
        turns = {finding.pk for finding in found if review.turn_of(finding, person)}
        assert {f.pk for f in worklist.waiting_for(row.findings.all(), user)} == turns
        assert 0 < len(turns) < 5


def test_ones_own_work_waits_for_somebody_else(
    town: City, applied: tuple[Years, Comparison], second: User
) -> None:
    both, row = applied
    Commitment.objects.filter(pk=both.trained.pk).update(officer=town["reviewer"])
    own = years.finding(both.trained)
    assert own not in worklist.waiting_for(row.findings.all(), town["reviewer"])
    assert own in worklist.waiting_for(row.findings.all(), second)
    assert worklist.waiting_for(row.findings.all(), town["reviewer"]).count() == 4
