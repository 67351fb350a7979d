"""What a task list would change: for each row its commitment, what is asked, and what would be otherwise.

An empty cell asks for nothing, so that a list that says less than the ledger takes nothing away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from commitments import access, units
from commitments.choices import Status
from commitments.lifecycle import Owners
from commitments.lifecycle.owners import deadline_is_fixed, supports
from commitments.models import Commitment
from commitments.refusals import Unfit
from commitments.tasklist import days, matching, untouchable
from commitments.tasklist.naming import Known, alive, name_of
from commitments.tasklist.reading import Entry
from commitments.telling import Change
from reports.models import Organ
from reports.typed import key_of


@dataclass(frozen=True, slots=True)
class Wish:
    """What a row asks to be otherwise; None where it stays."""

    lead: Organ | None
    supports: list[Organ] | None
    officer: Any
    supervisor: Any
    due_on: date | None

    def __bool__(self) -> bool:
        asked = (self.lead, self.supports, self.officer, self.supervisor, self.due_on)
        return any(value is not None for value in asked)


@dataclass(slots=True)
class Line:
    """One row of the list. ``due_on`` is for a fixed deadline, which ``approval`` allows to be moved."""

    row: int
    words: str
    commitment: Commitment | None = None
    owners: Owners | None = None
    due_on: date | None = None
    approval: str = ""
    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    error: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    lines: list[Line]

    @property
    def errors(self) -> list[Line]:
        return [line for line in self.lines if line.error]

    @property
    def changing(self) -> list[Line]:
        return [line for line in self.lines if line.changes and not line.error]

    @property
    def unchanged(self) -> list[Line]:
        return [line for line in self.lines if not line.changes and not line.error]

    @property
    def noted(self) -> list[Line]:
        """Those that change nothing, and of which something is to be said."""
        return [line for line in self.unchanged if line.notes]

    @property
    def digest(self) -> str:
        """What would be done to what: the same only while nothing has changed since."""
        said = [_said(line, line.commitment) for line in self.changing if line.commitment]
        return hashlib.sha256(repr((said, [line.row for line in self.errors])).encode()).hexdigest()


def _said(line: Line, row: Commitment) -> tuple[Any, ...]:
    acts: list[Any] = [line.row, row.pk, row.revision, str(line.due_on), line.approval]
    if line.owners:
        given = line.owners
        people = [user and user.pk for user in (given.officer, given.supervisor)]
        acts += [given.lead.pk, [unit.pk for unit in given.supports], people, str(given.due_on)]
    return tuple(acts)


def plan(entries: Sequence[Entry], by: Any, today: date, year: int | None = None) -> Plan:
    """As many queries for many rows as for few. ``year``: where words alone tell what is meant."""
    found = matching.find(entries, access.person(by, today), year, today)
    asked = {e.row: _asked(e, row) for e in entries if isinstance(row := found[e.row], Commitment)}
    matched = [(entry, row) for n, entry in asked.items() if isinstance(row := found[n], Commitment)]
    known, edited = Known(matched, today), untouchable.edited(matched, today)
    lines = [_line(asked.get(entry.row, entry), found[entry.row], known) for entry in entries]
    for line in lines:
        line.notes += edited.get(line.row, [])
    return Plan(lines)


def _asked(entry: Entry, row: Commitment) -> Entry:
    """Without the cells that say what the ledger says, in its own words: whatever these are, and whether or
    not anybody is still found by them, they ask for nothing."""
    said = {
        "lead": str(row.lead or ""),
        "supports": "、".join(unit.name for unit in supports(row)),
        "officer": name_of(row.officer),
        "supervisor": name_of(row.supervisor),
        "due": row.due_on.isoformat() if row.due_on else "",
    }
    same: dict[str, Any] = {name: "" for name, words in said.items() if getattr(entry, name) == words.strip()}
    return replace(entry, **same)


def _line(entry: Entry, row: Commitment | Unfit, known: Known) -> Line:
    line = Line(entry.row, entry.task or entry.number)
    try:
        if isinstance(row, Unfit):
            raise row
        line.commitment = row
        _ask(line, entry, row, known)
    except Unfit as refusal:
        line.error = str(refusal)
    return line


# --- one row ----------------------------------------------------------------------------------------------


def _ask(line: Line, entry: Entry, row: Commitment, known: Known) -> None:
    lead, helping = known.units_of(entry, row)
    officer = known.officer(entry.officer, lead or _lead(row), row)
    supervisor = known.supervisor(entry.supervisor, row)
    wish = Wish(lead, helping, officer, supervisor, _due(line, entry, row))
    if not wish:
        return
    if key_of(entry.revision) not in (None, row.revision):
        raise Unfit(
            _("It was changed after the list was exported. Export the list again and repeat your edit.")
        )
    due_on = wish.due_on
    if due_on is not None and deadline_is_fixed(row):
        line.due_on, line.approval, due_on = due_on, _approval(entry, row), None
    helpers = alive(supports(row)) if helping is None else helping
    line.owners = Owners(lead or _lead(row), tuple(helpers), officer, supervisor, due_on)
    line.changes = list(_changes(row, wish))


def _lead(row: Commitment) -> Organ:
    return alive([row.lead or row.organ])[0]


def _approval(entry: Entry, row: Commitment) -> str:
    if not entry.approval or entry.approval == row.approval:
        raise Unfit(
            _(
                "This deadline is fixed. Name the approval that moves it in the column 调整批准依据, or ask "
                "for an extension."
            )
        )
    return entry.approval


def _due(line: Line, entry: Entry, row: Commitment) -> date | None:
    if not entry.due:
        return None
    if days.lasting(entry.due):
        line.notes.append(_("“%(words)s” is no day: the deadline stays.") % {"words": entry.due})
        return None
    day = days.day(entry.due, row.plan_year or timezone.localtime(row.created_at).year)
    if day is None:
        raise Unfit(
            _("“%(words)s” cannot be read as a deadline. Write 2024-06-30 or 6月底前.") % {"words": entry.due}
        )
    return day if day != row.due_on else None


# --- what would be otherwise ------------------------------------------------------------------------------


def _changes(row: Commitment, wish: Wish) -> Iterator[Change]:
    if row.status == Status.CANDIDATE:
        yield Change(_label("status"), str(row.get_status_display()), str(Status.OPEN.label))
    if wish.lead is not None:
        yield Change(_label("lead"), _all([row.lead] if row.lead else [], row), _all([wish.lead], row))
    if row.returned_by is not None:
        yield Change(_label("returned_by"), _all([row.returned_by], row), _("(none)"))
    if wish.supports is not None:
        nobody = _("(none)")
        yield Change(_("supporting units"), _all(supports(row), row), _all(wish.supports, row) or nobody)
    if wish.officer is not None or (wish.lead is not None and row.officer is not None):
        new = name_of(wish.officer) or _("(to be appointed)")
        yield Change(_label("officer"), name_of(row.officer), new)
    if wish.supervisor is not None:
        yield Change(_label("supervisor"), name_of(row.supervisor), name_of(wish.supervisor))
    if wish.due_on is not None:
        yield Change(_label("due_on"), _day(row.due_on), _day(wish.due_on))


def _label(name: str) -> str:
    return str(Commitment._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _day(day: date | None) -> str:
    return formats.date_format(day) if day else ""


def _all(some: Iterable[Organ], row: Commitment) -> str:
    return "、".join(units.short_name(unit, row.organ) for unit in some)
