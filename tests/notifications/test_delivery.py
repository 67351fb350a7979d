"""From the sweep to the letter: once, to those whom it still concerns, at hours at which people work."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from commitments import lifecycle
from commitments.models import Commitment, Membership
from notifications import channels, delivery, outcomes, planning
from notifications.channels import Down, Letter, Permanent, Temporary, Trouble, Uncertain
from notifications.choices import Channel, Status, Via
from notifications.models import CalendarDay, Message, Notice, Preference
from tests.commitments.offices import City, act, fresh

pytestmark = pytest.mark.django_db

MORNING = datetime(2024, 7, 8, 1, 0, tzinfo=UTC)  # Monday, nine in the offices; five working days overdue
MONDAY = date(2024, 7, 8)


def sweep(now: datetime = MORNING) -> planning.Sweep:
    return planning.plan(now.date(), now=now, channels=channels.configured())


def told(city: City, channel: str = Channel.SITE) -> dict[str, int]:
    """How many lines each person was told."""
    names = {person.pk: name for name, person in city.people.items()}
    found: dict[str, int] = {}
    for message in Message.objects.filter(channel=channel, status=Status.SENT):
        count = sum(len(group["lines"]) for group in message.lines)
        found[names[message.person_id]] = found.get(names[message.person_id], 0) + count
    return found


class Post:
    """A channel that does what it is told: a trouble for an address, or delivery."""

    key = Channel.EMAIL.value

    def __init__(self) -> None:
        self.sent: list[Letter] = []
        self.trouble: dict[str, Trouble] = {}
        self.down: Down | None = None

    def __enter__(self) -> Post:
        if self.down:
            raise self.down
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def send(self, letter: Letter) -> None:
        if letter.to in self.trouble:
            raise self.trouble[letter.to]
        self.sent.append(letter)

    @property
    def to(self) -> list[str]:
        return sorted(letter.to for letter in self.sent)


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    post = Post()
    monkeypatch.setattr(channels, "channel", lambda key: post)
    return post


# --- once, and to the right people -------------------------------------------------------------------------


def test_everybody_concerned_is_told_once(city: City, due: Commitment) -> None:
    sweep()
    assert delivery.deliver(MORNING) == {"site": 3, "email": 3}
    assert told(city) == {"officer": 1, "leader": 1, "supervisor": 1}
    assert sorted(letter.to[0] for letter in mail.outbox) == [
        "leader@example.cn",
        "officer@example.cn",
        "supervisor@example.cn",
    ]
    for hours in (1, 3, 8):
        sweep(MORNING + timedelta(hours=hours))
        assert not delivery.deliver(MORNING + timedelta(hours=hours))
    assert len(mail.outbox) == 3


def test_the_letter_says_what_why_and_where(city: City, due: Commitment) -> None:
    sweep()
    delivery.deliver(MORNING)
    letter = next(letter for letter in mail.outbox if letter.to == ["officer@example.cn"])
    assert "逾期" in letter.subject
    text = str(letter.body)
    assert str(due) in text
    assert str(Via.OWNER.label) in text
    assert f"https://tracker.example/admin/commitments/commitment/{due.pk}/change/?act=report" in text


def test_a_sweep_without_hours_sends_nothing_and_the_morning_does(city: City, due: Commitment) -> None:
    for closed in (
        datetime(2024, 7, 7, 2, 0, tzinfo=UTC),  # a Sunday
        datetime(2024, 7, 8, 0, 29, tzinfo=UTC),  # 8:29
        datetime(2024, 7, 8, 10, 0, tzinfo=UTC),  # 18:00
    ):
        sweep(closed)
        assert delivery.deliver(closed) == {"closed": 1}
    CalendarDay.objects.create(day=MONDAY, working=False, note="台风")
    assert delivery.deliver(MORNING) == {"closed": 1}
    CalendarDay.objects.all().delete()
    assert delivery.deliver(MORNING)["site"] == 3


def test_a_week_without_workers_ends_with_one_message_of_what_is_true_now(
    city: City, due: Commitment
) -> None:
    """Planned on the day after the deadline; nobody was told until a week later, when it is supervised."""
    sweep(MORNING - timedelta(days=7))
    sweep()
    assert delivery.deliver(MORNING) == {"site": 3, "email": 3}
    assert told(city) == {"officer": 1, "leader": 1, "supervisor": 1}
    assert set(Notice.objects.filter(status=Status.SENT).values_list("stage", flat=True)) == {"supervise"}


def test_a_clock_set_back_and_forth_tells_nobody_twice(city: City, due: Commitment) -> None:
    for days in (0, -3, 0, -7, 0):
        now = MORNING + timedelta(days=days)
        sweep(now)
        delivery.deliver(now)
    assert told(city) == {"officer": 1, "leader": 1, "supervisor": 1}
    assert len(mail.outbox) == 3


# --- looked at again ---------------------------------------------------------------------------------------


def test_what_was_settled_since_the_sweep_is_not_told(city: City, due: Commitment) -> None:
    sweep()
    act(lifecycle.cancel, due, "不再需要", by=city["clerk"], now=MORNING)
    assert not delivery.deliver(MORNING)
    assert mail.outbox == []
    assert set(Notice.objects.values_list("status", "reason")) == {("dropped", "ended")}
    assert not Message.objects.exists()


def test_an_extension_between_sweep_and_delivery_holds_the_reminder(city: City, due: Commitment) -> None:
    before = datetime(2024, 6, 24, 1, 0, tzinfo=UTC)
    sweep(before)
    act(lifecycle.request_extension, due, date(2024, 9, 30), "招标延后", by=city["officer"], now=before)
    delivery.deliver(before)
    assert mail.outbox == []
    assert set(Notice.objects.values_list("reason", flat=True)) == {"held"}


def test_who_lost_the_role_since_the_sweep_is_told_nothing(city: City, due: Commitment) -> None:
    sweep()
    Membership.objects.filter(user=city["leader"]).update(until=MONDAY - timedelta(days=1))
    delivery.deliver(MORNING)
    assert set(told(city)) == {"officer", "supervisor"}


def test_a_channel_switched_off_since_the_sweep_stays_silent(city: City, due: Commitment) -> None:
    sweep()
    Preference.objects.create(person=city["officer"], channel=Channel.EMAIL, on=False)
    Preference.objects.create(person=city["officer"], channel=Channel.SITE, on=False)
    delivery.deliver(MORNING)
    assert "officer@example.cn" not in [letter.to[0] for letter in mail.outbox]
    assert told(city)["officer"] == 1  # one's own overdue work cannot be switched off in the site


# --- when it goes wrong ------------------------------------------------------------------------------------


def test_one_refused_address_does_not_keep_the_others_waiting(
    city: City, due: Commitment, post: Post
) -> None:
    post.trouble["officer@example.cn"] = Permanent("550 no such mailbox")
    sweep()
    assert delivery.deliver(MORNING) == {"site": 3, "email": 2, "permanent": 1}
    failed = Message.objects.get(status=Status.FAILED)
    assert (failed.person, failed.error, failed.address) == (
        city["officer"],
        "550 no such mailbox",
        "officer@example.cn",
    )


def test_what_cannot_arrive_is_told_in_the_site(city: City, due: Commitment, post: Post) -> None:
    """Whoever switched the site off is told there all the same, the next day."""
    Preference.objects.create(person=city["leader"], channel=Channel.SITE, on=False)
    post.trouble["leader@example.cn"] = Permanent("550 no such mailbox")
    sweep()
    delivery.deliver(MORNING)
    assert "leader" not in told(city)
    delivery.deliver(MORNING + timedelta(days=1))
    assert told(city)["leader"] == 1
    assert told(city)["officer"] == 1


def test_a_temporary_failure_is_repeated_later_and_then_sent_once(
    city: City, due: Commitment, post: Post
) -> None:
    post.trouble["officer@example.cn"] = Temporary("450 greylisted")
    sweep()
    delivery.deliver(MORNING)
    assert not delivery.deliver(MORNING + timedelta(minutes=4))
    post.trouble.clear()
    assert delivery.deliver(MORNING + timedelta(minutes=5)) == {"email": 1}
    assert not delivery.deliver(MORNING + timedelta(minutes=30))
    assert post.to.count("officer@example.cn") == 1
    message = Message.objects.get(person=city["officer"], channel=Channel.EMAIL)
    assert (message.status, message.attempts, message.error) == (Status.SENT, 2, "")


def test_what_is_settled_while_it_waits_for_another_attempt_is_not_sent(
    city: City, due: Commitment, post: Post
) -> None:
    post.trouble["officer@example.cn"] = Temporary("450 greylisted")
    sweep()
    delivery.deliver(MORNING)
    act(lifecycle.cancel, due, "不再需要", by=city["clerk"], now=MORNING)
    sweep(MORNING + timedelta(minutes=1))
    post.trouble.clear()
    delivery.deliver(MORNING + timedelta(minutes=6))
    assert "officer@example.cn" not in post.to
    outcomes.check_stuck(MORNING + timedelta(minutes=7))
    assert not Message.objects.filter(status=Status.PLANNED).exists()


def test_attempts_end_and_the_failure_is_seen(city: City, due: Commitment, post: Post) -> None:
    post.trouble["officer@example.cn"] = Temporary("450 greylisted")
    sweep()
    for day in range(14):
        for hour in range(9):
            delivery.deliver(MORNING + timedelta(days=day, hours=hour))
    message = Message.objects.get(person=city["officer"], channel=Channel.EMAIL)
    assert (message.status, message.attempts) == (Status.FAILED, 1 + len(outcomes.PAUSES))
    assert Notice.objects.filter(message=message, status=Status.FAILED).count() == 1


def test_a_channel_that_is_down_costs_no_attempt(city: City, due: Commitment, post: Post) -> None:
    post.down = Down("connection refused")
    sweep()
    for minutes in range(30):
        assert delivery.deliver(MORNING + timedelta(minutes=minutes))["email down"] == 1
    assert not Message.objects.filter(channel=Channel.EMAIL).exists()
    post.down = None
    assert delivery.deliver(MORNING + timedelta(hours=1)) == {"email": 3}


def test_what_may_have_arrived_is_never_repeated_by_the_machine(
    city: City, due: Commitment, post: Post
) -> None:
    post.trouble["officer@example.cn"] = Uncertain("connection lost")
    sweep()
    delivery.deliver(MORNING)
    post.trouble.clear()
    for days in range(5):
        delivery.deliver(MORNING + timedelta(days=days, hours=1))
        outcomes.check_stuck(MORNING + timedelta(days=days, hours=1))
    assert "officer@example.cn" not in post.to
    assert Message.objects.get(status=Status.UNCERTAIN).person == city["officer"]


def test_a_person_decides_what_became_of_it(city: City, due: Commitment, post: Post) -> None:
    for name in ("officer", "leader"):
        post.trouble[f"{name}@example.cn"] = Uncertain("connection lost")
    sweep()
    delivery.deliver(MORNING)
    post.trouble.clear()
    one, other = (
        Message.objects.get(person=city[name], channel=Channel.EMAIL) for name in ("officer", "leader")
    )
    outcomes.arrived(one.pk, by=city["clerk"])
    outcomes.again(other.pk, by=city["clerk"], now=MORNING)
    assert delivery.deliver(MORNING + timedelta(minutes=1)) == {"email": 1}
    assert post.to == ["leader@example.cn", "supervisor@example.cn"]
    assert set(Message.objects.values_list("status", flat=True)) == {Status.SENT}
    assert Message.objects.get(pk=one.pk).verified_by == city["clerk"]


def test_a_message_whose_worker_died_becomes_uncertain(
    city: City, due: Commitment, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(self: Post, letter: Letter) -> None:
        raise KeyboardInterrupt

    sweep()
    monkeypatch.setattr(Post, "send", dies)
    with pytest.raises(KeyboardInterrupt):
        delivery.deliver(MORNING)
    assert outcomes.check_stuck(MORNING + timedelta(minutes=14)) == 0
    assert outcomes.check_stuck(MORNING + timedelta(minutes=15)) == 1
    message = Message.objects.get(status=Status.UNCERTAIN)
    assert Notice.objects.get(message=message).status == Status.UNCERTAIN


def test_a_sender_taken_for_dead_still_knows_better(city: City, due: Commitment, post: Post) -> None:
    sweep()
    delivery.deliver(MORNING)
    message = Message.objects.get(person=city["officer"], channel=Channel.EMAIL)
    Message.objects.filter(pk=message.pk).update(status=Status.SENDING, sent_at=None)
    outcomes.check_stuck(MORNING + timedelta(hours=1))
    assert outcomes.sent(message, MORNING + timedelta(hours=1))
    assert Message.objects.get(pk=message.pk).status == Status.SENT


def test_a_clock_set_back_leaves_nothing_hanging(city: City, due: Commitment, post: Post) -> None:
    sweep()
    delivery.deliver(MORNING)
    Message.objects.filter(person=city["officer"], channel=Channel.EMAIL).update(status=Status.SENDING)
    assert outcomes.check_stuck(MORNING - timedelta(days=2)) == 1


def test_one_broken_row_does_not_stop_the_rest(
    city: City, due: Commitment, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = delivery._write

    def breaks(pass_: Any, message: Message, notices: list[Notice]) -> Letter:
        if message.person_id == city["leader"].pk:
            raise ZeroDivisionError
        return write(pass_, message, notices)

    monkeypatch.setattr(delivery, "_write", breaks)
    sweep()
    assert delivery.deliver(MORNING) == {"site": 2, "email": 2, "broken": 2}
    monkeypatch.undo()
    assert Notice.objects.filter(status=Status.PLANNED).count() == 2


def test_a_channel_that_goes_down_in_the_middle_keeps_the_rest_for_later(
    city: City, due: Commitment, post: Post
) -> None:
    for name in ("officer", "leader", "supervisor"):
        post.trouble[f"{name}@example.cn"] = Down("gone")
    sweep()
    assert delivery.deliver(MORNING) == {"site": 3, "email down": 1}
    assert Message.objects.filter(channel=Channel.EMAIL).count() == 1
    post.trouble.clear()
    delivery.deliver(MORNING + timedelta(minutes=1))
    delivery.deliver(MORNING + timedelta(minutes=6))
    assert post.to == ["leader@example.cn", "officer@example.cn", "supervisor@example.cn"]


def test_a_pass_over_nothing_costs_a_handful_of_queries(
    city: City, due: Commitment, django_assert_max_num_queries: Any
) -> None:
    sweep()
    delivery.deliver(MORNING)
    with django_assert_max_num_queries(3):  # the calendar, and a question for each channel
        delivery.deliver(MORNING + timedelta(minutes=1))


# --- not too often -----------------------------------------------------------------------------------------


def test_there_is_one_digest_a_day_whatever_comes_in(city: City, due: Commitment, post: Post) -> None:
    sweep()
    delivery.deliver(MORNING)
    wanted = {due.pk: fresh(due).revision}
    lifecycle.chase_all(wanted, "请抓紧", by=city["supervisor"], now=MORNING + timedelta(hours=1))
    sweep(MORNING + timedelta(hours=2))
    assert Notice.objects.filter(status=Status.PLANNED).exists()
    assert not delivery.deliver(MORNING + timedelta(hours=2))
    assert delivery.deliver(MORNING + timedelta(days=1))["site"] >= 1


def test_the_budget_of_a_week_is_kept_and_the_site_is_free(
    city: City, due: Commitment, post: Post, settings: Any
) -> None:
    settings.REMINDER_BUDGET = 2
    week_before = MORNING - timedelta(days=7)
    for day in (0, 1):
        Message.objects.create(
            person=city["officer"],
            channel=Channel.EMAIL,
            day=MONDAY - timedelta(days=7 - day),
            status=Status.SENT,
            claimed_at=week_before,
            sent_at=week_before,
        )
    for day in (2, 3):
        sweep(week_before + timedelta(days=day))
        delivery.deliver(week_before + timedelta(days=day))
    assert told(city)["officer"] == 1
    assert post.to == ["leader@example.cn"]
    sweep()
    delivery.deliver(MORNING)
    assert "officer@example.cn" in post.to


def test_what_did_not_arrive_takes_nothing_from_the_budget(
    city: City, due: Commitment, post: Post, settings: Any
) -> None:
    """Put off at the end of a day, it comes on the next."""
    settings.REMINDER_BUDGET = 1
    sweep()
    post.trouble["officer@example.cn"] = Temporary("451 later")
    delivery.deliver(MORNING)
    post.trouble.clear()
    delivery.deliver(MORNING + timedelta(days=1))
    assert "officer@example.cn" in post.to


def test_whoever_has_no_address_is_told_in_the_site(city: City, due: Commitment, settings: Any) -> None:
    city["officer"].email = ""
    city["officer"].save(update_fields=["email"])
    sweep()
    assert delivery.deliver(MORNING) == {"site": 3, "email": 2}
