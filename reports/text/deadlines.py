"""Deadlines in prose: 6月底前, 年底前, 上半年, 第三季度, 2025年前.

The base is 1 January of the planning year, not the report's date: a report of 2023-12-29 that says
年底前 means
the end of the year it plans (PACKAGES.md 3). What the text does not say is the default: 31 December.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .dates import dates, number
from .model import DueBasis

_BY = r"(?:之?前|以前|内|底|末)"
_CN = "〇○零一二三四五六七八九十"
_NOT_OURS = rf"(?<![去上前往]年)(?<![\d{_CN}两几多数半去上前往历近])"  # 去年底, 三年内
_DEADLINE = re.compile(
    rf"(?:(?P<year>20\d\d|二[{_CN}]{{3}})年|(?P<rel>今年|明年|本年))?"
    rf"(?:(?P<month>\d{{1,2}}|(?<![{_CN}])(?:十[一二]?|[一二三四五六七八九]))月(?:(?P<day>\d{{1,2}})日|(?P<part>上旬|中旬|下旬|底|末|"
    rf"份)?)?(?P<by>之?前|以前|内|底前|末前)?"
    rf"|(?:第?(?P<quarter>[一二三四1-4])季度)(?P<qby>{_BY}{{0,2}})|(?P<half>[上下])半年(?P<hby>{_BY}{{0,2}}))"
    rf"|(?P<year2>20\d\d|二[{_CN}]{{3}})年?(?P<yby>底前?|末前?|之?前|以前|年底前?)"
    rf"|{_NOT_OURS}(?P<rel2>今年?|明年?|本)?(?P<yearend>年底(?:之?前)?|年末(?:之?前)?|年内|岁末)"
    rf"|[“\"]?十(?P<plan>[三四五六])五[”\"]?(?:时期|期间)?(?:末|期末)"
)
# Every deadline has one of these; most sentences have none, and the pattern above is costly.
_HINT = re.compile("月|季度|半年|年[底末内前以之]|岁末|底前|[三四五六]五.{0,4}末")
_LABELLED = re.compile("(?:完成|办理|整改|办结|落实)(?:时限|时间|期限)(?:为|是)?:?")
_PLAN_END = {"三": 2020, "四": 2025, "五": 2030, "六": 2035}
_NAMES = re.compile("《[^》]*》|\\([^()]*\\d{4}年?[-—–~至][^()]*\\)")  # plans of years: (2021—2025年)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day meant, and the words that say so."""

    due_on: date
    text: str
    start: int
    end: int


def deadlines(folded: str, start: int, end: int, plan_year: int) -> Iterator[Deadline]:
    """The stated deadlines of ``folded[start:end]`` that do not lie before the planning year."""
    if not _HINT.search(folded, start, end):
        return
    names = [(m.start(), m.end()) for m in _NAMES.finditer(folded, start, end)]
    for match in _DEADLINE.finditer(folded, start, end):
        if any(a <= match.start() < z for a, z in names):
            continue
        day = _day(match, plan_year)
        if day and day >= date(plan_year, 1, 1):
            yield Deadline(day, match[0], match.start(), match.end())


def first_deadline(folded: str, start: int, end: int, plan_year: int) -> Deadline | None:
    """The deadline labelled as one (完成时限：…), else the earliest stated: better told early than late."""
    for label in _LABELLED.finditer(folded, start, end):
        stop = min(end, label.end() + 24)
        labelled = next(deadlines(folded, label.end(), stop, plan_year), None)
        if labelled is None:
            days = [d for d in dates(folded, label.end(), stop) if d.value >= date(plan_year, 1, 1)]
            spans = [(d.value, d.span) for d in days if d.span]
            labelled = next((Deadline(v, folded[s.start : s.end], s.start, s.end) for v, s in spans), None)
        if labelled:
            return labelled
    return min(deadlines(folded, start, end, plan_year), key=lambda d: d.due_on, default=None)


def due(folded: str, start: int, end: int, plan_year: int | None) -> tuple[date, DueBasis, str | None] | None:
    """When an arrangement is due, on what basis, and the words that say so: the deadline that it states, else
    the end of the year planned; None when no year is known."""
    if not plan_year:
        return None
    stated = first_deadline(folded, start, end, plan_year)
    return (stated.due_on, "stated", stated.text) if stated else (date(plan_year, 12, 31), "default", None)


def _day(match: re.Match[str], plan_year: int) -> date | None:
    stated = match["year"] or match["year2"]
    next_year = "明" in (match["rel"] or match["rel2"] or "")
    year = number(stated) if stated else plan_year + next_year
    if match["month"]:
        return _in_month(match, year)
    if match["quarter"]:
        return _month_end(year, number(match["quarter"]) * 3) if match["qby"] or match["year"] else None
    if match["half"]:
        return _month_end(year, 6 if match["half"] == "上" else 12)
    if match["plan"]:
        return date(_PLAN_END[match["plan"]], 12, 31)
    if match["year2"]:
        before = match["yby"] in ("前", "之前", "以前")
        return date(year - 1 if before else year, 12, 31)
    return date(year, 12, 31)


def _in_month(match: re.Match[str], year: int) -> date | None:
    """A month alone (3月) is a time, not a deadline; 3月底, 3月前, 3月20日前 are."""
    month = number(match["month"])
    if not 1 <= month <= 12:
        return None
    if match["day"]:
        if not match["by"] or not 1 <= int(match["day"]) <= monthrange(year, month)[1]:
            return None
        return date(year, month, int(match["day"]))
    if match["part"] in ("上旬", "中旬"):
        return date(year, month, 10 if match["part"] == "上旬" else 20)
    if match["part"] in ("底", "末", "下旬"):
        return _month_end(year, month)
    return _month_end(year, month) if match["by"] else None


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
