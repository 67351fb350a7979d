"""Two at once on PostgreSQL: reports compared by several workers, promises judged by several people."""

from __future__ import annotations

from functools import partial

import pytest

from commitments import comparison, review
from commitments.choices import Role
from commitments.models import Comparison, Finding, Judgement, LedgerEntry, Quotation
from commitments.refusals import Stale
from commitments.review import acts
from reports.refusals import Refusal
from tests.commitments import offices, years
from tests.commitments.offices import City
from tests.commitments.years import LATER
from tests.reports.test_races import meeting_at, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_workers_on_one_pair_make_one_comparison(town: City) -> None:
    both = years.years(town)
    prepare = partial(comparison.prepare, both.old.pk, both.new.pk, now=LATER)
    results = together(*[prepare] * 4)
    assert all(isinstance(result, Comparison) for result in results), results
    assert Comparison.objects.count() == 1
    assert Finding.objects.count() == len(both.rows)
    alone = Quotation.objects.count()
    prepare()
    assert Quotation.objects.count() == alone


def test_comparing_again_loses_no_rating_that_is_given_meanwhile(town: City) -> None:
    both, row = years.applied(town)
    for finding in row.findings.captured():
        rate = partial(
            review.rate, finding.pk, "partial", by=town["reviewer"], now=LATER, revision=finding.revision
        )
        results = together(rate, both.compared, both.compared)
        assert not any(isinstance(result, Exception) for result in results), results
    assert set(row.findings.values_list("rating", flat=True)) == {"partial"}


def test_of_two_reviewers_at_once_one_counts(town: City, monkeypatch: pytest.MonkeyPatch) -> None:
    both, _row = years.applied(town)
    second = offices.seat("second", Role.REVIEWER, town.bureau, "杜衡")
    finding = years.finding(both.trained)
    meeting_at(monkeypatch, acts, "locked")  # both have asked who they are, neither has the row
    rate = partial(review.rate, finding.pk, now=LATER, revision=0)
    results = together(
        partial(rate, rating="fulfilled", by=town["reviewer"]),
        partial(rate, rating="partial", by=second),
    )
    assert sorted(isinstance(result, Stale) for result in results) == [False, True], results
    assert Judgement.objects.count() == 1
    assert LedgerEntry.objects.filter(verb="rate").count() == 1


def test_bulk_and_single_ratings_do_not_lock_each_other_out(town: City) -> None:
    _both, row = years.applied(town)
    keys = {finding.pk: 0 for finding in row.findings.captured()}
    single = [partial(review.rate, pk, "partial", by=town["reviewer"], now=LATER, revision=0) for pk in keys]
    bulk = partial(review.accept_all, keys, by=town["reviewer"], now=LATER)
    results = together(bulk, *single)
    assert all(not isinstance(r, Exception) or isinstance(r, Refusal) for r in results), results
    assert Judgement.objects.count() == len(keys)
