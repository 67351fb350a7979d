"""What was published: reports, and the chapters and items read from them."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reports.choices import Basis, ChapterKind, DueBasis, Grade, ItemKind, Origin, ReportKind
from reports.models.organs import Organ
from reports.querysets import ItemQuerySet, ReportQuerySet

YEARS = (1900, 2100)
PLAUSIBLE_YEAR = [MinValueValidator(YEARS[0]), MaxValueValidator(YEARS[1])]


class Report(models.Model):
    """A report as read and corrected. Same organ, kind, year and series: a later text is the next version."""

    organ = models.ForeignKey(
        Organ, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("organ")
    )
    organ_name = models.TextField(_("organ as the text names it"), blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=ReportKind)
    title = models.TextField(_("title"), blank=True)
    addressee = models.TextField(_("addressee"), blank=True)
    year = models.PositiveSmallIntegerField(
        _("year covered"), null=True, blank=True, validators=PLAUSIBLE_YEAR
    )
    plan_year = models.PositiveSmallIntegerField(
        _("plan year"), null=True, blank=True, validators=PLAUSIBLE_YEAR
    )
    plan_year_basis = models.CharField(_("basis of the plan year"), max_length=10, choices=Basis, blank=True)
    issued_on = models.DateField(_("date of issue"), null=True, blank=True)
    # {"year": {"value": 2023, "reason": "…", "start": 3, "end": 8}}: what the machine read, kept under a
    # person's correction too, so that both can be shown.
    facts = models.JSONField(_("as read"), default=dict, editable=False)

    text = models.TextField(_("text"), editable=False)
    text_hash = models.CharField(_("hash of the text"), max_length=64, unique=True, editable=False)
    origins = models.JSONField(_("places in the file's own text"), default=list, editable=False)
    notes = models.JSONField(_("notes"), default=list, editable=False)

    # Replies and "other" papers come several to a year; the series tells them apart. Empty for yearly kinds.
    series = models.CharField(_("series"), max_length=64, blank=True, editable=False)
    version = models.IntegerField(_("version"), default=1, editable=False)
    superseded = models.BooleanField(_("superseded by a later version"), default=False, editable=False)

    # Counts every change of head or items; a form that carries an older number is refused.
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)
    # [{"correction": 7, "reason": "…"}]: corrections that the latest reading left without a place.
    unplaced = models.JSONField(_("corrections without a place"), default=list, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    read_at = models.DateTimeField(_("read at"))

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organ", "kind", "year", "series", "version"], name="report_version_is_unique"
            ),
            models.UniqueConstraint(
                fields=["organ", "kind", "year", "series"],
                condition=Q(superseded=False),
                name="report_has_one_current_version",
            ),
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__range=YEARS), name="report_year_is_plausible"
            ),
            models.CheckConstraint(
                condition=Q(plan_year__isnull=True) | Q(plan_year__range=YEARS),
                name="report_plan_year_is_plausible",
            ),
        ]

    def __str__(self) -> str:
        return self.title or _("Untitled report %(id)s") % {"id": self.pk}


class Section(models.Model):
    """A chapter of the first level (一、)."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="sections", verbose_name=_("report"))
    kind = models.CharField(_("kind"), max_length=20, choices=ChapterKind)
    heading = models.TextField(_("heading"))
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")
        ordering = ["report_id", "start"]
        constraints = [
            models.UniqueConstraint(fields=["report", "start"], name="section_start_is_unique"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="section_end_after_start"),
        ]

    def __str__(self) -> str:
        return self.heading


class Item(models.Model):
    """One problem or one arrangement: a passage of the report's text, and what it says.

    A row outlives its removal (``removed``), since commitments made of it must keep their sentence.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="items", verbose_name=_("report"))
    kind = models.CharField(_("kind"), max_length=20, choices=ItemKind)
    parent = models.TextField(_("heading of the group"), blank=True)
    heading = models.TextField(_("heading"))
    text = models.TextField(_("text"))
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    reason = models.TextField(_("reason"), blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    due_basis = models.CharField(_("basis of the deadline"), max_length=10, choices=DueBasis, blank=True)
    due_text = models.TextField(_("deadline in the text's words"), blank=True)
    grade = models.CharField(_("grade"), max_length=12, choices=Grade, blank=True)
    grade_reason = models.TextField(_("reason for the grade"), blank=True)
    figures = models.JSONField(_("figures"), default=list, blank=True)
    organs = models.JSONField(_("units named"), default=list, blank=True)
    cause_start = models.PositiveIntegerField(_("start of the cause"), null=True, blank=True)
    cause_end = models.PositiveIntegerField(_("end of the cause"), null=True, blank=True)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.MACHINE)
    removed = models.BooleanField(_("removed"), default=False)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["report_id", "start"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "start"], condition=Q(removed=False), name="item_start_is_unique"
            ),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="item_end_after_start"),
            models.CheckConstraint(
                condition=Q(cause_start__isnull=True, cause_end__isnull=True)
                | Q(cause_start__gte=F("start"), cause_end__gt=F("cause_start"), cause_end__lte=F("end")),
                name="item_cause_lies_within",
            ),
        ]

    def __str__(self) -> str:
        return self.heading or self.text[:40]
