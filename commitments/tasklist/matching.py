"""Which commitment a row means: by its key in the system, by its number, or by its words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from commitments.access import Person
from commitments.choices import Status
from commitments.lifecycle.acts import RELATED
from commitments.lifecycle.table import KEEPERS
from commitments.models import Commitment
from commitments.querysets import CommitmentQuerySet
from commitments.refusals import Unfit
from commitments.tasklist.reading import Entry
from reports import organs
from reports.typed import key_of

# Words shorter than this stand in too many sentences to mean one of them.
SHORTEST: Final = 6
MOST_COMPARED: Final = 20_000
_MARKS: Final = re.compile(r"[^\w]|_")

Found = dict[int, Commitment | Unfit]


def find(entries: Sequence[Entry], person: Person, year: int | None, today: date) -> Found:
    """For each row, by its number, the commitment or why there is none. At most four queries."""
    seen = Commitment.objects.visible_to(person.user, today)
    named, worded = _by_name(entries, seen), _by_words(entries, _kept(seen, person, year))
    rows = _rows(seen, [*named.values(), *worded.values()])
    found: Found = {}
    for entry in entries:
        pk = named.get(entry.row) or worded.get(entry.row)
        found[entry.row] = pk if isinstance(pk, Unfit) else _agreeing(entry, rows.get(pk or 0))
    _refuse_twice(found)
    return found


def is_key(words: str) -> bool:
    """A larger number no database takes."""
    return key_of(words) is not None


def is_number(words: str) -> bool:
    """2024-青澜审批-003; in lists made by hand this column often only counts the rows."""
    return "-" in words


def _rows(seen: CommitmentQuerySet, keys: Iterable[int | Unfit]) -> dict[int, Commitment]:
    wanted = [key for key in keys if isinstance(key, int)]
    rows = seen.filter(pk__in=wanted).select_related(*RELATED, "lead__merged_into", "organ__merged_into")
    return {row.pk: row for row in rows.prefetch_related("assignments__unit__merged_into")}


def _agreeing(entry: Entry, row: Commitment | None) -> Commitment | Unfit:
    """A number that slipped into another row must not move that row's owners."""
    if row is None:
        return Unfit(_("There is no commitment with this number, or you may not see it."))
    if is_number(entry.number) and entry.number != row.number:
        return Unfit(
            _("The number is not that of the row: %(number)s is its own.") % {"number": row.number or "—"}
        )
    if entry.task and not _means(_plain(entry.task), _plain(row.title), _plain(row.quote)):
        return Unfit(
            _("The number belongs to “%(title)s”, not to what stands in this row.") % {"title": row.title}
        )
    return row


def _refuse_twice(found: Found) -> None:
    first: dict[int, int] = {}
    for row, commitment in found.items():
        if isinstance(commitment, Commitment) and first.setdefault(commitment.pk, row) != row:
            found[row] = Unfit(
                _("Row %(row)s means the same commitment. Put all its units into one row, divided by 、.")
                % {"row": first[commitment.pk]}
            )


# --- by name ----------------------------------------------------------------------------------------------


def _by_name(entries: Sequence[Entry], seen: CommitmentQuerySet) -> dict[int, int | Unfit]:
    keys = {int(entry.key) for entry in entries if is_key(entry.key)}
    numbers = {entry.number for entry in entries if is_number(entry.number)}
    if not keys and not numbers:
        return {}
    wanted = seen.filter(Q(pk__in=keys) | Q(number__in=numbers))
    known = dict(wanted.exclude(number="").values_list("number", "pk"))
    none = Unfit(_("There is no commitment with this number, or you may not see it."))
    found: dict[int, int | Unfit] = {}
    for entry in entries:
        if is_key(entry.key):
            found[entry.row] = int(entry.key)
        elif is_number(entry.number):
            found[entry.row] = known.get(entry.number, none)
    return found


# --- by words ---------------------------------------------------------------------------------------------


def _kept(seen: CommitmentQuerySet, person: Person, year: int | None) -> CommitmentQuerySet:
    """What the person may assign: words alone do not reach further."""
    below = Q(pk__in=[])
    for path in sorted({seat.path for seat in person.seats if seat.role in KEEPERS}):
        below |= Q(organ__path__startswith=path)
    rows = seen.filter(below, status__in=(Status.CANDIDATE, Status.OPEN))
    return rows.filter(plan_year=year) if year else rows


def _by_words(entries: Sequence[Entry], kept: CommitmentQuerySet) -> dict[int, int | Unfit]:
    worded = [entry for entry in entries if not is_key(entry.key) and not is_number(entry.number)]
    if not worded:
        return {}
    rows = list(kept.order_by().values_list("pk", "plan_year", "title", "quote")[: MOST_COMPARED + 1])
    if len(rows) > MOST_COMPARED:
        raise Unfit(_("There are too many commitments to compare words with. Choose the plan year."))
    pool = [(pk, plan_year, _plain(title), _plain(quote)) for pk, plan_year, title, quote in rows]
    exact = defaultdict(set)
    for pk, plan_year, title, quote in pool:
        exact[title].add((pk, plan_year))
        exact[quote].add((pk, plan_year))
    return {entry.row: _meant(entry, pool, exact) for entry in worded}


def _meant(entry: Entry, pool: Sequence[tuple[Any, ...]], exact: dict[str, set[Any]]) -> int | Unfit:
    words = _plain(entry.task)
    found = exact.get(words) or {(pk, y) for pk, y, title, quote in pool if _means(words, title, quote)}
    year = key_of(entry.year)
    if year is not None:
        found = {each for each in found if each[1] == year}
    if len(found) == 1:
        return int(next(iter(found))[0])
    if found:
        return Unfit(
            _("%(count)s commitments have these words. Enter the number in the column 编号.")
            % {"count": len(found)}
        )
    return Unfit(
        _("No commitment to be assigned has these words. Enter its number in the column 编号, or its title.")
    )


def _plain(words: str) -> str:
    """Without blanks, marks and the width of letters."""
    return _MARKS.sub("", organs.key(words))


def _means(words: str, title: str, quote: str) -> bool:
    """The words are the title, or part of the sentence; or say the title and more."""
    if words in (title, quote):
        return True
    return (len(words) >= SHORTEST and words in quote) or (len(title) >= SHORTEST and title in words)
