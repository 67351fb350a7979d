"""One promise across the years: what belongs to its thread, and how long a problem lasts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments import access, lifecycle, thread
from commitments.choices import Rating, Verdict
from commitments.models import Commitment, Comparison, Quotation
from commitments.thread import Echo, Step, Web, Year
from commitments.thread.links import Member, agains, same, says_again
from tests.commitments import offices
from tests.commitments.answered import LATER, Answered, answered
from tests.commitments.offices import City, act, fresh

PAPER = ("annual_report", 2024, "")
DAY = date(2025, 2, 3)

# --- which passages say it again ---------------------------------------------------------------------------

TRAINING = "6月底前组织两轮窗口业务培训，覆盖全部窗口人员。"


@pytest.mark.parametrize(
    ("passage", "again"),
    [
        pytest.param("年内组织三轮窗口业务培训，覆盖全部窗口人员。", True, id="the same with another figure"),
        pytest.param("组织窗口业务培训。", True, id="shorter"),
        pytest.param("6月底前出台《窗口人员管理办法》，离职率控制在10%以内。", False, id="the same deadline"),
        pytest.param("深入推进法治政府建设。", False, id="something else"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_a_sentence_of_a_plan_is_the_same_promise_by_its_words(passage: str, again: bool) -> None:
    assert same(TRAINING, passage) is again


def test_what_all_plans_say_is_no_promise_made_again() -> None:
    assert not same("深入推进依法行政。", "深入推进依法治理和依法行政工作。")


@pytest.mark.parametrize(
    ("kind", "where", "verdict", "by_name", "again"),
    [
        ("arrangement", "arrangements", "repromised", "", True),
        ("arrangement", "combined", "repromised", "", True),
        ("arrangement", "achievements", "repromised", "", False),
        ("arrangement", "problems", "repromised", "", False),
        ("arrangement", "arrangements", "delivered", "", False),  # but the nearest of the plan
        ("arrangement", "arrangements", "delivered", "沈言", True),  # a reviewer has attached it
        ("rectification", "problems", "recurring", "", True),
        ("rectification", "combined", "both", "", True),
        ("rectification", "problems", "addressed", "", False),
        ("rectification", "problems", "silent", "", False),
        ("rectification", "arrangements", "recurring", "", False),
    ],
)
def test_where_it_stands_and_what_was_found_say_whether_it_is_again(
    kind: str, where: str, verdict: str, by_name: str, again: bool
) -> None:
    part = {"text": TRAINING, "verdict": verdict}
    assert says_again(kind, where, "公布告知承诺事项目录。", part, by_name) is again


def member(key: int, *, year: int = 2025, source: int = 0, **more: Any) -> Member:
    given: dict[str, Any] = {
        "into": key, "lineage": (source or key, 0), "first": True, "kind": "rectification", "year": year,
        "report": 2, "paper": PAPER, "start": 100, "end": 150, "quote": "窗口人员轮换过快。",
    } | more  # fmt: skip
    return Member(key, **given)


def echo(key: int, **more: Any) -> Echo:
    given: dict[str, Any] = {
        "kind": "rectification", "finding": key, "report": 2, "paper": PAPER, "start": 120, "end": 140,
        "text": "人员轮换过快",
    } | more  # fmt: skip
    return Echo(key, **given)


@pytest.mark.parametrize(
    ("other", "linked"),
    [
        pytest.param({}, True, id="overlapping"),
        pytest.param({"start": 140, "end": 150}, False, id="beside"),
        pytest.param({"kind": "arrangement"}, False, id="of another kind"),
        pytest.param({"first": False}, False, id="carried over: not captured there"),
        pytest.param({"paper": ("annual_report", 2023, "")}, False, id="another report"),
        pytest.param({"report": 3, "start": 0, "end": 9}, True, id="a corrected text with the same words"),
        pytest.param({"report": 3, "quote": "别的。"}, False, id="a corrected text without them"),
    ],
)
def test_what_was_captured_from_the_passage_is_the_next_of_the_thread(
    other: dict[str, Any], linked: bool
) -> None:
    found = agains([member(9, **other)], [echo(1)])
    assert [(again.key, again.by) for again in found] == ([(1, 9)] if linked else [])


def test_what_was_merged_is_found_in_what_it_was_merged_into() -> None:
    assert agains([member(9, into=10)], [echo(1)])[0].by == 10


def test_two_passages_of_one_commitment_make_one_link() -> None:
    assert len(agains([member(9)], [echo(1), echo(1, start=100, end=110)])) == 1


# --- threads and how long a problem lasts ------------------------------------------------------------------


def woven(members: Sequence[Member], links: Sequence[tuple[int, int]]) -> Web:
    found = tuple(thread.Again(key, by, echo(key)) for key, by in links)
    return Web({one.key: one for one in members}, (), found)


def years(*keys: int, first: int = 2022) -> list[Member]:
    return [member(key, year=first + n) for n, key in enumerate(keys)]


def test_a_thread_goes_both_ways_but_not_to_what_else_came_of_the_past() -> None:
    web = woven([*years(1, 2, 3), member(4)], [(1, 2), (2, 3), (1, 4)])
    assert web.thread(2) == {1, 2, 3}
    assert web.thread(1) == {1, 2, 3, 4}
    assert web.thread(4) == {1, 4}


def test_carried_over_and_promised_again_are_one_thread() -> None:
    members = [member(1, year=2023), member(2, year=2024, source=1, first=False), member(3, year=2025)]
    assert woven(members, [(2, 3)]).thread(3) == {1, 2, 3}


def test_a_ring_of_links_ends() -> None:
    web = woven(years(1, 2), [(1, 2), (2, 1)])
    assert web.thread(1) == {1, 2}
    assert web.lasting({1: "recurring", 2: "recurring"})


def test_many_ways_through_many_years_take_no_time() -> None:
    """Each problem of a year is named again by each of the next: millions of ways."""
    years, each = 14, 5
    members = [member(10 * year + n, year=2000 + year) for year in range(years) for n in range(each)]
    links = [
        (10 * year + one, 10 * year + 10 + other)
        for year in range(years - 1)
        for one in range(each)
        for other in range(each)
    ]
    found = woven(members, links).lasting({one.key: "recurring" for one in members})
    assert found[10 * years - 10] == thread.Lasting("lasting", years + 1)


@pytest.mark.parametrize(
    ("labels", "lasting"),
    [
        pytest.param(["silent"], None, id="silence"),
        pytest.param(["addressed"], None, id="solved"),
        pytest.param(["recurring"], ("repeated", 2), id="named twice"),
        pytest.param(["both"], ("repeated", 2), id="worked on, and named twice"),
        pytest.param(["recurring", "both"], ("lasting", 3), id="three times"),
        pytest.param(["recurring", "recurring", "recurring"], ("lasting", 4), id="four times"),
        pytest.param(["recurring", "addressed"], None, id="solved at last"),
        pytest.param(["addressed", "recurring"], ("repeated", 2), id="a year of rest between"),
    ],
)
def test_a_problem_lasts_by_the_years_in_a_row(labels: list[str], lasting: tuple[str, int] | None) -> None:
    keys = list(range(1, len(labels) + 1))
    web = woven(years(*keys), list(pairwise(keys)))
    found = web.lasting(dict(zip(keys, labels, strict=True))).get(keys[-1])
    assert (found and (found.word, found.years)) == lasting


def test_a_carried_problem_lasts_as_well() -> None:
    members = [member(1, year=2024), member(2, year=2025, source=1, first=False)]
    found = woven(members, []).lasting({1: "recurring", 2: "recurring"})
    assert found[2] == thread.Lasting("lasting", 3)


def test_a_year_left_out_breaks_the_row() -> None:
    members = [member(1, year=2022), member(2, year=2024, source=1, first=False)]
    found = woven(members, []).lasting({1: "recurring", 2: "recurring"})
    assert found[2] == thread.Lasting("repeated", 2)


# --- rows --------------------------------------------------------------------------------------------------


@pytest.fixture
def told(town: City) -> Answered:
    return answered(town)


def steps(row: Commitment, town: City, name: str = "clerk") -> list[Step]:
    found: list[Year] = thread.thread(row, access.person(town[name], DAY))
    assert [year.year for year in found] == sorted(year.year or 0 for year in found)
    return [step for year in found for step in year.steps]


def of(rows: list[Commitment], words: str) -> Commitment:
    return next(row for row in rows if words in row.quote)


@pytest.mark.django_db
def test_a_promise_made_again_is_linked_to_its_candidate(told: Answered) -> None:
    old, new = of(told.promised, "规范热线"), of(told.planned, "规范热线")
    first, second = steps(old, told.town)
    assert (first.row, second.row) == (old, new)
    (link,) = first.links
    assert link.row == new
    assert told.new.text[link.echo.start : link.echo.end] == link.echo.text
    assert [step.row for step in steps(new, told.town)] == [old, new]


@pytest.mark.django_db
def test_what_is_not_promised_again_stands_alone(told: Answered) -> None:
    (step,) = steps(of(told.promised, "远程评标室"), told.town)
    assert step.own
    assert step.links == ()


@pytest.mark.django_db
def test_a_problem_named_again_is_linked_and_repeated(told: Answered) -> None:
    old = of(told.promised, "轮换过快")
    first, second = steps(old, told.town)
    assert told.finding("轮换过快").verdict in (Verdict.RECURRING, Verdict.BOTH)
    assert second.row == of(told.planned, "轮换仍然过快")
    assert first.lasting == thread.Lasting("repeated", 2)


@pytest.mark.django_db
def test_a_reviewers_word_that_it_is_solved_ends_the_row(told: Answered) -> None:
    told.rate("轮换过快", "fulfilled")
    assert steps(of(told.promised, "轮换过快"), told.town)[0].lasting is None


@pytest.mark.django_db
def test_evidence_marked_as_wrong_links_nothing(told: Answered) -> None:
    Quotation.objects.filter(finding=told.finding("规范热线")).update(wrong=True)
    assert len(steps(of(told.promised, "规范热线"), told.town)) == 1


@pytest.mark.django_db
def test_a_preview_links_nothing(town: City) -> None:
    told = answered(town, applied=False)
    (step,) = steps(of(told.promised, "规范热线"), town)
    assert step.answers == ()


@pytest.mark.django_db
def test_a_dismissed_candidate_is_no_part_of_it(told: Answered) -> None:
    act(lifecycle.cancel, of(told.planned, "规范热线"), "不是承诺", by=told.town["clerk"], now=LATER)
    assert len(steps(of(told.promised, "规范热线"), told.town)) == 1


@pytest.mark.django_db
def test_each_year_tells_deadline_answer_and_rating(told: Answered) -> None:
    row = of(told.promised, "窗口队伍")
    Commitment.objects.filter(pk=row.pk).update(due_on=date(2024, 9, 30), times_extended=1)
    told.rate("窗口队伍", "mostly")
    (step,) = steps(row, told.town)
    (answer,) = step.answers
    assert "2024年6月30日" in step.moved
    assert answer.rating == str(Rating.MOSTLY.label)
    assert answer.quoted is not None
    assert "组织业务培训两轮" in answer.quoted.text


@pytest.mark.django_db
def test_a_rating_stays_hidden_until_the_second_reviewer_has_spoken(told: Answered) -> None:
    Comparison.objects.filter(pk=told.comparison.pk).update(second_review=True)
    told.rate("窗口队伍", "mostly")
    assert steps(of(told.promised, "窗口队伍"), told.town)[0].answers[0].rating == ""


@pytest.mark.django_db
def test_what_the_person_may_not_see_is_but_a_gap(told: Answered) -> None:
    old = of(told.promised, "规范热线")
    assert [step.row for step in steps(old, told.town, "officer")] == [old, None]
    first, second = steps(old, told.town, "officer")
    assert first.links[0].row is None
    assert (second.answers, second.links, second.origin) == ((), (), None)


def lengthened(row: Commitment, town: City, until: int) -> Commitment:
    year = row.plan_year or 0
    while year < until:
        year += 1
        row = act(lifecycle.carry_over, row, year, "继续推进", by=town["clerk"], now=LATER)
    return row


@pytest.mark.django_db
def test_a_long_chain_asks_no_more_than_a_short_one(told: Answered) -> None:
    row = of(told.promised, "规范热线")
    spent = []
    for until in (2025, 2030):
        last = lengthened(Commitment.objects.filter(source=row.source_id).latest("pk"), told.town, until)
        person = access.person(told.town["clerk"], DAY)
        with CaptureQueriesContext(connection) as captured:
            found = thread.thread(fresh(row), person)
        spent.append(len(captured) - 1)  # the row itself
        assert found[-1].year == until
        assert last in [step.row for step in found[-1].steps if step.own]
    assert spent[0] == spent[1] <= 8
    assert [step.origin is None for step in steps(row, told.town) if step.own] == [True] + [False] * 6


@pytest.mark.django_db
def test_a_candidate_without_anything_else_has_a_thread_of_its_own(town: City) -> None:
    row = offices.captured(town)[0]
    assert [step.row for step in steps(row, town)] == [row]
