"""Supervision sheets (督查单): the paper side of the ladder, one sheet for one matter (一事一单)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment
from notifications.choices import OFFICIAL, SheetStatus, Stage
from reports.models import Organ

NAMES = {
    Stage.CHASE: _("Chasing letter"),
    Stage.SUPERVISE: _("Supervision letter"),
    Stage.CIRCULATE: _("Circular"),
}
STAGES = [(stage.value, stage.label) for stage in OFFICIAL]


class Sheet(models.Model):
    """A letter that chases, supervises or, drafted only, names in a circular.

    Its number is that of the matter and its own among the matter's sheets: 2024-青澜审批-003督1.
    """

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="+", verbose_name=_("commitment"))
    stage = models.CharField(_("stage"), max_length=12, choices=STAGES)
    counts_from = models.DateField(_("deadline"))
    made_on = models.DateField(_("made on"))
    label = models.CharField(_("name of the sheet"), max_length=20, blank=True)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("issued by the organ"))
    unit = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("addressed to"))

    status = models.CharField(_("status"), max_length=10, choices=SheetStatus, default=SheetStatus.DRAFT)
    number = models.CharField(_("number"), max_length=80, unique=True, editable=False)
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
            models.CheckConstraint(
                condition=~Q(status="issued") | Q(issued_on__isnull=False), name="sheet_issued_says_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    @property
    def name(self) -> str:
        """What stands at the top of the page."""
        drafted = self.stage == Stage.CIRCULATE and self.status != SheetStatus.ISSUED
        return self.label or str(_("Draft of a circular") if drafted else NAMES[Stage(self.stage)])
