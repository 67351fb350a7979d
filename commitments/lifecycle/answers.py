"""Which problem a commitment answers: a person decides on what was suggested, or says so unasked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from commitments.choices import Verb
from commitments.lifecycle import acts
from commitments.lifecycle.acts import Acting
from commitments.models import Commitment, ProblemLink
from commitments.refusals import Unfit, Unknown
from reports.choices import ItemKind
from reports.models import Item


@dataclass(frozen=True, slots=True)
class Place:
    """Words of a problem, by their place in the text of its report."""

    problem_id: int
    start: int
    end: int


def decide_link(link_id: int, accepted: bool, *, by: Any, now: datetime, revision: int) -> Commitment:
    """A person says whether the commitment answers the problem."""
    link = ProblemLink.objects.filter(pk=link_id).first()
    if link is None:
        raise Unknown(_("There is no such link any more."))

    def change(acting: Acting) -> None:
        link.accepted, link.decided_by = accepted, acting.person.user
        link.save(update_fields=["accepted", "decided_by"])
        acting.after |= {"problem": link.quote, "accepted": accepted}

    return acts.one(Verb.LINK, link.commitment_id, by=by, now=now, revision=revision, change=change)


def add_link(commitment_id: int, place: Place, *, by: Any, now: datetime, revision: int) -> Commitment:
    """A person says that the commitment answers these words. Its strength is 0: no machine weighed it."""
    problem = Item.objects.current().select_related("report").filter(pk=place.problem_id).first()

    def change(acting: Acting) -> None:
        words = _words(problem, place, acting.commitment)
        decided = {"accepted": True, "decided_by": acting.person.user}
        ProblemLink.objects.update_or_create(
            commitment=acting.commitment,
            problem=problem,
            start=place.start,
            defaults=decided,
            create_defaults=decided | {"quote": words, "end": place.end, "score": Decimal(0)},
        )
        acting.after |= {"problem": words, "accepted": True}

    return acts.one(Verb.LINK, commitment_id, by=by, now=now, revision=revision, change=change)


def _words(problem: Item | None, place: Place, row: Commitment) -> str:
    if problem is None or problem.kind != ItemKind.PROBLEM or problem.report.organ_id != row.organ_id:
        raise Unfit(_("This problem does not stand in a report of this organ any more."))
    if not problem.start <= place.start < place.end <= problem.end:
        raise Unfit(_("These words are not those of the problem."))
    return problem.report.text[place.start : place.end]
