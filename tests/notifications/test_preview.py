"""Asking beforehand: the same answer as the sweep then gives, and nothing is written."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.models import Commitment
from notifications import planning
from notifications.audience import Scope
from notifications.choices import Channel, Status
from notifications.models import Notice
from notifications.preview import Preview, preview
from reports.models import Organ
from tests.commitments.offices import City, at
from tests.notifications.test_planning import copy_of

pytestmark = pytest.mark.django_db

BOTH = [Channel.EMAIL]
DAYS = [date(2024, 5, 31), date(2024, 6, 24), date(2024, 7, 1), date(2024, 7, 8), date(2024, 7, 15)]


def lines(shown: Preview) -> set[tuple[int, str, str, int, str]]:
    return {
        (notice.commitment_id or 0, str(reader.channel), notice.stage, reader.person.pk, notice.via)
        for reader in shown.readers
        for notice in reader.notices
    }


@pytest.mark.parametrize("day", DAYS)
def test_the_preview_says_what_the_sweep_then_does(city: City, due: Commitment, day: date) -> None:
    shown = preview(day, BOTH)
    assert Notice.objects.count() == 0
    planning.plan(day, now=at(day), channels=BOTH)
    planned = {(n.commitment_id or 0, n.channel, n.stage, n.person_id, n.via) for n in Notice.objects.all()}
    assert lines(shown) == planned
    assert shown.people == len({key[3] for key in planned})


@pytest.mark.parametrize(
    ("day", "sent_on"),
    [
        pytest.param(date(2024, 7, 6), date(2024, 7, 8), id="Saturday"),
        pytest.param(date(2024, 10, 1), date(2024, 10, 8), id="National Day"),
        pytest.param(date(2024, 9, 29), date(2024, 9, 29), id="a Sunday that is worked"),
    ],
)
def test_on_a_day_off_nobody_is_written_to(city: City, due: Commitment, day: date, sent_on: date) -> None:
    shown = preview(day, BOTH)
    assert shown.sent_on == sent_on
    assert bool(shown.readers) == (day == sent_on)


def test_what_was_told_is_marked_and_later_days_tell_only_news(city: City, due: Commitment) -> None:
    day = date(2024, 7, 1)
    planning.plan(day, now=at(day), channels=[])
    Notice.objects.update(status=Status.SENT)
    assert [reader.told for reader in preview(day, []).readers] == [1, 1]
    assert [reader.told for reader in preview(date(2024, 7, 8), []).readers] == [0, 0, 0]
    Notice.objects.update(step=30)  # a later step was told before the clock was set back
    assert not preview(day, []).readers


def test_a_keeper_sees_what_the_own_organs_are_told(city: City, due: Commitment) -> None:
    nothing = Commitment.objects.visible_to(city["stranger"], date(2024, 7, 8))
    mine = Commitment.objects.visible_to(city["clerk"], date(2024, 7, 8))
    organs = Organ.objects.current().within(city.bureau)
    assert preview(date(2024, 7, 8), [], Scope(mine, organs)).people == 3
    assert preview(date(2024, 7, 8), [], Scope(nothing, organs)).people == 0


def test_pages_of_people_take_the_same_number_of_queries(city: City, due: Commitment) -> None:
    day = date(2024, 7, 8)
    with CaptureQueriesContext(connection) as few:
        preview(day, BOTH)
    Commitment.objects.bulk_create(copy_of(due, city.windows, n) for n in range(1, 30))
    with CaptureQueriesContext(connection) as many:
        shown = preview(day, BOTH, number=2)
    assert len(few) == len(many) <= 14
    assert shown.people == 3
    assert len({reader.person.pk for reader in shown.readers}) == 2
    assert all(len(reader.notices) == 30 for reader in shown.readers)
