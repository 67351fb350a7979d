"""Dates as these reports write them: 2022年1月24日, 2022-01-24, 二〇二二年一月二十四日."""

from __future__ import annotations

import re
from datetime import date

from .model import Fact, Span

_DIGIT = {c: n % 10 for n, c in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "O": 0,
    "０": 0,
    "Ｏ": 0,
    "两": 2,
}
CHINESE_YEAR = "二[〇○零一二三四五六七八九]{3}"
_CN = "〇○零一二三四五六七八九十"
_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*(?:年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日|[-/.](\d{1,2})[-/.](\d{1,2})(?!\d))"
    rf"|([一二][{_CN}OＯ]{{3}})年([一二三四五六七八九十]{{1,2}})月([一二三四五六七八九十]{{1,3}})日"
)


def chinese_number(text: str) -> int | None:
    """一十三百: the number, or None when ``text`` is none. 二〇二二 is read digit by digit."""
    if not text:
        return None
    if len(text) > 1 and not any(c in "十百千" for c in text):
        return int("".join(str(_DIGIT[c]) for c in text)) if all(c in _DIGIT for c in text) else None
    total = unit = 0
    for char in text:
        if char in _DIGIT:
            unit = _DIGIT[char]
        elif char in "十百千":
            total += (unit or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            unit = 0
        else:
            return None
    return total + unit


def number(digits: str) -> int:
    """What 2022, 二〇二二 or 十二 stands for; 0 when it is no number."""
    return int(digits) if digits.isdigit() else chinese_number(digits) or 0


def dates(text: str, start: int = 0, end: int | None = None) -> list[Fact[date]]:
    """Every date of ``text[start:end]`` that the calendar has, with its place."""
    found: list[Fact[date]] = []
    for match in _DATE.finditer(text, start, len(text) if end is None else end):
        value = _value(match)
        if value:
            found.append(Fact(value, "date", Span(match.start(), match.end())))
    return found


def first_date(text: str) -> Fact[date] | None:
    """The first date of ``text``."""
    found = dates(text)
    return found[0] if found else None


def _value(match: re.Match[str]) -> date | None:
    year, month, day = (number(group) for group in match.groups() if group)
    try:
        return date(year, month, day)
    except ValueError:
        return None
