"""One digest for one person on one day: what is to be done, why this person is told, and where to do it.

Lines in, words out; no query, no clock. The templates are written once and translated like the pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.template.loader import render_to_string
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from notifications.channels import Letter

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Task(StrEnum):
    """What a line asks for, the most pressing first: the order of the groups."""

    OVERDUE = "overdue"
    DUE = "due"
    SENT_BACK = "sent_back"
    SIGN_OFF = "sign_off"
    EXTENSION = "extension"
    ASSIGN = "assign"
    STALE = "stale"
    PUBLISH = "publish"
    WATCH = "watch"


HEADINGS: Final[dict[Task, _StrPromise]] = {
    Task.OVERDUE: gettext_lazy("Overdue: report progress, or ask for more time"),
    Task.DUE: gettext_lazy("Due soon: finish in time"),
    Task.SENT_BACK: gettext_lazy("Sent back: complete and submit again"),
    Task.SIGN_OFF: gettext_lazy("Submitted for closure: check and sign off, or send back"),
    Task.EXTENSION: gettext_lazy("More time was asked for: please decide"),
    Task.ASSIGN: gettext_lazy("Given back by the unit: assign anew"),
    Task.STALE: gettext_lazy("No progress for a long time: report where it stands"),
    Task.PUBLISH: gettext_lazy("Annual reports to be filed or published"),
    Task.WATCH: gettext_lazy("For your attention: overdue at the units you supervise"),
}
COUNTED: Final = {
    Task.OVERDUE: ngettext_lazy("%(n)s overdue", "%(n)s overdue", "n"),
    Task.DUE: ngettext_lazy("%(n)s due soon", "%(n)s due soon", "n"),
    Task.SENT_BACK: ngettext_lazy("%(n)s sent back", "%(n)s sent back", "n"),
    Task.SIGN_OFF: ngettext_lazy("%(n)s to sign off", "%(n)s to sign off", "n"),
    Task.EXTENSION: ngettext_lazy("%(n)s extension to decide", "%(n)s extensions to decide", "n"),
    Task.ASSIGN: ngettext_lazy("%(n)s to assign", "%(n)s to assign", "n"),
    Task.STALE: ngettext_lazy("%(n)s without progress", "%(n)s without progress", "n"),
    Task.PUBLISH: ngettext_lazy("%(n)s report to be filed", "%(n)s reports to be filed", "n"),
    Task.WATCH: ngettext_lazy("%(n)s overdue to watch", "%(n)s overdue to watch", "n"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """``facts``: the deadline and how far it is. ``why``: for what this person is told. ``path`` is local."""

    task: Task
    title: str
    facts: str
    why: str
    step: str
    path: str


@dataclass(frozen=True, slots=True)
class Group:
    task: Task
    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    name: str
    day: date
    groups: tuple[Group, ...]

    @property
    def counts(self) -> str:
        """ "2 overdue, 1 due soon" """
        parts = (COUNTED[group.task] % {"n": len(group.lines)} for group in self.groups)
        return _(", ").join(parts)

    @property
    def subject(self) -> str:
        return _("Commitments: %(counts)s (%(day)s)") % {
            "counts": self.counts,
            "day": formats.date_format(self.day, "MONTH_DAY_FORMAT"),
        }


def digest(name: str, day: date, lines: Iterable[Line]) -> Digest:
    held = list(lines)
    groups = ((task, tuple(line for line in held if line.task is task)) for task in Task)
    return Digest(name, day, tuple(Group(task, str(HEADINGS[task]), its) for task, its in groups if its))


def letter(made: Digest, to: str, *, site: str, inbox: str) -> Letter:
    """``site`` is the address that the links begin with; ``inbox`` the local path of the in-site messages."""
    context = {"digest": made, "site": site, "inbox": inbox}
    brief = _("%(name)s: %(counts)s. Please log in: %(address)s") % {
        "name": made.name,
        "counts": made.counts,
        "address": f"{site}{inbox}",
    }
    return Letter(
        to=to,
        subject=made.subject,
        text=render_to_string("notifications/digest.txt", context),
        html=render_to_string("notifications/digest.html", context),
        brief=brief,
    )


def total(groups: Sequence[Group]) -> int:
    return sum(len(group.lines) for group in groups)
