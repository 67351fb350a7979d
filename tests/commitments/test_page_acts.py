"""Every act by the page of the commitment, as a browser sends it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from commitments import lifecycle
from commitments.choices import REVIEWS, Status, Verb
from commitments.models import Commitment, Evidence, Extension, Progress
from tests.commitments import offices
from tests.commitments.desks import Desk, file, filled, refusal, said
from tests.commitments.offices import TODAY, City, act, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office_hours")]


@dataclass(frozen=True)
class Case:
    """Who sends what of a commitment in this status, what is said, and what must hold afterwards."""

    who: str
    status: Status
    values: dict[str, Any]
    said: str
    holds: Callable[[City, Commitment], bool]
    before: Callable[[City, Commitment], Any] = field(default=lambda town, row: None)


def asks(town: City, row: Commitment) -> None:
    act(lifecycle.request_extension, row, date(2024, 9, 30), "场地未落实", by=town["officer"])


REASON = {"reason": "另有安排"}
CASES: dict[str, tuple[Verb, Case]] = {
    verb.value: (verb, case)
    for verb, case in {
        Verb.CONFIRM: Case(
            "clerk", Status.CANDIDATE, {}, "已立项，编号2024-青澜审批-001。下一步请交办。",
            lambda town, row: row.status == Status.OPEN,
        ),
        Verb.APPOINT: Case(
            "leader", Status.OPEN, {"officer": "@leader"}, "已指定高远为承办人。",
            lambda town, row: row.officer == town["leader"],
        ),
        Verb.RETURN: Case(
            "officer", Status.OPEN, REASON, "已退回，由台账管理员重新交办。",
            lambda town, row: row.returned_by == town.windows,
        ),
        Verb.PLAN: Case(
            "officer", Status.OPEN, {"measures-0-text": "定方案", "measures-0-due_on": "2024-04-01"},
            "具体措施已登记。", lambda town, row: [str(m) for m in row.measures.all()] == ["定方案"],
        ),
        Verb.REPORT: Case(
            "helper", Status.OPEN, {"text": "办了第一轮", "percent": "40"}, "进展已登记，督办人可即时查看。",
            lambda town, row: (row.percent, row.progress.get().text) == (40, "办了第一轮"),
        ),
        Verb.ATTACH: Case(
            "helper", Status.OPEN, {"proofs": ["%签到表.pdf", "%照片.png"]},
            "佐证材料已提交。", lambda town, row: (row.pieces, row.evidence.count()) == (2, 2),
        ),
        Verb.DETACH: Case(
            "officer", Status.OPEN, {"reason": "传错了"}, "文件已撤回。",
            lambda town, row: (row.pieces, row.evidence.count()) == (0, 0), offices.attached,
        ),
        Verb.SUBMIT: Case(
            "officer", Status.OPEN, {"proofs": "%签到表.pdf"}, "已申请销号，等待周岚审核。",
            lambda town, row: (row.status, row.pieces, row.submitted_on) == (Status.SUBMITTED, 1, TODAY),
        ),
        Verb.SIGN_OFF: Case(
            "supervisor", Status.SUBMITTED, {}, "已销号，该事项办结。",
            lambda town, row: (row.status, row.closed_by) == (Status.CLOSED, town["supervisor"]),
        ),
        Verb.SEND_BACK: Case(
            "supervisor", Status.SUBMITTED, REASON, "已退办，由承办方继续办理。",
            lambda town, row: (row.status, row.submitted_by) == (Status.OPEN, None),
        ),
        Verb.REQUEST_EXTENSION: Case(
            "officer", Status.OPEN, {"new_due_on": "2024-09-30", **REASON},
            "已申请延期至2024年9月30日，等待督办人审批。",
            lambda town, row: row.extensions.get().new_due_on == date(2024, 9, 30),
        ),
        Verb.DECIDE_EXTENSION: Case(
            "supervisor", Status.OPEN, {"granted": "yes"}, "已同意延期，新期限为2024年9月30日。",
            lambda town, row: (row.due_on, row.times_extended) == (date(2024, 9, 30), 1), asks,
        ),
        Verb.CHASE: Case(
            "supervisor", Status.OPEN, {"reason": "请本周报送"}, "催办已记入台账。",
            lambda town, row: row.ledger.latest("id").reason == "请本周报送",
        ),
        Verb.CARRY_OVER: Case(
            "clerk", Status.OPEN, {"reason": "跨年实施"},
            "已结转为2025-青澜审批-001，期限2025年12月31日。以下是新事项的页面。",
            lambda town, row: row.carried_to.plan_year == 2025,
        ),
        Verb.ADJUST: Case(
            "clerk", Status.OPEN, {"title": "改为线上培训", "approval": "青政办〔2024〕8号", **REASON},
            "已调整，批准依据和理由已记入台账。",
            lambda town, row: (row.title, row.approval) == ("改为线上培训", "青政办〔2024〕8号"),
        ),
        Verb.CANCEL: Case(
            "clerk", Status.OPEN, REASON, "已撤销，理由已记入台账。",
            lambda town, row: row.status == Status.CANCELLED,
        ),
        Verb.HAND_OVER: Case(
            "clerk", Status.SUBMITTED, {"heir": "@leader", "reason": "调离"}, "已由何青移交给高远。",
            lambda town, row: row.officer == town["leader"],
        ),
        Verb.ASSIGN: Case(
            "clerk", Status.OPEN, {"lead": "#hotline", "officer": "@helper", "supports": ["#windows"]},
            "已交办热线科，承办人陆川。",
            lambda town, row: (row.lead, row.officer) == (town.hotline, town["helper"]),
        ),
    }.items()
}  # fmt: skip


def meant(town: City, value: Any) -> Any:
    """@login stands for a person's key, #name for a unit's, %name for a file."""
    if isinstance(value, list):
        return [meant(town, part) for part in value]
    mark, name = value[:1], value[1:]
    if mark == "@":
        return town[name].pk
    if mark == "#":
        return getattr(town, name).pk
    return file(name, offices.PDF + name.encode()) if mark == "%" else value


@pytest.mark.parametrize("name", CASES)
def test_each_act_is_done_and_told(town: City, candidate: Commitment, name: str) -> None:
    verb, case = CASES[name]
    row = offices.in_status(town, candidate, case.status)
    case.before(town, row)
    lines = row.ledger.count()
    values = {key: meant(town, value) for key, value in case.values.items()}
    answer = Desk(town[case.who]).send(row, verb, **values)
    assert said(answer) == [case.said]
    assert case.holds(town, fresh(row))
    assert row.ledger.filter(verb=verb).exists()
    assert row.ledger.count() > lines


def test_every_act_has_its_case() -> None:
    from commitments.admin.page.acts import ACTS, ELSEWHERE

    assert {*CASES, Verb.LINK.value} == set(ACTS)
    assert {*ACTS, *(verb.value for verb in ELSEWHERE), Verb.CAPTURE.value} == set(Verb.values) - set(REVIEWS)


def test_a_link_is_decided_beside_the_problem(town: City, running: Commitment) -> None:
    link = running.problem_links.all()[0]
    values = {"act": "link", "revision": running.revision, "link": link.pk, "accepted": "yes"}
    assert said(Desk(town["clerk"]).post(running, values)) == ["已认定：本事项对应该问题。"]
    link.refresh_from_db()
    assert (link.accepted, link.decided_by) == (True, town["clerk"])


def test_a_link_of_another_commitment_is_not_touched(town: City, candidates: list[Commitment]) -> None:
    row, other = candidates[2], candidates[3]
    link = other.problem_links.all()[0]
    values = {"act": "link", "revision": row.revision, "link": link.pk, "accepted": "yes"}
    assert "不再与本事项对应" in Desk(town["clerk"]).post(row, values).content.decode()
    link.refresh_from_db()
    assert link.accepted is None


def test_who_returns_it_is_led_to_what_is_left(town: City, running: Commitment) -> None:
    desk = Desk(town["officer"])
    answer = desk.send(running, "return", reason="不属本科职责")
    assert answer.url == "/admin/commitments/commitment/"
    assert desk.get(running).status_code == 404


def test_nothing_moved_is_one_click(town: City, running: Commitment) -> None:
    desk = Desk(town["officer"])
    values = filled(desk.page(running))  # the form stands open when the page comes
    assert said(desk.post(running, values | {"no_change": "1"})) == ["已登记：本月无变化。"]
    assert running.progress.get().no_change
    assert fresh(running).percent == 0


def test_nothing_moved_does_not_swallow_a_percentage(town: City, running: Commitment) -> None:
    desk = Desk(town["officer"])
    answer = desk.post(running, filled(desk.page(running)) | {"no_change": "1", "percent": "60"})
    assert not running.progress.exists()
    assert 'value="60"' in answer.content.decode()


def test_progress_and_its_proof_are_one_step(town: City, running: Commitment) -> None:
    answer = Desk(town["officer"]).send(running, "report", text="办完", percent="100", proofs=file())
    assert said(answer) == ["进展已登记。如已全部完成，请提交佐证材料并申请销号。"]
    assert fresh(running).pieces == 1
    verbs = running.ledger.order_by("-id").values_list("verb", flat=True)[:2]
    assert list(verbs) == [Verb.REPORT, Verb.ATTACH]


def test_a_refused_file_takes_the_report_back_too(town: City, running: Commitment, settings: Any) -> None:
    wrong = file("照片.png", b"<html>")
    answer = Desk(town["officer"]).send(running, "report", text="办完", proofs=[file(), wrong])
    assert "佐证材料须为" in refusal(answer)
    assert filled(answer.content.decode())["text"] == "办完"
    assert (Progress.objects.count(), Evidence.objects.count(), fresh(running).pieces) == (0, 0, 0)
    assert [path for path in settings.MEDIA_ROOT.rglob("*.pdf") if "evidence" in str(path)] == []


def test_a_figure_is_reported_for_its_target(town: City, candidates: list[Commitment]) -> None:
    row = offices.opened(town, candidates[3])  # 80%以上的工单
    assert said(Desk(town["officer"]).send(row, "report", reached="72.5"))
    assert str(row.targets.get().reached) == "72.5000"


def test_units_elsewhere_help_by_name(town: City, running: Commitment) -> None:
    desk = Desk(town["clerk"])
    answer = desk.send(running, "assign", others="青澜市司法局、无名局")
    assert "没有名为“无名局”的单位" in refusal(answer)
    assert filled(answer.content.decode())["others"] == "青澜市司法局、无名局"
    assert said(desk.send(running, "assign", others="青澜市司法局"))
    units = {part.unit for part in running.assignments.filter(part="support")}
    assert units == {town.hotline, town.neighbour}


def test_an_extension_can_be_denied_with_a_reason_only(town: City, running: Commitment) -> None:
    asks(town, running)
    desk = Desk(town["supervisor"])
    assert "请填写理由" in refusal(desk.send(running, "decide_extension", granted="no"))
    answer = desk.send(running, "decide_extension", granted="no", remark="理由不充分")
    assert said(answer) == ["未同意延期，期限仍为2024年6月30日。"]
    assert Extension.objects.get().remark == "理由不充分"
