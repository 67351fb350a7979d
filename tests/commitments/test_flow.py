"""A commitment's whole way through the hands of three people."""

from __future__ import annotations

from datetime import date

import pytest

from commitments import ledger, lifecycle
from commitments.choices import Status
from commitments.models import Commitment
from tests.commitments import offices
from tests.commitments.offices import City, act, fresh

pytestmark = pytest.mark.django_db


def test_from_the_report_to_closure(town: City, candidate: Commitment) -> None:
    act(lifecycle.confirm, candidate, by=town["clerk"])
    owners = lifecycle.Owners(town.windows, (), town["officer"], town["supervisor"])
    act(lifecycle.assign, candidate, owners, by=town["clerk"])
    act(lifecycle.report_progress, candidate, lifecycle.Report("办了第一轮培训", 50), by=town["officer"])
    offices.attached(town, candidate)
    act(lifecycle.submit_for_closure, candidate, by=town["officer"], now=offices.at(date(2024, 5, 6)))
    act(lifecycle.send_back, candidate, "缺第二轮签到表", by=town["supervisor"])
    act(lifecycle.submit_for_closure, candidate, by=town["leader"], now=offices.at(date(2024, 6, 30)))
    done = act(lifecycle.sign_off, candidate, by=town["supervisor"], now=offices.at(date(2024, 7, 2)))
    assert (done.status, done.percent, done.number) == (Status.CLOSED, 100, "2024-青澜审批-001")
    assert (done.submitted_on, done.closed_on) == (date(2024, 6, 30), date(2024, 7, 2))
    assert Commitment.objects.closed_on_time().get() == done
    lines = [(line.verb, line.actor_name, line.to_status) for line in ledger.history(fresh(candidate))]
    assert lines == [
        ("capture", "林晓", "candidate"),
        ("confirm", "林晓", "open"),
        ("assign", "林晓", "open"),
        ("report", "何青", "open"),
        ("attach", "何青", "open"),
        ("submit", "何青", "submitted"),
        ("send_back", "周岚", "open"),
        ("submit", "高远", "submitted"),
        ("sign_off", "周岚", "closed"),
    ]
