"""The ledger's triggers, out of the way for the moment in which a test's rows are cleaned up."""

from __future__ import annotations

from importlib import import_module

from django.db import connection

MIGRATION = import_module("commitments.migrations.0002_ledger_is_append_only")


def empty_ledger() -> None:
    with connection.cursor() as cursor:
        for statement in MIGRATION.SQLITE_BACK:
            cursor.execute(statement)
        cursor.execute("DELETE FROM commitments_ledgerentry")
        for statement in MIGRATION.SQLITE:
            cursor.execute(statement)
