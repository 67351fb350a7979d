"""Long lists made by workers: who gets what, what a dead worker leaves, what is removed."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from billiard.exceptions import SoftTimeLimitExceeded
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments import access, exports, listing, tasks
from commitments.models import Commitment, Export, Membership
from commitments.refusals import Unfit
from commitments.tasklist import writing
from config.people import write_roles
from tests.commitments import offices, sheets
from tests.commitments.offices import NOW, TODAY, City

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def roles(db: None) -> None:
    write_roles()


def asked(by: User, address: str = "", format_: str = "xlsx") -> Export:
    wish = listing.read(dict(part.split("=") for part in address.split("&") if part), person(by), TODAY)
    return exports.ask(wish, format_, by=by, now=NOW)


def person(user: User) -> access.Person:
    return access.person(user, TODAY)


def made(row: Export, now: datetime = NOW) -> Export:
    found = exports.make(row.pk, clock=lambda: now)
    assert found is not None
    return found


def content(row: Export) -> bytes:
    with row.file.open("rb") as file:
        return file.read()


def name_of(row: Export) -> str:
    return Path(str(row.file.name)).name


def stored() -> list[str]:
    folder = Path(default_storage.path(exports.FOLDER))
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


# --- made -------------------------------------------------------------------------------------------------


def test_a_file_holds_what_the_list_shows(town: City, candidates: list[Commitment]) -> None:
    offices.opened(town, candidates[2])
    row = made(asked(town["clerk"], "status=open"))
    assert (row.state, row.rows_done, row.rows_total) == ("ready", 1, 1)
    assert row.size == len(content(row))
    assert row.expires_at == NOW + exports.KEPT
    [found] = sheets.records(content(row))
    assert found["系统序号"] == candidates[2].pk


def test_a_file_is_the_same_as_one_that_was_sent_at_once(town: City, candidates: list[Commitment]) -> None:
    for format_ in writing.FORMATS:
        row = made(asked(town["clerk"], "sort=number", format_))
        _wish, rows = exports.wished({"sort": "number"}, person(town["clerk"]), TODAY)
        with writing.ledger(exports.short(rows) or [], TODAY, format_) as file:
            at_once = file.read()
        if format_ == "csv":
            assert content(row) == at_once
        else:
            assert sheets.records(content(row)) == sheets.records(at_once)


def test_everybody_is_given_what_he_sees(town: City, candidates: list[Commitment]) -> None:
    offices.opened(town, candidates[2])
    numbers = {name: made(asked(town[name])).rows_total for name in ("clerk", "officer", "neighbour")}
    assert numbers == {"clerk": 5, "officer": 1, "neighbour": 0}


def test_rights_are_those_of_the_day_on_which_it_is_made(town: City, candidates: list[Commitment]) -> None:
    row = asked(town["clerk"])
    Membership.objects.filter(user=town["clerk"]).update(unit=town.neighbour)
    assert made(row).rows_total == 0


@pytest.mark.parametrize("lost", ["seats", "login", "account"])
def test_who_may_not_see_any_more_gets_none(town: City, candidates: list[Commitment], lost: str) -> None:
    row, clerk = asked(town["clerk"]), town["clerk"]
    if lost == "seats":
        Membership.objects.filter(user=clerk).delete()
    elif lost == "login":
        User.objects.filter(pk=clerk.pk).update(is_active=False)
    else:
        Export.objects.update(by=None)
    found = made(row)
    assert (found.state, found.reason) == ("failed", "not_allowed")
    assert stored() == []


def test_a_filter_that_is_closed_to_the_asker_gives_no_wider_list(
    town: City, candidates: list[Commitment]
) -> None:
    row = asked(town["supervisor"])
    Export.objects.filter(pk=row.pk).update(address="box=no_such_box")
    assert made(row).reason == "filters"


def test_rows_are_read_in_batches_with_the_same_queries(
    town: City, candidates: list[Commitment], monkeypatch: pytest.MonkeyPatch
) -> None:
    def queries(batch: int) -> int:
        monkeypatch.setattr(writing, "BATCH", batch)
        row = asked(town["clerk"])
        with CaptureQueriesContext(connection) as captured:
            assert made(row).rows_done == 5
        return len(captured)

    one, five = queries(5), queries(1)
    assert five - one == 4 * 4  # three to read, one to tell how far it is


def test_progress_is_told_batch_by_batch(
    town: City, candidates: list[Commitment], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    gather = writing.gather

    def watched(keys: Any, *given: Any) -> Any:
        seen.append(Export.objects.values_list("state", "rows_done", "rows_total").get())
        return gather(keys, *given)

    monkeypatch.setattr(writing, "BATCH", 2)
    monkeypatch.setattr(writing, "gather", watched)
    made(asked(town["clerk"]))
    assert seen == [("making", 0, 5), ("making", 2, 5), ("making", 4, 5)]


# --- asked ------------------------------------------------------------------------------------------------


def test_the_same_wish_twice_is_one(town: City, candidates: list[Commitment]) -> None:
    first = asked(town["clerk"], "status=open")
    assert asked(town["clerk"], "status=open") == first
    assert asked(town["clerk"], "status=open", "csv") != first
    assert asked(town["superior"], "status=open") != first
    made(first)
    assert asked(town["clerk"], "status=open") != first


def test_nobody_hoards_files(town: City, candidates: list[Commitment]) -> None:
    for n in range(exports.MOST):
        asked(town["clerk"], f"year={2014 + n}")
    with pytest.raises(Unfit, match=str(exports.MOST)):
        asked(town["clerk"], "kind=arrangement")
    asked(town["superior"])


def test_a_short_list_is_not_left_to_a_worker(
    town: City, candidates: list[Commitment], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = Commitment.objects.order_by("pk")
    monkeypatch.setattr(exports, "AT_ONCE", 5)
    assert exports.short(rows) == [row.pk for row in candidates]
    monkeypatch.setattr(exports, "AT_ONCE", 4)
    assert exports.short(rows) is None


# --- taken away -------------------------------------------------------------------------------------------


def test_a_file_is_for_who_asked_alone(town: City, candidates: list[Commitment]) -> None:
    row = made(asked(town["clerk"]))
    assert exports.mine(row.pk, by=town["clerk"], now=NOW) == row
    for name in ("superior", "neighbour", "stranger"):
        assert exports.mine(row.pk, by=town[name], now=NOW) is None
        assert not exports.forget(row.pk, by=town[name])
    assert exports.mine(row.pk, by=town["clerk"], now=NOW + exports.KEPT) is None


def test_who_has_moved_on_does_not_take_along_what_was_made(town: City, candidates: list[Commitment]) -> None:
    row = made(asked(town["clerk"]))
    Membership.objects.filter(user=town["clerk"]).update(unit=town.neighbour)
    assert exports.mine(row.pk, by=town["clerk"], now=NOW) is None
    Membership.objects.filter(user=town["clerk"]).update(unit=town.government)
    assert exports.mine(row.pk, by=town["clerk"], now=NOW) == row


def test_what_an_administrator_took_is_not_for_one_who_is_none_any_more(
    town: City, candidates: list[Commitment]
) -> None:
    User.objects.filter(pk=town["superior"].pk).update(is_superuser=True)
    chief = User.objects.get(pk=town["superior"].pk)
    row = made(asked(chief))
    assert exports.mine(row.pk, by=chief, now=NOW) == row
    User.objects.filter(pk=chief.pk).update(is_superuser=False)
    assert exports.mine(row.pk, by=User.objects.get(pk=chief.pk), now=NOW) is None


def test_files_are_removed_when_their_days_are_over(
    town: City, candidates: list[Commitment], django_capture_on_commit_callbacks: Any
) -> None:
    old, young = made(asked(town["clerk"])), made(asked(town["superior"]), NOW + timedelta(days=1))
    queued = asked(town["officer"])
    assert len(stored()) == 2
    with django_capture_on_commit_callbacks(execute=True):
        assert exports.remove_expired(NOW + exports.KEPT) == 1
    assert set(Export.objects.all()) == {young, queued}
    assert stored() == [name_of(young)]
    assert not default_storage.exists(str(old.file.name))


def test_a_deleted_export_takes_its_file_along(
    town: City, candidates: list[Commitment], django_capture_on_commit_callbacks: Any
) -> None:
    row = made(asked(town["clerk"]))
    with django_capture_on_commit_callbacks(execute=True):
        assert exports.forget(row.pk, by=town["clerk"])
    assert (Export.objects.count(), stored()) == (0, [])


# --- what goes wrong --------------------------------------------------------------------------------------


def test_a_message_that_comes_twice_makes_one_file(town: City, candidates: list[Commitment]) -> None:
    row = asked(town["clerk"])
    assert tasks.make_export(row.pk) == "ready"
    assert tasks.make_export(row.pk) == "not waiting"
    assert tasks.make_export(10**6) == "not waiting"
    assert len(stored()) == 1


def test_a_message_that_was_lost_is_made_up_for_by_the_sweep(
    town: City, candidates: list[Commitment]
) -> None:
    row = asked(town["clerk"])
    assert tasks.sweep_exports() == "1 to make"  # tests run tasks at once
    assert Export.objects.get(pk=row.pk).state == "ready"
    assert tasks.sweep_exports() == "0 to make"


def test_what_a_dead_worker_left_is_taken_up_again(town: City, candidates: list[Commitment]) -> None:
    row = asked(town["clerk"])
    claimed = exports._claim(row.pk, NOW)
    assert claimed is not None
    default_storage.save(str(claimed.file.name), content_file())
    exports.recover(NOW + timedelta(minutes=9))
    assert exports.waiting(9) == []
    exports.recover(NOW + timedelta(minutes=10))
    assert exports.waiting(9) == [row.pk]
    again = made(row)
    assert (again.state, again.attempts, again.rows_done) == ("ready", 2, 5)
    assert stored() == [name_of(again)]


def passing() -> set[Path]:
    """What openpyxl has begun and not ended."""
    return set(Path(tempfile.gettempdir()).glob("openpyxl.*"))


def content_file() -> Any:
    return offices.proof(b"half")


def test_what_kills_every_worker_is_given_up(town: City, candidates: list[Commitment]) -> None:
    row, now = asked(town["clerk"]), NOW
    for _death in range(exports.MOST_LOSSES):
        assert exports._claim(row.pk, now) is not None
        now += timedelta(minutes=10)
        exports.recover(now)
    row.refresh_from_db()
    assert (row.state, row.reason) == ("failed", "worker_lost")
    assert exports.ask_again(row.pk, by=town["clerk"], now=now)
    assert made(row).state == "ready"


def test_a_worker_given_up_for_dead_writes_nothing(
    town: City, candidates: list[Commitment], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes back from a long sleep while another has made the file."""
    row, gather, others = asked(town["clerk"]), writing.gather, []

    def sleeps(*given: Any) -> Any:
        monkeypatch.setattr(writing, "gather", gather)
        exports.recover(NOW + timedelta(minutes=10))
        others.append(made(row))
        return gather(*given)

    monkeypatch.setattr(writing, "gather", sleeps)
    assert exports.make(row.pk, clock=lambda: NOW) is None
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("ready", 2)
    assert stored() == [name_of(others[0])]


