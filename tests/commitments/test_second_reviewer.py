"""Asking two reviewers, or one: only while it changes nothing that was said."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commitments import access, comparison, review, telling
from commitments.choices import Role
from commitments.models import Comparison, Finding, Judgement, LedgerEntry
from commitments.refusals import NotAllowed, Stale, Unknown, WrongStatus
from tests.commitments import offices, years
from tests.commitments.offices import City
from tests.commitments.years import LATER, Years

pytestmark = pytest.mark.django_db


@pytest.fixture
def applied(town: City) -> tuple[Years, Comparison]:
    return years.applied(town)


@pytest.fixture
def row(applied: tuple[Years, Comparison]) -> Comparison:
    return applied[1]


@pytest.fixture
def finding(applied: tuple[Years, Comparison]) -> Finding:
    return years.finding(applied[0].trained)


@pytest.fixture
def second(town: City) -> User:
    return offices.seat("second", Role.REVIEWER, town.bureau, "杜衡")


def ask(row: Comparison, by: User, wanted: bool = True) -> Comparison:
    return comparison.ask_second(row.pk, wanted, by, LATER)


def rate(finding: Finding, rating: str, by: User) -> Finding:
    now = Finding.objects.get(pk=finding.pk)
    return review.rate(now.pk, rating, by=by, now=LATER, revision=now.revision)


def test_with_two_a_first_word_is_no_rating_yet(town: City, row: Comparison, finding: Finding) -> None:
    assert ask(row, town["supervisor"]).second_review
    assert rate(finding, "mostly", town["reviewer"]).rating == ""


def test_asking_for_what_is_so_already_changes_nothing(town: City, row: Comparison, finding: Finding) -> None:
    assert not ask(row, town["clerk"], wanted=False).second_review
    assert Finding.objects.get(pk=finding.pk).revision == finding.revision


def test_two_are_not_asked_once_somebody_has_judged(town: City, row: Comparison, finding: Finding) -> None:
    rate(finding, "mostly", town["reviewer"])
    with pytest.raises(WrongStatus):
        ask(row, town["clerk"])
    now = Finding.objects.get(pk=finding.pk)
    review.reopen(now.pk, "改为双人核对", by=town["reviewer"], now=LATER, revision=now.revision)
    assert ask(row, town["clerk"]).second_review


def test_one_alone_again_lets_the_first_word_stand(town: City, row: Comparison, finding: Finding) -> None:
    ask(row, town["clerk"])
    rate(finding, "mostly", town["reviewer"])
    assert not ask(row, town["supervisor"], wanted=False).second_review
    now = Finding.objects.get(pk=finding.pk)
    assert now.rating == "mostly"
    assert Finding.objects.rated().count() == Judgement.objects.count() == 1
    told = telling.tell(LedgerEntry.objects.filter(commitment=finding.commitment, verb="rate").last())  # type: ignore[arg-type]
    assert told.who == "周岚"
    assert "沈言" in told.reason
    person = access.person(town["reviewer"], LATER.date())
    assert review.turn_of(review.found([finding.pk]).get(), person) is None


def test_two_stay_once_a_second_has_spoken(
    town: City, row: Comparison, finding: Finding, second: User
) -> None:
    ask(row, town["clerk"])
    rate(finding, "mostly", town["reviewer"])
    rate(finding, "partial", second)
    with pytest.raises(WrongStatus):
        ask(row, town["clerk"], wanted=False)
    assert Comparison.objects.get(pk=row.pk).second_review
    assert Finding.objects.get(pk=finding.pk).rating == ""


def test_who_was_about_to_judge_looks_again(town: City, row: Comparison, finding: Finding) -> None:
    ask(row, town["clerk"])
    with pytest.raises(Stale):
        review.rate(finding.pk, "mostly", by=town["reviewer"], now=LATER, revision=finding.revision)


@pytest.mark.parametrize("name", ["officer", "leader", "neighbour", "stranger"])
def test_others_do_not_ask(town: City, row: Comparison, name: str) -> None:
    with pytest.raises(NotAllowed):
        ask(row, town[name])


def test_what_is_not_there_sounds_so(town: City) -> None:
    with pytest.raises(Unknown):
        comparison.ask_second(999_999, True, town["clerk"], LATER)


def test_a_first_word_in_bulk_does_not_tell_the_second_what_it_was(
    town: City, row: Comparison, finding: Finding
) -> None:
    """What is accepted in bulk is the suggestion, which everybody sees."""
    ask(row, town["clerk"])
    now = Finding.objects.get(pk=finding.pk)
    review.accept_all({now.pk: now.revision}, by=town["reviewer"], now=LATER)
    assert "bulk" not in LedgerEntry.objects.filter(verb="rate").get().after


def test_few_first_words_and_many_cost_the_same(town: City, row: Comparison) -> None:
    def switched(number: int) -> int:
        ask(row, town["clerk"])
        now = Finding.objects.filter(comparison=row).order_by("pk")[:number]
        review.accept_all({f.pk: f.revision for f in now}, by=town["reviewer"], now=LATER)
        with CaptureQueriesContext(connection) as asked:
            ask(row, town["clerk"], wanted=False)
        for finding in Finding.objects.rated():
            review.reopen(finding.pk, "再来", by=town["reviewer"], now=LATER, revision=finding.revision)
        return len(asked)

    assert switched(1) == switched(5)


@pytest.mark.usefixtures("office_hours")
def test_the_question_whether_to_delete_a_report_tells_no_first_word(
    town: City, row: Comparison, finding: Finding
) -> None:
    """It names whatever stands in the way."""
    ask(row, town["clerk"])
    rate(finding, "not_assessable", town["reviewer"])
    keeper = Client()
    keeper.force_login(town["clerk"])
    asked = keeper.get(f"/admin/reports/report/{row.new_id}/delete/").content.decode()
    assert "沈言" in asked
    assert "无法评价" not in asked
