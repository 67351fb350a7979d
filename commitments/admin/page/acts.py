"""From what the page of a commitment sends to an act of lifecycle: a form for each verb."""

from __future__ import annotations

from commitments import lifecycle
from commitments.admin.page import decisions, owners, work
from commitments.admin.page.form import Act, Button, Deed, Done
from commitments.choices import Status, Verb

__all__ = ["ACTS", "ELSEWHERE", "Act", "Button", "Deed", "Done", "likely", "offered"]

# In the order in which their buttons stand: what is done most often, first.
ACTS: dict[str, type[Act]] = {
    act.verb.value: act
    for act in (
        decisions.DecideExtension,
        decisions.SignOff,
        decisions.SendBack,
        decisions.Confirm,
        work.ReportProgress,
        work.Submit,
        work.Attach,
        work.Plan,
        work.RequestExtension,
        owners.Assign,
        owners.Appoint,
        decisions.Chase,
        work.Return,
        decisions.CarryOver,
        decisions.Adjust,
        owners.HandOver,
        decisions.Cancel,
        work.Detach,
        decisions.DecideLink,
    )
}
# Candidates have a page of their own for these, from which all of their report are at hand.
ELSEWHERE = frozenset({Verb.REWORD, Verb.SPLIT, Verb.MERGE})
# Their buttons stand beside what they are about.
BESIDE = frozenset({Verb.DETACH, Verb.LINK})


def offered(deed: Deed) -> list[type[Act]]:
    """The acts that have a button: those that are possible and have something to be done to."""
    possible = set(lifecycle.possible(deed.person, deed.row)) - ELSEWHERE - BESIDE
    return [act for act in ACTS.values() if act.verb in possible and not _idle(act.verb, deed)]


def _idle(verb: Verb, deed: Deed) -> bool:
    row = deed.row
    if verb == Verb.DECIDE_EXTENSION:
        return decisions.pending(row) is None
    if verb == Verb.REQUEST_EXTENSION:
        return decisions.pending(row) is not None
    if verb == Verb.RETURN:
        return row.lead_id == row.organ_id
    return verb == Verb.HAND_OVER and not owners.leavers(deed)


def likely(deed: Deed) -> type[Act] | None:
    """What the person has most probably come to do; its form stands open."""
    row = deed.row
    wanted = [Verb.DECIDE_EXTENSION, Verb.SIGN_OFF, Verb.CONFIRM]
    if row.status == Status.OPEN and (row.returned_by_id or row.lead_id == row.organ_id):
        wanted.append(Verb.ASSIGN)
    if row.officer_id is None:
        wanted.append(Verb.APPOINT)
    if row.percent == work.ALL:
        wanted.append(Verb.SUBMIT)
    wanted.append(Verb.REPORT)
    if row.due_on is not None and row.due_on < deed.today:
        wanted.append(Verb.CHASE)
    there = {act.verb: act for act in offered(deed)}
    return next((there[verb] for verb in wanted if verb in there), None)
