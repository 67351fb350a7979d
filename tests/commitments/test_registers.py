from __future__ import annotations

import pytest

from commitments import registers
from commitments.models import Commitment, Register
from reports import organs
from tests.commitments import offices
from tests.commitments.offices import City


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("大英县行政审批局", "大英审批"),
        ("青澜市行政审批服务局", "青澜审批"),
        ("昆明市西山区政务服务管理局", "昆明西山政务"),
        ("青澜市人民政府", "青澜"),
        ("云岭省司法厅", "云岭司法"),
        ("市政府办", "政府"),
        ("税务局", "税务"),
        ("县委办", "县委办"),
        ("青澜市东山区城市管理综合行政执法局", "青澜东山城综合执"),
    ],
)
def test_the_mark_is_what_people_call_the_office(name: str, mark: str) -> None:
    assert registers.mark(name) == mark


@pytest.mark.django_db
def test_two_offices_of_one_mark_are_told_apart(town: City, candidates: list[Commitment]) -> None:
    other = organs.register("青澜县行政审批局", confirmed=True)
    mine, theirs = candidates[:2]
    theirs.organ = other
    registers.give_numbers([mine, theirs])
    assert (mine.number, theirs.number) == ("2024-青澜审批-001", f"2024-青澜审批{other.pk}-001")


@pytest.mark.django_db
def test_the_next_year_begins_anew_under_the_same_mark(town: City, candidate: Commitment) -> None:
    Register.objects.create(organ=town.bureau, plan_year=2023, mark="审批局", last=41)
    assert offices.opened(town, candidate).number == "2024-审批局-001"


@pytest.mark.django_db
def test_a_row_without_a_year_is_a_mistake(candidate: Commitment) -> None:
    candidate.plan_year = None
    with pytest.raises(ValueError, match="no plan year"):
        registers.give_numbers([candidate])
