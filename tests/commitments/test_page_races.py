"""Two people at the same page at the same moment, on PostgreSQL: one acts, the other is told."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from commitments.choices import Status
from commitments.models import Commitment, Progress
from tests.commitments import offices
from tests.commitments.desks import Desk, file, filled, refusal
from tests.commitments.offices import City, fresh
from tests.reports.test_races import together

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("office_hours"),
]


def split(answers: list[Any]) -> tuple[list[Any], list[Any]]:
    """Those that were done, and those that came back."""
    assert not [answer for answer in answers if isinstance(answer, Exception)], answers
    return [a for a in answers if a.status_code == 302], [a for a in answers if a.status_code == 200]


def test_one_signs_off_while_the_other_sends_back(town: City, candidate: Commitment) -> None:
    row = offices.submitted(town, candidate)
    one, two = Desk(town["supervisor"]), Desk(town["superior"])
    first, second = filled(one.page(row, "act=sign_off")), filled(two.page(row, "act=send_back"))
    answers = together(
        partial(one.post, row, first), partial(two.post, row, second | {"reason": "缺第二轮签到表"})
    )
    done, told = split(answers)
    assert (len(done), len(told)) == (1, 1)
    assert "该事项已有变动" in refusal(told[0])
    closed = fresh(row).status == Status.CLOSED
    assert closed == (done[0] is answers[0])
    if closed:
        assert filled(told[0].content.decode())["reason"] == "缺第二轮签到表"


def test_two_report_at_once_with_files_and_neither_is_lost(town: City, running: Commitment) -> None:
    desks = [Desk(town["officer"]), Desk(town["helper"])]
    forms = [filled(desk.page(running)) | {"text": f"第{n}份"} for n, desk in enumerate(desks)]
    answers = together(
        *(
            partial(desk.post, running, form | {"proofs": file(f"{n}.pdf", offices.PDF + bytes([n]))})
            for n, (desk, form) in enumerate(zip(desks, forms, strict=True))
        )
    )
    done, told = split(answers)
    assert (len(done), len(told), Progress.objects.count(), fresh(running).pieces) == (1, 1, 1, 1)
    slower = answers.index(told[0])
    again = filled(told[0].content.decode())
    assert again["text"] == f"第{slower}份"
    assert desks[slower].post(running, again).status_code == 302
    assert sorted(running.progress.values_list("text", flat=True)) == ["第0份", "第1份"]


def test_the_same_form_sent_twice_at_once_is_done_once(town: City, running: Commitment) -> None:
    desk, twin = Desk(town["officer"]), Desk(town["officer"])
    form = filled(desk.page(running)) | {"text": "办了第一轮培训", "percent": "50"}
    answers = together(partial(desk.post, running, form), partial(twin.post, running, form))
    done, told = split(answers)
    assert (len(done), told, Progress.objects.count()) == (2, [], 1)
