"""Two at once on PostgreSQL: whatever the order, one result, and nobody's work is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import connection

from reports import corrections, intake, organs, recording
from reports.models import Correction, Item, Organ, OrganName, Report, Upload
from reports.refusals import Refusal
from tests.reports import papers
from tests.reports.papers import DISTRICTS, LIMITS, NOW

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Each call in a thread of its own, begun at the same moment; their results or exceptions, in order."""
    start = threading.Barrier(len(calls), timeout=20)
    results: list[Any] = [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            start.wait()
            results[place] = call()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    return results


def meeting_at(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, parties: int = 2) -> None:
    """Let no caller of ``owner.name`` go on until all have come there, once."""
    original, gate, seen = getattr(owner, name), threading.Barrier(parties, timeout=20), threading.local()

    def gated(*args: Any, **kwargs: Any) -> Any:
        if not getattr(seen, "passed", False):
            seen.passed = True
            gate.wait()
        return original(*args, **kwargs)

    monkeypatch.setattr(owner, name, gated)


def read(upload: Upload) -> Callable[[], Any]:
    return lambda: intake.read_upload(upload.pk, limits=LIMITS, now=NOW)


def test_two_workers_on_one_file_make_one_report() -> None:
    for year in range(2010, 2020):
        upload = papers.stored(papers.paper(year=year))
        results = together(read(upload), read(upload), read(upload))
        assert sorted(r is None for r in results) == [False, True, True]
    assert Report.objects.count() == 10
    assert Item.objects.count() == 50
    assert set(Upload.objects.values_list("attempts", flat=True)) == {1}


def test_two_files_of_one_text_make_one_report(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = papers.stored(papers.paper()), papers.stored("\ufeff" + papers.paper())
    meeting_at(monkeypatch, recording, "_create")  # both have looked, and neither saw the other
    results = together(read(one), read(two))
    assert [r.status for r in results] == ["read", "read"]
    report = Report.objects.get()
    assert {r.report_id for r in results} == {report.pk}
    assert report.items.count() == 5


def test_the_same_content_uploaded_twice_at_once_is_kept_once(settings: Any) -> None:
    def store() -> intake.Stored:
        content = ContentFile(papers.paper().encode(), name="a.txt")
        return intake.store(content, "a.txt", by=None, limits=LIMITS)

    results = together(store, store, store)
    assert sorted(r.new for r in results) == [False, False, True]
    assert {r.upload.pk for r in results} == {Upload.objects.get().pk}
    assert len(list(settings.MEDIA_ROOT.rglob("*.txt"))) == 1


def test_two_versions_read_at_once_are_numbered_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    organs.register("青澜市行政审批服务局", confirmed=True)
    uploads = [papers.stored(papers.paper(done=f"第{n}稿。")) for n in range(3)]
    meeting_at(monkeypatch, recording, "_create", parties=3)
    results = together(*map(read, uploads))
    assert [r.status for r in results] == ["read"] * 3
    found = list(Report.objects.order_by("pk").values_list("version", "superseded"))
    assert found == [(1, True), (2, True), (3, False)]


def test_an_organ_met_by_two_workers_is_entered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    meeting_at(monkeypatch, organs, "_create")
    one, two = together(
        lambda: organs.register("青澜市司法局", confirmed=False),
        lambda: organs.register("青澜市 司法局", confirmed=False),
    )
    assert one == two == Organ.objects.get()
    assert OrganName.objects.count() == 1


def test_of_two_forms_at_once_one_is_refused(clerk: User) -> None:
    report = papers.entered()
    first, second, *_ = report.items.current()
    results = together(
        lambda: corrections.remove(report.pk, first.pk, by=clerk, revision=0),
        lambda: corrections.merge(report.pk, first.pk, second.pk, by=clerk, revision=0),
        lambda: corrections.set_head(report.pk, "year", 2020, by=clerk, revision=0),
    )
    refused = [r for r in results if isinstance(r, Refusal)]
    done = [r for r in results if isinstance(r, Correction)]
    assert (len(done), len(refused)) == (1, 2)
    report.refresh_from_db()
    assert report.revision == Correction.objects.count() == 1


def test_items_added_at_once_never_overlap(clerk: User) -> None:
    report = papers.entered()
    start = report.text.index("全年办理")

    def add(by: int) -> Callable[[], Any]:
        return lambda: corrections.add(report.pk, "problem", start + by, start + by + 8, by=clerk, revision=0)

    together(*(add(by) for by in range(3)))
    bounds = list(report.items.current().values_list("start", "end"))
    assert len(bounds) == 6
    assert all(end <= start for (_, end), (start, _) in pairwise(bounds))


def test_a_correction_during_a_new_reading_is_kept_or_refused(clerk: User) -> None:
    for year in range(2010, 2016):
        report = papers.entered(papers.paper(year=year))
        upload = report.uploads.get()
        intake.ask_again([upload])
        _read, made = together(
            read(upload),
            partial(corrections.set_head, report.pk, "addressee", "市政府", by=clerk, revision=0),
        )
        report.refresh_from_db()
        kept = report.addressee == "市政府"
        assert kept is isinstance(made, Correction), made
        assert Upload.objects.get(pk=upload.pk).status == "read"


def test_two_moves_cannot_close_a_ring() -> None:
    for n in range(8):
        one = organs.register(f"第{n}局甲", confirmed=True)
        two = organs.register(f"第{n}局乙", confirmed=True)
        results = together(partial(organs.move, one, two), partial(organs.move, two, one))
        assert sum(isinstance(r, Refusal) for r in results) == 1, results
        one.refresh_from_db()
        two.refresh_from_db()
        top, below = sorted((one, two), key=lambda organ: organ.depth)
        assert (top.parent, below.parent) == (None, top)
        assert below.path == f"/{top.pk}/{below.pk}/"


def test_a_merge_beside_a_reading_leaves_no_report_behind() -> None:
    for n in range(6):
        keep = organs.register(f"青澜市{DISTRICTS[n]}区管理局", confirmed=True)
        gone = organs.register(f"青澜市{DISTRICTS[n]}区审批局", confirmed=True)
        upload = papers.stored(papers.paper(organ=gone.name))
        merged, done = together(partial(organs.merge, keep, gone), read(upload))
        assert merged is None
        assert done.status == "read", (done.reason_code, done.reason_values)
        assert Report.objects.get(uploads=upload).organ == keep
