"""Who answers: people in their roles, and the rules by which owners are suggested."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments.choices import Part, Role
from commitments.querysets import MembershipQuerySet
from reports.models import Organ


class Membership(models.Model):
    """A person in a role at an organ or one of its units. A person may hold several; each has its time.

    Units (科室) are rows of the organs' tree, below their organ: a right over an organ is one over its units.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    unit = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("organ or unit"))
    role = models.CharField(_("role"), max_length=12, choices=Role)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["user_id", "role", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "role"],
                condition=Q(until=None),
                name="membership_is_held_once",
                violation_error_message=_("This person already holds this role there."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="membership_ends_after_it_began",
                violation_error_message=_("A membership cannot end before it began."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()} {self.unit}"


class AssignmentRule(models.Model):
    """Who is suggested: a unit for a keyword, or a supervisor for all that an organ promises."""

    organ = models.ForeignKey(
        Organ,
        models.PROTECT,
        related_name="+",
        verbose_name=_("organ"),
        help_text=_("The rule holds for this organ and all below it."),
    )
    keyword = models.CharField(_("keyword"), max_length=50, blank=True)
    part = models.CharField(
        _("part"), max_length=10, choices=[(p.value, p.label) for p in (Part.LEAD, Part.SUPPORT)], blank=True
    )
    unit = models.ForeignKey(
        Organ, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("supervisor"),
    )

    class Meta:
        verbose_name = _("assignment rule")
        verbose_name_plural = _("assignment rules")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(supervisor=None, unit__isnull=False) & ~Q(keyword="") & ~Q(part=""))
                | Q(supervisor__isnull=False, unit=None, keyword="", part=""),
                name="assignment_rule_names_a_unit_or_a_supervisor",
                violation_error_message=_(
                    "A rule leads either from a keyword to a unit and its part, or from the organ to a "
                    "supervisor."
                ),
            ),
            models.UniqueConstraint(
                fields=["organ", "keyword", "unit"],
                condition=Q(supervisor=None),
                name="assignment_rule_for_a_unit_is_unique",
                violation_error_message=_("There is such a rule already."),
            ),
            models.UniqueConstraint(
                fields=["organ"],
                condition=Q(unit=None),
                name="assignment_rule_gives_an_organ_one_supervisor",
                violation_error_message=_("There is already a rule that gives this organ its supervisor."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organ}: {self.keyword or '*'} → {self.unit or self.supervisor}"
