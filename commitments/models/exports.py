"""Long lists that somebody asked to take away, made by a worker."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.querysets import ExportQuerySet


class Export(models.Model):
    """The ledger as a file, once: for the one who asked, and for a few days. Those not made are the queue.

    ``address`` is what follows the ``?`` of the list: the question, which is asked when the file is made,
    with the rights of that day. ``seen_from``: the paths from which the asker saw the rows then.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("In the queue")
        MAKING = "making", _("Being made")
        READY = "ready", _("Ready to fetch")
        FAILED = "failed", _("Not made")

    class Format(models.TextChoices):
        XLSX = "xlsx", _("Excel workbook (.xlsx)")
        CSV = "csv", _("Text with commas (.csv)")

    UNDER_WAY = (State.QUEUED, State.MAKING)

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("asked by")
    )
    address = models.CharField(_("filters"), max_length=1000, blank=True)
    format = models.CharField(_("format"), max_length=5, choices=Format)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED, db_index=True)
    reason = models.CharField(_("code of the reason"), max_length=20, blank=True)
    rows_done = models.PositiveIntegerField(_("rows written"), default=0)
    rows_total = models.PositiveIntegerField(_("rows in all"), null=True)
    seen_from = models.JSONField(default=list, editable=False)
    # Named before it is written, so that what a dead worker left can be found and removed.
    file = models.FileField(_("file"), max_length=200, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), null=True)
    asked_at = models.DateTimeField(_("asked at"))
    # The last sign of life of the worker that makes it.
    seen_at = models.DateTimeField(_("last sign of life"), null=True, editable=False)
    made_at = models.DateTimeField(_("finished at"), null=True)
    expires_at = models.DateTimeField(_("kept until"), null=True)
    # Also the fence: a worker that was given up for dead finds the number changed and writes nothing.
    attempts = models.PositiveIntegerField(_("times begun"), default=0, editable=False)
    # How often in a row a worker died over it.
    lost = models.PositiveSmallIntegerField(_("times given up"), default=0, editable=False)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["by", "address", "format"],
                condition=models.Q(state__in=("queued", "making")),
                name="export_is_asked_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="ready")
                | (~models.Q(file="") & models.Q(expires_at__isnull=False)),
                name="export_that_is_ready_has_a_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d} {self.format}"
