"""Make the table of rarity anew, from the reports in a folder. No database is needed."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from reports import limits
from reports.readers import Refused, read_file
from reports.text.matching import rarity
from reports.text.matching.passages import passages
from reports.text.reading import read


class Command(BaseCommand):
    help = "Counts in how many sentences of the reports in FOLDER each pair of characters stands."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--write", type=Path, default=rarity.TABLE, help="the table to write")

    def handle(self, *args: Any, **options: Any) -> None:
        organs: defaultdict[str, list[str]] = defaultdict(list)
        for path in sorted(options["folder"].rglob("*")):
            if not path.is_file():
                continue
            try:
                document = read_file(path, path.name, limits.configured())
            except Refused as refusal:
                self.stderr.write(f"{path}: {refusal.message}")
                continue
            reading = read(document.text, document.metadata)
            organ = reading.organ.value if reading.organ else path.name
            organs[organ].extend(passage.folded for passage in passages(reading))
        weights = rarity.counted(sentences for sentences in organs.values() if sentences)
        options["write"].write_text("\n".join(rarity.lines(weights)) + "\n", "utf-8")
        self.stdout.write(
            _("Counted %(pairs)d pairs in the reports of %(organs)d organs.")
            % {"pairs": len(weights), "organs": len(organs)}
        )
