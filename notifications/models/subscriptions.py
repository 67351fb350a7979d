"""Calendars that people subscribe to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Subscription(models.Model):
    """One person's private calendar address. The address is signed, not stored; a new ``serial`` or ``on``
    taken away makes every address given out before worthless."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person")
    )
    serial = models.PositiveIntegerField(_("number of the address"), default=1)
    on = models.BooleanField(_("switched on"), default=True)
    fetched_at = models.DateTimeField(_("last fetched at"), null=True)

    class Meta:
        verbose_name = _("calendar subscription")
        verbose_name_plural = _("calendar subscriptions")
        ordering = ["person_id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.person} {self.serial}"
