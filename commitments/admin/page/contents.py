"""What the page of one commitment shows. As many queries for a long history as for a short one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Exists, OuterRef, Prefetch
from django.urls import reverse_lazy
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import lifecycle, standing, telling, units, wording
from commitments.access import seen_by
from commitments.admin.page import acts, answered
from commitments.admin.page.form import Act, Deed
from commitments.choices import Comparison, Decision, Part, Status, Verb
from commitments.models import Assignment, Commitment, LedgerEntry, ProblemLink, Progress, Target
from commitments.querysets import CommitmentQuerySet
from commitments.wording import amount
from reports.people import name_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# What stands above the page.
ABOVE: Final = ((gettext_lazy("Commitments"), reverse_lazy("admin:commitments_commitment_changelist")),)
# So many are laid open; the others are folded. What is older still comes page by page.
OPEN_LINES, MOST_LINES = 8, 50
OPEN_ENTRIES, MOST_ENTRIES = 5, 60

GAPS: Final[dict[str, _StrPromise]] = {
    "result": gettext_lazy("What shows that it is done (以…为完成标志)?"),
    "figure": gettext_lazy("Which figure is to be reached?"),
    "owner": gettext_lazy("Who in person is answerable?"),
    "deadline": gettext_lazy("By when, more closely than the end of the year?"),
}
DECISIONS: Final = {
    Decision.PENDING: "warn",
    Decision.GRANTED: "good",
    Decision.REFUSED: "bad",
    Decision.WITHDRAWN: "plain",
}


def rows() -> CommitmentQuerySet:
    """With all that the page shows of it besides its history, in one query for each kind of row."""
    heavy = ("text", "origins", "facts", "unplaced")
    related = (
        "organ", "lead", "officer", "supervisor", "returned_by", "submitted_by", "closed_by",
        "source__report", "carried_from", "carried_to", "merged_into",
    )  # fmt: skip
    found = Commitment.objects.select_related(*related).prefetch_related(
        Prefetch("assignments", Assignment.objects.select_related("unit")),
        "targets",
        "measures",
        Prefetch("problem_links", ProblemLink.objects.select_related("decided_by")),
        "evidence",
        "extensions",
    )
    merged = Commitment.objects.filter(merged_into=OuterRef("pk"))
    return found.defer("source__text", *(f"source__report__{name}" for name in heavy)).annotate(
        has_merged=Exists(merged)
    )


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """What was promised, what is reached, and the share of the way in percent where it can be told."""

    name: str
    promised: str
    start: str
    reached: str
    share: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A report of progress; ``figure`` tells which target figure has reached what."""

    progress: Progress
    place: str
    figure: str


def context(deed: Deed, opened: Act | None, before: int | None) -> dict[str, Any]:
    """``opened``: the form that stands open. ``before``: the timeline shows what came before this line."""
    row = deed.row
    progress = _entries(row)
    lines = _lines(row, before)
    possible = lifecycle.possible(deed.person, row)
    offered = acts.offered(deed)
    return {
        "row": row,
        "standing": standing.standing(row, deed.today),
        "first_deadline": standing.first_deadline(row),
        "opened": opened,
        "offered": offered,
        "candidate": bool(set(possible) & acts.ELSEWHERE),
        "waits": "" if offered else _waits(row),
        "gaps": _gaps(row),
        "who": list(_who(row)),
        "when": list(_when(row)),
        "figures": [_figure(target) for target in row.targets.all()],
        "may_link": Verb.LINK in possible,
        "may_detach": Verb.DETACH in possible,
        "progress": progress[:OPEN_ENTRIES],
        "more_progress": progress[OPEN_ENTRIES:],
        "extensions": [(asked, DECISIONS[Decision(asked.decision)]) for asked in row.extensions.all()],
        "seen": _seen(deed),
        "merged": list(row.merged_from.all()) if row.has_merged else [],  # type: ignore[attr-defined]
        "told": lines[:OPEN_LINES],
        "more_told": lines[OPEN_LINES:MOST_LINES],
        "older": lines[MOST_LINES - 1].key if len(lines) > MOST_LINES else None,
        "before": before,
        "answers": answered.answers(row) if row.number else [],
    }


def _seen(deed: Deed) -> set[int]:
    """Of the years before and after, what this person may see: it may be another unit's work."""
    kin = [other.pk for name in ("carried_from", "carried_to") if (other := getattr(deed.row, name, None))]
    if not kin:
        return set()
    return set(seen_by(Commitment.objects.filter(pk__in=kin), deed.person).values_list("pk", flat=True))


def _entries(row: Commitment) -> list[Entry]:
    """The latest first. What is older than the most that are shown can be read in the ledger."""
    found = Progress.objects.filter(commitment=row).select_related("target").order_by("-id")[:MOST_ENTRIES]
    return [Entry(progress, _near(progress.unit, row), _reached(progress)) for progress in found]


