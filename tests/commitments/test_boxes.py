"""What waits for whom."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from pytest_django import DjangoAssertNumQueries

from commitments import access, boxes, lifecycle
from commitments.choices import Role
from commitments.lifecycle import NO_CHANGE
from commitments.models import Commitment, Membership
from tests.commitments import offices
from tests.commitments.offices import TODAY, City, act, at

pytestmark = pytest.mark.django_db

PEOPLE = ("officer", "leader", "supervisor", "clerk", "reviewer", "helper", "neighbour", "superior")


def counted(town: City, name: str, today: date = TODAY) -> dict[str, int]:
    """The boxes of this person that are not empty."""
    user = town[name]
    rows = Commitment.objects.visible_to(user, today)
    found = boxes.counts(rows, access.person(user, today), today)
    return {box: number for box, number in found.items() if number}


def who_has(town: City, box: str, today: date = TODAY) -> set[str]:
    return {name for name in PEOPLE if counted(town, name, today).get(box)}


def test_candidates_wait_for_the_clerk(town: City, candidates: list[Commitment]) -> None:
    assert counted(town, "clerk") == {"unconfirmed": len(candidates)}
    assert who_has(town, "unconfirmed") == {"clerk"}


def test_a_running_one_is_in_the_hands_of_its_owners(town: City, running: Commitment) -> None:
    assert counted(town, "officer") == {"mine": 1}
    assert counted(town, "leader") == {"unit": 1}
    assert counted(town, "helper") == {"helping": 1}
    assert counted(town, "supervisor") == {}


def test_a_deadline_comes_near_and_passes(town: City, running: Commitment) -> None:
    assert running.due_on
    soon, passed = running.due_on - timedelta(7), running.due_on + timedelta(1)
    assert who_has(town, "due_7", soon - timedelta(1)) == set()
    assert who_has(town, "due_7", soon) == {"officer", "leader", "supervisor"}
    assert who_has(town, "due_7", running.due_on) == {"officer", "leader", "supervisor"}
    assert who_has(town, "due_30", soon) == {"officer", "leader", "supervisor", "clerk"}
    assert who_has(town, "overdue", running.due_on) == set()
    assert who_has(town, "overdue", passed) == {"officer", "leader", "supervisor", "clerk", "reviewer"}


def test_a_submitted_one_waits_for_the_signature(town: City, candidate: Commitment) -> None:
    offices.submitted(town, candidate)
    assert who_has(town, "to_sign") == {"supervisor"}
    assert who_has(town, "waiting") == {"officer", "leader"}
    assert who_has(town, "mine") == set()


def test_nobody_is_asked_to_sign_what_he_did(town: City, candidate: Commitment) -> None:
    offices.submitted(town, candidate)
    Commitment.objects.filter(pk=candidate.pk).update(submitted_by=town["supervisor"])
    assert who_has(town, "to_sign") == set()


def test_without_a_named_supervisor_those_above_are_asked(town: City, candidate: Commitment) -> None:
    offices.submitted(town, candidate)
    Commitment.objects.filter(pk=candidate.pk).update(supervisor=None)
    assert who_has(town, "to_sign") == {"supervisor", "superior"}


def test_sent_back_until_it_is_submitted_again(town: City, candidate: Commitment) -> None:
    row = offices.submitted(town, candidate)
    act(lifecycle.send_back, row, "缺验收单", by=town["supervisor"])
    assert who_has(town, "sent_back") == {"officer", "leader"}
    act(lifecycle.submit_for_closure, row, by=town["officer"])
    assert who_has(town, "sent_back") == set()


def test_a_request_for_time_waits_for_the_supervisor(town: City, running: Commitment) -> None:
    assert running.due_on
    act(lifecycle.request_extension, running, running.due_on + timedelta(30), "等批复", by=town["officer"])
    assert who_has(town, "extensions") == {"supervisor"}
    act(lifecycle.decide_extension, running, True, by=town["supervisor"])
    assert who_has(town, "extensions") == set()


def test_a_returned_one_waits_for_a_new_owner(town: City, running: Commitment) -> None:
    act(lifecycle.return_assignment, running, "不是我科职责", by=town["officer"])
    assert who_has(town, "returned") == {"clerk", "supervisor"}
    assert who_has(town, "unassigned") == set()


def test_what_nobody_does_in_person_is_shown(town: City, candidate: Commitment) -> None:
    act(lifecycle.confirm, candidate, by=town["clerk"])
    assert who_has(town, "unassigned") == {"clerk"}
    act(lifecycle.assign, candidate, lifecycle.Owners(town.windows), by=town["clerk"])
    assert who_has(town, "unappointed") == {"leader"}


def test_what_stays_with_somebody_who_left_is_shown(town: City, running: Commitment) -> None:
    assert who_has(town, "stranded") == set()
    Membership.objects.filter(user=town["officer"]).update(until=TODAY - timedelta(1))
    assert who_has(town, "stranded") == {"clerk"}


def test_silence_is_noticed_each_month_and_after_a_long_time(town: City, running: Commitment) -> None:
    assert who_has(town, "unreported", date(2024, 3, 31)) == set()
    assert who_has(town, "unreported", date(2024, 4, 1)) == {"officer"}
    act(lifecycle.report_progress, running, NO_CHANGE, by=town["officer"], now=at(date(2024, 4, 1)))
    assert who_has(town, "unreported", date(2024, 4, 30)) == set()
    assert who_has(town, "stale", date(2024, 5, 31)) == set()
    assert who_has(town, "stale", date(2024, 6, 1)) == {"leader", "supervisor"}


def test_the_days_of_silence_are_an_argument(town: City, running: Commitment) -> None:
    someone, day = access.person(town["leader"], TODAY), TODAY + timedelta(11)
    rows = Commitment.objects.visible_to(town["leader"], day)
    assert rows.filter(boxes.stale(10)(someone, day)).count() == 1
    assert rows.filter(boxes.stale(11)(someone, day)).count() == 0


def test_the_reviewer_sees_what_was_closed_and_what_late(town: City, candidate: Commitment) -> None:
    row = offices.closed(town, candidate)
    assert counted(town, "reviewer") == {"closed": 1}
    assert row.first_due_on
    Commitment.objects.filter(pk=row.pk).update(submitted_on=row.first_due_on + timedelta(1))
    assert counted(town, "reviewer") == {"closed": 1, "closed_late": 1}


def test_a_neighbour_and_a_stranger_have_nothing(town: City, candidates: list[Commitment]) -> None:
    for row in candidates[1:]:
        offices.submitted(town, row)
    long_after = TODAY + timedelta(1000)
    for name in ("neighbour", "stranger"):
        assert counted(town, name) == counted(town, name, long_after) == {}


def test_several_roles_see_the_boxes_of_each(town: City, candidates: list[Commitment]) -> None:
    offices.seat("officer", Role.CLERK, town.bureau)
    offices.opened(town, candidates[2])
    assert counted(town, "officer") == {"unconfirmed": len(candidates) - 1, "mine": 1}


def test_the_administrator_sees_all_that_waits_for_anybody(town: City, candidates: list[Commitment]) -> None:
    offices.submitted(town, candidates[2])
    town.people["root"] = get_user_model().objects.create_superuser("root")
    assert counted(town, "root") == {"unconfirmed": len(candidates) - 1, "to_sign": 1}


def test_all_counts_are_one_query_and_agree_with_the_rows(
    town: City, candidates: list[Commitment], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    offices.opened(town, candidates[2])
    for name in PEOPLE:
        day = TODAY + timedelta(200)
        someone = access.person(town[name], day)
        rows = Commitment.objects.visible_to(town[name], day)
        with django_assert_num_queries(1):
            found = boxes.counts(rows, someone, day)
        assert found == {box.name: box.among(rows, someone, day).count() for box in boxes.of(someone)}


def test_a_signature_that_waits_for_somebody_gone_is_found(town: City, candidate: Commitment) -> None:
    offices.submitted(town, candidate)
    Membership.objects.filter(user=town["supervisor"]).update(until=TODAY - timedelta(1))
    assert who_has(town, "to_sign") == set()
    assert who_has(town, "stranded") == {"clerk"}


def test_the_first_of_each_box_stand_once_the_earliest_deadline_first(
    town: City, candidates: list[Commitment], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    offices.seat("officer", Role.CLERK, town.bureau)
    for row in candidates[1:]:
        offices.opened(town, row)
    someone, day = access.person(town["officer"], TODAY), date(2024, 12, 20)
    rows = Commitment.objects.visible_to(town["officer"], day)
    with django_assert_num_queries(1):
        found = list(boxes.first(rows, someone, day, 2))
    shown = [(row.box, str(row.due_on)) for row in found]  # type: ignore[attr-defined]
    assert len({row.pk for row in found}) == len(found)
    by_box = {box: [due for name, due in shown if name == box] for box, _due in shown}
    assert set(by_box) == {"overdue", "due_30", "unconfirmed"}
    assert all(dues == sorted(dues) and len(dues) <= 2 for dues in by_box.values())
