"""Table rows from the pieces of lines of a printed page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

# In ems: a wider gap parts the cells of a table; less is type set loosely.
GAP: Final = 0.6
_LEVEL: Final = 0.3
# So far above the others of its row a cell may begin; farther up it is the top of another column of the page.
_ROW_HEIGHT: Final = 4
# Against the line's type: so small and so far raised is a mark that refers to a footnote.
_RAISED: Final = 0.8
_RISE: Final = 0.15
MARKS: Final = frozenset("0123456789①②③④⑤⑥⑦⑧⑨⑩[]〔〕［］")
# From line to line within a cell, at most.
_STEP: Final = 1.9


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line with its places in points from the left and from the bottom; ``em`` is its type size."""

    text: str
    left: float
    right: float
    base: float
    em: float


Cell = list[PrintedLine]


def rows(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Put together what stands in one row: cells parted by tabs, a cell's own lines one after another.

    Writers of PDF put a table down cell by cell: after the last line of a cell the next one begins to the
    right of it and no lower.
    """
    result: list[PrintedLine] = []
    row: list[Cell] = []
    for line in lines:
        if row and _continues(row[-1][-1], line):
            last = row[-1][-1]
            row[-1][-1] = replace(last, text=last.text + line.text, right=line.right)
        elif row and _is_next_cell(row, line):
            row.append([line])
        elif len(row) > 1 and _wraps(row, line):
            row[-1].append(line)
        else:
            result += _flat(row)
            row = [[line]]
    return result + _flat(row)


def _flat(row: Sequence[Cell]) -> list[PrintedLine]:
    if not row:
        return []
    text = "\t".join("".join(line.text for line in cell) for cell in row)
    right = max(line.right for cell in row for line in cell)
    return [replace(row[0][0], text=text, right=right)]


def _continues(before: PrintedLine, line: PrintedLine) -> bool:
    """Whether a change of type alone has parted the two."""
    level = abs(before.base - line.base) < _LEVEL * line.em
    return level and -line.em < line.left - before.right <= GAP * line.em


def _is_next_cell(row: Sequence[Cell], line: PrintedLine) -> bool:
    top, last = row[0][0], row[-1][-1]
    beside = line.left > max(each.right for each in row[-1])
    return (
        beside and -_LEVEL * line.em <= line.base - last.base and line.base - top.base < _ROW_HEIGHT * line.em
    )


def _wraps(row: Sequence[Cell], line: PrintedLine) -> bool:
    """Whether the line is one more of the row's last cell: under it, and clear of the cell before."""
    left, right = min(each.left for each in row[-1]), max(each.right for each in row[-1])
    clear = line.left > max(each.right for each in row[-2])
    last = row[-1][-1]
    near = 0 < last.base - line.base < _STEP * line.em and abs(last.em - line.em) < 0.1 * line.em
    return clear and near and line.left < right and line.right > left


def is_note_mark(text: str, before: str, em: float, rise: float) -> bool:
    """A small raised digit refers to a footnote; left in place it would change a figure (95¹ to 951).

    ``em`` and ``rise`` are told in ems of the line; a letter before it makes the digit a power (m²).
    """
    if not MARKS.issuperset(text) or (before.isascii() and before.isalpha()):
        return False
    return em < _RAISED and rise > _RISE
