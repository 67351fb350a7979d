"""Which findings a reviewer works through: the filter with which he or she came, and what comes next.

The filter stands in the address of the list and of every finding reached from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q

from commitments.choices import Turn, Verdict
from commitments.models import Judgement
from commitments.querysets import FindingQuerySet
from reports.choices import Grade

# The longest number that a key or a percentage is read from.
DIGITS = 9


class State(StrEnum):
    OPEN = "open"
    JUDGED = "judged"
    DISSENT = "dissent"


@dataclass(frozen=True, slots=True)
class Filter:
    """Empty values ask for nothing. ``confidence``: at least so many percent; ``unit``: key of the lead."""

    verdict: str = ""
    grade: str = ""
    confidence: str = ""
    unit: str = ""
    state: str = ""

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Filter:
        """From the query string or a form; what is no value of its vocabulary is left out."""
        return cls(
            verdict=_among(Verdict.values, data.get("verdict")),
            grade=_among(Grade.values, data.get("grade")),
            confidence=_number(data.get("confidence")),
            unit=_number(data.get("unit")),
            state=_among([state.value for state in State], data.get("state")),
        )

    @property
    def query(self) -> str:
        """For addresses, without the question mark; empty when nothing is asked."""
        return urlencode({name: value for name, value in asdict(self).items() if value})

    def apply(self, findings: FindingQuerySet) -> FindingQuerySet:
        """In the order of the old report."""
        return findings.filter(self._wanted()).order_by("position", "pk")

    def _wanted(self) -> Q:
        wanted = Q()
        if self.verdict:
            wanted &= Q(verdict=self.verdict)
        if self.grade:
            wanted &= Q(commitment__grade=self.grade) | Q(commitment=None, item__grade=self.grade)
        if self.confidence:
            wanted &= Q(confidence__gte=Decimal(self.confidence) / 100)
        if self.unit:
            wanted &= Q(commitment__lead=int(self.unit))
        return wanted & self._state()

    def _state(self) -> Q:
        if self.state == State.OPEN:
            return Q(rating="")
        if self.state == State.JUDGED:
            return ~Q(rating="")
        if self.state == State.DISSENT:
            return Q(rating="") & spoken(Turn.SECOND)
        return Q()


def spoken(turn: Turn, **by: Any) -> Q:
    """Whose judgement of this turn stands."""
    rows = Judgement.objects.filter(finding=OuterRef("pk"), turn=turn, withdrawn_at=None, **by)
    return Q(Exists(rows))


def waiting_for(findings: FindingQuerySet, user: Any) -> FindingQuerySet:
    """Those to which this person may say the next word: the same as review.turn_of, for many, without what
    the person has worked on."""
    first, second = spoken(Turn.FIRST), spoken(Turn.SECOND)
    two = Q(comparison__second_review=True)
    as_second = two & first & ~second & ~spoken(Turn.FIRST, by=user)
    to_settle = two & first & second & Q(rating="")
    own = Q(commitment__officer=user) | Q(commitment__submitted_by=user)
    return findings.captured().filter(~first | as_second | to_settle).exclude(own)


def _among(values: list[str], given: Any) -> str:
    return given if given in values else ""


def _number(given: Any) -> str:
    words = str(given or "")
    return words if words.isascii() and words.isdecimal() and len(words) <= DIGITS else ""
