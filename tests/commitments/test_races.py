"""Two at once on PostgreSQL: one wins, the other is told, nothing is lost or done twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest

from commitments import capture, evidence, lifecycle
from commitments.lifecycle import acts
from commitments.models import Commitment, Evidence, Extension, LedgerEntry, Progress, Register
from commitments.refusals import Stale
from reports import organs
from reports.refusals import Refusal
from tests.commitments import offices
from tests.commitments.offices import NOW, City, fresh
from tests.reports import papers
from tests.reports.test_races import meeting_at, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def lines(row: Commitment, verb: str) -> int:
    return LedgerEntry.objects.filter(commitment=row, verb=verb).count()


def test_of_two_signatures_at_once_one_counts(
    town: City, candidates: list[Commitment], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = offices.submitted(town, candidates[2])
    meeting_at(monkeypatch, acts, "locked")  # both have asked who they are, neither has the row
    sign = partial(lifecycle.sign_off, row.pk, now=NOW, revision=row.revision)
    results = together(partial(sign, by=town["supervisor"]), partial(sign, by=town["superior"]))
    assert sorted(isinstance(r, Stale) for r in results) == [False, True], results
    assert lines(row, "sign_off") == 1
    assert fresh(row).status == "closed"
    winner = next(r for r in results if isinstance(r, Commitment))
    assert fresh(row).closed_by == winner.closed_by


def test_a_signature_and_a_sending_back_do_not_both_count(town: City, candidates: list[Commitment]) -> None:
    for candidate in candidates:
        row = offices.submitted(town, candidate)
        seen = row.revision
        results = together(
            partial(lifecycle.sign_off, row.pk, by=town["supervisor"], now=NOW, revision=seen),
            partial(lifecycle.send_back, row.pk, "缺签到表", by=town["superior"], now=NOW, revision=seen),
        )
        assert sum(isinstance(r, Refusal) for r in results) == 1, results
        assert lines(row, "sign_off") + lines(row, "send_back") == 1


def test_bulk_and_single_signatures_do_not_lock_each_other_out(
    town: City, candidates: list[Commitment]
) -> None:
    rows = [offices.submitted(town, row) for row in candidates]
    keys = {row.pk: row.revision for row in rows}
    backwards = dict(reversed(keys.items()))
    results = together(
        partial(lifecycle.sign_off_all, keys, by=town["supervisor"], now=NOW),
        partial(lifecycle.sign_off_all, backwards, by=town["superior"], now=NOW),
    )
    assert sorted(len(outcome.done) for outcome in results) == [0, 5]
    assert all(lines(row, "sign_off") == 1 for row in rows)


def test_numbers_given_at_once_are_all_different_and_without_gaps(town: City) -> None:
    rows = [row for year in (2019, 2020) for row in offices.captured(town, year=year)]
    Commitment.objects.update(plan_year=2024)

    def confirm(row: Commitment) -> Callable[[], Any]:
        return partial(lifecycle.confirm, row.pk, by=town["clerk"], now=NOW, revision=0)

    results = together(*map(confirm, rows))
    assert [r for r in results if not isinstance(r, Commitment)] == []
    numbers = sorted(Commitment.objects.values_list("number", flat=True))
    assert numbers == [f"2024-青澜审批-{n:03d}" for n in range(1, 11)]
    assert Register.objects.get().last == 10


def test_two_offices_that_want_one_mark_get_two(town: City, candidates: list[Commitment]) -> None:
    other = organs.register("青澜县行政审批局", parent=town.government, confirmed=True)
    mine, theirs = candidates[:2]
    Commitment.objects.filter(pk=theirs.pk).update(organ=other)
    theirs.assignments.update(unit=other)
    results = together(
        *(
            partial(lifecycle.confirm, row.pk, by=town["superior"], now=NOW, revision=0)
            for row in (mine, theirs)
        )
    )
    assert len({r.number for r in results}) == 2


def test_a_report_captured_twice_at_once_is_captured_once(town: City) -> None:
    for year in range(2010, 2016):
        report = papers.entered(papers.paper(year=year))
        results = together(*[partial(capture.capture, report.pk, by=town["clerk"], now=NOW)] * 3)
        assert sorted(map(len, results)) == [0, 0, 5], results
        made = Commitment.objects.filter(source__report=report)
        assert (made.count(), LedgerEntry.objects.filter(commitment__in=made).count()) == (5, 5)


def test_two_reports_of_progress_do_not_swallow_each_other(town: City, candidates: list[Commitment]) -> None:
    row = offices.opened(town, candidates[2])
    report = partial(lifecycle.report_progress, row.pk, now=NOW, revision=row.revision)
    results = together(
        partial(report, lifecycle.Report("甲", 30), by=town["officer"]),
        partial(report, lifecycle.Report("乙", 50), by=town["helper"]),
    )
    assert sorted(isinstance(r, Stale) for r in results) == [False, True]
    assert fresh(row).percent == Progress.objects.get().percent


def test_more_time_is_asked_for_once(town: City, candidates: list[Commitment]) -> None:
    row = offices.opened(town, candidates[2])
    ask = partial(
        lifecycle.request_extension, row.pk, date(2024, 9, 30), "场地", now=NOW, revision=row.revision
    )
    results = together(partial(ask, by=town["officer"]), partial(ask, by=town["leader"]))
    assert sorted(isinstance(r, Stale) for r in results) == [False, True]
    assert Extension.objects.count() == 1


def test_files_attached_at_once_are_counted(town: City, candidates: list[Commitment], settings: Any) -> None:
    row = offices.opened(town, candidates[2])
    attach = partial(evidence.attach, row.pk, now=NOW, revision=row.revision, most_bytes=offices.MOST_BYTES)
    results = together(
        partial(attach, offices.proof(b"%PDF-1"), "a.pdf", by=town["officer"]),
        partial(attach, offices.proof(b"%PDF-2"), "b.pdf", by=town["helper"]),
    )
    assert sorted(isinstance(r, Stale) for r in results) == [False, True]
    kept = [path for path in settings.MEDIA_ROOT.joinpath("evidence").rglob("*") if path.is_file()]
    assert fresh(row).pieces == Evidence.objects.count() == len(kept) == 1


def test_carrying_over_at_once_makes_one_successor(town: City, candidates: list[Commitment]) -> None:
    row = offices.opened(town, candidates[2])
    carry = partial(lifecycle.carry_over, row.pk, 2025, "跨年", now=NOW, revision=row.revision)
    results = together(partial(carry, by=town["clerk"]), partial(carry, by=town["supervisor"]))
    assert sum(isinstance(r, Refusal) for r in results) == 1
    assert Commitment.objects.filter(carried_from=row).count() == 1


def test_carrying_over_many_at_once_makes_one_successor_of_each(
    town: City, candidates: list[Commitment]
) -> None:
    rows = [offices.opened(town, row) for row in candidates]
    keys = {row.pk: row.revision for row in rows}
    backwards = dict(reversed(keys.items()))
    results = together(
        partial(lifecycle.carry_over_all, keys, 2025, "跨年", by=town["clerk"], now=NOW),
        partial(lifecycle.carry_over_all, backwards, 2025, "跨年", by=town["supervisor"], now=NOW),
    )
    assert sorted(len(outcome.done) for outcome in results) == [0, 5], results
    made = Commitment.objects.filter(plan_year=2025).order_by("pk")
    assert [row.number for row in made] == [f"2025-青澜审批-{n:03d}" for n in range(1, 6)]
    assert [row.carried_from_id for row in made] == sorted(keys)
