"""What the page of a comparison sends: begin, take back, compare anew, two reviewers, accept in bulk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments import comparison, review, sources
from commitments.models import Comparison, Finding
from commitments.refusals import Unfit
from commitments.worklist import Filter
from reports.models import Report
from reports.refusals import Refusal
from reports.typed import key_of, text_of

MOST_NAMED: Final = 10


@dataclass(frozen=True, slots=True)
class Said:
    """``refused``: a sentence for each reason."""

    done: str
    refused: tuple[str, ...] = ()


def perform(row: Comparison, data: Any, *, by: Any, now: datetime) -> Said:
    act = ACTS.get(data.get("act", ""))
    if act is None:
        raise Unfit(_("This act is not known."))
    return act(row, data, by, now)


def back(request: HttpRequest) -> str:
    """To the page with its filter, and nowhere else."""
    query = Filter.read(request.GET).query
    return f"{request.path}?{query}".rstrip("?")


def _begin(row: Comparison, data: Any, by: Any, now: datetime) -> Said:
    comparison.apply(row.pk, by=by, now=now)
    return Said(_("The review has begun: the findings count from now on."))


def _undo(row: Comparison, data: Any, by: Any, now: datetime) -> Said:
    comparison.undo(row.pk, by=by, now=now)
    return Said(_("Taken back to the preview: nothing of it counts. What was judged is kept."))


def _again(row: Comparison, data: Any, by: Any, now: datetime) -> Said:
    """Of the latest text of both reports."""
    old, new = (_current(report) for report in (row.old, row.new))
    comparison.prepare(old, new, by=by, now=now, override=text_of(data.get("override", "")))
    return Said(_("Compared anew. What was judged is as it was."))


def _current(report: Report) -> int:
    return sources.versions(report).current().values_list("pk", flat=True).first() or report.pk


def _second(row: Comparison, data: Any, by: Any, now: datetime) -> Said:
    wanted = data.get("second") == "yes"
    comparison.ask_second(row.pk, wanted, by, now)
    if wanted:
        return Said(_("Two reviewers judge from now on, the second without knowing the first."))
    return Said(_("One reviewer judges from now on; what first reviewers said stands."))


def _accept(row: Comparison, data: Any, by: Any, now: datetime) -> Said:
    """Those that stood in the list, at the revision that was seen there; no others."""
    pairs = (map(key_of, pick.split("-", 1)) for pick in data.getlist("pick") if "-" in pick)
    wanted = {pk: revision for pk, revision in pairs if pk is not None and revision is not None}
    own = set(Finding.objects.filter(comparison=row, pk__in=wanted).values_list("pk", flat=True))
    wanted = {pk: revision for pk, revision in wanted.items() if pk in own}
    if not wanted:
        raise Unfit(_("No suggestion was chosen."))
    outcome = review.accept_all(wanted, by=by, now=now)
    number = len(outcome.done)
    words = ngettext(
        "%(number)s suggestion accepted, and marked as accepted in bulk.",
        "%(number)s suggestions accepted, and marked as accepted in bulk.",
        number,
    )
    return Said(words % {"number": number} if number else "", tuple(_refused(outcome.refused)))


def _refused(refused: dict[int, Refusal]) -> Iterable[str]:
    """Each reason once, with the titles that it holds for."""
    rows = Finding.objects.filter(pk__in=refused).select_related("commitment")
    titles: dict[str, list[str]] = defaultdict(list)
    for finding in rows.order_by("position", "pk"):
        titles[str(refused[finding.pk])].append(str(finding.commitment or ""))
    for reason, named in titles.items():
        shown = "、".join(_("“%(words)s”") % {"words": title} for title in named[:MOST_NAMED])
        more = len(named) - MOST_NAMED
        if more > 0:
            shown += _(" and %(number)s more") % {"number": more}
        yield _("Not accepted: %(titles)s. %(reason)s") % {"titles": shown, "reason": reason}


ACTS: Final[dict[str, Callable[[Comparison, Any, Any, datetime], Said]]] = {
    "begin": _begin,
    "undo": _undo,
    "again": _again,
    "second": _second,
    "accept": _accept,
}
