"""Who is to be told what today: the query behind the sweep, the second look before sending and the preview.

It is SQL, because Django has neither recursive queries nor INSERT … SELECT; the same text runs on PostgreSQL
and SQLite. What a matter is, who holds a role and which days stand on a step is not decided here: the parts
come from matters.py, from the memberships in force and from ladder.py. Whom a matter concerns is the rule of
``commitments.access.told``, for a whole table at once; a test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from commitments.choices import Role
from commitments.deadlines import Calendar
from commitments.models import Commitment, Membership
from commitments.querysets import CommitmentQuerySet
from notifications import policies
from notifications.choices import Channel, Via
from notifications.matters import COLUMNS, matters
from reports.models import Organ, line
from reports.querysets import OrganQuerySet

# Nobody need ask for these; the messengers are switched on by those who want them.
BY_DEFAULT: Final = frozenset({Channel.SITE, Channel.EMAIL})
RANKS: Final = (Via.OWNER, Via.LEADER, Via.SUPERVISOR, Via.CLERK)

# Of each organ: its policy and where those sit who answer for it, handed down from above. ``seat`` counts a
# merged unit as the one that it went into.
_PLACES: Final = """
held (unit_id, leader_at, supervisor_at, clerk_at) AS (
    SELECT unit_id,
        MAX(CASE WHEN role = 'leader' THEN unit_id END),
        MAX(CASE WHEN role = 'supervisor' THEN unit_id END),
        MAX(CASE WHEN role = 'clerk' THEN unit_id END)
    FROM seat GROUP BY unit_id
),
place (id, parent_id, path, policy_id, leader_at, supervisor_at, clerk_at) AS (
    SELECT o.id, o.parent_id, o.path, p.id, h.leader_at, h.supervisor_at, h.clerk_at
    FROM reports_organ o
    LEFT JOIN held h ON h.unit_id = o.id
    LEFT JOIN notifications_policy p ON p.organ_id = o.id AND p.active
    WHERE {within}
),
answer (id, path, policy_id, leader_at, supervisor_at, clerk_at) AS (
    SELECT id, path,
        COALESCE(policy_id, (SELECT id FROM notifications_policy WHERE organ_id IS NULL AND active)),
        leader_at, supervisor_at, clerk_at
    FROM place WHERE parent_id IS NULL
    UNION ALL
    SELECT p.id, p.path, COALESCE(p.policy_id, a.policy_id), COALESCE(p.leader_at, a.leader_at),
        COALESCE(p.supervisor_at, a.supervisor_at), COALESCE(p.clerk_at, a.clerk_at)
    FROM answer a JOIN place p ON p.parent_id = a.id
)"""

# The matters that stand on a step today. An officer who left, or lost the role, is none; a supervisor by name
# counts while seated where the organ's supervisors sit. What stands on the ladder is not stale as well.
_STANDING: Final = """
standing AS (
    SELECT m.commitment_id, CASE WHEN m.commitment_id IS NULL THEN m.organ_id END AS organ_id,
        COALESCE(m.commitment_id, -m.organ_id) AS subject, m.organ_id AS home_id, m.unit_id,
        m.counts_from, s.track, s.stage, s.step, s.label, s.owner, s.leader, s.supervisor, s.clerk,
        own.user_id AS officer_id, named.user_id AS named_id,
        unit.leader_at, home.supervisor_at, home.clerk_at
    FROM matter m
    JOIN answer home ON home.id = m.organ_id
    JOIN answer unit ON unit.id = m.unit_id
    JOIN step s ON s.policy_id = home.policy_id AND s.track = m.track
        AND m.counts_from > s.after_day AND m.counts_from <= s.until_day
    LEFT JOIN seat own ON own.user_id = m.officer_id AND own.role IN ('officer', 'leader')
        AND SUBSTR(unit.path, 1, LENGTH(own.path)) = own.path
    LEFT JOIN seat named ON named.user_id = m.supervisor_id AND named.role = 'supervisor'
        AND named.unit_id = home.supervisor_at
    LEFT JOIN commitments_commitment c ON m.track = 'stale' AND c.id = m.commitment_id
    LEFT JOIN (
        SELECT policy_id, MAX(until_day) AS until_day FROM step WHERE track = 'remind' GROUP BY policy_id
    ) ladder ON ladder.policy_id = home.policy_id
    WHERE COALESCE(c.due_on > ladder.until_day, 1 = 1)
)"""

# One row for a person and a matter, by the nearest of what the person is to it. Where a role is empty, the
# next who answers is told instead; where nobody is left, a row without a person says so.
_TOLD: Final = """
concerned AS (
    SELECT t.*, t.officer_id AS person_id, 0 AS via FROM standing t
    WHERE t.owner AND t.officer_id IS NOT NULL
    UNION ALL
    SELECT t.*, s.user_id, 1 FROM standing t JOIN seat s ON s.unit_id = t.leader_at AND s.role = 'leader'
    WHERE t.leader OR (t.owner AND t.officer_id IS NULL)
    UNION ALL
    SELECT t.*, s.user_id, 2 FROM standing t
    JOIN seat s ON s.unit_id = t.supervisor_at AND s.role = 'supervisor'
    WHERE (t.named_id IS NULL OR s.user_id = t.named_id) AND (t.supervisor
        OR (t.clerk_at IS NULL AND (t.clerk OR (t.owner AND t.officer_id IS NULL AND t.leader_at IS NULL))))
    UNION ALL
    SELECT t.*, s.user_id, 3 FROM standing t JOIN seat s ON s.unit_id = t.clerk_at AND s.role = 'clerk'
    WHERE t.clerk OR (t.supervisor AND t.supervisor_at IS NULL)
        OR (t.owner AND t.officer_id IS NULL AND t.leader_at IS NULL)
    UNION ALL
    SELECT t.*, NULL, 4 FROM standing t
    WHERE COALESCE(t.clerk_at, t.supervisor_at) IS NULL AND NOT (t.leader AND t.leader_at IS NOT NULL)
        AND NOT (t.owner AND COALESCE(t.officer_id, t.leader_at) IS NOT NULL)
        OR NOT t.owner AND NOT t.supervisor AND NOT t.clerk AND t.leader_at IS NULL
),
told AS (
    SELECT subject, track, stage, step, counts_from, person_id, MIN(via) AS via,
        MIN(commitment_id) AS commitment_id, MIN(organ_id) AS organ_id, MIN(home_id) AS home_id,
        MIN(unit_id) AS unit_id, MIN(label) AS label
    FROM concerned GROUP BY subject, track, stage, step, counts_from, person_id
)"""

# By each way that the person wants. What is one's own and overdue is told in-site whatever one wants.
_ADDRESSED: Final = """
addressed AS (
    SELECT t.*, w.channel
    FROM told t
    CROSS JOIN way w
    JOIN auth_user u ON u.id = t.person_id
    LEFT JOIN notifications_preference p ON p.person_id = t.person_id AND p.channel = w.channel
    WHERE (COALESCE(p."on", w.by_default) OR (w.channel = 'site' AND t.via = 0
            AND t.stage IN ('chase', 'supervise', 'circulate', 'pressed')))
        AND (w.channel <> 'email' OR u.email <> '')
)"""


@dataclass(frozen=True, slots=True)
class Part:
    """SQL with its parameters."""

    sql: str
    params: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked at. ``line``: the organs that it takes, with all above them; None for the whole tree."""

    commitments: CommitmentQuerySet
    organs: QuerySet[Organ]
    line: frozenset[int] | None = None


