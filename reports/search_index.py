"""The index by which SQLite finds text: made by a migration, and made again where it was lost.

SQLite drops a table's triggers when a migration rebuilds the table; ``ensure`` notices that at each start.
PostgreSQL keeps its own index whatever happens to the table.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from reports.search import Searched


def make(connection: Any, searched: Searched) -> None:
    """The table of FTS5 with all that is there, and the triggers that keep it."""
    _drop(connection, searched)
    table, index = searched.table, searched.index
    new, old = _joined(searched, "new"), _joined(searched, "old")
    enter = f"INSERT INTO {index}(rowid, words) VALUES (new.id, {new});"
    leave = f"INSERT INTO {index}({index}, rowid, words) VALUES ('delete', old.id, {old});"
    columns = ", ".join(searched.columns)
    _run(
        connection,
        [
            f"CREATE VIRTUAL TABLE {index} USING fts5(words, content='', tokenize='trigram')",
            f"INSERT INTO {index}(rowid, words) SELECT id, {_joined(searched, table)} FROM {table}",
            f"CREATE TRIGGER {index}_enter AFTER INSERT ON {table} BEGIN {enter} END",
            f"CREATE TRIGGER {index}_leave AFTER DELETE ON {table} BEGIN {leave} END",
            f"CREATE TRIGGER {index}_change AFTER UPDATE OF {columns} ON {table} BEGIN {leave} {enter} END",
        ],
    )


def _drop(connection: Any, searched: Searched) -> None:
    triggers = [f"DROP TRIGGER IF EXISTS {name}" for name in _triggers(searched)]
    _run(connection, [*triggers, f"DROP TABLE IF EXISTS {searched.index}"])


def ensure(connection: Any, all_searched: Iterable[Searched]) -> list[str]:
    """Make again what is missing; the tables for which that was needed."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {name for (name,) in cursor.fetchall()}
    lost = [searched for searched in all_searched if not there.issuperset(_triggers(searched))]
    for searched in lost:
        make(connection, searched)
    return [searched.table for searched in lost]


def _triggers(searched: Searched) -> list[str]:
    return [f"{searched.index}_{what}" for what in ("enter", "leave", "change")]


def _joined(searched: Searched, row: str) -> str:
    return " || ' ' || ".join(f"{row}.{name}" for name in searched.columns)


def _run(connection: Any, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
