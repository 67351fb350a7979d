"""What the clockwork goes by, and what it leaves behind."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.choices import Outcome


class CalendarDay(models.Model):
    """A day on which offices work, or do not, whatever the holiday calendar says."""

    day = models.DateField(_("day"), unique=True)
    working = models.BooleanField(_("working day"))
    note = models.CharField(_("note"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day} {self.note}".strip()


class Heartbeat(models.Model):
    """The last run of a job of the clock. One row for a job: it is also the lock against overlap."""

    job = models.CharField(_("job"), max_length=30, primary_key=True)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    # {"planned": 12, "dropped": 1}
    counts = models.JSONField(_("counts"), default=dict)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("run of a job")
        verbose_name_plural = _("runs of jobs")
        ordering = ["job"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.job} {self.get_outcome_display()}"
