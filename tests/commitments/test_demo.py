"""The demo's commitments: something for everybody to see, whenever it is loaded."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from commitments import access, boxes, review, standing
from commitments.models import AssignmentRule, Commitment, Comparison, Judgement, LedgerEntry, Membership
from reports.models import Organ

pytestmark = pytest.mark.django_db

EXPECTED = {
    "officer": {
        "sent_back", "overdue", "due_7", "due_30", "unreported", "mine", "helping", "waiting",
    },
    "chief": {"sent_back", "overdue", "unappointed", "unit", "waiting"},
    "supervisor": {"to_sign", "extensions", "overdue", "returned", "stale"},
    "reviewer": {"overdue", "closed", "closed_late", "carried_over"},
    "keeper": {"returned", "stranded", "unassigned", "unconfirmed", "overdue"},
    "wangchuan": {"unconfirmed", "overdue", "mine"},
}  # fmt: skip


@pytest.fixture
def loaded(db: None) -> None:
    call_command("load_demo", verbosity=0)
    call_command("load_demo_commitments", verbosity=0)


def of(login: str) -> tuple[Any, Any]:
    user, today = User.objects.get(username=login), timezone.localdate()
    return Commitment.objects.visible_to(user, today), access.person(user, today)


def counted(login: str) -> set[str]:
    rows, someone = of(login)
    return {box for box, number in boxes.counts(rows, someone, timezone.localdate()).items() if number}


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(None, id="today"),
        pytest.param(datetime(2027, 1, 2, 3, tzinfo=UTC), id="at New Year"),
        pytest.param(datetime(2031, 8, 31, 3, tzinfo=UTC), id="years later"),
    ],
)
def test_every_role_has_something_to_do(request: Any, monkeypatch: Any, day: datetime | None) -> None:
    if day is not None:
        monkeypatch.setattr(timezone, "now", lambda: day)
    request.getfixturevalue("loaded")
    for login, wanted in EXPECTED.items():
        assert wanted <= counted(login), login


def test_all_colours_are_there(loaded: None) -> None:
    rows, _someone = of("officer")
    colours = {found.colour for row in rows if (found := standing.standing(row, timezone.localdate()))}
    assert colours == {"green", "yellow", "red"}


def test_neighbours_see_nothing_of_each_other(loaded: None) -> None:
    seen = {login: {row.organ.name for row in of(login)[0]} for login in ("officer", "keeper", "wangchuan")}
    assert seen["keeper"] == {"青澜市行政审批服务局"}
    assert seen["officer"] == {"青澜市行政审批服务局"}
    assert seen["wangchuan"] == {"青澜市望川区政务服务管理局"}


def test_a_second_time_adds_nothing(loaded: None) -> None:
    tables = (Commitment, LedgerEntry, Membership, AssignmentRule, Organ, User)
    before = [table.objects.count() for table in tables]
    call_command("load_demo_commitments", verbosity=0)
    assert [table.objects.count() for table in tables] == before


def test_without_the_reports_there_are_only_people(db: None) -> None:
    call_command("load_demo_commitments", verbosity=0)
    assert Membership.objects.exists()
    assert not Commitment.objects.exists()


def test_the_years_are_held_against_each_other_and_judged_so_far(loaded: None) -> None:
    """One comparison is judged whole, one half with a dissent, those of the district wait to be begun."""
    first, second, *others = Comparison.objects.order_by("state", "year")
    assert first.findings.captured().count() == first.findings.rated().count()
    both = review.both_words(second)
    assert [one for one in both if one[0] != one[1]] == [("mostly", "partial")]
    assert 0 < second.findings.rated().count() < second.findings.captured().count()
    assert [(row.state, row.findings.rated().count()) for row in others] == [("prepared", 0)] * 2


def test_loading_again_judges_nothing_twice(loaded: None) -> None:
    before = Judgement.objects.count()
    call_command("load_demo_commitments", verbosity=0)
    assert Judgement.objects.count() == before
