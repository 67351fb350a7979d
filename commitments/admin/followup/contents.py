"""What the follow-up page shows: what was not delivered, and what may become of it. As many queries for many
findings as for few."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import access, findings, thread
from commitments.access import Person
from commitments.admin.followup import form as sent
from commitments.choices import Rating, Status, Verb
from commitments.lifecycle import RULES
from commitments.models import Assignment, Commitment, Comparison, Finding, Quotation
from commitments.ratings import KEPT, UNDELIVERED
from commitments.thread import Echo, Lasting
from reports.models import Organ

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Why those that ended otherwise cannot be carried over; what to do instead follows from the new report.
ENDED: Final[dict[str, _StrPromise]] = {
    Status.CLOSED.value: gettext_lazy(
        "It is signed off, though the review found: %(rating)s. Check what the closure rests on."
    ),
    Status.CANCELLED.value: gettext_lazy("It was cancelled."),
}


@dataclass(frozen=True, slots=True)
class Again:
    """The new report promises it again: the passage, and the commitment captured from it, if it was."""

    echo: Echo
    row: Commitment | None


@dataclass(slots=True)
class Row:
    finding: Finding
    commitment: Commitment
    quoted: Quotation | None
    summary: str
    reason: str
    again: list[Again] = field(default_factory=list)
    lasting: Lasting | None = None
    instead: str = ""
    ticked: bool = False
    refusal: str = ""

    @property
    def captured_again(self) -> bool:
        return any(again.row for again in self.again)


@dataclass(slots=True)
class Page:
    """``ready`` can be carried over, ``carried`` were, ``stuck`` cannot. ``unrated`` wait for a reviewer."""

    ready: list[Row] = field(default_factory=list)
    carried: list[Row] = field(default_factory=list)
    stuck: list[Row] = field(default_factory=list)
    problems: list[Row] = field(default_factory=list)
    unrated: int = 0
    delivered: int = 0

    @property
    def rows(self) -> list[Row]:
        return [*self.ready, *self.carried, *self.stuck]

    @property
    def ticked(self) -> int:
        return sum(row.ticked for row in self.ready)


def found(comparison: Comparison, person: Person) -> list[Finding]:
    """All that was found of commitments, with what the page says of them."""
    related = ("commitment__organ", "commitment__lead", "commitment__carried_to", "commitment__source")
    rows = comparison.findings.captured().select_related(*related)
    seen = access.seen_by(Commitment.objects.all(), person)
    rows = rows.filter(commitment__in=seen.values("pk")).prefetch_related(Prefetch("quotations"))
    listed = list(rows.order_by("position", "pk"))
    for row in listed:
        row.comparison = comparison
    return listed


def keeps(organ: Organ, person: Person) -> bool:
    """Whether this person may carry over what the organ promised."""
    return person.over(organ.path, RULES[Verb.CARRY_OVER].keeping) is not None


def page(comparison: Comparison, organ: Organ, listed: Iterable[Finding], person: Person) -> Page:
    woven = thread.web(organ.pk)
    lasting = woven.lasting(thread.labels(organ.pk))
    again = _again(comparison, woven, person)
    shown = Page()
    for finding in listed:
        if finding.commitment is None:
            continue
        row = _row(finding, finding.commitment, again.get(finding.commitment.pk, []), lasting)
        if row.lasting and finding.rating not in KEPT:
            shown.problems.append(row)
        if not finding.rating:
            shown.unrated += 1
        elif finding.rating in KEPT:
            shown.delivered += 1
        elif finding.rating in UNDELIVERED:
            _place(shown, row)
    return shown


def _row(finding: Finding, commitment: Commitment, again: list[Again], lasting: Mapping[int, Lasting]) -> Row:
    quoted = findings.best(finding)
    if quoted and any(quoted.start == one.echo.start for one in again):
        quoted = None  # it is told as promised again
    return Row(
        finding, commitment, quoted, findings.summary(finding), sent.suggested(finding),
        again, lasting.get(commitment.pk),
    )  # fmt: skip


def _place(shown: Page, row: Row) -> None:
    status = row.commitment.status
    if status == Status.OPEN:
        # What the new report promises again is on record there; what is not yet due goes on as it is.
        row.ticked = not row.captured_again and row.finding.rating != Rating.NOT_DUE
        shown.ready.append(row)
    elif status == Status.CARRIED_OVER:
        shown.carried.append(row)
    else:
        row.instead = _instead(row)
        shown.stuck.append(row)


def _instead(row: Row) -> str:
    if row.commitment.status == Status.SUBMITTED:
        return _(
            "It waits for a signature. Let the supervisor sign it off or send it back; sent back, it can be "
            "carried over here."
        )
    ended = str(ENDED.get(row.commitment.status, "")) % {"rating": row.finding.get_rating_display()}
    if row.captured_again:
        return ended + _("What is still to be done goes on as the new report promises it again.")
    return ended + _(
        "What is still to be done becomes a commitment of its own by capture from the new report."
    )


def _again(comparison: Comparison, woven: thread.Web, person: Person) -> dict[int, list[Again]]:
    """For each commitment the passages of the new report that promise it again, one for each that was
    captured from them."""
    here = [again for again in woven.agains if again.echo.report == comparison.new_id]
    rows = _captured([again.by for again in here])
    found: dict[int, list[Again]] = defaultdict(list)
    caught = set()
    for again in here:
        row = rows.get(again.by)
        if row is not None and person.sees(row):
            found[again.key].append(Again(again.echo, row))
            caught.add(again.echo)
    for echo in woven.echoes:
        if echo.report == comparison.new_id and echo not in caught:
            found[echo.key].append(Again(echo, None))
    return found


def _captured(keys: list[int]) -> dict[int, Commitment]:
    parts = Prefetch("assignments", Assignment.objects.select_related("unit"))
    rows = Commitment.objects.filter(pk__in=keys).exclude(status=Status.CANCELLED).prefetch_related(parts)
    return {row.pk: row for row in rows}


def refuse(shown: Page, refused: Mapping[int, Any], ticked: set[int], reasons: Mapping[int, str]) -> None:
    """Nothing of what was typed is lost: ticks, reasons, and beside each why it was not done."""
    for row in shown.rows:
        key = row.commitment.pk
        row.ticked = key in ticked
        row.reason = reasons.get(key) or row.reason
        row.refusal = str(refused.get(key, ""))
