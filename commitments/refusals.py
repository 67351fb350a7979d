"""The ways in which an act is refused. Each carries a translated sentence that says what to do."""

from __future__ import annotations

from reports.refusals import Refusal


class Unknown(Refusal):
    """There is no such commitment, or none that this person may see: the two sound the same."""

    code = "unknown"


class NotAllowed(Refusal):
    """This person may see it, and may not do this to it."""

    code = "not_allowed"


class WrongStatus(Refusal):
    """The act does not fit the status in which the commitment is now."""

    code = "wrong_status"


class Stale(Refusal):
    """Somebody else has acted since the person looked."""

    code = "stale"


class Unfit(Refusal):
    """What was given does not do: a reason is missing, a day lies before another, and the like."""

    code = "unfit"
