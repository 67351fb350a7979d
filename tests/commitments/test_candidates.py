"""Describe, split, merge: everything but the quote."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from commitments import ledger, lifecycle
from commitments.lifecycle import Description, Figure
from commitments.models import Commitment
from commitments.refusals import Stale, Unfit
from reports.refusals import Refusal
from tests.commitments.offices import NOW, City, act, fresh

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
