"""The rule books as data, and the policies in force as the planner needs them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from commitments.access import Person
from commitments.deadlines import Calendar
from notifications.choices import Preset, Stage
from notifications.ladder import Rung, Window, windows
from notifications.models import Policy, Step
from reports.models import line

OWNER, LEADER, SUPERVISOR, CLERK = "owner", "leader", "supervisor", "clerk"
UP: Final = (OWNER, LEADER)
ALL: Final = (OWNER, LEADER, SUPERVISOR)
KEEPERS: Final = (SUPERVISOR, CLERK)

# What does not hang on the rule book: who waits for whom.
COMMON: Final = (
    (Stage.PRESSED, (0,), UP, ""),
    (Stage.SENT_BACK, (0,), UP, ""),
    (Stage.EXTENSION, (0, 3), (SUPERVISOR,), ""),
    (Stage.CLOSURE, (0, 5), (SUPERVISOR,), ""),
    (Stage.RETURNED, (0, 3), KEEPERS, ""),
    (Stage.FILING, (30, 7, 0), (CLERK,), ""),
    (Stage.PUBLISHING, (30, 7, 0), (CLERK,), ""),
)
# Stage, days, who is told, name of the sheet. 13710: one day to assign, three to report back, seven for the
# ordinary matter, a month for the great one. Colours: blue near the day, orange after it, red when orange
# did not help.
BOOKS: Final[dict[Preset, tuple[tuple[Stage, tuple[int, ...], tuple[str, ...], str], ...]]] = {
    Preset.DEFAULT: (
        (Stage.REMIND, (30, 7, 3, 1, 0), (OWNER,), ""),
        (Stage.CHASE, (1,), UP, ""),
        (Stage.SUPERVISE, (5,), ALL, ""),
        (Stage.CIRCULATE, (10,), KEEPERS, ""),
        (Stage.STALE, (60,), (OWNER,), ""),
        *COMMON,
    ),
    Preset.P13710: (
        (Stage.REMIND, (30, 7, 3, 1), (OWNER,), ""),
        (Stage.CHASE, (1,), UP, ""),
        (Stage.SUPERVISE, (3,), ALL, ""),
        (Stage.CIRCULATE, (7,), KEEPERS, ""),
        (Stage.STALE, (30,), (OWNER,), ""),
        *COMMON,
    ),
    Preset.COLOURS: (
        (Stage.REMIND, (7, 3, 0), (OWNER,), ""),
        (Stage.CHASE, (1,), UP, "蓝色督查单"),
        (Stage.SUPERVISE, (5,), ALL, "橙色督查单"),
        (Stage.CIRCULATE, (10,), KEEPERS, "红色督查单"),
        (Stage.STALE, (45,), UP, ""),
        *COMMON,
    ),
}


@transaction.atomic
def take(policy: Policy, preset: Preset) -> None:
    """Make the steps those of the rule book."""
    policy.steps.all().delete()
    Step.objects.bulk_create(_steps(policy, preset))
    Policy.objects.filter(pk=policy.pk).update(preset=preset)
    policy.preset = preset


def _steps(policy: Policy, preset: Preset) -> Iterable[Step]:
    for stage, days, told, label in BOOKS[preset]:
        for number in days:
            yield Step(policy=policy, stage=stage, days=number, label=label, **dict.fromkeys(told, True))


def install() -> None:
    """The three rule books, the default one in force. Only where there is no policy at all."""
    if Policy.objects.exists():
        return
    for preset in Preset:
        policy = Policy.objects.create(name=str(preset.label), active=preset is Preset.DEFAULT)
        take(policy, preset)


def concerning(person: Person) -> QuerySet[Policy]:
    """Those that hold for all, and those of organs below or above a seat of this person."""
    above = {key for seat in person.seats for key in line(seat.path)}
    found = Q(organ=None) | Q(organ__in=above)
    for seat in person.seats:
        found |= Q(organ__path__startswith=seat.path)
    return Policy.objects.filter(found)


@dataclass(frozen=True, slots=True)
class Told:
    """A step that holds today for the matters that count from within its window."""

    window: Window
    step: Step


def holding(today: date, calendar: Calendar) -> list[Told]:
    """All steps of all policies in force that something can stand on today. One query."""
    ladders: dict[int, dict[Rung, Step]] = {}
    for step in Step.objects.filter(policy__active=True).order_by("policy_id", "id"):
        ladders.setdefault(step.policy_id, {})[Rung(step.stage, step.days)] = step
    return [
        Told(window, ladder[window.rung])
        for ladder in ladders.values()
        for window in windows(ladder, today, calendar)
    ]
