"""What the next report answers to a promise: suggested by the machine, judged by reviewers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.choices import Rating, Turn, Verdict
from commitments.models.commitments import Commitment
from commitments.querysets import ComparisonQuerySet, FindingQuerySet
from reports.choices import ChapterKind
from reports.models import Item, Report


class Comparison(models.Model):
    """A new report held against what an older one promised (兑现核对).

    While it is prepared, its findings are a preview; once applied they count. Applying and undoing change
    this row alone, so that undoing gives everything back. Deleting a report takes its comparisons along,
    unless somebody has judged.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", _("Preview")
        APPLIED = "applied", _("Under review")
        REFUSED = "refused", _("Not comparable")

    old = models.ForeignKey(Report, models.CASCADE, related_name="+", verbose_name=_("report that promised"))
    new = models.ForeignKey(Report, models.CASCADE, related_name="+", verbose_name=_("report that answers"))
    # The year whose promises are judged: the plan year of the old report.
    year = models.PositiveSmallIntegerField(_("year judged"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PREPARED)
    # Why it was not compared, a code of answers.misfit; and the reason of who had it compared all the same.
    misfit = models.CharField(_("misfit"), max_length=20, blank=True)
    override = models.TextField(_("reason to compare all the same"), blank=True)
    second_review = models.BooleanField(_("judged by two reviewers"), default=False)
    # [{"code": "copied", "quotes": [{"report": "old", "start": 3, "end": 9, "text": "…"}], "values": {…}}]
    signals = models.JSONField(_("signals"), default=list, editable=False)
    # The revisions of the reports that were compared: later ones mean that it is to be done again.
    old_revision = models.PositiveIntegerField(default=0, editable=False)
    new_revision = models.PositiveIntegerField(default=0, editable=False)
    ran_at = models.DateTimeField(_("compared at"))
    applied_at = models.DateTimeField(_("applied at"), null=True)
    applied_by_name = models.CharField(_("applied by"), max_length=150, blank=True)
    # For programs that fetch what is new (api/changes.py).
    changed_at = models.DateTimeField(_("last changed at"), default=timezone.now, editable=False)

    objects = ComparisonQuerySet.as_manager()

    class Meta:
        verbose_name = _("comparison")
        verbose_name_plural = _("comparisons")
        ordering = ["-id"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="comparison_of_two_reports_is_one"),
            models.CheckConstraint(
                condition=Q(new__lt=F("old")) | Q(new__gt=F("old")), name="comparison_is_of_two_reports"
            ),
        ]
        indexes = [models.Index(fields=["changed_at", "id"], name="comparison_changed")]

    def __str__(self) -> str:
        return _("%(old)s — %(new)s") % {"old": self.old, "new": self.new}


class Finding(models.Model):
    """What the new report answers to one commitment, or in the preview to one passage not yet captured.

    ``verdict``, ``confidence``, ``parts`` and ``suggested`` are the machine's; ``rating`` is the reviewers'
    and stands for itself: neither writes the other.
    """

    comparison = models.ForeignKey(
        Comparison, models.CASCADE, related_name="findings", verbose_name=_("comparison")
    )
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, null=True, related_name="findings", verbose_name=_("commitment")
    )
    item = models.ForeignKey(
        Item, models.CASCADE, null=True, related_name="+", verbose_name=_("passage of the report")
    )
    # Where it stands among the promises of the old report.
    position = models.PositiveIntegerField(_("position"), default=0)
    verdict = models.CharField(_("answer found"), max_length=15, choices=Verdict)
    # Empty where the machine does not say how sure it is.
    confidence = models.DecimalField(_("confidence"), max_digits=3, decimal_places=2, null=True)
    # [{"text": "…", "verdict": "partly", "confidence": 0.8, "why": {"code": "short", "values": {…}}}]: one
    # for each sentence of the quote.
    parts = models.JSONField(_("sentence by sentence"), default=list)
    suggested = models.CharField(_("rating suggested"), max_length=15, choices=Rating)
    rating = models.CharField(_("rating"), max_length=15, choices=Rating, blank=True)
    # Counts every act of a reviewer; a form that carries an older number is refused.
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)
    # Also when its comparison was applied: only then may others see it.
    changed_at = models.DateTimeField(_("last changed at"), default=timezone.now, editable=False)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["comparison_id", "position", "id"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["comparison", "commitment"], name="finding_of_a_commitment_is_one"
            ),
            models.UniqueConstraint(fields=["comparison", "item"], name="finding_of_an_item_is_one"),
            models.CheckConstraint(
                condition=Q(commitment=None, item__isnull=False) | Q(commitment__isnull=False, item=None),
                name="finding_is_of_a_commitment_or_an_item",
            ),
            models.CheckConstraint(
                condition=Q(rating="") | Q(commitment__isnull=False), name="finding_of_an_item_has_no_rating"
            ),
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__range=(0, 1)),
                name="finding_confidence_is_between_0_and_1",
            ),
        ]
        indexes = [models.Index(fields=["changed_at", "id"], name="finding_changed")]

    def __str__(self) -> str:
        return f"{self.commitment or self.item}: {self.get_rating_display() or self.get_verdict_display()}"


