"""Many at once: as many queries as for few, and row by row what was refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments import lifecycle
from commitments.choices import Status
from commitments.models import Assignment, Commitment, LedgerEntry
from commitments.refusals import NotAllowed, Stale, Unfit, Unknown, WrongStatus
from tests.commitments import offices
from tests.commitments.offices import NOW, City, fresh

pytestmark = pytest.mark.django_db

ARRANGEMENTS = tuple(f"（{n}）规范第{n}类窗口办理。" for n in "一二三四五六七八九十")


def wanted(rows: list[Commitment]) -> dict[int, int]:
    return {row.pk: fresh(row).revision for row in rows}


def confirm(town: City, rows: list[Commitment]) -> lifecycle.Outcome:
    return lifecycle.confirm_all(wanted(rows), by=town["clerk"], now=NOW)


def assign(town: City, rows: list[Commitment]) -> lifecycle.Outcome:
    owners = lifecycle.Owners(town.windows, (town.hotline,), town["officer"], town["supervisor"])
    return lifecycle.assign_all(
        wanted(rows), dict.fromkeys([r.pk for r in rows], owners), by=town["clerk"], now=NOW
    )


def chase(town: City, rows: list[Commitment]) -> lifecycle.Outcome:
    return lifecycle.chase_all(wanted(rows), "请抓紧", by=town["supervisor"], now=NOW)


def sign_off(town: City, rows: list[Commitment]) -> lifecycle.Outcome:
    return lifecycle.sign_off_all(wanted(rows), by=town["supervisor"], now=NOW)


def counted(act: Callable[[dict[int, int]], lifecycle.Outcome], rows: list[Commitment]) -> int:
    asked = wanted(rows)
    with CaptureQueriesContext(connection) as captured:
        outcome = act(asked)
    assert len(outcome.done) == len(rows), outcome.refused
    return len(captured)


def test_the_number_of_queries_does_not_grow(town: City) -> None:
    rows = offices.captured(town, arrangements=ARRANGEMENTS)
    few, many = rows[:2], rows[2:]
    owners = lifecycle.Owners(town.windows, (town.hotline,), town["officer"], town["supervisor"])
    acts: list[Callable[[dict[int, int]], lifecycle.Outcome]] = [
        lambda keys: lifecycle.confirm_all(keys, by=town["clerk"], now=NOW),
        lambda keys: lifecycle.assign_all(keys, dict.fromkeys(keys, owners), by=town["clerk"], now=NOW),
        lambda keys: lifecycle.chase_all(keys, by=town["supervisor"], now=NOW),
    ]
    lifecycle.confirm_all(wanted(few[:1]), by=town["clerk"], now=NOW)  # opens the register
    offices.act(lifecycle.assign, few.pop(0), owners, by=town["clerk"])
    for n, act in enumerate(acts):
        assert counted(act, few) == counted(act, many) <= 16, n
    for row in (*few, *many):
        offices.attached(town, row)
        offices.act(lifecycle.submit_for_closure, row, by=town["officer"])

    def sign(keys: dict[int, int]) -> lifecycle.Outcome:
        return lifecycle.sign_off_all(keys, by=town["supervisor"], now=NOW)

    assert counted(sign, few) == counted(sign, many) <= 10


def test_numbers_follow_the_order_of_capture(town: City) -> None:
    rows = offices.captured(town, arrangements=ARRANGEMENTS)
    done = confirm(town, rows[::-1]).done
    assert len(done) == len(rows)
    numbers = list(Commitment.objects.order_by("pk").values_list("number", flat=True))
    assert numbers == [f"2024-青澜审批-{n:03d}" for n in range(1, len(rows) + 1)]


def test_one_that_cannot_does_not_hold_up_the_others(town: City, candidates: list[Commitment]) -> None:
    good, stale, done, yearless, foreign = candidates
    offices.opened(town, done)
    Commitment.objects.filter(pk=yearless.pk).update(plan_year=None, due_on=None)
    Commitment.objects.filter(pk=foreign.pk).update(organ=town.neighbour)
    Assignment.objects.filter(commitment=foreign).update(unit=town.neighbour)
    asked = wanted(candidates) | {stale.pk: 7, 10**9: 0}
    lines = LedgerEntry.objects.count()
    outcome = lifecycle.confirm_all(asked, by=town["clerk"], now=NOW)
    assert [row.pk for row in outcome.done] == [good.pk]
    assert {pk: type(refusal) for pk, refusal in outcome.refused.items()} == {
        stale.pk: Stale,
        done.pk: WrongStatus,
        yearless.pk: Unfit,
        foreign.pk: Unknown,
        10**9: Unknown,
    }
    assert all(str(refusal) for refusal in outcome.refused.values())
    assert LedgerEntry.objects.count() == lines + 1
    assert fresh(stale).status == fresh(yearless).status == Status.CANDIDATE


def test_a_refused_row_keeps_every_column(town: City, candidate: Commitment) -> None:
    row = offices.submitted(town, candidate)
    before = Commitment.objects.filter(pk=row.pk).values().get()
    outcome = lifecycle.sign_off_all(wanted([row]), by=town["officer"], now=NOW)
    assert {type(refusal) for refusal in outcome.refused.values()} == {NotAllowed}
    assert Commitment.objects.filter(pk=row.pk).values().get() == before


def test_each_goes_to_the_units_suggested_for_it(town: City) -> None:
    rows = offices.captured(
        town,
        problems=("（一）窗口人员不足。",),
        arrangements=(
            "（一）规范热线办理。（牵头单位：热线科；配合单位：窗口管理科、市司法局）",
            "（二）加强培训。",
        ),
    )
    confirm(town, rows)
    outcome = lifecycle.assign_all(wanted(rows), by=town["clerk"], now=NOW)
    assert [row.lead for row in outcome.done] == [town.hotline]
    assert {type(refusal) for refusal in outcome.refused.values()} == {Unfit}
    given = outcome.done[0].assignments.filter(part="support")
    assert {part.unit for part in given} == {town.windows, town.neighbour}


@pytest.mark.parametrize("nothing", [confirm, assign, chase, sign_off])
def test_nothing_asked_for_is_nothing_done(town: City, nothing: Callable[..., Any]) -> None:
    outcome = nothing(town, [])
    assert (outcome.done, outcome.refused) == ([], {})
