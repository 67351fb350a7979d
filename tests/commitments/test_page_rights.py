"""Who sees the page of a commitment, acts on it and takes its files home; and who finds nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from commitments import evidence, lifecycle
from commitments.choices import Verb
from commitments.models import Commitment, Evidence, LedgerEntry, Membership
from tests.commitments import offices
from tests.commitments.desks import ADDRESS, Desk, refusal, words
from tests.commitments.offices import TODAY, City, act, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office_hours")]
SEES = {"officer", "helper", "leader", "supervisor", "reviewer", "clerk", "superior"}
NOT = {"neighbour", "stranger"}


def taken(desk: Desk, piece: Evidence) -> tuple[int, bytes, Any]:
    """What the download of this file answers."""
    answer: Any = desk.client.get(f"{ADDRESS}evidence/{piece.pk}/")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, content, answer


@pytest.mark.parametrize("who", sorted(SEES | NOT))
def test_who_may_see_it_and_its_files(town: City, running: Commitment, who: str) -> None:
    piece = offices.attached(town, running)
    desk, expected = Desk(town[who]), 200 if who in SEES else 404
    assert desk.get(running).status_code == expected
    assert desk.get(running, "act=assign").status_code == expected
    assert taken(desk, piece)[0] == expected
    lines = LedgerEntry.objects.count()
    for verb in Verb.values:
        answer = desk.post(running, {"act": verb, "revision": fresh(running).revision})
        assert answer.status_code in ({404} if who in NOT else {200, 302, 404})
    if who in NOT | {"reviewer"}:
        assert LedgerEntry.objects.count() == lines


def test_the_administrator_sees_all_and_acts_by_seats(running: Commitment) -> None:
    desk = Desk(User.objects.create_superuser("root"))
    assert words(desk.page(running), ".cm-acts") == []
    answer = desk.post(running, {"act": "cancel", "revision": running.revision, "reason": "甲"})
    assert "您的角色不能对该事项进行此项操作" in refusal(answer)


def test_the_year_before_is_named_in_full_only_to_who_may_see_it(town: City, running: Commitment) -> None:
    Commitment.objects.filter(pk=running.pk).update(title="本科室的旧题目")
    new = act(lifecycle.carry_over, running, 2025, "跨年实施", by=town["clerk"])
    new = act(lifecycle.confirm, new, by=town["clerk"]) if new.status == "candidate" else new
    act(lifecycle.assign, new, lifecycle.Owners(town.hotline, (), None, None), by=town["clerk"])
    Commitment.objects.filter(pk=new.pk).update(title="新题目")
    old = f"{ADDRESS}{running.pk}/change/"
    assert old in Desk(town["clerk"]).get(new).content.decode()
    running.assignments.filter(unit=town.hotline).delete()
    shown = Desk(town["helper"]).get(new).content.decode()
    assert running.number in shown
    assert (old in shown, "本科室的旧题目" in shown) == (False, False)


def test_nobody_gets_anything_without_a_login(running: Commitment) -> None:
    desk = Desk(None)
    addresses: tuple[Any, ...] = (
        desk.get(running),
        desk.post(running, {"act": "report"}),
        desk.client.get(f"{ADDRESS}evidence/1/"),
    )
    for answer in addresses:
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/admin/login/")


def test_what_is_not_there_looks_like_what_may_not_be_seen(town: City, running: Commitment) -> None:
    desk = Desk(town["neighbour"])
    there, not_there = desk.get(running), desk.client.get(f"{ADDRESS}9999/change/")
    assert (there.status_code, not_there.status_code) == (404, 404)
    assert there.content == not_there.content


@pytest.mark.parametrize("address", ["9" * 30 + "/change/", "evidence/" + "9" * 30 + "/"])
def test_numbers_beyond_all_rows_find_nothing(town: City, address: str) -> None:
    assert Desk(town["clerk"]).client.get(f"{ADDRESS}{address}").status_code == 404


def test_a_timeline_from_beyond_the_ledger_is_whole(town: City, running: Commitment) -> None:
    desk = Desk(town["clerk"])
    assert words(desk.page(running, f"before={'9' * 30}"), "#timeline li") == words(
        desk.page(running), "#timeline li"
    )


def test_a_file_is_saved_and_never_shown(town: City, running: Commitment) -> None:
    name = '证明";\r\n材料.pdf'
    piece = act(
        evidence.attach, running, offices.proof(), name, by=town["officer"], most_bytes=offices.MOST_BYTES
    )
    status, content, answer = taken(Desk(town["helper"]), piece)
    assert (status, content) == (200, offices.PDF)
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E8%AF%81%E6%98%8E%22")
    assert "\n" not in answer["Content-Disposition"]
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_file_that_was_lost_is_not_found(town: City, running: Commitment) -> None:
    piece = offices.attached(town, running)
    piece.file.storage.delete(piece.file.name)
    assert taken(Desk(town["helper"]), piece)[0] == 404


def test_a_seat_that_ended_shows_nothing_any_more(town: City, running: Commitment) -> None:
    piece = offices.attached(town, running)
    desk = Desk(town["officer"])
    Membership.objects.filter(user=town["officer"]).update(until=TODAY.replace(day=1))
    assert (desk.get(running).status_code, taken(desk, piece)[0]) == (404, 404)
