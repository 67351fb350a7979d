"""Numbers of commitments, 2022-大英审批-003: one after the other, never twice, none left out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from django.db.models import F

from commitments.models import Commitment, Register
from reports.models import Organ

# What all names of offices share tells nobody which office it is.
_COMMON: Final = re.compile(
    "人民政府|自治区|自治州|自治县|管理委员会|委员会|管委会|街道办事处|办事处|办公室|办公厅|行政|服务|管理|"
    "事业|分局|总局|[省市县区旗镇乡局厅委办处]"
)
_LONGEST: Final = 8


def mark(name: str) -> str:
    """The short name that stands in the numbers: 大英县行政审批局 is 大英审批."""
    short = _COMMON.sub("", "".join(name.split()))
    return (short if len(short) >= 2 else name)[:_LONGEST]


def give_numbers(commitments: Sequence[Commitment]) -> None:
    """Set the next numbers, in the order of the rows. Call in the transaction that saves them.

    The registers' rows stay locked till its end, so that another caller waits and counts on from there.
    """
    waiting: dict[tuple[int, int], list[Commitment]] = defaultdict(list)
    for commitment in commitments:
        if commitment.plan_year is None:
            raise ValueError(f"commitment {commitment.pk} has no plan year")
        waiting[commitment.organ_id, commitment.plan_year].append(commitment)
    for (_organ, year), members in sorted(waiting.items()):
        register = _take(members[0].organ, year, len(members))
        for number, commitment in enumerate(members, start=register.last - len(members) + 1):
            commitment.number = f"{register}-{number:03d}"


def _take(organ: Organ, year: int, count: int) -> Register:
    """Counted up first and read after: the UPDATE takes the lock."""
    key = Register.objects.filter(organ=organ, plan_year=year)
    if not key.update(last=F("last") + count):
        _open(organ, year)
        key.update(last=F("last") + count)
    return key.get()


def _open(organ: Organ, year: int) -> None:
    """With the mark of the year before; when another organ has it this year, with the organ's key behind."""
    former = Register.objects.filter(organ=organ).order_by("-plan_year").first()
    wanted = former.mark if former else mark(organ.name)
    for candidate in (wanted, f"{wanted}{organ.pk}"):
        Register.objects.bulk_create(
            [Register(organ=organ, plan_year=year, mark=candidate)], ignore_conflicts=True
        )
        if Register.objects.filter(organ=organ, plan_year=year).exists():
            return
