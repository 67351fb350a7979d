"""Finding rows by words that stand in their text: one character, two, a phrase in quotes.

Chinese has no blanks between words, and most words have two characters. On PostgreSQL an index over the
characters and pairs serves every length (pg_trgm finds nothing in two). Words that few rows hold are looked
up in it; for those that many hold, rows are read in the order of the list until a page is full: the
statistics of the index tell which. On SQLite, FTS5 serves what is longer than two characters and the few rows
are read for the rest. What an index finds is looked at again, so that both databases find the same.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, TypeVar

from django.db import connection
from django.db.models import BooleanField, CharField, F, Func, QuerySet, Value
from django.db.models.functions import StrIndex

MOST_CHARACTERS: Final = 60
GRAMS_ASKED: Final = 12  # about how many of them the statistics are asked
FEW: Final = 1000  # so many rows are read in order sooner than looked up
TRIGRAM: Final = 3  # what FTS5 indexes: shorter words it cannot find

_WORD: Final = re.compile('["“]([^"“”]+)["”]|(\\S+?)(?=\\s|["“]|$)')
Rows = TypeVar("Rows", bound=QuerySet[Any])


@dataclass(frozen=True, slots=True)
class Searched:
    """The columns of a table that are searched, joined by blanks; the names of its indexes begin with
    ``name``."""

    table: str
    name: str
    columns: tuple[str, ...]

    @property
    def words(self) -> Func:
        return Func(
            *(F(column) for column in self.columns),
            function="LOWER", arg_joiner=" || ' ' || ", output_field=CharField(),
        )  # fmt: skip

    @property
    def grams(self) -> str:
        return f"{self.name}_grams"

    @property
    def index(self) -> str:
        """The table of FTS5."""
        return f"{self.name}_words"


REPORTS: Final = Searched("reports_report", "report", ("title", "text"))


class HasGrams(Func):
    """PostgreSQL: the row holds all of these pairs of characters."""

    output_field = BooleanField()

    def __init__(self, searched: Searched, grams: list[str]) -> None:
        super().__init__(*(F(column) for column in searched.columns))
        self.template = f"{searched.grams}(%(expressions)s) @> %%s::text[]"
        self.grams = grams

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:  # type: ignore[override]
        sql, params = super().as_sql(compiler, connection, **context)
        return sql, (*params, self.grams)


class IsIndexed(Func):
    """SQLite: FTS5 finds all of these words in the row."""

    output_field = BooleanField()

    def __init__(self, searched: Searched, words: list[str]) -> None:
        super().__init__(F("pk"))
        index = searched.index
        self.template = f"%(expressions)s IN (SELECT rowid FROM {index} WHERE {index} MATCH %%s)"
        self.asked = " AND ".join('"' + word.replace('"', '""') + '"' for word in words)

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:  # type: ignore[override]
        sql, params = super().as_sql(compiler, connection, **context)
        return sql, (*params, self.asked)


def asked(words: str) -> list[str]:
    """The words and quoted phrases of a search, each to be found as it stands."""
    found = _WORD.findall(words.replace("\0", "")[:MOST_CHARACTERS].lower())
    return [word for quoted, bare in found if (word := (quoted or bare).strip())]


def search(rows: Rows, searched: Searched, words: str) -> Rows:
    """Those in which each of the words stands; all, when there are no words."""
    wanted = asked(words)
    if not wanted:
        return rows
    if connection.vendor == "postgresql":
        grams = sorted({gram for word in wanted for gram in _grams(word)})
        if _few_hold(searched, grams):
            found = rows.model._default_manager.filter(HasGrams(searched, grams))
            return rows.filter(pk__in=_holding(found, searched, wanted).values("pk"))
    else:
        long = [word for word in wanted if len(word) >= TRIGRAM]
        if long:
            rows = rows.filter(IsIndexed(searched, long))
    return _holding(rows, searched, wanted)


def _holding(rows: Any, searched: Searched, wanted: list[str]) -> Any:
    """By position instead of LIKE: of that PostgreSQL believes that few rows match, and sorts them all."""
    for n, word in enumerate(wanted):
        if connection.vendor == "sqlite" and _foreign(word):
            rows = rows.alias(words=searched.words).filter(words__iregex=re.escape(word))
        else:
            rows = rows.alias(**{f"place_{n}": StrIndex(searched.words, Value(word))})
            rows = rows.filter(**{f"place_{n}__gt": 0})
    return rows


def _foreign(word: str) -> bool:
    """With letters of full width or with accents: SQLite knows the capitals of A to Z alone."""
    return any(not letter.isascii() and letter.upper() != letter for letter in word)


def _grams(word: str) -> list[str]:
    return [first + second for first, second in pairwise(word)] or [word]


def _few_hold(searched: Searched, grams: list[str]) -> bool:
    """Whether the index leads to fewer rows than are read in order until enough were found.

    One question to the statistics, about each gram alone; no row is read.
    """
    wanted = grams[:GRAMS_ASKED]
    every = f"SELECT FROM {searched.table}"
    holds = f"{every} WHERE {searched.grams}({', '.join(searched.columns)}) @> %s::text[]"
    each = " UNION ALL ".join([every, *[holds] * len(wanted)])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {each}", [[gram] for gram in wanted])
        told = cursor.fetchone()[0]
    plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    while plan["Node Type"] != "Append":
        (plan,) = plan["Plans"]
    all_rows, *held = [part["Plan Rows"] for part in plan["Plans"]]
    return min(held) * min(held) <= FEW * all_rows
