"""What became of a year's promises: which finding counts, and of what each share is a share."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments import comparison, lifecycle, results, review
from commitments.choices import Rating
from commitments.models import Commitment, Comparison, Finding
from commitments.results import ANSWERS, ASKED, BESIDE, DENOMINATOR, REMEDIES, Row, Share, Tally
from tests.commitments import offices, outcomes
from tests.commitments.offices import City, act
from tests.commitments.outcomes import DAY, answered, finding_of, promised, rated

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(town: City) -> list[Commitment]:
    """Two problems, then three arrangements of 2024."""
    return promised(town)


def told(town: City, *, below: bool = False) -> list[Row]:
    organ = town.government if below else town.bureau
    return results.told(list(results.rows(results.promised(organ, [2024], below=below))))


def row_of(town: City, commitment: Commitment) -> Row:
    return next(row for row in told(town) if row.commitment.pk == commitment.pk)


# --- which finding counts ----------------------------------------------------------------------------------


def test_a_year_without_an_answer_is_listed_and_said_to_be_not_compared(
    town: City, year: list[Commitment]
) -> None:
    rows = told(town)
    assert [row.commitment.pk for row in rows] == [row.pk for row in [*year[2:], *year[:2]]]
    assert {row.outcome for row in rows} == {"uncompared"}
    assert results.trend(results.summary(town.bureau)) == []


def test_a_preview_does_not_count(town: City, year: list[Commitment]) -> None:
    answered(town, year, applied=False)
    assert {row.outcome for row in told(town)} == {"uncompared"}


def test_what_is_compared_is_not_rated_before_a_reviewer_speaks(town: City, year: list[Commitment]) -> None:
    answered(town, year)
    row = row_of(town, year[2])
    assert (row.outcome, row.words, row.note, row.judged_at) == ("unrated", (), "", None)
    assert row.evidence is not None
    assert "培训" in row.evidence.text
    assert row.found


def test_a_rating_stands_with_note_name_and_day(town: City, year: list[Commitment]) -> None:
    answered(town, year)
    rated(town, year[2], "mostly", "少一轮")
    row = row_of(town, year[2])
    assert (row.outcome, row.outcome_label, row.note, row.reviewers) == (
        "mostly",
        str(Rating.MOSTLY.label),
        "少一轮",
        "沈言",
    )
    assert row.judged_at == offices.at(DAY)
    assert not row.bulk
    assert row.commitment.status == "open"  # the work status is another thing


def test_of_a_problem_the_word_under_which_it_is_counted_comes_first(
    town: City, year: list[Commitment]
) -> None:
    answered(town, year)
    problem = next(row for row in year if row.kind == "rectification")
    rated(town, problem, "mostly", "")
    assert row_of(town, problem).outcome_label == f"已整改（{Rating.MOSTLY.label}）"
    assert row_of(town, year[2]).outcome_label == "未评定"


def test_what_was_accepted_in_bulk_stays_visible_as_such(town: City, year: list[Commitment]) -> None:
    answered(town, year)
    finding = finding_of(year[2])
    review.accept_all({finding.pk: finding.revision}, by=town["reviewer"], now=offices.at(DAY))
    assert row_of(town, year[2]).bulk


def test_a_rated_finding_counts_before_a_later_one_that_nobody_rated(
    town: City, year: list[Commitment]
) -> None:
    answered(town, year)
    rated(town, year[2], "partial")
    later = _again(town, year)
    assert row_of(town, year[2]).outcome == "partial"
    assert row_of(town, year[3]).finding == Finding.objects.get(comparison=later, commitment=year[3])
    rated(town, year[2], "fulfilled")
    assert row_of(town, year[2]).outcome == "fulfilled"
    assert results.summary(town.bureau)[2024]["measurable"].counts["fulfilled"] == 1


def _again(town: City, rows: list[Commitment]) -> Comparison:
    """The report of the year after next, compared for a reason."""
    first = Comparison.objects.get()
    new = outcomes.papers.entered(outcomes.papers.paper(year=2025), "2025.txt")
    row = comparison.prepare(
        first.old_id, new.pk, now=offices.at(DAY), by=town["reviewer"], override="跨年事项"
    )
    return comparison.apply(row.pk, by=town["reviewer"], now=offices.at(DAY.replace(month=4)))


def test_an_undone_comparison_counts_no_more_and_again_when_it_is_applied_again(
    town: City, year: list[Commitment]
) -> None:
    row = answered(town, year)
    rated(town, year[2], "fulfilled")
    comparison.undo(row.pk, by=town["reviewer"], now=offices.at(DAY))
    assert {each.outcome for each in told(town)} == {"uncompared"}
    comparison.apply(row.pk, by=town["reviewer"], now=offices.at(DAY))
    assert row_of(town, year[2]).outcome == "fulfilled"


def test_the_first_of_two_reviewers_is_not_told_before_the_second_has_spoken(
    town: City, year: list[Commitment]
) -> None:
    outcomes.second_reviewer(town)
    answered(town, year, two=True)
    rated(town, year[2], "fulfilled", "已查看")
    row = row_of(town, year[2])
    assert (row.outcome, row.words, row.dissent) == ("unrated", (), False)
    rated(town, year[2], "partial", "缺一轮", by="second")
    row = row_of(town, year[2])
    assert (row.outcome, row.words, row.dissent) == ("unrated", (), True)
    outcomes.second_reviewer(town, "third")
    rated(town, year[2], "mostly", "合议", by="third")
    row = row_of(town, year[2])
    assert (row.outcome, row.note, row.reviewers, row.dissent) == ("mostly", "合议", "复核third", False)


def test_two_reviewers_who_agree_are_both_told(town: City, year: list[Commitment]) -> None:
    outcomes.second_reviewer(town)
    answered(town, year, two=True)
    rated(town, year[2], "fulfilled", "已查看")
    rated(town, year[2], "fulfilled", "属实", by="second")
    row = row_of(town, year[2])
    assert (row.outcome, row.note, row.reviewers) == ("fulfilled", "已查看\n属实", "沈言、复核second")


def test_what_was_cancelled_was_promised_and_what_was_never_confirmed_was_not(
    town: City, year: list[Commitment]
) -> None:
    act(lifecycle.cancel, year[4], "政策调整", by=town["clerk"])
    Commitment.objects.filter(pk=year[3].pk).update(number="", status="candidate")
    listed = {row.commitment.pk for row in told(town)}
    assert year[4].pk in listed
    assert year[3].pk not in listed


def test_another_organ_and_another_year_are_not_counted(town: City, year: list[Commitment]) -> None:
    promised_elsewhere = papers_of(town, "青澜市司法局")
    assert {row.commitment.pk for row in told(town)} == {row.pk for row in year}
    both = {row.commitment.pk for row in told(town, below=True)}
    assert both == {row.pk for row in [*year, *promised_elsewhere]}
    assert results.rows(results.promised(town.bureau, [2025])).count() == 0


def papers_of(town: City, organ: str) -> list[Commitment]:
    town.people["clerk"] = town["neighbour"]
    rows = offices.captured(town, organ=organ, arrangements=("（一）整理案卷。归档50件案卷。",), problems=())
    return [act(lifecycle.confirm, row, by=town["neighbour"]) for row in rows]


# --- counts ------------------------------------------------------------------------------------------------


def test_each_grade_has_its_own_denominator_and_problems_stand_apart(
    town: City, year: list[Commitment]
) -> None:
    answered(town, year)
    ratings = ("not_started", "fulfilled", "mostly", "adjusted")
    for row, rating in zip(year, ratings, strict=False):
        rated(town, row, rating)
    counted = results.summary(town.bureau)[2024]
    grades = {row.pk: row.grade for row in Commitment.objects.all()}
    for row, rating in zip(year[2:], (*ratings[2:], "unrated"), strict=True):
        assert counted[grades[row.pk]].counts[rating] == 1
    assert counted["problem"].counts == {"not_started": 1, "fulfilled": 1}
    assert counted["problem"].kept == Share(1, 2)
    assert (counted.total, counted.rated, counted.compared) == (5, 4, 5)


def test_shares_are_of_what_could_be_judged_alone() -> None:
    tally = Tally({"fulfilled": 9, "mostly": 3, "partial": 3, "adjusted": 4, "not_due": 1, "unrated": 5})
    assert (tally.total, tally.judged, tally.rated) == (25, 15, 20)
    assert str(tally.kept) == "12/15 项（80%）"
    assert sum(tally[answer] for answer in ANSWERS) == tally.judged
    assert sum(tally[answer] for answer in REMEDIES) == tally.judged
    assert tally.judged + sum(tally[answer] for answer in BESIDE) == tally.total


def test_of_nothing_there_is_no_share() -> None:
    tally = Tally({"unrated": 5, "adjusted": 1})
    assert (tally.kept.percent, tally[DENOMINATOR]) == (None, 0)
    assert "%" not in str(tally.kept)


def test_the_rows_behind_a_number_are_as_many(town: City, year: list[Commitment]) -> None:
    answered(town, year)
    for row, rating in zip(year, ("partial", "fulfilled", "mostly", "adjusted"), strict=False):
        rated(town, row, rating)
    counted = results.summary(town.bureau, [2024])[2024]
    asked = results.with_outcome(results.promised(town.bureau, [2024]))
    for group, tally in counted.shown():
        for answer in ASKED.values():
            rows = asked.filter(group_of=group, outcome__in=answer.outcomes)
            assert rows.count() == tally[answer], (group, answer.name)


# --- cost --------------------------------------------------------------------------------------------------


def test_many_cost_as_many_queries_as_few(town: City, year: list[Commitment]) -> None:
    answered(town, year)
    spent = []
    for most in (1, 5):
        with CaptureQueriesContext(connection) as caught:
            rows = results.told(list(results.rows(results.promised(town.bureau, [2024]))[:most]))
            assert len([(row.found, row.evidence, row.words, row.commitment.lead) for row in rows]) == most
        spent.append(len(caught))
    assert spent == [5, 5]
    with CaptureQueriesContext(connection) as caught:
        results.summary(town.government, below=True)
    assert len(caught) == 1
