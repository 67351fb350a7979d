"""What the readers take and give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from reports.readers.refusals import Code
from reports.text.model import Metadata

Format = Literal["text", "html", "docx", "pdf", "ofd", "doc"]

MEBIBYTE = 1024 * 1024
# The line above the footnotes, which come last: the text core ends the report there.
NOTES_HEADING = "注释："


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost. The defaults hold many times what a report needs."""

    max_bytes: int = 20 * MEBIBYTE
    max_expanded_bytes: int = 64 * MEBIBYTE
    max_pages: int = 500
    max_characters: int = 500_000
    max_members: int = 200
    max_memory: int = 1024 * MEBIBYTE
    seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a file, one paragraph, heading or table row per line.

    ``unread_pages`` counts from 1 the pages of a PDF or an OFD that hold a picture and no text, so that a
    person can be told that something was left out.
    """

    text: str
    format: Format
    metadata: Metadata
    unread_pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """``rows`` from the first row of the sheet on, so that their place is their number."""

    name: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Workbook:
    """The visible sheets of an .xlsx file."""

    sheets: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive or on a mail; ``refused`` is the code of why it could not be taken out."""

    name: str
    content: bytes = b""
    size: int = 0
    refused: Code | Literal[""] = ""
    values: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contents:
    members: tuple[Member, ...]
