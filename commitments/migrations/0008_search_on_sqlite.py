"""FTS5 over number, title and quote of commitments, kept by triggers (SQLite only; PostgreSQL has 0005)."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = [
    "CREATE VIRTUAL TABLE commitment_words USING fts5(words, content='', tokenize='trigram')",
    "INSERT INTO commitment_words(rowid, words) SELECT id, commitments_commitment.number || ' ' || commitments_commitment.title || ' ' || commitments_commitment.quote FROM commitments_commitment",
    "CREATE TRIGGER commitment_words_enter AFTER INSERT ON commitments_commitment BEGIN INSERT INTO commitment_words(rowid, words) VALUES (new.id, new.number || ' ' || new.title || ' ' || new.quote); END",
    "CREATE TRIGGER commitment_words_leave AFTER DELETE ON commitments_commitment BEGIN INSERT INTO commitment_words(commitment_words, rowid, words) VALUES ('delete', old.id, old.number || ' ' || old.title || ' ' || old.quote); END",
    "CREATE TRIGGER commitment_words_change AFTER UPDATE OF number, title, quote ON commitments_commitment BEGIN INSERT INTO commitment_words(commitment_words, rowid, words) VALUES ('delete', old.id, old.number || ' ' || old.title || ' ' || old.quote); INSERT INTO commitment_words(rowid, words) VALUES (new.id, new.number || ' ' || new.title || ' ' || new.quote); END",
]
SQLITE_BACK = [
    *(f"DROP TRIGGER IF EXISTS commitment_words_{what}" for what in ("enter", "leave", "change")),
    "DROP TABLE IF EXISTS commitment_words",
]


def install(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    run(editor, SQLITE)


def remove(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    run(editor, SQLITE_BACK)


def run(editor: BaseDatabaseSchemaEditor, statements: list[str]) -> None:
    if editor.connection.vendor == "sqlite":
        with editor.connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("commitments", "0007_findings")]

    operations = [migrations.RunPython(install, remove)]
