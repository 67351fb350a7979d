"""Indexes over the title and the text of reports; reports/search.py says how they are used.

On PostgreSQL over the single characters and the pairs of characters, by built-in functions that cut at once,
as for the commitments (their 0005); on SQLite FTS5, kept by triggers.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

GRAMS = r"""
CREATE FUNCTION report_grams(title text, text text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_to_array(words, NULL) || string_to_array(
        regexp_replace(words, '(..)', E'\\1\x1f', 'g') || E'\x1f'
        || regexp_replace(substr(words, 2), '(..)', E'\\1\x1f', 'g'), E'\x1f')
    FROM (SELECT lower($1 || ' ' || $2) AS words) AS joined
$$
"""
INDEX = "CREATE INDEX report_grams_index ON reports_report USING gin (report_grams(title, text))"
POSTGRESQL = [GRAMS, INDEX]
POSTGRESQL_BACK = ["DROP INDEX report_grams_index", "DROP FUNCTION report_grams(text, text)"]
SQLITE = [
    "CREATE VIRTUAL TABLE report_words USING fts5(words, content='', tokenize='trigram')",
    "INSERT INTO report_words(rowid, words) SELECT id, reports_report.title || ' ' || reports_report.text FROM reports_report",
    "CREATE TRIGGER report_words_enter AFTER INSERT ON reports_report BEGIN INSERT INTO report_words(rowid, words) VALUES (new.id, new.title || ' ' || new.text); END",
    "CREATE TRIGGER report_words_leave AFTER DELETE ON reports_report BEGIN INSERT INTO report_words(report_words, rowid, words) VALUES ('delete', old.id, old.title || ' ' || old.text); END",
    "CREATE TRIGGER report_words_change AFTER UPDATE OF title, text ON reports_report BEGIN INSERT INTO report_words(report_words, rowid, words) VALUES ('delete', old.id, old.title || ' ' || old.text); INSERT INTO report_words(rowid, words) VALUES (new.id, new.title || ' ' || new.text); END",
]
SQLITE_BACK = [
    *(f"DROP TRIGGER IF EXISTS report_words_{what}" for what in ("enter", "leave", "change")),
    "DROP TABLE IF EXISTS report_words",
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
    dependencies = [("reports", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
