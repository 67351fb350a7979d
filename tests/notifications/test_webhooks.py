"""Other systems are told what happened: written down once, sent signed, sent again until they have it."""

from __future__ import annotations

import hashlib
import hmac
import inspect
import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments import comparison, lifecycle, review
from commitments.choices import Role
from commitments.models import Commitment, Comparison
from config import celery
from notifications import tasks
from notifications.choices import Event, Status
from notifications.models import Delivery, Webhook
from notifications.webhooks import calling, keeping, planning, sending, signing
from notifications.webhooks.calling import Patience
from reports.refusals import Refusal
from tests import services
from tests.commitments import offices, years
from tests.commitments.offices import NOW, City, act
from tests.commitments.years import LATER
from tests.notifications.receiver import Receiver, receiver
from tests.reports import papers

pytestmark = pytest.mark.django_db

LOOPBACK = (ip_network("127.0.0.0/8"),)
MINUTE = timedelta(minutes=1)
EVERYTHING = [event.value for event in Event]


@pytest.fixture
def other() -> Iterator[Receiver]:
    with receiver() as made:
        yield made


def webhook(address: str = "https://other.example/", since: datetime = NOW, **more: Any) -> Webhook:
    made = Webhook(**{"name": "外部系统", "address": address, "events": EVERYTHING, **more})
    keeping.begin(made, since)
    made.save()
    return made


def told(now: datetime) -> None:
    """What the clock does in a minute."""
    planning.plan(now)
    sending.recover(now)
    for key in sending.due(now):
        sending.send(key, now, LOOPBACK, patience=Patience(0.3, 1))


def planned(hook: Webhook) -> list[str]:
    return list(hook.deliveries.order_by("at", "pk").values_list("event", flat=True))


def delivery(hook: Webhook) -> Delivery:
    return Delivery.objects.get(webhook=hook)


def verified(secret: str, heard: Any) -> bool:
    """As another system would: from the documentation alone."""
    signed = heard.headers["X-Timestamp"].encode() + b"." + heard.body
    made = "sha256=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(made, heard.headers["X-Signature-256"])


@pytest.fixture
def confirmed(town: City) -> Commitment:
    """One thing has happened, at NOW."""
    row = offices.captured(town)[2]
    return act(lifecycle.confirm, row, by=town["clerk"])


# --- what is written down ----------------------------------------------------------------------------------


def test_acts_reports_and_comparisons_are_told(town: City) -> None:
    hook = webhook()
    both, row = years.applied(town)
    finding = years.finding(both.trained)
    review.rate(finding.pk, "mostly", by=town["reviewer"], now=LATER, revision=0)
    planning.plan(LATER)
    assert set(planned(hook)) == {
        "commitment.confirmed",
        "comparison.applied",
        "finding.rated",
        "report.read",
    }
    rated = json.loads(hook.deliveries.get(event="finding.rated").body)
    assert (rated["data"]["rating"], rated["data"]["commitment"]["id"]) == ("mostly", both.trained.pk)
    begun = json.loads(hook.deliveries.get(event="comparison.applied").body)
    assert begun["data"]["comparison"]["id"] == row.pk
    assert begun["at"] == LATER.isoformat()


def test_the_way_to_closure_is_told_step_by_step(town: City) -> None:
    hook = webhook(events=["commitment.submitted", "commitment.closed"])
    row = offices.captured(town)[2]
    offices.closed(town, row)
    planning.plan(LATER)
    assert planned(hook) == ["commitment.submitted", "commitment.closed"]
    data = json.loads(hook.deliveries.get(event="commitment.closed").body)["data"]["commitment"]
    assert (data["number"], data["status"]) == (offices.fresh(row).number, "closed")


def test_no_person_is_named(town: City) -> None:
    hook = webhook()
    offices.closed(town, offices.captured(town)[2])
    planning.plan(LATER)
    said = "".join(hook.deliveries.values_list("body", flat=True))
    assert "窗口" in said
    for person in town.people.values():
        assert not person.first_name or person.first_name not in said
        assert person.username not in said


def test_everything_is_written_down_once(confirmed: Commitment) -> None:
    hook = webhook(events=["commitment.confirmed"])
    for minutes in range(3):
        planning.plan(NOW + minutes * MINUTE)
    assert planned(hook) == ["commitment.confirmed"]


