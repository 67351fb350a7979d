"""The closed vocabularies of the tables."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """Why somebody is told. The first four are the rungs of the ladder, in the words of the offices."""

    REMIND = "remind", _("Reminder")
    CHASE = "chase", _("Chasing")
    SUPERVISE = "supervise", _("Supervised handling")
    CIRCULATE = "circulate", _("Circular")
    PRESSED = "pressed", _("Chased by a supervisor")
    SENT_BACK = "sent_back", _("Sent back to be done again")
    STALE = "stale", _("No progress reported")
    EXTENSION = "extension", _("Extension to decide")
    CLOSURE = "closure", _("Closure to sign off")
    RETURNED = "returned", _("Returned, to be assigned anew")
    FILING = "filing", _("Annual report to be filed")
    PUBLISHING = "publishing", _("Annual report to be published")


# Rungs after the deadline: official acts, each with its sheet.
OFFICIAL = (Stage.CHASE, Stage.SUPERVISE, Stage.CIRCULATE)
# What a person may not switch off in-site when it is his or her own work.
OWN_OVERDUE = (*OFFICIAL, Stage.PRESSED)


class Channel(models.TextChoices):
    SITE = "site", _("In-site message")
    EMAIL = "email", _("E-mail")
    WECOM = "wecom", _("WeCom")
    DINGTALK = "dingtalk", _("DingTalk")
    FEISHU = "feishu", _("Feishu")
    WEBHOOK = "webhook", _("Webhook")


class Status(models.TextChoices):
    """What became of a notice."""

    PLANNED = "planned", _("To be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    UNCERTAIN = "uncertain", _("To be verified")
    DROPPED = "dropped", _("Dropped")


class Dropped(models.TextChoices):
    """Why a planned notice was not sent."""

    ENDED = "ended", _("The matter is settled.")
    MOVED = "moved", _("The deadline was moved.")
    HELD = "held", _("More time was asked for; reminders hold until it is decided.")
    PASSED = "passed", _("A later step of the ladder holds now.")
    OTHERS = "others", _("The person is not concerned any more, or switched the channel off.")


class Via(models.TextChoices):
    """By what a person is told: the answer to “why do I get this?”."""

    OWNER = "owner", _("You are in charge of it.")
    LEADER = "leader", _("Your unit is in charge of it.")
    SUPERVISOR = "supervisor", _("You supervise it.")
    CLERK = "clerk", _("You keep the ledger.")


class Preset(models.TextChoices):
    """The rule books that ladders are taken from."""

    DEFAULT = "default", _("Default")
    P13710 = "13710", _("13710")
    COLOURS = "colours", _("Three-colour sheets")


class SheetStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Issued")
    DISCARDED = "discarded", _("Not issued")


class Event(models.TextChoices):
    """What other systems can be told of. The values are their names in what is sent."""

    REPORT_READ = "report.read", _("A report was read")
    CONFIRMED = "commitment.confirmed", _("A commitment was confirmed")
    CHASED = "commitment.chased", _("A commitment was chased")
    SUBMITTED = "commitment.submitted", _("A commitment was submitted for closure")
    SENT_BACK = "commitment.sent_back", _("A commitment was sent back")
    CLOSED = "commitment.closed", _("A commitment was closed")
    EXTENSION = "commitment.extension_decided", _("An extension was decided")
    ADJUSTED = "commitment.adjusted", _("A commitment was adjusted")
    CARRIED_OVER = "commitment.carried_over", _("A commitment was carried over")
    CANCELLED = "commitment.cancelled", _("A commitment was cancelled")
    COMPARED = "comparison.applied", _("The review of a new report began")
    RATED = "finding.rated", _("A finding was rated")
    REOPENED = "finding.reopened", _("A rating was taken back")


class Outcome(models.TextChoices):
    """How a job of the clock ended."""

    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
