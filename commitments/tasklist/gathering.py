"""The rows of the ledger for a few hundred keys at once: as many queries for each batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.db.models import F, OuterRef, Subquery

from commitments import results
from commitments.choices import Part, Rating
from commitments.models import Assignment, Commitment, Evidence, Progress
from commitments.tasklist.columns import Row

QUERIES: Final = 3  # for a batch
_HEAVY: Final = ("grade_reason", "suggested_units", "group", "due_text")


def gather(keys: Sequence[int], today: date, first: int = 1) -> list[Row]:
    """In the order of the keys; without those that are gone. ``first`` is the place of the first row."""
    said = Progress.objects.filter(commitment=OuterRef("pk")).exclude(text="").order_by("-id")
    rows = results.with_outcome(Commitment.objects.filter(pk__in=keys)).annotate(
        said_last=Subquery(said.values("text")[:1]),
        report_title=F("source__report__title"),
        report_year=F("source__report__year"),
    )
    rows = rows.select_related("organ", "lead", "officer", "supervisor").defer(*_HEAVY)
    found = {row.pk: row for row in rows}
    supports, pieces = _supports(keys), _pieces(keys)
    return [
        Row(found[pk], "、".join(supports[pk]), _rating(found[pk]), tuple(pieces[pk]), today, first + n)
        for n, pk in enumerate(pk for pk in keys if pk in found)
    ]


def _supports(keys: Sequence[int]) -> dict[int, list[str]]:
    parts = Assignment.objects.filter(part=Part.SUPPORT, commitment__in=keys)
    found: dict[int, list[str]] = defaultdict(list)
    for pk, name in parts.order_by("id").values_list("commitment_id", "unit__name"):
        found[pk].append(name)
    return found


def _pieces(keys: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Evidence.objects.filter(commitment__in=keys).order_by("id")
    for pk, name in rows.values_list("commitment_id", "name"):
        found[pk].append(name)
    return found


def _rating(row: Any) -> str:
    """The one that counts; there is none before both reviewers have spoken, where two were asked."""
    return row.outcome if row.outcome in Rating.values else ""
