"""What is on record of one promise, in sentences that each name the row they come from. Rows in, words out.

Nothing is added: the promise as quoted, the owners' reports of progress, the ledger, the passage of the new
report, the reviewers' rating.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commitments import findings, review, wording
from commitments.choices import Kind, Rating, Status, Verb
from commitments.models import Commitment, Finding, LedgerEntry, Progress, Target
from commitments.wording import amount

Origin = Literal["promise", "progress", "figure", "ledger", "answer", "rating"]
# The acts of the ledger that are told: how it ended, or that something else was promised.
TOLD: Final = (Verb.SUBMIT, Verb.SIGN_OFF, Verb.CARRY_OVER, Verb.CANCEL, Verb.ADJUST)
_STOPS: Final = "。；;. "
# Who does it is behind the promise, not part of it.
_OWNERS: Final = re.compile(
    r"[（(](?:牵头|责任|配合|承办|主办|协办)(?:单位|部门|科室|领导|人)[：:][^（）()]*[）)]$"
)
# Marks of quotation within a quotation.
_INNER: Final = str.maketrans("“”", "‘’")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a sentence comes from: ``label`` says it in words, the place where in which report, if in one."""

    kind: Origin
    label: str
    on: date | None = None
    report_id: int | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    source: Source


def promise(row: Commitment) -> Iterator[Sentence]:
    """As quoted; and which commitment it goes on from."""
    report = row.source.report
    said = {"year": report.plan_year or row.plan_year, "words": _quoted(row.quote)}
    if row.kind == Kind.RECTIFICATION:
        said["year"] = report.year or row.plan_year
        text = _("The report of %(year)s named the problem: “%(words)s”.") % said
    else:
        text = _("Promised for %(year)s: “%(words)s”.") % said
    where = _("“%(report)s”") % {"report": report}
    yield Sentence(text, Source("promise", where, None, report.pk, row.place_start, row.place_end))
    origin = next((line for line in row.ledger.all() if "carried_from" in line.after), None)
    if origin is not None:
        yield _line(origin, _("Carried over from %(number)s."), number=origin.after["carried_from"])


def work(row: Commitment) -> list[Sentence]:
    """What the owners reported, and how it ended. Empty when nobody wrote anything."""
    return [*_progress(row), *_figures(row), *_end(row)]


def answers(row: Commitment) -> list[Sentence]:
    """What the next report says of it, in that report's words, and what the reviewers found."""
    return [sentence for finding in row.findings.all() for sentence in _answer(finding)]


def words(text: str) -> str:
    """On one line, without its number and its last full stop."""
    return wording.unnumbered("".join(text.splitlines())).rstrip(_STOPS)


def _quoted(text: str) -> str:
    """To stand between marks of quotation."""
    return _OWNERS.sub("", words(text)).rstrip(_STOPS).translate(_INNER)


def _progress(row: Commitment) -> Iterator[Sentence]:
    """The latest report that says something; that nothing moved, where no other was made."""
    rows = sorted(row.progress.all(), key=lambda each: -each.pk)
    telling = [each for each in rows if each.text or each.percent is not None]
    if telling:
        yield Sentence(_told(telling[0]), _reported(telling[0]))
    elif rows and rows[0].no_change:
        said = {"day": _day(rows[0].made_at)}
        yield Sentence(_("As of %(day)s, the owners reported no change.") % said, _reported(rows[0]))


def _told(progress: Progress) -> str:
    said = {"day": _day(progress.made_at), "words": words(progress.text), "percent": progress.percent}
    if not progress.text:
        return _("As of %(day)s, %(percent)s%% was done.") % said
    if progress.percent is None:
        return _("As of %(day)s: %(words)s.") % said
    return _("As of %(day)s: %(words)s; %(percent)s%% was done.") % said


def _reported(progress: Progress, kind: Origin = "progress") -> Source:
    day = timezone.localtime(progress.made_at).date()
    return Source(kind, _("progress of %(day)s") % {"day": day.isoformat()}, day)


