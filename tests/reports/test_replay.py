"""Replaying on any reading: items stay apart and in order, and no correction is lost without a word."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from reports import passages, replay
from reports.passages import Columns

TEXT = "".join(f"第{n}条要求落实。" for n in "一二三四五六七八九十") * 3
Bounds = tuple[int, int]


def item(start: int, end: int, kind: str = "problem") -> Columns:
    return {"kind": kind, "parent": "", "start": start, "end": end, "text": TEXT[start:end], "removed": False}


def describe(wanted: Columns, start: int, end: int) -> Columns:
    return item(start, end, wanted["kind"])


@st.composite
def apart(draw: st.DrawFn) -> list[Bounds]:
    """Passages in order, none upon another."""
    cuts = sorted(draw(st.sets(st.integers(0, len(TEXT)), max_size=16)))
    return list(zip(cuts[::2], cuts[1::2], strict=False))


changes = st.lists(st.tuples(apart(), apart()), max_size=6)


def replayed(drafts: list[Bounds], made: list[tuple[list[Bounds], list[Bounds]]]) -> Any:
    corrections = [
        replay.Change(key, [item(*b) for b in before], [item(*b, "arrangement") for b in after])
        for key, (before, after) in enumerate(made)
        if before or after
    ]
    return corrections, *replay.replay(TEXT, [item(*b) for b in drafts], corrections, describe)


@given(apart(), changes)
def test_items_stay_apart_and_in_order(drafts: list[Bounds], made: Any) -> None:
    _made, items, _lost = replayed(drafts, made)
    end = 0
    for found in items:
        assert end <= found["start"] < found["end"]
        assert TEXT[found["start"] : found["end"]] == found["text"]
        end = found["end"]


@given(apart(), changes)
def test_a_correction_is_in_force_or_named(drafts: list[Bounds], made: Any) -> None:
    corrections, items, lost = replayed(drafts, made)
    named = {unplaced.key for unplaced in lost}
    if corrections and corrections[-1].key not in named:  # an earlier one may have been corrected again
        bounds = [(found["start"], found["end"]) for found in items]
        assert all((p["start"], p["end"]) in bounds for p in corrections[-1].after)


@given(apart())
def test_without_corrections_the_reading_stands(drafts: list[Bounds]) -> None:
    _made, items, lost = replayed(drafts, [])
    assert (items, lost) == ([item(*b) for b in drafts], [])


@given(st.text("甲乙丙", max_size=30), st.text("甲乙丙", min_size=1, max_size=4), st.integers(0, 40))
def test_a_quote_is_found_where_it_is_nearest(text: str, quote: str, near: int) -> None:
    places = [n for n in range(len(text)) if text.startswith(quote, n)]
    found = replay.find(text, quote, near)
    assert (found is None) is (not places)
    assert found is None or abs(found - near) == min(abs(place - near) for place in places)


@given(st.text("一二。\n 甲乙", min_size=1, max_size=40), st.data())
def test_a_heading_is_the_beginning_of_its_passage(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    heading = passages.heading(text, start, end)
    assert text[start:end].startswith(heading)
    assert "\n" not in heading
    assert "。" not in heading[:-1]
