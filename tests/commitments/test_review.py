"""Judging: in a column of its own, by people of another side, on record for ever."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from commitments import access, comparison, ledger, ratings, review, telling
from commitments.choices import Role, Turn
from commitments.models import Comparison, Finding, Judgement, LedgerEntry
from commitments.refusals import NotAllowed, Stale, Unfit, Unknown, WrongStatus
from tests.commitments import offices, years
from tests.commitments.offices import City, fresh
from tests.commitments.years import LATER, Years

pytestmark = pytest.mark.django_db


@pytest.fixture
def applied(town: City) -> tuple[Years, Comparison]:
    return years.applied(town)


@pytest.fixture
def finding(applied: tuple[Years, Comparison]) -> Finding:
    return years.finding(applied[0].trained)


@pytest.fixture
def second(town: City) -> User:
    return offices.seat("second", Role.REVIEWER, town.bureau, "杜衡")


def now(finding: Finding) -> Finding:
    return Finding.objects.get(pk=finding.pk)


def rate(finding: Finding, rating: str, by: User, note: str = "") -> Finding:
    return review.rate(finding.pk, rating, note, by=by, now=LATER, revision=now(finding).revision)


def two(row: Comparison) -> None:
    Comparison.objects.filter(pk=row.pk).update(second_review=True)


def lines(finding: Finding) -> list[LedgerEntry]:
    return list(
        LedgerEntry.objects.filter(commitment=finding.commitment, verb__in=("rate", "reopen", "cite"))
    )


# --- one reviewer ------------------------------------------------------------------------------------------


def test_a_rating_leaves_the_status_of_the_work_alone(town: City, finding: Finding) -> None:
    before = fresh(finding.commitment)  # type: ignore[arg-type]
    rated = rate(finding, "mostly", town["reviewer"], "培训材料缺一期")
    assert (rated.rating, rated.revision) == ("mostly", 1)
    after = fresh(before)
    assert (after.status, after.revision, after.percent) == (before.status, before.revision, before.percent)


def test_a_rating_is_in_the_ledger_in_words(town: City, finding: Finding) -> None:
    rate(finding, "mostly", town["reviewer"], "培训材料缺一期")
    told = telling.tell(lines(finding)[-1])
    assert [str(change) for change in told.changes] == ["评定：基本完成", "核对说明：培训材料缺一期"]
    assert (told.who, told.status) == ("沈言", None)


def test_a_rating_is_none_of_the_nine_is_refused(town: City, finding: Finding) -> None:
    with pytest.raises(Unfit):
        rate(finding, "excellent", town["reviewer"])


def test_what_is_judged_is_not_judged_again_before_it_is_reopened(town: City, finding: Finding) -> None:
    rate(finding, "mostly", town["reviewer"])
    with pytest.raises(WrongStatus):
        rate(finding, "fulfilled", town["reviewer"])
    with pytest.raises(Unfit):
        review.reopen(finding.pk, " ", by=town["reviewer"], now=LATER, revision=1)
    review.reopen(finding.pk, "补充了材料", by=town["reviewer"], now=LATER, revision=1)
    assert rate(finding, "fulfilled", town["reviewer"]).rating == "fulfilled"
    kept = Judgement.objects.filter(finding=finding).values_list("rating", "withdrawn_reason")
    assert list(kept) == [("mostly", "补充了材料"), ("fulfilled", "")]


def test_nothing_is_reopened_that_nobody_judged(town: City, finding: Finding) -> None:
    with pytest.raises(WrongStatus):
        review.reopen(finding.pk, "看错了", by=town["reviewer"], now=LATER, revision=0)


def test_a_form_seen_before_somebody_else_judged_is_refused(town: City, finding: Finding) -> None:
    rate(finding, "mostly", town["reviewer"])
    with pytest.raises(Stale):
        review.reopen(finding.pk, "看错了", by=town["reviewer"], now=LATER, revision=0)


@pytest.mark.parametrize("name", ["officer", "helper", "leader", "clerk", "supervisor", "superior"])
def test_only_reviewers_judge(town: City, finding: Finding, name: str) -> None:
    with pytest.raises(NotAllowed):
        rate(finding, "fulfilled", town[name])


@pytest.mark.parametrize("name", ["neighbour", "stranger"])
def test_others_do_not_learn_that_it_exists(town: City, finding: Finding, name: str) -> None:
    with pytest.raises(Unknown):
        rate(finding, "fulfilled", town[name])


def test_a_reviewer_who_has_a_part_in_the_work_does_not_judge_it(town: City, finding: Finding) -> None:
    for role, unit in ((Role.OFFICER, town.windows), (Role.LEADER, town.hotline)):
        person = offices.seat(f"both-{role}", Role.REVIEWER, town.bureau)
        offices.seat(f"both-{role}", role, unit)
        with pytest.raises(NotAllowed):
            rate(finding, "fulfilled", person)


def test_the_database_keeps_the_submitter_from_judging(town: City, finding: Finding) -> None:
    row = Judgement(
        finding=finding, turn=Turn.FIRST, rating="fulfilled", suggested="fulfilled", by=town["officer"],
        by_name="何青", submitted_by=town["officer"], made_at=LATER,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_nothing_is_judged_in_a_preview(
    town: City, applied: tuple[Years, Comparison], finding: Finding
) -> None:
    comparison.undo(applied[1].pk, by=town["reviewer"], now=LATER)
    with pytest.raises(WrongStatus):
        rate(finding, "fulfilled", town["reviewer"])


def test_a_rating_is_no_act_on_the_commitment(town: City, finding: Finding) -> None:
    """Who comes back to a form of the commitment is told what was done to it, and not what reviewers did."""
    row = fresh(finding.commitment)  # type: ignore[arg-type]
    rate(finding, "mostly", town["reviewer"])
    assert ledger.since(row, row.revision) == []


# --- many at once ------------------------------------------------------------------------------------------


def sure(row: Comparison, confidence: str, by: User) -> dict[int, int]:
    person = access.person(by, date(2025, 3, 3))
    findings = review.found(row.findings.captured().values_list("pk", flat=True))
    return review.sure(findings, Decimal(confidence), person)


def test_sure_suggestions_are_accepted_together_and_stay_marked(
    town: City, applied: tuple[Years, Comparison]
) -> None:
    row = applied[1]
    wanted = sure(row, "0.5", town["reviewer"])
    assert wanted
    outcome = review.accept_all(wanted, by=town["reviewer"], now=LATER)
    assert (len(outcome.done), outcome.refused) == (len(wanted), {})
    for finding in row.findings.filter(pk__in=wanted):
        assert finding.rating == finding.suggested
        assert finding.judgements.get().bulk
        assert lines(finding)[-1].after["bulk"] is True
    assert sure(row, "0.5", town["reviewer"]) == {}


def test_what_is_not_sure_enough_waits_for_a_person(town: City, applied: tuple[Years, Comparison]) -> None:
    assert sure(applied[1], "1.01", town["reviewer"]) == {}
    problems = applied[1].findings.filter(confidence=None).values_list("pk", flat=True)
    assert not set(problems) & set(sure(applied[1], "0", town["reviewer"]))


def test_one_that_was_judged_meanwhile_does_not_stop_the_rest(
    town: City, applied: tuple[Years, Comparison], finding: Finding
) -> None:
    wanted = {f.pk: f.revision for f in applied[1].findings.captured()}
    rate(finding, "partial", town["reviewer"])
    outcome = review.accept_all(wanted, by=town["reviewer"], now=LATER)
    assert set(outcome.refused) == {finding.pk}
    assert now(finding).rating == "partial"
    assert len(outcome.done) == len(wanted) - 1


def test_as_many_queries_for_many_as_for_few(town: City, applied: tuple[Years, Comparison]) -> None:
    keys = list(applied[1].findings.captured().values_list("pk", flat=True))

    def counted(wanted: list[int]) -> int:
        with CaptureQueriesContext(connection) as captured:
            review.accept_all(dict.fromkeys(wanted, 0), by=town["reviewer"], now=LATER)
        return len(captured)

    assert counted(keys[:1]) == counted(keys[1:])


# --- two reviewers -----------------------------------------------------------------------------------------


@pytest.fixture
def shared(applied: tuple[Years, Comparison], finding: Finding) -> Finding:
    two(applied[1])
    return finding


def test_the_first_word_is_told_to_nobody_before_the_second(town: City, shared: Finding) -> None:
    rated = rate(shared, "fulfilled", town["reviewer"], "材料齐全")
    assert rated.rating == ""
    assert not review.revealed(review.found([shared.pk]).get())
    assert "fulfilled" not in str(lines(shared)[-1].after)
    assert "材料齐全" not in str(lines(shared)[-1].after)


def test_two_who_agree_settle_it(town: City, shared: Finding, second: User) -> None:
    rate(shared, "fulfilled", town["reviewer"])
    assert rate(shared, "fulfilled", second).rating == "fulfilled"
    assert review.revealed(review.found([shared.pk]).get())


def test_dissent_is_kept_and_settled_by_a_third_word(town: City, shared: Finding, second: User) -> None:
    rate(shared, "fulfilled", town["reviewer"])
    assert rate(shared, "partial", second).rating == ""
    assert lines(shared)[-1].after["dissent"] == ["fulfilled", "partial"]
    assert rate(shared, "mostly", town["reviewer"], "合议").rating == "mostly"
    said = Judgement.objects.filter(finding=shared, withdrawn_at=None).values_list("turn", "rating")
    assert list(said) == [("first", "fulfilled"), ("second", "partial"), ("settled", "mostly")]
    with pytest.raises(WrongStatus):
        rate(shared, "partial", second)


def test_nobody_is_both_reviewers(town: City, shared: Finding) -> None:
    rate(shared, "fulfilled", town["reviewer"])
    with pytest.raises(WrongStatus):
        rate(shared, "fulfilled", town["reviewer"])


def test_agreement_is_that_of_the_two_words(
    town: City, applied: tuple[Years, Comparison], second: User
) -> None:
    two(applied[1])
    keys = list(applied[1].findings.captured())
    for number, finding in enumerate(keys):
        rate(finding, "fulfilled" if number % 2 else "partial", town["reviewer"])
        rate(finding, "fulfilled" if number % 2 else "partial", second)
    assert ratings.kappa(review.both_words(applied[1])) == 1


# --- evidence ----------------------------------------------------------------------------------------------


def test_a_reviewer_attaches_what_the_machine_missed(
    town: City, applied: tuple[Years, Comparison], finding: Finding
) -> None:
    new = applied[0].new
    place = new.text.index("有序推进")
    review.cite(finding.pk, place, place + 4, by=town["reviewer"], now=LATER, revision=0)
    quoted = finding.quotations.get(by_name="沈言")
    assert (quoted.text, quoted.where, new.text[quoted.start : quoted.end]) == (
        "有序推进", "achievements", "有序推进",
    )  # fmt: skip
    assert lines(finding)[-1].after == {"passage": "有序推进", "fits": True}


@pytest.mark.parametrize("place", [(10, 10), (999_999, 1_000_005), (0, 0)])
def test_nothing_is_attached_where_there_are_no_words(town: City, finding: Finding, place: Any) -> None:
    with pytest.raises(Unfit):
        review.cite(finding.pk, *place, by=town["reviewer"], now=LATER, revision=0)
    with pytest.raises(Unfit):
        review.cite(finding.pk, 0, 8, part=9, by=town["reviewer"], now=LATER, revision=0)


def test_wrong_evidence_is_marked_and_kept(town: City, finding: Finding) -> None:
    quoted = finding.quotations.first()
    assert quoted
    review.mark(quoted.pk, True, by=town["reviewer"], now=LATER, revision=0)
    quoted.refresh_from_db()
    assert quoted.wrong
    review.mark(quoted.pk, False, by=town["reviewer"], now=LATER, revision=1)
    quoted.refresh_from_db()
    assert not quoted.wrong


def test_what_is_compared_anew_meanwhile_is_not_said_to_be_marked(
    town: City, applied: tuple[Years, Comparison], finding: Finding, monkeypatch: pytest.MonkeyPatch
) -> None:
    quoted, one = finding.quotations.earliest("pk"), review.acts.one

    def beaten_to_it(*given: Any) -> Any:
        applied[0].compared()
        return one(*given)

    monkeypatch.setattr(review.acts, "one", beaten_to_it)
    with pytest.raises(Unknown):
        review.mark(quoted.pk, True, by=town["reviewer"], now=LATER, revision=0)
    assert not finding.quotations.filter(wrong=True)


def test_the_new_report_is_searched_by_all_words(applied: tuple[Years, Comparison]) -> None:
    row = Comparison.objects.select_related("new__organ").get(pk=applied[1].pk)
    assert [found.text for found in review.search(row, "窗口 培训")][:1] == [
        "2024年组织两轮窗口业务培训，覆盖全部窗口人员，窗口队伍更加稳定。"
    ]
    assert review.search(row, " ") == []
    assert review.search(row, "没有这个词") == []
