"""The database itself refuses to change or delete a line of the ledger, whoever asks and by whatever way.

SQLite drops a table's triggers when a later migration rebuilds the table: such a migration must end with
``install`` again. A test tries each way on both databases.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = [
    """
    CREATE TRIGGER ledger_no_update BEFORE UPDATE ON commitments_ledgerentry
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
    """,
    """
    CREATE TRIGGER ledger_no_delete BEFORE DELETE ON commitments_ledgerentry
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
    """,
    # REPLACE INTO deletes the former row without asking the trigger above.
    """
    CREATE TRIGGER ledger_no_replace BEFORE INSERT ON commitments_ledgerentry
    WHEN EXISTS (SELECT 1 FROM commitments_ledgerentry WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
    """,
]
SQLITE_BACK = [f"DROP TRIGGER ledger_no_{what}" for what in ("update", "delete", "replace")]
POSTGRESQL = [
    """
    CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'restrict_violation'; END $$
    """,
    """
    CREATE TRIGGER ledger_is_append_only BEFORE UPDATE OR DELETE ON commitments_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()
    """,
]
POSTGRESQL_BACK = [
    "DROP TRIGGER ledger_is_append_only ON commitments_ledgerentry",
    "DROP FUNCTION ledger_is_append_only()",
]


def install(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    run(editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def remove(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    run(editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


def run(editor: BaseDatabaseSchemaEditor, statements: dict[str, list[str]]) -> None:
    with editor.connection.cursor() as cursor:
        for statement in statements[editor.connection.vendor]:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("commitments", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
