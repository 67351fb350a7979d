"""The table of acts, every forbidden pair of status, act and person too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from commitments import access, evidence, handover, lifecycle
from commitments.choices import Role, Status, Verb
from commitments.lifecycle import RULES
from commitments.models import Commitment, LedgerEntry, Membership, ProblemLink, Progress
from commitments.refusals import NotAllowed, Stale, Unfit, Unknown, WrongStatus
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
    Verb.ASSIGN: (KEEPERS, {"open": "open"}),
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
    assert set(TABLE) == set(TRIES) == set(RULES) == set(Verb) - {Verb.CAPTURE}


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


# --- two persons -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER])
def test_the_owners_side_cannot_sign_off(town: City, candidate: Commitment, role: str) -> None:
    row = offices.submitted(town, candidate)
    offices.seat("supervisor", role, town.windows)
    with pytest.raises(NotAllowed):
        act(lifecycle.sign_off, row, by=town["supervisor"])


@pytest.mark.parametrize("work", ["submit", "report", "attach"])
def test_whoever_had_a_hand_in_it_cannot_sign_it_off(town: City, candidate: Commitment, work: str) -> None:
    row = offices.opened(town, candidate)
    offices.seat("supervisor", Role.OFFICER, town.windows)
    offices.attached(town, row)
    if work == "report":
        act(lifecycle.report_progress, row, lifecycle.Report("去办了"), by=town["supervisor"])
    if work == "attach":
        offices.attached(town, row, b"%PDF-9", by="supervisor")
    doer = town["supervisor"] if work == "submit" else town["officer"]
    act(lifecycle.submit_for_closure, row, by=doer)
    Membership.objects.filter(
        user=town["supervisor"], role=Role.OFFICER
    ).delete()  # and out of the unit since
    with pytest.raises(NotAllowed):
        act(lifecycle.sign_off, row, by=town["supervisor"])
    assert act(lifecycle.sign_off, row, by=town["superior"]).closed_by == town["superior"]


# --- what the acts do --------------------------------------------------------------------------------------


def test_confirming_gives_number_deadline_and_lead(town: City, candidates: list[Commitment]) -> None:
    rows = [act(lifecycle.confirm, row, by=town["clerk"]) for row in candidates[:3]]
    assert [row.number for row in rows] == [f"2024-青澜审批-00{n}" for n in (1, 2, 3)]
    assert [(row.first_due_on, row.due_on) for row in rows] == [
        (date(2024, 12, 31), date(2024, 12, 31)),
        (date(2024, 12, 31), date(2024, 12, 31)),
        (date(2024, 6, 30), date(2024, 6, 30)),
    ]
    assert [row.due_basis for row in rows] == ["default", "default", "stated"]
    assert {row.lead for row in rows} == {town.bureau}


def test_without_a_plan_year_nothing_is_confirmed(town: City, candidate: Commitment) -> None:
    Commitment.objects.update(plan_year=None, due_on=None)
    with pytest.raises(Unfit):
        act(lifecycle.confirm, candidate, by=town["clerk"])
    act(lifecycle.reword, candidate, lifecycle.Description(plan_year=2024), by=town["clerk"])
    assert act(lifecycle.confirm, candidate, by=town["clerk"]).due_on == date(2024, 12, 31)


def parts(row: Commitment) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for part in row.assignments.select_related("unit"):
        found.setdefault(part.part, set()).add(part.unit.name.removeprefix("青澜市行政审批服务局"))
    return found


def test_assigning_keeps_lead_and_parts_in_step(town: City, running: Commitment) -> None:
    assert parts(running) == {"organ": {""}, "lead": {"窗口管理科"}, "support": {"热线科"}}
    row = act(
        lifecycle.assign,
        running,
        lifecycle.Owners(town.hotline, (town.windows, town.hotline)),
        by=town["clerk"],
    )
    assert parts(row) == {"organ": {""}, "lead": {"热线科"}, "support": {"窗口管理科"}}
    assert (row.lead, row.officer, row.supervisor) == (town.hotline, None, town["supervisor"])
    row = act(lifecycle.return_assignment, row, "不属本科职责", by=town["helper"])
    assert parts(row) == {"organ": {""}, "lead": {""}, "support": {"窗口管理科"}}
    assert row.returned_by == town.hotline
    with pytest.raises(Refusal):
        act(lifecycle.return_assignment, row, "再退", by=town["helper"])


def test_the_same_lead_keeps_its_officer(town: City, running: Commitment) -> None:
    row = act(lifecycle.assign, running, lifecycle.Owners(town.windows), by=town["clerk"])
    assert row.officer == town["officer"]


@pytest.mark.parametrize(
    ("officer", "supervisor"),
    [
        pytest.param("helper", None, id="an officer of another unit"),
        pytest.param("stranger", None, id="nobody's officer"),
        pytest.param(None, "clerk", id="no supervisor"),
        pytest.param(None, "neighbour", id="another organ's supervisor"),
    ],
)
def test_only_who_sits_there_can_be_named(
    town: City, running: Commitment, officer: str | None, supervisor: str | None
) -> None:
    owners = lifecycle.Owners(
        town.windows,
        officer=town[officer] if officer else None,
        supervisor=town[supervisor] if supervisor else None,
    )
    with pytest.raises(Unfit):
        act(lifecycle.assign, running, owners, by=town["clerk"])


def test_a_default_deadline_is_replaced_and_a_stated_one_is_not(
    town: City, candidates: list[Commitment]
) -> None:
    default, stated = offices.opened(town, candidates[0]), offices.opened(town, candidates[2])
    owners = lifecycle.Owners(town.windows, due_on=date(2024, 5, 31))
    row = act(lifecycle.assign, default, owners, by=town["clerk"])
    assert (row.first_due_on, row.due_on, row.due_basis) == (date(2024, 5, 31), date(2024, 5, 31), "assigned")
    with pytest.raises(Unfit):
        act(lifecycle.assign, stated, owners, by=town["clerk"])


def test_progress_is_words_a_percentage_or_a_figure(town: City, running: Commitment) -> None:
    target = running.targets.create(position=0, counts="培训", number=2, unit="轮")
    report = lifecycle.Report("办了一轮", 40, target.pk, Decimal(1))
    row = act(lifecycle.report_progress, running, report, by=town["helper"])
    target.refresh_from_db()
    assert (row.percent, row.progressed_at, target.reached) == (40, NOW, Decimal(1))
    kept = Progress.objects.get()
    assert (kept.by_name, kept.unit, kept.text) == ("陆川", "青澜市行政审批服务局热线科", "办了一轮")


def test_no_change_is_one_word_and_leaves_the_percentage(town: City, running: Commitment) -> None:
    act(lifecycle.report_progress, running, lifecycle.Report(percent=40), by=town["officer"])
    row = act(lifecycle.report_progress, running, lifecycle.NO_CHANGE, by=town["officer"])
    assert (row.percent, row.progress.count()) == (40, 2)


@pytest.mark.parametrize(
    "report",
    [
        pytest.param(lifecycle.Report(), id="nothing said"),
        pytest.param(lifecycle.Report("  "), id="blanks"),
        pytest.param(lifecycle.Report("办了", no_change=True), id="changed and not"),
        pytest.param(lifecycle.Report(percent=101), id="more than all"),
        pytest.param(lifecycle.Report(percent=-1), id="less than nothing"),
        pytest.param(lifecycle.Report(reached=Decimal(3)), id="a figure of nothing"),
        pytest.param(lifecycle.Report(target_id=10**9, reached=Decimal(3)), id="another's target"),
    ],
)
def test_a_senseless_report_is_refused(town: City, running: Commitment, report: lifecycle.Report) -> None:
    with pytest.raises(Unfit):
        act(lifecycle.report_progress, running, report, by=town["officer"])
    assert not Progress.objects.exists()


def test_only_progress_moves_the_day_of_the_last_progress(town: City, running: Commitment) -> None:
    act(lifecycle.report_progress, running, lifecycle.NO_CHANGE, by=town["officer"])
    for verb in (Verb.CHASE, Verb.PLAN, Verb.ATTACH, Verb.APPOINT):
        TRIES[verb](town, fresh(running), town["supervisor" if verb is Verb.CHASE else "leader"])
    assert fresh(running).progressed_at == NOW


def test_measures_are_planned_within_the_deadline(town: City, running: Commitment) -> None:
    steps = [lifecycle.Step("第一轮", date(2024, 4, 1), date(2024, 3, 1)), lifecycle.Step("第二轮")]
    act(lifecycle.plan_measures, running, steps, by=town["leader"])
    assert [m.text for m in running.measures.all()] == ["第一轮", "第二轮"]
    for bad in ([lifecycle.Step("晚", date(2024, 7, 1))], [lifecycle.Step(" ")]):
        with pytest.raises(Unfit):
            act(lifecycle.plan_measures, running, bad, by=town["leader"])
    assert running.measures.count() == 2


def test_nothing_is_submitted_without_evidence(town: City, running: Commitment) -> None:
    with pytest.raises(Unfit):
        act(lifecycle.submit_for_closure, running, by=town["officer"])


def test_what_is_sent_back_was_not_submitted(town: City, candidate: Commitment) -> None:
    row = offices.submitted(town, candidate)
    row = act(lifecycle.send_back, row, "缺签到表", by=town["supervisor"])
    assert (row.status, row.submitted_by, row.submitted_on) == ("open", None, None)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_reason_is_asked_for(town: City, candidate: Commitment, reason: str) -> None:
    row = offices.submitted(town, candidate)
    with pytest.raises(Unfit):
        act(lifecycle.send_back, row, reason, by=town["supervisor"])


def test_carrying_over_makes_a_new_one_linked_to_the_old(town: City, running: Commitment) -> None:
    running.targets.create(position=0, counts="培训", number=2, unit="轮", reached=1)
    act(lifecycle.report_progress, running, lifecycle.Report(percent=60), by=town["officer"])
    steps = [lifecycle.Step("已办", done_on=TODAY), lifecycle.Step("待办")]
    act(lifecycle.plan_measures, running, steps, by=town["officer"])
    act(lifecycle.request_extension, running, date(2024, 9, 30), "场地", by=town["officer"])
    new = act(lifecycle.carry_over, running, 2025, "跨年实施", by=town["supervisor"])
    old = fresh(running)
    assert (old.status, new.status, new.carried_from) == ("carried_over", "open", old)
    assert (new.number, new.plan_year, new.percent) == ("2025-青澜审批-001", 2025, 60)
    assert (new.due_on, new.due_basis, new.times_extended) == (date(2025, 12, 31), "default", 0)
    assert (new.quote, new.source, new.officer) == (old.quote, old.source, town["officer"])
    assert [m.text for m in new.measures.all()] == ["待办"]
    assert parts(new) == parts(old)
    assert new.targets.get().reached == 1
    assert old.extensions.get().decision == "withdrawn"
    with pytest.raises(WrongStatus):
        act(lifecycle.carry_over, running, 2026, "再转", by=town["supervisor"])
    with pytest.raises(Unfit):
        act(lifecycle.carry_over, new, 2025, "同年", by=town["supervisor"])


@pytest.mark.parametrize(
    ("adjustment", "approval"),
    [
        pytest.param(lifecycle.Adjustment(title="新"), " ", id="no approval"),
        pytest.param(lifecycle.Adjustment(), "青政办〔2024〕8号", id="nothing changes"),
        pytest.param(lifecycle.Adjustment(title="加强窗口队伍建设"), "8号", id="the same title"),
        pytest.param(lifecycle.Adjustment(due_on=date(2024, 5, 1)), "8号", id="before the first deadline"),
        pytest.param(lifecycle.Adjustment(title="字" * 61), "8号", id="too long"),
    ],
)
def test_an_adjustment_needs_an_approval_and_sense(
    town: City, running: Commitment, adjustment: lifecycle.Adjustment, approval: str
) -> None:
    with pytest.raises(Unfit):
        act(lifecycle.adjust, running, adjustment, approval, "机构调整", by=town["clerk"])


def test_an_adjustment_keeps_the_first_deadline_and_the_quote(town: City, running: Commitment) -> None:
    wanted = lifecycle.Adjustment("改为线上", "以系统上线为完成标志", date(2024, 10, 31))
    row = act(lifecycle.adjust, running, wanted, "青政办〔2024〕8号", "机构调整", by=town["clerk"])
    assert (row.title, row.due_on, row.first_due_on) == ("改为线上", date(2024, 10, 31), date(2024, 6, 30))
    assert (row.quote, row.approval) == (running.quote, "青政办〔2024〕8号")


# --- extensions --------------------------------------------------------------------------------------------


def test_an_extension_keeps_the_first_deadline_and_is_counted(town: City, running: Commitment) -> None:
    for n, day in enumerate((date(2024, 8, 31), date(2024, 9, 30)), start=1):
        act(lifecycle.request_extension, running, day, "场地未落实", by=town["officer"])
        row = act(lifecycle.decide_extension, running, True, by=town["supervisor"])
        assert (row.first_due_on, row.due_on, row.times_extended) == (date(2024, 6, 30), day, n)


@pytest.mark.parametrize(
    ("day", "asked_on"),
    [
        pytest.param(date(2024, 6, 30), TODAY, id="no later day"),
        pytest.param(date(2024, 5, 30), TODAY, id="an earlier day"),
        pytest.param(date(2024, 9, 30), date(2024, 7, 1), id="after the deadline"),
    ],
)
def test_more_time_is_asked_for_before_and_for_later(
    town: City, running: Commitment, day: date, asked_on: date
) -> None:
    with pytest.raises(Unfit):
        act(lifecycle.request_extension, running, day, "场地", by=town["officer"], now=offices.at(asked_on))
    act(
        lifecycle.request_extension, running, date(2024, 9, 30), "场地", by=town["officer"],
        now=offices.at(date(2024, 6, 30)),
    )  # fmt: skip
    with pytest.raises(Unfit):
        act(lifecycle.request_extension, running, date(2024, 9, 30), "又", by=town["officer"])


def test_a_refusal_of_more_time_needs_a_reason_and_moves_nothing(town: City, running: Commitment) -> None:
    act(lifecycle.request_extension, running, date(2024, 9, 30), "场地", by=town["officer"])
    with pytest.raises(Unfit):
        act(lifecycle.decide_extension, running, False, by=town["supervisor"])
    row = act(lifecycle.decide_extension, running, False, "应按期完成", by=town["supervisor"])
    assert (row.due_on, row.times_extended) == (date(2024, 6, 30), 0)
    assert row.extensions.get().remark == "应按期完成"
    with pytest.raises(Unfit):
        act(lifecycle.decide_extension, running, True, by=town["supervisor"])


def test_the_asking_side_does_not_decide(town: City, running: Commitment) -> None:
    act(lifecycle.request_extension, running, date(2024, 9, 30), "场地", by=town["officer"])
    offices.seat("supervisor", Role.LEADER, town.windows)
    with pytest.raises(NotAllowed):
        act(lifecycle.decide_extension, running, True, by=town["supervisor"])


def test_submitting_withdraws_the_request_for_more_time(town: City, running: Commitment) -> None:
    act(lifecycle.request_extension, running, date(2024, 9, 30), "场地", by=town["officer"])
    offices.attached(town, running)
    act(lifecycle.submit_for_closure, running, by=town["officer"])
    assert running.extensions.get().decision == "withdrawn"
