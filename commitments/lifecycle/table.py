"""Which act is possible in which status, and for whom: the whole of it, as data."""

from __future__ import annotations

from dataclasses import dataclass

from commitments.access import OWNERS, Person, Seat
from commitments.choices import Role, Status, Verb
from commitments.models import Commitment

KEEPERS = frozenset({Role.CLERK, Role.SUPERVISOR})
SUPERVISORS = frozenset({Role.SUPERVISOR})
NOBODY: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """``to`` is the status afterwards, None when it stays. ``keeping``: roles over the organ that promised;
    ``owning``: roles at the lead unit; ``helping``: roles at a supporting unit."""

    status: frozenset[Status]
    to: Status | None = None
    keeping: frozenset[Role] = NOBODY
    owning: frozenset[Role] = NOBODY
    helping: frozenset[Role] = NOBODY

    def seat(self, person: Person, commitment: Commitment) -> Seat | None:
        """The seat by which this person may do it, whatever the status."""
        return (
            person.owning(commitment, self.owning)
            or person.helping(commitment, self.helping)
            or person.keeping(commitment, self.keeping)
        )


CANDIDATE = frozenset({Status.CANDIDATE})
OPEN = frozenset({Status.OPEN})
SUBMITTED = frozenset({Status.SUBMITTED})

RULES: dict[Verb, Rule] = {
    Verb.REWORD: Rule(CANDIDATE, keeping=KEEPERS),
    Verb.SPLIT: Rule(CANDIDATE, keeping=KEEPERS),
    Verb.MERGE: Rule(CANDIDATE, keeping=KEEPERS),
    Verb.LINK: Rule(CANDIDATE | OPEN, keeping=KEEPERS),
    Verb.CONFIRM: Rule(CANDIDATE, Status.OPEN, keeping=KEEPERS),
    Verb.ASSIGN: Rule(CANDIDATE | OPEN, keeping=KEEPERS),
    Verb.APPOINT: Rule(OPEN, keeping=KEEPERS, owning=frozenset({Role.LEADER})),
    Verb.RETURN: Rule(OPEN, owning=OWNERS),
    Verb.PLAN: Rule(OPEN, owning=OWNERS),
    Verb.REPORT: Rule(OPEN, owning=OWNERS, helping=OWNERS),
    Verb.ATTACH: Rule(OPEN, owning=OWNERS, helping=OWNERS),
    Verb.DETACH: Rule(OPEN, owning=OWNERS, helping=OWNERS),
    Verb.SUBMIT: Rule(OPEN, Status.SUBMITTED, owning=OWNERS),
    Verb.SIGN_OFF: Rule(SUBMITTED, Status.CLOSED, keeping=SUPERVISORS),
    Verb.SEND_BACK: Rule(SUBMITTED, Status.OPEN, keeping=SUPERVISORS),
    Verb.REQUEST_EXTENSION: Rule(OPEN, owning=OWNERS),
    Verb.DECIDE_EXTENSION: Rule(OPEN, keeping=SUPERVISORS),
    Verb.CHASE: Rule(OPEN, keeping=SUPERVISORS),
    Verb.CARRY_OVER: Rule(OPEN, Status.CARRIED_OVER, keeping=KEEPERS),
    Verb.ADJUST: Rule(OPEN, keeping=KEEPERS),
    Verb.CANCEL: Rule(CANDIDATE | OPEN, Status.CANCELLED, keeping=KEEPERS),
    # A submitted one too: who leaves must leave nothing behind.
    Verb.HAND_OVER: Rule(OPEN | SUBMITTED, keeping=KEEPERS, owning=frozenset({Role.LEADER})),
}


def possible(person: Person, commitment: Commitment) -> list[Verb]:
    """What this person may do to it as it stands now: the buttons of its page."""
    return [
        verb
        for verb, rule in RULES.items()
        if commitment.status in rule.status and rule.seat(person, commitment)
    ]
