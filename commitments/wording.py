"""Short titles for long sentences, numbers as reports write them, what a vague one leaves open. Pure."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

LONGEST: Final = 30
# （一）、一、1. 一是 ①: what orders a list and says nothing.
_NUMBER: Final = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}(?:、|是要?|要)|\d{1,2}[.．、]"
    r"|[①-⑳]|第[一二三四五六七八九十]{1,3}[,，、]|[—－•·*-]+)[\s、.．,，:：]*"
)
_STOP: Final = re.compile("[。；;!！?？\n]")
# A list cut short at 、 reads as if it were whole: only where there is nothing better.
_BREAKS: Final = (re.compile("[，,：:]"), re.compile("、"))


_SCALES: Final = ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
_DECIMALS: Final = 2  # more, and the plain number is read as fast


def amount(number: Decimal | None, unit: str = "") -> str:
    """A number with its unit as a report writes it: 60万张, not 600000张 (GB/T 15835—2011, 5.3). Never
    rounded."""
    if number is None:
        return ""
    for scale, name in () if unit.startswith(("万", "亿")) else _SCALES:
        scaled = (number / scale).normalize()
        if abs(scaled) >= 1 and -int(scaled.as_tuple().exponent) <= _DECIMALS:
            return f"{scaled:f}{name}{unit}"
    return f"{number.normalize():f}{unit}"


def title(heading: str, text: str) -> str:
    """The first clause of the heading, without its number; cut at a comma rather than in a word."""
    words = _clause(heading) or _clause(text) or text.strip()
    if len(words) <= LONGEST:
        return words
    for mark in _BREAKS:
        places = [m.start() for m in mark.finditer(words, LONGEST // 3, LONGEST + 1)]
        if places:
            return words[: places[-1]]
    return words[: LONGEST - 1] + "…"


def _clause(words: str) -> str:
    return _STOP.split(unnumbered(words), maxsplit=1)[0].strip(" ，,：:、")


def unnumbered(words: str) -> str:
    """Without the number that orders it in its list."""
    words = words.strip()
    while match := _NUMBER.match(words):
        words = words[match.end() :]
    return words


def missing(*, mark: str, figures: bool, owner: bool, due_basis: str) -> tuple[str, ...]:
    """What nobody could hold anybody to yet: a word for each, which the pages put into a question."""
    gaps = {
        "result": not mark.strip(),
        "figure": not figures,
        "owner": not owner,
        "deadline": due_basis in ("", "default"),
    }
    return tuple(name for name, open_ in gaps.items() if open_)
