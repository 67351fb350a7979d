"""Words as they stand in a paper."""

from __future__ import annotations

from datetime import date
from typing import Final

_DIGITS: Final = "零一二三四五六七八九"


def day(on: date | None) -> str:
    """As papers are dated: 2024年7月5日."""
    return f"{on.year}年{on.month}月{on.day}日" if on else ""


def numeral(number: int) -> str:
    """The number of a heading, up to 99: 一, 十, 二十一."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    start = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return start + (_DIGITS[ones] if ones or not tens else "")
