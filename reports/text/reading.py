"""Reading a report: text in, frozen :class:`~reports.text.model.Reading` out, by the steps below."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from .clean import CleanText, clean
from .head import Head, read_foot, read_head
from .items import read_items
from .marks import Block
from .model import Chapter, Item, Metadata, Note, Reading, Span
from .outline import outline
from .sections import Section, chapter_blocks, sections
from .years import Heading, Years, plans_only, years


def read(source: str, metadata: Metadata | None = None) -> Reading:
    """Read ``source``. Never raises for odd text: what cannot be found is None or absent, and noted."""
    text = clean(source)
    given = _merged(metadata, text.metadata)
    foot = read_foot(text)
    root = outline(text, foot.end)
    blocks = chapter_blocks(text, root)
    head = read_head(text, given, blocks[0].start if blocks else len(text.text), foot)
    found_years = _years(text, head, blocks)
    covered = found_years.covered.value if found_years.covered else None
    planning = covered is None and plans_only(head.title)
    chapters = sections(text, blocks, head.kind.value, covered, plan=planning)
    planned = found_years.planned.value if found_years.planned else None
    items = read_items(text, chapters, root, foot.end, planned)
    return Reading(
        text=text.text,
        origins=text.origins,
        kind=head.kind,
        organ=head.organ,
        title=head.title,
        addressee=head.addressee,
        year=found_years.covered,
        plan_year=found_years.planned,
        plan_year_basis=found_years.basis,
        issued_on=head.issued_on,
        chapters=tuple(Chapter(s.kind, s.heading, s.start, s.end, s.reason) for s in chapters),
        items=items,
        notes=tuple(_notes(head, found_years, chapters, items)),
    )


def _merged(given: Metadata | None, found: Metadata) -> Metadata:
    """What the reader of the file found goes before what stands in the text."""
    if given is None:
        return found
    return Metadata(
        title=given.title or found.title,
        organ=given.organ or found.organ,
        issued_on=given.issued_on or found.issued_on,
        published_on=given.published_on or found.published_on,
        number=given.number or found.number,
    )


def _years(text: CleanText, head: Head, blocks: list[Block]) -> Years:
    headings = [Heading(text.folded[b.body : b.title_end], Span(b.start, b.title_end)) for b in blocks]
    lead = text.folded[head.start : blocks[0].start if blocks else min(len(text.folded), head.start + 400)]
    review = text.folded[: blocks[1].start] if len(blocks) > 1 else text.folded[: len(text.folded) // 2]
    return years(head.kind.value, head.title, lead, headings, head.issued_on, review)


def _notes(head: Head, found: Years, chapters: list[Section], items: tuple[Item, ...]) -> Iterator[Note]:
    """What a person should look at: what the text does not say, and what was inferred."""
    yield from _notes_on_head(head)
    yield from _notes_on_years(found)
    kinds = {s.kind for s in chapters}
    if not any(i.kind == "problem" for i in items):
        yield Note("no_problems")
    elif not kinds & {"problems", "combined"}:
        yield Note("problems_without_chapter")
    if not any(i.kind == "arrangement" for i in items):
        yield Note("no_arrangements")
    elif not kinds & {"arrangements", "combined"}:
        yield Note("arrangements_without_chapter")
    yield from _notes_on_numbering(chapters)


def _notes_on_head(head: Head) -> Iterator[Note]:
    if head.title is None:
        yield Note("no_title")
    if head.organ is None:
        yield Note("no_organ")
    elif head.organ.reason in ("first sentence", "opening", "contact"):
        yield Note("organ_from_text", head.organ.value)
    if head.issued_on is None:
        yield Note("no_date")
    elif head.issued_on.reason == "date of publication":
        yield Note("date_from_publication", head.issued_on.value.isoformat())
    if head.addressee is None:
        yield Note("no_addressee")


def _notes_on_years(found: Years) -> Iterator[Note]:
    if found.covered is None:
        yield Note("no_year")
    if found.planned is None:
        yield Note("no_plan_year")
    elif found.basis == "inferred":
        yield Note("plan_year_inferred", str(found.planned.value))


def _notes_on_numbering(chapters: list[Section]) -> Iterator[Note]:
    ordinals = [s.block.ordinal for s in chapters if s.block.ordinal]
    if ordinals and ordinals[0] > 1:
        yield Note("starts_midway", chapters[0].heading)
    elif any(b not in (1, a + 1) for a, b in pairwise(ordinals)):
        yield Note("numbering_slips", "、".join(map(str, ordinals)))
