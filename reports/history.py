"""The record of corrections, told: what was done to what, for people to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from reports.choices import ItemKind, ReportKind
from reports.models import Correction, Organ, Report

Verb = Correction.Verb
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Told:
    """``undone``: it no longer holds. ``latest``: it is the one that an undo would take back."""

    correction: Correction
    what: str
    undone: bool
    latest: bool


def tell(corrections: Sequence[Correction]) -> list[Told]:
    """``corrections`` with ``undone_by`` loaded, the newest first. One query, for the names of organs."""
    names = _names(corrections)
    taken_back = {c.undoes_id for c in corrections if c.undoes_id}
    standing = [c.pk for c in corrections if c.verb != Verb.UNDO and c.pk not in taken_back]
    latest = max(standing, default=None)
    by_key = {c.pk: c for c in corrections}
    return [
        Told(c, _told(c, by_key, names), c.pk in taken_back, c.pk == latest)
        for c in sorted(corrections, key=lambda c: -c.revision)
    ]


def _told(correction: Correction, by_key: dict[int, Correction], names: dict[int, str]) -> str:
    undone = by_key.get(correction.undoes_id or 0)
    if undone is None:
        return _what(correction, names)
    return f"{undone.get_verb_display()} {_what(undone, names)}"


def _names(corrections: Sequence[Correction]) -> dict[int, str]:
    states = [state for c in corrections if c.field == "organ" for state in (c.before, c.after)]
    keys = {state["value"] for state in states if state.get("value")}
    return dict(Organ.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {}


def _what(correction: Correction, names: dict[int, str]) -> str:
    before, after = correction.before, correction.after
    if correction.verb == Verb.HEAD:
        field = correction.field
        label = Report._meta.get_field(field).verbose_name  # type: ignore[union-attr]
        old, new = _shown(field, before["value"], names), _shown(field, after["value"], names)
        if old == new:
            return _("%(label)s: %(value)s confirmed") % {"label": label, "value": new}
        return _("%(label)s: %(old)s → %(new)s") % {"label": label, "old": old, "new": new}
    standing = [passage for passage in after["items"] if not passage["removed"]]
    passage = (standing or before["items"])[0]
    quote = _("“%(words)s”") % {"words": _short(passage["heading"] or passage["text"])}
    if correction.verb == Verb.KIND:
        return f"{quote} → {ItemKind(passage['kind']).label}"
    return quote


def _shown(field: str, value: Any, names: dict[int, str]) -> str:
    if value in (None, ""):
        return _("(empty)")
    if field == "organ":
        return names.get(value, _("an organ that no longer exists"))
    if field == "kind":
        return str(ReportKind(value).label) if value in ReportKind.values else str(value)
    if field == "issued_on":
        return formats.date_format(date.fromisoformat(value))
    return _short(str(value))


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