def test_a_comparison_that_is_applied_again_is_told_again(town: City) -> None:
    hook = webhook(events=["comparison.applied"])
    _both, row = years.applied(town)
    comparison.undo(row.pk, by=town["reviewer"], now=LATER)
    planning.plan(LATER)
    assert planned(hook) == []
    for hours in (1, 2):
        comparison.apply(row.pk, by=town["reviewer"], now=LATER + timedelta(hours=hours))
        planning.plan(LATER + timedelta(hours=hours))
        comparison.undo(row.pk, by=town["reviewer"], now=LATER + timedelta(hours=hours))
    assert planned(hook) == ["comparison.applied"] * 2


def test_nothing_of_before_it_was_registered_or_while_it_was_off(town: City) -> None:
    rows = offices.captured(town)
    hook = webhook(events=["commitment.confirmed"], since=NOW + MINUTE)
    act(lifecycle.confirm, rows[2], by=town["clerk"], now=NOW)
    planning.plan(NOW + MINUTE)
    Webhook.objects.update(on=False)
    act(lifecycle.confirm, rows[3], by=town["clerk"], now=NOW + 2 * MINUTE)
    planning.plan(NOW + 3 * MINUTE)
    keeping.begin(hook, NOW + 4 * MINUTE)
    hook.on = True
    hook.save()
    act(lifecycle.confirm, rows[4], by=town["clerk"], now=NOW + 5 * MINUTE)
    planning.plan(NOW + 6 * MINUTE)
    assert [json.loads(each.body)["data"]["commitment"]["id"] for each in hook.deliveries.all()] == [
        rows[4].pk
    ]


def test_what_came_on_record_late_is_told_all_the_same(town: City) -> None:
    hook = webhook(events=["commitment.confirmed"], since=NOW - timedelta(days=1))
    row = offices.captured(town)[2]
    planning.plan(NOW + 20 * MINUTE)
    act(lifecycle.confirm, row, by=town["clerk"], now=NOW)  # begun then, ended now
    planning.plan(NOW + 21 * MINUTE)
    assert planned(hook) == ["commitment.confirmed"]


def test_a_sweep_that_did_not_run_for_days_loses_nothing(confirmed: Commitment) -> None:
    hook = webhook(events=["commitment.confirmed"])
    planning.plan(NOW + timedelta(days=9))
    assert planned(hook) == ["commitment.confirmed"]


def test_an_organ_is_told_of_what_it_sees_and_nothing_else(town: City) -> None:
    hooks = {
        organ.pk: webhook(organ=organ)
        for organ in (town.government, town.bureau, town.windows, town.hotline, town.neighbour)
    }
    offices.opened(town, offices.captured(town)[2])
    planning.plan(NOW + MINUTE)
    told_to = {pk: set(planned(hook)) for pk, hook in hooks.items()}
    assert "commitment.confirmed" in told_to[town.government.pk]
    assert told_to[town.bureau.pk] == told_to[town.government.pk] >= {"report.read"}
    assert told_to[town.windows.pk] == told_to[town.hotline.pk] == {"commitment.confirmed"}
    assert told_to[town.neighbour.pk] == set()


def test_the_first_word_of_two_is_told_nobody(town: City) -> None:
    hook = webhook(events=["finding.rated", "finding.reopened"])
    both, _row = years.applied(town)
    Comparison.objects.update(second_review=True)
    finding = years.finding(both.trained)
    review.rate(finding.pk, "mostly", by=town["reviewer"], now=LATER, revision=0)
    review.reopen(finding.pk, "再看", by=town["reviewer"], now=LATER, revision=1)
    planning.plan(LATER)
    assert planned(hook) == []
    review.rate(finding.pk, "mostly", by=town["reviewer"], now=LATER, revision=2)
    second = offices.seat("second", Role.REVIEWER, town.bureau)
    review.rate(finding.pk, "mostly", by=second, now=LATER, revision=3)
    review.reopen(finding.pk, "再看", by=second, now=LATER + MINUTE, revision=4)
    planning.plan(LATER)
    assert planned(hook) == ["finding.rated", "finding.reopened"]


