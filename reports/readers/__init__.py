"""From a file to its text, or a clear refusal: ``read_file`` is the only door. Tables of a workbook have one
of their own, ``read_workbook``."""

from __future__ import annotations

from pathlib import Path

from reports.readers import text
from reports.readers.confined import ask_child, read_in_child
from reports.readers.detection import content_of
from reports.readers.model import MEBIBYTE, Document, Limits, Sheet, Workbook
from reports.readers.refusals import Refused

__all__ = ["Document", "Limits", "Refused", "Sheet", "Workbook", "read_file", "read_workbook"]


def read_file(path: Path, name: str, limits: Limits) -> Document:
    """Read the file at ``path``; ``name``, what its owner calls it, decides nothing and is for the log."""
    data = _bytes(path, limits)
    content = content_of(data)
    document = text.read(data, limits) if content == "text" else read_in_child(content, data, name, limits)
    if not document.text.strip():
        raise Refused("empty")
    return document


def read_workbook(data: bytes, name: str, limits: Limits) -> Workbook:
    """Read the sheets of an .xlsx file."""
    if len(data) > limits.max_bytes:
        raise _too_large(limits)
    if not data.strip():
        raise Refused("empty")
    if content_of(data) != "zip":
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
