"""The sweep: who is told what on which day, once, and what becomes of what is not true any more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments import lifecycle
from commitments.choices import Role
from commitments.models import Commitment, Membership
from notifications import planning
from notifications.choices import Channel, Dropped, Status
from notifications.ladder import DEADLINE as DEADLINES
from notifications.models import Notice, Policy, Preference, Step
from notifications.preview import preview
from reports import organs
from reports.models import Organ
from tests.commitments import offices
from tests.commitments.offices import City, act, at, fresh
from tests.reports import papers

pytestmark = pytest.mark.django_db

DEADLINE = date(2024, 6, 30)  # a Sunday; what was promised by June
MONDAY = date(2024, 7, 1)
WEEK_LATER = date(2024, 7, 8)


def sweep(today: date, channels: Iterable[str] = ()) -> planning.Sweep:
    return planning.plan(today, now=at(today), channels=channels)


def told(city: City, **only: Any) -> list[tuple[str, str, int]]:
    """(person, stage, step) of what stands to be told, without doubles."""
    names = {person.pk: name for name, person in city.people.items()}
    rows = Notice.objects.exclude(status=Status.DROPPED).filter(**only)
    return sorted((names[n.person_id], n.stage, n.step) for n in rows)


def reasons() -> list[str]:
    return sorted(Notice.objects.filter(status=Status.DROPPED).values_list("reason", flat=True))


def send_all() -> None:
    Notice.objects.filter(status=Status.PLANNED).update(status=Status.SENT)


# --- who, when ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        pytest.param(date(2024, 5, 30), [], id="31 days before"),
        pytest.param(date(2024, 6, 23), [("officer", "remind", -7)], id="7 days before"),
        pytest.param(date(2024, 6, 24), [("officer", "remind", -7)], id="T3: the seventh day was missed"),
        pytest.param(MONDAY, [("leader", "chase", 1), ("officer", "chase", 1)], id="chased"),
        pytest.param(
            date(2024, 7, 5),
            [("leader", "supervise", 5), ("officer", "supervise", 5), ("supervisor", "supervise", 5)],
            id="supervised",
        ),
        pytest.param(
            date(2024, 7, 12),
            [("clerk", "circulate", 10), ("supervisor", "circulate", 10)],
            id="the circular is for those who issue it",
        ),
    ],
)
def test_the_ladder_reaches_those_it_should(
    city: City, due: Commitment, today: date, expected: list[Any]
) -> None:
    sweep(today)
    assert told(city, stage__in=DEADLINES) == expected


def test_t1_the_same_sweep_twice_adds_nothing(city: City, due: Commitment) -> None:
    assert sweep(WEEK_LATER).planned == 3
    assert sweep(WEEK_LATER) == planning.Sweep(planned=0, dropped=0, sheets=0)
    send_all()
    assert sweep(WEEK_LATER).planned == 0


def test_running_every_day_tells_each_step_once(city: City, due: Commitment) -> None:
    for n in range(-40, 30):
        sweep(DEADLINE + timedelta(days=n))
        send_all()
    steps = [step for _name, _stage, step in told(city, stage__in=DEADLINES, person=city["officer"])]
    assert sorted(steps) == [-30, -7, -3, -1, 0, 1, 5]


def test_a_week_without_a_sweep_is_made_up_for_without_a_burst(city: City, due: Commitment) -> None:
    sweep(date(2024, 6, 28))
    send_all()
    sweep(WEEK_LATER)
    assert told(city, person=city["officer"], status=Status.PLANNED) == [("officer", "supervise", 5)]


def test_a_clock_set_back_tells_no_earlier_step(city: City, due: Commitment) -> None:
    sweep(WEEK_LATER)
    send_all()
    sweep(date(2024, 6, 24))
    assert told(city, person=city["officer"]) == [("officer", "supervise", 5)]


def test_t7_who_is_owner_and_supervisor_gets_one_line(city: City, due: Commitment) -> None:
    for role, unit in ((Role.SUPERVISOR, city.bureau), (Role.LEADER, city.windows)):
        offices.seat("officer", role, unit)
    Commitment.objects.filter(pk=due.pk).update(supervisor=city["officer"])
    sweep(date(2024, 7, 5))
    row = Notice.objects.get(person=city["officer"])
    assert row.via == "owner"
    assert len(told(city)) == 2  # and the other leader


def test_t8_what_is_in_progress_and_overdue_is_told(city: City, due: Commitment) -> None:
    report = lifecycle.Report(percent=60)
    act(lifecycle.report_progress, due, report, by=city["officer"], now=at(date(2024, 6, 20)))
    sweep(MONDAY)
    assert ("officer", "chase", 1) in told(city)


def test_t9_what_has_no_deadline_is_never_overdue(city: City) -> None:
    candidate = offices.captured(city)[3]
    Commitment.objects.filter(pk=candidate.pk).update(due_on=None)
    sweep(date(2030, 1, 1))
    assert told(city, commitment=candidate) == []


def test_t17_while_more_time_is_asked_for_nobody_is_pressed(city: City, due: Commitment) -> None:
    june = at(date(2024, 6, 20))
    act(lifecycle.request_extension, due, date(2024, 9, 30), "等批复", by=city["officer"], now=june)
    sweep(MONDAY)
    assert told(city) == [("supervisor", "extension", 3)]
    act(lifecycle.decide_extension, due, False, "按期完成", by=city["supervisor"], now=at(MONDAY))
    sweep(date(2024, 7, 2))
    assert told(city, status=Status.PLANNED) == [("leader", "chase", 1), ("officer", "chase", 1)]
    assert reasons() == ["ended"]


@pytest.mark.parametrize(
    ("stage", "day", "expected"),
    [
        pytest.param("stale", date(2024, 5, 3), [("officer", "stale", 60)], id="no progress for 60 days"),
        pytest.param("stale", date(2024, 5, 2), [], id="59 days"),
        pytest.param("stale", date(2024, 5, 31), [], id="what stands on the ladder is not stale as well"),
    ],
)
def test_stale(city: City, due: Commitment, stage: str, day: date, expected: list[Any]) -> None:
    sweep(day)
    assert told(city, stage=stage) == expected


def test_what_no_ladder_of_its_own_holds_yet_is_stale(city: City, due: Commitment) -> None:
    """A rung for reports, or of somebody else's policy, that begins earlier hides nothing."""
    Step.objects.filter(policy__active=True, stage="remind").exclude(days=3).delete()
    elsewhere = Policy.objects.create(name="他处", organ=city.neighbour)
    Step.objects.create(policy=elsewhere, stage="remind", days=300, owner=True)
    sweep(date(2024, 6, 3))
    assert told(city) == [("officer", "stale", 60)]


