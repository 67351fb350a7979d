"""What came in: the files, each once, and how far each has got."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.models.papers import Report
from reports.querysets import UploadQuerySet


class Upload(models.Model):
    """A file that came in, once per content. The rows that are not read yet are the queue."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        READING = "reading", _("Being read")
        READ = "read", _("Read")
        REFUSED = "refused", _("Refused")
        FAILED = "failed", _("Failed")

    UNDER_WAY = (Status.QUEUED, Status.READING)
    IN_TROUBLE = (Status.REFUSED, Status.FAILED)

    class Step(models.TextChoices):
        STORED = "stored", _("File stored")
        OPENING = "opening", _("Opening the file")
        READING = "reading", _("Finding chapters, problems and arrangements")
        SAVING = "saving", _("Saving")
        DONE = "done", _("Done")

    content_hash = models.CharField(_("hash of the content"), max_length=64, unique=True, editable=False)
    file = models.FileField(_("file"), max_length=200, blank=True, editable=False)
    name = models.CharField(_("file name"), max_length=255)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    format = models.CharField(_("format"), max_length=10, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.QUEUED, db_index=True
    )
    step = models.CharField(_("step"), max_length=10, choices=Step, default=Step.STORED)
    # Why it was refused or failed. The sentence is made when it is shown, in the reader's language.
    reason_code = models.CharField(_("code of the reason"), max_length=40, blank=True, editable=False)
    reason_values = models.JSONField(_("values of the reason"), default=dict, editable=False)
    report = models.ForeignKey(
        Report, models.CASCADE, null=True, editable=False, related_name="uploads", verbose_name=_("report")
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    claimed_at = models.DateTimeField(_("taken up at"), null=True, editable=False)
    # Also the fence: a worker that was given up for dead finds the number changed and writes nothing.
    attempts = models.PositiveIntegerField(_("attempts"), default=0, editable=False)
    # How often in a row a worker died over it.
    lost = models.PositiveSmallIntegerField(_("times lost"), default=0, editable=False)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("uploaded file")
        verbose_name_plural = _("uploaded files")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name
