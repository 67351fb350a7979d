"""Deadlines as task lists write them: 2024-06-30, 2024.6.30, 6月底前, 第二季度, 年底前, 20240630. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from reports.text.clean import fold
from reports.text.dates import dates
from reports.text.deadlines import deadlines

_COMPACT: Final = re.compile(r"(20\d\d)([01]\d)([0-3]\d)")
_MONTH: Final = re.compile(r"(20\d\d)[-/.](\d{1,2})")
# Excel counts days from here when a cell that holds a date is not formatted as one.
_EPOCH: Final = date(1899, 12, 30)
_SERIAL: Final = range(36526, 73051)  # 2000 to 2099
# No day is meant: the deadline stays as it is.
_LASTING: Final = re.compile("^(长期|持续|常态化?|全年|贯穿全年|立行立改|即知即改|/|-|—+)")


def lasting(words: str) -> bool:
    """长期坚持, 持续推进: a kind of task, not a day."""
    return bool(_LASTING.match(words))


def day(words: str, plan_year: int) -> date | None:
    """The last day that is meant; None when no day can be read. 6月底前 is of the plan year."""
    folded = fold("".join(words.split()))
    if folded.isdigit():
        return _of_digits(folded)
    if month := _MONTH.fullmatch(folded):
        folded = f"{month[1]}年{month[2]}月"
    if stated := dates(folded):
        return stated[-1].value
    for text in (folded, f"{folded}底前"):  # in this column 6月 is a deadline
        if found := list(deadlines(text, 0, len(text), plan_year)):
            return found[-1].due_on
    return None


def _of_digits(digits: str) -> date | None:
    match = _COMPACT.fullmatch(digits)
    try:
        if match:
            return date(int(match[1]), int(match[2]), int(match[3]))
        return _EPOCH + timedelta(int(digits)) if int(digits) in _SERIAL else None
    except ValueError:
        return None
