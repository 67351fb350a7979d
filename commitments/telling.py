"""The ledger told to people: what was done, by whom, what changed from what to what, and why.

Pages, mails and the API tell it in the same words. Lines in, words out; no query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.choices import DueBasis, Kind, Rating
from commitments.models import Commitment, LedgerEntry
from reports.choices import Grade

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# What a line holds besides columns of the commitment.
LABELS: Final[dict[str, _StrPromise]] = {
    "accepted": gettext_lazy("answers it"),
    "asked": gettext_lazy("deadline"),
    "bulk": gettext_lazy("accepted in bulk"),
    "carried_from": gettext_lazy("carried over from"),
    "carried_to": gettext_lazy("carried over to"),
    "decision": gettext_lazy("decision"),
    "dissent": gettext_lazy("the two reviewers differ"),
    "evidence": gettext_lazy("file"),
    "figures": gettext_lazy("target figures"),
    "fits": gettext_lazy("evidence of the answer"),
    "measures": gettext_lazy("measures"),
    "merged": gettext_lazy("merged with it"),
    "no_change": gettext_lazy("progress"),
    "note": gettext_lazy("note of the reviewer"),
    "passage": gettext_lazy("passage of the new report"),
    "problem": gettext_lazy("problem"),
    "rating": gettext_lazy("rating"),
    "reached": gettext_lazy("figure reached"),
    "sheet": gettext_lazy("supervision sheet"),
    "supports": gettext_lazy("supporting units"),
    "text": gettext_lazy("progress in words"),
    "titles": gettext_lazy("titles"),
    "turn": gettext_lazy("judged by"),
}
# What is told first; PostgreSQL keeps the values of a line in an order of its own.
ORDER: Final = (
    "titles", "merged", "kind", "number", "title", "plan_year", "completion_mark", "grade", "figures", "lead",
    "supports", "officer", "supervisor", "asked", "due_on", "due_basis", "decision", "percent", "reached",
    "text", "no_change", "evidence", "measures", "problem", "accepted", "carried_from", "carried_to",
    "approval", "sheet", "turn", "rating", "dissent", "note", "bulk", "passage", "fits",
)  # fmt: skip
# Of these a no says as much as a yes.
DENIED: Final = frozenset({"accepted", "fits"})
# These repeat what another value of the same line says.
UNTOLD: Final = frozenset({"first_due_on", "times_extended"})


@dataclass(frozen=True, slots=True)
class Change:
    """``old`` is empty where nothing was there before."""

    label: str
    old: str
    new: str

    def __str__(self) -> str:
        if self.old:
            return _("%(label)s: %(old)s → %(new)s") % {"label": self.label, "old": self.old, "new": self.new}
        return _("%(label)s: %(new)s") % {"label": self.label, "new": self.new}


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the ledger. ``place`` is the unit and role in which the person acted."""

    key: int
    verb: str
    what: str
    who: str
    place: str
    at: datetime
    status: Change | None
    changes: tuple[Change, ...]
    reason: str

    def __str__(self) -> str:
        """On one line, without the time: for mails and lists."""
        parts = [" ".join(filter(None, (self.place, self.who, self.what)))]
        parts += [str(change) for change in self.changes]
        if self.reason:
            parts.append(_("reason: %(reason)s") % {"reason": self.reason})
        return _("; ").join(parts)


def tell(entry: LedgerEntry) -> Told:
    place = " ".join(filter(None, (entry.actor_unit, str(entry.get_actor_role_display() or ""))))
    return Told(
        key=entry.pk,
        verb=entry.verb,
        what=str(entry.get_verb_display()),
        who=entry.actor_name,
        place=place,
        at=entry.made_at,
        status=_status(entry),
        changes=tuple(_changes(entry.before, entry.after)),
        reason=entry.reason,
    )


def _status(entry: LedgerEntry) -> Change | None:
    if entry.from_status == entry.to_status:
        return None
    old, new = (
        str(value or "") for value in (entry.get_from_status_display(), entry.get_to_status_display())
    )
    return Change(_label("status"), old, new)


def _changes(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    for name in sorted({*before, *after}, key=_place):
        old, new = shown(name, before.get(name)), shown(name, after.get(name))
        if name not in UNTOLD and old != new:
            yield Change(_label(name), old, new or _("(none)"))


def _place(name: str) -> tuple[int, str]:
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)


def _label(name: str) -> str:
    if name in LABELS:
        return str(LABELS[name])
    columns = {field.name: field for field in Commitment._meta.concrete_fields}
    return str(columns[name].verbose_name) if name in columns else _("other")


def shown(name: str, value: Any) -> str:
    """A value as the ledger keeps it, for people: no codes, no formats of machines."""
    if value is None or value == "" or value == [] or (value is False and name not in DENIED):
        return ""
    if name in _SHOWN:
        return _SHOWN[name](value)
    if isinstance(value, list):
        return _("; ").join(str(part) for part in value)
    return _day(value)


def _day(value: Any) -> str:
    day = parse_date(value) if isinstance(value, str) and len(value) == len("2024-12-31") else None
    return formats.date_format(day) if isinstance(day, date) else str(value)


def _measures(steps: list[dict[str, Any]]) -> str:
    return _("; ").join(_measure(step) for step in steps)


def _measure(step: dict[str, Any]) -> str:
    if step.get("done_on"):
        return _("%(text)s (done on %(day)s)") % {"text": step["text"], "day": _day(step["done_on"])}
    if step.get("due_on"):
        return _("%(text)s (by %(day)s)") % {"text": step["text"], "day": _day(step["due_on"])}
    return str(step["text"])


def _reached(value: str) -> str:
    """As lifecycle words it: the target figure, a colon, what was reached."""
    target, _colon, number = value.rpartition(": ")
    return _("%(number)s (target: %(target)s)") % {"number": number, "target": target.strip()}


def _choice(choices: Any) -> Callable[[Any], str]:
    return lambda value: str(dict(choices.choices).get(value, value))


def _yes_or_no(value: Any) -> str:
    return _("yes") if value else _("no")


_SHOWN: Final[dict[str, Callable[[Any], str]]] = {
    "accepted": _yes_or_no,
    "bulk": _yes_or_no,
    "dissent": lambda values: _(" against ").join(_choice(Rating)(value) for value in values),
    "due_basis": _choice(DueBasis),
    "fits": _yes_or_no,
    "grade": _choice(Grade),
    "kind": _choice(Kind),
    "measures": _measures,
    "no_change": lambda value: _("no change this month"),
    "percent": lambda value: f"{value}%",
    "plan_year": str,
    "rating": _choice(Rating),
    "reached": _reached,
    "title": str,
}
