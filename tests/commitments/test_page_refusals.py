"""What is refused on the page of a commitment: told, nothing done, nothing of what was typed lost."""

from __future__ import annotations

from datetime import date

import pytest

from commitments import lifecycle
from commitments.choices import Status, Verb
from commitments.models import Commitment, Progress
from tests.commitments import offices
from tests.commitments.desks import Desk, file, filled, refusal, said
from tests.commitments.offices import City, act, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office_hours")]


def test_a_stale_form_is_told_who_has_done_what(town: City, running: Commitment) -> None:
    desk = Desk(town["officer"])
    values = filled(desk.page(running)) | {"text": "办了第一轮培训", "percent": "50"}
    act(lifecycle.report_progress, running, lifecycle.Report("另一科室先报", 30), by=town["helper"])
    answer = desk.post(running, values)
    assert "09:30 陆川：报送进展" in refusal(answer)
    assert Progress.objects.get().text == "另一科室先报"
    again = filled(answer.content.decode())
    assert (again["text"], again["percent"]) == ("办了第一轮培训", "50")
    assert said(desk.post(running, again))  # looked at it again: now it may
    assert fresh(running).percent == 50


@pytest.mark.parametrize(
    ("who", "verb", "values"),
    [
        pytest.param("officer", Verb.REPORT, {"text": "办了", "percent": "50"}, id="report"),
        pytest.param("officer", Verb.REPORT, {"no_change": "1"}, id="no change"),
        pytest.param("officer", Verb.SUBMIT, {}, id="submit"),
        pytest.param(
            "officer", Verb.REQUEST_EXTENSION, {"new_due_on": "2024-09-30", "reason": "甲"}, id="ask"
        ),
        pytest.param("clerk", Verb.CANCEL, {"reason": "不是承诺"}, id="cancel"),
        pytest.param("supervisor", Verb.CHASE, {"reason": "请报送"}, id="chase"),
    ],
)
def test_what_is_sent_twice_is_done_once(
    town: City, running: Commitment, who: str, verb: Verb, values: dict[str, str]
) -> None:
    offices.attached(town, running)
    desk = Desk(town[who])
    sent = filled(desk.page(running, f"act={verb}")) | values
    said(desk.post(running, sent))
    lines = running.ledger.count()
    assert said(desk.post(running, sent))[-1] == "该操作刚才已经办理成功，没有重复登记。"
    assert running.ledger.count() == lines


def test_another_text_is_not_taken_for_the_same(town: City, running: Commitment) -> None:
    desk = Desk(town["officer"])
    values = filled(desk.page(running))
    said(desk.post(running, values | {"text": "甲"}))
    answer = desk.post(running, values | {"text": "乙"})
    assert "您本人：报送进展" in refusal(answer)
    assert filled(answer.content.decode())["text"] == "乙"


def test_measures_planned_in_two_windows_do_not_pass_for_the_same(town: City, running: Commitment) -> None:
    desk = Desk(town["officer"])
    values = filled(desk.page(running, "act=plan"))
    said(desk.post(running, values | {"measures-0-text": "甲"}))
    answer = desk.post(running, values | {"measures-0-text": "乙", "measures-0-due_on": "2024-05-01"})
    assert "您本人：制定具体措施" in refusal(answer)
    again = filled(answer.content.decode())
    assert (again["measures-0-text"], again["measures-0-due_on"]) == ("乙", "2024-05-01")
    assert [str(measure) for measure in running.measures.all()] == ["甲"]


