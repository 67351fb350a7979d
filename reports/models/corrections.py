"""What people changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.models.papers import Report
from reports.querysets import CorrectionQuerySet


class Correction(models.Model):
    """What a person changed, in order. Rows are only ever added; an undo is a row of its own."""

    class Verb(models.TextChoices):
        HEAD = "head", _("Head corrected")
        KIND = "kind", _("Kind changed")
        BOUNDS = "bounds", _("Bounds moved")
        SPLIT = "split", _("Split")
        MERGE = "merge", _("Merged")
        ADD = "add", _("Added")
        REMOVE = "remove", _("Removed")
        UNDO = "undo", _("Undone")

    report = models.ForeignKey(Report, models.CASCADE, related_name="corrections", verbose_name=_("report"))
    revision = models.PositiveIntegerField(_("revision"))
    verb = models.CharField(_("what was done"), max_length=10, choices=Verb)
    field = models.CharField(_("field"), max_length=20, blank=True)
    # Head: {"value": …}. Items: {"items": [all columns of the rows touched]}; their quotes anchor them.
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    undoes = models.OneToOneField(
        "self", models.RESTRICT, null=True, related_name="undone_by", verbose_name=_("undoes")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    # The name as text too: the record must stay readable after the account is gone.
    by_name = models.CharField(_("name of the person"), max_length=150)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["report_id", "revision"]
        constraints = [
            models.UniqueConstraint(fields=["report", "revision"], name="correction_revision_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.made_at:%Y-%m-%d %H:%M} {self.by_name}"
