"""What holds for any text whatever, well written or not."""

from __future__ import annotations

from itertools import pairwise

from reports.text.clean import fold
from reports.text.model import Item, Reading, Span


def check(reading: Reading, source: str) -> None:
    """Fail with the first promise of the model that ``reading`` of ``source`` breaks."""
    _check_chapters(reading)
    _check_items(reading)
    _check_facts(reading)
    _check_origins(reading, source)


def _check_chapters(reading: Reading) -> None:
    for chapter in reading.chapters:
        assert 0 <= chapter.start < chapter.end <= len(reading.text)
        assert reading.text[chapter.start : chapter.end].startswith(chapter.heading)
    assert all(a.end <= b.start for a, b in pairwise(reading.chapters))


def _check_items(reading: Reading) -> None:
    assert all(a.end <= b.start for a, b in pairwise(reading.items))
    for item in reading.items:
        assert 0 <= item.start < item.end <= len(reading.text)
        assert reading.text[item.start : item.end] == item.text == item.text.strip()
        assert item.heading
        assert item.text.startswith(item.heading)
        assert item.reason
        assert (item.due_on is None) == (item.due_basis is None)
        assert (item.due_text is not None) == (item.due_basis == "stated")
        assert item.kind == "arrangement" or (item.due_on, item.grade) == (None, None)
        _check_parts(reading, item)


def _check_parts(reading: Reading, item: Item) -> None:
    places = [(figure.start, figure.end) for figure in item.figures]
    places += [(unit.start, unit.end) for unit in item.organs]
    if item.cause:
        places.append((item.cause.start, item.cause.end))
    assert all(item.start <= start < end <= item.end for start, end in places)
    assert all(reading.text[unit.start : unit.end] == unit.name for unit in item.organs)
    assert item.due_text is None or item.due_text in fold(item.text)


def _check_facts(reading: Reading) -> None:
    facts = (reading.kind, reading.organ, reading.title, reading.addressee, reading.year,
             reading.plan_year, reading.issued_on)  # fmt: skip
    for fact in facts:
        if fact is None:
            continue
        assert fact.reason
        assert fact.span is None or _within(fact.span, reading.text)
    assert (reading.plan_year is None) == (reading.plan_year_basis is None)


def _within(span: Span, text: str) -> bool:
    return 0 <= span.start < span.end <= len(text)


def _check_origins(reading: Reading, source: str) -> None:
    """The runs cover the clean text without a gap and go forward in the source. A line break that the text
    needs and the source has not names the character before it."""
    place = read_to = 0
    for start, origin, length in reading.origins:
        assert (start, length > 0) == (place, True)
        assert origin >= read_to - (reading.text[start : start + length] == "\n")
        assert origin + length <= len(source)
        place, read_to = start + length, max(read_to, origin + length)
    assert place == len(reading.text)
