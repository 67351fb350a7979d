"""The table of acts, every forbidden pair of status, act and person too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from commitments import access, evidence, handover, lifecycle
from commitments.choices import REVIEWS, Status, Verb
from commitments.lifecycle import RULES
from commitments.models import Commitment, LedgerEntry, Membership, ProblemLink
from commitments.refusals import NotAllowed, Stale, Unknown, WrongStatus
from reports.refusals import Refusal
from tests.commitments import offices
from tests.commitments.offices import NOW, TODAY, City, act, fresh

pytestmark = pytest.mark.django_db

Try = Callable[[City, Commitment, Any], Any]


def detach(town: City, row: Commitment, by: Any) -> Any:
    piece = row.evidence.first()
    if piece is None:
        piece = row.evidence.create(
            name="x.pdf", size=1, format="pdf", sha256="x", by=town["officer"], by_name="x", made_at=NOW
        )
    return evidence.detach(piece.pk, by=by, now=NOW, revision=row.revision, reason="传错了")


def link(town: City, row: Commitment, by: Any) -> Any:
    found = ProblemLink.objects.filter(commitment=row)[0]
    return lifecycle.decide_link(found.pk, True, by=by, now=NOW, revision=row.revision)


def merge(town: City, row: Commitment, by: Any) -> Any:
    others = Commitment.objects.filter(kind=row.kind).exclude(pk=row.pk)
    other = others.get(title__startswith="规范热线")
    return lifecycle.merge(row.pk, {row.pk: row.revision, other.pk: other.revision}, by=by, now=NOW)


def many(verb: Callable[..., Any], *arguments: Any, **named: Any) -> Try:
    def attempt(town: City, row: Commitment, by: Any) -> Any:
        outcome = verb(*arguments, {row.pk: row.revision}, by=by, now=NOW, **named)
        for refusal in outcome.refused.values():
            raise refusal

    return attempt


def hand_over(town: City, row: Commitment, by: Any) -> Any:
    heir = town["leader"]
    outcome = handover.hand_over(town["officer"], {row.pk: row.revision}, officer=heir, by=by, now=NOW)
    for refusal in outcome.refused.values():
        raise refusal


TRIES: dict[Verb, Try] = {
    Verb.REWORD: lambda t, r, by: act(lifecycle.reword, r, lifecycle.Description(title="新标题"), by=by),
    Verb.SPLIT: lambda t, r, by: act(lifecycle.split, r, ["甲", "乙"], by=by),
    Verb.MERGE: merge,
    Verb.LINK: link,
    Verb.CONFIRM: lambda t, r, by: act(lifecycle.confirm, r, by=by),
    Verb.ASSIGN: lambda t, r, by: act(lifecycle.assign, r, lifecycle.Owners(t.hotline), by=by),
    Verb.APPOINT: lambda t, r, by: act(lifecycle.appoint, r, t["leader"], by=by),
    Verb.RETURN: lambda t, r, by: act(lifecycle.return_assignment, r, "不属本科职责", by=by),
    Verb.PLAN: lambda t, r, by: act(lifecycle.plan_measures, r, [lifecycle.Step("办班")], by=by),
    Verb.REPORT: lambda t, r, by: act(lifecycle.report_progress, r, lifecycle.NO_CHANGE, by=by),
    Verb.ATTACH: lambda t, r, by: act(
        evidence.attach, r, offices.proof(b"%PDF-2"), "b.pdf", by=by, most_bytes=99
    ),
    Verb.DETACH: detach,
    Verb.SUBMIT: lambda t, r, by: act(lifecycle.submit_for_closure, r, by=by),
    Verb.SIGN_OFF: lambda t, r, by: act(lifecycle.sign_off, r, by=by),
    Verb.SEND_BACK: lambda t, r, by: act(lifecycle.send_back, r, "材料不全", by=by),
    Verb.REQUEST_EXTENSION: lambda t, r, by: act(
        lifecycle.request_extension, r, date(2024, 9, 30), "场地未落实", by=by
    ),
    Verb.DECIDE_EXTENSION: lambda t, r, by: act(lifecycle.decide_extension, r, True, by=by),
    Verb.CHASE: many(lifecycle.chase_all),
    Verb.CARRY_OVER: lambda t, r, by: act(lifecycle.carry_over, r, 2025, "跨年实施", by=by),
    Verb.ADJUST: lambda t, r, by: act(
        lifecycle.adjust,
        r,
        lifecycle.Adjustment(title="改为线上培训"),
        "青政办〔2024〕8号",
        "机构调整",
        by=by,
    ),
    Verb.CANCEL: lambda t, r, by: act(lifecycle.cancel, r, "不是承诺", by=by),
    Verb.HAND_OVER: hand_over,
}

KEEPERS = {"clerk", "supervisor", "superior"}
SUPERVISORS = {"supervisor", "superior"}
OWNERS = {"leader", "officer"}
# Who may do what, and from which status to which: written down once more, by hand.
TABLE: dict[Verb, tuple[set[str], dict[str, str]]] = {
    Verb.REWORD: (KEEPERS, {"candidate": "candidate"}),
    Verb.SPLIT: (KEEPERS, {"candidate": "candidate"}),
    Verb.MERGE: (KEEPERS, {"candidate": "candidate"}),
    Verb.LINK: (KEEPERS, {"candidate": "candidate", "open": "open"}),
    Verb.CONFIRM: (KEEPERS, {"candidate": "open"}),
    Verb.ASSIGN: (KEEPERS, {"candidate": "candidate", "open": "open"}),
    Verb.APPOINT: (KEEPERS | {"leader"}, {"open": "open"}),
    Verb.RETURN: (OWNERS, {"open": "open"}),
    Verb.PLAN: (OWNERS, {"open": "open"}),
    Verb.REPORT: (OWNERS | {"helper"}, {"open": "open"}),
    Verb.ATTACH: (OWNERS | {"helper"}, {"open": "open"}),
    Verb.DETACH: (OWNERS | {"helper"}, {"open": "open"}),
    Verb.SUBMIT: (OWNERS, {"open": "submitted"}),
    Verb.SIGN_OFF: (SUPERVISORS, {"submitted": "closed"}),
    Verb.SEND_BACK: (SUPERVISORS, {"submitted": "open"}),
    Verb.REQUEST_EXTENSION: (OWNERS, {"open": "open"}),
    Verb.DECIDE_EXTENSION: (SUPERVISORS, {"open": "open"}),
    Verb.CHASE: (SUPERVISORS, {"open": "open"}),
    Verb.CARRY_OVER: (KEEPERS, {"open": "carried_over"}),
    Verb.ADJUST: (KEEPERS, {"open": "open"}),
    Verb.CANCEL: (KEEPERS, {"candidate": "cancelled", "open": "cancelled"}),
    Verb.HAND_OVER: (KEEPERS | {"leader"}, {"open": "open", "submitted": "submitted"}),
}


def ready(town: City, candidate: Commitment, status: str, verb: Verb) -> Commitment:
    """The row in this status, with what the act needs besides: evidence, a request."""
    row = offices.in_status(town, candidate, status)
    if status == Status.OPEN and verb in (Verb.SUBMIT, Verb.DETACH):
        offices.attached(town, row)
    if status == Status.OPEN and verb is Verb.DECIDE_EXTENSION:
        act(lifecycle.request_extension, row, date(2024, 9, 30), "场地未落实", by=town["officer"])
    return fresh(row)


def test_the_table_knows_every_act() -> None:
    assert set(TABLE) == set(TRIES) == set(RULES) == set(Verb) - {Verb.CAPTURE, *REVIEWS}


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("verb", list(TABLE))
def test_each_act_is_for_its_status_and_its_people(
    town: City, candidate: Commitment, verb: Verb, status: str
) -> None:
    people, ways = TABLE[verb]
    row = ready(town, candidate, status, verb)
    lines = LedgerEntry.objects.count()
    seen = {name for name in town.people if access.person(town[name], TODAY).sees(row)}
    for name in sorted(set(town.people) - (people if status in ways else set())):
        with pytest.raises(Refusal) as caught:
            TRIES[verb](town, row, town[name])
        if name not in seen:
            assert caught.type is Unknown, name
        elif name not in people and status in ways:
            assert caught.type is NotAllowed, name
        else:
            assert caught.type in (NotAllowed, WrongStatus), name
        assert fresh(row).revision == row.revision
    assert LedgerEntry.objects.count() == lines
    if status in ways:
        doer = max(people & seen)
        TRIES[verb](town, row, town[doer])
        assert fresh(row).status == ways[status]
        entry = LedgerEntry.objects.filter(commitment=row).latest("id")
        assert (entry.verb, entry.actor, entry.from_status) == (verb, town[doer], status)
        assert (entry.to_status, entry.actor_name) == (ways[status], town[doer].first_name)
        assert entry.actor_role
        assert entry.actor_unit.startswith("青澜市")


@pytest.mark.parametrize("status", Status.values)
def test_the_buttons_are_those_that_the_table_allows(town: City, candidate: Commitment, status: str) -> None:
    row = offices.in_status(town, candidate, status)
    for name in town.people:
        shown = set(lifecycle.possible(access.person(town[name], TODAY), row))
        allowed = {verb for verb, (people, ways) in TABLE.items() if name in people and status in ways}
        sees = access.person(town[name], TODAY).sees(row)
        assert shown == (allowed if sees else set()), name


# --- stale forms, and those who may not --------------------------------------------------------------------


def test_a_stale_form_is_refused(town: City, running: Commitment) -> None:
    seen = running.revision
    act(lifecycle.report_progress, running, lifecycle.NO_CHANGE, by=town["officer"])
    with pytest.raises(Stale, match=r"刷新|Reload"):
        lifecycle.cancel(running.pk, "重复", by=town["clerk"], now=NOW, revision=seen)
    assert fresh(running).status == Status.OPEN


def test_who_left_may_do_nothing_any_more(town: City, running: Commitment) -> None:
    Membership.objects.filter(user=town["officer"]).update(until=date(2024, 3, 3))
    with pytest.raises(Unknown):
        act(lifecycle.report_progress, running, lifecycle.NO_CHANGE, by=town["officer"])


def test_the_administrator_acts_by_seats_like_others(
    town: City, candidate: Commitment, django_user_model: Any
) -> None:
    boss = django_user_model.objects.create_superuser("boss", password="x")
    with pytest.raises(NotAllowed):
        act(lifecycle.confirm, candidate, by=boss)


def test_what_is_not_there_sounds_like_what_may_not_be_seen(town: City, running: Commitment) -> None:
    with pytest.raises(Unknown) as hidden:
        act(lifecycle.confirm, running, by=town["stranger"])
    with pytest.raises(Unknown) as missing:
        lifecycle.confirm(10**9, by=town["stranger"], now=NOW, revision=0)
    assert str(hidden.value) == str(missing.value)
