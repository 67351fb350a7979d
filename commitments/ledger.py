"""The ledger (台账): writing a line with every act, and reading the history of a commitment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from commitments.access import Person, Seat
from commitments.choices import REVIEWS
from commitments.models import Commitment, LedgerEntry


@dataclass(frozen=True, slots=True)
class Line:
    """What one act did to one commitment. ``before`` and ``after`` hold what it changed."""

    commitment: Commitment
    verb: str
    from_status: str
    to_status: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    seat: Seat | None = None


def record(lines: Sequence[Line], *, by: Person, now: datetime) -> list[LedgerEntry]:
    """Write the lines, in one query. Call in the transaction of the act itself."""
    return LedgerEntry.objects.bulk_create(_entry(line, by, now) for line in lines)


def _entry(line: Line, by: Person, now: datetime) -> LedgerEntry:
    seat = line.seat
    return LedgerEntry(
        commitment=line.commitment,
        verb=line.verb,
        actor=by.user,
        actor_name=by.name,
        actor_role=seat.role if seat else "",
        actor_unit=seat.unit if seat else "",
        from_status=line.from_status,
        to_status=line.to_status,
        before=_readable(line.before),
        after=_readable(line.after),
        reason=line.reason,
        made_at=now,
    )


def record_by_rule(lines: QuerySet[Any, Any], *, now: datetime) -> None:
    """What no person did: ``lines`` asks for commitment, status, verb and ``after``. One statement for all.

    Call in the transaction of the act itself.
    """
    sql, params = lines.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH line (commitment_id, status, verb, after) AS ({sql}) {_BY_RULE}",
            [*params, rule_name(), connection.ops.adapt_datetimefield_value(now)],
        )


def rule_name() -> str:
    """What stands in place of a person."""
    return _("by rule")


_BY_RULE = """
INSERT INTO commitments_ledgerentry (commitment_id, verb, actor_name, actor_role, actor_unit, from_status,
    to_status, before, after, reason, made_at)
SELECT commitment_id, verb, %s, '', '', status, status, '{}', after, '', %s FROM line"""


def _readable(values: dict[str, Any]) -> dict[str, Any]:
    return {name: readable(value) for name, value in values.items()}


def readable(value: Any) -> Any:
    """What JSON holds and a person can read in ten years: names, not keys."""
    if isinstance(value, AbstractBaseUser):
        return getattr(value, "get_full_name", str)() or value.get_username()
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, (date, Decimal)):
        return str(value)
    if isinstance(value, dict):
        return _readable(value)
    if isinstance(value, (list, tuple)):
        return [readable(part) for part in value]
    return value


def history(commitment: Commitment) -> list[LedgerEntry]:
    """Everything that was done to it, the oldest first; and before it, to those it was carried over from."""
    return list(LedgerEntry.objects.filter(commitment__in=_lineage(commitment)).history())


def since(commitment: Commitment, revision: int) -> list[LedgerEntry]:
    """What was done after the revision that a person saw, the latest first: each act writes one line. What
    reviewers do changes the finding, not the commitment, and counts there."""
    acts = max(0, commitment.revision - revision)
    lines = LedgerEntry.objects.filter(commitment=commitment).exclude(verb__in=REVIEWS)
    return list(lines.order_by("-id")[:acts])


def _lineage(commitment: Commitment) -> Iterable[int]:
    line, seen = commitment.carried_from_id, [commitment.pk]
    while line is not None:
        seen.append(line)
        line = Commitment.objects.values_list("carried_from_id", flat=True).get(pk=line)
    return seen
