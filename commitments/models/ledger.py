"""The ledger: every act, for ever."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.choices import Role, Status, Verb
from commitments.models.commitments import Commitment
from commitments.querysets import LedgerQuerySet


class LedgerEntry(models.Model):
    """One act on one commitment. Rows are only ever added: triggers of the database refuse all else.

    People and units are kept as text too: a line must read the same after they are renamed or gone.
    """

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="ledger", verbose_name=_("commitment")
    )
    verb = models.CharField(_("what was done"), max_length=20, choices=Verb)
    # Not SET_NULL: that would rewrite the line. Whoever has acted is deactivated, not deleted.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    actor_name = models.CharField(_("name of the person"), max_length=150)
    actor_role = models.CharField(_("role of the person"), max_length=12, choices=Role, blank=True)
    actor_unit = models.CharField(_("unit of the person"), max_length=200, blank=True)
    from_status = models.CharField(_("status before"), max_length=12, choices=Status, blank=True)
    to_status = models.CharField(_("status after"), max_length=12, choices=Status, blank=True)
    # {"due_on": "2024-12-31"}: what the act changed, people and units by name.
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    reason = models.TextField(_("reason"), blank=True)
    made_at = models.DateTimeField(_("made at"))

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["commitment_id", "id"]
        default_permissions = ("view",)
        indexes = [
            # What supervisors said lately: the reminders ask for it every day.
            models.Index(
                fields=["made_at"], condition=Q(verb__in=("chase", "send_back")), name="ledger_word_by_hand"
            ),
            # For programs that fetch what is new.
            models.Index(fields=["made_at", "id"], name="ledger_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.made_at:%Y-%m-%d %H:%M} {self.actor_name}"
