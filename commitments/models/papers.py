"""Templates of official papers that offices made their own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.choices import Paper
from reports.models import Organ


class PaperTemplate(models.Model):
    """What an organ, and all below it, uses in place of the template that the site brings along; without an
    organ, what all use.

    The file itself lies in the row, so that a template is replaced whole or not at all.
    """

    paper = models.CharField(_("paper"), max_length=12, choices=Paper)
    organ = models.ForeignKey(
        Organ, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("organ")
    )
    name = models.CharField(_("file name"), max_length=255)
    content = models.BinaryField(_("file"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    by_name = models.CharField(_("name of the person"), max_length=150)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("template of a paper")
        verbose_name_plural = _("templates of papers")
        ordering = ["paper", "organ_id"]
        default_permissions = ("change",)
        constraints = [
            models.UniqueConstraint(fields=["paper", "organ"], name="paper_template_of_an_organ_is_one"),
            models.UniqueConstraint(
                fields=["paper"], condition=Q(organ=None), name="paper_template_for_all_is_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_paper_display()} {self.name}"
