"""Which report is which version of which: same organ, kind, year and series, in the order they arrived."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher

from django.db.models import F, Q, QuerySet

from reports.choices import ReportKind
from reports.models import Organ, Report

# An organ publishes one of these a year: a second text corrects the first. It may answer any number of
# delegates and sum up any number of campaigns: there the title says which paper it is.
YEARLY = frozenset({ReportKind.ANNUAL_REPORT, ReportKind.WORK_REPORT, ReportKind.DISCLOSURE_REPORT})

# A corrected text keeps most of its sentences; any two of 262 real reports share less than a twentieth.
ALIKE = 0.2
# With fewer sentences than this, the letters are compared.
ENOUGH = 5
# Headings, titles and salutations are the same in every report of the kind, and short or without a full stop.
SENTENCE = re.compile(r"[^。；;\n]{12,}(?=[。；;])")

Group = tuple[int | None, str, int | None, str]


def series(kind: str, title: str, addressee: str, text_hash: str) -> str:
    if kind in YEARLY:
        return ""
    named = "|".join(
        "".join(c for c in unicodedata.normalize("NFKC", part) if c.isalnum()) for part in (title, addressee)
    )
    return hashlib.sha256(named.encode()).hexdigest() if named != "|" else text_hash


def apart(report: Report) -> bool:
    """Whether it was kept out of its organ's yearly versions because its text is another one."""
    return report.kind in YEARLY and report.series != ""


def resembles(one: str, other: str) -> bool:
    """Whether one text may be a correction of the other. Reports of two organs share formulas only."""
    first, second = _sentences(one), _sentences(other)
    fewest = min(len(first), len(second))
    if fewest < ENOUGH:
        return SequenceMatcher(None, one[:2000], other[:2000], autojunk=False).ratio() >= 0.5
    return len(first & second) >= ALIKE * fewest


def _sentences(text: str) -> set[str]:
    return set(SENTENCE.findall(text))


def lock(organ_ids: Iterable[int | None]) -> dict[int, int | None]:
    """Version numbers are given out under the lock of the organ's row. Lock organs before reports.

    Tells for each organ into which other it was merged, as of now that nobody else can merge it.
    """
    wanted = sorted({pk for pk in organ_ids if pk is not None})
    if not wanted:
        return {}
    rows = Organ.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    return dict(rows.values_list("pk", "merged_into_id"))


def lock_standing(organ: Organ | None) -> Organ | None:
    """The organ, locked; when it was merged after the caller had found it, the one it was merged into."""
    while organ is not None:
        merged_into = lock([organ.pk]).get(organ.pk)
        if merged_into is None:
            break
        organ = Organ.objects.get(pk=merged_into)
    return organ


def lock_report(report_id: int, *organ_ids: int | None) -> Report:
    """The report's row, locked, and before it the rows of its organ and of ``organ_ids``."""
    while True:
        held = Report.objects.values_list("organ_id", flat=True).get(pk=report_id)
        lock([held, *organ_ids])
        report = Report.objects.select_for_update().get(pk=report_id)
        if report.organ_id in (held, *organ_ids):
            return report


def group_of(report: Report) -> Group:
    return (report.organ_id, report.kind, report.year, report.series)


def enter(report: Report) -> None:
    """Set the numbers with which a row may be written before ``settle``; organ and year may be unknown."""
    grouped = report.organ_id is not None and report.year is not None
    report.version, report.superseded = (0, True) if grouped else (1, False)


def arrive(report: Report) -> None:
    """Give a row that is about to be inserted its number: the next of its group, which is the current one.

    A yearly report whose text is quite another than the one that is there gets a series of its own: more
    likely the organ or the year was misread than a report was written anew. A person decides (notes.py).
    """
    enter(report)
    if report.superseded and report.kind in YEARLY:
        report.series = _series_by_text(report)
    if report.superseded:
        group = Report.objects.filter(_members(group_of(report)))
        latest = group.order_by("-version").values_list("version", flat=True).first()
        if latest is not None:
            group.filter(superseded=False).update(superseded=True)
        report.version, report.superseded = (latest or 0) + 1, False


def _series_by_text(report: Report) -> str:
    same = {"organ": report.organ, "kind": report.kind, "year": report.year}
    there = list(Report.objects.current().filter(**same).order_by("series").values_list("series", "text"))
    alike = [name for name, text in there if resembles(text, report.text)]
    if alike:
        return alike[0]
    return report.text_hash if there else ""


def _members(group: Group) -> Q:
    organ_id, kind, year, name = group
    return Q(organ_id=organ_id, kind=kind, year=year, series=name)


def settle(*groups: Group) -> None:
    """Number each group by arrival; the last is current. Call under ``lock``. Writes only what changes."""
    wanted = Q()
    for group in groups:
        if group[0] is not None and group[2] is not None:
            wanted |= _members(group)
    if wanted:
        _number(Report.objects.filter(wanted))


def hand_over(reports: QuerySet[Report], organ: Organ) -> None:
    """All these reports are ``organ``'s; call under ``lock``."""
    # Out of the way of the versions that are there already, until all are numbered anew.
    reports.update(organ=organ, version=-F("id"), superseded=True)
    Report.objects.filter(organ=organ, year=None).update(version=1, superseded=False)
    _number(Report.objects.filter(organ=organ, year__isnull=False))


def _number(reports: QuerySet[Report]) -> None:
    columns = ("organ_id", "kind", "year", "series", "version", "superseded")
    members: dict[Group, list[Report]] = defaultdict(list)
    for report in reports.order_by("id").only(*columns):
        members[group_of(report)].append(report)
    changed = []
    for group in members.values():
        for rank, report in enumerate(group, start=1):
            numbers = (rank, rank < len(group))
            if (report.version, report.superseded) != numbers:
                report.version, report.superseded = numbers
                changed.append(report)
    # In two steps: one UPDATE that swaps numbers would break the unique constraint half way.
    Report.objects.filter(pk__in=[r.pk for r in changed]).update(version=-F("id"), superseded=True)
    Report.objects.bulk_update(changed, ["version", "superseded"])
