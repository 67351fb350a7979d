"""Who is to be told what by which way, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment
from notifications.choices import Channel, Dropped, Stage, Status, Via
from reports.models import Organ

MESSAGE_STATUSES = [(status.value, status.label) for status in Status if status is not Status.DROPPED]


class Message(models.Model):
    """What one person is told by one channel on one day: one digest. In-site it is the message (站内信).

    The unique key is the memory of "told today". The row is claimed before anything leaves the site, and is
    what an administrator sees when something went wrong. ``lines`` is the text as it was told, by what to do:
    it must read the same when the matter is over.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        db_index=False,  # the unique key begins with it
        related_name="+",
        verbose_name=_("person"),
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    day = models.DateField(_("day"))
    address = models.CharField(_("address"), max_length=254, blank=True)
    title = models.CharField(_("title"), max_length=200)
    lines = models.JSONField(_("lines"), default=list)
    # Planned: a first attempt failed and may be repeated.
    status = models.CharField(_("status"), max_length=10, choices=MESSAGE_STATUSES)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=1)
    claimed_at = models.DateTimeField(_("last attempt"))
    next_try_at = models.DateTimeField(_("next attempt"), null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    error = models.TextField(_("error"), blank=True)
    # A person found out what became of it, or asked for another attempt.
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("verified by")
    )
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-id"]
        default_permissions = ("view", "change")
        indexes = [
            models.Index(
                fields=["person"],
                condition=Q(channel="site", status="sent", read_at=None),
                name="message_unread",
            ),
            models.Index(
                fields=["status", "claimed_at"],
                condition=Q(status__in=("planned", "sending", "failed", "uncertain")),
                name="message_in_trouble",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "channel", "day"], name="message_is_one_a_day"),
            models.CheckConstraint(
                condition=~Q(status="planned") | Q(next_try_at__isnull=False),
                name="message_to_be_repeated_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(status="sent") | Q(sent_at__isnull=False), name="message_sent_says_when"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Notice(models.Model):
    """One matter to be told to one person by one channel, once: the unique keys are the memory of it.

    The sweep writes 100,000 of these in one statement. Half its time would go into foreign-key checks and
    spare indexes: so the database keeps neither for the columns below, which only that statement fills, from
    rows that it has just read. Commitments are never deleted, people are deactivated; deleting one after all
    through the ORM takes the notices along.

    A dropped notice is none: when the matter comes up again, it is told after all.
    """

    commitment = models.ForeignKey(
        Commitment,
        models.CASCADE,
        null=True,
        db_constraint=False,
        db_index=False,  # the unique key begins with it
        related_name="+",
        verbose_name=_("commitment"),
    )
    # Of whom a report is awaited; empty where there is a commitment.
    organ = models.ForeignKey(
        Organ,
        models.CASCADE,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("organ"),
    )
    stage = models.CharField(_("stage"), max_length=12, choices=Stage)
    # The place on the ladder: days after the day from which it counts, negative for days before it.
    step = models.SmallIntegerField(_("step"))
    # The deadline, or the day on which the waiting began. An extended deadline counts anew.
    counts_from = models.DateField(_("counts from"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("person"),
    )
    via = models.CharField(_("why this person"), max_length=10, choices=Via)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    planned_on = models.DateField(_("planned on"))

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PLANNED)
    reason = models.CharField(_("reason"), max_length=10, choices=Dropped, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    message = models.ForeignKey(
        Message,
        models.SET_NULL,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="notices",
        verbose_name=_("message"),
    )

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-id"]
        default_permissions = ("view",)
        indexes = [
            # What waits to be sent, person by person; sent rows leave it, so it stays small.
            models.Index(
                fields=["person", "channel"], condition=Q(status="planned"), name="notice_to_be_sent"
            ),
            # Empty for what was just planned, so the sweep does not pay for it.
            models.Index(fields=["message"], condition=Q(message__isnull=False), name="notice_of_a_message"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "counts_from", "stage", "step", "person", "channel"],
                condition=Q(commitment__isnull=False) & ~Q(status="dropped"),
                name="notice_of_a_commitment_is_given_once",
            ),
            models.UniqueConstraint(
                fields=["organ", "counts_from", "stage", "step", "person", "channel"],
                condition=Q(commitment=None) & ~Q(status="dropped"),
                name="notice_of_a_report_is_given_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.counts_from} {self.get_channel_display()}"


class Preference(models.Model):
    """A channel that a person switched on or off. Without a row: in-site and e-mail on, the others off."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person")
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    on = models.BooleanField(_("on"))
    # Of the person on that channel, where it wants one: a WeCom user id, a telephone number.
    address = models.CharField(_("address"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("choice of a channel")
        verbose_name_plural = _("choices of channels")
        ordering = ["person_id", "channel"]
        constraints = [
            models.UniqueConstraint(fields=["person", "channel"], name="preference_is_one_for_a_channel")
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_channel_display()}"
