"""What a line says of its matter is so on the day on which it is read."""

from __future__ import annotations

from datetime import date

import pytest

from commitments import lifecycle
from commitments.models import Commitment
from notifications import planning
from notifications.lines import lines
from notifications.models import Notice, Policy
from tests.commitments.offices import City, act, at
from tests.notifications.test_planning import sweep

pytestmark = pytest.mark.django_db


def facts(today: date) -> list[str]:
    notices = Notice.objects.filter(status="planned").select_related("commitment", "organ")
    return [line.facts for line in lines(notices, today, planning.calendar())]


def test_what_is_past_its_day_is_not_due_today(city: City, due: Commitment) -> None:
    """Where nobody is chased before the fifth working day, the last reminder stands until then."""
    Policy.objects.get(active=True).steps.filter(stage="chase").delete()
    sweep(date(2024, 7, 2))
    assert facts(date(2024, 7, 2)) == ["时限2024年6月30日，已逾期2个工作日"]


def test_what_never_progressed_has_no_last_progress(city: City, due: Commitment) -> None:
    sweep(date(2024, 5, 6))
    assert facts(date(2024, 5, 6)) == ["自2024年3月4日确认以来未报送进展"]


def test_the_last_progress_is_told(city: City, due: Commitment) -> None:
    report = lifecycle.Report("已开工", percent=10)
    act(lifecycle.report_progress, due, report, by=city["officer"], now=at(date(2024, 3, 20)))
    sweep(date(2024, 5, 20))
    assert facts(date(2024, 5, 20)) == ["最近一次进展：2024年3月20日"]