class Quotation(models.Model):
    """A passage of the new report as evidence: found by the machine, or attached by a reviewer."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="quotations", verbose_name=_("finding"))
    # Which sentence of the promise it answers, and its place among those that answer it.
    part = models.PositiveSmallIntegerField(_("sentence answered"), default=0)
    rank = models.PositiveSmallIntegerField(_("rank"), default=0)
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    text = models.TextField(_("passage"))
    where = models.CharField(_("chapter"), max_length=20, choices=ChapterKind)
    # [{"kind": "name", "text": "…"}]: what it shares with the promise.
    shared = models.JSONField(_("in common"), default=list)
    by_name = models.CharField(_("attached by"), max_length=150, blank=True)
    wrong = models.BooleanField(_("marked as wrong"), default=False)

    class Meta:
        verbose_name = _("quotation")
        verbose_name_plural = _("quotations")
        ordering = ["finding_id", "part", "rank", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "part", "start", "end"],
                name="quotation_is_attached_once",
                violation_error_message=_("This passage is attached already."),
            ),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="quotation_end_after_start"),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class Judgement(models.Model):
    """One reviewer's rating. A row stays for ever: a rating taken back is marked so, with the reason."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="judgements", verbose_name=_("finding"))
    turn = models.CharField(_("turn"), max_length=10, choices=Turn)
    rating = models.CharField(_("rating"), max_length=15, choices=Rating)
    note = models.TextField(_("note"), blank=True)
    # What the machine suggested then; ``bulk``: taken over with others, not looked at singly.
    suggested = models.CharField(_("rating suggested"), max_length=15, choices=Rating)
    bulk = models.BooleanField(_("accepted in bulk"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    by_name = models.CharField(_("name of the person"), max_length=150)
    # Who had submitted the commitment for closure by then: the database keeps the two apart.
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("submitted by")
    )
    made_at = models.DateTimeField(_("made at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_by_name = models.CharField(_("withdrawn by"), max_length=150, blank=True)
    withdrawn_reason = models.TextField(_("reason of the withdrawal"), blank=True)

    class Meta:
        verbose_name = _("judgement")
        verbose_name_plural = _("judgements")
        ordering = ["finding_id", "id"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "turn"],
                condition=Q(withdrawn_at=None),
                name="judgement_is_one_a_turn",
                violation_error_message=_("This was judged meanwhile."),
            ),
            models.CheckConstraint(
                condition=Q(submitted_by=None) | Q(by__lt=F("submitted_by")) | Q(by__gt=F("submitted_by")),
                name="judgement_is_not_by_who_submitted",
                violation_error_message=_("Whoever submitted the work does not judge it."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason=""),
                name="judgement_is_withdrawn_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        """Without the rating: who may see that is asked elsewhere (review.revealed)."""
        return f"{self.by_name} {self.get_turn_display()}"
