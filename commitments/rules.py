"""Suggested owners: what the text itself names, and what the office's own rules say.

A rule of an organ holds for all below it; the nearest organ's rule goes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from commitments.choices import Part, Role
from commitments.models import AssignmentRule, Membership
from reports.models import Organ, line


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``unit`` is None when the name that stands in the text is that of no organ known."""

    name: str
    unit: int | None
    part: str
    reason: str

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "unit": self.unit, "part": self.part, "reason": self.reason}


def rules_over(organs: Iterable[Organ]) -> list[AssignmentRule]:
    """The rules that may concern these organs, the nearest to the ground first. One query."""
    lines = {key for organ in organs for key in line(organ.path)}
    rows = AssignmentRule.objects.filter(organ__in=lines).select_related("organ", "unit", "supervisor")
    return sorted(rows, key=lambda rule: (-len(rule.organ.path), rule.pk))


def named_units(known: Mapping[str, Organ], mentions: Sequence[dict[str, Any]]) -> list[Suggestion]:
    """The units that the passage makes answerable; the first 责任单位 leads where no 牵头单位 is named.

    ``known`` tells who is meant by a name (units.find_all).
    """
    leads = [m["name"] for m in mentions if m["role"] == "lead"]
    leads = leads or [m["name"] for m in mentions if m["role"] == "owner"]
    found = []
    for mention in mentions:
        part = Part.LEAD if mention["name"] in leads[:1] else Part.SUPPORT
        unit = known.get(mention["name"])
        found.append(
            Suggestion(mention["name"], unit.pk if unit else None, part.value, _("named in the text"))
        )
    return found


def units_by_keyword(rules: Sequence[AssignmentRule], organ: Organ, text: str) -> list[Suggestion]:
    """The units whose keyword stands in the text; one lead at most."""
    found: list[Suggestion] = []
    for rule in rules:
        if rule.unit is None or not organ.path.startswith(rule.organ.path) or rule.keyword not in text:
            continue
        led = any(suggestion.part == Part.LEAD for suggestion in found)
        part = Part.SUPPORT if led else Part(rule.part)
        reason = _("rule for “%(keyword)s”") % {"keyword": rule.keyword}
        found.append(Suggestion(rule.unit.name, rule.unit.pk, part.value, reason))
    return found


def suggest_units(
    rules: Sequence[AssignmentRule],
    organ: Organ,
    text: str,
    mentions: Sequence[dict[str, Any]],
    known: Mapping[str, Organ],
) -> list[Suggestion]:
    """What the text says goes before what rules say; each unit once."""
    found = named_units(known, mentions)
    led = any(s.part == Part.LEAD for s in found)
    for suggestion in units_by_keyword(rules, organ, text):
        if any(suggestion.unit == other.unit for other in found):
            continue
        if led and suggestion.part == Part.LEAD:
            suggestion = Suggestion(suggestion.name, suggestion.unit, Part.SUPPORT.value, suggestion.reason)
        found.append(suggestion)
    return found


def supervisors(organs: Sequence[Organ], today: date) -> dict[int, Any]:
    """For each organ the supervisor that a rule gives it and who still is one. Two queries."""
    rules = [rule for rule in rules_over(organs) if rule.supervisor is not None]
    seats = Membership.objects.in_force(today).filter(
        role=Role.SUPERVISOR, user__in=[rule.supervisor_id for rule in rules]
    )
    held = [(seat.user_id, seat.unit.path) for seat in seats.select_related("unit")]
    found: dict[int, Any] = {}
    for organ in organs:
        for rule in rules:
            fits = organ.path.startswith(rule.organ.path)
            if fits and any(u == rule.supervisor_id and organ.path.startswith(p) for u, p in held):
                found.setdefault(organ.pk, rule.supervisor)
    return found
