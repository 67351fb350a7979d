"""What was promised, and the units that have a part in it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from commitments.choices import DueBasis, Kind, Part, Status
from commitments.models.turning import RED_FROM, YELLOW_FROM
from commitments.querysets import CommitmentQuerySet
from reports.choices import Grade
from reports.models import Item, Organ

# Where what has no deadline stands in the order of deadlines.
NO_DAY = date(9999, 12, 31)
STANDING = ("open", "submitted", "closed", "carried_over")


class Commitment(models.Model):
    """One promise, from candidate to closure. Only lifecycle.py writes ``status``.

    ``quote`` and its place are those of the sentence when it was captured; they never change.
    """

    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.CANDIDATE)
    number = models.CharField(_("number"), max_length=60, blank=True, editable=False)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("organ"))
    plan_year = models.PositiveSmallIntegerField(_("plan year"), null=True, blank=True)

    source = models.ForeignKey(
        Item, models.PROTECT, related_name="+", editable=False, verbose_name=_("passage of the report")
    )
    # The parts into which a person split one passage; together with the source the memory of "captured".
    part = models.PositiveSmallIntegerField(_("part of the passage"), default=0, editable=False)
    quote = models.TextField(_("quote"), editable=False)
    place_start = models.PositiveIntegerField(_("start of the quote"), editable=False)
    place_end = models.PositiveIntegerField(_("end of the quote"), editable=False)
    group = models.TextField(_("heading of the group"), blank=True, editable=False)

    title = models.CharField(_("title"), max_length=60)
    completion_mark = models.TextField(_("completion mark"), blank=True)
    grade = models.CharField(_("grade"), max_length=12, choices=Grade, blank=True)
    grade_reason = models.TextField(_("reason for the grade"), blank=True, editable=False)
    first_due_on = models.DateField(_("first deadline"), null=True, blank=True)
    due_on = models.DateField(_("deadline"), null=True, blank=True)
    due_basis = models.CharField(_("basis of the deadline"), max_length=10, choices=DueBasis, blank=True)
    due_text = models.TextField(_("deadline in the text's words"), blank=True, editable=False)
    # [{"name": "…", "unit": 12, "part": "lead", "reason": "…"}]: what the machine suggests, apart from
    # what a person decided.
    suggested_units = models.JSONField(_("units suggested"), default=list, editable=False)

    lead = models.ForeignKey(
        Organ, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lead unit")
    )
    returned_by = models.ForeignKey(
        Organ, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("returned by")
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("officer in charge"),
    )
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("supervisor"),
    )

    percent = models.PositiveSmallIntegerField(_("percent done"), default=0, editable=False)
    progressed_at = models.DateTimeField(_("last progress"), null=True, editable=False)
    pieces = models.PositiveSmallIntegerField(_("pieces of evidence"), default=0, editable=False)
    times_extended = models.PositiveSmallIntegerField(_("times extended"), default=0, editable=False)
    approval = models.TextField(_("approval of the adjustment"), blank=True, editable=False)
    confirmed_on = models.DateField(_("confirmed on"), null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    submitted_on = models.DateField(_("submitted on"), null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("signed off by"),
    )
    closed_on = models.DateField(_("closed on"), null=True, editable=False)
    carried_from = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="carried_to",
        verbose_name=_("carried over from"),
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="merged_from",
        verbose_name=_("merged into"),
    )

    # From when on it is yellow or red as things stand; empty: never, or it has no colour.
    yellow_from = models.GeneratedField(
        expression=YELLOW_FROM, output_field=models.DateField(), db_persist=True
    )
    red_from = models.GeneratedField(expression=RED_FROM, output_field=models.DateField(), db_persist=True)

    # Counts every act; a form that carries an older number is refused.
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)
    created_at = models.DateTimeField(_("created at"), editable=False)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["status", "due_on"], name="commitment_status_due"),
            models.Index(fields=["organ", "-id"], name="commitment_organ_newest"),
            # For the list: what it filters by, newest first, and what it sorts by.
            models.Index(fields=["plan_year", "-id"], name="commitment_year_newest"),
            models.Index(fields=["status", "-id"], name="commitment_status_newest"),
            models.Index(fields=["yellow_from"], name="commitment_yellow"),
            models.Index(fields=["red_from"], name="commitment_red"),
            models.Index(Coalesce("due_on", NO_DAY), "id", name="commitment_by_deadline"),
            models.Index(
                Coalesce("due_on", NO_DAY),
                "id",
                condition=Q(status="open"),
                name="commitment_open_by_deadline",
            ),
            models.Index(fields=["number", "id"], name="commitment_by_number"),
            models.Index(fields=["percent", "id"], name="commitment_by_percent"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "part"],
                condition=Q(carried_from=None),
                name="commitment_is_captured_once",
                violation_error_message=_("A commitment was made of this passage already."),
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="commitment_number_is_unique",
                violation_error_message=_("This number is given already."),
            ),
            models.CheckConstraint(
                condition=Q(place_end__gt=F("place_start")), name="commitment_quote_has_a_place"
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="commitment_has_a_title",
                violation_error_message=_("A commitment needs a title."),
            ),
            models.CheckConstraint(
                condition=Q(percent__lte=100),
                name="commitment_is_at_most_100_percent",
                violation_error_message=_("Progress is between 0 and 100 percent."),
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gte=F("first_due_on")),
                name="commitment_deadline_is_not_before_the_first",
                violation_error_message=_("The deadline cannot lie before the first one."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=STANDING)
                | (
                    ~Q(number="")
                    & Q(plan_year__isnull=False, first_due_on__isnull=False, due_on__isnull=False)
                    & Q(confirmed_on__isnull=False)
                ),
                name="commitment_stands_with_number_and_deadline",
                violation_error_message=_("A confirmed commitment has a number, a plan year and a deadline."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=STANDING) | Q(lead__isnull=False),
                name="commitment_has_exactly_one_lead",
                violation_error_message=_("A confirmed commitment has exactly one lead unit."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("submitted", "closed"))
                | Q(submitted_by__isnull=False, submitted_on__isnull=False, pieces__gte=1),
                name="commitment_is_submitted_with_evidence",
                violation_error_message=_("Nothing is submitted for closure without evidence."),
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_by__isnull=False, closed_on__isnull=False)
                | (~Q(status="closed") & Q(closed_by=None, closed_on=None)),
                name="commitment_is_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None)
                | (
                    (Q(closed_by__lt=F("submitted_by")) | Q(closed_by__gt=F("submitted_by")))
                    & (Q(officer=None) | Q(closed_by__lt=F("officer")) | Q(closed_by__gt=F("officer")))
                ),
                name="commitment_is_not_signed_off_by_the_doer",
                violation_error_message=_("Whoever did the work cannot sign it off."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(status="cancelled"),
                name="commitment_merged_away_is_cancelled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class Assignment(models.Model):
    """A unit that has a part in a commitment: the rows by which people find what concerns them.

    The rows of the organ and of the lead repeat ``Commitment.organ`` and ``Commitment.lead``.
    """

    commitment = models.ForeignKey(
        Commitment, models.CASCADE, related_name="assignments", verbose_name=_("commitment")
    )
    unit = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("unit"))
    part = models.CharField(_("part"), max_length=10, choices=Part)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["commitment_id", "part", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "unit", "part"],
                name="assignment_is_unique",
                violation_error_message=_("This unit already has that part."),
            ),
            models.UniqueConstraint(
                fields=["commitment"],
                condition=Q(part=Part.LEAD),
                name="assignment_of_a_lead_is_single",
                violation_error_message=_("There is exactly one lead unit."),
            ),
            models.UniqueConstraint(
                fields=["commitment"],
                condition=Q(part=Part.ORGAN),
                name="assignment_of_an_organ_is_single",
                violation_error_message=_("Exactly one organ promised it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()} {self.unit}"
