"""The sentences of a report, each with its chapter and with what it tells: done, lacking or planned."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from reports.text.clean import fold
from reports.text.model import ChapterKind, Item, Reading
from reports.text.sentences import sentences

Told = Literal["done", "lacking", "planned", "apart"]

STOPS = "。!?！？;；"
SHORTEST = 6  # a shorter piece is a number or a call: 各位代表！

_LOOKS_BACK = re.compile(
    "(?:在?刚刚|在)?(?:过去|已经过去)的?(?:这)?(?:一|五|三|几)?年|[一五三几两]年(?:多)?来|去年|上一?年|20\\d\\d年以来"
)
_LOOKS_AHEAD = re.compile(
    "(?:在?新的一年|今年|明年|今后|未来|下一?步|接下来)|(?:我们|政府|各级)?(?:将|要|必须|一定)"
)

# Vows, thanks and whom it is owed to tell of no deed: 我们一定正视问题, 这些成绩的取得，根本在于…
_TELLS_NOTHING = re.compile(
    "(?:对(?:此|这些|于这些|上述)[^。;]{0,30})?(?:我们|政府)?(?:一定|将|必将|定将|必须)[^。;]{0,30}(?:解决|改进|问题|辜负)"
    "|[^。;]*表示[^,。;]{0,8}(?:感谢|敬意|问候)|[^。;]*(?:根本在于|得益于|归功于|离不开)"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A whole sentence; ``folded`` are its words for comparison, ``line`` counts the paragraphs."""

    start: int
    end: int
    text: str
    folded: str
    where: ChapterKind
    told: Told
    line: int


def passages(reading: Reading) -> tuple[Passage, ...]:
    """All sentences of a report in order. A sentence that leads into a problem or a promise
    (主要是：一是…) ends before it."""
    return tuple(_passages(reading))


def _passages(reading: Reading) -> Iterator[Passage]:
    text, folded = reading.text, fold(reading.text)
    cuts = sorted({item.start for item in reading.items})
    chapters = _Chapters(reading)
    place = 0
    for number, line in enumerate(text.split("\n")):
        stop = place + len(line)
        back = False
        for start, end in _pieces(folded, place, stop, cuts):
            words = folded[start:end]
            back = bool(_LOOKS_BACK.match(words)) or (back and not _LOOKS_AHEAD.match(words))
            where, told = chapters.of(start)
            if told == "done" and words[-1] not in STOPS and (where == "other" or chapters.heads(start)):
                told = "apart"  # a title, an addressee: no sentence of the opening; a heading: no deed
            if told == "done" and _TELLS_NOTHING.match(words):
                told = "apart"
            if told == "planned" and back:
                told = "done"
            yield Passage(start, end, text[start:end], words, where, told, number)
        place = stop + 1


def _pieces(folded: str, start: int, stop: int, cuts: list[int]) -> Iterator[tuple[int, int]]:
    for span in sentences(folded, start, stop, STOPS):
        inside = cuts[bisect_right(cuts, span.start) : bisect_right(cuts, span.end - 1)]
        for begin, end in zip([span.start, *inside], [*inside, span.end], strict=True):
            while end > begin and folded[end - 1].isspace():
                end -= 1
            if end - begin >= SHORTEST:
                yield begin, end


class _Chapters:
    """Which chapter and which item a place stands in."""

    def __init__(self, reading: Reading) -> None:
        self._chapters = reading.chapters
        self._starts = [chapter.start for chapter in reading.chapters]
        self._items = sorted(reading.items, key=lambda item: item.start)
        self._item_starts = [item.start for item in self._items]

    def of(self, start: int) -> tuple[ChapterKind, Told]:
        number = bisect_right(self._starts, start) - 1
        if number < 0:  # before the first heading, or a text without any: the opening tells of the year
            return "other", _of_item(self._item(start)) or "done"
        chapter = self._chapters[number]
        if start >= chapter.end:
            return "other", "apart"
        return chapter.kind, _of_item(self._item(start)) or _of_chapter(chapter.kind)

    def heads(self, start: int) -> bool:
        """Whether a chapter begins there, with its heading."""
        number = bisect_right(self._starts, start) - 1
        return number >= 0 and self._starts[number] == start

    def _item(self, start: int) -> Item | None:
        number = bisect_right(self._item_starts, start) - 1
        item = self._items[number] if number >= 0 else None
        return item if item and start < item.end else None


def _of_item(item: Item | None) -> Told | None:
    if item is None:
        return None
    return "lacking" if item.kind == "problem" else "planned"


def _of_chapter(kind: ChapterKind) -> Told:
    if kind in ("achievements", "leadership"):
        return "done"
    return "lacking" if kind == "problems" else "planned"
