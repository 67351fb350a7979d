"""What reading a report yields: frozen values, each tied to its place and to the reason it was taken.

All ``start``/``end`` are character offsets into :attr:`Reading.text`, the clean text that the project
keeps; ``Reading.text[start:end]`` is always the passage itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, Literal, TypeVar

T = TypeVar("T")

ReportKind = Literal[
    "annual_report", "delegate_reply", "work_report", "work_summary", "disclosure_report", "other"
]
ChapterKind = Literal["achievements", "problems", "leadership", "arrangements", "combined", "other"]
ItemKind = Literal["problem", "arrangement"]
Grade = Literal["measurable", "checkable", "direction"]
Basis = Literal["stated", "inferred"]
DueBasis = Literal["stated", "default"]
Role = Literal["lead", "owner", "support"]
NoteCode = Literal[
    "no_title",
    "no_organ",
    "organ_from_text",
    "no_date",
    "date_from_publication",
    "no_addressee",
    "no_year",
    "plan_year_inferred",
    "no_plan_year",
    "no_problems",
    "no_arrangements",
    "problems_without_chapter",
    "arrangements_without_chapter",
    "numbering_slips",
    "starts_midway",
]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` (included) to ``end`` (excluded) of the clean text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Fact(Generic[T]):
    """A value read from the report's head or foot; ``span`` is None when the file's metadata gave it."""

    value: T
    reason: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file says of itself beside its text (a web page's meta block, a document's properties)."""

    title: str | None = None
    organ: str | None = None
    issued_on: date | None = None
    published_on: date | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity that somebody can count: 95项, 增长6%以上, 1-2所.

    ``upper`` is the end of a range. ``comparison`` is one of ``at_least``, ``at_most``, ``about``,
    ``over``, ``under``, ``exactly``; ``counts`` names what is counted, as the sentence words it.
    """

    number: Decimal
    upper: Decimal | None
    unit: str
    comparison: str
    counts: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class UnitMention:
    """A unit that the text makes answerable: （牵头单位：…；责任单位：…；配合单位：…）."""

    name: str
    role: Role
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Chapter:
    """A level-one chapter from its heading to the next chapter."""

    kind: ChapterKind
    heading: str
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Item:
    """A leaf: one problem (存在的问题) or one arrangement (下一年安排).

    ``parent`` is the heading of the group it stands in. ``due_on``/``due_basis``/``due_text``, ``grade``
    and ``organs`` are for arrangements, ``cause`` (the passage after 原因在于 and its like) for problems.
    """

    kind: ItemKind
    parent: str | None
    heading: str
    text: str
    start: int
    end: int
    reason: str
    due_on: date | None = None
    due_basis: DueBasis | None = None
    due_text: str | None = None
    grade: Grade | None = None
    grade_reason: str | None = None
    figures: tuple[Figure, ...] = ()
    organs: tuple[UnitMention, ...] = ()
    cause: Span | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person should look at: a value that is missing or was inferred. ``detail`` is a quote."""

    code: NoteCode
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A report as read.

    ``origins`` maps the clean text back to the text that was handed in: runs of (place in ``text``, place in
    the source, length), in order; :func:`reports.text.clean.origin` looks a place up.
    """

    text: str
    origins: tuple[tuple[int, int, int], ...]
    kind: Fact[ReportKind]
    organ: Fact[str] | None
    title: Fact[str] | None
    addressee: Fact[str] | None
    year: Fact[int] | None
    plan_year: Fact[int] | None
    plan_year_basis: Basis | None
    issued_on: Fact[date] | None
    chapters: tuple[Chapter, ...]
    items: tuple[Item, ...]
    notes: tuple[Note, ...]
