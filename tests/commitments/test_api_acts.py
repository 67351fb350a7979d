"""Acting by the API: every verb, through lifecycle, and every no with its sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from commitments import lifecycle
from commitments.api.acts import ACTS
from commitments.api.bulk import BULK
from commitments.choices import Verb
from commitments.models import Commitment, LedgerEntry, ProblemLink
from tests.commitments import offices
from tests.commitments.offices import City, act, fresh
from tests.commitments.test_api import ADDRESS, client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_monday_in_march() -> Iterator[None]:
    with time_machine.travel(offices.NOW, tick=False):
        yield


def post(api: APIClient, row: Commitment, verb: str, **given: Any) -> Any:
    body = {"revision": fresh(row).revision, **given}
    form = "multipart" if verb == Verb.ATTACH else "json"
    return api.post(f"{ADDRESS}{row.pk}/{verb}/", body, format=form)


def other(row: Commitment) -> Commitment:
    return Commitment.objects.filter(kind=row.kind).exclude(pk=row.pk)[0]


def seen(row: Commitment) -> dict[str, int]:
    return {"id": row.pk, "revision": fresh(row).revision}


Given = Callable[[City, Commitment], dict[str, Any]]

# For each verb: who does it, in which status, and with what.
DONE: dict[Verb, tuple[str, str, Given]] = {
    Verb.REWORD: ("clerk", "candidate", lambda t, r: {"title": "办两轮业务培训", "due_on": "2024-05-31"}),
    Verb.SPLIT: ("clerk", "candidate", lambda t, r: {"titles": ["第一轮", "第二轮"]}),
    Verb.MERGE: ("clerk", "candidate", lambda t, r: {"others": [seen(other(r))]}),
    Verb.LINK: ("clerk", "open", lambda t, r: {"link": a_link(r).pk, "accepted": True}),
    Verb.CONFIRM: ("clerk", "candidate", lambda t, r: {}),
    Verb.ASSIGN: ("clerk", "open", lambda t, r: {"lead": t.hotline.pk, "supports": [t.windows.pk]}),
    Verb.APPOINT: ("leader", "open", lambda t, r: {"officer": t["leader"].pk}),
    Verb.RETURN: ("officer", "open", lambda t, r: {"reason": "不属本科职责"}),
    Verb.PLAN: ("officer", "open", lambda t, r: {"measures": [{"text": "办班", "due_on": "2024-05-01"}]}),
    Verb.REPORT: ("officer", "open", lambda t, r: {"text": "办了一期", "percent": 40}),
    Verb.ATTACH: ("officer", "open", lambda t, r: {"file": file(b"%PDF-2")}),
    Verb.DETACH: ("officer", "open", lambda t, r: {"evidence": piece(t, r).pk, "reason": "传错了"}),
    Verb.SUBMIT: ("officer", "open", lambda t, r: {} | proven(t, r)),
    Verb.SIGN_OFF: ("supervisor", "submitted", lambda t, r: {}),
    Verb.SEND_BACK: ("supervisor", "submitted", lambda t, r: {"reason": "材料不全"}),
    Verb.REQUEST_EXTENSION: (
        "officer", "open", lambda t, r: {"new_due_on": "2024-09-30", "reason": "场地未落实"}
    ),
    Verb.DECIDE_EXTENSION: ("supervisor", "open", lambda t, r: {"granted": asked(t, r)}),
    Verb.CHASE: ("supervisor", "open", lambda t, r: {"reason": "请抓紧"}),
    Verb.CARRY_OVER: ("clerk", "open", lambda t, r: {"plan_year": 2025, "reason": "跨年实施"}),
    Verb.ADJUST: (
        "clerk", "open", lambda t, r: {"title": "改为线上", "approval": "青政办〔2024〕8号", "reason": "调整"}
    ),
    Verb.CANCEL: ("clerk", "open", lambda t, r: {"reason": "不是承诺"}),
}  # fmt: skip


def a_link(row: Commitment) -> ProblemLink:
    problem = Commitment.objects.filter(kind="rectification")[0].source
    return ProblemLink.objects.create(
        commitment=row, problem=problem, quote="培训不足", start=problem.start, end=problem.end, score=0
    )


def file(content: bytes = offices.PDF, name: str = "佐证.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def piece(town: City, row: Commitment) -> Any:
    return offices.attached(town, row)


def proven(town: City, row: Commitment) -> dict[str, Any]:
    piece(town, row)
    return {}


def asked(town: City, row: Commitment) -> bool:
    act(lifecycle.request_extension, row, offices.TODAY.replace(month=9), "场地未落实", by=town["officer"])
    return True


@pytest.mark.parametrize("verb", list(ACTS))
def test_every_act_is_done_as_lifecycle_does_it(town: City, candidate: Commitment, verb: Verb) -> None:
    who, status, given = DONE[verb]
    row = offices.in_status(town, candidate, status)
    body = given(town, row)
    before = fresh(row).revision
    answer = post(client(town[who]), row, verb, **body)
    assert answer.status_code == 200, answer.data
    line = LedgerEntry.objects.filter(commitment=row).latest("id")
    assert (line.verb, line.actor) == (verb, town[who])
    assert fresh(row).revision == before + 1
    assert fresh(row).status == (lifecycle.RULES[verb].to or status)
    if verb != Verb.CARRY_OVER:
        assert (answer.data["id"], answer.data["revision"]) == (row.pk, before + 1)


def test_every_act_of_lifecycle_has_an_address() -> None:
    assert set(lifecycle.RULES) <= set(ACTS) | set(BULK)


# --- the word no ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", list(ACTS))
def test_nobody_learns_of_what_is_not_for_him(town: City, candidate: Commitment, verb: Verb) -> None:
    _who, status, given = DONE[verb]
    row = offices.in_status(town, candidate, status)
    body = given(town, row)
    lines, revision = LedgerEntry.objects.count(), fresh(row).revision
    for name in ("neighbour", "stranger"):
        for sent in (body, {"revision": "x"}):
            answer = post(client(town[name]), row, verb, **sent)
            none = client(town[name]).post(f"{ADDRESS}999999/{verb}/", {}, format="json")
            assert (answer.status_code, answer.data) == (none.status_code, none.data)
            assert answer.status_code == 404
    assert (LedgerEntry.objects.count(), fresh(row).revision) == (lines, revision)


def test_a_stale_act_is_refused_and_changes_nothing(town: City, running: Commitment) -> None:
    answer = post(client(town["officer"]), running, "report", revision=1, text="办了一期")
    assert (answer.status_code, answer.data["code"]) == (409, "stale")
    assert "重新" in answer.data["detail"] or "刷新" in answer.data["detail"]
    assert not running.progress.exists()


def test_an_act_out_of_its_status_is_refused(town: City, running: Commitment) -> None:
    answer = post(client(town["supervisor"]), running, "sign_off")
    assert (answer.status_code, answer.data["code"]) == (409, "wrong_status")
    assert "办理中" in answer.data["detail"]


def test_who_may_see_may_not_do_all(town: City, running: Commitment) -> None:
    answer = post(client(town["reviewer"]), running, "cancel", reason="不要了")
    assert (answer.status_code, answer.data["code"]) == (403, "not_allowed")


@pytest.mark.parametrize(
    ("header", "words"), [("zh-CN", "请填写理由"), ("en", "Please give a reason."), ("", "请填写理由")]
)
def test_what_does_not_do_is_told_in_the_language_asked_for(
    town: City, running: Commitment, header: str, words: str
) -> None:
    api = client(town["clerk"])
    answer = api.post(
        f"{ADDRESS}{running.pk}/cancel/",
        {"revision": running.revision},
        format="json",
        headers={"Accept-Language": header},
    )
    assert (answer.status_code, answer.data["code"]) == (400, "unfit")
    assert words.rstrip("。") in answer.data["detail"]


@pytest.mark.parametrize(
    ("verb", "given", "field"),
    [
        ("assign", {"lead": 999999}, "lead"),
        ("assign", {}, "lead"),
        ("assign", {"lead": "窗口"}, "lead"),
        ("assign", {"supports": [999999]}, "supports"),
        ("report", {"percent": 101}, "percent"),
        ("request_extension", {"new_due_on": "明天"}, "new_due_on"),
        ("confirm", {"revision": -1}, "revision"),
        ("carry_over", {"plan_year": 99999, "reason": "x"}, "plan_year"),
        ("report", {"target": 10**30, "reached": 1}, "target"),
        ("assign", {"supports": [10**30]}, "supports"),
        ("merge", {"others": [{"id": 10**30, "revision": 0}]}, "others"),
    ],
)
def test_a_wrong_value_is_told_by_its_field(
    town: City, running: Commitment, verb: str, given: dict[str, Any], field: str
) -> None:
    answer = post(client(town["clerk"]), running, verb, **given)
    assert answer.status_code == 400
    assert field in answer.data


def test_a_link_or_a_file_of_another_commitment_is_none(town: City, running: Commitment) -> None:
    another = offices.opened(town, other(running))
    foreign = offices.attached(town, another)
    answer = post(client(town["officer"]), running, "detach", evidence=foreign.pk, reason="x")
    assert answer.status_code == 400
    answer = post(client(town["clerk"]), running, "link", link=a_link(another).pk, accepted=True)
    assert answer.status_code == 400
    assert another.evidence.exists()


# --- files ------------------------------------------------------------------------------------------------


def test_a_file_comes_back_as_it_went(town: City, running: Commitment) -> None:
    api = client(town["officer"])
    assert post(api, running, "attach", file=file(offices.PDF, "签到表.pdf")).status_code == 200
    [shown] = api.get(f"{ADDRESS}{running.pk}/").data["evidence"]
    answer: Any = api.get(shown["download"])
    assert b"".join(answer.streaming_content) == offices.PDF
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    for name in ("neighbour", "stranger"):
        assert client(town[name]).get(shown["download"]).status_code == 404
    assert api.get(f"{ADDRESS}{other(running).pk}/evidence/{shown['id']}/").status_code == 404


def test_a_file_whose_bytes_are_lost_is_none(town: City, running: Commitment) -> None:
    piece = offices.attached(town, running)
    piece.file.storage.delete(piece.file.name)
    assert client(town["officer"]).get(f"{ADDRESS}{running.pk}/evidence/{piece.pk}/").status_code == 404


def test_a_file_that_is_no_evidence_is_refused_with_a_sentence(town: City, running: Commitment) -> None:
    api = client(town["officer"])
    for content, name in ((b"MZ\x90\x00", "佐证.pdf"), (b"", "空.pdf")):
        answer = post(api, running, "attach", file=file(content, name))
        assert (answer.status_code, answer.data["code"]) == (400, "unfit")
    assert not running.evidence.exists()
