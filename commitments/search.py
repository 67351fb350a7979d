"""Finding commitments by words of their number, title or quote.

On SQLite every row is read, which does for the few that it holds. On PostgreSQL there are two ways, and the
statistics of the index tell which: words that few rows hold are looked up in the index; for those that many
hold, rows are read in the order of the list until a page is full. Either alone is slow for the other's words.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from django.db.models import BooleanField, CharField, F, Func, Value
from django.db.models.functions import StrIndex

from commitments.paging import MOST_COUNTED

if TYPE_CHECKING:
    from commitments.querysets import CommitmentQuerySet

MOST_CHARACTERS = 60
GRAMS_ASKED = 12  # about how many of them the statistics are asked

_COLUMNS = ("number", "title", "quote")
WORDS: Final = Func(
    *(F(name) for name in _COLUMNS), function="LOWER", arg_joiner=" || ' ' || ", output_field=CharField()
)
HAS_GRAMS = "commitment_grams(number, title, quote) @> %s::text[]"
ESTIMATE = "SELECT FROM commitments_commitment"


class HasGrams(Func):
    template = "commitment_grams(%(expressions)s) @> %%s::text[]"
    output_field = BooleanField()

    def __init__(self, grams: list[str]) -> None:
        super().__init__(*(F(name) for name in _COLUMNS))
        self.grams = grams

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:  # type: ignore[override]
        sql, params = super().as_sql(compiler, connection, **context)
        return sql, (*params, self.grams)


def search(rows: CommitmentQuerySet, words: str) -> CommitmentQuerySet:
    """Those in which each of the words stands; all, when there are no words."""
    asked = _asked(words)
    if not asked:
        return rows
    if connection.vendor == "postgresql":
        grams = sorted({gram for word in asked for gram in _grams(word)})
        if _few_hold(grams):
            found = rows.model.objects.filter(HasGrams(grams))
            return rows.filter(pk__in=_holding(found, asked).values("pk"))
    return _holding(rows, asked)


def _asked(words: str) -> list[str]:
    return words.replace("\0", "")[:MOST_CHARACTERS].lower().split()


def _holding(rows: Any, asked: list[str]) -> Any:
    """By position instead of LIKE: of that PostgreSQL believes that few rows match, and sorts them all."""
    for n, word in enumerate(asked):
        rows = rows.alias(**{f"place_{n}": StrIndex(WORDS, Value(word))}).filter(**{f"place_{n}__gt": 0})
    return rows


def _grams(word: str) -> list[str]:
    return [first + second for first, second in pairwise(word)] or [word]


def _few_hold(grams: list[str]) -> bool:
    """Whether the index leads to fewer rows than are read in order until enough were found.

    One question to the statistics, about each gram alone; no row is read.
    """
    wanted = grams[:GRAMS_ASKED]
    each = " UNION ALL ".join([ESTIMATE, *[f"{ESTIMATE} WHERE {HAS_GRAMS}"] * len(wanted)])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {each}", [[gram] for gram in wanted])
        told = cursor.fetchone()[0]
    plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    while plan["Node Type"] != "Append":
        (plan,) = plan["Plans"]
    every, *held = [part["Plan Rows"] for part in plan["Plans"]]
    return min(held) * min(held) <= MOST_COUNTED * every
