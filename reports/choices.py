"""The closed vocabularies of the tables. The values are the text core's own (reports/text/model.py)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportKind(models.TextChoices):
    ANNUAL_REPORT = "annual_report", _("Annual report on law-based government")
    DELEGATE_REPLY = "delegate_reply", _("Reply to a delegate's suggestion")
    WORK_REPORT = "work_report", _("Government work report")
    WORK_SUMMARY = "work_summary", _("Work summary")
    DISCLOSURE_REPORT = "disclosure_report", _("Annual report on open information")
    OTHER = "other", _("Other document")


class ChapterKind(models.TextChoices):
    ACHIEVEMENTS = "achievements", _("Achievements")
    PROBLEMS = "problems", _("Problems")
    LEADERSHIP = "leadership", _("Leadership duties")
    ARRANGEMENTS = "arrangements", _("Arrangements for next year")
    COMBINED = "combined", _("Problems and arrangements")
    OTHER = "other", _("Other chapter")


class ItemKind(models.TextChoices):
    PROBLEM = "problem", _("Problem")
    ARRANGEMENT = "arrangement", _("Arrangement")


class Grade(models.TextChoices):
    MEASURABLE = "measurable", _("Measurable")
    CHECKABLE = "checkable", _("Checkable")
    DIRECTION = "direction", _("Direction only")


class Basis(models.TextChoices):
    STATED = "stated", _("Stated in the text")
    INFERRED = "inferred", _("Inferred")
    ASSIGNED = "assigned", _("Set by a person")


class DueBasis(models.TextChoices):
    STATED = "stated", _("Stated in the text")
    DEFAULT = "default", _("End of the plan year by default")


class Origin(models.TextChoices):
    MACHINE = "machine", _("Read by machine")
    PERSON = "person", _("Set by a person")
