"""The demo: two made-up organs with three reports each. Safe to repeat; what a person changed stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from django.core.files import File
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from reports import intake, limits, organs, reasons
from reports.models import Organ, Upload
from reports.refusals import Refusal

DEMO: Final = Path(__file__).resolve().parents[2] / "demo"


class Command(BaseCommand):
    help = "Load the demo data: two made-up organs with three reports each. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        manifest = json.loads((DEMO / "manifest.json").read_text(encoding="utf-8"))
        for entry in manifest["organs"]:
            self._organ(entry["name"], entry["parent"], entry["aliases"])
        read = [self._report(DEMO / entry["file"]) for entry in manifest["reports"]]
        self.stdout.write(
            _("Demo data: %(read)s of %(all)s reports are there.") % {"read": sum(read), "all": len(read)}
        )

    def _organ(self, name: str, parent_name: str | None, aliases: list[str]) -> None:
        parent = organs.resolve(parent_name) if parent_name else None
        organ = organs.register(name, parent=parent, confirmed=True)
        if not organ.confirmed:
            # The machine entered it while it read a copy of a demo file; no person has seen it yet.
            organs.move(organ, parent)
            organs.confirm([organ])
        for alias in aliases:
            self._alias(organ, alias)

    def _alias(self, organ: Organ, alias: str) -> None:
        known = organs.resolve(alias)
        try:
            if known is None or known == organ:
                organs.add_alias(organ, alias)
            elif not known.confirmed:
                organs.merge(organ, known)
        except Refusal as refusal:
            self.stderr.write(str(refusal))

    def _report(self, path: Path) -> bool:
        with path.open("rb") as content:
            upload = intake.store(File(content), path.name, by=None, limits=limits.configured()).upload
        if upload.status in Upload.IN_TROUBLE:
            intake.ask_again([upload])
        if upload.status != Upload.Status.READ:
            upload = intake.read_upload(upload.pk, limits=limits.configured(), now=timezone.now()) or upload
        if upload.status in Upload.IN_TROUBLE:
            self.stderr.write(f"{path.name}: {reasons.sentence(upload.reason_code, upload.reason_values)}")
        return upload.status == Upload.Status.READ
