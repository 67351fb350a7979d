"""One digest for one person on one day: what is to be done, why this person is told, and where to do it.

Lines in, words out; no query, no clock. The templates are written once and translated like the pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from notifications.channels import Letter

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Task(StrEnum):
    """What a line asks for, the most pressing first: the order of the groups."""

    OVERDUE = "overdue"
    PRESSED = "pressed"
    SENT_BACK = "sent_back"
    DUE = "due"
    SIGN_OFF = "sign_off"
    EXTENSION = "extension"
    ASSIGN = "assign"
    CIRCULATE = "circulate"
    WATCH = "watch"
    STALE = "stale"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Words:
    """``heading`` says what to do, ``counted`` goes into the subject, ``step`` is what the link says."""

    heading: _StrPromise
    counted: Any
    step: _StrPromise


REPORT: Final = gettext_lazy("Report progress")
WORDS: Final[dict[Task, Words]] = {
    Task.OVERDUE: Words(
        gettext_lazy("Overdue: report progress or ask for more time"),
        ngettext_lazy("%(n)s overdue", "%(n)s overdue", "n"),
        REPORT,
    ),
    Task.PRESSED: Words(
        gettext_lazy("Chased by the supervisor: report at once"),
        ngettext_lazy("%(n)s chased", "%(n)s chased", "n"),
        REPORT,
    ),
    Task.SENT_BACK: Words(
        gettext_lazy("Sent back: complete and submit again"),
        ngettext_lazy("%(n)s sent back", "%(n)s sent back", "n"),
        gettext_lazy("Submit for closure again"),
    ),
    Task.DUE: Words(
        gettext_lazy("Due soon: finish in time"),
        ngettext_lazy("%(n)s due soon", "%(n)s due soon", "n"),
        REPORT,
    ),
    Task.SIGN_OFF: Words(
        gettext_lazy("Submitted for closure: sign off or send back"),
        ngettext_lazy("%(n)s to sign off", "%(n)s to sign off", "n"),
        gettext_lazy("Check and sign off"),
    ),
    Task.EXTENSION: Words(
        gettext_lazy("More time was asked for: please decide"),
        ngettext_lazy("%(n)s extension to decide", "%(n)s extensions to decide", "n"),
        gettext_lazy("Decide on the extension"),
    ),
    Task.ASSIGN: Words(
        gettext_lazy("Returned by the unit: assign anew"),
        ngettext_lazy("%(n)s to assign", "%(n)s to assign", "n"),
        gettext_lazy("Assign"),
    ),
    Task.CIRCULATE: Words(
        gettext_lazy("Long overdue, a circular is drafted: decide whether to issue it"),
        ngettext_lazy("%(n)s circular to decide", "%(n)s circulars to decide", "n"),
        gettext_lazy("Look at the matter"),
    ),
    Task.WATCH: Words(
        gettext_lazy("Overdue under your supervision"),
        ngettext_lazy("%(n)s overdue to watch", "%(n)s overdue to watch", "n"),
        gettext_lazy("Chase"),
    ),
    Task.STALE: Words(
        gettext_lazy("No progress for a long time: report where it stands"),
        ngettext_lazy("%(n)s without progress", "%(n)s without progress", "n"),
        REPORT,
    ),
    Task.FILE: Words(
        gettext_lazy("Annual reports to be filed or published"),
        ngettext_lazy("%(n)s annual report", "%(n)s annual reports", "n"),
        gettext_lazy("Upload the report"),
    ),
}
# Of each kind so many are spelled out; a person with more works from the list, not from a mail.
MOST_LINES: Final = 50
SUBJECT_GROUPS: Final = 3


@dataclass(frozen=True, slots=True)
class Line:
    """``facts``: the deadline and how far it is. ``why``: for what this person is told. ``path`` is local."""

    task: Task
    title: str
    facts: str
    why: str
    path: str

    @property
    def step(self) -> str:
        return str(WORDS[self.task].step)


@dataclass(frozen=True, slots=True)
class Group:
    """The lines that ask for the same, and how many more there are than are spelled out."""

    task: Task
    lines: tuple[Line, ...]
    more: int = 0

    @property
    def heading(self) -> str:
        return str(WORDS[self.task].heading)

    @property
    def number(self) -> int:
        return len(self.lines) + self.more

    @property
    def counted(self) -> str:
        return str(WORDS[self.task].counted % {"n": self.number})


@dataclass(frozen=True, slots=True)
class Digest:
    name: str
    day: date
    groups: tuple[Group, ...]

    @property
    def counts(self) -> str:
        """ "2 overdue, 1 due soon" """
        return _(", ").join(group.counted for group in self.groups)

    @property
    def subject(self) -> str:
        """The most pressing only: a line in a list of letters is short."""
        counts = _(", ").join(group.counted for group in self.groups[:SUBJECT_GROUPS])
        if len(self.groups) > SUBJECT_GROUPS:
            values = {"counts": counts, "n": sum(group.number for group in self.groups)}
            counts = _("%(counts)s and others, %(n)s in all") % values
        day = _("%(month)s/%(day)s") % {"month": self.day.month, "day": self.day.day}
        return _("Commitments: %(counts)s (%(day)s)") % {"counts": counts, "day": day}


def digest(name: str, day: date, lines: Iterable[Line]) -> Digest:
    held = list(lines)
    groups = ((task, [line for line in held if line.task is task]) for task in Task)
    return Digest(name, day, tuple(_group(task, its) for task, its in groups if its))


def _group(task: Task, lines: list[Line]) -> Group:
    return Group(task, tuple(lines[:MOST_LINES]), max(0, len(lines) - MOST_LINES))


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


def kept(made: Digest) -> list[dict[str, Any]]:
    """As ``Message.lines`` keeps it: the text as it was told."""
    return [
        {
            "task": group.task.value,
            "heading": group.heading,
            "more": group.more,
            "lines": [
                {
                    "title": line.title,
                    "facts": line.facts,
                    "why": line.why,
                    "step": line.step,
                    "path": line.path,
                }
                for line in group.lines
            ],
        }
        for group in made.groups
    ]
