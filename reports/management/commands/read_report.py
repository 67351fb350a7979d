"""Read one file and print what is in it. No database is needed."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from reports import notes
from reports.choices import ChapterKind, Grade, ItemKind, ReportKind
from reports.opening import Unopened, opened
from reports.passages import plain
from reports.text.model import Item, Reading
from reports.text.reading import read

HEAD: Final = ("kind", "organ", "title", "addressee", "year", "plan_year", "issued_on")
CHAPTER: Final = ("kind", "heading", "start", "end")
ITEM: Final = (
    "kind", "parent", "heading", "text", "start", "end", "due_on", "due_basis", "grade", "figures", "organs",
)  # fmt: skip


class Command(BaseCommand):
    help = "Reads one report and prints its head, chapters, problems and arrangements. Needs no database."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            document = opened(options["file"])
        except Unopened as refusal:
            self._refuse(str(refusal))
        reading = read(document.text, document.metadata)
        if options["json"]:
            self.stdout.write(json.dumps(as_json(reading), ensure_ascii=False))
        else:
            self.stdout.write("\n".join(summary(reading)))

    def _refuse(self, sentence: str) -> None:
        self.stderr.write(sentence)
        sys.exit(1)


def as_json(reading: Reading) -> dict[str, Any]:
    facts = {name: getattr(reading, name) for name in HEAD}
    return {
        **{name: plain(fact.value) if fact else None for name, fact in facts.items()},
        "plan_year_basis": reading.plan_year_basis,
        "chapters": [{name: getattr(chapter, name) for name in CHAPTER} for chapter in reading.chapters],
        "items": [item_as_json(item) for item in reading.items],
    }


def item_as_json(item: Item) -> dict[str, Any]:
    values = plain(asdict(item))
    return {name: values[name] for name in ITEM}


def summary(reading: Reading) -> Iterator[str]:
    def said(fact: Any) -> str:
        return str(plain(fact.value)) if fact else _("not stated")

    yield _("Kind: %(value)s") % {"value": ReportKind(reading.kind.value).label}
    yield _("Organ: %(value)s") % {"value": said(reading.organ)}
    yield _("Title: %(value)s") % {"value": said(reading.title)}
    yield _("Addressee: %(value)s") % {"value": said(reading.addressee)}
    yield _("Year covered: %(value)s") % {"value": said(reading.year)}
    yield _("Plan year: %(value)s") % {"value": said(reading.plan_year)}
    yield _("Date of issue: %(value)s") % {"value": said(reading.issued_on)}
    for note in reading.notes:
        yield "  ! " + notes.sentence(note.code, note.detail)
    yield ""
    for chapter in reading.chapters:
        yield f"{chapter.heading}  [{ChapterKind(chapter.kind).label}]"
    for kind in ItemKind:
        items = [item for item in reading.items if item.kind == kind]
        yield ""
        yield f"{kind.label} ({len(items)})"
        for number, item in enumerate(items, start=1):
            yield f"{number:3}. {item.heading or item.text[:40]}{_remarks(item)}"


def _remarks(item: Item) -> str:
    words = [str(Grade(item.grade).label)] if item.grade else []
    if item.due_on:
        words.append(_("due %(date)s") % {"date": item.due_on.isoformat()})
    return f"  [{' · '.join(words)}]" if words else ""
