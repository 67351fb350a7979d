"""The ledger only grows: through the ORM, the admin and plain SQL, on every database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from commitments import ledger, lifecycle
from commitments.models import Commitment, LedgerEntry
from tests.commitments import offices
from tests.commitments.offices import City, act, fresh

pytestmark = pytest.mark.django_db


def sql(statement: str, *values: Any) -> Callable[[LedgerEntry], Any]:
    def run(entry: LedgerEntry) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, [*values, entry.pk])

    return run


def save(entry: LedgerEntry) -> None:
    entry.reason = "改写"
    entry.save()


WAYS = {
    "save": save,
    "save some columns": lambda e: e.save(update_fields=["reason"]),
    "delete": lambda e: e.delete(),
    "update": lambda e: LedgerEntry.objects.filter(pk=e.pk).update(reason="改写"),
    "update all": lambda e: LedgerEntry.objects.update(actor=None),
    "bulk update": lambda e: LedgerEntry.objects.bulk_update([e], ["reason"]),
    "delete all": lambda e: LedgerEntry.objects.all().delete(),
    "upsert": lambda e: LedgerEntry.objects.bulk_create(
        [e], update_conflicts=True, unique_fields=["id"], update_fields=["reason"]
    ),
    "raw delete": lambda e: LedgerEntry.objects.filter(pk=e.pk)._raw_delete("default"),
    "sql update": sql("UPDATE commitments_ledgerentry SET reason = %s WHERE id = %s", "改写"),
    "sql delete": sql("DELETE FROM commitments_ledgerentry WHERE id = %s"),
}


def lines() -> list[dict[str, Any]]:
    return [dict(line) for line in LedgerEntry.objects.order_by("id").values()]


@pytest.mark.parametrize("way", WAYS)
def test_no_line_is_changed_or_deleted(candidate: Commitment, way: str) -> None:
    before, entry = lines(), LedgerEntry.objects.filter(commitment=candidate)[0]
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        WAYS[way](entry)
    assert lines() == before


def test_sqlite_replaces_no_line_either(candidate: Commitment) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite knows REPLACE")
    entry = LedgerEntry.objects.filter(commitment=candidate)[0]
    columns = ", ".join(
        "'改写' AS reason" if f.column == "reason" else str(f.column)
        for f in LedgerEntry._meta.concrete_fields
    )
    statement = (
        f"REPLACE INTO commitments_ledgerentry SELECT {columns} FROM commitments_ledgerentry WHERE id = %s"  # noqa: S608
    )
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        sql(statement)(entry)


def test_a_commitment_with_a_history_cannot_be_deleted(candidate: Commitment) -> None:
    with pytest.raises(ProtectedError):
        candidate.delete()


def test_nobody_can_be_given_the_right_to_change_it() -> None:
    known = Permission.objects.filter(
        content_type__app_label="commitments", content_type__model="ledgerentry"
    )
    assert list(known.values_list("codename", flat=True)) == ["view_ledgerentry"]


def test_a_line_names_people_and_units_as_text(town: City, running: Commitment) -> None:
    entry = ledger.history(running)[-1]
    assert (entry.actor_name, entry.actor_role, entry.actor_unit) == ("林晓", "clerk", "青澜市行政审批服务局")
    assert entry.after == {
        "lead": "青澜市行政审批服务局窗口管理科",
        "officer": "何青",
        "supervisor": "周岚",
        "supports": ["青澜市行政审批服务局热线科"],
    }
    assert entry.before["lead"] == "青澜市行政审批服务局"
    assert (entry.before["officer"], entry.before["supports"]) == (None, [])


def test_a_line_says_what_changed_from_what_to_what_and_why(town: City, running: Commitment) -> None:
    act(lifecycle.request_extension, running, date(2024, 9, 30), "场地未落实", by=town["officer"])
    act(lifecycle.decide_extension, running, True, "同意", by=town["supervisor"])
    asked, decided = ledger.history(fresh(running))[-2:]
    assert (asked.before, asked.after) == ({"asked": "2024-06-30"}, {"asked": "2024-09-30"})
    assert asked.reason == "场地未落实"
    assert decided.before == {"due_on": "2024-06-30", "due_basis": "stated", "times_extended": 0}
    assert (decided.after["due_on"], decided.after["times_extended"]) == ("2024-09-30", 1)


def test_the_history_goes_back_to_what_was_carried_over(town: City, running: Commitment) -> None:
    new = act(lifecycle.carry_over, running, 2025, "跨年实施", by=town["clerk"])
    newest = act(lifecycle.carry_over, new, 2026, "再转", by=town["clerk"])
    told = [(line.commitment_id, line.verb) for line in ledger.history(newest)]
    assert told[:3] == [(running.pk, "capture"), (running.pk, "confirm"), (running.pk, "assign")]
    assert told[-1] in ((newest.pk, "carry_over"), (new.pk, "carry_over"))
    assert {pk for pk, _verb in told} == {running.pk, new.pk, newest.pk}


def test_a_refused_act_leaves_no_line(town: City, running: Commitment) -> None:
    before = lines()
    assert lifecycle.confirm_all({running.pk: running.revision}, by=town["clerk"], now=offices.NOW).refused
    assert lines() == before


@pytest.mark.django_db(transaction=True)
def test_what_is_committed_is_as_firm(town: City) -> None:
    offices.captured(town)
    entry = LedgerEntry.objects.all()[0]
    with pytest.raises(IntegrityError, match="append-only"):
        save(entry)
    entry.refresh_from_db()
    assert entry.reason == ""


def test_what_was_done_since_a_person_looked(town: City, running: Commitment) -> None:
    seen = running.revision
    assert ledger.since(running, seen) == []
    act(lifecycle.report_progress, running, lifecycle.Report("甲", 10), by=town["officer"])
    act(lifecycle.report_progress, running, lifecycle.Report("乙", 20), by=town["helper"])
    assert [line.after["text"] for line in ledger.since(fresh(running), seen)] == ["乙", "甲"]
    assert [line.after["text"] for line in ledger.since(fresh(running), seen + 1)] == ["乙"]
