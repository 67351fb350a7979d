"""The word of a reviewer: given, taken over in bulk, taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments import access, ledger
from commitments.access import Person
from commitments.choices import Rating, Turn, Verb
from commitments.lifecycle.acts import given
from commitments.models import Commitment, Comparison, Finding, Judgement
from commitments.refusals import Unfit, WrongStatus
from commitments.review import acts
from commitments.review.acts import Outcome, Reviewing
from commitments.review.turns import judgements, turn_of
from reports.refusals import Refusal

Choice = Callable[[Finding], str]


def rate(finding_id: int, rating: str, note: str = "", *, by: Any, now: datetime, revision: int) -> Finding:
    """One rating of one reviewer. It stands for the finding when no other word is asked."""
    if rating not in Rating.values:
        raise Unfit(_("Choose one of the nine ratings."))
    with transaction.atomic():
        outcome = _rate({finding_id: revision}, by, now, lambda finding: rating, note.strip(), bulk=False)
        for refusal in outcome.refused.values():
            raise refusal
    return outcome.done[0]


def accept_all(wanted: Mapping[int, int], *, by: Any, now: datetime) -> Outcome:
    """Take over the suggestions for all of ``wanted`` (key → revision seen). Each stays marked as accepted in
    bulk. As many queries for many as for few."""
    with transaction.atomic():
        return _rate(wanted, by, now, lambda finding: finding.suggested, "", bulk=True)


def _rate(
    wanted: Mapping[int, int], by: Any, now: datetime, choose: Choice, note: str, *, bulk: bool
) -> Outcome:
    person = access.person(by, timezone.localtime(now).date())
    rows = {row.pk: row for row in acts.locked(wanted)}
    done: list[tuple[Reviewing, Judgement]] = []
    refused: dict[int, Refusal] = {}
    for pk, revision in wanted.items():
        try:
            act = acts.admit(rows.get(pk), person, now, revision)
            done.append((act, _judgement(act, choose(act.finding), note, bulk)))
        except Refusal as refusal:
            refused[pk] = refusal
    Judgement.objects.bulk_create(judgement for _act, judgement in done)
    lines = [_concluded(act, judgement) for act, judgement in done]
    acts.write([act.finding for act, _judgement in done], now)
    ledger.record(lines, by=person, now=now)
    return Outcome([act.finding for act, _judgement in done], refused)


def _judgement(act: Reviewing, rating: str, note: str, bulk: bool) -> Judgement:
    turn = turn_of(act.finding, act.person)
    if turn is None:
        raise WrongStatus(_("This is judged already. Reopen it, with a reason, to judge it anew."))
    return Judgement(
        finding=act.finding, turn=turn, rating=rating, note=note, suggested=act.finding.suggested, bulk=bulk,
        by=act.person.user, by_name=act.person.name, submitted_by_id=act.commitment.submitted_by_id,
        made_at=act.now,
    )  # fmt: skip


def _concluded(act: Reviewing, judgement: Judgement) -> ledger.Line:
    """Set the rating that follows, and say so; not of a first word that the second reviewer must not see."""
    finding, two = act.finding, act.finding.comparison.second_review
    first = judgements(finding).get(Turn.FIRST)
    finding.rating = _final(judgement, first, two)
    after: dict[str, Any] = {"turn": str(judgement.get_turn_display())} if two else {}
    if finding.rating:
        after |= {"rating": finding.rating, "note": judgement.note}
    elif judgement.turn == Turn.SECOND and first:
        after["dissent"] = [first.rating, judgement.rating]
    # Of a word that the second reviewer must not see, this would tell that it is the suggestion.
    if judgement.bulk and (finding.rating or "dissent" in after):
        after["bulk"] = True
    return act.line(Verb.RATE, after=after)


def _final(judgement: Judgement, first: Judgement | None, two: bool) -> str:
    """The rating that follows from this word; empty while another is to be heard."""
    if judgement.turn == Turn.FIRST and two:
        return ""
    if judgement.turn == Turn.SECOND and (first is None or first.rating != judgement.rating):
        return ""
    return judgement.rating


def let_first_stand(comparison: Comparison, *, by: Person, now: datetime) -> None:
    """No second word is asked any more: the first ones are the ratings."""
    waiting = Judgement.objects.filter(finding__comparison=comparison, finding__rating="", withdrawn_at=None)
    rows = acts.locked(dict.fromkeys(waiting.values_list("finding", flat=True), 0))
    lines = []
    for finding in rows:
        first = judgements(finding)[Turn.FIRST]
        finding.rating = first.rating
        commitment = cast(Commitment, finding.commitment)
        status = commitment.status
        after = {"turn": str(first.get_turn_display()), "rating": first.rating, "note": first.note}
        why = _("Judged by %(who)s; no second word is asked any more.") % {"who": first.by_name}
        lines.append(ledger.Line(commitment, Verb.RATE, status, status, after=after, reason=why))
    acts.write(rows, now)
    ledger.record(lines, by=by, now=now)


def reopen(finding_id: int, reason: str, *, by: Any, now: datetime, revision: int) -> Finding:
    """All that was judged is taken back, and stays on record with the reason."""
    words = given(reason)
    with transaction.atomic():
        act = acts.one(finding_id, by, now, revision)
        if not judgements(act.finding):
            raise WrongStatus(_("Nobody has judged this yet."))
        before = {"rating": act.finding.rating} if act.finding.rating else {}
        act.finding.judgements.filter(withdrawn_at=None).update(
            withdrawn_at=now, withdrawn_by_name=act.person.name, withdrawn_reason=words
        )
        act.finding.rating = ""
        acts.write([act.finding], now)
        ledger.record([act.line(Verb.REOPEN, before=before, reason=words)], by=act.person, now=now)
    return act.finding
