"""The closed vocabularies of the tables."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    ARRANGEMENT = "arrangement", _("Arrangement")
    RECTIFICATION = "rectification", _("Rectification of a problem")


class Status(models.TextChoices):
    """Overdue and due soon are no states: they are computed from the dates."""

    CANDIDATE = "candidate", _("To be confirmed")
    OPEN = "open", _("In progress")
    SUBMITTED = "submitted", _("Submitted for closure")
    CLOSED = "closed", _("Closed")
    CARRIED_OVER = "carried_over", _("Carried over")
    CANCELLED = "cancelled", _("Cancelled")


class DueBasis(models.TextChoices):
    STATED = "stated", _("Stated in the text")
    DEFAULT = "default", _("End of the plan year by default")
    ASSIGNED = "assigned", _("Set by a person")


class Role(models.TextChoices):
    """What a person is at a unit. The words are those of the offices."""

    OFFICER = "officer", _("Officer in charge")
    LEADER = "leader", _("Leader of the unit")
    SUPERVISOR = "supervisor", _("Supervisor")
    REVIEWER = "reviewer", _("Reviewer")
    CLERK = "clerk", _("Keeper of the ledger")


class Part(models.TextChoices):
    """The part that an organ or unit has in a commitment."""

    ORGAN = "organ", _("Organ that promised")
    LEAD = "lead", _("Lead unit")
    SUPPORT = "support", _("Supporting unit")


class Comparison(models.TextChoices):
    """How a figure is meant; the values are those of reports.text.model.Figure."""

    AT_LEAST = "at_least", _("at least")
    EXACTLY = "exactly", _("exactly")
    OVER = "over", _("more than")
    AT_MOST = "at_most", _("at most")
    UNDER = "under", _("less than")
    ABOUT = "about", _("about")


class Decision(models.TextChoices):
    """What became of a request for more time."""

    PENDING = "pending", _("Waiting for a decision")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Not granted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Verb(models.TextChoices):
    """All that can be done to a commitment; lifecycle.py knows when and by whom."""

    CAPTURE = "capture", _("Captured")
    REWORD = "reword", _("Described")
    SPLIT = "split", _("Split")
    MERGE = "merge", _("Merged")
    LINK = "link", _("Link to a problem decided")
    CONFIRM = "confirm", _("Confirmed")
    ASSIGN = "assign", _("Assigned")
    APPOINT = "appoint", _("Officer appointed")
    RETURN = "return", _("Returned as not ours")
    PLAN = "plan", _("Measures planned")
    REPORT = "report", _("Progress reported")
    ATTACH = "attach", _("Evidence attached")
    DETACH = "detach", _("Evidence taken back")
    SUBMIT = "submit", _("Submitted for closure")
    SIGN_OFF = "sign_off", _("Signed off")
    SEND_BACK = "send_back", _("Sent back")
    REQUEST_EXTENSION = "request_extension", _("Extension requested")
    DECIDE_EXTENSION = "decide_extension", _("Extension decided")
    CHASE = "chase", _("Chased")
    CARRY_OVER = "carry_over", _("Carried over")
    ADJUST = "adjust", _("Adjusted")
    CANCEL = "cancel", _("Cancelled")
    HAND_OVER = "hand_over", _("Handed over")
    # What reviewers do goes into the same ledger, and leaves the status alone (review).
    RATE = "rate", _("Rated")
    REOPEN = "reopen", _("Rating reopened")
    CITE = "cite", _("Evidence of the comparison changed")


REVIEWS = (Verb.RATE, Verb.REOPEN, Verb.CITE)


class Verdict(models.TextChoices):
    """What the new report answers, as the machine reads it: the values are those of answers.py. The last four
    are for problems."""

    DELIVERED = "delivered", _("delivered")
    PARTLY = "partly", _("partly delivered")
    ONGOING = "ongoing", _("still going on")
    REPROMISED = "repromised", _("promised again")
    NOT_MENTIONED = "not_mentioned", _("not mentioned")
    RECURRING = "recurring", _("named again")
    ADDRESSED = "addressed", _("addressed")
    BOTH = "both", _("addressed, and named again")
    SILENT = "silent", _("passed over in silence")


class Rating(models.TextChoices):
    """What a reviewer decides (DOMAIN 3.2); the owner's side never can."""

    FULFILLED = "fulfilled", _("Fulfilled")
    MOSTLY = "mostly", _("Mostly fulfilled")
    PARTIAL = "partial", _("Partly fulfilled")
    ONGOING = "ongoing", _("Going on")
    NOT_STARTED = "not_started", _("Not started")
    NOT_MENTIONED = "not_mentioned", _("Not mentioned")
    ADJUSTED = "adjusted", _("Adjusted or cancelled")
    NOT_DUE = "not_due", _("Not yet due")
    NOT_ASSESSABLE = "not_assessable", _("Cannot be assessed")


class Turn(models.TextChoices):
    """Whose judgement it is, where two were asked; ``settled`` ends a dissent."""

    FIRST = "first", _("First reviewer")
    SECOND = "second", _("Second reviewer")
    SETTLED = "settled", _("Settled after dissent")


class Paper(models.TextChoices):
    """The official papers that are made from a template."""

    CHASE = "chase", _("Chasing letter")
    SUPERVISE = "supervise", _("Supervision letter")
    CIRCULATE = "circulate", _("Draft of a circular")
    RESULTS = "results", _("Report on promises kept")
    DRAFT = "draft", _("Draft on last year's arrangements")
