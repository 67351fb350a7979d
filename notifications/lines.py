"""From planned notices to the lines of a digest: what to do, how urgent, why you, and where.

The rows come with their commitments and organs; no query here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.choices import Verb
from commitments.deadlines import Calendar, working_days_between
from notifications.choices import OFFICIAL, Stage, Via
from notifications.digests import Line, Task
from notifications.models import Notice

OWNERS: Final = frozenset({Via.OWNER, Via.LEADER})
TASKS: Final = {
    Stage.REMIND: Task.DUE,
    Stage.PRESSED: Task.PRESSED,
    Stage.SENT_BACK: Task.SENT_BACK,
    Stage.STALE: Task.STALE,
    Stage.EXTENSION: Task.EXTENSION,
    Stage.CLOSURE: Task.SIGN_OFF,
    Stage.RETURNED: Task.ASSIGN,
    Stage.FILING: Task.FILE,
    Stage.PUBLISHING: Task.FILE,
}
# The act whose form the link opens.
ACTS: Final = {
    Task.OVERDUE: Verb.REPORT,
    Task.PRESSED: Verb.REPORT,
    Task.SENT_BACK: Verb.SUBMIT,
    Task.DUE: Verb.REPORT,
    Task.SIGN_OFF: Verb.SIGN_OFF,
    Task.EXTENSION: Verb.DECIDE_EXTENSION,
    Task.ASSIGN: Verb.ASSIGN,
    Task.WATCH: Verb.CHASE,
    Task.STALE: Verb.REPORT,
}


def lines(notices: Iterable[Notice], today: date, calendar: Calendar) -> list[Line]:
    """The oldest deadline first."""
    ordered = sorted(notices, key=lambda notice: (notice.counts_from, notice.commitment_id or 0))
    return [_line(notice, today, calendar) for notice in ordered]


def _line(notice: Notice, today: date, calendar: Calendar) -> Line:
    task = _task(notice)
    return Line(
        task=task,
        title=_title(notice),
        facts=_facts(notice, today, calendar),
        why=str(notice.get_via_display()),
        path=_path(notice, task),
    )


def _title(notice: Notice) -> str:
    """A report is owed in the year after the one that it is about."""
    if notice.commitment_id is not None:
        return str(notice.commitment)
    values = {"organ": notice.organ, "year": notice.counts_from.year - 1}
    return _("%(organ)s: annual report of %(year)s") % values


def _task(notice: Notice) -> Task:
    if notice.stage not in OFFICIAL:
        return TASKS[Stage(notice.stage)]
    if notice.via in OWNERS:
        return Task.OVERDUE
    return Task.CIRCULATE if notice.stage == Stage.CIRCULATE else Task.WATCH


def _path(notice: Notice, task: Task) -> str:
    if notice.commitment_id is None:
        return reverse("admin:reports_upload_add")
    if task is Task.CIRCULATE and notice.commitment is not None:
        drafts = reverse("admin:notifications_sheet_changelist")
        return f"{drafts}?{urlencode({'q': notice.commitment.number})}"
    page = reverse("admin:commitments_commitment_change", args=[notice.commitment_id])
    return f"{page}?{urlencode({'act': ACTS[task].value})}" if task in ACTS else page


def _facts(notice: Notice, today: date, calendar: Calendar) -> str:
    stage = Stage(notice.stage)
    day = formats.date_format(notice.counts_from)
    if stage is Stage.REMIND and today <= notice.counts_from:
        return _before(day, (notice.counts_from - today).days)
    if stage in OFFICIAL or stage is Stage.REMIND:
        return _after(day, working_days_between(notice.counts_from, today, calendar))
    if stage is Stage.STALE and notice.commitment is not None and notice.commitment.progressed_at is None:
        return _("No progress since it was confirmed on %(day)s") % {"day": day}
    if stage in OWED and today > notice.counts_from:
        return OWED[stage](day)
    return SINCE[stage](day)


def _before(day: str, days: int) -> str:
    if days == 0:
        return _("Deadline %(day)s: today") % {"day": day}
    words = ngettext("Deadline %(day)s: %(n)s day left", "Deadline %(day)s: %(n)s days left", days)
    return words % {"day": day, "n": days}


def _after(day: str, days: int) -> str:
    words = ngettext(
        "Deadline %(day)s: %(n)s working day overdue", "Deadline %(day)s: %(n)s working days overdue", days
    )
    return words % {"day": day, "n": days}


SINCE: Final[dict[Stage, Callable[[str], str]]] = {
    Stage.PRESSED: lambda day: _("Chased on %(day)s") % {"day": day},
    Stage.SENT_BACK: lambda day: _("Sent back on %(day)s") % {"day": day},
    Stage.STALE: lambda day: _("Last progress on %(day)s") % {"day": day},
    Stage.EXTENSION: lambda day: _("Asked for on %(day)s") % {"day": day},
    Stage.CLOSURE: lambda day: _("Submitted on %(day)s") % {"day": day},
    Stage.RETURNED: lambda day: _("Returned on %(day)s") % {"day": day},
    Stage.FILING: lambda day: _("To be filed by %(day)s") % {"day": day},
    Stage.PUBLISHING: lambda day: _("To be published by %(day)s") % {"day": day},
}
OWED: Final[dict[Stage, Callable[[str], str]]] = {
    Stage.FILING: lambda day: _("Was to be filed by %(day)s") % {"day": day},
    Stage.PUBLISHING: lambda day: _("Was to be published by %(day)s") % {"day": day},
}
