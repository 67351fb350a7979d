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
from notifications.audience import NO_KEY, RANKS, Part, adapted, audience, narrow
from notifications.choices import Dropped, Status
from notifications.ladder import DEADLINE
from notifications.models import CalendarDay, Notice
from notifications.workdays import Workdays
from reports.models import Organ

VIA: Final = "CASE via " + " ".join(f"WHEN {n} THEN '{via.value}'" for n, via in enumerate(RANKS)) + " END"
# In the order of the unique key: two sweeps at once wait for each other instead of locking each other out.
# Whoever was told a later step is not told an earlier one, whatever the clock or the policy say by now.
_INTO: Final = """
INSERT INTO notifications_notice (commitment_id, organ_id, stage, step, counts_from, person_id, via, channel,
    planned_on, status, reason)
"""
_NEW: Final = """
SELECT commitment_id, organ_id, stage, step, counts_from, person_id, {via}, channel, %s, 'planned', ''
FROM addressed a
WHERE NOT EXISTS (
    SELECT 1 FROM notifications_notice n
    WHERE n.commitment_id = a.commitment_id AND n.counts_from = a.counts_from AND n.person_id = a.person_id
        AND (n.stage = a.stage OR a.track = 'remind' AND n.stage IN ('chase', 'supervise', 'circulate'))
        AND n.step > a.step AND n.status <> 'dropped'
)
ORDER BY commitment_id, organ_id, counts_from, stage, step, person_id, channel
ON CONFLICT DO NOTHING"""
_TRUE: Final = """
SELECT n.id FROM notifications_notice n
JOIN addressed a ON a.subject = COALESCE(n.commitment_id, -n.organ_id) AND a.counts_from = n.counts_from
    AND a.stage = n.stage AND a.step = n.step AND a.person_id = n.person_id AND a.channel = n.channel"""
# The matter is still there, for others or on another step.
_STANDS: Final = """
SELECT n.id FROM notifications_notice n
JOIN standing s ON s.subject = COALESCE(n.commitment_id, -n.organ_id)
    AND s.counts_from = n.counts_from AND s.stage = n.stage"""
_UNHEARD: Final = """
SELECT COUNT(*) FROM (
    SELECT DISTINCT subject, track FROM standing EXCEPT SELECT subject, track FROM told
) nobody"""


@dataclass(frozen=True, slots=True)
class Sweep:
    """What a sweep has done. ``unheard``: matters that there was nobody to tell about."""

    planned: int
    dropped: int
    sheets: int
    unheard: int

    def as_json(self) -> dict[str, int]:
        return asdict(self)


def calendar() -> Workdays:
    """The working calendar with the days that an administrator entered."""
    return Workdays(dict(CalendarDay.objects.values_list("day", "working")))


@transaction.atomic
def plan(today: date, *, now: datetime, channels: Iterable[str]) -> Sweep:
    """``channels``: those that the site can use beside the in-site messages."""
    who = audience(today, calendar(), channels)
    last = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with connection.cursor() as cursor:
        cursor.execute(_INTO + who.sql + _NEW.format(via=VIA), [*who.params, adapted(today)])
        planned = cursor.rowcount
        cursor.execute(who.sql + _UNHEARD, who.params)
        unheard = cursor.fetchone()[0]
    dropped = _drop_untrue(Notice.objects.filter(status=Status.PLANNED, pk__lte=last), who)
    return Sweep(planned, dropped, sheets.make(who, today, now=now), unheard)


@transaction.atomic
def still_true(notices: Sequence[Notice], today: date) -> list[Notice]:
    """Those that would be planned today too: the second look, just before sending. The others are dropped."""
    who = _concerning(notices, today)
    keys = [notice.pk for notice in notices]
    with connection.cursor() as cursor:
        cursor.execute(f"{who.sql}{_TRUE} WHERE n.id IN ({_marks(keys)})", [*who.params, *keys])
        true = {row[0] for row in cursor.fetchall()}
    _drop_untrue(Notice.objects.filter(pk__in=[key for key in keys if key not in true]), who)
    return [notice for notice in notices if notice.pk in true]


def _concerning(notices: Sequence[Notice], today: date) -> Part:
    """The audience of what these notices are about, and of nothing else."""
    commitments = Commitment.objects.filter(pk__in={NO_KEY, *(n.commitment_id or NO_KEY for n in notices)})
    organs = Organ.objects.filter(pk__in={NO_KEY, *(n.organ_id or NO_KEY for n in notices)})
    return audience(today, calendar(), {n.channel for n in notices}, narrow(commitments, organs))


def _marks(values: Sequence[int]) -> str:
    return ", ".join(["%s"] * len(values)) or "NULL"


def _drop_untrue(rows: QuerySet[Notice], who: Part) -> int:
    """Most days nothing waits, and nothing more is asked."""
    if not rows.exists():
        return 0
    waiting = rows.order_by().values("pk")
    sql, params = waiting.query.sql_with_params()
    false = RawSQL(f"{sql} EXCEPT {_ids(who, _TRUE)}", [*params, *who.params])  # noqa: S611 - our own words
    reason = _why(RawSQL(_ids(who, _STANDS), who.params))  # noqa: S611
    return Notice.objects.filter(pk__in=false).update(status=Status.DROPPED, reason=reason)


def _ids(who: Part, statement: str) -> str:
    return f"SELECT id FROM ({who.sql}{statement}) t"  # noqa: S608


def _why(standing: RawSQL) -> Case:
    row = Commitment.objects.filter(pk=OuterRef("commitment_id"))
    ladder = Q(stage__in=DEADLINE) & Exists(row.open())
    held = Exists(Extension.objects.pending().filter(commitment=OuterRef("commitment_id")))
    same = {name: OuterRef(name) for name in ("commitment_id", "counts_from", "person_id", "channel")}
    later = Notice.objects.filter(**same, step__gt=OuterRef("step"), status=Status.PLANNED)
    return Case(
        When(ladder & held, then=Value(Dropped.HELD.value)),
        When(ladder & ~Exists(row.filter(due_on=OuterRef("counts_from"))), then=Value(Dropped.MOVED.value)),
        When(Exists(later), then=Value(Dropped.PASSED.value)),
        When(pk__in=standing, then=Value(Dropped.OTHERS.value)),
        default=Value(Dropped.ENDED.value),
    )
