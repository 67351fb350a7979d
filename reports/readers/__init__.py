"""From a file to its text, or a clear refusal: ``read_file`` is the only door. Tables of a workbook have one
of their own, ``read_workbook``, and so have the files packed in another, ``read_members``."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from reports.readers import legacy, text
from reports.readers.confined import ask_child, read_in_child
from reports.readers.detection import Content, content_of
from reports.readers.model import MEBIBYTE, Document, Limits, Member, Sheet, Workbook
from reports.readers.refusals import Refused

__all__ = [
    "Document", "Limits", "Member", "Refused", "Sheet", "Workbook", "read_file", "read_members",
    "read_workbook",
]  # fmt: skip

_UNPACKED_BY: Final[Mapping[Content, str]] = {"archive": "archive", "message": "attachments"}


def read_file(path: Path, name: str, limits: Limits) -> Document:
    """Read the file at ``path``; ``name``, what its owner calls it, decides nothing and is for the log."""
    data = _bytes(path, limits)
    document = _document(content_of(data), data, name, limits)
    if not document.text.strip():
        raise Refused("empty")
    return document


def _document(content: Content, data: bytes, name: str, limits: Limits) -> Document:
    if content == "text":
        return text.read(data, limits)
    if content == "legacy":
        modern = legacy.converted(data, name, limits)
        return replace(read_in_child("office", modern, name, limits), format="doc")
    if content == "archive":
        read_members(data, name, limits)  # says what is wrong with it
        raise Refused("archive")
    return read_in_child(content, data, name, limits)


def read_members(data: bytes, name: str, limits: Limits) -> tuple[Member, ...]:
    """The files in a .zip or on a mail. None when it is neither, or a mail that came alone."""
    reader = _UNPACKED_BY.get(content_of(data))
    if reader is None:
        return ()
    found = ask_child(reader, data, name, limits)["members"]
    return tuple(Member(**member | {"content": b64decode(member["content"])}) for member in found)


def read_workbook(data: bytes, name: str, limits: Limits) -> Workbook:
    """Read the sheets of an .xlsx file."""
    if len(data) > limits.max_bytes:
        raise _too_large(limits)
    if not data.strip():
        raise Refused("empty")
    if content_of(data) not in {"office", "archive"}:
        raise Refused("wrong_type")
    found = ask_child("xlsx", data, name, limits)
    return Workbook(
        tuple(Sheet(sheet["name"], tuple(map(tuple, sheet["rows"]))) for sheet in found["sheets"])
    )


def _too_large(limits: Limits) -> Refused:
    return Refused("too_large", limit=max(1, limits.max_bytes // MEBIBYTE))


def _bytes(path: Path, limits: Limits) -> bytes:
    """All of the file, which is refused by its size before it is read and by what comes while it is."""
    too_large = _too_large(limits)
    if path.stat().st_size > limits.max_bytes:
        raise too_large
    with path.open("rb") as file:
        data = file.read(limits.max_bytes + 1)
    if len(data) > limits.max_bytes:
        raise too_large
    if not data.strip():
        raise Refused("empty")
    return data
