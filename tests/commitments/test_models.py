"""What the database itself refuses, by whatever way the rows are written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import translation

from commitments.choices import Decision, Part, Role
from commitments.models import (
    Assignment,
    AssignmentRule,
    Commitment,
    Extension,
    Measure,
    Membership,
    ProblemLink,
    Progress,
    Register,
    Target,
)
from reports.models import Report
from tests.commitments import offices
from tests.commitments.offices import NOW, City

pytestmark = pytest.mark.django_db


def refused(write: Callable[[], Any]) -> bool:
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param({"percent": 101}, id="more than all"),
        pytest.param({"title": ""}, id="no title"),
        pytest.param({"number": ""}, id="open without a number"),
        pytest.param({"due_on": None}, id="open without a deadline"),
        pytest.param({"first_due_on": None}, id="open without a first deadline"),
        pytest.param({"plan_year": None}, id="open without a plan year"),
        pytest.param({"lead": None}, id="open without a lead"),
        pytest.param({"due_on": date(2024, 1, 1)}, id="deadline before the first"),
        pytest.param({"status": "submitted"}, id="submitted by nobody"),
        pytest.param({"status": "closed"}, id="closed by nobody"),
        pytest.param({"closed_on": date(2024, 5, 5)}, id="a day of closing while open"),
        pytest.param({"place_end": 0}, id="a quote of nothing"),
    ],
)
def test_a_senseless_commitment_is_refused(running: Commitment, columns: dict[str, Any]) -> None:
    assert refused(lambda: Commitment.objects.filter(pk=running.pk).update(**columns))


def test_a_sensible_one_is_not(running: Commitment) -> None:
    assert not refused(lambda: Commitment.objects.filter(pk=running.pk).update(percent=100))


def test_nothing_is_submitted_without_evidence(town: City, candidate: Commitment) -> None:
    offices.submitted(town, candidate)
    assert refused(lambda: Commitment.objects.filter(pk=candidate.pk).update(pieces=0))


@pytest.mark.parametrize("doer", ["submitted_by", "officer"])
def test_the_doer_cannot_be_the_one_who_signed(town: City, candidate: Commitment, doer: str) -> None:
    row = offices.closed(town, candidate)
    assert refused(lambda: Commitment.objects.filter(pk=row.pk).update(**{doer: town["supervisor"]}))


def test_a_number_is_given_once(town: City, candidates: list[Commitment]) -> None:
    one, two = (offices.opened(town, row) for row in candidates[:2])
    assert refused(lambda: Commitment.objects.filter(pk=two.pk).update(number=one.number))


def test_a_passage_is_captured_once(candidate: Commitment) -> None:
    candidate.pk = None
    assert refused(lambda: Commitment.objects.bulk_create([candidate]))


@pytest.mark.parametrize("part", [Part.LEAD, Part.ORGAN])
def test_there_is_one_lead_and_one_organ(town: City, running: Commitment, part: str) -> None:
    assert refused(lambda: Assignment.objects.create(commitment=running, unit=town.neighbour, part=part))


def test_any_number_of_units_support(town: City, running: Commitment) -> None:
    for unit in (town.neighbour, town.government):
        Assignment.objects.create(commitment=running, unit=unit, part=Part.SUPPORT)
    assert running.assignments.filter(part=Part.SUPPORT).count() == 3


def extension(running: Commitment, town: City, **columns: Any) -> Extension:
    kept = {
        "commitment": running,
        "old_due_on": date(2024, 6, 30),
        "new_due_on": date(2024, 9, 30),
        "reason": "场地未落实",
        "requested_by": town["officer"],
        "requested_by_name": "何青",
        "requested_at": NOW,
    }
    return Extension(**kept | columns)


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param({"new_due_on": date(2024, 6, 30)}, id="no later day"),
        pytest.param({"reason": ""}, id="no reason"),
        pytest.param({"decision": Decision.GRANTED}, id="granted by nobody"),
        pytest.param({"decided_at": NOW}, id="a day of decision while pending"),
    ],
)
def test_a_senseless_extension_is_refused(town: City, running: Commitment, columns: dict[str, Any]) -> None:
    assert refused(lambda: extension(running, town, **columns).save())


def test_nobody_grants_what_he_asked_for_himself(town: City, running: Commitment) -> None:
    decided = {"decision": Decision.GRANTED, "decided_at": NOW}
    assert refused(lambda: extension(running, town, decided_by=town["officer"], **decided).save())
    assert not refused(lambda: extension(running, town, decided_by=town["supervisor"], **decided).save())


def test_one_extension_is_open_at_a_time(town: City, running: Commitment) -> None:
    extension(running, town).save()
    assert refused(lambda: extension(running, town).save())
    Extension.objects.update(decision=Decision.REFUSED, decided_at=NOW, decided_by=town["supervisor"])
    assert not refused(lambda: extension(running, town).save())


def test_other_senseless_rows_are_refused(town: City, running: Commitment) -> None:
    said = {"commitment": running, "by": town["officer"], "by_name": "何青", "made_at": NOW}
    target = Target.objects.create(commitment=running, position=9, number=80, unit="%")
    problem = ProblemLink.objects.filter(commitment__source__report=running.source.report)[0]
    rows: list[Any] = [
        Progress(**said),
        Progress(**said, percent=101),
        Progress(**said, text="x", reached=3),
        Progress(**said, text="x", target=target),
        Target(commitment=running, position=9, number=1),
        Target(commitment=running, position=10, number=2, upper=2),
        Measure(commitment=running, position=0, text=""),
        Register(organ=town.bureau, plan_year=2024, mark="甲"),
        Register(organ=town.neighbour, plan_year=2024, mark="青澜审批"),
        Register(organ=town.neighbour, plan_year=2024, mark=""),
        ProblemLink(
            commitment=running, problem=problem.problem, quote="x", start=900, end=901, score=1, accepted=True
        ),
        ProblemLink(commitment=running, problem=problem.problem, quote="x", start=900, end=901, score="1.01"),
        ProblemLink(commitment=running, problem=problem.problem, quote="x", start=900, end=900, score=1),
        Membership(user=town["clerk"], unit=town.bureau, role=Role.CLERK, since=date(2022, 1, 1)),
        Membership(
            user=town["clerk"], unit=town.bureau, role=Role.OFFICER, since=date(2022, 1, 1),
            until=date(2021, 1, 1),
        ),
        AssignmentRule(organ=town.bureau, keyword="窗口", unit=town.windows),
        AssignmentRule(organ=town.bureau, keyword="窗口", part=Part.LEAD),
        AssignmentRule(
            organ=town.bureau, keyword="窗口", part=Part.LEAD, unit=town.windows,
            supervisor=town["supervisor"],
        ),
    ]  # fmt: skip
    assert [row for row in rows if not refused(row.save)] == []


def test_an_office_has_one_rule_per_keyword_and_one_supervisor(town: City) -> None:
    for _ in range(2):
        rows = [
            AssignmentRule(organ=town.bureau, keyword="窗口", part=Part.LEAD, unit=town.windows),
            AssignmentRule(organ=town.bureau, supervisor=town["supervisor"]),
        ]
        results = [refused(row.save) for row in rows]
    assert results == [True, True]


def test_constraints_speak_to_people(town: City, running: Commitment) -> None:
    with translation.override("zh-hans"), pytest.raises(ValidationError) as caught:
        Extension(
            **{**vars_of(extension(running, town)), "new_due_on": date(2024, 1, 1), "reason": ""}
        ).validate_constraints()
    assert "新期限须晚于现期限。" in caught.value.messages
    assert "请填写理由。" in caught.value.messages


def vars_of(row: Extension) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in Extension._meta.concrete_fields}


def test_a_report_of_which_commitments_were_made_cannot_be_deleted(candidate: Commitment) -> None:
    with pytest.raises(ProtectedError):
        Report.objects.get(pk=candidate.source.report_id).delete()


def test_whoever_acted_cannot_be_deleted(town: City, candidate: Commitment) -> None:
    with pytest.raises(ProtectedError):
        town["clerk"].delete()
