"""What the page of one finding shows: which rows, who may, how far the review is, and what comes next."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments import ratings, review, worklist
from commitments.access import Person
from commitments.admin.review import finding_acts, finding_texts
from commitments.choices import Rating, Turn
from commitments.comparison import COMPARERS
from commitments.models import Comparison, Finding
from commitments.querysets import FindingQuerySet
from commitments.worklist import Filter
from reports.choices import ChapterKind
from reports.typed import LARGEST_ID

MOST_FOUND: Final = 20
# Of the reports only what is shown: their texts, and where in them the title stands.
HEAVY: Final = tuple(name for name in review.HEAVY if not name.endswith("facts"))


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looks at a finding, coming from a list with this filter."""

    finding: Finding
    person: Person
    filter: Filter

    @property
    def may(self) -> bool:
        """Whether this person judges it, or would once it is his or her turn."""
        row, comparison = self.finding.commitment, self.finding.comparison
        applied = comparison.state == Comparison.State.APPLIED
        return applied and row is not None and self.person.sees(row) and self.seated

    @property
    def seated(self) -> bool:
        row = self.finding.commitment
        return row is not None and review.reviewing(self.person, row) is not None

    @property
    def turn(self) -> Turn | None:
        return review.turn_of(self.finding, self.person) if self.may else None

    @property
    def percent(self) -> int:
        return round((self.finding.confidence or 0) * 100)

    def address(self, pk: int | None = None) -> str:
        query = f"?{self.filter.query}" if self.filter.query else ""
        return reverse("admin:commitments_finding", args=[pk or self.finding.pk]) + query


def load(pk: int) -> Finding | None:
    if pk > LARGEST_ID:
        return None
    rows = review.found([pk]).defer(None).defer(*HEAVY).select_related("item", "comparison__old__organ")
    finding: Finding | None = rows.prefetch_related("quotations", "commitment__merged_from").first()
    return finding


def open_to(person: Person, comparison: Comparison) -> bool:
    """Whoever has the organ's reports compared sees what came of it; the administrator sees all."""
    organ = comparison.old.organ
    seated = organ is not None and person.over(organ.path, COMPARERS) is not None
    return seated or bool(person.user.is_superuser)


def context(look: Look, sent: finding_acts.Sent, refusal: str = "") -> dict[str, Any]:
    finding, comparison = look.finding, look.finding.comparison
    return {
        "finding": finding,
        "comparison": comparison,
        "commitment": finding.commitment,
        "look": look,
        "sent": sent,
        "refusal": refusal,
        "mode": _mode(look),
        "choices": _choices(finding, sent),
        "query": look.filter.query,
        **finding_texts.context(finding),
        **_judged(look),
        **_progress(comparison),
        **_neighbours(look),
        **_found(comparison, sent.words),
    }


def _mode(look: Look) -> str:
    """What the page says above the ratings, or in their place."""
    finding = look.finding
    if finding.commitment is None:
        return "uncaptured"
    if finding.comparison.state != Comparison.State.APPLIED:
        return "preview"
    if not look.may:
        return "looking" if look.person.keeping(finding.commitment, review.REVIEWERS) is None else "part"
    turn = look.turn
    if turn is not None:
        return str(turn) if finding.comparison.second_review else "single"
    return "judged" if finding.rating else "waiting"


def _choices(finding: Finding, sent: finding_acts.Sent) -> list[dict[str, Any]]:
    """The nine ratings with the keys that choose them. None is chosen before the reviewer does."""
    return [
        {
            "key": key, "value": value, "label": label,
            "suggested": value == finding.suggested, "checked": value == sent.rating,
        }
        for key, (value, label) in enumerate(Rating.choices, start=1)
    ]  # fmt: skip


# --- what was judged ---------------------------------------------------------------------------------------


def _judged(look: Look) -> dict[str, Any]:
    """What must not be seen before both have spoken is left out, but for one's own words."""
    finding, mine = look.finding, look.person.user.pk
    rows = list(finding.judgements.all())
    open_now = review.revealed(finding)
    shown = [row for row in rows if open_now or row.by_id == mine]
    standing = review.judgements(finding)
    two = [standing[turn].rating for turn in (Turn.FIRST, Turn.SECOND) if turn in standing]
    return {
        "standing": [row for row in shown if row.withdrawn_at is None],
        "former": [row for row in shown if row.withdrawn_at is not None],
        "hidden": len(shown) < len(rows),
        "dissent": len(set(two)) > 1,
        "may_reopen": look.may and bool(standing) and (look.turn is None or look.turn == Turn.SETTLED),
        "agreement": _agreement(finding.comparison) if finding.comparison.second_review and open_now else "",
    }


def _agreement(comparison: Comparison) -> str:
    pairs = review.both_words(comparison)
    kappa = ratings.kappa(pairs)
    told = {"number": len(pairs), "same": sum(one == other for one, other in pairs)}
    if kappa is None:
        return _("Both reviewers agree on %(same)s of %(number)s.") % told
    return _("Both reviewers agree on %(same)s of %(number)s; Cohen's κ %(kappa)s.") % {
        **told, "kappa": f"{kappa:.2f}",
    }  # fmt: skip


# --- how far, and what comes next --------------------------------------------------------------------------


def _progress(comparison: Comparison) -> dict[str, Any]:
    rows: FindingQuerySet = comparison.findings.captured()
    return rows.aggregate(all=Count("pk"), rated=Count("pk", filter=~Q(rating="")))


def _row(look: Look) -> FindingQuerySet:
    """What one walks along: while a comparison is under review, what can be judged."""
    rows: FindingQuerySet = look.finding.comparison.findings.all()
    applied = look.finding.comparison.state == Comparison.State.APPLIED
    return look.filter.apply(rows.captured() if applied and look.finding.commitment_id else rows)


def _neighbours(look: Look) -> dict[str, Any]:
    """By place, so that one that has dropped out of the filter has neighbours still."""
    places = list(_row(look).values_list("position", "pk"))
    here = (look.finding.position, look.finding.pk)
    left, right = bisect_left(places, here), bisect_right(places, here)
    return {
        "before": look.address(places[left - 1][1]) if left else "",
        "after": look.address(places[right][1]) if right < len(places) else "",
        "place": left + 1 if left < right else None,
        "places": len(places),
    }


def next_waiting(look: Look) -> str:
    """The next that waits for this person's word, from here on and then from the beginning; or none."""
    waiting = worklist.waiting_for(_row(look), look.person.user).exclude(pk=look.finding.pk)
    places = list(waiting.values_list("position", "pk"))
    if not places:
        return ""
    here = bisect_right(places, (look.finding.position, look.finding.pk))
    return look.address(places[here % len(places)][1])


def _found(comparison: Comparison, words: str) -> dict[str, Any]:
    if not words:
        return {"hits": [], "more_hits": False}
    hits = review.search(comparison, words, MOST_FOUND + 1)
    return {"hits": list(_named(hits[:MOST_FOUND])), "more_hits": len(hits) > MOST_FOUND}


def _named(hits: Iterable[Any]) -> Iterable[tuple[Any, str]]:
    return ((hit, str(ChapterKind(hit.where).label)) for hit in hits)