def test_closure_waits_for_the_supervisor(city: City) -> None:
    offices.submitted(city, offices.captured(city)[2], MONDAY)
    sweep(MONDAY)
    assert told(city) == [("supervisor", "closure", 0)]


def test_what_was_returned_waits_for_those_who_assign(city: City, due: Commitment) -> None:
    act(lifecycle.return_assignment, due, "不属我科职责", by=city["officer"], now=at(date(2024, 5, 6)))
    sweep(date(2024, 5, 6))
    assert told(city, stage="returned") == [("clerk", "returned", 0), ("supervisor", "returned", 0)]


def test_a_word_by_hand_is_told_the_same_day(city: City, due: Commitment) -> None:
    day = date(2024, 4, 8)
    lifecycle.chase_all({due.pk: due.revision}, by=city["supervisor"], now=at(day))
    sweep(day)
    assert told(city) == [("leader", "pressed", 0), ("officer", "pressed", 0)]
    answer = lifecycle.Report(text="已排期")
    act(lifecycle.report_progress, due, answer, by=city["officer"], now=at(date(2024, 4, 9)))
    sweep(date(2024, 4, 9))
    assert reasons() == ["ended", "ended"]


def test_what_was_sent_back_is_told_to_its_owners(city: City) -> None:
    row = offices.submitted(city, offices.captured(city)[2], date(2024, 4, 8))
    act(lifecycle.send_back, row, "缺佐证", by=city["supervisor"], now=at(date(2024, 4, 9)))
    sweep(date(2024, 4, 9))
    assert told(city) == [("leader", "sent_back", 0), ("officer", "sent_back", 0)]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        pytest.param(date(2025, 1, 29), [], id="more than 30 days before 1 March"),
        pytest.param(date(2025, 1, 30), [("clerk", "filing", -30)], id="30 days before 1 March"),
        pytest.param(
            date(2025, 3, 2),
            [("clerk", "filing", 0), ("clerk", "publishing", -30)],
            id="not filed by 1 March",
        ),
    ],
)
def test_a_report_that_is_owed(city: City, today: date, expected: list[Any]) -> None:
    """The bureau reported for 2023, hence for 2024 too."""
    papers.entered(papers.paper())
    Commitment.objects.all().delete()
    sweep(today)
    assert told(city) == expected
    papers.entered(papers.paper(year=2024))
    sweep(today)
    assert told(city, status=Status.PLANNED) == []
    assert set(reasons()) <= {"ended"}


# --- who left, who is missing ------------------------------------------------------------------------------


def leave(city: City, *names: str) -> None:
    Membership.objects.filter(user__username__in=names).update(until=date(2024, 5, 1))


def test_t5_who_lost_the_role_is_told_nothing(city: City, due: Commitment) -> None:
    leave(city, "officer")
    sweep(date(2024, 6, 23))
    assert told(city) == [("leader", "remind", -7)]


