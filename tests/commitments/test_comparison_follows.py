"""A comparison whose reports, organ or promises change later: nothing is lost, nothing runs round."""

from __future__ import annotations

import pytest
from django.test import Client

from commitments import access, capture, comparison, drafting, lifecycle, results, review, tasks, thread
from commitments.models import Comparison, Finding
from commitments.refusals import Stale
from reports import organs
from reports.models import Report
from tests.commitments import offices, years
from tests.commitments.offices import TODAY, City, act, fresh
from tests.commitments.years import LATER
from tests.reports import papers

pytestmark = pytest.mark.django_db


def rate(town: City, finding: Finding, rating: str = "partial") -> Finding:
    return review.rate(
        finding.pk,
        rating,
        by=town["reviewer"],
        now=LATER,
        revision=Finding.objects.get(pk=finding.pk).revision,
    )


# --- an organ that was merged ------------------------------------------------------------------------------


def renamed(town: City) -> organs.Organ:
    """The reform has made of the bureau and another one a third."""
    other = organs.register("青澜市数据局", parent=town.government, confirmed=True)
    organs.merge(other, town.bureau)
    other.refresh_from_db()
    return other


def test_what_an_organ_promised_is_compared_after_it_was_merged(town: City) -> None:
    both, row = years.applied(town)
    rate(town, years.finding(both.trained))
    keep = renamed(town)
    assert Report.objects.get(pk=both.old.pk).organ == keep
    both.compared()
    assert row.findings.captured().count() == len(both.rows)
    assert results.summary(keep)[2024].rated == 1
    assert results.summary(keep)[2024].total == len(both.rows)


def test_a_merger_alone_gives_nothing_to_compare_anew(town: City) -> None:
    _both, _row = years.applied(town)
    renamed(town)
    assert comparison.waiting(10) == []


def test_promises_confirmed_after_the_merger_are_compared(town: City) -> None:
    both = years.years(town)
    both.compared()
    Finding.objects.all().delete()
    renamed(town)
    assert comparison.waiting(10) == [(both.old.pk, both.new.pk)]


@pytest.mark.usefixtures("office_hours")
def test_the_results_of_a_merged_organ_are_listed_under_the_other(town: City) -> None:
    _both, _row = years.applied(town)
    keep = renamed(town)
    desk = Client()
    desk.force_login(town["reviewer"])
    page = desk.get("/admin/commitments/commitment/results/")
    assert f"/results/{keep.pk}/2024/" in page.content.decode()
    assert (
        "规范热线办理" in desk.get(f"/admin/commitments/commitment/results/{keep.pk}/2024/").content.decode()
    )


def test_a_thread_goes_on_over_a_merger(town: City) -> None:
    both, _row = years.applied(town)
    again = capture.capture(both.new.pk, by=town["clerk"], now=LATER)
    keep = renamed(town)
    person = access.person(town["reviewer"], TODAY)
    told = thread.thread(fresh(both.called_back), person)
    assert [year.year for year in told] == [2024, 2025]
    assert drafting.draft(keep, 2024, person=person, today=TODAY).groups
    assert again


def test_after_two_mergers_there_is_one_step_to_the_last(town: City) -> None:
    first = renamed(town)
    last = organs.register("青澜市政务和数据局", parent=town.government, confirmed=True)
    organs.merge(last, first)
    town.bureau.refresh_from_db()
    assert town.bureau.merged_into == last


# --- a report that was corrected ---------------------------------------------------------------------------


def put_before(report: Report, words: str) -> None:
    """The report is read anew, and all of it stands further down."""
    for rows in (report.sections.all(), report.items.all()):
        for each in rows:
            each.start, each.end = each.start + len(words), each.end + len(words)
            each.save()
    Report.objects.filter(pk=report.pk).update(text=words + report.text, revision=report.revision + 1)


def test_a_passage_marked_as_wrong_stays_so_where_it_moves(town: City) -> None:
    both, _row = years.applied(town)
    finding = years.finding(both.trained)
    for quoted in finding.quotations.filter(part=0):
        review.mark(
            quoted.pk,
            True,
            by=town["reviewer"],
            now=LATER,
            revision=Finding.objects.get(pk=finding.pk).revision,
        )
    before = finding.quotations.filter(part=0).count()
    put_before(both.new, "更正说明。\n")
    both.compared()
    assert finding.quotations.filter(part=0, wrong=True).count() == before
    assert not finding.quotations.filter(part=0, wrong=False)


def test_quotes_of_what_was_judged_follow_the_text(town: City) -> None:
    both, _row = years.applied(town)
    rate(town, years.finding(both.trained))
    put_before(both.new, "更正说明。\n")
    both.compared()
    text = Report.objects.get(pk=both.new.pk).text
    quoted = list(years.finding(both.trained).quotations.all())
    assert quoted
    assert all(text[each.start : each.end] == each.text for each in quoted)


