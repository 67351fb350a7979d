"""Comparing two reports: one finding for each promise, repeatable, previewed, and taken back whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from commitments import capture, comparison, lifecycle, review, tasks
from commitments.models import Commitment, Comparison, Finding, LedgerEntry, Quotation
from commitments.refusals import NotAllowed, Stale, Unfit, Unknown
from reports import discarding
from reports.models import Report
from tests.commitments import offices, years
from tests.commitments.offices import NOW, City, act, fresh
from tests.commitments.years import LATER, Years
from tests.reports import papers

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(town: City) -> Years:
    return years.years(town)


def told(row: Comparison) -> dict[str, str]:
    return {f.commitment.title: f.verdict for f in row.findings.all() if f.commitment}


def everything(*tables: Any) -> list[list[Any]]:
    return [list(table.objects.order_by("pk").values()) for table in tables]


# --- what is found -----------------------------------------------------------------------------------------


def test_each_promise_of_the_year_has_one_finding(both: Years) -> None:
    found = told(both.compared())
    assert found["加强窗口队伍建设"] == "delivered"
    assert found["规范热线办理"] == "repromised"
    assert len(found) == len(both.rows)


def test_a_problem_named_again_is_found(both: Years) -> None:
    found = told(both.compared())
    assert found["热线回访不够及时"] in ("recurring", "both")


def test_the_evidence_stands_in_the_new_report(both: Years) -> None:
    row = both.compared()
    quoted = Quotation.objects.filter(finding__comparison=row)
    assert quoted
    assert all(both.new.text[q.start : q.end] == q.text for q in quoted)


def test_a_promise_that_the_report_passes_over_is_not_mentioned(town: City) -> None:
    silent = years.years(
        town, done="全年办理各类事项8460件，按时办结率稳定。", arrangements=("（一）推进政务公开。",)
    )
    row = silent.compared()
    finding = row.findings.get(commitment=silent.called_back)
    assert (finding.verdict, finding.suggested) == ("not_mentioned", "not_mentioned")
    assert fresh(silent.called_back).status == "open"  # found, and not closed


def test_a_report_written_before_the_year_ends_judges_nothing_that_is_not_due(town: City) -> None:
    both = years.years(town)
    Report.objects.filter(pk=both.new.pk).update(issued_on="2024-11-14")
    row = both.compared()
    assert row.findings.get(commitment=both.called_back).suggested == "not_due"
    assert row.findings.get(commitment=both.trained).suggested == "fulfilled"


def test_passages_that_nobody_has_captured_are_in_the_preview(town: City) -> None:
    old = papers.entered()
    new = papers.entered(papers.paper(year=2024, done=years.DONE))
    row = comparison.prepare(old.pk, new.pk, now=LATER)
    assert row.findings.filter(item__isnull=False).count() == 5
    assert not row.findings.captured()


def test_what_was_dismissed_is_in_no_preview(town: City) -> None:
    rows = offices.captured(town)
    act(lifecycle.cancel, rows[2], "不是承诺", by=town["clerk"])
    new = papers.entered(papers.paper(year=2024, done=years.DONE))
    row = comparison.prepare(rows[0].source.report_id, new.pk, now=LATER)
    assert rows[2].source_id not in row.findings.values_list("item", flat=True)
    assert row.findings.count() == 4


def test_a_commitment_that_was_cancelled_later_is_compared_all_the_same(town: City, both: Years) -> None:
    act(lifecycle.cancel, both.called_back, "不做了", by=town["clerk"])
    row = both.compared()
    assert row.findings.get(commitment=both.called_back).suggested == "not_started"


def test_what_was_carried_over_is_compared_in_its_new_year(town: City, both: Years) -> None:
    successor = years.carried(town, both.trained)
    later = papers.entered(papers.paper(year=2025, done="2025年组织两轮窗口业务培训，覆盖全部窗口人员。"))
    row = comparison.prepare(both.new.pk, later.pk, now=LATER)
    assert row.findings.get(commitment=successor).verdict == "delivered"


# --- again, and again --------------------------------------------------------------------------------------


def test_comparing_twice_changes_nothing(both: Years) -> None:
    first = both.compared()
    before = everything(Comparison, Finding)
    quoted = list(
        Quotation.objects.order_by("finding", "part", "rank").values_list("finding", "start", "end")
    )
    assert both.compared().pk == first.pk
    assert everything(Comparison, Finding) == before
    again = Quotation.objects.order_by("finding", "part", "rank").values_list("finding", "start", "end")
    assert list(again) == quoted


def test_comparing_again_leaves_alone_what_somebody_has_judged(town: City) -> None:
    both, row = years.applied(town)
    finding = years.finding(both.trained)
    review.rate(finding.pk, "partial", "缺签到表", by=town["reviewer"], now=LATER, revision=0)
    before = list(Finding.objects.filter(pk=finding.pk).values())
    _change_text(both.new, years.DONE, "全年平稳。")
    both.compared()
    assert list(Finding.objects.filter(pk=finding.pk).values()) == before
    assert row.findings.get(commitment=both.rows[4]).verdict in ("not_mentioned", "repromised")


def test_comparing_again_keeps_what_people_said_of_the_evidence(town: City) -> None:
    both, _row = years.applied(town)
    finding = years.finding(both.trained)
    quoted = finding.quotations.first()
    assert quoted
    review.mark(quoted.pk, True, by=town["reviewer"], now=LATER, revision=0)
    place = both.new.text.index("有序推进")
    review.cite(finding.pk, place, place + 8, by=town["reviewer"], now=LATER, revision=1)
    both.compared()
    assert finding.quotations.get(start=quoted.start, part=quoted.part).wrong
    assert finding.quotations.get(by_name="沈言").text == "有序推进各项工作"


def _change_text(report: Report, old: str, new: str) -> None:
    text = report.text.replace(old, new)
    shift = len(new) - len(old)
    place = report.text.index(old)
    for rows in (report.sections.all(), report.items.all()):
        for each in rows:
            each.start += shift * (each.start > place)
            each.end += shift * (each.end > place)
            each.save()
    Report.objects.filter(pk=report.pk).update(text=text)


def test_a_passage_captured_later_gets_a_finding_of_its_own(town: City) -> None:
    old = papers.entered()
    new = papers.entered(papers.paper(year=2024, done=years.DONE))
    comparison.prepare(old.pk, new.pk, now=LATER)
    for row in capture.capture(old.pk, by=town["clerk"], now=NOW):
        act(lifecycle.confirm, row, by=town["clerk"])
    assert comparison.waiting(10) == [(old.pk, new.pk)]
    again = comparison.prepare(old.pk, new.pk, now=LATER)
    assert again.findings.captured().count() == 5
    assert not again.findings.filter(item__isnull=False)
    assert comparison.waiting(10) == []


def test_a_comparison_follows_its_report_to_the_corrected_text(town: City) -> None:
    both, row = years.applied(town)
    corrected = papers.entered(
        papers.paper(year=2024, done=years.DONE + "另办理复议3件。", problems=years.AGAIN)
    )
    assert comparison.waiting(10) == [(both.old.pk, corrected.pk)]
    followed = comparison.prepare(both.old.pk, corrected.pk, now=LATER)
    assert (followed.pk, followed.new_id, followed.state) == (row.pk, corrected.pk, "applied")
    assert Comparison.objects.count() == 1


def test_as_many_queries_for_many_promises_as_for_few(town: City) -> None:
    def counted(year: int, number: int) -> int:
        lines = tuple(f"（{n}）规范第{n}类窗口办理。办好第{n}类事项{n}件。" for n in range(1, number + 1))
        old = papers.entered(papers.paper(year=year, arrangements=lines))
        new = papers.entered(papers.paper(year=year + 1, done=years.DONE))
        for row in capture.capture(old.pk, by=town["clerk"], now=NOW):
            act(lifecycle.confirm, row, by=town["clerk"])
        with CaptureQueriesContext(connection) as captured:
            comparison.prepare(old.pk, new.pk, now=LATER)
        return len(captured)

    assert counted(2010, 2) == counted(2014, 30) <= 25


# --- what is refused ---------------------------------------------------------------------------------------


def test_a_report_of_another_organ_is_refused_unless_somebody_says_why(town: City, both: Years) -> None:
    other = papers.entered(papers.paper(organ="青澜市司法局", year=2024, done=years.DONE))
    with pytest.raises(Unfit, match="青澜市司法局"):
        comparison.prepare(both.old.pk, other.pk, by=town["reviewer"], now=LATER)
    assert not Comparison.objects.exists()
    reason = "机构改革，职能划转市司法局"
    row = comparison.prepare(both.old.pk, other.pk, by=town["reviewer"], override=reason, now=LATER)
    assert (row.state, row.misfit, row.override) == ("prepared", "another_organ", reason)
    assert row.findings.count() == 5


def test_a_year_that_does_not_follow_is_refused(town: City, both: Years) -> None:
    later = papers.entered(papers.paper(year=2026, done=years.DONE))
    with pytest.raises(Unfit, match="2026"):
        comparison.prepare(both.old.pk, later.pk, by=town["reviewer"], now=LATER)


def test_an_empty_report_is_refused_whatever_the_reason(town: City, both: Years) -> None:
    empty = papers.entered(
        "青澜市行政审批服务局2024年度法治政府建设情况的报告\n三、2025年主要安排\n（一）推进公开。"
    )
    with pytest.raises(Unfit):
        comparison.prepare(both.old.pk, empty.pk, by=town["reviewer"], override="请比对", now=LATER)


def test_by_itself_a_misfit_is_kept_with_its_reason_and_not_tried_for_ever(town: City) -> None:
    both = years.years(town)
    both.new.sections.filter(kind="achievements").update(kind="other")
    both.new.sections.filter(kind="problems").update(kind="other")
    both.new.items.filter(kind="problem").update(removed=True)
    Report.objects.filter(pk=both.new.pk).update(text="x" * len(both.new.text))
    row = both.compared()
    assert (row.state, row.misfit) == ("refused", "empty_new")
    assert "报告" in comparison.refusal(row)
    assert comparison.waiting(10) == []
    Report.objects.filter(pk=both.new.pk).update(revision=5)
    assert comparison.waiting(10) == [(both.old.pk, both.new.pk)]


@pytest.mark.parametrize("name", ["officer", "neighbour", "stranger"])
def test_only_those_who_compare_may(town: City, both: Years, name: str) -> None:
    with pytest.raises(NotAllowed):
        both.compared(by=town[name])


def test_a_report_that_is_not_there_is_unknown(both: Years) -> None:
    with pytest.raises(Unknown):
        comparison.prepare(both.old.pk, 999_999, now=LATER)
    with pytest.raises(Unknown):
        comparison.prepare(both.old.pk, both.old.pk, now=LATER)


# --- preview and undo --------------------------------------------------------------------------------------


def test_applying_and_undoing_give_back_every_field(town: City, both: Years) -> None:
    tables = (Comparison, Finding, Quotation, Commitment, LedgerEntry)
    row = both.compared()
    before = everything(*tables)
    comparison.apply(row.pk, by=town["reviewer"], now=LATER)
    assert Finding.objects.counting().count() == 5
    comparison.undo(row.pk, by=town["reviewer"], now=LATER)
    assert everything(*tables) == before


def test_what_was_judged_outlives_an_undo(town: City) -> None:
    both, row = years.applied(town)
    finding = years.finding(both.trained)
    review.rate(finding.pk, "fulfilled", by=town["reviewer"], now=LATER, revision=0)
    comparison.undo(row.pk, by=town["clerk"], now=LATER)
    assert not Finding.objects.counting()
    comparison.apply(row.pk, by=town["clerk"], now=LATER)
    assert Finding.objects.counting().rated().get() == finding


def test_nobody_applies_twice(town: City) -> None:
    _both, row = years.applied(town)
    with pytest.raises(Stale):
        comparison.apply(row.pk, by=town["reviewer"], now=LATER)


@pytest.mark.parametrize("name", ["officer", "neighbour", "stranger"])
def test_only_those_who_compare_apply(town: City, both: Years, name: str) -> None:
    with pytest.raises(NotAllowed):
        comparison.apply(both.compared().pk, by=town[name], now=LATER)


# --- what waits, and what goes -----------------------------------------------------------------------------


def test_a_new_report_waits_to_be_compared_with_the_one_before(both: Years) -> None:
    assert comparison.waiting(10) == [(both.old.pk, both.new.pk)]
    both.compared()
    assert comparison.waiting(10) == []


def test_reports_two_years_apart_do_not_wait(town: City) -> None:
    papers.entered(papers.paper(year=2021))
    papers.entered(papers.paper(year=2023))
    assert comparison.waiting(10) == []


def test_the_sweep_gives_each_pair_a_task_of_its_own(both: Years, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Sequence[int]] = []
    monkeypatch.setattr(tasks.compare, "apply_async", lambda args, expires: sent.append(args))
    assert tasks.compare_waiting() == "1 to compare"
    assert sent == [(both.old.pk, both.new.pk)]
    assert tasks.compare(*sent[0]) == "prepared"
    assert tasks.compare_waiting() == "0 to compare"


def test_a_report_goes_with_what_the_machine_found_of_it(town: City, both: Years) -> None:
    both.compared()
    discarding.discard_report(both.new.pk)
    assert not Comparison.objects.exists()
    assert not Quotation.objects.exists()


def test_a_report_stays_when_somebody_has_judged_by_it(town: City) -> None:
    both, _row = years.applied(town)
    review.rate(years.finding(both.trained).pk, "fulfilled", by=town["reviewer"], now=LATER, revision=0)
    with pytest.raises(ProtectedError):
        discarding.discard_report(both.new.pk)


def test_a_finding_that_was_judged_once_outlives_its_promise(town: City) -> None:
    """The rating was taken back and the commitment moved to another year: what was said stays on record."""
    both, _row = years.applied(town)
    finding = years.finding(both.trained)
    review.rate(finding.pk, "fulfilled", by=town["reviewer"], now=LATER, revision=0)
    review.reopen(finding.pk, "看错了", by=town["reviewer"], now=LATER, revision=1)
    Commitment.objects.filter(pk__in=[both.trained.pk, both.called_back.pk]).update(plan_year=2030)
    both.compared()
    assert Finding.objects.filter(pk=finding.pk).exists()
    assert not Finding.objects.filter(commitment=both.called_back).exists()
