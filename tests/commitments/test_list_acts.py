"""Acts on several rows of the list, and the filters that a person keeps."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from commitments import lifecycle
from commitments.choices import Status
from commitments.models import Commitment, LedgerEntry, SavedFilter
from tests.commitments import offices
from tests.commitments.desks import said, words
from tests.commitments.lists import LIST, List, link
from tests.commitments.offices import City, act, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office_hours")]


@pytest.fixture
def clerk(town: City) -> List:
    return List(town["clerk"])


@pytest.fixture
def supervisor(town: City) -> List:
    return List(town["supervisor"])


# --- acts --------------------------------------------------------------------------------------------------


def test_a_clerk_confirms_and_assigns_several(town: City, clerk: List, candidates: list[Commitment]) -> None:
    rows = candidates[2:4]
    assert said(clerk.act("confirm", rows)) == ["立项：2项。"]
    assert {fresh(row).status for row in rows} == {Status.OPEN}
    answer = clerk.act("assign", rows, to="unit", lead=town.windows.pk)
    assert said(answer)[-1] == "交办：2项。"
    assert {fresh(row).lead for row in rows} == {town.windows}


def test_who_helps_goes_on_helping(town: City, clerk: List, running: Commitment) -> None:
    said(clerk.act("assign", [running], to="unit", lead=town.bureau.pk))
    assert fresh(running).lead == town.bureau
    assert [part.unit for part in running.assignments.filter(part="support")] == [town.hotline]


def test_a_supervisor_chases_and_signs_off(
    town: City, supervisor: List, candidates: list[Commitment]
) -> None:
    offices.opened(town, candidates[2])
    assert said(supervisor.act("chase", [candidates[2]], reason="请抓紧")) == ["催办：1项。"]
    assert LedgerEntry.objects.get(verb="chase").reason == "请抓紧"
    offices.submitted(town, candidates[3])
    assert said(supervisor.act("sign_off", [candidates[3]]))[-1] == "销号：1项。"
    assert fresh(candidates[3]).status == Status.CLOSED


def test_each_row_that_was_refused_is_named_with_the_reason(
    town: City, supervisor: List, candidates: list[Commitment]
) -> None:
    offices.opened(town, candidates[2])
    done, refused = said(supervisor.act("chase", candidates[1:4]))
    assert done == "催办：1项。"
    assert refused.startswith("未办理：2项。<ul><li><strong>")
    assert "「待确认」" in refused or "待确认" in refused
    assert candidates[1].title in refused
    assert candidates[3].title in refused
    assert candidates[2].title not in refused


def test_what_somebody_changed_meanwhile_is_left_alone(
    town: City, supervisor: List, running: Commitment
) -> None:
    key = f"{running.pk}-{fresh(running).revision}"
    act(lifecycle.report_progress, running, lifecycle.NO_CHANGE, by=town["officer"])
    lines = LedgerEntry.objects.count()
    answer: Any = supervisor.client.post(f"{LIST}act/", {"act": "chase", "row": [key]})
    (refused,) = said(answer)
    assert "2024-青澜审批-001 加强窗口队伍建设" in refused
    assert LedgerEntry.objects.count() == lines


def test_a_row_that_may_not_be_seen_is_not_named(town: City, running: Commitment) -> None:
    desk = List(town["neighbour"])
    lines = LedgerEntry.objects.count()
    theirs = said(desk.act("chase", [running]))[-1]
    answer: Any = desk.client.post(f"{LIST}act/", {"act": "chase", "row": ["99999-1"]})
    nobodys = said(answer)[-1]
    assert theirs == nobodys
    assert "窗口" not in theirs
    assert LedgerEntry.objects.count() == lines


@pytest.mark.parametrize(
    "values",
    [
        {"act": "chase"},
        {"act": "cancel", "row": ["1-1"]},
        {"row": ["1-1"]},
        {"act": "chase", "row": ["1"]},
        {"act": "chase", "row": ["x-1", "1-x"]},
        {"act": "chase", "row": ["99999999999999999999-1"]},
        {"act": "chase", "row": [f"{n}-1" for n in range(500)]},
        {"act": "assign", "row": ["1-1"], "to": "unit", "lead": "窗口"},
        {"act": "assign", "row": ["1-1"], "to": "unit", "lead": "99999999999999999999"},
    ],
)
def test_what_nobody_would_send_is_refused_in_words(
    town: City, supervisor: List, running: Commitment, values: dict[str, Any]
) -> None:
    lines = LedgerEntry.objects.count()
    answer: Any = supervisor.client.post(f"{LIST}act/", values)
    assert len(said(answer)) == 1
    assert LedgerEntry.objects.count() == lines


@pytest.mark.parametrize(
    ("who", "acts"),
    [
        ("clerk", ["确认立项", "交办"]),
        ("supervisor", ["确认立项", "交办", "同意销号", "催办"]),
        ("officer", []),
        ("reviewer", []),
    ],
)
def test_only_the_acts_of_the_role_are_offered(
    town: City, running: Commitment, who: str, acts: list[str]
) -> None:
    page = List(town[who]).page()
    assert words(page, ".cl-act > summary") == acts
    assert bool(words(page, "td.cl-tick")) == bool(acts)


def test_the_same_page_comes_after_the_act(town: City, supervisor: List, running: Commitment) -> None:
    answer = supervisor.act("chase", [running], back="status=open&sort=due")
    assert answer.url == f"{LIST}?status=open&sort=due"
    foreign = supervisor.act("chase", [running], back="//evil.example/\r\nX: 1")
    assert foreign.url.startswith(f"{LIST}?")
    assert "\n" not in foreign.url


def test_acts_are_sent_not_linked_to(supervisor: List) -> None:
    for address in ("act/", "filters/", "filters/1/"):
        assert supervisor.client.get(f"{LIST}{address}").status_code == 405
        assert Client().post(f"{LIST}{address}").status_code == 302


# --- saved filters -----------------------------------------------------------------------------------------


def keep(desk: List, name: str, address: str) -> list[str]:
    answer: Any = desk.client.post(f"{LIST}filters/", {"name": name, "back": address})
    return said(answer)


def names(desk: List) -> list[str]:
    return words(desk.page(), ".cl-kept a")


def test_a_filter_is_kept_opened_and_deleted(supervisor: List, running: Commitment) -> None:
    assert keep(supervisor, " 本科室  红灯 ", "status=open&colour=green&after=1~1&x=1") == [
        "已保存为“本科室 红灯”。"
    ]
    page = supervisor.page()
    assert link(page, ".cl-kept a") == "status=open&colour=green"
    assert supervisor.titles(link(page, ".cl-kept a")) == ["加强窗口队伍建设"]
    keep(supervisor, "本科室 红灯", "status=closed")
    assert link(supervisor.page(), ".cl-kept a") == "status=closed"
    supervisor.client.post(f"{LIST}filters/{SavedFilter.objects.get().pk}/")
    assert names(supervisor) == []


def test_a_filter_is_its_owners_alone(town: City, supervisor: List, clerk: List) -> None:
    keep(supervisor, "我的", "status=open")
    assert names(clerk) == []
    kept = SavedFilter.objects.get()
    clerk.client.post(f"{LIST}filters/{kept.pk}/")
    assert names(supervisor) == ["我的"]
    keep(clerk, "我的", "status=closed")
    assert link(supervisor.page(), ".cl-kept a") == "status=open"


@pytest.mark.parametrize(
    ("name", "address"), [("", "status=open"), ("  ", "status=open"), ("甲", ""), ("甲", "status=late")]
)
def test_a_filter_without_a_name_or_a_question_is_not_kept(supervisor: List, name: str, address: str) -> None:
    assert len(keep(supervisor, name, address)) == 1
    assert not SavedFilter.objects.exists()


def test_a_name_is_words_and_not_markup(supervisor: List) -> None:
    keep(supervisor, "<b>\0甲" + "长" * 99, "q=<script>")
    assert names(supervisor) == ["<b>甲" + "长" * 16]
    assert '<script>"' not in supervisor.page()


def test_there_is_an_end_to_keeping(supervisor: List) -> None:
    for n in range(21):
        keep(supervisor, f"第{n}个", "status=open")
    assert SavedFilter.objects.count() == 20
    assert keep(supervisor, "第0个", "status=closed")[-1] == "已保存为“第0个”。"
