"""One's deadlines in one's own calendar: by an address that is private, can be taken back and shows no more
than its person may see."""

from __future__ import annotations

from datetime import date
from typing import Any

import icalendar
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commitments import lifecycle
from commitments.models import Commitment, Membership
from notifications import subscription
from notifications.models import Subscription
from tests.commitments import offices
from tests.commitments.offices import NOW, TODAY, City, act

pytestmark = pytest.mark.django_db


def address(person: User) -> str:
    return reverse("calendar", args=[subscription.token(subscription.begin(person))])


def events(person: User) -> list[dict[str, Any]]:
    made = subscription.calendar(person, today=TODAY, now=NOW, site="https://tracker.example.cn")
    return [dict(event) for event in icalendar.Calendar.from_ical(made).walk("VEVENT")]


def summaries(person: User) -> list[str]:
    return [str(event["SUMMARY"]) for event in events(person)]


def test_deadlines_are_whole_days_with_a_link(city: City, due: Commitment) -> None:
    (event,) = events(city["officer"])
    assert str(event["SUMMARY"]) == f"到期：{due.title}"
    assert event["DTSTART"].dt == due.due_on == date(2024, 6, 30)
    assert str(event["URL"]).endswith(f"/commitment/{due.pk}/change/")
    assert str(event["UID"]) == f"commitment-{due.pk}@tracker.example.cn"


def test_measures_have_days_of_their_own(city: City, due: Commitment) -> None:
    steps = [lifecycle.Step("办第一期", date(2024, 4, 1)), lifecycle.Step("办第二期")]
    act(lifecycle.plan_measures, due, steps, by=city["officer"])
    assert summaries(city["officer"]) == [f"到期：{due.title}", "举措到期：办第一期"]


@pytest.mark.parametrize(
    ("name", "sees"),
    [("officer", True), ("leader", True), ("supervisor", True), ("helper", False), ("clerk", False),
     ("neighbour", False), ("stranger", False)],
)  # fmt: skip
def test_it_holds_what_is_in_the_persons_charge(city: City, due: Commitment, name: str, sees: bool) -> None:
    assert bool(events(city[name])) == sees


def test_the_administrator_has_no_deadlines_but_his_own(city: City, due: Commitment) -> None:
    assert events(User.objects.create_superuser("administrator")) == []


def test_what_is_closed_is_due_no_more(city: City, due: Commitment) -> None:
    offices.attached(city, due)
    act(lifecycle.submit_for_closure, due, by=city["officer"])
    assert summaries(city["officer"])  # it may come back
    act(lifecycle.sign_off, due, by=city["supervisor"])
    assert events(city["officer"]) == []


def test_a_program_fetches_it_without_a_login(client: Client, city: City, due: Commitment) -> None:
    answer = client.get(address(city["officer"]))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert due.title in answer.content.decode()
    assert Subscription.objects.get().fetched_at is not None
    assert client.post(address(city["officer"])).status_code == 405


def test_an_address_that_was_taken_back_leads_nowhere(client: Client, city: City, due: Commitment) -> None:
    first = address(city["officer"])
    second = address(city["officer"])
    assert [client.get(each).status_code for each in (first, second)] == [404, 200]
    subscription.end(city["officer"])
    assert client.get(second).status_code == 404
    third = address(city["officer"])
    assert [client.get(each).status_code for each in (second, third)] == [404, 200]


def test_who_may_not_log_in_any_more_has_no_calendar(client: Client, city: City, due: Commitment) -> None:
    there = address(city["officer"])
    User.objects.filter(pk=city["officer"].pk).update(is_active=False)
    assert client.get(there).status_code == 404


def test_who_lost_the_seat_sees_nothing_in_it(client: Client, city: City, due: Commitment) -> None:
    there = address(city["officer"])
    Membership.objects.filter(user=city["officer"]).update(until=date(2023, 1, 1))
    assert due.title not in client.get(there).content.decode()


@pytest.mark.parametrize("words", ["x", "1-1:abc", "1-1", "%00", "١-١:x"])
def test_no_address_is_made_up(client: Client, city: City, words: str) -> None:
    subscription.begin(city["officer"])
    assert client.get(f"/calendar/{words}.ics").status_code == 404


def test_as_many_queries_for_many_deadlines_as_for_few(city: City) -> None:
    def counted(year: int, number: int) -> int:
        lines = tuple(f"（{n}）办好第{n}类事项。" for n in range(1, number + 1))
        for row in offices.captured(city, year=year, arrangements=lines, problems=()):
            offices.opened(city, row)
        with CaptureQueriesContext(connection) as captured:
            events(city["officer"])
        return len(captured)

    assert counted(2021, 2) == counted(2022, 12) <= 4


def test_the_page_makes_an_address_and_takes_it_back(client: Client, city: City) -> None:
    client.force_login(city["officer"])
    ways = reverse("admin:notifications_ways")
    assert "生成日历订阅地址" in client.get(ways).content.decode()
    page = client.post(reverse("admin:notifications_calendar"), follow=True).content.decode()
    assert ".ics" in page
    assert "尚无日历程序读取过" in page
    page = client.post(reverse("admin:notifications_calendar"), {"end": ""}, follow=True).content.decode()
    assert ".ics" not in page
