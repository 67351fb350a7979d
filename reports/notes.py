"""What a person should look at in a report: a sentence for each note, and whether it still holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from reports import versions
from reports.choices import ItemKind
from reports.models import Report

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SENTENCES: Final[dict[str, _StrPromise]] = {
    "no_title": _("The text has no title."),
    "no_organ": _("The text does not say which organ issued it. Please choose the organ."),
    "organ_from_text": _("The organ was taken from the running text (%(detail)s). Please check it."),
    "organ_unknown": _(
        "The organ %(detail)s is not in the list of organs yet. Please choose it, or enter it."
    ),
    "organ_unconfirmed": _(
        "The organ %(detail)s was entered from this report and nobody has confirmed it yet."
    ),
    "apart": _(
        "There is another report of this organ for %(detail)s with quite another text, so this was not taken "
        "for its correction. Please check organ and year; confirm the organ if it is a correction."
    ),
    "no_date": _("The date of issue is not stated."),
    "date_from_publication": _("The date of issue was taken from the date of publication (%(detail)s)."),
    "no_addressee": _("No addressee is named."),
    "no_year": _("The year covered is not stated. Please enter it."),
    "plan_year_inferred": _("The plan year %(detail)s is inferred, not stated."),
    "no_plan_year": _("The plan year is not known. Deadlines stay empty until it is entered."),
    "no_problems": _("No problems were found in the text."),
    "no_arrangements": _("No arrangements for next year were found in the text."),
    "problems_without_chapter": _(
        "The problems have no chapter of their own; they were found in the running text."
    ),
    "arrangements_without_chapter": _(
        "The arrangements have no chapter of their own; they were found in the running text."
    ),
    "numbering_slips": _(
        "The numbering of the chapters slips (%(detail)s). Please check that none is missing."
    ),
    "starts_midway": _("The text begins midway, with “%(detail)s”. The beginning may be missing."),
    "unread_pages": _("Pages %(detail)s are pictures without text and were not read."),
}

# Once a person has set the field, the note is settled.
FIELDS: Final = {
    "no_title": "title",
    "no_organ": "organ",
    "organ_from_text": "organ",
    "no_date": "issued_on",
    "date_from_publication": "issued_on",
    "no_addressee": "addressee",
    "no_year": "year",
    "plan_year_inferred": "plan_year",
    "no_plan_year": "plan_year",
}
ITEMS: Final = {"no_problems": ItemKind.PROBLEM, "no_arrangements": ItemKind.ARRANGEMENT}


@dataclass(frozen=True, slots=True)
class Note:
    """``field`` is the value of the head that settles the note, or empty."""

    code: str
    detail: str
    field: str = ""

    def __str__(self) -> str:
        return sentence(self.code, self.detail)


def sentence(code: str, detail: str) -> str:
    return str(SENTENCES[code]) % {"detail": detail} if code in SENTENCES else f"{code} {detail}".strip()


def open_notes(report: Report, set_by_person: Iterable[str], kinds: Iterable[str]) -> list[Note]:
    """The notes that still hold, given the fields that people have set and the kinds of items there are."""
    settled, present = set(set_by_person), set(kinds)
    found = [
        Note(kept["code"], kept["detail"], FIELDS.get(kept["code"], ""))
        for kept in report.notes
        if FIELDS.get(kept["code"]) not in settled and ITEMS.get(kept["code"]) not in present
    ]
    if versions.apart(report):
        found.append(Note("apart", str(report.year), "organ"))
    if report.organ is None and report.organ_name and "organ" not in settled:
        found.append(Note("organ_unknown", report.organ_name, "organ"))
    elif report.organ is not None and not report.organ.confirmed:
        found.append(Note("organ_unconfirmed", report.organ.name, "organ"))
    return found


def of(report: Report) -> list[Note]:
    """The same, asking the database for what people have set."""
    fields: Any = report.corrections.standing().filter(verb="head").values_list("field", flat=True)
    return open_notes(report, fields, report.items.current().values_list("kind", flat=True))


LOST: Final[dict[str, _StrPromise]] = {
    "quote_missing": _("The words it was made on are no longer in the text."),
    "straddled": _("The passage is now part of a larger item."),
    "organ_gone": _("The organ chosen no longer exists."),
}


def lost(reason: str) -> str:
    """Why a correction found no place in a new reading."""
    return str(LOST.get(reason, reason))
