"""What the acts do, to the row and around it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from commitments import ledger, lifecycle
from commitments.choices import Role
from commitments.models import Commitment, Membership, Progress
from commitments.refusals import NotAllowed, Unfit, WrongStatus
from reports.refusals import Refusal
from tests.commitments import offices
from tests.commitments.offices import NOW, TODAY, City, act, fresh

pytestmark = pytest.mark.django_db


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
    later = offices.at(date(2024, 4, 8))
    act(lifecycle.appoint, running, town["leader"], by=town["leader"], now=later)
    act(lifecycle.plan_measures, running, [lifecycle.Step("办班")], by=town["leader"], now=later)
    wanted = {running.pk: fresh(running).revision}
    assert lifecycle.chase_all(wanted, by=town["supervisor"], now=later).done
    offices.attached(town, running)
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
    with pytest.raises(Unfit):
        act(lifecycle.carry_over, new, 99999, "没有这一年", by=town["supervisor"])


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


def test_an_adjustment_changes_figures_and_keeps_what_was_reached(
    town: City, candidates: list[Commitment]
) -> None:
    row = offices.opened(town, candidates[3])
    target = row.targets.get()
    done = lifecycle.Report(target_id=target.pk, reached=Decimal(40))
    act(lifecycle.report_progress, row, done, by=town["officer"])
    wanted = lifecycle.Adjustment(figures={target.pk: Decimal(60)})
    row = act(lifecycle.adjust, row, wanted, "青政办〔2024〕8号", "机构调整", by=town["clerk"])
    target.refresh_from_db()
    assert (target.number, target.reached, row.approval) == (Decimal(60), Decimal(40), "青政办〔2024〕8号")
    entry = ledger.history(row)[-1]
    assert [entry.before["figures"][0][-3:], entry.after["figures"][0][-3:]] == ["80%", "60%"]


def test_figures_are_adjusted_within_reason(town: City, candidates: list[Commitment]) -> None:
    row = offices.opened(town, candidates[3])
    target = row.targets.get()
    row.targets.update(upper=90)
    for figures in ({target.pk: Decimal(80)}, {target.pk: Decimal(95)}, {0: Decimal(1)}):
        wanted = lifecycle.Adjustment(figures=figures)
        with pytest.raises(Unfit):
            act(lifecycle.adjust, row, wanted, "8号", "机构调整", by=town["clerk"])
    assert row.targets.get().number == 80
