"""Describe, split, merge: everything but the quote."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from commitments import ledger, lifecycle
from commitments.lifecycle import Description, Figure, Place
from commitments.models import Commitment
from commitments.refusals import Stale, Unfit
from reports.refusals import Refusal
from tests.commitments.offices import NOW, City, act, fresh
from tests.reports import papers

pytestmark = pytest.mark.django_db


def place(row: Commitment) -> tuple[str, int, int, int]:
    return row.quote, row.place_start, row.place_end, row.source_id


def test_a_candidate_is_described(town: City, candidate: Commitment) -> None:
    before = place(candidate)
    figures = [Figure("业务培训", Decimal(2), "轮", baseline=Decimal(0)), Figure("覆盖率", Decimal(100), "%")]
    wanted = Description(
        " 办两轮  培训 ", "以签到表为完成标志", "measurable", 2025, date(2025, 5, 1), figures
    )
    row = act(lifecycle.reword, candidate, wanted, by=town["clerk"])
    assert (row.title, row.completion_mark) == ("办两轮 培训", "以签到表为完成标志")
    assert (row.plan_year, row.due_on, row.due_basis) == (2025, date(2025, 5, 1), "assigned")
    assert [str(target) for target in row.targets.all()] == ["业务培训 2轮", "覆盖率 100%"]
    assert place(row) == before
    assert ledger.history(row)[-1].after["figures"] == ["业务培训 2轮", "覆盖率 100%"]


def test_what_is_not_given_stays(town: City, candidates: list[Commitment]) -> None:
    row = act(lifecycle.reword, candidates[3], Description(completion_mark="以印发为标志"), by=town["clerk"])
    assert (row.title, row.targets.count()) == ("规范热线办理", 1)
    row = act(lifecycle.reword, row, Description(figures=()), by=town["clerk"])
    assert row.targets.count() == 0


def test_the_default_deadline_follows_the_plan_year(town: City, candidates: list[Commitment]) -> None:
    row = act(lifecycle.reword, candidates[3], Description(plan_year=2025), by=town["clerk"])
    assert act(lifecycle.confirm, row, by=town["clerk"]).due_on == date(2025, 12, 31)


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param(Description(title=" "), id="no title"),
        pytest.param(Description(title="字" * 61), id="long title"),
        pytest.param(Description(grade="great"), id="no grade"),
        pytest.param(Description(plan_year=24), id="no year"),
        pytest.param(Description(kind="wish"), id="no kind"),
        pytest.param(Description(figures=[Figure("x", Decimal(3), upper=Decimal(3))]), id="no range"),
    ],
)
def test_a_senseless_description_is_refused(town: City, candidate: Commitment, wanted: Description) -> None:
    with pytest.raises(Unfit):
        act(lifecycle.reword, candidate, wanted, by=town["clerk"])
    assert fresh(candidate).revision == 0


def test_an_item_is_split_into_several(town: City, candidate: Commitment) -> None:
    rows = act(lifecycle.split, candidate, ["第一轮培训", "第二轮培训", "考核"], by=town["clerk"])
    assert [(row.part, row.title) for row in rows] == [(0, "第一轮培训"), (1, "第二轮培训"), (2, "考核")]
    assert {place(row) for row in rows} == {place(candidate)}
    assert {row.due_on for row in rows} == {date(2024, 6, 30)}
    assert {row.assignments.get().unit for row in rows} == {town.bureau}
    assert len({row.problem_links.count() for row in rows}) == 1
    assert ledger.history(rows[1])[0].verb == "split"
    more = act(lifecycle.split, rows[1], ["上午", "下午"], by=town["clerk"])
    assert [row.part for row in more] == [1, 3]


def test_figures_go_with_the_parts_they_belong_to(town: City, candidate: Commitment) -> None:
    figures = [
        Figure("培训", Decimal(2), "轮"),
        Figure("覆盖率", Decimal(100), "%"),
        Figure("考核", Decimal(1)),
    ]
    row = act(lifecycle.reword, candidate, Description(figures=figures), by=town["clerk"])
    keys = [target.pk for target in row.targets.all()]
    rows = act(lifecycle.split, row, ["培训", "考核"], targets=[[], [keys[0], keys[2], 0]], by=town["clerk"])
    assert [[target.counts for target in part.targets.all()] for part in rows] == [
        ["覆盖率"],
        ["培训", "考核"],
    ]


def test_the_parts_have_the_owners_of_the_whole(town: City, candidate: Commitment) -> None:
    owners = lifecycle.Owners(town.windows, (town.hotline,), supervisor=town["supervisor"])
    act(lifecycle.assign, candidate, owners, by=town["clerk"])
    for row in act(lifecycle.split, candidate, ["甲", "乙"], by=town["clerk"]):
        assert (row.lead, row.supervisor) == (town.windows, town["supervisor"])
        assert [(p.part, p.unit) for p in row.assignments.order_by("part")] == [
            ("lead", town.windows),
            ("organ", town.bureau),
            ("support", town.hotline),
        ]


@pytest.mark.parametrize("titles", [[], ["一个"], ["一个", " "]])
def test_a_split_into_less_than_two_is_none(town: City, candidate: Commitment, titles: list[str]) -> None:
    with pytest.raises(Unfit):
        act(lifecycle.split, candidate, titles, by=town["clerk"])
    assert Commitment.objects.count() == 5


def test_candidates_are_merged_each_with_its_quote(town: City, candidates: list[Commitment]) -> None:
    before = [place(row) for row in candidates]
    wanted = {row.pk: 0 for row in candidates[2:]}
    keep = lifecycle.merge(candidates[2].pk, wanted, by=town["clerk"], now=NOW)
    assert [place(fresh(row)) for row in candidates] == before
    assert [fresh(row).status for row in candidates[2:]] == ["candidate", "cancelled", "cancelled"]
    assert set(keep.merged_from.all()) == {fresh(row) for row in candidates[3:]}
    assert [target.number for target in keep.targets.all()] == [80]
    assert ledger.history(fresh(keep))[-1].after == {"merged": ["规范热线办理", "推进一件事改革"]}


def test_a_merge_is_whole_or_nothing(town: City, candidates: list[Commitment]) -> None:
    first, second = candidates[2:4]
    with pytest.raises(Stale):
        lifecycle.merge(first.pk, {first.pk: 0, second.pk: 9}, by=town["clerk"], now=NOW)
    with pytest.raises(Unfit):  # a problem and an arrangement
        lifecycle.merge(first.pk, {first.pk: 0, candidates[0].pk: 0}, by=town["clerk"], now=NOW)
    for keys in ({first.pk: 0}, {second.pk: 0, candidates[4].pk: 0}):
        with pytest.raises(Refusal):
            lifecycle.merge(first.pk, keys, by=town["clerk"], now=NOW)
    assert {row.revision for row in Commitment.objects.all()} == {0}
    assert not Commitment.objects.filter(status="cancelled").exists()


def test_what_is_merged_answers_all_its_problems(town: City, candidates: list[Commitment]) -> None:
    for row in candidates[2:4]:
        place = problem(candidates[1])
        act(lifecycle.add_link, row, place, by=town["clerk"])
    act(lifecycle.add_link, candidates[3], problem(candidates[0]), by=town["clerk"])
    wanted = {row.pk: fresh(row).revision for row in candidates[2:4]}
    keep = lifecycle.merge(candidates[2].pk, wanted, by=town["clerk"], now=NOW)
    answered = keep.problem_links.filter(accepted=True).values_list("problem_id", flat=True)
    assert sorted(answered) == [candidates[0].source_id, candidates[1].source_id]


def test_a_kind_is_put_right(town: City, candidate: Commitment) -> None:
    row = act(lifecycle.reword, candidate, Description(kind="rectification"), by=town["clerk"])
    assert (row.kind, ledger.history(row)[-1].after["kind"]) == ("rectification", "rectification")


def test_a_plan_year_is_given_to_many_at_once(town: City, candidates: list[Commitment]) -> None:
    keys = {candidates[2].pk: 0, candidates[3].pk: 9}
    outcome = lifecycle.reword_all(keys, Description(plan_year=2025), by=town["clerk"], now=NOW)
    assert ([row.pk for row in outcome.done], list(outcome.refused)) == (
        [candidates[2].pk],
        [candidates[3].pk],
    )
    assert [fresh(row).plan_year for row in candidates[2:4]] == [2025, 2024]


def test_many_are_dismissed_for_one_reason(town: City, candidates: list[Commitment]) -> None:
    with pytest.raises(Unfit):
        lifecycle.cancel_all({candidates[0].pk: 0}, " ", by=town["clerk"], now=NOW)
    outcome = lifecycle.cancel_all({row.pk: 0 for row in candidates[:2]}, "空话", by=town["clerk"], now=NOW)
    assert {row.status for row in outcome.done} == {"cancelled"}
    assert ledger.history(candidates[1])[-1].reason == "空话"


# --- owners before it counts -------------------------------------------------------------------------------


def test_a_lead_chosen_before_stays_when_it_is_confirmed(town: City, candidate: Commitment) -> None:
    owners = lifecycle.Owners(town.windows, (town.hotline,), due_on=date(2024, 5, 1))
    with pytest.raises(Unfit):  # the text itself states the deadline
        act(lifecycle.assign, candidate, owners, by=town["clerk"])
    act(lifecycle.assign, candidate, lifecycle.Owners(town.windows, (town.hotline,)), by=town["clerk"])
    assert fresh(candidate).first_due_on is None
    row = act(lifecycle.confirm, candidate, by=town["clerk"])
    assert (row.lead, row.first_due_on) == (town.windows, date(2024, 6, 30))
    assert {p.unit for p in row.assignments.all()} == {town.bureau, town.windows, town.hotline}


def test_a_deadline_given_to_a_candidate_may_still_be_put_right(
    town: City, candidates: list[Commitment]
) -> None:
    owners = lifecycle.Owners(town.windows, due_on=date(2024, 9, 30))
    act(lifecycle.assign, candidates[3], owners, by=town["clerk"])
    act(lifecycle.reword, candidates[3], Description(due_on=date(2024, 8, 31)), by=town["clerk"])
    assert act(lifecycle.confirm, candidates[3], by=town["clerk"]).first_due_on == date(2024, 8, 31)


# --- problems linked by hand -------------------------------------------------------------------------------


def problem(row: Commitment) -> Place:
    return Place(row.source_id, row.place_start, row.place_end)


def test_a_problem_is_linked_by_hand(town: City, candidates: list[Commitment]) -> None:
    row = act(lifecycle.add_link, candidates[4], problem(candidates[1]), by=town["clerk"])
    link = row.problem_links.get(problem=candidates[1].source)
    assert (link.quote, link.accepted, link.decided_by) == (candidates[1].quote, True, town["clerk"])
    assert ledger.history(row)[-1].after == {"problem": candidates[1].quote, "accepted": True}


def test_a_link_that_was_suggested_is_accepted_not_doubled(town: City, candidate: Commitment) -> None:
    link = candidate.problem_links.all()[0]
    place = Place(link.problem_id, link.start, link.end)
    before = candidate.problem_links.count()
    act(lifecycle.add_link, candidate, place, by=town["clerk"])
    assert candidate.problem_links.count() == before
    link.refresh_from_db()
    assert (link.accepted, link.score > 0) == (True, True)


def test_what_is_no_problem_of_the_organ_is_not_linked(town: City, candidates: list[Commitment]) -> None:
    other = papers.entered(papers.paper(organ="青澜市司法局")).items.current()[0]
    row, first = candidates[2], candidates[0]
    for place in (
        Place(0, 1, 2),
        problem(candidates[3]),
        Place(other.pk, other.start, other.end),
        Place(first.source_id, first.place_start - 1, first.place_end),
        Place(first.source_id, first.place_start, first.place_start),
    ):
        with pytest.raises(Unfit):
            act(lifecycle.add_link, row, place, by=town["clerk"])
