"""What comparing again renews of a comparison, and what it leaves because a person has spoken."""

from __future__ import annotations

from collections.abc import Sequence

from commitments import findings
from commitments.answering import Answered
from commitments.models import Comparison, Finding, Judgement, Quotation

COLUMNS = ["position", "verdict", "confidence", "parts", "suggested", "revision", "changed_at"]


def locked(row: Comparison) -> list[Finding]:
    """All its findings, in the order in which reviewers lock them. Reviewers wait meanwhile, and are not
    written over."""
    return list(row.findings.select_for_update(of=("self",), no_key=True).order_by("pk"))


def keep(row: Comparison, answered: Sequence[Answered]) -> None:
    """As many queries for many as for few."""
    known = {_key(finding): finding for finding in locked(row)}
    standing = Judgement.objects.filter(finding__comparison=row, withdrawn_at=None)
    judged = set(standing.values_list("finding", flat=True))
    renewed = [(_renew(row, known.get(one.key), one), one) for one in answered]
    renewed = [(finding, one) for finding, one in renewed if finding.pk not in judged]
    old = [finding for finding, _one in renewed if finding.pk is not None]
    # What nobody ever judged goes with the promise it was about.
    gone = row.findings.filter(judgements=None).exclude(pk__in=[finding.pk for finding in old])
    gone.delete()
    Finding.objects.bulk_create(finding for finding, _one in renewed if finding.pk is None)
    Finding.objects.bulk_update(old, COLUMNS)
    Quotation.objects.filter(finding__in=old, by_name="", wrong=False).delete()
    _follow(row)
    # What was marked as wrong, or attached by hand, is in the way of the same passage, and stays.
    Quotation.objects.bulk_create(
        (Quotation(finding=finding, **quoted) for finding, one in renewed for quoted in one.quotations),
        ignore_conflicts=True,
    )


def _key(finding: Finding) -> tuple[str, int]:
    if finding.commitment_id is not None:
        return ("commitment", finding.commitment_id)
    return ("item", finding.item_id or 0)


def _renew(row: Comparison, finding: Finding | None, one: Answered) -> Finding:
    column, key = one.key
    finding = finding or Finding(comparison=row, **{f"{column}_id": key})
    if finding.pk is not None and finding.suggested != one.columns["suggested"]:
        finding.revision += 1  # nobody takes over a suggestion that he or she has not seen
    finding.changed_at = row.ran_at
    for name, value in one.columns.items():
        setattr(finding, name, value)
    return finding


def _follow(row: Comparison) -> None:
    """The quotes that stay stand where their words stand now: the report may have been read anew since."""
    kept = list(Quotation.objects.filter(finding__comparison=row).order_by("pk"))
    taken, moved = {_place(quoted) for quoted in kept}, []
    for quoted in kept:
        start = findings.place(quoted.text, quoted.start, row.new.text)
        if start is not None and start != quoted.start:
            before = quoted.start, quoted.end
            quoted.start, quoted.end = start, start + len(quoted.text)
            if _place(quoted) in taken:
                quoted.start, quoted.end = before
            else:
                taken.add(_place(quoted))
                moved.append(quoted)
    Quotation.objects.bulk_update(moved, ["start", "end"])
    row.findings.filter(quotations__in=moved).update(changed_at=row.ran_at)


def _place(quoted: Quotation) -> tuple[int, int, int, int]:
    return quoted.finding_id, quoted.part, quoted.start, quoted.end
