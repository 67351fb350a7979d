"""Other systems that are told of what happened, and each single telling."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.choices import Event, Status
from reports.models import Organ

DELIVERY_STATUSES = [
    (Status.PLANNED.value, Status.PLANNED.label),
    (Status.SENDING.value, Status.SENDING.label),
    (Status.SENT.value, Status.SENT.label),
    (Status.FAILED.value, _("Not delivered")),
]


class Webhook(models.Model):
    """An address of another system. It is told of what its organ may see; without one, of everything.

    The secret is derived from the site's own, not stored: a new ``serial`` makes the one before worthless.
    """

    name = models.CharField(_("name"), max_length=100)
    organ = models.ForeignKey(
        Organ,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organ"),
        help_text=_("It is told of what this organ and all below it may see. Empty: of everything."),
    )
    address = models.CharField(
        _("address"), max_length=500, help_text=_("Begins with https://. Redirects are not followed.")
    )
    # ["commitment.closed", …]: values of Event.
    events = models.JSONField(_("events"), default=list)
    on = models.BooleanField(
        _("switched on"), default=True, help_text=_("What happens while it is off is not made up for.")
    )
    serial = models.PositiveIntegerField(_("number of the secret"), default=1, editable=False)
    # Nothing before ``since`` is told; what happened up to ``swept_to`` is written down.
    since = models.DateTimeField(_("since"), editable=False)
    swept_to = models.DateTimeField(_("written down up to"), editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("registered by"),
    )

    class Meta:
        verbose_name = _("webhook of another system")
        verbose_name_plural = _("webhooks of other systems")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One event told to one webhook. The unique key is the memory of "written down already"; ``key`` goes
    along, so that the other system knows what it was told before."""

    webhook = models.ForeignKey(
        Webhook,
        models.CASCADE,
        db_index=False,  # the unique key begins with it
        related_name="deliveries",
        verbose_name=_("webhook of another system"),
    )
    event = models.CharField(_("event"), max_length=30, choices=Event)
    # The row that tells of it, and when it happened: a comparison may be applied again.
    row = models.PositiveBigIntegerField(_("row"))
    at = models.DateTimeField(_("happened at"))
    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True)
    # As it is sent, to the byte.
    body = models.TextField(_("body"))

    status = models.CharField(
        _("status"), max_length=10, choices=DELIVERY_STATUSES, default=Status.PLANNED.value
    )
    # Also the fence: a worker that was taken for dead finds the number changed.
    attempts = models.PositiveSmallIntegerField(_("attempts made"), default=0)
    next_try_at = models.DateTimeField(_("next attempt"))
    claimed_at = models.DateTimeField(_("last attempt"), null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("delivery to another system")
        verbose_name_plural = _("deliveries to other systems")
        ordering = ["-id"]
        default_permissions = ("view", "change")
        indexes = [
            models.Index(
                fields=["webhook", "next_try_at"], condition=Q(status="planned"), name="delivery_to_be_sent"
            ),
            models.Index(fields=["claimed_at"], condition=Q(status="sending"), name="delivery_being_sent"),
            models.Index(fields=["at"], name="delivery_by_age"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "event", "row", "at"], name="delivery_is_planned_once"
            ),
            models.CheckConstraint(
                condition=~Q(status="sent") | Q(sent_at__isnull=False), name="delivery_sent_says_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.row}"
