"""The jobs of the clock: one at a time, seen by people, and made good when they were missed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from notifications import clockwork, tasks
from notifications.choices import Channel, Outcome, Status
from notifications.clockwork import DELIVER, SWEEP
from notifications.models import CalendarDay, Heartbeat, Message
from notifications.workdays import LAST_YEAR

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 7, 8, 0, 30, tzinfo=UTC)  # half past eight in the offices


def work() -> dict[str, int]:
    return {"planned": 3}


def state(now: datetime) -> str:
    return clockwork.pulses(now)["sweep"].state


def test_a_run_leaves_word_of_itself() -> None:
    assert state(NOW) == "never"
    assert clockwork.run(SWEEP, NOW, work) == "planned 3"
    with time_machine.travel(NOW, tick=False):
        pulse = clockwork.pulses(NOW)["sweep"]
        assert (pulse.state, pulse.counts, pulse.sentence) == (
            "ok",
            {"planned": 3},
            "上次巡检 08:30，正常。",
        )


def test_a_job_does_not_overlap_with_itself_and_a_dead_one_lets_go() -> None:
    seen: list[str] = []

    def again(after: timedelta) -> dict[str, int]:
        seen.append(clockwork.run(SWEEP, NOW + after, work))
        return {}

    clockwork.run(SWEEP, NOW, lambda: again(timedelta(minutes=1)))
    clockwork.run(SWEEP, NOW, lambda: again(timedelta(0)))
    assert seen == ["running already"]
    Heartbeat.objects.update(outcome=Outcome.RUNNING)  # as a killed worker leaves it
    assert clockwork.run(SWEEP, NOW + clockwork.LOST - timedelta(seconds=1), work) == "running already"
    assert clockwork.run(SWEEP, NOW + clockwork.LOST, work) == "planned 3"


def test_jobs_do_not_wait_for_each_other() -> None:
    def nested() -> dict[str, int]:
        assert clockwork.run(DELIVER, NOW, work) == "planned 3"
        return {}

    assert clockwork.run(SWEEP, NOW, nested) == "nothing to do"


def test_a_clock_that_was_set_back_does_not_stop_the_job() -> None:
    Heartbeat.objects.create(job="sweep", started_at=NOW + timedelta(days=3), outcome=Outcome.RUNNING)
    assert clockwork.run(SWEEP, NOW, work) == "planned 3"


def test_a_failure_is_seen_and_the_next_run_clears_it() -> None:
    def breaks() -> dict[str, int]:
        raise ZeroDivisionError("no")

    clockwork.run(SWEEP, NOW, work)
    with pytest.raises(ZeroDivisionError):
        clockwork.run(SWEEP, NOW + timedelta(minutes=15), breaks)
    assert state(NOW + timedelta(minutes=15)) == "failed"
    assert Heartbeat.objects.get().error == "ZeroDivisionError: no"
    clockwork.run(SWEEP, NOW + timedelta(minutes=30), work)
    assert state(NOW + timedelta(minutes=30)) == "ok"


def test_a_day_without_a_sweep_is_red_and_the_next_run_clears_it() -> None:
    clockwork.run(SWEEP, NOW, work)
    assert state(NOW + timedelta(days=1)) == "ok"
    assert state(NOW + timedelta(days=1, minutes=1)) == "late"
    clockwork.run(SWEEP, NOW + timedelta(days=7), work)
    assert state(NOW + timedelta(days=7)) == "ok"


def test_the_tasks_run_their_jobs() -> None:
    assert tasks.plan().startswith("planned 0")
    assert tasks.check_stuck() == "uncertain 0"
    tasks.deliver()
    assert set(Heartbeat.objects.values_list("outcome", flat=True)) == {"done"}


# --- what people see ---------------------------------------------------------------------------------------


@pytest.fixture
def admin() -> User:
    return User.objects.create_user("admin", is_staff=True, is_superuser=True)


def test_the_first_page_tells_what_needs_a_person(client: Client, admin: User) -> None:
    client.force_login(admin)
    clockwork.run(SWEEP, NOW, work)
    clockwork.run(DELIVER, NOW, lambda: {"email down": 1})
    Message.objects.create(
        person=admin, channel=Channel.EMAIL, day=NOW.date(), status=Status.UNCERTAIN, claimed_at=NOW
    )
    with time_machine.travel(NOW, tick=False):
        page = client.get("/admin/").content.decode()
    assert "上次巡检 08:30，正常" in page
    assert "电子邮件无法连接" in page
    assert "1条消息发送失败或待核实" in page
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        client.force_login(admin)
        assert "未巡检" in client.get("/admin/").content.decode()


def test_who_cannot_mend_it_sees_the_sweep_alone(client: Client) -> None:
    client.force_login(User.objects.create_user("somebody", is_staff=True))
    clockwork.run(DELIVER, NOW, lambda: {"email down": 1})
    page = client.get("/admin/").content.decode()
    assert "巡检尚未运行" in page
    assert "电子邮件" not in page


def test_programs_can_ask_too(client: Client) -> None:
    clockwork.run(SWEEP, NOW, work)
    for now, status, answer in (
        (NOW, 200, {"sweep": "ok", "deliver": "never", "stuck": "never"}),
        (NOW + timedelta(days=2), 503, {"sweep": "late", "deliver": "never", "stuck": "never"}),
    ):
        with time_machine.travel(now, tick=False):
            page = client.get("/healthz/reminders")
        assert (page.status_code, json.loads(page.content)) == (status, answer)


def test_the_calendar_asks_for_the_holidays_of_a_year_that_it_does_not_know(
    client: Client, admin: User
) -> None:
    beyond = datetime(LAST_YEAR + 1, 3, 1, 2, 0, tzinfo=UTC)
    with time_machine.travel(beyond, tick=False):
        client.force_login(admin)
        assert f"{beyond.year}年的节假日安排尚未录入" in client.get("/admin/").content.decode()
        page = "/admin/notifications/calendarday/"
        assert "周一至周五均按工作日计算" in client.get(page).content.decode()
        fields: dict[str, Any] = {"day": f"{beyond.year}-10-01", "note": "国庆节"}
        client.post(f"{page}add/", fields)
        assert CalendarDay.objects.get().working is False
        assert "尚未录入" not in client.get("/admin/").content.decode()
