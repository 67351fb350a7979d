"""Next year's report against last year's promises (兑现核对): from matches to rows.

The machine finds and suggests; a person judges (review). Doing it again renews what nobody has judged, and
touches nothing that somebody has (renewing.py). A comparison follows its reports when a corrected text
replaces them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments import access, answering, reasons, renewing, review, sources, suspicions
from commitments.access import Person, Seat
from commitments.answering import Subject
from commitments.answers import Misfit, NewReport, misfit
from commitments.choices import Kind, Role, Turn
from commitments.models import Commitment, Comparison, Finding, Judgement
from commitments.refusals import NotAllowed, Stale, Unfit, Unknown, WrongStatus
from reports import stored
from reports.choices import ItemKind
from reports.models import Item, Report
from reports.versions import YEARLY

State = Comparison.State
# Who has reports compared, applies a comparison and takes it back.
COMPARERS: Final = frozenset({Role.REVIEWER, Role.CLERK, Role.SUPERVISOR})
# What a person may overrule with a reason: an empty report never.
OVERRULED: Final = frozenset({"another_organ", "another_year"})
FAILED: Final = "failed"


def prepare(old_id: int, new_id: int, *, now: datetime, by: Any = None, override: str = "") -> Comparison:
    """Compare, or compare anew. A person is refused with a sentence; for the machine the row keeps why."""
    with transaction.atomic():
        old, new = _reports(old_id, new_id)
        if by is not None:
            admit(access.person(by, timezone.localtime(now).date()), old)
        if _year(old) is None:
            raise Unfit(
                _("Nobody knows for which year the old report promised. Enter its year on its page first.")
            )
        row = _row(old, new, now)
        row.override = override.strip() or row.override
        old_reading, new_reading = stored.reading(old), stored.reading(new)
        row.misfit = _misfit(old, new, misfit(old_reading, new_reading)) or ""
        if row.misfit and not (row.override and row.misfit in OVERRULED):
            return _refuse(row, by)
        report = NewReport(new_reading)
        subjects = _subjects(row)
        answered = answering.answer(report, subjects, as_of=new.issued_on, plan_year=row.year)
        renewing.keep(row, answered)
        row.signals = suspicions.found(old_reading, new_reading, report)
        return _close(row, State.PREPARED if row.state == State.REFUSED else row.state)


def admit(person: Person, old: Report) -> Seat:
    """The seat by which this person has the promises of a report compared."""
    seat = person.over(old.organ.path, COMPARERS) if old.organ else None
    if seat is None:
        raise NotAllowed(
            _("Only reviewers, keepers of the ledger and supervisors of %(organ)s have its reports compared.")
            % {"organ": old.organ or old.organ_name or old}
        )
    return seat


def _reports(old_id: int, new_id: int) -> tuple[Report, Report]:
    found = Report.objects.select_related("organ").in_bulk([old_id, new_id])
    if len(found) < 2:
        raise Unknown(_("Choose two reports: the one that promised, and the one that answers."))
    return found[old_id], found[new_id]


def _row(old: Report, new: Report, now: datetime) -> Comparison:
    """The row of these two reports, else that of former versions of them, locked."""
    year, former = _year(old), [sources.versions(report).values("pk") for report in (old, new)]
    known = Comparison.objects.filter(old=old, new=new).first()
    known = known or Comparison.objects.filter(old__in=former[0], new__in=former[1]).order_by("-id").first()
    if known is None:
        defaults: dict[str, Any] = {"year": year, "ran_at": now}
        known, _made = Comparison.objects.get_or_create(old=old, new=new, defaults=defaults)
    row = Comparison.objects.select_for_update(of=("self",)).get(pk=known.pk)
    before = row.old_id, row.new_id, row.year
    row.old, row.new, row.year, row.ran_at, row.changed_at = old, new, year or row.year, now, now
    if before != (row.old_id, row.new_id, row.year):
        row.findings.update(changed_at=now)  # also what was judged is of these reports now
    return row


def _year(old: Report) -> int | None:
    return old.plan_year or (old.year + 1 if old.year else None)


def _misfit(old: Report, new: Report, found: Misfit | None) -> Misfit | None:
    """Rows know more than names do: 司法局 of two districts are two organs."""
    apart = new.organ_id is not None and new.organ_id != old.organ_id
    return "another_organ" if found is None and apart else found


def _refuse(row: Comparison, by: Any) -> Comparison:
    if by is not None:
        raise Unfit(refusal(row))
    fresh = row.state == State.PREPARED and not row.findings.exists()
    return _close(row, State.REFUSED if fresh else row.state)


def fail(old_id: int, new_id: int, *, now: datetime) -> None:
    """Comparing the two broke off. What was there stays, and others come first: they are tried again when one
    of them was changed, or when a person says so."""
    with transaction.atomic():
        row = _row(*_reports(old_id, new_id), now)
        row.misfit = FAILED
        _refuse(row, by=None)


def refusal(row: Comparison) -> str:
    """Why two reports were not compared, and what to do; empty when they were."""
    if not row.misfit:
        return ""
    if row.misfit == "another_year":
        named: tuple[Any, Any] = (row.old.year or "", row.new.year or "")
    elif row.misfit == "another_organ":
        named = (row.old.organ or row.old.organ_name, row.new.organ or row.new.organ_name)
    else:
        named = (row.old, row.new)
    return str(reasons.MISFITS[row.misfit]) % {"old": named[0], "new": named[1]}


def _close(row: Comparison, state: str) -> Comparison:
    row.state = state
    row.old_revision, row.new_revision = row.old.revision, row.new.revision
    row.save()
    return row


# --- what is compared --------------------------------------------------------------------------------------


def confirmed(commitments: Any) -> Any:
    """What was promised on record: confirmed once, even if it was cancelled since, and not merged away."""
    return commitments.exclude(number="").filter(merged_into=None)


def _promised(organ: Any, year: Any, kind: Any) -> Any:
    """Of a plan year, as this kind of report told."""
    return confirmed(Commitment.objects.of(organ).filter(plan_year=year, source__report__kind=kind))


def _subjects(row: Comparison) -> list[Subject]:
    """The commitments of the year, and the passages of the old report that nobody has captured yet."""
    promised = _promised(row.old.organ_id, row.year, row.old.kind).select_related("source")
    rows = promised.prefetch_related("merged_from").order_by("place_start", "part", "pk")
    free = sources.unconfirmed(Item.objects.filter(report=row.old)).order_by("start")
    return [*map(_of_commitment, rows), *map(_of_item, free)]


def _of_commitment(row: Commitment) -> Subject:
    quotes = (row.quote, *(other.quote for other in row.merged_from.all()))
    return Subject(
        key=("commitment", row.pk),
        problem=row.kind == Kind.RECTIFICATION,
        quotes=quotes,
        heading=row.source.heading,
        group=row.group,
        position=row.place_start,
        grade=row.grade,
        due_on=row.due_on,
        approval=row.approval,
    )


def _of_item(row: Item) -> Subject:
    return Subject(
        key=("item", row.pk),
        problem=row.kind == ItemKind.PROBLEM,
        quotes=(row.text,),
        heading=row.heading,
        group=row.parent,
        position=row.start,
        grade=row.grade,
        due_on=row.due_on,
    )


# --- preview and undo --------------------------------------------------------------------------------------


def apply(comparison_id: int, *, by: Any, now: datetime) -> Comparison:
    """From now on its findings count. Nothing else changes, so that ``undo`` gives everything back; but those
    who ask for what is new are told of each."""
    with transaction.atomic():
        row = _turn(comparison_id, State.PREPARED, State.APPLIED, by, now)
        row.findings.update(changed_at=now)
    return row


def undo(comparison_id: int, *, by: Any, now: datetime) -> Comparison:
    """A preview again: its findings count no more. What was judged stays, for the next time it is applied."""
    return _turn(comparison_id, State.APPLIED, State.PREPARED, by, now)


def _turn(comparison_id: int, before: str, after: str, by: Any, now: datetime) -> Comparison:
    with transaction.atomic():
        row = locked(comparison_id)
        person = access.person(by, timezone.localtime(now).date())
        admit(person, row.old)
        if row.state != before:
            raise Stale(
                _("This comparison is “%(state)s” meanwhile. Reload the page and look at it again.")
                % {"state": row.get_state_display()}
            )
        row.state = after
        applied = after == State.APPLIED
        row.applied_at, row.applied_by_name = (now, person.name) if applied else (None, "")
        row.changed_at = now
        row.save(update_fields=["state", "applied_at", "applied_by_name", "changed_at"])
    return row


def ask_second(comparison_id: int, wanted: bool, by: Any, now: datetime) -> Comparison:
    """Have two reviewers judge, or one alone: while that changes nothing that was said. The second is to be
    blind to the first, so that two are asked before anybody has judged."""
    with transaction.atomic():
        row = locked(comparison_id)
        person = access.person(by, timezone.localtime(now).date())
        admit(person, row.old)
        if row.second_review == wanted:
            return row
        renewing.locked(row)
        # Whoever judges meanwhile is told to look again.
        row.findings.update(revision=F("revision") + 1, changed_at=now)
        words = Judgement.objects.filter(finding__comparison=row, withdrawn_at=None)
        if wanted and words.exists():
            raise WrongStatus(
                _("Somebody has judged already. Reopen that first: the second reviewer must not know it.")
            )
        if words.exclude(turn=Turn.FIRST).exists():
            raise WrongStatus(_("A second reviewer has judged already, so that two reviewers stay asked."))
        row.second_review, row.changed_at = wanted, now
        row.save(update_fields=["second_review", "changed_at"])
        if not wanted:
            review.let_first_stand(row, by=person, now=now)
    return row


def locked(comparison_id: int) -> Comparison:
    rows = Comparison.objects.light().select_for_update(of=("self",))
    row = rows.filter(pk=comparison_id).first()
    if row is None:
        raise Unknown(_("There is no such comparison, or you may not see it."))
    return row


# --- what waits --------------------------------------------------------------------------------------------


def waiting(most: int) -> list[tuple[int, int]]:
    """Pairs of reports to be compared: of one organ and kind in consecutive years, never compared or changed
    since; and comparisons made by hand whose reports or commitments changed."""
    before = Report.objects.current().filter(
        organ=OuterRef("organ"), kind=OuterRef("kind"), series="", year=OuterRef("year") - 1
    )
    new = Report.objects.current().filter(kind__in=YEARLY, series="", organ__isnull=False, year__isnull=False)
    new = new.annotate(before=Subquery(before.values("pk")[:1])).filter(before__isnull=False)
    known = Comparison.objects.filter(old=OuterRef("before"), new=OuterRef("pk"))
    pairs = new.filter(~Exists(known)).order_by("pk").values_list("before", "pk")[:most]
    stale = Comparison.objects.filter(_changed(), old__superseded=False, new__superseded=False)
    return [*pairs, *stale.order_by("pk").values_list("old", "new")][:most]


def _changed() -> Any:
    """Its reports were corrected, or more of the old one's promises were confirmed since."""
    known = Finding.objects.filter(comparison=OuterRef(OuterRef("pk")), commitment=OuterRef("pk"))
    promised = _promised(OuterRef(OuterRef("old__organ")), OuterRef("year"), OuterRef("old__kind"))
    unseen = Exists(promised.filter(~Exists(known)))
    corrected = ~Q(old_revision=F("old__revision")) | ~Q(new_revision=F("new__revision"))
    # What does not fit is not compared, however many promises come.
    fits = Q(misfit="") | (Q(misfit__in=OVERRULED) & ~Q(override=""))
    return corrected | (fits & unseen)