def everything() -> Scope:
    return Scope(Commitment.objects.all(), Organ.objects.current())


def narrow(commitments: CommitmentQuerySet, organs: OrganQuerySet) -> Scope:
    """For a few rows: the tree is not walked but where they stand. One query."""
    pairs = commitments.order_by().values_list("organ__path", "lead__path")
    paths = [path for pair in pairs for path in pair if path]
    paths += organs.order_by().values_list("path", flat=True)
    return Scope(commitments, organs.current(), frozenset(key for path in paths for key in line(path)))


@dataclass(frozen=True, slots=True)
class Audience:
    """The parts of the query, in the order in which each needs those before it."""

    tree: tuple[Part, ...]
    matters: tuple[Part, ...]
    ways: tuple[Part, ...]

    def inline(self) -> Part:
        """``WITH … addressed``: for a statement that reads from ``addressed`` or ``told``."""
        return _with(*self.tree, *self.matters, *self.ways)

    @contextmanager
    def stored(self) -> Iterator[Part]:
        """The same for several statements: the tree and the people are worked out once, in tables that end
        here. The database knows how large they are, and need not guess. Use it in a transaction."""
        with connection.cursor() as cursor:
            tables = {"answer": _with(*self.tree), "told": _with(self.tree[0], *self.matters)}
            for name, part in tables.items():
                cursor.execute(
                    f"CREATE TEMPORARY TABLE {name} AS {part.sql} SELECT * FROM {name}", part.params
                )
            yield _with(*self.ways)
            for name in tables:
                cursor.execute(f"DROP TABLE {name}")


