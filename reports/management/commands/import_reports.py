"""Import many files. May be repeated and broken off: what is in stays in, whole, and is not read twice."""

from __future__ import annotations

import glob
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from reports import containers, intake, limits, reasons, worklist
from reports.models import Upload

BAR: Final = 30
POLL_SECONDS: Final = 0.5
# Databases take only so many values in one question. Files are read in order, so the first settle first.
AT_A_LOOK: Final = 500
# Workers that settle nothing for so long are busy elsewhere or not running.
PATIENCE_SECONDS: Final = 60
INTERRUPTED: Final = 130
Status = Upload.Status


class Command(BaseCommand):
    help = "Imports reports from files, folders and patterns. Safe to repeat and to interrupt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", metavar="PATH", help="a file, a folder or a pattern like 2023/*.pdf"
        )
        parser.add_argument("--workers", action="store_true", help="let the Celery workers read the files")

    def handle(self, *args: Any, **options: Any) -> None:
        self.drawn = False
        files, missing = found(options["paths"])
        for path in missing:
            self._line(_("%(path)s: there is no such file") % {"path": path})
        if not files:
            raise CommandError(_("No files were found."))
        self.tally: Counter[str] = Counter()
        try:
            if options["workers"]:
                self._hand_over(files)
            else:
                self._read_here(files)
        except KeyboardInterrupt:
            self._line(_("Broken off. Run the same command again to go on."))
            self._sum_up()
            raise SystemExit(INTERRUPTED) from None
        self._sum_up()

    # --- the two ways of reading -----------------------------------------------------------------------

    def _read_here(self, files: Sequence[Path]) -> None:
        for done, path in enumerate(files):
            self._bar(done, len(files), path.name)
            for name, upload in self._to_read(path):
                read = intake.read_upload(upload.pk, limits=limits.configured(), now=timezone.now())
                self._settled(name, read or upload)
        self._bar(len(files), len(files), "")

    def _hand_over(self, files: Sequence[Path]) -> None:
        waiting: dict[int, str] = {}
        for done, path in enumerate(files):
            self._bar(done, len(files), path.name)
            waiting.update({upload.pk: name for name, upload in self._to_read(path)})
        if not worklist.announce(Upload(pk=key) for key in waiting):
            self._line(
                _("The workers cannot be reached. The files are stored and will be read once they are back.")
            )
            self.tally[Status.QUEUED] += len(waiting)
        else:
            self._watch(waiting)

    def _watch(self, waiting: dict[int, str]) -> None:
        total, changed = len(waiting), time.monotonic()
        while waiting and time.monotonic() - changed < PATIENCE_SECONDS:
            self._bar(total - len(waiting), total, "")
            looked_at = list(waiting)[:AT_A_LOOK]
            for upload in Upload.objects.filter(pk__in=looked_at).exclude(status__in=Upload.UNDER_WAY):
                self._settled(waiting.pop(upload.pk), upload)
                changed = time.monotonic()
            if waiting:
                time.sleep(POLL_SECONDS)
        self.tally[Status.QUEUED] += len(waiting)

    def _to_read(self, path: Path) -> Iterator[tuple[str, Upload]]:
        """The uploads to go on with: several from a .zip or a mail, none when there is nothing more to do."""
        try:
            with path.open("rb") as file:
                taken = containers.take(
                    File(file, name=path.name), path.name, by=None, limits=limits.configured()
                )
        except OSError:
            self._line(_("%(path)s: cannot be opened") % {"path": path.name})
            self.tally[Status.FAILED] += 1
            return
        for upload in {stored.upload.pk: stored.upload for stored in taken}.values():
            name = path.name if len(taken) == 1 else f"{path.name}: {upload.name}"
            if upload.status == Status.FAILED:
                intake.ask_again([upload])
            if upload.status == Status.READ:
                self.tally["known"] += 1
            elif upload.status == Status.QUEUED:
                yield name, upload
            else:
                self._settled(name, upload)

    # --- what the operator sees, all of it on standard error ---------------------------------------------

    def _settled(self, name: str, upload: Upload) -> None:
        self.tally[upload.status] += 1
        if upload.status in Upload.IN_TROUBLE:
            self._line(f"{name}: {reasons.sentence(upload.reason_code, upload.reason_values)}")

    def _line(self, text: str) -> None:
        if self.drawn:
            self.stderr.write("\r\033[K", ending="")
        self.stderr.write(text)

    def _bar(self, done: int, total: int, name: str) -> None:
        """Only on a terminal: in a log file a thousand bars say less than the summary."""
        if not self.stderr.isatty() or not total:
            return
        self.drawn = True
        full = BAR * done // total
        bar = "█" * full + "░" * (BAR - full)
        self.stderr.write(f"\r\033[K{bar} {done}/{total} {name[:30]}", ending="\n" if done == total else "")

    def _sum_up(self) -> None:
        labels = {
            Status.READ: _("read"),
            "known": _("known before"),
            Status.REFUSED: _("refused"),
            Status.FAILED: _("failed"),
            Status.READING: _("being read"),
            Status.QUEUED: _("waiting"),
        }
        parts = [f"{label} {self.tally[key]}" for key, label in labels.items() if self.tally[key]]
        self.stderr.write(_("Files: %(parts)s") % {"parts": ", ".join(parts) or "0"})


def found(paths: Sequence[str]) -> tuple[list[Path], list[str]]:
    """Every file once, in a steady order, and the arguments that lead to none. Hidden files are left out."""
    files: dict[Path, None] = {}
    missing: list[str] = []
    for argument in paths:
        here = [path for path in _expanded(argument) if path.is_file()]
        files.update(dict.fromkeys(path.resolve() for path in here))
        if not here:
            missing.append(argument)
    return list(files), missing


def _expanded(argument: str) -> Iterator[Path]:
    path = Path(argument)
    if path.is_dir():
        for below in sorted(path.rglob("*")):
            if not any(part.startswith(".") for part in below.relative_to(path).parts):
                yield below
    elif path.exists():
        yield path
    else:
        yield from map(Path, sorted(glob.glob(argument, recursive=True)))  # noqa: PTH207  (absolute ones too)