def _figures(row: Commitment) -> Iterator[Sentence]:
    """What was reached of each target figure, by the latest report of progress that says so."""
    latest: dict[int | None, Progress] = {}
    for progress in sorted(row.progress.all(), key=lambda each: each.pk):
        latest[progress.target_id] = progress
    for target in row.targets.all():
        if target.pk in latest:
            said = latest[target.pk]
            yield Sentence(_reached(target, said), _reported(said, "figure"))


def _reached(target: Target, progress: Progress) -> str:
    promised = amount(target.number, target.unit)
    if target.upper is not None:
        promised = f"{amount(target.number)}–{amount(target.upper, target.unit)}"
    said = {
        "figure": target.counts or _("Target figure"),
        "promised": promised,
        "reached": amount(progress.reached, target.unit),
        "day": _day(progress.made_at),
    }
    return _("%(figure)s: %(reached)s by %(day)s, of %(promised)s promised.") % said


def _end(row: Commitment) -> Iterator[Sentence]:
    """How it stands, by the line of the ledger that made it so; and with which approval it was changed."""
    lines = {line.verb: line for line in row.ledger.all() if "carried_from" not in line.after}
    if row.approval and Verb.ADJUST in lines:
        approval = words(row.approval)
        yield _line(lines[Verb.ADJUST], _("Adjusted as approved: %(approval)s."), approval=approval)
    if row.status == Status.CLOSED and Verb.SIGN_OFF in lines:
        yield _line(lines[Verb.SIGN_OFF], _("Done and signed off on %(day)s."))
    elif row.status == Status.SUBMITTED and Verb.SUBMIT in lines:
        yield _line(lines[Verb.SUBMIT], _("Submitted for closure on %(day)s; not yet signed off."))
    elif row.status == Status.CARRIED_OVER and Verb.CARRY_OVER in lines:
        number = lines[Verb.CARRY_OVER].after.get("carried_to", "")
        text = _("Carried over on %(day)s as %(number)s: %(reason)s.")
        yield _line(lines[Verb.CARRY_OVER], text, number=number)
    elif row.status == Status.CANCELLED and Verb.CANCEL in lines:
        yield _line(lines[Verb.CANCEL], _("Cancelled on %(day)s: %(reason)s."))


def _line(line: LedgerEntry, text: str, **more: str) -> Sentence:
    day = timezone.localtime(line.made_at).date()
    said = {"day": _day(line.made_at), "reason": words(line.reason), **more}
    return Sentence(text % said, Source("ledger", _("ledger of %(day)s") % {"day": day.isoformat()}, day))


def _answer(finding: Finding) -> Iterator[Sentence]:
    """The rating not before all reviewers who were asked have spoken."""
    new, quoted = finding.comparison.new, findings.best(finding)
    if quoted is not None:
        said = {"year": new.year or "", "words": _quoted(quoted.text)}
        where = _("“%(report)s”") % {"report": new}
        place = Source("answer", where, None, new.pk, quoted.start, quoted.end)
        yield Sentence(_("The report of %(year)s says: “%(words)s”.") % said, place)
    if finding.rating and review.revealed(finding):
        last = max(review.judgements(finding).values(), key=lambda each: each.pk)
        day = timezone.localtime(last.made_at).date()
        source = Source("rating", _("review of %(day)s") % {"day": day.isoformat()}, day)
        yield Sentence(_("Rated: %(rating)s.") % {"rating": Rating(finding.rating).label}, source)


def _day(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment).date())


def cited(sentences: Iterable[Sentence]) -> str:
    """The sentences as one paragraph, each with its source before its full stop."""
    return "".join(
        pgettext("sentence with its source", "%(text)s (%(source)s).")
        % {"text": sentence.text.rstrip(_STOPS), "source": sentence.source.label}
        for sentence in sentences
    )