def audience(
    today: date, calendar: Calendar, channels: Iterable[str], scope: Scope | None = None
) -> Audience:
    scope = scope or everything()
    held = policies.holding(today, calendar)
    latest = max((told.window.until for told in held), default=today)
    within = "1 = 1" if scope.line is None else f"o.id IN ({', '.join(map(str, scope.line)) or 'NULL'})"
    return Audience(
        tree=(_seats(today, scope), Part(_PLACES.format(within=within))),
        matters=(_steps(held), _matters(scope, today, latest), Part(_STANDING), Part(_TOLD)),
        ways=(_ways(channels), Part(_ADDRESSED)),
    )


def _with(*parts: Part) -> Part:
    sql = ",".join(part.sql for part in parts)
    return Part(f"WITH RECURSIVE {sql}", tuple(value for part in parts for value in part.params))


def _seats(today: date, scope: Scope) -> Part:
    rows = Membership.objects.in_force(today).exclude(role=Role.REVIEWER).order_by()
    if scope.line is not None:
        rows = rows.filter(Q(unit__in=scope.line) | Q(unit__merged_into__in=scope.line))
    unit, path = (
        Coalesce("unit__merged_into_id", "unit_id"),
        Coalesce("unit__merged_into__path", "unit__path"),
    )
    seats = rows.values_list("user_id", "role", unit, path)
    return _table("seat (user_id, role, unit_id, path)", _NO_SEAT, [seats])


def _matters(scope: Scope, today: date, latest: date) -> Part:
    kinds = matters(scope.commitments, scope.organs, today, latest)
    return _table(f"matter ({', '.join(COLUMNS)})", _NO_MATTER, kinds)


# Django has no SQL for a query that asks for nothing, and SQL none for a list without rows.
_NO_SEAT: Final = "SELECT user_id, role, unit_id, '' FROM commitments_membership WHERE 1 = 0"
_NO_MATTER: Final = """SELECT '', id, organ_id, lead_id, officer_id, supervisor_id, due_on
FROM commitments_commitment WHERE 1 = 0"""


def _table(head: str, empty: str, queries: Iterable[Any]) -> Part:
    """The rows of all these queries, under one another."""
    parts = [Part(empty)]
    for query in queries:
        with suppress(EmptyResultSet):
            parts.append(Part(*query.query.sql_with_params()))
    sql = "\nUNION ALL\n".join(part.sql for part in parts)
    return Part(f"\n{head} AS (\n{sql}\n)", tuple(value for part in parts for value in part.params))


def _steps(held: Sequence[policies.Told]) -> Part:
    """With one that nothing stands on."""
    rows = [(0, "", "", 0, "", date.min, date.min, False, False, False, False)]
    rows += [
        (
            told.step.policy_id, told.window.rung.track, told.step.stage, told.window.rung.step,
            told.step.label, told.window.after, told.window.until,
            told.step.owner, told.step.leader, told.step.supervisor, told.step.clerk,
        )
        for told in held
    ]  # fmt: skip
    columns = "policy_id, track, stage, step, label, after_day, until_day, owner, leader, supervisor, clerk"
    return _values("step", columns, rows)


def _ways(channels: Iterable[str]) -> Part:
    names = dict.fromkeys([Channel.SITE.value, *channels])
    return _values("way", "channel, by_default", [(name, name in BY_DEFAULT) for name in names])


def _values(name: str, columns: str, rows: Sequence[tuple[Any, ...]]) -> Part:
    row = f"({', '.join(['%s'] * len(rows[0]))})"
    sql = f"\n{name} ({columns}) AS (VALUES {', '.join([row] * len(rows))})"
    return Part(sql, tuple(adapted(value) for values in rows for value in values))


def adapted(value: Any) -> Any:
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
