"""The year covered and the year planned, each with the basis it was read on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from .dates import CHINESE_YEAR, number
from .headings import heading_years, looks_back
from .model import Basis, Fact, ReportKind, Span

_YEAR = re.compile(
    r"(?<![\d-])((?:19|20)\d\d)(?!\d)(?=年|[一-龥])"
    rf"|(?<![〇○零一二三四五六七八九十])({CHINESE_YEAR})年"
)
_LEAD_YEAR = re.compile(r"(?:对|将|就|现将)?(?:\d{4}-)?((?:19|20)\d\d)年度?")


_CITED = re.compile("《[^》]*》")


@dataclass(frozen=True, slots=True)
class Heading:
    """A chapter's heading as the year rules need it."""

    words: str
    span: Span


@dataclass(frozen=True, slots=True)
class Years:
    """``basis`` is how the planning year was found: the text states it, or it follows from the year
    covered."""

    covered: Fact[int] | None
    planned: Fact[int] | None
    basis: Basis | None


def years(
    kind: ReportKind,
    title: Fact[str] | None,
    lead: str,
    headings: list[Heading],
    issued_on: Fact[date] | None,
    review: str,
) -> Years:
    """Read the years of a report.

    An annual report plans the year after the one it covers; a work report delivered in year Y covers Y-1 and
    plans Y; a reply without a stated year speaks of, and plans the rest of, the year it was written in.
    ``review`` is the text up to the plan.
    """
    titled = _title_years(title)
    dated = [(named, h) for h in headings if (named := heading_years(h.words))]
    back = [(max(named), h) for named, h in dated if looks_back(h.words)]
    ahead = [(named[0], h) for named, h in dated if not looks_back(h.words)]
    if kind == "work_report":
        return _work_report(title, titled, back, ahead, issued_on, review)
    if kind == "delegate_reply":
        return _reply(issued_on)
    return _annual(title, titled, lead, back, ahead)


def _annual(
    title: Fact[str] | None,
    titled: list[int],
    lead: str,
    back: list[tuple[int, Heading]],
    ahead: list[tuple[int, Heading]],
) -> Years:
    covered: Fact[int] | None = None
    planning = bool(titled) and plans_only(title)
    if titled and not planning:
        covered = Fact(titled[0], "title", title.span if title else None)
    elif back:
        covered = Fact(back[0][0], "heading", back[0][1].span)
    elif not planning and (found := _LEAD_YEAR.search(_CITED.sub(_blank, lead))):
        covered = Fact(int(found[1]), "opening", Span(found.start(), found.end()))
    if planning:
        return Years(None, Fact(titled[0], "title", title.span if title else None), "stated")
    stated = [(y, h) for y, h in ahead if covered is None or y > covered.value]
    if len(titled) > 1 and titled[1] == titled[0] + 1:
        return Years(covered, Fact(titled[1], "title", title.span if title else None), "stated")
    if stated:
        year, heading = stated[0]
        covered = covered or Fact(year - 1, "year before the plan", heading.span)
        return Years(covered, Fact(year, "heading", heading.span), "stated")
    return Years(
        covered,
        Fact(covered.value + 1, "year after the one covered") if covered else None,
        "inferred" if covered else None,
    )


def _work_report(
    title: Fact[str] | None,
    titled: list[int],
    back: list[tuple[int, Heading]],
    ahead: list[tuple[int, Heading]],
    issued_on: Fact[date] | None,
    review: str,
) -> Years:
    covered = Fact(max(back, key=lambda p: p[0])[0], "heading", back[0][1].span) if back else None
    plan: Fact[int] | None = None
    following = [(y, h) for y, h in ahead if covered is None or y == covered.value + 1]
    if following:
        plan = Fact(following[-1][0], "heading", following[-1][1].span)
    elif titled:
        plan = Fact(titled[-1], "title", title.span if title else None)
    elif issued_on and (covered is None or issued_on.value.year == covered.value + 1):
        plan = Fact(issued_on.value.year, "delivered in this year", issued_on.span)
    if plan and covered is None:
        covered = Fact(plan.value - 1, "year before the plan")
    if plan:
        return Years(covered, plan, "stated")
    if covered is None and (reviewed := last_year(review)):
        covered = Fact(reviewed, "last year that the review speaks of")
    return Years(
        covered,
        Fact(covered.value + 1, "year after the one covered") if covered else None,
        "inferred" if covered else None,
    )


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def plans_only(title: Fact[str] | None) -> bool:
    """Whether a paper only plans (2025年工作要点) and reviews nothing."""
    return bool(
        title
        and re.search("计划|要点|安排", title.value)
        and not re.search("总结|情况|报告|执行|草案", title.value)
    )


def last_year(review: str) -> int | None:
    """The latest year that a review names several times: it tells what a first session (过去五年) covers."""
    named = [int(y) for y in re.findall(r"(?<!\d)(20\d\d)年", review)]
    return max((y for y in set(named) if named.count(y) >= 2), default=None)


def _reply(issued_on: Fact[date] | None) -> Years:
    if issued_on is None:
        return Years(None, None, None)
    year = Fact(issued_on.value.year, "written in this year", issued_on.span)
    return Years(year, year, "inferred")


def _title_years(title: Fact[str] | None) -> list[int]:
    if title is None:
        return []
    return [number(m[1] or m[2]) for m in _YEAR.finditer(title.value)]
