"""Supervision sheets (督查单): made when a matter reaches a stage that is an official act.

Those that chase and supervise are issued by the rule, with a ledger line, in the transaction that plans the
notices. A circular is only drafted: a person issues it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Value
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments import ledger, lifecycle
from commitments.choices import Verb
from commitments.models import Commitment
from commitments.refusals import Unfit
from notifications.audience import adapted
from notifications.choices import SheetStatus, Stage
from notifications.models import Sheet
from reports.people import name_of

BY_RULE: Final = (Stage.CHASE, Stage.SUPERVISE)
# What stands for the stage in a number.
MARKS: Final = {Stage.CHASE: "催", Stage.SUPERVISE: "督", Stage.CIRCULATE: "通"}
_MARK: Final = " ".join(f"WHEN '{stage.value}' THEN '{mark}'" for stage, mark in MARKS.items())
_INTO: Final = """
INSERT INTO notifications_sheet (commitment_id, stage, counts_from, made_on, label, organ_id, unit_id, status,
    number, issued_by_name)
"""
_DRAFT: Final = """
SELECT DISTINCT s.commitment_id, s.stage, s.counts_from, %s, s.label, s.home_id, s.unit_id, 'draft',
    c.number || CASE s.stage {mark} END || (
        SELECT COUNT(*) + 1 FROM notifications_sheet x
        WHERE x.commitment_id = s.commitment_id AND x.stage = s.stage), ''
FROM told s JOIN commitments_commitment c ON c.id = s.commitment_id
WHERE s.stage IN ('chase', 'supervise', 'circulate')
ORDER BY 1, 2, 3
ON CONFLICT DO NOTHING"""


def make(today: date, *, now: datetime) -> int:
    """Sheets for all that stands on an official stage and has none for this deadline; how many are new.

    Part of the sweep, which has laid out in ``told`` what stands where.
    """
    _discard_settled()
    with connection.cursor() as cursor:
        cursor.execute(_INTO + _DRAFT.format(mark=_MARK), [adapted(today)])
        made = int(cursor.rowcount)
    if made:
        _issue_by_rule(today, now)
    return made


def _discard_settled() -> None:
    """A circular that nobody issued before its matter was settled, or its deadline moved. What was only
    submitted may be sent back, and a sheet is made once."""
    standing = Commitment.objects.unfinished().filter(
        pk=OuterRef("commitment_id"), due_on=OuterRef("counts_from")
    )
    drafts = Sheet.objects.filter(~Exists(standing), status=SheetStatus.DRAFT)
    drafts.update(status=SheetStatus.DISCARDED)


def _issue_by_rule(today: date, now: datetime) -> None:
    drafts = Sheet.objects.filter(status=SheetStatus.DRAFT, stage__in=BY_RULE)
    lines = drafts.order_by("pk").values_list(
        "commitment_id", "commitment__status", Value(Verb.CHASE.value), JSONObject(sheet=F("number"))
    )
    ledger.record_by_rule(lines, now=now)
    drafts.update(status=SheetStatus.ISSUED, issued_on=today, issued_by_name=ledger.rule_name())


@transaction.atomic
def issue(sheet_id: int, *, by: Any, now: datetime, revision: int) -> Sheet:
    """A person issues a circular: an act like any other, so lifecycle knows who may and writes the line."""
    sheet = Sheet.objects.select_for_update(of=("self",)).select_related("commitment").get(pk=sheet_id)
    if sheet.status != SheetStatus.DRAFT:
        raise Unfit(_("This sheet is not a draft any more."))
    sheet.status, sheet.issued_on = SheetStatus.ISSUED, timezone.localtime(now).date()
    sheet.issued_by, sheet.issued_by_name = by, name_of(by)
    outcome = lifecycle.chase_all({sheet.commitment_id: revision}, str(sheet), by=by, now=now)
    for refusal in outcome.refused.values():
        raise refusal
    sheet.save(update_fields=["status", "issued_on", "issued_by", "issued_by_name"])
    return sheet
