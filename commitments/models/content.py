"""What a commitment contains: measures, figures, and the problems that it answers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments.models.commitments import Commitment
from reports.models import Item


class Measure(models.Model):
    """A concrete step towards the whole (具体措施), with a date of its own."""

    commitment = models.ForeignKey(
        Commitment, models.CASCADE, related_name="measures", verbose_name=_("commitment")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    text = models.TextField(_("measure"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["commitment_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "position"], name="measure_position_is_unique"),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="measure_says_something",
                violation_error_message=_("A measure needs words."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class Target(models.Model):
    """A figure that was promised, from what it starts, and how far it has got."""

    commitment = models.ForeignKey(
        Commitment, models.CASCADE, related_name="targets", verbose_name=_("commitment")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    counts = models.CharField(_("what is counted"), max_length=100, blank=True)
    comparison = models.CharField(_("comparison"), max_length=10, default="at_least")
    number = models.DecimalField(_("figure promised"), max_digits=20, decimal_places=4)
    upper = models.DecimalField(_("end of the range"), max_digits=20, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("unit of measure"), max_length=20, blank=True)
    baseline = models.DecimalField(
        _("figure at the start"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    reached = models.DecimalField(_("figure reached"), max_digits=20, decimal_places=4, null=True, blank=True)

    class Meta:
        verbose_name = _("target figure")
        verbose_name_plural = _("target figures")
        ordering = ["commitment_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "position"], name="target_position_is_unique"),
            models.CheckConstraint(
                condition=Q(upper=None) | Q(upper__gt=F("number")),
                name="target_range_has_an_end",
                violation_error_message=_("A range ends above its beginning."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counts} {self.number.normalize():f}{self.unit}"


class ProblemLink(models.Model):
    """A sentence of a problem, and a commitment that may answer it. The score suggests, a person decides."""

    commitment = models.ForeignKey(
        Commitment, models.CASCADE, related_name="problem_links", verbose_name=_("commitment")
    )
    problem = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("problem"))
    # The sentence as it stood, and its place in the report's text.
    quote = models.TextField(_("sentence"))
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    score = models.DecimalField(_("strength"), max_digits=3, decimal_places=2)
    reason = models.TextField(_("reason"), blank=True)
    accepted = models.BooleanField(_("accepted by a person"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )

    class Meta:
        verbose_name = _("link to a problem")
        verbose_name_plural = _("links to problems")
        ordering = ["commitment_id", "-score", "start"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "problem", "start"], name="problem_link_is_unique"),
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=1), name="problem_link_score_is_between_0_and_1"
            ),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="problem_link_end_after_start"),
            models.CheckConstraint(
                condition=Q(accepted=None, decided_by=None)
                | Q(accepted__isnull=False, decided_by__isnull=False),
                name="problem_link_is_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.quote[:40]