@pytest.mark.parametrize(
    ("gone", "heir"),
    [
        pytest.param(["officer"], "leader", id="officer"),
        pytest.param(["officer", "leader"], "clerk", id="officer and leader"),
        pytest.param(["officer", "leader", "clerk"], "supervisor", id="all but the supervisor"),
        pytest.param(["officer", "leader", "clerk", "supervisor"], "superior", id="the one above"),
    ],
)
def test_reminders_never_go_to_a_void(city: City, due: Commitment, gone: list[str], heir: str) -> None:
    leave(city, *gone)
    sweep(date(2024, 6, 23))
    assert told(city) == [(heir, "remind", -7)]


def test_when_there_is_nobody_at_all_that_can_be_seen(city: City, due: Commitment) -> None:
    Membership.objects.all().delete()
    assert sweep(date(2024, 6, 23)).planned == 0
    assert preview(date(2024, 6, 24), []).unheard == [due.pk]
    assert preview(date(2024, 4, 23), []).unheard == []


def test_a_person_who_cannot_log_in_is_told_nothing(city: City, due: Commitment) -> None:
    city["officer"].is_active = False
    city["officer"].save(update_fields=["is_active"])
    sweep(date(2024, 6, 23))
    assert told(city) == [("leader", "remind", -7)]


# --- dropped -----------------------------------------------------------------------------------------------


def test_an_extended_deadline_counts_anew(city: City, due: Commitment) -> None:
    day = date(2024, 6, 24)
    sweep(day)
    act(lifecycle.request_extension, due, date(2024, 7, 20), "等批复", by=city["officer"], now=at(day))
    sweep(day)
    assert reasons() == [Dropped.HELD]
    act(lifecycle.decide_extension, due, True, by=city["supervisor"], now=at(day))
    sweep(day)
    assert [(n.step, n.counts_from) for n in Notice.objects.filter(status="planned", stage="remind")] == [
        (-30, date(2024, 7, 20))
    ]


def test_what_was_held_comes_up_again_when_the_extension_is_refused(city: City, due: Commitment) -> None:
    day = date(2024, 6, 24)
    sweep(day)
    act(lifecycle.request_extension, due, date(2024, 7, 20), "等批复", by=city["officer"], now=at(day))
    sweep(day)
    act(lifecycle.decide_extension, due, False, "按期完成", by=city["supervisor"], now=at(day))
    sweep(day)
    assert told(city, stage="remind") == [("officer", "remind", -7)]


def test_a_moved_deadline_drops_what_was_planned_for_the_old_one(city: City, due: Commitment) -> None:
    sweep(date(2024, 6, 24))
    moved = lifecycle.Adjustment(due_on=date(2024, 12, 31))
    act(lifecycle.adjust, due, moved, "会议纪要〔2024〕3号", "上级部署", by=city["clerk"])
    sweep(date(2024, 6, 24))
    assert (told(city, stage="remind"), reasons()) == ([], ["moved"])


def test_another_officer_is_told_and_the_former_is_not(city: City, due: Commitment) -> None:
    sweep(date(2024, 6, 24))
    other = offices.seat("other", Role.OFFICER, city.windows, "新人")
    city.people["other"] = other
    act(lifecycle.appoint, due, other, by=city["leader"], now=at(date(2024, 6, 24)))
    sweep(date(2024, 6, 24))
    assert told(city) == [("other", "remind", -7)]
    assert reasons() == ["others"]


@pytest.mark.parametrize("end", ["closed", "cancelled", "carried_over"])
def test_what_has_ended_is_dropped(city: City, due: Commitment, end: str) -> None:
    sweep(MONDAY)
    Commitment.objects.filter(pk=due.pk).update(
        status=end,
        **({"closed_by": city["supervisor"], "closed_on": MONDAY} if end == "closed" else {}),
        **({"submitted_by": city["officer"], "submitted_on": MONDAY, "pieces": 1} if end == "closed" else {}),
    )
    sweep(MONDAY)
    assert (told(city), set(reasons())) == ([], {"ended"})


def test_a_step_that_was_passed_is_dropped_for_the_next(city: City, due: Commitment) -> None:
    sweep(date(2024, 6, 24))
    sweep(date(2024, 6, 27))
    assert told(city) == [("officer", "remind", -3)]
    assert reasons() == ["passed"]


def test_the_second_look_finds_what_is_still_true(city: City, due: Commitment) -> None:
    sweep(WEEK_LATER)
    notices = list(Notice.objects.order_by("pk"))
    assert planning.still_true(notices, WEEK_LATER) == notices
    leave(city, "leader")
    assert {n.person_id for n in planning.still_true(notices, WEEK_LATER)} == {
        city["officer"].pk,
        city["supervisor"].pk,
    }
    assert reasons() == ["others"]
    assert planning.still_true([], WEEK_LATER) == []


