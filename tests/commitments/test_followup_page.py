"""The follow-up page: what was not delivered goes on in the new year; and the page of a thread."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commitments import lifecycle
from commitments.choices import Rating, Status
from commitments.models import Commitment, LedgerEntry
from config.people import write_roles
from tests.commitments import offices
from tests.commitments.answered import LATER, Answered, answered
from tests.commitments.offices import City, act, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(town: City) -> Any:
    write_roles()
    told = answered(town)
    with time_machine.travel(LATER, tick=False):
        yield told


def desk(town: City, name: str) -> Client:
    browser = Client()
    browser.force_login(town[name])
    return browser


def thread_of(told: Answered, old: Commitment, name: str) -> Any:
    return desk(told.town, name).get(reverse("admin:commitments_thread", args=[old.pk]))


def address(told: Answered) -> str:
    return reverse("admin:commitments_followup", args=[told.comparison.pk])


def page(told: Answered, name: str = "clerk") -> Any:
    return desk(told.town, name).get(address(told))


def shown(answer: Any) -> dict[str, Any]:
    """The rows of the page by the title of their commitment."""
    return {row.commitment.title: row for row in answer.context["page"].rows}


def row(told: Answered, words: str) -> Commitment:
    return fresh(next(row for row in told.promised if words in row.quote))


def sent(*rows: Commitment, **more: Any) -> dict[str, Any]:
    picked = [f"{row.pk}-{row.revision}" for row in rows]
    return {"row": picked, "plan_year": 2025, "due_on": "", "reason": ""} | more


def test_what_was_not_delivered_can_be_carried_over(told: Answered) -> None:
    told.rate("远程评标室", "not_mentioned")
    told.rate("窗口队伍", "fulfilled")
    answer = page(told)
    found = shown(answer)
    assert list(found) == ["建设远程评标室"]
    assert found["建设远程评标室"].ticked
    assert (answer.context["page"].delivered, answer.context["page"].unrated) == (1, 4)
    assert f"2024年度核对评定为{Rating.NOT_MENTIONED.label}，结转继续推进" in answer.content.decode()
    assert "结转所选 1 项" in answer.content.decode()


def test_what_the_new_report_promises_again_is_shown_and_not_ticked(told: Answered) -> None:
    told.rate("规范热线", "not_started")
    answer = page(told)
    found = shown(answer)["规范热线办理"]
    again = next(new for new in told.planned if "规范热线" in new.quote)
    assert not found.ticked
    assert [one.row for one in found.again] == [again]
    content = answer.content.decode()
    assert "新报告已再次承诺：" in content
    assert reverse("admin:commitments_candidate", args=[again.pk]) in content
    assert f"#at-{found.again[0].echo.start}-{found.again[0].echo.end}" in content


def test_what_is_promised_again_and_not_captured_yet_leads_to_the_capture(town: City) -> None:
    write_roles()
    told = answered(town, planned=False)
    told.rate("规范热线", "not_started")
    with time_machine.travel(LATER, tick=False):
        answer = page(told)
    assert [one.row for one in shown(answer)["规范热线办理"].again] == [None]
    assert reverse("admin:commitments_capture", args=[told.new.pk]) in answer.content.decode()


def test_what_is_not_yet_due_goes_on_as_it_is_unless_it_is_ticked(told: Answered) -> None:
    told.rate("远程评标室", "not_due")
    assert not shown(page(told))["建设远程评标室"].ticked


def test_the_ticked_are_carried_over_each_with_its_reason(told: Answered) -> None:
    told.rate("远程评标室", "not_mentioned")
    told.rate("一件事", "partial")
    rooms, matters = row(told, "远程评标室"), row(told, "一件事")
    data = sent(rooms, matters) | {f"reason-{rooms.pk}": "场地已落实，继续推进"}
    answer = desk(told.town, "clerk").post(address(told), data, follow=True)
    assert answer.redirect_chain == [(address(told), 302)]
    assert "已结转2项。" in answer.content.decode()
    reasons = {
        line.commitment_id: line.reason
        for line in LedgerEntry.objects.filter(verb="carry_over", commitment__in=[rooms, matters])
    }
    assert reasons == {
        rooms.pk: "场地已落实，继续推进",
        matters.pk: f"2024年度核对评定为{Rating.PARTIAL.label}，结转继续推进",
    }
    for old in (rooms, matters):
        new = Commitment.objects.get(carried_from=old)
        assert (new.plan_year, new.due_on) == (2025, date(2025, 12, 31))
        assert shown(answer)[old.title] in answer.context["page"].carried
        assert reverse("admin:commitments_commitment_change", args=[new.pk]) in answer.content.decode()


def test_one_reason_and_one_deadline_for_all(told: Answered) -> None:
    told.rate("远程评标室", "not_mentioned")
    old = row(told, "远程评标室")
    data = sent(old, reason="经会议研究", due_on="2025-06-30")
    desk(told.town, "clerk").post(address(told), data)
    new = Commitment.objects.get(carried_from=old)
    assert (new.due_on, LedgerEntry.objects.get(commitment=new).reason) == (date(2025, 6, 30), "经会议研究")


def test_the_refused_come_back_with_reason_tick_and_words_and_the_others_are_done(told: Answered) -> None:
    told.rate("远程评标室", "not_mentioned")
    told.rate("一件事", "partial")
    rooms, matters = row(told, "远程评标室"), row(told, "一件事")
    data = sent(rooms, matters) | {f"reason-{rooms.pk}": "我写的原因"}
    act(lifecycle.report_progress, rooms, lifecycle.Report("选址"), by=told.town["officer"], now=LATER)
    answer = desk(told.town, "clerk").post(address(told), data)
    found = shown(answer)
    assert answer.status_code == 200
    assert found[rooms.title].ticked
    assert found[rooms.title].reason == "我写的原因"
    assert str(found[rooms.title].refusal) in answer.content.decode()
    assert found[rooms.title].refusal
    assert found[matters.title] in answer.context["page"].carried
    assert fresh(rooms).status == Status.OPEN


@pytest.mark.parametrize(
    ("more", "said"),
    [
        pytest.param({"plan_year": "明年"}, "", id="no year"),
        pytest.param({"due_on": "月底"}, "", id="no day"),
        pytest.param({"row": []}, "尚未勾选", id="nothing ticked"),
        pytest.param({"row": ["x-1"]}, "页面", id="nonsense"),
    ],
)
def test_what_cannot_be_read_comes_back_as_it_was_typed(
    told: Answered, more: dict[str, Any], said: str
) -> None:
    told.rate("远程评标室", "not_mentioned")
    old = row(told, "远程评标室")
    data = sent(old, reason="打好的字") | more
    answer = desk(told.town, "clerk").post(address(told), data)
    content = answer.content.decode()
    assert answer.status_code == 200
    assert "打好的字" in content
    assert said in content
    assert shown(answer)[old.title].ticked == (data["row"] == [f"{old.pk}-{old.revision}"])
    assert fresh(old).status == Status.OPEN


def test_an_earlier_year_is_refused_row_by_row(told: Answered) -> None:
    told.rate("远程评标室", "not_mentioned")
    old = row(told, "远程评标室")
    answer = desk(told.town, "clerk").post(address(told), sent(old, plan_year=2024))
    assert shown(answer)[old.title].refusal


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.CLOSED, Status.CANCELLED])
def test_what_cannot_be_carried_over_says_what_to_do_instead(told: Answered, status: Status) -> None:
    old, town = row(told, "远程评标室"), told.town
    told.rate("远程评标室", "partial")
    if status == Status.CANCELLED:
        act(lifecycle.cancel, old, "重复", by=town["clerk"], now=LATER)
    else:
        offices.attached(town, old)
        act(lifecycle.submit_for_closure, old, by=town["officer"], now=LATER)
    if status == Status.CLOSED:
        act(lifecycle.sign_off, old, by=town["supervisor"], now=LATER)
    answer = page(told)
    found = shown(answer)[old.title]
    assert found in answer.context["page"].stuck
    assert (str(Rating.PARTIAL.label) in found.instead) is (status == Status.CLOSED)
    assert str(found.instead) in answer.content.decode()
    assert f'value="{old.pk}-' not in answer.content.decode()


def test_only_what_the_page_shows_is_carried_over_by_it(told: Answered) -> None:
    unrated = row(told, "远程评标室")
    desk(told.town, "clerk").post(address(told), sent(unrated))
    assert fresh(unrated).status == Status.OPEN


def test_problems_that_return_are_told_apart(told: Answered) -> None:
    answer = page(told)
    assert [one.commitment.title for one in answer.context["page"].problems] == ["窗口人员轮换过快"]
    assert "反复 连续2年列为问题" in answer.content.decode()
    told.rate("轮换过快", "fulfilled")
    assert page(told).context["page"].problems == []


def test_a_reviewer_reads_and_does_not_carry_over(told: Answered) -> None:
    told.rate("远程评标室", "not_mentioned")
    old = row(told, "远程评标室")
    content = page(told, "reviewer").content.decode()
    assert "建设远程评标室" in content
    assert 'name="row"' not in content
    assert 'id="fu-form"' not in content
    answer = desk(told.town, "reviewer").post(address(told), sent(old))
    assert "可以结转" in answer.content.decode()
    assert fresh(old).status == Status.OPEN


@pytest.mark.parametrize("name", ["officer", "leader", "neighbour", "stranger"])
def test_others_find_no_such_page(told: Answered, name: str) -> None:
    assert page(told, name).status_code == 404


def test_a_preview_has_nothing_to_carry_over(town: City) -> None:
    write_roles()
    told = answered(town, applied=False)
    with time_machine.travel(LATER, tick=False):
        answer = page(told)
        desk(town, "clerk").post(address(told), sent(*told.promised))
    assert "还在预览" in answer.content.decode()
    above = [f"{address(told).removesuffix('followup/')}", "/admin/commitments/commitment/comparison/"]
    assert all(f'href="{link}"' in answer.content.decode() for link in above)
    assert not Commitment.objects.filter(status=Status.CARRIED_OVER).exists()


def test_nothing_rated_says_so(told: Answered) -> None:
    assert "还没有评定" in page(told).content.decode()
    told.rate("窗口队伍", "fulfilled")
    assert "没有需要结转的" in page(told).content.decode()


def test_a_rating_that_a_second_reviewer_has_yet_to_confirm_is_not_told(told: Answered) -> None:
    told.comparison.second_review = True
    told.comparison.save(update_fields=["second_review"])
    told.rate("远程评标室", "not_mentioned")
    assert shown(page(told)) == {}


def spent(browser: Client, where: str) -> int:
    browser.get(where)  # the session is there
    with CaptureQueriesContext(connection) as captured:
        browser.get(where)
    return len(captured)


def test_the_number_of_queries_does_not_grow(told: Answered) -> None:
    browser = desk(told.town, "clerk")
    told.rate("远程评标室", "not_mentioned")
    told.rate("规范热线", "not_started")
    few = spent(browser, address(told))
    for words in ("窗口队伍", "一件事", "轮换过快", "回访不够"):
        told.rate(words, "partial")
    assert spent(browser, address(told)) == few <= 20


# --- the page of a thread ----------------------------------------------------------------------------------


def test_the_thread_leads_into_both_sources(told: Answered) -> None:
    old = row(told, "规范热线")
    content = thread_of(told, old, "clerk").content.decode()
    finding = told.finding("规范热线")
    best = finding.quotations.filter(where="arrangements").first()
    assert best is not None
    assert f"/{told.comparison.old_id}/change/#at-{old.place_start}-{old.place_end}" in content
    assert f"/{told.new.pk}/change/#at-{best.start}-{best.end}" in content
    assert "再次承诺：" in content
    assert "2025年" in content


def test_the_thread_keeps_from_an_officer_what_is_anothers(told: Answered) -> None:
    old = row(told, "规范热线")
    new = next(new for new in told.planned if "规范热线" in new.quote)
    Commitment.objects.filter(pk=new.pk).update(title="不可见的标题")
    content = thread_of(told, old, "officer").content.decode()
    assert "另一单位承办" in content
    assert "不可见的标题" not in content


def test_the_thread_of_what_one_may_not_see_is_not_found(told: Answered) -> None:
    assert thread_of(told, row(told, "规范热线"), "neighbour").status_code == 404


def test_the_page_of_a_commitment_leads_to_its_thread(told: Answered) -> None:
    old = row(told, "规范热线")
    where = reverse("admin:commitments_commitment_change", args=[old.pk])
    content = desk(told.town, "officer").get(where).content.decode()
    assert reverse("admin:commitments_thread", args=[old.pk]) in content


def test_a_reason_keeps_no_character_that_no_column_holds(told: Answered) -> None:
    told.rate("远程评标室", "not_mentioned")
    rooms = row(told, "远程评标室")
    desk(told.town, "clerk").post(address(told), sent(rooms) | {f"reason-{rooms.pk}": "继续\0推进"})
    assert fresh(rooms).status == Status.CARRIED_OVER
    assert LedgerEntry.objects.filter(commitment=rooms).latest("id").reason == "继续推进"