def _near(place: str, row: Commitment) -> str:
    """Units of the organ by the names that its people use; its own name goes without saying."""
    return place.removeprefix(row.organ.name).strip()


def _reached(progress: Progress) -> str:
    target = progress.target
    if target is None:
        return ""
    said = {
        "figure": target.counts or _("Target figure"),
        "number": amount(progress.reached, target.unit),
    }
    return _("%(figure)s: %(number)s reached") % said


def _lines(row: Commitment, before: int | None) -> list[telling.Told]:
    found = LedgerEntry.objects.filter(commitment=row).order_by("-id")
    if before is not None:
        found = found.filter(pk__lt=before)
    told = (telling.tell(line) for line in found[: MOST_LINES + 1])
    return [replace(line, place=_near(line.place, row)) for line in told]


def _waits(row: Commitment) -> str:
    """For whom there is nothing to do: what the commitment waits for."""
    if row.status == Status.SUBMITTED:
        who = name_of(row.supervisor) if row.supervisor else _("a supervisor")
        return _("It waits for the signature of %(who)s.") % {"who": who}
    if row.status == Status.OPEN:
        if row.officer is not None:
            return _("It is being worked on by %(who)s.") % {"who": name_of(row.officer)}
        return _("It is with %(unit)s; no officer is in charge yet.") % {"unit": row.lead}
    if row.status == Status.CANDIDATE:
        return _("The keeper of the ledger has not confirmed it yet.")
    return ""


def _gaps(row: Commitment) -> list[str]:
    """What nobody could hold anybody to, as questions; for what still can be made clearer."""
    if row.status not in (Status.CANDIDATE, Status.OPEN):
        return []
    found = wording.missing(
        mark=row.completion_mark,
        figures=bool(row.targets.all()),
        owner=row.officer_id is not None,
        due_basis=row.due_basis,
    )
    return [str(GAPS[name]) for name in found]


def _who(row: Commitment) -> Iterable[Fact]:
    def short(unit: Any) -> str:
        return units.short_name(unit, row.organ)

    yield Fact(_("Organ"), str(row.organ))
    if row.lead is not None:
        returned = _("returned by %(unit)s") % {"unit": short(row.returned_by)} if row.returned_by else ""
        itself = _("the organ itself") if row.lead_id == row.organ_id else short(row.lead)
        yield Fact(_("Lead unit"), itself, returned)
    supports = [short(part.unit) for part in row.assignments.all() if part.part == Part.SUPPORT]
    if supports:
        yield Fact(_("Supporting units"), "、".join(supports))
    yield Fact(_("Officer in charge"), name_of(row.officer))
    yield Fact(_("Supervisor"), name_of(row.supervisor))
    if row.submitted_by is not None:
        yield Fact(_("Submitted by"), name_of(row.submitted_by))
    if row.closed_by is not None:
        yield Fact(_("Signed off by"), name_of(row.closed_by))


def _when(row: Commitment) -> Iterable[Fact]:
    if row.due_on is not None:
        yield Fact(_("Deadline"), formats.date_format(row.due_on), str(row.get_due_basis_display() or ""))
    if first := standing.first_deadline(row):
        yield Fact(_("At first"), first)
    if row.due_text:
        yield Fact(_("In the text's words"), _("“%(words)s”") % {"words": row.due_text})
    yield Fact(_("Plan year"), str(row.plan_year or ""))
    for label, day in (
        (_("Confirmed"), row.confirmed_on),
        (_("Submitted"), row.submitted_on),
        (_("Signed off"), row.closed_on),
    ):
        if day is not None:
            yield Fact(label, formats.date_format(day))


def _figure(target: Target) -> Figure:
    comparison = str(dict(Comparison.choices).get(target.comparison, ""))
    promised = amount(target.number, target.unit)
    if target.upper is not None:
        promised, comparison = (
            f"{amount(target.number)}–{amount(target.upper, target.unit)}",
            "",
        )
    return Figure(
        name=target.counts or _("Target figure"),
        promised=f"{comparison} {promised}".strip(),
        start=amount(target.baseline, target.unit),
        reached=amount(target.reached, target.unit),
        share=_share(target),
    )


def _share(target: Target) -> int | None:
    start = target.baseline or Decimal(0)
    if target.reached is None or target.number == start:
        return None
    share = (target.reached - start) / (target.number - start) * 100
    return max(0, min(100, int(share)))


def since(lines: Sequence[LedgerEntry], mine: int) -> str:
    """Who has done what since the person looked."""
    return _("; ").join(
        _("%(time)s %(who)s: %(what)s")
        % {
            "time": formats.date_format(timezone.localtime(line.made_at), "TIME_FORMAT"),
            "who": _("you yourself") if line.actor_id == mine else line.actor_name,
            "what": line.get_verb_display(),
        }
        for line in reversed(lines[:5])
    )
