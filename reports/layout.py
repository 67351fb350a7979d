"""A report laid out to be read: its text in chapters and lines with passages marked in place, and beside it
its items in the same order. No database here: rows in, frozen values out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

from django.utils.translation import gettext_lazy as _

from reports.choices import ItemKind
from reports.models import Item, Section

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ROLES: Final[dict[str, _StrPromise]] = {
    "lead": _("Lead"),
    "owner": _("Responsible"),
    "support": _("In support"),
}


class Mark(Protocol):
    """A passage that is marked: an item of the list, or what another page quotes."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


M = TypeVar("M", bound=Mark)


@dataclass(frozen=True, slots=True)
class Run(Generic[M]):
    """Characters of one line that belong to ``mark``, or to none. ``first``: the passage begins here."""

    text: str
    mark: M | None = None
    first: bool = False


@dataclass(frozen=True, slots=True)
class Line(Generic[M]):
    """``start`` is the place of its first character. ``role``: title, heading, inset (an ordinary paragraph)
    or onward (the rest of a line in which a chapter began)."""

    start: int
    role: str
    runs: tuple[Run[M], ...]


@dataclass(frozen=True, slots=True)
class Band(Generic[M]):
    """A chapter, or what stands outside all of them."""

    section: Section | None
    lines: tuple[Line[M], ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A place that a reader can be led to, and what is said of it."""

    start: int
    end: int
    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the list. ``number`` counts within its kind; ``next`` is the item after it, of any kind."""

    item: Item
    number: int
    next: int | None
    due: Passage | None
    cause: Passage | None
    figures: tuple[Passage, ...]
    units: tuple[Passage, ...]

    @property
    def start(self) -> int:
        return self.item.start

    @property
    def end(self) -> int:
        return self.item.end

    @property
    def other_kind(self) -> ItemKind:
        """What a clerk may make of it instead."""
        return ItemKind.ARRANGEMENT if self.item.kind == ItemKind.PROBLEM else ItemKind.PROBLEM


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbours under one heading of the text, or under none."""

    parent: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The items of one chapter."""

    section: Section | None
    groups: tuple[Group, ...]


def entries(text: str, items: Sequence[Item]) -> list[Entry]:
    """``items`` in document order, each with the places of what it says."""
    counted: dict[str, int] = {}
    made = []
    for item, after in zip_longest(items, items[1:]):
        counted[item.kind] = counted.get(item.kind, 0) + 1
        made.append(_entry(text, item, counted[item.kind], after))
    return made


def _entry(text: str, item: Item, number: int, after: Item | None) -> Entry:
    said = text.find(item.due_text, item.start, item.end) if item.due_text else -1
    due = Passage(said, said + len(item.due_text), item.due_text) if said >= 0 else None
    cause = None
    if item.cause_start is not None and item.cause_end is not None:
        cause = Passage(item.cause_start, item.cause_end, text[item.cause_start : item.cause_end])
    figures = tuple(_places(text, item.figures, lambda figure: figure["counts"]))
    units = tuple(_places(text, item.organs, lambda unit: ROLES.get(unit["role"], "")))
    return Entry(item, number, after.pk if after else None, due, cause, figures, units)


def _places(
    text: str, kept: Iterable[dict[str, Any]], about: Callable[[dict[str, Any]], Any]
) -> Iterator[Passage]:
    for part in kept:
        yield Passage(part["start"], part["end"], text[part["start"] : part["end"]], str(about(part)))


def shelves(sections: Sequence[Section], found: Sequence[Entry]) -> list[Shelf]:
    """The list: by chapter, and in it by the heading that neighbours share."""

    def chapter(entry: Entry) -> Section | None:
        return next((s for s in sections if s.start <= entry.item.start < s.end), None)

    return [
        Shelf(section, tuple(Group(parent, tuple(g)) for parent, g in groupby(inside, _parent)))
        for section, inside in groupby(found, chapter)
    ]


def _parent(entry: Entry) -> str:
    return entry.item.parent


def bands(
    text: str, sections: Sequence[Section], marks: Sequence[M], title: tuple[int, int] | None = None
) -> list[Band[M]]:
    """The text: every character that is not white space stands in exactly one run. ``marks`` in document
    order, none over another."""
    made = []
    for section, start, end in _stretches(text, sections):
        lines = tuple(_lines(text, start, end, section, marks, title))
        if lines:
            made.append(Band(section, lines))
    return made


def _stretches(text: str, sections: Sequence[Section]) -> Iterator[tuple[Section | None, int, int]]:
    place = 0
    for section in sections:
        yield None, place, section.start
        yield section, section.start, section.end
        place = section.end
    yield None, place, len(text)


def _lines(
    text: str,
    start: int,
    end: int,
    section: Section | None,
    marks: Sequence[M],
    title: tuple[int, int] | None,
) -> Iterator[Line[M]]:
    here = [mark for mark in marks if mark.start < end and mark.end > start]
    place = start
    for words in text[start:end].split("\n"):
        stop = place + len(words)
        if words.strip():
            while here and here[0].end <= place:
                here.pop(0)
            role = _role(text, place, stop, section, title)
            yield Line(place, role, tuple(_runs(text, place, stop, here)))
        place = stop + 1


def _role(text: str, start: int, end: int, section: Section | None, title: tuple[int, int] | None) -> str:
    if title is not None and title[0] < end and title[1] > start:
        return "title"
    if section is not None and start == section.start and end - start <= len(section.heading) + 1:
        return "heading"
    return "onward" if start and text[start - 1] != "\n" else "inset"


def _runs(text: str, start: int, end: int, here: Sequence[M]) -> Iterator[Run[M]]:
    place = start
    for mark in here:
        if mark.start >= end:
            break
        first, last = max(mark.start, start), min(mark.end, end)
        if first > place:
            yield Run(text[place:first])
        yield Run(text[first:last], mark, first == mark.start)
        place = last
    if place < end:
        yield Run(text[place:end])
