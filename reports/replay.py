"""What people corrected, done again on a fresh reading. No database here: columns in, columns out.

A correction is anchored by the words of the passages that it took and gave, and by their places. It fits when
those words are still there and nothing that the machine reads now straddles them; else it is named, and the
reading stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from reports.passages import Columns

QUOTE_MISSING = "quote_missing"
STRADDLED = "straddled"

Describe = Callable[[Columns, int, int], Columns]


@dataclass(frozen=True, slots=True)
class Change:
    """One correction of items: the passages as they stood before it and after it."""

    key: int
    before: Sequence[Columns]
    after: Sequence[Columns]


@dataclass(frozen=True, slots=True)
class Unplaced:
    key: int
    reason: str


def replay(
    text: str, drafts: Sequence[Columns], changes: Iterable[Change], describe: Describe
) -> tuple[list[Columns], list[Unplaced]]:
    """``drafts`` under ``changes``, in document order, and the changes that no longer fit."""
    items = list(drafts)
    unplaced: list[Unplaced] = []
    for change in changes:
        before, after = _places(text, change.before), _places(text, change.after)
        if after is None or before is None:
            unplaced.append(Unplaced(change.key, QUOTE_MISSING))
            continue
        ground = _joined(before + after)
        touched = [item for item in items if any(_meet(item, *place) for place in ground)]
        if not all(any(_within(item, *place) for place in ground) for item in touched):
            unplaced.append(Unplaced(change.key, STRADDLED))
            continue
        kept = [item for item in items if item not in touched]
        made = [describe(wanted, *place) for wanted, place in zip(change.after, after, strict=True)]
        items = sorted(kept + made, key=lambda item: item["start"])
    return items, unplaced


def _places(text: str, passages: Sequence[Columns]) -> list[tuple[int, int]] | None:
    """Where the passages stand now; None when the words of one are gone, or two would lie upon each other."""
    found: list[tuple[int, int]] = []
    for passage in passages:
        start = find(text, passage["text"], passage["start"])
        if start is None or (found and start < found[-1][1]):
            return None
        found.append((start, start + len(passage["text"])))
    return found


def _joined(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches that the places cover: what an item was moved across is none of them."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _meet(item: Columns, start: int, end: int) -> bool:
    return item["start"] < end and start < item["end"]


def _within(item: Columns, start: int, end: int) -> bool:
    return start <= item["start"] and item["end"] <= end


def find(text: str, quote: str, near: int) -> int | None:
    """The place of ``quote`` nearest to where it stood."""
    if text.startswith(quote, near):
        return near
    before = text.rfind(quote, 0, near + len(quote))
    after = text.find(quote, near)
    places = [place for place in (before, after) if place >= 0]
    return min(places, key=lambda place: abs(place - near), default=None)
