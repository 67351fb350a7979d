"""A made-up city with its people, and the short ways to have commitments in every state."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.files.base import ContentFile

from commitments import capture, evidence, lifecycle, units
from commitments.choices import Role, Status
from commitments.models import Commitment, Membership
from reports import organs
from reports.models import Organ
from tests.reports import papers

NOW = datetime(2024, 3, 4, 1, 30, tzinfo=UTC)  # a Monday, half past nine in the offices
TODAY = date(2024, 3, 4)
PDF = b"%PDF-1.7\n%made up\n"
MOST_BYTES = 1024 * 1024


def at(day: date) -> datetime:
    """Noon in the offices."""
    return datetime(day.year, day.month, day.day, 4, 0, tzinfo=UTC)


@dataclass(slots=True)
class City:
    """A bureau with two offices, another bureau beside it, the government above both; and their people."""

    government: Organ
    bureau: Organ
    windows: Organ
    hotline: Organ
    neighbour: Organ
    people: dict[str, User]

    def __getitem__(self, name: str) -> User:
        return self.people[name]


def seat(login: str, role: str, unit: Organ, name: str = "") -> User:
    person = get_user_model().objects.filter(username=login).first()
    person = person or get_user_model().objects.create_user(
        login, password="x", first_name=name or login, is_staff=True
    )
    Membership.objects.create(user=person, unit=unit, role=role, since=date(2020, 1, 1))
    return person


def city() -> City:
    government = organs.register("青澜市人民政府", confirmed=True)
    bureau = organs.register("青澜市行政审批服务局", parent=government, confirmed=True)
    neighbour = organs.register("青澜市司法局", parent=government, confirmed=True)
    windows, hotline = (units.register(bureau, name) for name in ("窗口管理科", "热线科"))
    people = {
        "clerk": seat("clerk", Role.CLERK, bureau, "林晓"),
        "supervisor": seat("supervisor", Role.SUPERVISOR, bureau, "周岚"),
        "leader": seat("leader", Role.LEADER, windows, "高远"),
        "officer": seat("officer", Role.OFFICER, windows, "何青"),
        "helper": seat("helper", Role.OFFICER, hotline, "陆川"),
        "reviewer": seat("reviewer", Role.REVIEWER, bureau, "沈言"),
        "neighbour": seat("neighbour", Role.CLERK, neighbour, "邻人"),
        "superior": seat("superior", Role.SUPERVISOR, government, "上级"),
        "stranger": get_user_model().objects.create_user("stranger", password="x", is_staff=True),
    }
    for role in (Role.SUPERVISOR, Role.LEADER, Role.OFFICER):
        Membership.objects.create(user=people["neighbour"], unit=neighbour, role=role, since=date(2020, 1, 1))
    return City(government, bureau, windows, hotline, neighbour, people)


def captured(town: City, **report: Any) -> list[Commitment]:
    """The candidates of a report: two problems, three arrangements unless told otherwise."""
    entered = papers.entered(papers.paper(**report))
    return capture.capture(entered.pk, by=town["clerk"], now=NOW)


def fresh(row: Commitment) -> Commitment:
    return Commitment.objects.get(pk=row.pk)


def act(verb: Callable[..., Any], row: Commitment, *arguments: Any, **named: Any) -> Any:
    """The act on the row as it stands now."""
    return verb(row.pk, *arguments, revision=fresh(row).revision, **{"now": NOW, **named})


def opened(town: City, row: Commitment) -> Commitment:
    """Confirmed, and assigned to the office of the windows, the hotline helping."""
    act(lifecycle.confirm, row, by=town["clerk"])
    owners = lifecycle.Owners(town.windows, (town.hotline,), town["officer"], town["supervisor"])
    return act(lifecycle.assign, row, owners, by=town["clerk"])


def proof(content: bytes = PDF) -> ContentFile:
    return ContentFile(content, name="佐证.pdf")


def package(part: str, more: str = "x") -> bytes:
    """A zip that holds this part, as office files do."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as zipped:
        zipped.writestr("[Content_Types].xml", "<Types/>")
        zipped.writestr(part, more)
    return kept.getvalue()


def attached(town: City, row: Commitment, content: bytes = PDF, by: str = "officer") -> Any:
    return act(evidence.attach, row, proof(content), "佐证.pdf", by=town[by], most_bytes=MOST_BYTES)


def submitted(town: City, row: Commitment, day: date = TODAY) -> Commitment:
    opened(town, row)
    attached(town, row)
    return act(lifecycle.submit_for_closure, row, by=town["officer"], now=at(day))


def closed(town: City, row: Commitment, day: date = TODAY) -> Commitment:
    submitted(town, row, day)
    return act(lifecycle.sign_off, row, by=town["supervisor"], now=at(day))


def in_status(town: City, row: Commitment, status: str) -> Commitment:
    """The candidate, led into this status by the acts that lead there."""
    ways: dict[str, Callable[[], Any]] = {
        Status.CANDIDATE: lambda: row,
        Status.OPEN: lambda: opened(town, row),
        Status.SUBMITTED: lambda: submitted(town, row),
        Status.CLOSED: lambda: closed(town, row),
        Status.CARRIED_OVER: lambda: (
            opened(town, row),
            act(lifecycle.carry_over, row, 2025, "跨年实施", by=town["clerk"]),
        ),
        Status.CANCELLED: lambda: act(lifecycle.cancel, row, "不是承诺", by=town["clerk"]),
    }
    ways[status]()
    return fresh(row)
