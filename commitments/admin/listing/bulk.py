"""Acts on many commitments at once. Each row comes with the revision that was seen, and is judged alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments import lifecycle
from commitments.access import Person, seen_by
from commitments.choices import Part, Verb
from commitments.lifecycle import Outcome, Owners
from commitments.models import Assignment, Commitment
from commitments.paging import SIZE
from commitments.refusals import Unfit
from reports.models import Organ
from reports.typed import key_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LONGEST_REASON: Final = 500


def _confirm(wanted: Mapping[int, int], data: QueryDict, by: Any, now: datetime) -> Outcome:
    return lifecycle.confirm_all(wanted, by=by, now=now)


def _assign(wanted: Mapping[int, int], data: QueryDict, by: Any, now: datetime) -> Outcome:
    """To the unit chosen, else each to the units suggested for it. Who helps goes on helping."""
    if data.get("to") != "unit":
        return lifecycle.assign_all(wanted, by=by, now=now)
    unit = Organ.objects.current().filter(pk=key_of(data.get("lead", "")) or 0).first()
    if unit is None:
        raise Unfit(_("Choose the lead unit from those that are offered while you type."))
    helping = defaultdict(list)
    for part in Assignment.objects.filter(commitment__in=list(wanted), part=Part.SUPPORT).select_related(
        "unit"
    ):
        helping[part.commitment_id].append(part.unit)
    owners = {pk: Owners(unit, tuple(helping[pk])) for pk in wanted}
    return lifecycle.assign_all(wanted, owners, by=by, now=now)


def _sign_off(wanted: Mapping[int, int], data: QueryDict, by: Any, now: datetime) -> Outcome:
    return lifecycle.sign_off_all(wanted, by=by, now=now)


def _chase(wanted: Mapping[int, int], data: QueryDict, by: Any, now: datetime) -> Outcome:
    return lifecycle.chase_all(wanted, data.get("reason", "")[:LONGEST_REASON], by=by, now=now)


@dataclass(frozen=True, slots=True)
class Act:
    verb: Verb
    label: _StrPromise
    explained: _StrPromise
    run: Callable[[Mapping[int, int], QueryDict, Any, datetime], Outcome]

    def is_for(self, person: Person) -> bool:
        """Whether one of the person's roles allows it for some commitment."""
        return any(seat.role in lifecycle.RULES[self.verb].keeping for seat in person.seats)


ACTS: Final[dict[str, Act]] = {
    act.verb.value: act
    for act in (
        Act(
            Verb.CONFIRM,
            gettext_lazy("Confirm"),
            gettext_lazy("Each gets its number and its deadline, and counts from now on."),
            _confirm,
        ),
        Act(
            Verb.ASSIGN,
            gettext_lazy("Assign"),
            gettext_lazy("Supporting units stay as they are."),
            _assign,
        ),
        Act(
            Verb.SIGN_OFF,
            gettext_lazy("Sign off"),
            gettext_lazy("You state that each is done and proven. It cannot be taken back."),
            _sign_off,
        ),
        Act(
            Verb.CHASE,
            gettext_lazy("Chase"),
            gettext_lazy("It goes on record with each that the owners were pressed."),
            _chase,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Told:
    """What became of it, to be shown above the list."""

    done: str
    refused: str


def perform(data: QueryDict, person: Person, now: datetime) -> Told:
    act = ACTS.get(data.get("act", ""))
    if act is None:
        raise Unfit(_("This act is not known."))
    outcome = act.run(chosen(data.getlist("row")), data, person.user, now)
    return Told(_done(act, len(outcome.done)), _refused(outcome, person))


def chosen(rows: list[str]) -> dict[int, int]:
    """From "pk-revision"."""
    if not rows:
        raise Unfit(_("Nothing is selected. Tick the commitments first."))
    wanted = {}
    for row in rows[: SIZE + 1]:
        key, revision = map(key_of, row.partition("-")[::2])
        if key is None or revision is None:
            raise Unfit(_("This page is out of date. Reload it and select again."))
        wanted[key] = revision
    if len(wanted) > SIZE:
        raise Unfit(_("At most %(most)s at once. Please select fewer.") % {"most": SIZE})
    return wanted


def _done(act: Act, number: int) -> str:
    if not number:
        return ""
    words = ngettext("%(act)s: %(number)s commitment.", "%(act)s: %(number)s commitments.", number)
    return words % {"act": act.verb.label, "number": number}


def _refused(outcome: Outcome, person: Person) -> str:
    """By reason, with the rows that it concerns. Of a row that the person may not see, not even the title."""
    if not outcome.refused:
        return ""
    seen = seen_by(Commitment.objects.filter(pk__in=list(outcome.refused)), person)
    names = {row.pk: str(row) for row in seen.only("number", "title")}
    by_reason: dict[str, list[str]] = defaultdict(list)
    for pk, refusal in outcome.refused.items():
        by_reason[str(refusal)].append(names.get(pk, _("a commitment")))
    lines = format_html_join(
        "", "<li><strong>{}</strong> {}</li>", ((why, "；".join(rows)) for why, rows in by_reason.items())
    )
    number = len(outcome.refused)
    words = ngettext("Not done: %(number)s commitment.", "Not done: %(number)s commitments.", number)
    return format_html("{}<ul>{}</ul>", words % {"number": number}, lines)
