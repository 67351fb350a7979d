"""What the list of candidates sends: one form with the rows that were ticked and what was typed in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments import capture, lifecycle, units
from commitments.lifecycle import Description, Outcome, Owners
from commitments.models import Commitment
from commitments.refusals import Unfit
from reports.models import Organ, Report
from reports.refusals import Refusal
from reports.typed import key_of

if TYPE_CHECKING:
    from commitments.admin.capture.page import Row

Names = dict[int, str]


@dataclass(slots=True)
class Sent:
    """What came with the request, to be shown once more where it was refused. ``picks``: key → revision."""

    picks: dict[int, int] = field(default_factory=dict)
    leads: Names = field(default_factory=dict)
    supports: Names = field(default_factory=dict)
    lead: str = ""
    plan_year: str = ""
    reason: str = ""
    refused: dict[int, Refusal] = field(default_factory=dict)

    def lay(self, row: Row) -> None:
        """Put into the row what was typed in it, the tick, and why it was refused."""
        pk = row.commitment.pk
        row.lead, row.supports = self.leads.get(pk, row.lead), self.supports.get(pk, row.supports)
        row.ticked = pk in self.picks
        row.refusal = str(self.refused.get(pk, ""))


def read(data: Any) -> Sent:
    def typed(prefix: str) -> Names:
        found = (
            (name.removeprefix(prefix), value) for name, value in data.items() if name.startswith(prefix)
        )
        return {pk: value.strip() for words, value in found if (pk := key_of(words)) is not None}

    picks = (map(key_of, pick.split("-", 1)) for pick in data.getlist("pick") if "-" in pick)
    return Sent(
        picks={pk: revision for pk, revision in picks if pk is not None and revision is not None},
        leads=typed("lead-"),
        supports=typed("supports-"),
        lead=data.get("lead", "").strip(),
        plan_year=data.get("plan_year", "").strip(),
        reason=data.get("reason", "").strip(),
    )


@dataclass(slots=True)
class Work:
    """The act while it goes through the ticked rows: what is refused drops out, with its reason."""

    report: Report
    organ: Organ
    sent: Sent
    by: Any
    now: datetime
    keys: dict[int, int]

    def take(self, outcome: Outcome) -> list[Commitment]:
        self.keys |= {row.pk: row.revision for row in outcome.done}
        for pk, refusal in outcome.refused.items():
            self.refuse(pk, refusal)
        return outcome.done

    def refuse(self, pk: int, refusal: Refusal) -> None:
        self.keys.pop(pk, None)
        self.sent.refused[pk] = refusal


def perform(report: Report, organ: Organ, sent: Sent, data: Any, by: Any, now: datetime) -> str:
    """The act that ``data`` names; returns the sentence that says what was done."""
    work = Work(report, organ, sent, by, now, dict(sent.picks))
    if "link" in data:
        return _decide_link(data["link"], by, now)
    act = ACTS.get(data.get("act", ""))
    if act is None:
        raise Unfit(_("This act is not known."))
    if act is not _capture and not work.keys:
        raise Unfit(_("Tick at least one candidate first."))
    return act(work)


def _capture(work: Work) -> str:
    made = capture.capture(work.report.pk, by=work.by, now=work.now)
    if not made:
        return _("Everything in this report was captured already.")
    words = ngettext("%(number)s candidate captured.", "%(number)s candidates captured.", len(made))
    return words % {"number": len(made)}


def _confirm(work: Work) -> str:
    """With the plan year and the owners that stand in the form; what is missing is refused row by row."""
    _give_year(work)
    _give_owners(work)
    done = work.take(lifecycle.confirm_all(work.keys, by=work.by, now=work.now))
    return _("Confirmed: %(number)s.") % {"number": len(done)}


def _give_year(work: Work) -> None:
    if not work.sent.plan_year:
        return
    year = key_of(work.sent.plan_year)
    if year is None:
        raise Unfit(_("%(year)s is not a year.") % {"year": work.sent.plan_year})
    lacking = Commitment.objects.candidates().filter(pk__in=work.keys, plan_year=None)
    wanted = {pk: work.keys[pk] for pk in lacking.values_list("pk", flat=True)}
    described = Description(plan_year=year)
    work.take(lifecycle.reword_all(wanted, described, by=work.by, now=work.now))


def _assign(work: Work) -> str:
    """The lead chosen for all that are ticked; without one, what was typed in each row."""
    if work.sent.lead:
        work.sent.leads |= dict.fromkeys(work.keys, work.sent.lead)
    done = _give_owners(work)
    return _("Owners set: %(number)s.") % {"number": len(done)}


def _give_owners(work: Work) -> list[Commitment]:
    """Nothing is written where the owners are those of the row already, or none were named."""
    sent = work.sent
    named = {pk: _named(sent.leads.get(pk, "")) for pk in work.keys}
    helping = {pk: _named(sent.supports.get(pk, "")) for pk in work.keys}
    names = {name for found in (named, helping) for each in found.values() for name in each}
    known = units.find_all(work.organ, names)
    rows = Commitment.objects.filter(pk__in=work.keys).prefetch_related("assignments")
    owners: dict[int, Owners] = {}
    for row in rows:
        try:
            wanted = _owners(named[row.pk], helping[row.pk], known)
        except Refusal as refusal:
            work.refuse(row.pk, refusal)
            continue
        if wanted is not None and _others(row, wanted):
            owners[row.pk] = wanted
    keys = {pk: work.keys[pk] for pk in owners}
    return work.take(lifecycle.assign_all(keys, owners, by=work.by, now=work.now)) if keys else []


def _named(words: str) -> list[str]:
    for mark in "，,；;\n":
        words = words.replace(mark, "、")
    return [name.strip() for name in words.split("、") if name.strip()]


def _owners(lead: list[str], helping: list[str], known: Mapping[str, Organ]) -> Owners | None:
    if not lead and not helping:
        return None
    unknown = [name for name in (*lead, *helping) if name not in known]
    if unknown:
        raise Unfit(
            _("No unit is known as “%(name)s”. Choose one from the list, or enter it among the organs first.")
            % {"name": "、".join(unknown)}
        )
    if len(lead) != 1:
        raise Unfit(_("Name exactly one lead unit; the others support it."))
    return Owners(known[lead[0]], tuple(known[name] for name in helping))


def _others(row: Commitment, wanted: Owners) -> bool:
    there = {(part.part, part.unit_id) for part in row.assignments.all() if part.part != "organ"}
    helping = {("support", unit.pk) for unit in wanted.supports if unit != wanted.lead}
    return there != helping | {("lead", wanted.lead.pk)}


def _merge(work: Work) -> str:
    """Into the one that stands first in the text."""
    order = Commitment.objects.filter(pk__in=work.keys).order_by("place_start", "part", "pk")
    keep = order.values_list("pk", flat=True).first()
    done = lifecycle.merge(keep or 0, work.keys, by=work.by, now=work.now)
    return _("Merged into “%(title)s”.") % {"title": done.title}


def _dismiss(work: Work) -> str:
    done = work.take(lifecycle.cancel_all(work.keys, work.sent.reason, by=work.by, now=work.now))
    return _("Dismissed: %(number)s.") % {"number": len(done)}


def _decide_link(value: str, by: Any, now: datetime) -> str:
    """``value`` is the link's key, the revision of its commitment, and yes or no."""
    link, revision, accepted = [*value.split("-"), "", ""][:3]
    key, seen = key_of(link), key_of(revision)
    if key is None or seen is None:
        raise Unfit(_("This act is not known."))
    decided = accepted == "yes"
    lifecycle.decide_link(key, decided, by=by, now=now, revision=seen)
    return _("Link accepted.") if decided else _("Link rejected.")


ACTS: dict[str, Callable[[Work], str]] = {
    "capture": _capture,
    "confirm": _confirm,
    "assign": _assign,
    "merge": _merge,
    "dismiss": _dismiss,
}
