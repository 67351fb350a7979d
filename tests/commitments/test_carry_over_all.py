"""Many carried over in one act: each with its lineage, and row by row what was refused."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments import lifecycle
from commitments.choices import Status
from commitments.models import Commitment, LedgerEntry, Measure, Target
from commitments.refusals import NotAllowed, Stale, Unfit, Unknown, WrongStatus
from tests.commitments import offices
from tests.commitments.offices import NOW, TODAY, City, fresh

pytestmark = pytest.mark.django_db

ARRANGEMENTS = tuple(f"（{n}）规范第{n}类窗口办理。" for n in "一二三四五六七八九十")
REASON = "跨年实施"


def wanted(rows: list[Commitment]) -> dict[int, int]:
    return {row.pk: fresh(row).revision for row in rows}


def running(town: City, number: int) -> list[Commitment]:
    rows = offices.captured(town, problems=(), arrangements=ARRANGEMENTS[:number])
    for row in rows:
        offices.opened(town, row)
    return rows


def test_each_goes_on_in_the_new_year_linked_to_the_old(town: City) -> None:
    rows = running(town, 3)
    for n, row in enumerate(rows):
        Target.objects.create(commitment=row, position=0, counts="窗口", number=9, reached=n)
        steps = [lifecycle.Step("已办", done_on=TODAY), lifecycle.Step(f"待办{n}")]
        offices.act(lifecycle.plan_measures, row, steps, by=town["officer"])
    outcome = lifecycle.carry_over_all(wanted(rows[::-1]), 2025, REASON, by=town["clerk"], now=NOW)
    made = list(Commitment.objects.filter(plan_year=2025).order_by("pk"))
    assert outcome.refused == {}
    assert outcome.done == made
    assert [new.number for new in made] == [f"2025-青澜审批-00{n}" for n in (1, 2, 3)]
    for n, (old, new) in enumerate(zip(map(fresh, rows), made, strict=True)):
        assert (old.status, new.status, new.carried_from) == ("carried_over", "open", old)
        assert (new.source, new.quote, new.officer) == (old.source, old.quote, old.officer)
        assert (new.due_on, new.due_basis) == (date(2025, 12, 31), "default")
        assert parts(new) == parts(old)
        assert Target.objects.get(commitment=new).reached == n
        assert [m.text for m in Measure.objects.filter(commitment=new)] == [f"待办{n}"]


def parts(row: Commitment) -> set[tuple[int, str]]:
    return set(row.assignments.values_list("unit_id", "part"))


def test_both_ledgers_tell_the_reason_of_each(town: City) -> None:
    rows = running(town, 2)
    reasons = {rows[0].pk: "部分完成", rows[1].pk: " 未启动 "}
    lifecycle.carry_over_all(wanted(rows), 2025, reasons, due_on=date(2025, 6, 30), by=town["clerk"], now=NOW)
    for row, reason in zip(rows, ("部分完成", "未启动"), strict=True):
        new = Commitment.objects.get(carried_from=row)
        old_line = LedgerEntry.objects.get(commitment=row, verb="carry_over")
        new_line = LedgerEntry.objects.get(commitment=new)
        assert old_line.reason == new_line.reason == reason
        assert (old_line.after["carried_to"], new_line.after["carried_from"]) == (
            new.number,
            fresh(row).number,
        )
        assert (new.due_on, new.due_basis) == (date(2025, 6, 30), "assigned")


def test_what_cannot_be_carried_is_refused_by_itself(town: City) -> None:
    good, stale, done, later, without = running(town, 5)
    offices.attached(town, done)
    offices.act(lifecycle.submit_for_closure, done, by=town["officer"])
    Commitment.objects.filter(pk=later.pk).update(plan_year=2025)
    reasons = dict.fromkeys((good.pk, stale.pk, done.pk, later.pk, 10**9), REASON)
    asked = wanted([good, done, later, without]) | {stale.pk: 0, 10**9: 0}
    before = Commitment.objects.exclude(pk=good.pk).order_by("pk")
    former = list(before.values())
    outcome = lifecycle.carry_over_all(asked, 2025, reasons, by=town["clerk"], now=NOW)
    assert [new.carried_from for new in outcome.done] == [good]
    assert {pk: type(refusal) for pk, refusal in outcome.refused.items()} == {
        stale.pk: Stale,
        done.pk: WrongStatus,
        later.pk: Unfit,
        without.pk: Unfit,
        10**9: Unknown,
    }
    assert all(str(refusal) for refusal in outcome.refused.values())
    assert list(before.exclude(carried_from=good).values()) == former


@pytest.mark.parametrize(("year", "due_on"), [(2024, None), (99999, None), (0, None), (2025, TODAY)])
def test_a_year_or_a_day_that_does_not_follow_is_refused(town: City, year: int, due_on: date | None) -> None:
    rows = running(town, 2)
    outcome = lifecycle.carry_over_all(wanted(rows), year, REASON, due_on=due_on, by=town["clerk"], now=NOW)
    assert (outcome.done, {type(r) for r in outcome.refused.values()}) == ([], {Unfit})
    assert {fresh(row).status for row in rows} == {Status.OPEN}


def test_a_deadline_beyond_the_new_year_does_not_come_nearer(town: City) -> None:
    row = running(town, 1)[0]
    Commitment.objects.filter(pk=row.pk).update(due_on=date(2026, 6, 30))
    outcome = lifecycle.carry_over_all(wanted([row]), 2025, REASON, by=town["clerk"], now=NOW)
    assert {type(refusal) for refusal in outcome.refused.values()} == {Unfit}
    asked, day = wanted([row]), date(2026, 7, 1)
    assert lifecycle.carry_over_all(asked, 2025, REASON, due_on=day, by=town["clerk"], now=NOW).done


def test_one_reason_for_all_must_be_one(town: City) -> None:
    rows = running(town, 1)
    with pytest.raises(Unfit):
        lifecycle.carry_over_all(wanted(rows), 2025, " ", by=town["clerk"], now=NOW)
    assert fresh(rows[0]).status == Status.OPEN


@pytest.mark.parametrize("name", ["officer", "leader", "reviewer"])
def test_who_does_not_keep_the_ledger_carries_nothing_over(town: City, name: str) -> None:
    rows = running(town, 2)
    outcome = lifecycle.carry_over_all(wanted(rows), 2025, REASON, by=town[name], now=NOW)
    assert (outcome.done, {type(r) for r in outcome.refused.values()}) == ([], {NotAllowed})


def test_the_number_of_queries_does_not_grow(town: City) -> None:
    rows = running(town, 10)
    spent = []
    for some in (rows[:1], rows[1:3], rows[3:]):  # the first opens the register
        asked = wanted(some)
        with CaptureQueriesContext(connection) as captured:
            outcome = lifecycle.carry_over_all(asked, 2025, REASON, by=town["clerk"], now=NOW)
        assert len(outcome.done) == len(some)
        spent.append(len(captured))
    assert spent[1] == spent[2] <= 18


def test_nothing_asked_for_is_nothing_done(town: City) -> None:
    outcome = lifecycle.carry_over_all({}, 2025, REASON, by=town["clerk"], now=NOW)
    assert (outcome.done, outcome.refused) == ([], {})