@pytest.mark.parametrize(
    ("who", "verb", "values", "words"),
    [
        pytest.param("officer", "report", {"percent": "120", "text": "甲"}, "小于或等于100", id="percent"),
        pytest.param("officer", "report", {"percent": "0"}, "请选“本月无变化”", id="nothing said"),
        pytest.param(
            "officer", "report", {"text": "甲", "no_change": "1"}, "您填写了新的进展内容", id="both at once"
        ),
        pytest.param("officer", "submit", {}, "请选择文件", id="no evidence"),
        pytest.param("officer", "submit", {"proofs": file("a.pdf", b"MZ")}, "佐证材料须为", id="a program"),
        pytest.param("officer", "return", {"reason": "  "}, "必填", id="no reason"),
        pytest.param(
            "officer", "request_extension", {"new_due_on": "2024-06-01", "reason": "甲"}, "须晚于现期限",
            id="earlier",
        ),
        pytest.param(
            "officer", "plan", {"measures-0-text": "甲", "measures-0-due_on": "2025-01-01"},
            "不得晚于事项本身的期限", id="after the end",
        ),
        pytest.param("officer", "plan", {"measures-0-due_on": "2024-05-01"}, "请填写具体措施", id="empty"),
        pytest.param("clerk", "assign", {"lead": "999"}, "999", id="no such unit"),
        pytest.param(
            "clerk", "adjust", {"title": "甲", "approval": "", "reason": "乙"}, "必填", id="no approval"
        ),
        pytest.param("clerk", "carry_over", {"plan_year": "2024", "reason": "甲"}, "晚于原计划", id="year"),
    ],
)  # fmt: skip
def test_what_does_not_do_is_told_and_kept(
    town: City, running: Commitment, who: str, verb: str, values: dict[str, str], words: str
) -> None:
    lines = running.ledger.count()
    answer = Desk(town[who]).send(running, verb, **values)
    assert words in refusal(answer)
    again = filled(answer.content.decode())
    assert again["act"] == verb
    kept = {
        name: value for name, value in values.items() if name in again and name not in ("lead", "no_change")
    }
    assert {name: again[name].strip() for name in kept} == {name: str(v).strip() for name, v in kept.items()}
    assert (running.ledger.count(), fresh(running).revision) == (lines, running.revision)


def test_what_became_impossible_keeps_its_words(town: City, running: Commitment) -> None:
    desk = Desk(town["officer"])
    values = filled(desk.page(running)) | {"text": "办了第一轮培训"}
    act(lifecycle.cancel, running, "机构撤销", by=town["clerk"])
    answer = desk.post(running, values | {"revision": fresh(running).revision})
    assert "目前为“已撤销”" in refusal(answer)
    assert filled(answer.content.decode())["text"] == "办了第一轮培训"


def test_an_unknown_act_does_nothing(town: City, running: Commitment) -> None:
    answer = Desk(town["clerk"]).post(running, {"act": "delete", "revision": running.revision})
    assert said(answer) == ["无法识别的操作。"]


def test_a_form_without_its_revision_is_refused(town: City, running: Commitment) -> None:
    answer = Desk(town["clerk"]).post(running, {"act": "cancel", "reason": "甲", "revision": ""})
    assert (answer.status_code, fresh(running).status) == (200, Status.OPEN)


def test_who_did_the_work_does_not_sign_it_off(town: City, candidate: Commitment) -> None:
    offices.seat("officer", "supervisor", town.bureau)
    row = offices.submitted(town, candidate)
    answer = Desk(town["officer"]).send(row, "sign_off")
    assert "须由他人作出决定" in refusal(answer)
    assert fresh(row).status == Status.SUBMITTED


def test_a_script_is_told_where_to_go(town: City, running: Commitment) -> None:
    desk = Desk(town["officer"])
    values = filled(desk.page(running)) | {"no_change": "1"}
    answer = desk.post(running, values, accept="application/json")
    assert answer.json() == {"to": f"/admin/commitments/commitment/{running.pk}/change/"}


def test_more_time_is_not_offered_after_the_deadline(town: City, running: Commitment) -> None:
    Commitment.objects.filter(pk=running.pk).update(first_due_on=date(2024, 3, 1), due_on=date(2024, 3, 1))
    page = Desk(town["officer"]).page(running, "act=request_extension")
    assert "延期须在到期前申请" in page
