"""An index over the single characters and the pairs of characters of each commitment (PostgreSQL only).

Most Chinese words have two characters, in which pg_trgm finds no trigram: with its index a rare one takes
longer than without any. commitments/search.py says how this one is used.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# The pairs that begin at odd places, those that begin at even ones, and the characters. Made of built-in
# functions that cut at once; a loop over the places takes sixty times as long.
GRAMS = r"""
CREATE FUNCTION commitment_grams(number text, title text, quote text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_to_array(words, NULL) || string_to_array(
        regexp_replace(words, '(..)', E'\\1\x1f', 'g') || E'\x1f'
        || regexp_replace(substr(words, 2), '(..)', E'\\1\x1f', 'g'), E'\x1f')
    FROM (SELECT lower(number || ' ' || title || ' ' || quote) AS words) AS joined
$$
"""
INDEX = """
CREATE INDEX commitment_grams_index ON commitments_commitment
USING gin (commitment_grams(number, title, quote))
"""


def install(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    run(editor, [GRAMS, INDEX])


def remove(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    run(
        editor,
        ["DROP INDEX commitment_grams_index", "DROP FUNCTION commitment_grams(text, text, text)"],
    )


def run(editor: BaseDatabaseSchemaEditor, statements: list[str]) -> None:
    if editor.connection.vendor == "postgresql":
        for statement in statements:
            editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("commitments", "0004_words_by_hand")]

    operations = [migrations.RunPython(install, remove)]