def test_a_quote_whose_words_are_gone_keeps_its_place(town: City) -> None:
    both, _row = years.applied(town)
    finding = rate(town, years.finding(both.trained))
    before = list(finding.quotations.values("pk", "start", "end", "text"))
    text = Report.objects.get(pk=both.new.pk).text
    Report.objects.filter(pk=both.new.pk).update(text=text.replace("窗口", "大厅"))
    both.compared()
    assert list(finding.quotations.values("pk", "start", "end", "text")) == before


def test_a_suggestion_that_changed_is_not_accepted_unseen(town: City) -> None:
    both, _row = years.applied(town)
    finding = years.finding(both.trained)
    seen = {finding.pk: finding.revision}
    text = both.new.text.replace(years.DONE, "全年平稳" * (len(years.DONE) // 4))
    Report.objects.filter(pk=both.new.pk).update(text=text.ljust(len(both.new.text)))
    both.compared()
    assert Finding.objects.get(pk=finding.pk).suggested != finding.suggested
    outcome = review.accept_all(seen, by=town["reviewer"], now=LATER)
    assert isinstance(outcome.refused[finding.pk], Stale)


def test_the_same_suggestion_is_no_reason_to_look_again(town: City) -> None:
    both, _row = years.applied(town)
    finding = years.finding(both.trained)
    put_before(both.new, "更正说明。\n")
    both.compared()
    assert Finding.objects.get(pk=finding.pk).revision == finding.revision


def test_two_comparisons_that_turn_out_to_be_of_one_report_both_stay(town: City) -> None:
    """A report entered under a wrong year is put right, and becomes a version of another."""
    both = years.years(town)
    exact = both.compared()
    text = papers.paper(year=2026, done=years.DONE, problems=years.AGAIN, arrangements=years.PLANS)
    strayed = papers.entered(text)
    other = comparison.prepare(both.old.pk, strayed.pk, by=town["reviewer"], override="年度有误", now=LATER)
    Report.objects.filter(pk=both.new.pk).update(version=2)
    Report.objects.filter(pk=strayed.pk).update(year=2024, superseded=True)
    assert both.compared().pk == exact.pk
    assert Comparison.objects.filter(pk=other.pk).exists()


# --- what cannot be compared -------------------------------------------------------------------------------


def test_what_does_not_fit_any_more_is_not_tried_for_ever(town: City) -> None:
    """It was under review when the new report turned out to be another organ's; then more was confirmed."""
    both, _row = years.applied(town)
    Report.objects.filter(pk=both.new.pk).update(organ=town.neighbour, revision=1)
    assert both.compared().misfit == "another_organ"
    Finding.objects.filter(commitment=both.trained).delete()
    assert comparison.waiting(10) == []


def test_what_was_compared_all_the_same_takes_up_new_promises(town: City) -> None:
    both = years.years(town)
    later = papers.entered(papers.paper(year=2026, done=years.DONE))
    comparison.prepare(both.old.pk, later.pk, by=town["reviewer"], override="延期公布", now=LATER)
    Finding.objects.filter(commitment=both.trained).delete()
    assert (both.old.pk, later.pk) in comparison.waiting(10)


def test_a_pair_that_fails_is_kept_with_the_reason_and_lets_others_pass(
    town: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = years.years(town)

    def broken(*given: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr(comparison.suspicions, "found", broken)
    with pytest.raises(RecursionError):
        tasks.compare(both.old.pk, both.new.pk)
    row = Comparison.objects.get()
    assert (row.state, row.misfit) == ("refused", "failed")
    assert comparison.refusal(row)
    assert comparison.waiting(10) == []
    monkeypatch.undo()
    assert tasks.compare(both.old.pk, both.new.pk) == "prepared"
    assert Comparison.objects.get().misfit == ""


def test_a_failure_leaves_what_is_under_review(town: City, monkeypatch: pytest.MonkeyPatch) -> None:
    both, row = years.applied(town)
    rate(town, years.finding(both.trained))
    Report.objects.filter(pk=both.old.pk).update(year=None, plan_year=None, revision=9)
    assert comparison.waiting(10) == [(both.old.pk, both.new.pk)]
    with pytest.raises(Exception, match="年"):
        tasks.compare(both.old.pk, both.new.pk)
    row.refresh_from_db()
    assert (row.state, row.misfit) == ("applied", "failed")
    assert row.findings.rated().count() == 1
    assert comparison.waiting(10) == []


def test_what_is_carried_over_of_a_merged_organ_is_in_the_next_comparison(town: City) -> None:
    both, _row = years.applied(town)
    renamed(town)
    successor = act(lifecycle.carry_over, both.trained, 2025, "跨年实施", by=town["clerk"])
    later = papers.entered(papers.paper(organ="青澜市数据局", year=2025, done=years.DONE))
    row = comparison.prepare(both.new.pk, later.pk, now=LATER)
    assert row.findings.filter(commitment=successor).exists()
    assert offices.fresh(successor).organ == town.bureau
