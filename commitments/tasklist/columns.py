"""What stands in a row of the ledger (台账): the columns that offices use, then those for the machine.

The headings are part of the file's format, so they are Chinese in every language of the site.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commitments import deadlines
from commitments.choices import DueBasis, Kind, Rating, Status
from commitments.models import Commitment
from commitments.standing import has_standing, standing
from commitments.tasklist import headings
from commitments.workbooks import Column, Lamp
from reports.choices import Grade
from reports.people import name_of


@dataclass(frozen=True, slots=True)
class Row:
    """A commitment with what stands in other tables. ``place`` counts the rows of the file."""

    commitment: Commitment
    supports: str
    rating: str
    pieces: tuple[str, ...]
    today: date
    place: int = 0


# --- values ------------------------------------------------------------------------------------------------


def _of(name: str) -> Callable[[Row], Any]:
    return lambda row: getattr(row.commitment, name)


@cache
def _label(choices: type[TextChoices], value: str, language: str) -> str:
    """Looked up once, not for each of a hundred thousand rows."""
    return str(choices(value).label)


def _shown(name: str, choices: type[TextChoices]) -> Callable[[Row], str]:
    def label(row: Row) -> str:
        value = getattr(row.commitment, name)
        return _label(choices, value, get_language()) if value else ""

    return label


def _person(name: str) -> Callable[[Row], str]:
    return lambda row: name_of(getattr(row.commitment, name))


def _unit(name: str) -> Callable[[Row], str]:
    return lambda row: str(getattr(row.commitment, name) or "")


def _report(row: Row) -> str:
    commitment: Any = row.commitment
    return " ".join(commitment.report_title.split()) or str(commitment.report_year or "")


def _progress(row: Row) -> str:
    """40%：办了一期. Nothing of what nobody has begun."""
    commitment: Any = row.commitment
    if not commitment.percent and not commitment.said_last:
        return ""
    return "：".join(filter(None, (f"{commitment.percent}%", commitment.said_last)))


def _lamp(row: Row) -> Lamp | None:
    found = standing(row.commitment, row.today)
    if found is None:
        return None
    lamp = Lamp(f"{found.label}（{found.reason}）")
    lamp.colour = found.colour
    return lamp


def _evidence(row: Row) -> str:
    """2件：签到表.pdf、照片.jpg"""
    number = _("%(number)s pieces") % {"number": len(row.pieces)}
    return f"{number}：{'、'.join(row.pieces)}" if row.pieces else ""


def _rating(row: Row) -> str:
    return _label(Rating, row.rating, get_language()) if row.rating else ""


def _late(row: Row) -> int | None:
    """Days after the first deadline, so far or for good; what is cancelled or carried over owes nothing."""
    commitment = row.commitment
    if commitment.first_due_on is None or commitment.due_on is None or not has_standing(commitment):
        return None
    course = deadlines.Course(commitment.first_due_on, commitment.due_on, commitment.submitted_on)
    return deadlines.days_late(course, row.today)


def _progressed_on(row: Row) -> date | None:
    at = row.commitment.progressed_at
    return timezone.localtime(at).date() if at else None


# --- columns -----------------------------------------------------------------------------------------------

# What an office prints and passes on.
OFFICIAL: Final = (
    Column(headings.ORDER, 5, lambda row: row.place),
    Column(headings.NUMBER, 13, _of("number")),
    Column("来源报告", 16, _report),
    Column("原文", 34, _of("quote")),
    Column(headings.MATTER, 18, _of("title")),
    Column("类别", 9, _shown("kind", Kind)),
    Column(headings.LEAD, 14, _unit("lead")),
    Column(headings.SUPPORTS, 14, lambda row: row.supports),
    Column(headings.OFFICER, 8, _person("officer")),
    Column(headings.LIMIT, 11, _of("due_on")),
    Column("原定时限", 11, _of("first_due_on")),
    Column("延期次数", 7, _of("times_extended")),
    Column("进展", 20, _progress),
    Column("状态", 9, _shown("status", Status)),
    Column("亮灯情况", 14, _lamp),
    Column("评定", 9, _rating),
    Column("佐证", 16, _evidence),
)
# To sort and count by; the last four are for the way back.
FURTHER: Final = (
    Column("机关", 20, _unit("organ")),
    Column(headings.YEAR, 9, _of("plan_year")),
    Column("完成标志", 24, _of("completion_mark")),
    Column("分级", 8, _shown("grade", Grade)),
    Column(headings.SUPERVISOR, 9, _person("supervisor")),
    Column("时限依据", 10, _shown("due_basis", DueBasis)),
    Column(headings.APPROVAL, 20, _of("approval")),
    Column("完成比例（%）", 9, _of("percent")),
    Column("最近进展时间", 12, _progressed_on),
    Column("立项日期", 11, _of("confirmed_on")),
    Column("申请销号日期", 12, _of("submitted_on")),
    Column("销号日期", 11, _of("closed_on")),
    Column("超期天数", 9, _late),
    Column(headings.KEY, 9, _of("pk")),
    Column(headings.REVISION, 8, _of("revision")),
    Column(headings.TAKEN_ON, 11, lambda row: row.today),
)
COLUMNS: Final = OFFICIAL + FURTHER
# What a list that comes back cannot change: told when somebody did. The order of rows is nobody's business.
READ_ONLY: Final[Mapping[str, Column]] = {
    column.heading: column for column in COLUMNS if column.heading in headings.LOOKED_AT
}
