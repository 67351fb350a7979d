"""What the page of one report's candidates shows. As many queries for many candidates as for few."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from commitments import capture, linking, sources, units, wording
from commitments.admin.capture.acts import Sent
from commitments.choices import Kind, Part, Status
from commitments.models import Assignment, Commitment, ProblemLink
from reports.choices import Grade, ItemKind
from reports.models import Item, Organ, Report

UNITS_OFFERED = 300
# What the source is asked for here; its text is the quote's once more.
HEAVY = ("source__text", "source__reason", "source__grade_reason", "source__figures", "source__organs")


@dataclass(frozen=True, slots=True)
class Owner:
    """A unit as suggested; ``full`` is the name under which one that is not known would be entered."""

    name: str
    reason: str
    full: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A link from one side: ``label`` and ``words`` are those of the other side."""

    link: ProblemLink
    label: str
    words: str
    strength: str
    anchor: str


@dataclass(slots=True)
class Row:
    """One candidate of the list, with what a person typed or ticked in it."""

    commitment: Commitment
    label: str
    gaps: tuple[str, ...]
    lead: str
    supports: str
    suggested: list[Owner]
    unknown: list[Owner]
    answers: list[Answer] = field(default_factory=list)
    unanswered: bool = False
    dropped: bool = False
    ticked: bool = False
    refusal: str = ""

    @property
    def vague(self) -> bool:
        """A direction, and nobody has said by what its end is known."""
        row = self.commitment
        return row.grade == Grade.DIRECTION and not row.completion_mark.strip()

    @property
    def filters(self) -> list[str]:
        """The filters under which the row stays."""
        found = [str(self.commitment.kind)]
        found += ["unowned"] if not self.lead else []
        found += ["vague"] if self.vague else []
        found += ["unanswered"] if self.unanswered else []
        return found


def context(report: Report, organ: Organ, sent: Sent, show: str) -> dict[str, Any]:
    made = _made(report)
    standing = report.items.current().only("report_id", "kind", "heading", "start", "end")
    items: list[Any] = list(capture.with_answers(standing))
    labels = Labels(made, items)
    unanswered = [item for item in items if item.kind == ItemKind.PROBLEM and not item.answered]
    gone = set(sources.dropped(report).values_list("pk", flat=True))
    left = sources.uncaptured(report.items.current()).count()
    known = units.find_all(organ, {unit["name"] for row in made for unit in row.suggested_units})
    rows = [_row(row, organ, labels, known) for row in made if row.status == Status.CANDIDATE]
    _lay_answers(rows, made, labels, {item.pk for item in unanswered})
    for row in rows:
        row.dropped = row.commitment.pk in gone
        sent.lay(row)
    return {
        "report": report,
        "organ": organ,
        "rows": rows,
        "show": show,
        "shown": [row for row in rows if not show or show in row.filters],
        "filters": _filters(rows, show),
        "unanswered": [(labels.of_item(item), item, labels.anchor(item.pk)) for item in unanswered],
        "left": left,
        "dropped": [row for row in made if row.pk in gone],
        "confirmed": [row for row in made if row.status not in (Status.CANDIDATE, Status.CANCELLED)],
        "dismissed": [row for row in made if row.status == Status.CANCELLED],
        "lacking_year": sum(row.commitment.plan_year is None for row in rows),
        "units": _offered(organ),
        "sent": sent,
    }


def _made(report: Report) -> list[Commitment]:
    parts = Prefetch("assignments", Assignment.objects.select_related("unit"))
    rows = sources.of(report).select_related("source", "lead", "merged_into").defer(*HEAVY)
    return list(rows.prefetch_related(parts, "targets", "problem_links"))


class Labels:
    """What passages and candidates are called here: 问题 2, 安排 5, as on the page of the report."""

    def __init__(self, made: Sequence[Commitment], items: Iterable[Item]) -> None:
        counted: dict[str, int] = {}
        self._items: dict[int, str] = {}
        for item in items:
            counted[item.kind] = counted.get(item.kind, 0) + 1
            self._items[item.pk] = f"{ItemKind(item.kind).label} {counted[item.kind]}"
        self._rows: dict[int, list[int]] = {}
        for row in made:
            if row.status != Status.CANCELLED:
                self._rows.setdefault(row.source_id, []).append(row.pk)

    def of_item(self, item: Item) -> str:
        return self._items.get(item.pk) or str(ItemKind(item.kind).label)

    def of_problem(self, item_id: int) -> str:
        return self._items.get(item_id) or str(ItemKind.PROBLEM.label)

    def of(self, row: Commitment) -> str:
        parts = self._rows.get(row.source_id, [])
        label = self._items.get(row.source_id) or str(ItemKind(row.source.kind).label)
        return f"{label}.{parts.index(row.pk) + 1}" if len(parts) > 1 and row.pk in parts else label

    def anchor(self, item_id: int) -> str:
        """The first candidate that was made of the passage."""
        parts = self._rows.get(item_id)
        return f"#c-{parts[0]}" if parts else ""


