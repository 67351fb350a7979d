"""Cells of an exported ledger that were edited although a list cannot change them: left alone, and told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from commitments.models import Commitment
from commitments.tasklist import days
from commitments.tasklist.columns import READ_ONLY, Row
from commitments.tasklist.gathering import gather
from commitments.tasklist.reading import Entry
from commitments.workbooks import words


def edited(matched: Sequence[tuple[Entry, Commitment]], today: date) -> dict[int, list[str]]:
    """Notes by row. Of a commitment that was changed after the export nobody can tell who changed what."""
    fresh = {
        row.pk: entry for entry, row in matched if entry.looked_at and entry.revision == str(row.revision)
    }
    notes = {}
    for row in gather(list(fresh), today) if fresh else ():
        entry = fresh[row.commitment.pk]
        notes[entry.row] = [
            _("“%(column)s” cannot be changed by a list: “%(now)s” stays.")
            % {"column": heading, "now": now or "—"}
            for heading, now in _differing(entry, row)
        ]
    return notes


def _differing(entry: Entry, row: Row) -> Iterator[tuple[str, str]]:
    """As things were on the day of the export: how late it is depends on the day."""
    day = days.day(entry.taken_on, row.today.year) if entry.taken_on else None
    then = Row(row.commitment, row.supports, row.rating, row.pieces, day or row.today)
    with translation.override("zh-hans"):
        said = {heading: READ_ONLY[heading].value(then) for heading in entry.looked_at}
    for heading, now in said.items():
        if not _same(entry.looked_at[heading], now):
            yield heading, words(now)


def _same(cell: str, now: Any) -> bool:
    """But for blanks, and for the form in which an office program writes a day."""
    if isinstance(now, date) and cell:
        return days.day(cell, now.year) == now
    return "".join(cell.split()) == "".join(words(now).split())
