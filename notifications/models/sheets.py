"""Supervision sheets (督查单): the paper side of the ladder, one sheet for one matter (一事一单)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment
from notifications.choices import OFFICIAL, SheetStatus
from reports.models import Organ

STAGES = [(stage.value, stage.label) for stage in OFFICIAL]


class SheetRegister(models.Model):
    """The numbers of the sheets of one organ, stage and year. Its row is the lock."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("organ"))
    stage = models.CharField(_("stage"), max_length=12, choices=STAGES)
    year = models.PositiveSmallIntegerField(_("year"))
    mark = models.CharField(_("short name in the numbers"), max_length=40)
    last = models.PositiveIntegerField(_("last number given"), default=0)

    class Meta:
        verbose_name = _("register of sheets")
        verbose_name_plural = _("registers of sheets")
        ordering = ["organ_id", "stage", "year"]
        constraints = [
            models.UniqueConstraint(fields=["organ", "stage", "year"], name="sheet_register_is_one_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.mark} {self.get_stage_display()} {self.year}"


class Sheet(models.Model):
    """A letter that chases, supervises or, drafted only, names in a circular. Numbered when it is issued."""

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="sheets", verbose_name=_("commitment")
    )
    stage = models.CharField(_("stage"), max_length=12, choices=STAGES)
    counts_from = models.DateField(_("deadline"))
    made_on = models.DateField(_("made on"))
    label = models.CharField(_("name of the sheet"), max_length=20, blank=True)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("issued by the organ"))
    unit = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("addressed to"))

    status = models.CharField(_("status"), max_length=10, choices=SheetStatus, default=SheetStatus.DRAFT)
    register = models.ForeignKey(
        SheetRegister, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("register")
    )
    serial = models.PositiveIntegerField(_("running number"), null=True, editable=False)
    number = models.CharField(_("number"), max_length=80, blank=True, editable=False)
    issued_on = models.DateField(_("issued on"), null=True)
    # Nobody, where the rule itself issued it.
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("issued by")
    )
    issued_by_name = models.CharField(_("name of the person"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("supervision sheet")
        verbose_name_plural = _("supervision sheets")
        ordering = ["-id"]
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "counts_from", "stage"], name="sheet_is_made_once_for_a_deadline"
            ),
            models.UniqueConstraint(fields=["register", "serial"], name="sheet_number_is_given_once"),
            models.CheckConstraint(
                condition=~Q(status="issued")
                | (~Q(number="") & Q(register__isnull=False, serial__isnull=False, issued_on__isnull=False)),
                name="sheet_is_issued_with_a_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.number or self.commitment}"
