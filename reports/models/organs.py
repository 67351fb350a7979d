"""Who publishes: organs in their tree, each under all its names."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reports.querysets import OrganQuerySet


def line(path: str) -> list[int]:
    """The keys of an organ and of all above it, the root first."""
    return [int(step) for step in path.split("/") if step]


class Organ(models.Model):
    """An organ in its tree. Each of its names is a row of OrganName; ``name`` repeats the official one."""

    name = models.CharField(_("name"), max_length=200)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent organ")
    )
    # "/4/17/": the keys from the root down to this row, so that a subtree is one prefix query.
    path = models.CharField(_("path"), max_length=255, db_index=True, editable=False)
    # Rows of the apps above may point at an organ that was merged; it stays as a hidden child of the other.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("merged into")
    )
    confirmed = models.BooleanField(_("confirmed by a person"), default=False)

    objects = OrganQuerySet.as_manager()

    class Meta:
        verbose_name = _("organ")
        verbose_name_plural = _("organs")
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("id")), name="organ_is_not_its_own_parent"),
            models.CheckConstraint(condition=~Q(name=""), name="organ_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def depth(self) -> int:
        return self.path.count("/") - 2


class OrganName(models.Model):
    """A name under which an organ appears. One table for official names and aliases: a name has one owner."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="names", verbose_name=_("organ"))
    name = models.CharField(_("name"), max_length=200)
    key = models.CharField(
        _("normalised name"),
        max_length=200,
        unique=True,
        editable=False,
        error_messages={"unique": _("Another organ already goes by this name.")},
    )
    official = models.BooleanField(_("official name"), default=False, editable=False)

    class Meta:
        verbose_name = _("name of an organ")
        verbose_name_plural = _("names of organs")
        ordering = ["-official", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organ"], condition=Q(official=True), name="organ_has_one_official_name"
            ),
            models.CheckConstraint(condition=~Q(key=""), name="organ_name_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name