def test_the_second_look_never_takes_back_what_another_worker_has_told(city: City, due: Commitment) -> None:
    """Told between the reading and the looking, and settled since: it was told all the same."""
    sweep(WEEK_LATER)
    notices = list(Notice.objects.order_by("pk"))
    send_all()
    act(lifecycle.cancel, due, "机构撤并", by=city["clerk"], now=at(WEEK_LATER))
    assert planning.still_true(notices, WEEK_LATER) == []
    assert reasons() == []
    assert Notice.objects.filter(status=Status.SENT).count() == len(notices)


# --- policies and preferences ------------------------------------------------------------------------------


def test_the_nearest_policy_holds(city: City, due: Commitment) -> None:
    for organ, days in ((city.government, 20), (city.bureau, 14), (city.neighbour, 25)):
        policy = Policy.objects.create(name=organ.name, organ=organ)
        Step.objects.create(policy=policy, stage="remind", days=days, owner=True)
    sweep(date(2024, 6, 12))
    assert told(city) == []
    sweep(date(2024, 6, 16))
    assert told(city) == [("officer", "remind", -14)]


def test_without_any_policy_nothing_is_told(city: City, due: Commitment) -> None:
    sweep(MONDAY)
    Policy.objects.update(active=False)
    assert sweep(MONDAY) == planning.Sweep(planned=0, dropped=2, sheets=0)


def test_mail_is_for_those_with_an_address_who_want_it(city: City, due: Commitment) -> None:
    city["leader"].email = ""
    city["leader"].save(update_fields=["email"])
    Preference.objects.create(person=city["supervisor"], channel=Channel.EMAIL, on=False)
    sweep(WEEK_LATER, [Channel.EMAIL, Channel.WECOM])
    assert told(city, channel=Channel.EMAIL) == [("officer", "supervise", 5)]
    assert len(told(city, channel=Channel.SITE)) == 3
    assert told(city, channel=Channel.WECOM) == []


def test_a_messenger_is_for_those_who_switched_it_on(city: City, due: Commitment) -> None:
    Preference.objects.create(person=city["officer"], channel=Channel.WECOM, on=True)
    sweep(WEEK_LATER, [Channel.WECOM])
    assert told(city, channel=Channel.WECOM) == [("officer", "supervise", 5)]


def test_t20_a_preference_is_honoured_but_for_ones_own_overdue_work(city: City, due: Commitment) -> None:
    for name in ("officer", "leader"):
        Preference.objects.create(person=city[name], channel=Channel.SITE, on=False)
    sweep(date(2024, 6, 24))
    assert told(city) == []
    sweep(MONDAY)
    assert told(city) == [("officer", "chase", 1)]


# --- many rows ---------------------------------------------------------------------------------------------


def test_t6_one_organ_in_disorder_does_not_stop_the_rest(city: City, due: Commitment) -> None:
    """No people, an empty policy, a tree that bites its own tail: each matter stands alone."""
    lost = organs.register("无人局", confirmed=True)
    Policy.objects.create(name="空", organ=lost)
    first, second = (organs.register(name, confirmed=True) for name in ("甲局", "乙局"))
    Organ.objects.filter(pk=first.pk).update(parent=second)
    Organ.objects.filter(pk=second.pk).update(parent=first)
    copies = [copy_of(due, organ, n) for n, organ in enumerate((lost, first), start=1)]
    Commitment.objects.bulk_create(copies)
    sweep(MONDAY)
    assert told(city) == [("leader", "chase", 1), ("officer", "chase", 1)]


def copy_of(row: Commitment, organ: Organ, n: int) -> Commitment:
    copy = fresh(row)
    copy.pk, copy.part, copy.number, copy.organ, copy.lead = None, 100 + n, f"{row.number}-{n}", organ, organ
    return copy


def questions(asked: CaptureQueriesContext) -> list[str]:
    """Without the marks of a transaction, which are none."""
    return [q["sql"][:60] for q in asked.captured_queries if "SAVEPOINT" not in q["sql"]]


def test_the_number_of_queries_does_not_grow(city: City, due: Commitment) -> None:
    with CaptureQueriesContext(connection) as few:
        sweep(MONDAY, [Channel.EMAIL])
    Commitment.objects.bulk_create(copy_of(due, city.windows, n) for n in range(1, 60))
    with CaptureQueriesContext(connection) as many:
        assert sweep(WEEK_LATER, [Channel.EMAIL]).planned == 60 * 6
    with CaptureQueriesContext(connection) as again:
        assert sweep(WEEK_LATER, [Channel.EMAIL]).planned == 0
    assert questions(few) == questions(many)
    assert len(questions(many)) <= 20
    assert len(questions(again)) <= 10