def _row(row: Commitment, organ: Organ, labels: Labels, known: Mapping[str, Organ]) -> Row:
    suggested, unknown = _suggested(row, organ, known)
    leads = [owner.name for part, owner in suggested if part == Part.LEAD]
    helping = [owner.name for part, owner in suggested if part != Part.LEAD]
    if row.lead is not None:
        leads = [units.short_name(row.lead, organ)]
        helping = [units.short_name(p.unit, organ) for p in row.assignments.all() if p.part == Part.SUPPORT]
    return Row(
        commitment=row,
        label=labels.of(row),
        gaps=gaps(row, owned=bool(leads)),
        lead="".join(leads[:1]),
        supports="、".join(helping),
        suggested=[] if row.lead is not None else [owner for _part, owner in suggested],
        unknown=unknown,
    )


def _suggested(
    row: Commitment, organ: Organ, known: Mapping[str, Organ]
) -> tuple[list[tuple[str, Owner]], list[Owner]]:
    """What the machine suggests, and the names among it that belong to no unit known."""
    found, unknown = [], []
    for unit in row.suggested_units:
        name, reason = unit["name"], unit["reason"]
        if name in known:
            found.append((unit["part"], Owner(units.short_name(known[name], organ), reason)))
        else:
            unknown.append(Owner(name, reason, units.with_place(organ, name)))
    return found, unknown


def gaps(row: Commitment, *, owned: bool) -> tuple[str, ...]:
    """What the wording leaves open: questions beside the fields, never a bar."""
    return wording.missing(
        mark=row.completion_mark,
        figures=bool(row.targets.all()),
        owner=owned,
        due_basis=row.due_basis,
    )


def _lay_answers(
    rows: Sequence[Row], made: Sequence[Commitment], labels: Labels, unanswered: set[int]
) -> None:
    """To each arrangement the problems that it answers, to each problem what answers it."""
    asked: dict[int, dict[int, Answer]] = {}
    given: dict[int, list[Answer]] = {}
    for row in made:
        if row.status == Status.CANCELLED:
            continue
        for link in row.problem_links.all():
            problem = labels.of_problem(link.problem_id)
            strength = strength_of(link)
            given.setdefault(row.pk, []).append(
                Answer(link, problem, link.quote, strength, labels.anchor(link.problem_id))
            )
            if link.accepted is not False:
                answer = Answer(link, labels.of(row), row.title, strength, f"#c-{row.pk}")
                asked.setdefault(link.problem_id, {}).setdefault(row.pk, answer)  # the strongest is first
    for entry in rows:
        source = entry.commitment.source_id
        if entry.commitment.kind == Kind.ARRANGEMENT:
            entry.answers = given.get(entry.commitment.pk, [])
        else:
            entry.answers, entry.unanswered = [*asked.get(source, {}).values()], source in unanswered


def strength_of(link: ProblemLink) -> str:
    """In words: a number of its own tells nobody anything."""
    if not link.score:
        return _("linked by hand")
    names = {"strong": _("strong"), "middling": _("middling"), "weak": _("weak")}
    return names[linking.strength(float(link.score))]


def _filters(rows: Sequence[Row], show: str) -> list[tuple[str, str, int, bool]]:
    """Name, label, how many, whether it is on."""
    labels = {
        "": _("All"),
        Kind.ARRANGEMENT.value: _("Arrangements"),
        Kind.RECTIFICATION.value: _("Problems"),
        "unowned": _("No lead unit"),
        "vague": _("Vague wording"),
        "unanswered": _("Problems without an answer"),
    }
    return [
        (name, label, sum(not name or name in row.filters for row in rows), name == show)
        for name, label in labels.items()
    ]


def _offered(organ: Organ) -> list[str]:
    """The organ and its own units, by the names that its people use."""
    below = Organ.objects.current().filter(parent=organ).order_by("path")[:UNITS_OFFERED]
    return [organ.name, *(units.short_name(unit, organ) for unit in below)]