def test_many_are_written_down_with_as_many_queries_as_few(
    town: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = webhook()
    offices.opened(town, offices.captured(town)[2])
    few = queries(lambda: planning.plan(NOW))
    for year in range(2015, 2019):
        for row in offices.captured(town, year=year):
            offices.opened(town, row)
    assert queries(lambda: planning.plan(NOW)) == few <= 8
    monkeypatch.setattr(planning, "MOST", 3)
    Delivery.objects.all().delete()
    for _ in range(20):
        planning.plan(LATER)
    assert len(planned(hook)) == 21 + 5


def queries(work: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def test_what_ended_long_ago_is_forgotten(confirmed: Commitment, other: Receiver) -> None:
    webhook(other.address, events=["commitment.confirmed"])
    told(NOW)
    planning.plan(NOW + timedelta(days=89))
    planning.forget(NOW + timedelta(days=89))
    assert Delivery.objects.count() == 1
    planning.forget(NOW + timedelta(days=91))
    told(NOW + timedelta(days=91))
    assert (Delivery.objects.count(), len(other.heard)) == (0, 1)


def test_what_waited_in_vain_for_as_long_is_forgotten_too(town: City) -> None:
    """A system that never answers gets one attempt a minute: of very much not all have their turn."""
    hook = webhook(f"http://127.0.0.1:{services.free_port()}/", events=["commitment.confirmed"])
    for row in offices.captured(town):
        act(lifecycle.confirm, row, by=town["clerk"])
    told(NOW)
    planning.forget(NOW + timedelta(days=89))
    assert hook.deliveries.count() == 5
    planning.forget(NOW + timedelta(days=91))
    assert hook.deliveries.count() == 0


# --- what is sent ------------------------------------------------------------------------------------------


def test_it_is_sent_signed_and_once(confirmed: Commitment, other: Receiver) -> None:
    hook = webhook(other.address, events=["commitment.confirmed"])
    for minutes in range(5):
        told(NOW + minutes * MINUTE)
    [heard] = other.heard
    row = delivery(hook)
    assert (row.status, row.attempts) == (Status.SENT, 1)
    assert row.sent_at
    assert abs(row.sent_at - NOW) < MINUTE
    assert heard.path == "/hook?from=tracker"
    assert heard.headers["Content-Type"] == "application/json"
    assert heard.headers["X-Event"] == heard.said["event"] == "commitment.confirmed"
    assert heard.key == heard.said["id"] == str(row.key)
    assert int(heard.headers["X-Timestamp"]) == int(NOW.timestamp())
    assert heard.said["data"]["commitment"]["title"] == confirmed.title
    assert verified(signing.secret(hook), heard)


def test_a_signature_of_another_secret_or_body_is_none(confirmed: Commitment, other: Receiver) -> None:
    hook = webhook(other.address, events=["commitment.confirmed"])
    former = signing.secret(hook)
    assert keeping.new_secret(hook) != former
    told(NOW)
    [heard] = other.heard
    assert verified(signing.secret(hook), heard)
    assert not verified(former, heard)
    heard.headers.replace_header("X-Timestamp", "1")
    assert not verified(signing.secret(hook), heard)


def test_after_a_failure_it_is_sent_again_with_the_same_key(confirmed: Commitment, other: Receiver) -> None:
    hook = webhook(other.address, events=["commitment.confirmed"])
    other.answers = [500, 503]
    told(NOW)
    assert (delivery(hook).status, delivery(hook).error) == (Status.PLANNED, "HTTP 500")
    told(NOW + timedelta(seconds=59))
    assert len(other.heard) == 1
    told(NOW + MINUTE)
    told(NOW + 6 * MINUTE)
    told(NOW + 60 * MINUTE)
    first, second, third = other.heard
    assert first.key == second.key == third.key
    assert first.body == second.body == third.body
    assert first.headers["X-Timestamp"] != second.headers["X-Timestamp"]
    assert verified(signing.secret(hook), third)
    assert (delivery(hook).status, delivery(hook).error) == (Status.SENT, "")


@pytest.mark.parametrize("drip", [False, True])
def test_who_does_not_answer_in_time_is_told_again(
    confirmed: Commitment, other: Receiver, drip: bool
) -> None:
    hook = webhook(other.address, events=["commitment.confirmed"])
    other.hang, other.drip = (0.0 if drip else 1.0), drip
    told(NOW)
    assert delivery(hook).status == Status.PLANNED
    assert delivery(hook).error
    other.hang, other.drip = 0.0, False
    told(NOW + 2 * MINUTE)
    assert delivery(hook).status == Status.SENT


def test_who_was_down_is_told_when_up_again(confirmed: Commitment) -> None:
    port = services.free_port()
    hook = webhook(f"http://127.0.0.1:{port}/", events=["commitment.confirmed"])
    told(NOW)
    assert (delivery(hook).status, delivery(hook).attempts) == (Status.PLANNED, 1)
    with receiver(port) as up:
        told(NOW + 2 * MINUTE)
        assert (delivery(hook).status, len(up.heard)) == (Status.SENT, 1)


def test_a_machine_that_is_down_is_asked_once_a_round(town: City) -> None:
    hook = webhook(f"http://127.0.0.1:{services.free_port()}/", events=["commitment.confirmed"])
    for row in offices.captured(town):
        act(lifecycle.confirm, row, by=town["clerk"])
    told(NOW)
    assert sorted(hook.deliveries.values_list("attempts", flat=True)) == [0, 0, 0, 0, 1]


def test_a_slow_machine_does_not_get_a_second_worker() -> None:
    longest = inspect.signature(sending.send).parameters["seconds"].default + calling.PATIENCE.whole
    assert longest <= celery.app.conf.beat_schedule["tell other systems"]["schedule"]


def test_one_that_is_refused_does_not_hold_up_the_others(town: City, other: Receiver) -> None:
    hook = webhook(other.address, events=["commitment.confirmed"])
    for row in offices.captured(town):
        act(lifecycle.confirm, row, by=town["clerk"])
    other.answers = [422]
    told(NOW)
    statuses = sorted(hook.deliveries.values_list("status", flat=True))
    assert statuses == [Status.PLANNED, *[Status.SENT] * 4]


def test_one_that_is_down_does_not_hold_up_another(confirmed: Commitment, other: Receiver) -> None:
    webhook(f"http://127.0.0.1:{services.free_port()}/", events=["commitment.confirmed"])
    hook = webhook(other.address, events=["commitment.confirmed"])
    told(NOW)
    assert delivery(hook).status == Status.SENT


@pytest.mark.parametrize("code", [301, 302, 307, 308])
def test_nobody_is_led_elsewhere(confirmed: Commitment, other: Receiver, code: int) -> None:
    hook = webhook(other.address, events=["commitment.confirmed"])
    other.answers = [code]
    told(NOW)
    assert (len(other.heard), delivery(hook).status) == (1, Status.PLANNED)
    assert delivery(hook).error == f"HTTP {code}"


def test_at_last_it_has_failed_and_a_person_tries_again(confirmed: Commitment, other: Receiver) -> None:
    hook = webhook(other.address, events=["commitment.confirmed"])
    other.answers = [500] * 20
    for hours in range(24 * 5):
        told(NOW + timedelta(hours=hours))
    assert (delivery(hook).status, delivery(hook).attempts) == (Status.FAILED, len(sending.PAUSES) + 1)
    assert len(other.heard) == len(sending.PAUSES) + 1
    other.answers = []
    later = NOW + timedelta(days=6)
    sending.again(delivery(hook).pk, now=later)
    told(later)
    assert delivery(hook).status == Status.SENT
    with pytest.raises(Refusal):
        sending.again(delivery(hook).pk, now=later)


def test_what_a_dead_worker_was_sending_is_sent_again(confirmed: Commitment, other: Receiver) -> None:
    hook = webhook(other.address, events=["commitment.confirmed"])
    planning.plan(NOW)
    row = sending._claim(delivery(hook).pk, NOW)
    assert row is not None
    told(NOW + 4 * MINUTE)
    assert other.heard == []
    told(NOW + 5 * MINUTE)
    assert (len(other.heard), delivery(hook).status, delivery(hook).attempts) == (1, Status.SENT, 2)


def test_who_was_taken_for_dead_does_not_undo_what_the_next_one_did(confirmed: Commitment) -> None:
    hook = webhook(events=["commitment.confirmed"])
    planning.plan(NOW)
    first = sending._claim(delivery(hook).pk, NOW)
    sending.recover(NOW + 5 * MINUTE)
    second = sending._claim(delivery(hook).pk, NOW + 5 * MINUTE)
    assert first
    assert second
    sending._sent(second, NOW + 5 * MINUTE)
    sending._failed(first, "HTTP 500", NOW + 6 * MINUTE)
    assert delivery(hook).status == Status.SENT


def test_nothing_is_sent_while_it_is_off(confirmed: Commitment, other: Receiver) -> None:
    hook = webhook(other.address, events=["commitment.confirmed"])
    planning.plan(NOW)
    Webhook.objects.update(on=False)
    told(NOW)
    assert (other.heard, delivery(hook).status) == ([], Status.PLANNED)


def test_an_address_that_became_one_of_the_house_is_not_called(
    confirmed: Commitment, other: Receiver
) -> None:
    hook = webhook(other.address, events=["commitment.confirmed"])
    planning.plan(NOW)
    sending.send(hook.pk, NOW, ())
    assert (other.heard, delivery(hook).status) == ([], Status.PLANNED)
    assert "127.0.0.1" in delivery(hook).error


def test_the_clock_writes_down_and_has_each_told(town: City, other: Receiver, settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = LOOPBACK
    hooks = [webhook(other.address, since=timezone.now(), events=["report.read"]) for _ in range(2)]
    papers.entered()
    assert "planned 2" in tasks.tell_systems()
    tasks.tell_systems()
    assert [delivery(hook).status for hook in hooks] == [Status.SENT] * 2
    assert len(other.heard) == 2
