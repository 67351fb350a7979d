"""What proves something: by content, within bounds, stored apart, gone when refused."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from commitments import evidence, lifecycle
from commitments.models import Commitment, Evidence
from commitments.refusals import NotAllowed, Unfit, WrongStatus
from tests.commitments import offices
from tests.commitments.offices import MOST_BYTES, PDF, City, act, fresh, package

pytestmark = pytest.mark.django_db


def stored(settings: Any) -> list[Path]:
    folder = Path(settings.MEDIA_ROOT) / evidence.FOLDER
    return [path for path in folder.rglob("*") if path.is_file()]


KINDS = {
    "pdf": PDF,
    "png": b"\x89PNG\r\n\x1a\n....",
    "jpg": b"\xff\xd8\xff\xe0....",
    "docx": package("word/document.xml"),
    "xlsx": package("xl/workbook.xml"),
    "pptx": package("ppt/presentation.xml"),
    "ofd": package("OFD.xml"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_known_by_its_content(town: City, running: Commitment, settings: Any, kind: str) -> None:
    piece = offices.attached(town, running, KINDS[kind])
    assert (piece.format, piece.name, piece.by_name) == (kind, "佐证.pdf", "何青")
    assert piece.sha256 == hashlib.sha256(KINDS[kind]).hexdigest()
    assert [path.read_bytes() for path in stored(settings)] == [KINDS[kind]]
    assert stored(settings)[0].suffix == f".{kind}"
    assert "佐证" not in str(stored(settings)[0])
    assert fresh(running).pieces == 1


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"MZ\x90\x00", id="a program"),
        pytest.param(b"<html><script>alert(1)</script>", id="a page"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="svg"),
        pytest.param(b"PK\x03\x04broken", id="a broken package"),
        pytest.param(package("readme.txt"), id="any zip"),
        pytest.param(package("word/vbaProject.bin"), id="macros"),
        pytest.param(b"text", id="text"),
        pytest.param(PDF + b"x" * MOST_BYTES, id="too large"),
    ],
)
def test_what_is_no_evidence_is_refused(
    town: City, running: Commitment, settings: Any, content: bytes
) -> None:
    with pytest.raises(Unfit):
        offices.attached(town, running, content)
    assert (stored(settings), Evidence.objects.count(), fresh(running).pieces) == ([], 0, 0)


def test_the_same_file_is_attached_once(town: City, running: Commitment, settings: Any) -> None:
    offices.attached(town, running)
    with pytest.raises(Unfit):
        offices.attached(town, running)
    assert (len(stored(settings)), fresh(running).pieces) == (1, 1)


def test_a_refused_act_leaves_no_bytes_behind(town: City, running: Commitment, settings: Any) -> None:
    with pytest.raises(NotAllowed):
        offices.attached(town, running, by="clerk")
    assert stored(settings) == []


def test_bytes_go_when_the_row_cannot_be_written(town: City, running: Commitment, settings: Any) -> None:
    by = town["officer"]
    by.first_name = "\ud800"  # half a character: no database takes it
    with pytest.raises(UnicodeEncodeError):
        act(evidence.attach, running, offices.proof(), "佐证.pdf", by=by, most_bytes=MOST_BYTES)
    assert (stored(settings), fresh(running).pieces) == ([], 0)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\我的文件\\照片.png", "照片.png"),
        ("../../etc/passwd", "passwd"),
        ("x" * 300 + ".pdf", "x" * 243 + "…" + "x" * 7 + ".pdf"),
        ("", "?"),
    ],
)
def test_the_name_is_for_people_only(town: City, running: Commitment, given: str, kept: str) -> None:
    piece = act(evidence.attach, running, ContentFile(PDF), given, by=town["officer"], most_bytes=MOST_BYTES)
    assert piece.name == kept


def test_what_was_attached_by_mistake_is_taken_back(
    town: City, running: Commitment, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    piece = offices.attached(town, running)
    with django_capture_on_commit_callbacks(execute=True):
        act(
            lambda _pk, **more: evidence.detach(piece.pk, reason="传错了", **more),
            running,
            by=town["officer"],
        )
    assert (stored(settings), fresh(running).pieces) == ([], 0)
    with pytest.raises(Unfit):
        act(lifecycle.submit_for_closure, running, by=town["officer"])


def test_evidence_of_what_waits_for_a_signature_is_not_touched(town: City, candidate: Commitment) -> None:
    row = offices.submitted(town, candidate)
    piece = row.evidence.get()
    with pytest.raises(WrongStatus):
        act(lambda _pk, **more: evidence.detach(piece.pk, reason="换", **more), row, by=town["officer"])
    assert row.evidence.count() == 1


def test_there_is_an_end_to_it(town: City, running: Commitment) -> None:
    Commitment.objects.filter(pk=running.pk).update(pieces=evidence.MOST_PIECES)
    with pytest.raises(Unfit):
        offices.attached(town, running)


def test_files_and_the_act_that_they_prove_are_done_together(town: City, running: Commitment) -> None:
    files = [offices.proof(), ContentFile(KINDS["png"], name="照片.png")]
    named: dict[str, Any] = {"by": town["officer"], "now": offices.NOW}
    row = evidence.attach_with(
        running.pk,
        files,
        lambda revision: lifecycle.submit_for_closure(running.pk, revision=revision, **named),
        revision=running.revision,
        most_bytes=MOST_BYTES,
        **named,
    )
    assert (row.status, row.pieces, row.revision) == ("submitted", 2, running.revision + 3)
    assert [piece.name for piece in row.evidence.all()] == ["佐证.pdf", "照片.png"]


def test_a_refused_act_takes_its_files_along(town: City, running: Commitment, settings: Any) -> None:
    named: dict[str, Any] = {"by": town["helper"], "now": offices.NOW}  # may attach, may not submit
    with pytest.raises(NotAllowed):
        evidence.attach_with(
            running.pk,
            [offices.proof()],
            lambda revision: lifecycle.submit_for_closure(running.pk, revision=revision, **named),
            revision=running.revision,
            most_bytes=MOST_BYTES,
            **named,
        )
    assert (stored(settings), Evidence.objects.count()) == ([], 0)
    assert fresh(running).revision == running.revision
