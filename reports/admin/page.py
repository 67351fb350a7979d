"""What the page of one report shows. As many queries for a long report as for a short one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from reports import head, history, layout, notes, organs, reasons, sources
from reports.choices import Basis, Grade, ItemKind, ReportKind
from reports.models import Correction, Item, Organ, Report, Upload
from reports.notes import Note
from reports.organs import Suggestion

# A value that was read from an unsure place: right or wrong, a person says so with one click.
INFERRED = frozenset({"organ_from_text", "date_from_publication", "plan_year_inferred"})
# A value that a text may do without.
MAY_LACK = frozenset({"no_date", "no_addressee"})


@dataclass(frozen=True, slots=True)
class Powers:
    """What this person may do here; all of it is asked again when it is done."""

    correct: bool
    reread: bool
    register: bool
    download: bool
    delete: bool
    see_organs: bool


def powers_of(person: Any) -> Powers:
    def may(*names: str) -> bool:
        return bool(person.has_perms([f"reports.{name}" for name in names]))

    return Powers(
        correct=may("change_report"),
        reread=may("change_report", "change_upload"),
        register=may("change_report", "add_organ", "change_organ"),
        download=may("view_upload"),
        delete=may("delete_report"),
        see_organs=may("view_organ"),
    )


@dataclass(frozen=True, slots=True)
class Value:
    """One value of the head: as it stands, as it was read and where, and who set it."""

    name: str
    label: str
    shown: str
    value: Any
    source: str
    place: str
    by: Correction | None
    read: str


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that a person should settle, or (without ``field`` and ``kind``) only know."""

    note: Note
    value: Any = None
    inferred: bool = False
    may_lack: bool = False
    kind: str = ""
    place: str = ""


def context(report: Report, powers: Powers) -> dict[str, Any]:
    items = list(report.items.current())
    made = list(report.corrections.order_by("revision"))
    told = history.tell(made)
    standing = {t.correction.field: t.correction for t in reversed(told) if _sets_head(t)}
    found = layout.entries(report.text, items)
    sections = list(report.sections.all())
    uploads = list(report.uploads.order_by("pk"))
    matters = [
        _matter(report, note) for note in notes.open_notes(report, standing, {item.kind for item in items})
    ]
    return {
        "report": report,
        "powers": powers,
        "head": [_value(report, name, standing.get(name)) for name in head.FIELDS],
        "kinds": ReportKind.choices,
        "matters": [matter for matter in matters if matter.note.field or matter.kind],
        "remarks": [matter for matter in matters if not matter.note.field and not matter.kind],
        "near_organs": _near(report),
        "bands": layout.bands(report.text, sections, found, _place_of_title(report)),
        "shelves": layout.shelves(sections, found),
        "number": len(items),
        "by_kind": [(k, k.label, sum(item.kind == k for item in items)) for k in ItemKind],
        "by_grade": _by_grade(items),
        "told": told,
        "undoable": next((t for t in told if t.latest), None),
        "unplaced": _unplaced(report, told),
        "uploads": uploads,
        "busy": next((upload for upload in uploads[:1] if upload.status in Upload.UNDER_WAY), None),
        "trouble": _trouble(uploads),
        "versions": _versions(report),
    }


def _sets_head(told: history.Told) -> bool:
    return told.correction.verb == Correction.Verb.HEAD and not told.undone


def _value(report: Report, name: str, by: Correction | None) -> Value:
    value = getattr(report, name)
    fact = report.facts.get(name)
    read = _shown(name, fact["value"]) if fact else ""
    shown = str(value) if isinstance(value, Organ) else _shown(name, head.to_json(value))
    source = sources.sentence(fact["reason"]) if fact else ""
    if name == "plan_year" and report.plan_year_basis == Basis.INFERRED:
        source = _("inferred: %(source)s") % {"source": source}
    label = str(Report._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return Value(
        name, label, shown, head.to_json(value), source, _place(fact), by, read if read != shown else ""
    )


def _shown(name: str, kept: Any) -> str:
    if kept in (None, ""):
        return ""
    if name == "kind":
        return str(ReportKind(kept).label)
    if name == "issued_on":
        return formats.date_format(head.from_json(name, kept))
    return str(kept)


def _place(fact: dict[str, Any] | None) -> str:
    return f"{fact['start']}-{fact['end']}" if fact and "start" in fact else ""


def _place_of_title(report: Report) -> tuple[int, int] | None:
    fact = report.facts.get("title", {})
    return (fact["start"], fact["end"]) if "start" in fact else None


def _matter(report: Report, note: Note) -> Matter:
    field = note.field
    if field:
        value = head.to_json(getattr(report, field))
        inferred, may_lack = note.code in INFERRED, note.code in MAY_LACK
        return Matter(note, value, inferred, may_lack, place=_place(report.facts.get(field)))
    at = report.text.find(note.detail) if note.code == "starts_midway" else -1
    place = f"{at}-{at + len(note.detail)}" if at >= 0 else ""
    return Matter(note, kind=str(notes.ITEMS.get(note.code, "")), place=place)


def _near(report: Report) -> list[Suggestion]:
    """Whom a name that is not known, or not confirmed, may mean."""
    if report.organ is None:
        return organs.suggest(report.organ_name) if report.organ_name else []
    return [] if report.organ.confirmed else organs.suggest(report.organ.name, besides=report.organ)


def _by_grade(items: Sequence[Item]) -> list[tuple[str, str, int]]:
    counted = [(g.value, str(g.label), sum(item.grade == g for item in items)) for g in Grade]
    return [entry for entry in counted if entry[2]]


def _unplaced(report: Report, told: Sequence[history.Told]) -> list[dict[str, Any]]:
    """Corrections that the latest reading left without a place."""
    by_key = {t.correction.pk: t for t in told}
    return [
        {
            "correction": by_key[kept["correction"]].correction,
            "what": by_key[kept["correction"]].what,
            "reason": notes.lost(kept["reason"]),
        }
        for kept in report.unplaced
        if kept["correction"] in by_key
    ]


def _versions(report: Report) -> list[Report]:
    """All versions of this report, when there are several."""
    if report.organ_id is None or report.year is None:
        return []
    same = {name: getattr(report, name) for name in ("organ_id", "kind", "year", "series")}
    columns = ("version", "superseded", "title", "created_at")
    found = list(Report.objects.filter(**same).only(*columns).order_by("version"))
    return found if len(found) > 1 else []


def _trouble(uploads: Sequence[Upload]) -> tuple[Upload, str] | None:
    """The report's own file, when its latest reading failed, and why."""
    first = uploads[0] if uploads else None
    if first is None or first.status not in Upload.IN_TROUBLE:
        return None
    return first, reasons.sentence(first.reason_code, first.reason_values)
