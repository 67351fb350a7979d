"""What was done about it: progress, evidence, requests for more time."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments.choices import Decision
from commitments.models.commitments import Commitment
from commitments.models.content import Target
from commitments.querysets import ExtensionQuerySet


class Progress(models.Model):
    """One report of progress; ``no_change`` is the one click of a month in which nothing moved."""

    commitment = models.ForeignKey(
        Commitment, models.CASCADE, related_name="progress", verbose_name=_("commitment")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    by_name = models.CharField(_("name of the person"), max_length=150)
    unit = models.CharField(_("unit of the person"), max_length=200)
    text = models.TextField(_("what was done"), blank=True)
    percent = models.PositiveSmallIntegerField(_("percent done"), null=True, blank=True)
    target = models.ForeignKey(
        Target, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("target figure")
    )
    reached = models.DecimalField(_("figure reached"), max_digits=20, decimal_places=4, null=True, blank=True)
    no_change = models.BooleanField(_("no change this month"), default=False)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        ordering = ["commitment_id", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__lte=100),
                name="progress_is_at_most_100_percent",
                violation_error_message=_("Progress is between 0 and 100 percent."),
            ),
            models.CheckConstraint(
                condition=Q(target=None, reached=None) | Q(target__isnull=False, reached__isnull=False),
                name="progress_figure_belongs_to_a_target",
                violation_error_message=_("A figure reached belongs to a target figure."),
            ),
            models.CheckConstraint(
                condition=Q(no_change=True)
                | ~Q(text="")
                | Q(percent__isnull=False)
                | Q(target__isnull=False),
                name="progress_says_something",
                violation_error_message=_("Say what was done, or give a percentage or a figure."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d} {self.by_name}"


class Evidence(models.Model):
    """A file that proves something. No URL leads to it: a view asks first who wants to see it."""

    commitment = models.ForeignKey(
        Commitment, models.CASCADE, related_name="evidence", verbose_name=_("commitment")
    )
    file = models.FileField(_("file"), max_length=200, editable=False)
    name = models.CharField(_("file name"), max_length=255)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    format = models.CharField(_("format"), max_length=10)
    sha256 = models.CharField(_("hash of the content"), max_length=64, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    by_name = models.CharField(_("name of the person"), max_length=150)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["commitment_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "sha256"],
                name="evidence_is_attached_once",
                violation_error_message=_("This file is attached already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Extension(models.Model):
    """A request for more time and what became of it. The dates on both sides of it stay on record."""

    commitment = models.ForeignKey(
        Commitment, models.CASCADE, related_name="extensions", verbose_name=_("commitment")
    )
    old_due_on = models.DateField(_("deadline so far"))
    new_due_on = models.DateField(_("deadline asked for"))
    reason = models.TextField(_("reason"))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    requested_by_name = models.CharField(_("name of the person"), max_length=150)
    requested_at = models.DateTimeField(_("requested at"))
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, default=Decision.PENDING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_by_name = models.CharField(_("name of the person who decided"), max_length=150, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    remark = models.TextField(_("remark on the decision"), blank=True)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["commitment_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment"],
                condition=Q(decision="pending"),
                name="extension_is_asked_once_at_a_time",
                violation_error_message=_("An extension was asked for already and is not decided yet."),
            ),
            models.CheckConstraint(
                condition=Q(new_due_on__gt=F("old_due_on")),
                name="extension_leads_to_a_later_day",
                violation_error_message=_("The new deadline must be later than the present one."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="extension_has_a_reason",
                violation_error_message=_("Please give a reason."),
            ),
            models.CheckConstraint(
                condition=Q(decision="pending", decided_at=None, decided_by=None)
                | (~Q(decision="pending") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="extension_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decision__in=("pending", "withdrawn"))
                | Q(decided_by__lt=F("requested_by"))
                | Q(decided_by__gt=F("requested_by")),
                name="extension_is_not_decided_by_who_asked",
                violation_error_message=_("Nobody decides on a request of their own."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_due_on} → {self.new_due_on} {self.get_decision_display()}"
