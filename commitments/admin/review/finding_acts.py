"""From what the page of a finding sends to an act of review: one form, and the button that was pressed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from commitments import review
from commitments.choices import Rating
from commitments.models import Finding
from commitments.refusals import Unfit, Unknown
from reports.typed import key_of, text_of

# A revision that no row has: a form without one is refused as stale.
NO_REVISION: Final = -1


@dataclass(frozen=True, slots=True)
class Sent:
    """What came with the request, to be shown once more where it was refused.

    ``act``: rate, next (rate, and go on), reopen or search; ``mark`` and ``cite`` are buttons of their own.
    """

    act: str = ""
    mark: str = ""
    cite: str = ""
    part: str = ""
    rating: str = ""
    note: str = ""
    reason: str = ""
    words: str = ""
    revision: int = NO_REVISION

    @property
    def judges(self) -> bool:
        return self.act in ("rate", "next")

    @property
    def typed(self) -> bool:
        """Whether something would be lost if the page were opened anew."""
        return bool(self.rating or self.note or self.reason)


def read(data: Mapping[str, Any]) -> Sent:
    def given(name: str) -> str:
        return text_of(str(data.get(name, "")))

    revision = key_of(given("revision"))
    return Sent(
        act=given("act"),
        mark=given("mark"),
        cite=given("cite"),
        part=given("part"),
        rating=given("rating"),
        note=given("note"),
        reason=given("reason"),
        words=given("q"),
        revision=NO_REVISION if revision is None else revision,
    )


def perform(finding: Finding, sent: Sent, by: Any, now: datetime) -> str:
    """The act that was asked for; returns the sentence that says what was done."""
    if sent.mark:
        return _mark(finding, sent, by, now)
    if sent.cite:
        return _cite(finding, sent, by, now)
    if sent.judges:
        return _rate(finding, sent, by, now)
    if sent.act == "reopen":
        review.reopen(finding.pk, sent.reason, by=by, now=now, revision=sent.revision)
        return _("Reopened. What was judged before stays on record below.")
    raise Unfit(_("This act is not known."))


def _rate(finding: Finding, sent: Sent, by: Any, now: datetime) -> str:
    done = review.rate(finding.pk, sent.rating, sent.note, by=by, now=now, revision=sent.revision)
    if done.rating:
        words = _("Judged: %(rating)s.")
    elif review.judgements(finding):
        words = _("Your rating is kept: %(rating)s. The first reviewer says otherwise; it is to be settled.")
    else:
        words = _("Your rating is kept: %(rating)s. It counts once the second reviewer has spoken.")
    return words % {"rating": Rating(sent.rating).label}


def _mark(finding: Finding, sent: Sent, by: Any, now: datetime) -> str:
    """``key-wrong`` or ``key-right``."""
    key, _dash, said = sent.mark.partition("-")
    rows = {str(row.pk): row for row in finding.quotations.all()}
    if said not in ("wrong", "right"):
        raise Unfit(_("This act is not known."))
    if key not in rows:
        raise Unknown(_("This passage is not attached any more."))
    review.mark(rows[key].pk, said == "wrong", by=by, now=now, revision=sent.revision)
    return _("Marked as no evidence.") if said == "wrong" else _("Marked as evidence.")


def _cite(finding: Finding, sent: Sent, by: Any, now: datetime) -> str:
    """``start-end`` in the new report, and ``-part`` where it does not stand by itself; from 0."""
    places = [*sent.cite.split("-"), sent.part or "0", "", ""][:3]
    start, end, part = map(key_of, places)
    if start is None or end is None or part is None:
        raise Unfit(_("Choose words of the new report."))
    review.cite(finding.pk, start, end, part, by=by, now=now, revision=sent.revision)
    return _("Attached as evidence.")


def repeated(finding: Finding, sent: Sent, user: Any) -> bool:
    """Whether this rating is the latest word already and this person's: the form was sent twice."""
    standing = list(review.judgements(finding).values())
    if not sent.judges or not standing or sent.revision != finding.revision - 1:
        return False
    last = standing[-1]
    return (last.by_id, last.rating, last.note) == (user.pk, sent.rating, sent.note)
