"""The ladder as rows: who is told when, for which part of the organs' tree."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.choices import Preset, Stage
from reports.models import Organ

MOST_DAYS = 366


class Policy(models.Model):
    """One ladder. It holds for its organ and all below it; the nearest policy above an organ wins."""

    name = models.CharField(_("name"), max_length=60)
    preset = models.CharField(_("taken from"), max_length=10, choices=Preset, blank=True)
    organ = models.ForeignKey(
        Organ,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organ"),
        help_text=_("The policy holds for this organ and all below it; without an organ, for all."),
    )
    active = models.BooleanField(_("switched on"), default=True)

    class Meta:
        verbose_name = _("reminder policy")
        verbose_name_plural = _("reminder policies")
        ordering = ["organ__path", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organ"],
                condition=Q(active=True),
                name="policy_is_one_for_an_organ",
                violation_error_message=_("Another policy is in force for this organ."),
            ),
            models.UniqueConstraint(
                fields=["active"],
                condition=Q(active=True, organ=None),
                name="policy_is_one_for_all",
                violation_error_message=_("Another policy is in force for all organs."),
            ),
            models.CheckConstraint(condition=~Q(name=""), name="policy_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Step(models.Model):
    """From when on a stage holds, and who is told.

    Days before the deadline are calendar days, days after it and days of waiting are working days; days
    without progress, and those before a report is due, are calendar days.
    """

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="steps", verbose_name=_("policy"))
    stage = models.CharField(_("stage"), max_length=12, choices=Stage)
    days = models.PositiveSmallIntegerField(
        _("days"),
        validators=[MaxValueValidator(MOST_DAYS)],
        help_text=_(
            "Before a day and without progress: calendar days. After the deadline and while waiting: "
            "working days."
        ),
    )
    owner = models.BooleanField(_("officer in charge"), default=False)
    leader = models.BooleanField(_("leader of the unit"), default=False)
    supervisor = models.BooleanField(_("supervisor"), default=False)
    clerk = models.BooleanField(_("keeper of the ledger"), default=False)
    label = models.CharField(
        _("name of the sheet"), max_length=20, blank=True, help_text=_("In place of the usual one.")
    )

    class Meta:
        verbose_name = _("step of the ladder")
        verbose_name_plural = _("steps of the ladder")
        ordering = ["policy_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "stage", "days"],
                name="step_is_unique",
                violation_error_message=_("This policy has that step already."),
            ),
            models.CheckConstraint(
                condition=Q(owner=True) | Q(leader=True) | Q(supervisor=True) | Q(clerk=True),
                name="step_tells_somebody",
                violation_error_message=_("Choose who is told."),
            ),
            models.CheckConstraint(
                condition=Q(days__lte=MOST_DAYS),
                name="step_is_within_a_year",
                violation_error_message=_("A step lies within a year."),
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=("chase", "supervise", "circulate")) | Q(days__gte=1),
                name="step_after_the_deadline_is_after_it",
                violation_error_message=_("Nobody is chased before a working day has passed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.days}"
