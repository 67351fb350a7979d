"""Files that prove something: what kinds are taken, how they are stored, and who gets to attach them.

A file is known by its content; its name can say anything. Evidence is shown to people, never read by the
machine, so pictures are as good as papers.
"""

from __future__ import annotations

import hashlib
import uuid
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from commitments.choices import Verb
from commitments.lifecycle import acts
from commitments.lifecycle.acts import Acting
from commitments.models import Commitment, Evidence
from commitments.refusals import Unfit
from reports.intake import shown_name

FOLDER = "evidence"
MOST_PIECES = 50
_HEADS: Final = ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))
# In a package (a zip), the part that only this kind has.
_PACKAGES: Final = (
    ("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("ppt/presentation.xml", "pptx"),
    ("OFD.xml", "ofd"),
)  # fmt: skip


def kind_of(content: File) -> str:
    """pdf, png, jpg, docx, xlsx, pptx or ofd; refused when it is none of these."""
    content.seek(0)
    head = content.read(16)
    found = next((name for mark, name in _HEADS if head.startswith(mark)), "")
    if head.startswith(b"PK"):
        found = _package(content)
    content.seek(0)
    if not found:
        raise Unfit(
            _("Evidence is a PDF, a picture (PNG or JPEG), or a Word, Excel, PowerPoint or OFD file.")
        )
    return found


def _package(content: File) -> str:
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as package:
            parts = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return ""
    if any(part.endswith("vbaProject.bin") for part in parts):
        raise Unfit(_("This file contains macros. Save it without them, or as a PDF."))
    return next((name for part, name in _PACKAGES if part in parts), "")


def attach(
    commitment_id: int, content: File, name: str, *, by: Any, now: datetime, revision: int, most_bytes: int
) -> Evidence:
    """The same file twice is refused; a refused file leaves nothing in the store."""
    if content.size > most_bytes:
        raise Unfit(_("The file is larger than %(most)s MB.") % {"most": most_bytes // (1024 * 1024)})
    if not content.size:
        raise Unfit(_("The file is empty."))
    kind, digest = kind_of(content), _digest(content)
    made: list[Evidence] = []

    def change(acting: Acting) -> None:
        row = acting.commitment
        if row.evidence.filter(sha256=digest).exists():
            raise Unfit(_("This file is attached already."))
        if row.pieces >= MOST_PIECES:
            raise Unfit(_("No more than %(most)s files can be attached.") % {"most": MOST_PIECES})
        made.append(_piece(acting, name, content.size, kind, digest))
        row.pieces += 1
        acting.after["evidence"] = made[0].name

    def store(actings: list[Acting]) -> None:
        made[0].file.save(f"{FOLDER}/{digest[:2]}/{uuid.uuid4().hex}.{kind}", content, save=False)
        made[0].save(force_insert=True)

    with _stored_or_gone(made):
        acts.one(Verb.ATTACH, commitment_id, by=by, now=now, revision=revision, change=change, finish=store)
    return made[0]


def attach_with(
    commitment_id: int,
    files: Sequence[File],
    act: Callable[[int], Commitment],
    *,
    by: Any,
    now: datetime,
    revision: int,
    most_bytes: int,
) -> Commitment:
    """The files, and in the same step the act that they prove: ``act`` takes the revision that they leave.

    When one of them is refused nothing has happened, and no bytes stay.
    """
    made: list[Evidence] = []
    with _stored_or_gone(made), transaction.atomic():
        for file in files:
            named = {"by": by, "now": now, "revision": revision + len(made), "most_bytes": most_bytes}
            made.append(attach(commitment_id, file, file.name or "", **named))
        return act(revision + len(made))


@contextmanager
def _stored_or_gone(made: list[Evidence]) -> Iterator[None]:
    """A row that was not written must not leave its bytes behind."""
    try:
        yield
    except BaseException:
        for piece in made:
            if piece.file.name:
                default_storage.delete(piece.file.name)
        raise


def _piece(acting: Acting, name: str, size: int, kind: str, digest: str) -> Evidence:
    return Evidence(
        commitment=acting.commitment,
        name=shown_name(name),
        size=size,
        format=kind,
        sha256=digest,
        by=acting.person.user,
        by_name=acting.person.name,
        made_at=acting.now,
    )


def _digest(content: File) -> str:
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    content.seek(0)
    return digest.hexdigest()


def detach(evidence_id: int, *, by: Any, now: datetime, revision: int, reason: str) -> Commitment:
    """Attached by mistake. The ledger keeps its name and the reason; the bytes go."""
    commitment_id = Evidence.objects.values_list("commitment_id", flat=True).get(pk=evidence_id)

    def change(acting: Acting) -> None:
        piece = acting.commitment.evidence.filter(pk=evidence_id).first()
        if piece is None:
            raise Unfit(_("This piece of evidence is not there any more."))
        piece.delete()
        acting.commitment.pieces -= 1
        acting.before["evidence"] = piece.name
        transaction.on_commit(partial(default_storage.delete, str(piece.file.name)))

    return acts.one(
        Verb.DETACH, commitment_id, by=by, now=now, revision=revision, change=change,
        reason=acts.given(reason),
    )  # fmt: skip


def piece_visible_to(user: Any, evidence_id: int, today: date) -> Evidence | None:
    """The piece, if the user may see its commitment: what a download has to ask."""
    seen = Commitment.objects.visible_to(user, today)
    return Evidence.objects.filter(pk=evidence_id, commitment__in=seen.values("pk")).first()
