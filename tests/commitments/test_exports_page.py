"""「我的导出」: asked with a click, watched, taken away; with and without a script, a broker, a right."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commitments import exports, tasks
from commitments.models import Commitment, Export, Membership
from reports import worklist
from tests import services
from tests.commitments import sheets
from tests.commitments.offices import NOW, City

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office_hours")]
ASK = "/admin/commitments/commitment/tasklist/export/"
PAGE = "/admin/commitments/commitment/exports/"
LIST = "/admin/commitments/commitment/"


def client(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def clerk(town: City, candidates: list[Commitment]) -> Client:
    return client(town["clerk"])


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every list is long; the workers are told, and these are the messages."""
    told: list[int] = []
    monkeypatch.setattr(exports, "AT_ONCE", 2)

    def hand_over(task: str, keys: list[int]) -> bool:
        told.extend(keys)
        return True

    monkeypatch.setattr(worklist, "hand_over", hand_over)
    return told


def page(browser: Client, address: str = PAGE) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_has_a_button_for_each_format(clerk: Client) -> None:
    shown = page(clerk, f"{LIST}?kind=arrangement")
    assert f'action="{ASK}?kind=arrangement"' in shown
    assert 'name="format" value="xlsx"' in shown
    assert 'name="format" value="csv"' in shown
    assert PAGE in shown


def test_a_filter_that_is_not_understood_gives_no_wider_file(clerk: Client) -> None:
    answer = clerk.post(f"{ASK}?kind=arrangement&box=no_such_box", {"format": "csv"})
    assert answer.headers["Location"] == f"{LIST}?kind=arrangement"
    shown = page(clerk, answer.headers["Location"])
    assert str(exports.REASONS["filters"]) in shown


@pytest.mark.parametrize("format_", ["xlsx", "csv"])
def test_a_short_list_comes_at_once(clerk: Client, format_: str) -> None:
    answer: Any = clerk.post(f"{ASK}?kind=arrangement", {"format": format_})
    assert answer.status_code == 200
    assert f".{format_}" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert b"".join(answer.streaming_content)
    assert not Export.objects.exists()


def test_a_long_list_is_made_and_taken_away(clerk: Client, long: list[int]) -> None:
    answer = clerk.post(f"{ASK}?kind=arrangement&sort=number", {"format": "xlsx"}, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    row = Export.objects.get()
    assert (row.address, row.state, long) == ("kind=arrangement&sort=number", "queued", [row.pk])
    shown = answer.content.decode()
    assert "安排</h2>" in shown
    assert "data-unsettled" in shown
    assert '<noscript><meta http-equiv="refresh"' in shown
    tasks.make_export(row.pk)
    shown = page(clerk)
    assert "data-unsettled" not in shown
    assert "http-equiv" not in shown
    taken: Any = clerk.get(f"{PAGE}{row.pk}/file/")
    assert "attachment" in taken.headers["Content-Disposition"]
    assert len(sheets.records(b"".join(taken.streaming_content))) == 3


def test_a_link_alone_queues_nothing(clerk: Client, long: list[int]) -> None:
    answer = clerk.get(f"{ASK}?kind=arrangement&format=csv", follow=True)
    assert not Export.objects.exists()
    shown = answer.content.decode()
    where, format_ = re.findall(
        r'action="([^"]+export/[^"]*)".*?name="format" value="(\w+)"', shown, re.DOTALL
    )[0]
    assert (where, format_) == (f"{ASK}?kind=arrangement", "csv")
    clerk.post(where, {"format": format_})
    assert Export.objects.get().format == "csv"


def test_a_dead_broker_costs_a_sentence_and_no_wish(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    monkeypatch.setenv("CELERY_BROKER_URL", f"redis://127.0.0.1:{services.free_port()}/0")
    answer = clerk.post(ASK, {"format": "csv"}, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["warning"]
    tasks.sweep_exports()
    assert Export.objects.get().state == "ready"


def test_too_many_are_refused_with_a_sentence(clerk: Client, town: City, long: list[int]) -> None:
    Export.objects.bulk_create(
        Export(by=town["clerk"], address=f"year={2000 + n}", format="csv", asked_at=NOW)
        for n in range(exports.MOST)
    )
    answer = clerk.post(ASK, {"format": "csv"}, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert Export.objects.count() == exports.MOST


def test_the_page_is_told_how_far_it_is(clerk: Client, town: City, long: list[int]) -> None:
    clerk.post(ASK, {"format": "csv"})
    row = Export.objects.get()
    Export.objects.update(state="making", rows_done=50, rows_total=200)
    [told] = clerk.get(f"{PAGE}progress/?ids={row.pk},x,999").json()["exports"]
    assert told == {
        "id": row.pk, "state": "making", "state_label": "正在生成", "percent": 25,
        "count": "已写 50 行，共 200 行", "settled": False,
    }  # fmt: skip
    other = client(town["superior"])
    assert other.get(f"{PAGE}progress/?ids={row.pk}").json() == {"exports": []}


def test_a_failure_is_told_with_a_button(clerk: Client, long: list[int]) -> None:
    clerk.post(ASK, {"format": "csv"})
    row = Export.objects.get()
    Export.objects.update(state="failed", reason="too_slow", expires_at=NOW + timedelta(days=1))
    assert str(exports.REASONS["too_slow"]) in page(clerk)
    clerk.post(f"{PAGE}{row.pk}/again/")
    assert Export.objects.get().state == "queued"
    assert long == [row.pk, row.pk]


def test_another_persons_export_is_none(clerk: Client, town: City, long: list[int]) -> None:
    clerk.post(ASK, {"format": "csv"})
    row = Export.objects.get()
    tasks.make_export(row.pk)
    other = client(town["superior"])
    assert other.get(f"{PAGE}{row.pk}/file/").status_code == 404
    other.post(f"{PAGE}{row.pk}/delete/")
    assert Export.objects.exists()
    clerk.post(f"{PAGE}{row.pk}/delete/")
    assert not Export.objects.exists()


def test_why_a_file_is_not_to_be_had_any_more_is_told(clerk: Client, town: City, long: list[int]) -> None:
    clerk.post(ASK, {"format": "csv"})
    row = Export.objects.get()
    tasks.make_export(row.pk)
    page(clerk)  # what was said of the wish is read
    Membership.objects.filter(user=town["clerk"]).update(unit=town.neighbour)
    answer = clerk.get(f"{PAGE}{row.pk}/file/", follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]


def test_a_file_that_is_gone_is_told(clerk: Client, long: list[int]) -> None:
    clerk.post(ASK, {"format": "csv"})
    row = Export.objects.get()
    tasks.make_export(row.pk)
    row.refresh_from_db()
    default_storage.delete(str(row.file.name))
    page(clerk)  # what was said of the wish is read
    answer = clerk.get(f"{PAGE}{row.pk}/file/", follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]


def test_the_page_takes_as_many_queries_for_many(clerk: Client, town: City, long: list[int]) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(clerk)
        return len(captured)

    def wish(n: int) -> Export:
        return Export(
            by=town["clerk"], address=f"organ={town.bureau.pk}&year={2016 + n}", format="csv", asked_at=NOW
        )

    wish(0).save()
    few = asked()
    Export.objects.bulk_create(wish(n) for n in range(1, 9))
    assert asked() == few <= 8


def test_an_empty_page_says_how_to_begin(clerk: Client) -> None:
    assert "导出 Excel" in page(clerk)


def test_nobody_without_a_seat_gets_in(town: City) -> None:
    browser = client(town["stranger"])
    assert browser.get(PAGE).status_code == 403
    assert browser.post(ASK).status_code == 403
