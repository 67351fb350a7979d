"""The sweep: what is due is written down once, and what was planned and is no longer true is dropped.

A few statements whatever the number of rows. Running it again, or twice at the same time, adds nothing: the
unique keys of Notice and Sheet are the memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Final

from django.db import connection, transaction
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from commitments.models import Commitment, Extension
from notifications import sheets
from notifications.audience import RANKS, Part, adapted, audience, narrow
from notifications.choices import Dropped, Status
from notifications.ladder import DEADLINE
from notifications.models import CalendarDay, Notice
from notifications.workdays import Workdays
from reports.models import Organ

VIA: Final = "CASE a.via " + " ".join(f"WHEN {n} THEN '{via.value}'" for n, via in enumerate(RANKS)) + " END"
_INTO: Final = """
INSERT INTO notifications_notice (commitment_id, organ_id, stage, step, counts_from, person_id, via, channel,
    planned_on, status, reason)
"""
# Whoever was told a later step is not told an earlier one, whatever the clock or the policy say by now.
NEWS: Final = """NOT EXISTS (
    SELECT 1 FROM notifications_notice n
    WHERE n.commitment_id = a.commitment_id AND n.counts_from = a.counts_from AND n.person_id = a.person_id
        AND (n.stage = a.stage OR a.track = 'remind' AND n.stage IN ('chase', 'supervise', 'circulate'))
        AND n.step > a.step AND n.commitment_id IS NOT NULL AND n.status <> 'dropped'
)"""
# In the order of the unique key: two sweeps at once wait for each other instead of locking each other out.
_NEW: Final = f"""
SELECT commitment_id, organ_id, stage, step, counts_from, person_id, {VIA}, channel, %s, 'planned', ''
FROM addressed a WHERE {NEWS}
ORDER BY commitment_id, organ_id, counts_from, stage, step, person_id, channel
ON CONFLICT DO NOTHING"""
_OF: Final = "a.subject = COALESCE(n.commitment_id, -n.organ_id) AND a.counts_from = n.counts_from"
_TRUE: Final = f"""
SELECT n.id FROM notifications_notice n JOIN addressed a ON {_OF}
    AND a.stage = n.stage AND a.step = n.step AND a.person_id = n.person_id AND a.channel = n.channel"""
# The matter has gone on to another step; or it stands there still, for others.
_PASSED: Final = f"""
SELECT n.id FROM notifications_notice n JOIN told a ON {_OF}
    AND (a.stage = n.stage OR a.track = 'remind' AND n.stage IN ('remind', 'chase', 'supervise', 'circulate'))
    AND a.step > n.step"""
_STANDS: Final = f"""
SELECT n.id FROM notifications_notice n JOIN told a ON {_OF} AND a.stage = n.stage AND a.step = n.step"""


@dataclass(frozen=True, slots=True)
class Sweep:
    """What a sweep has done."""

    planned: int
    dropped: int
    sheets: int

    def as_json(self) -> dict[str, int]:
        return asdict(self)


def calendar() -> Workdays:
    """The working calendar with the days that an administrator entered."""
    return Workdays(dict(CalendarDay.objects.values_list("day", "working")))


@transaction.atomic
def plan(today: date, *, now: datetime, channels: Iterable[str]) -> Sweep:
    """``channels``: those that the site can use beside the in-site messages."""
    with audience(today, calendar(), channels).stored() as who:
        dropped = _drop_untrue(Notice.objects.filter(status=Status.PLANNED), who)
        with connection.cursor() as cursor:
            cursor.execute(_INTO + who.sql + _NEW, [*who.params, adapted(today)])
            planned = cursor.rowcount
        return Sweep(planned, dropped, sheets.make(today, now=now))


@transaction.atomic
def still_true(notices: Sequence[Notice], today: date) -> list[Notice]:
    """Those that would be planned today too: the second look, just before sending. The others are dropped."""
    who = _concerning(notices, today)
    keys = [notice.pk for notice in notices]
    with connection.cursor() as cursor:
        cursor.execute(f"{who.sql}{_TRUE} WHERE n.id IN ({_marks(keys)})", [*who.params, *keys])
        true = {row[0] for row in cursor.fetchall()}
    untrue = [key for key in keys if key not in true]
    if untrue:
        _drop_untrue(Notice.objects.filter(pk__in=untrue), who)
    return [notice for notice in notices if notice.pk in true]


def _concerning(notices: Sequence[Notice], today: date) -> Part:
    """The audience of what these notices are about, and of nothing else."""
    commitments = Commitment.objects.filter(pk__in={n.commitment_id for n in notices if n.commitment_id})
    organs = Organ.objects.filter(pk__in={n.organ_id for n in notices if n.organ_id})
    return audience(today, calendar(), {n.channel for n in notices}, narrow(commitments, organs)).inline()


def _marks(values: Sequence[int]) -> str:
    return ", ".join(["%s"] * len(values)) or "NULL"


def _drop_untrue(rows: QuerySet[Notice], who: Part) -> int:
    """The untrue ones are worked out once: just after a sweep the database does not know how many rows there
    are by now, and would work them out anew for each. What was claimed or told meanwhile stays so."""
    sql, params = rows.order_by().values("pk").query.sql_with_params()
    true = _rows(who, _TRUE)
    untrue = f"WITH untrue AS MATERIALIZED ({sql} EXCEPT {true.sql}) SELECT * FROM untrue"
    chosen = Notice.objects.filter(status=Status.PLANNED, pk__in=RawSQL(untrue, [*params, *true.params]))
    return chosen.update(status=Status.DROPPED, reason=_why(who))


def _rows(who: Part, statement: str) -> RawSQL:
    return RawSQL(f"SELECT id FROM ({who.sql}{statement}) t", who.params)


def _why(who: Part) -> Case:
    row = Commitment.objects.filter(pk=OuterRef("commitment_id"))
    held = Exists(Extension.objects.pending().filter(commitment=OuterRef("commitment_id")))
    ladder = Q(stage__in=DEADLINE) & Exists(row.open())
    return Case(
        When(ladder & held, then=Value(Dropped.HELD.value)),
        When(ladder & ~Exists(row.filter(due_on=OuterRef("counts_from"))), then=Value(Dropped.MOVED.value)),
        When(pk__in=_rows(who, _PASSED), then=Value(Dropped.PASSED.value)),
        When(pk__in=_rows(who, _STANDS), then=Value(Dropped.OTHERS.value)),
        default=Value(Dropped.ENDED.value),
    )
