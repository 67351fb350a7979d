"""The threads of an organ, asked of the rows: as many queries for a long thread as for a short one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, Q

from commitments import findings, review, standing
from commitments.access import Person
from commitments.choices import Kind, Status, Verdict
from commitments.models import Assignment, Commitment, Comparison, Finding, Quotation
from commitments.ratings import KEPT
from commitments.thread.links import PLAN, WEAK, Echo, Lasting, Member, Web, agains, says_again
from reports.querysets import long

_OF: Final = ("source__report__kind", "source__report__year", "source__report__series")
_BY: Final = tuple(f"finding__comparison__new__{name}" for name in ("kind", "year", "series"))


def web(organ_id: int) -> Web:
    """Two queries, however many years."""
    members, echoes = list(_members(organ_id)), tuple(_echoes(organ_id))
    return Web({member.key: member for member in members}, echoes, tuple(agains(members, echoes)))


def labels(organ_id: int) -> dict[int, str]:
    """What the next report said of each problem; of several findings the last. A reviewer's word that it is
    solved goes before what the machine read."""
    rows = Finding.objects.counting().filter(commitment__in=_of(organ_id))
    rows = rows.filter(commitment__kind=Kind.RECTIFICATION).order_by("comparison__year", "pk")
    return {
        key: Verdict.ADDRESSED.value if rating in KEPT else verdict
        for key, verdict, rating in rows.values_list("commitment_id", "verdict", "rating")
    }


def _of(organ_id: int) -> Any:
    return Commitment.objects.of(organ_id).values("pk")


def _members(organ_id: int) -> Iterator[Member]:
    """Not what was dismissed: a person said that it is no commitment."""
    elsewhere = Comparison.objects.applied().filter(old__organ=organ_id).values("new")
    rows = Commitment.objects.filter(Q(pk__in=_of(organ_id)) | Q(source__report__in=elsewhere))
    rows = rows.exclude(status=Status.CANCELLED, number="", merged_into=None).order_by("pk")
    columns = (
        "pk", "source_id", "part", "carried_from_id", "kind", "plan_year", "source__report_id", *_OF,
        "place_start", "place_end", "quote", "merged_into_id",
    )  # fmt: skip
    for row in rows.values_list(*columns):
        pk, source, part, carried, kind, year, report, *paper, start, end, quote, merged = row
        named = (paper[0], paper[1], paper[2])
        year = year or (paper[1] + 1 if paper[1] else None)
        yield Member(
            pk, merged or pk, (source, part), carried is None, kind, year, report, named, start, end, quote
        )


def _echoes(organ_id: int) -> Iterator[Echo]:
    ours = Q(finding__commitment__in=_of(organ_id)) | Q(finding__comparison__new__organ=organ_id)
    rows = Quotation.objects.filter(ours, finding__comparison__state=Comparison.State.APPLIED, wrong=False)
    rows = rows.filter(where__in=PLAN | WEAK, finding__commitment__isnull=False)
    rows = rows.order_by("finding", "part", "rank", "pk")
    columns = (
        "finding__commitment_id", "finding__commitment__kind", "finding_id", "finding__comparison__new_id",
        *_BY, "start", "end", "text", "part", "where", "by_name", "finding__parts",
    )  # fmt: skip
    named: set[tuple[int, int]] = set()  # of the problems quoted, the nearest is the same one
    for row in rows.values_list(*columns):
        key, kind, finding, report, *paper, start, end, text, part, where, by_name, parts = row
        said = parts[part] if part < len(parts) else {}
        nearest = bool(by_name) or kind != Kind.RECTIFICATION or (finding, part) not in named
        if nearest and says_again(kind, where, text, said, by_name):
            named.add((finding, part))
            yield Echo(key, kind, finding, report, (paper[0], paper[1], paper[2]), start, end, text)


# --- one thread, as a person may see it --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """What one comparison found; ``rating`` is empty while nobody may see it, or has given it."""

    finding: Finding
    quoted: Quotation | None
    rating: str


@dataclass(frozen=True, slots=True)
class Link:
    """To a commitment that promises it again; of one that the person may not see, nothing but that it is."""

    echo: Echo
    row: Commitment | None


@dataclass(frozen=True, slots=True)
class Step:
    """One commitment of the thread. ``row`` is None where the person may not see it. ``own``: it is the one
    asked for, or was carried over from or to it. ``moved``: how its deadline did. ``origin``: what it was
    carried over from, if the person may see that."""

    row: Commitment | None
    own: bool
    moved: str = ""
    origin: Commitment | None = None
    answers: tuple[Answer, ...] = ()
    links: tuple[Link, ...] = ()
    lasting: Lasting | None = None


@dataclass(frozen=True, slots=True)
class Year:
    year: int | None
    steps: tuple[Step, ...]


def thread(commitment: Commitment, person: Person) -> list[Year]:
    """All commitments that make one thread with it, year by year."""
    organ_id = commitment.organ.merged_into_id or commitment.organ_id
    woven = web(organ_id)
    keys = woven.thread(commitment.pk) if commitment.pk in woven.members else {commitment.pk}
    rows = {row.pk: row for row in _rows(keys)}
    seen = {pk: row for pk, row in rows.items() if person.sees(row)}
    own = {commitment.pk, *(woven.lineage(commitment.pk) if commitment.pk in woven.members else ())}
    problem = commitment.kind == Kind.RECTIFICATION
    lasting = woven.lasting(labels(organ_id)) if problem else {}
    years: dict[int | None, list[Step]] = defaultdict(list)
    for pk, row in rows.items():
        year = woven.members[pk].year if pk in woven.members else row.plan_year
        years[year].append(_step(pk, pk in own, woven, seen, lasting))
    return [Year(year, tuple(steps)) for year, steps in sorted(years.items(), key=lambda one: one[0] or 0)]


def _rows(keys: set[int]) -> Any:
    rows = Commitment.objects.filter(pk__in=keys).select_related("organ", "lead", "source__report")
    return (
        rows.defer("source__text", *long("source__report"))
        .prefetch_related(
            Prefetch("assignments", Assignment.objects.select_related("unit")),
            Prefetch("findings", Finding.objects.told().order_by("comparison__year", "pk")),
            "findings__quotations",
            "findings__judgements",
        )
        .order_by("plan_year", "place_start", "pk")
    )


def _step(pk: int, own: bool, woven: Web, seen: dict[int, Commitment], lasting: dict[int, Lasting]) -> Step:
    row = seen.get(pk)
    if row is None:
        return Step(None, own)
    links = [Link(again.echo, seen.get(again.by)) for again in woven.agains if again.key == pk]
    told = {link.echo.start for link in links}
    return Step(
        row,
        own,
        moved=standing.first_deadline(row),
        origin=seen.get(row.carried_from_id or 0),
        answers=tuple(_answer(finding, told) for finding in row.findings.all()),
        links=tuple(links),
        lasting=lasting.get(pk),
    )


def _answer(finding: Finding, told: set[int]) -> Answer:
    """Without the passage that a link tells already."""
    quoted = findings.best(finding)
    if quoted is not None and quoted.start in told:
        quoted = None
    shown = bool(finding.rating) and review.revealed(finding)
    return Answer(finding, quoted, finding.get_rating_display() if shown else "")