def test_what_is_deleted_while_it_is_made_leaves_nothing(
    town: City, candidates: list[Commitment], monkeypatch: pytest.MonkeyPatch
) -> None:
    row, gather = asked(town["clerk"]), writing.gather

    def deleted(*given: Any) -> Any:
        exports.forget(row.pk, by=town["clerk"])
        return gather(*given)

    monkeypatch.setattr(writing, "gather", deleted)
    assert exports.make(row.pk, clock=lambda: NOW) is None
    assert (Export.objects.count(), stored()) == (0, [])


@pytest.mark.parametrize(
    ("error", "reason"), [(ZeroDivisionError, "unexpected"), (SoftTimeLimitExceeded, "too_slow")]
)
def test_an_error_is_a_row_that_can_be_tried_again(
    town: City,
    candidates: list[Commitment],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    error: Any,
    reason: str,
) -> None:
    def breaks(*_given: Any) -> None:
        raise error

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # where no other test writes
    with monkeypatch.context() as patched:
        patched.setattr(writing, "gather", breaks)
        row = made(asked(town["clerk"]))
    assert (row.state, row.reason, stored()) == ("failed", reason, [])
    assert passing() == set()
    assert reason in exports.REASONS
    assert not exports.ask_again(row.pk, by=town["superior"], now=NOW)
    assert exports.ask_again(row.pk, by=town["clerk"], now=NOW)
    assert made(row).state == "ready"


def test_ctrl_c_leaves_it_to_the_next_run(
    town: City, candidates: list[Commitment], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_given: Any) -> None:
        raise KeyboardInterrupt

    row = asked(town["clerk"])
    with monkeypatch.context() as patched:
        patched.setattr(writing, "gather", stopped)
        with pytest.raises(KeyboardInterrupt):
            exports.make(row.pk, clock=lambda: NOW)
    assert exports.waiting(9) == [row.pk]
    assert made(row).state == "ready"
