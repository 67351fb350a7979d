"""How every act on findings is carried out: lock, check, write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments import access, ledger
from commitments.access import Person, Seat
from commitments.choices import Verb
from commitments.models import Assignment, Commitment, Comparison, Finding
from commitments.refusals import NotAllowed, Stale, Unknown, WrongStatus
from commitments.review.turns import reviewing
from reports.refusals import Refusal

RELATED: Final = ("comparison__old", "comparison__new", "commitment__organ", "commitment__lead")
HEAVY: Final = tuple(
    f"comparison__{side}__{name}" for side in ("old", "new") for name in ("origins", "facts", "notes")
)


@dataclass(frozen=True, slots=True)
class Reviewing:
    """A person who may judge, and what is judged, while it is carried out."""

    finding: Finding
    commitment: Commitment
    person: Person
    seat: Seat
    now: datetime

    def line(
        self, verb: Verb, *, before: dict[str, Any] | None = None, after: dict[str, Any] | None = None,
        reason: str = "",
    ) -> ledger.Line:  # fmt: skip
        """For the ledger of the commitment, whose own status stays as it is."""
        status = self.commitment.status
        return ledger.Line(
            self.commitment, verb, status, status, before or {}, after or {}, reason, self.seat
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """``refused`` gives for each finding left alone the reason, by its key."""

    done: list[Finding]
    refused: dict[int, Refusal]


def found(keys: Iterable[int]) -> Any:
    """Findings with all that is asked of them: whose they are, and who judged."""
    parts = Prefetch("commitment__assignments", Assignment.objects.select_related("unit"))
    rows = Finding.objects.filter(pk__in=list(keys)).select_related(*RELATED).defer(*HEAVY)
    return rows.prefetch_related(parts, "judgements").order_by("pk")


def locked(keys: Mapping[int, int]) -> list[Finding]:
    """Their comparisons first, as where they are compared anew: nobody waits for one who waits in turn."""
    theirs = Finding.objects.filter(pk__in=list(keys)).values("comparison")
    list(Comparison.objects.filter(pk__in=theirs).order_by("pk").only("pk").select_for_update(no_key=True))
    return list(found(keys).select_for_update(of=("self",), no_key=True))


def one(finding_id: int, by: Any, now: datetime, revision: int) -> Reviewing:
    person = access.person(by, timezone.localtime(now).date())
    rows = locked({finding_id: revision})
    return admit(rows[0] if rows else None, person, now, revision)


def admit(finding: Finding | None, person: Person, now: datetime, revision: int) -> Reviewing:
    commitment = finding.commitment if finding else None
    if finding is None or commitment is None or not person.sees(commitment):
        raise Unknown(_("There is no such finding, or you may not see it."))
    seat = reviewing(person, commitment)
    if seat is None:
        raise NotAllowed(_("Only a reviewer who has no part in the work judges it."))
    if finding.comparison.state != Comparison.State.APPLIED:
        raise WrongStatus(_("This comparison is a preview. Begin the review first."))
    if finding.revision != revision:
        raise Stale(_("Somebody else has judged or changed this meanwhile. Look at it again."))
    return Reviewing(finding, commitment, person, seat, now)


def write(findings: Sequence[Finding], now: datetime) -> None:
    """And how many of their comparison are rated."""
    for finding in findings:
        finding.revision += 1
        finding.changed_at = now
    Finding.objects.bulk_update(findings, ["rating", "revision", "changed_at"])
    theirs = {finding.comparison_id for finding in findings}
    Comparison.objects.filter(pk__in=theirs).update(changed_at=now)
