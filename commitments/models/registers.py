"""Numbers are given out from here."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reports.models import Organ


class Register(models.Model):
    """The numbers of one organ and plan year: 2022-大英审批-001 onwards. Its row is the lock."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("organ"))
    plan_year = models.PositiveSmallIntegerField(_("plan year"))
    mark = models.CharField(_("short name in the numbers"), max_length=40)
    last = models.PositiveIntegerField(_("last number given"), default=0, editable=False)

    class Meta:
        verbose_name = _("register of numbers")
        verbose_name_plural = _("registers of numbers")
        ordering = ["-plan_year", "mark"]
        constraints = [
            models.UniqueConstraint(fields=["organ", "plan_year"], name="register_is_one_a_year"),
            models.UniqueConstraint(
                fields=["mark", "plan_year"],
                name="register_mark_is_unique",
                violation_error_message=_("Another organ already has this short name in that year."),
            ),
            models.CheckConstraint(condition=~Q(mark=""), name="register_has_a_mark"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_year}-{self.mark}"
