"""Corrections survive a new reading, whatever the machine has learned in the meantime."""

from __future__ import annotations

import contextlib
import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User

from reports import corrections, intake, organs
from reports.models import Correction, Item, Report, Upload
from reports.refusals import Refusal
from reports.text.model import Fact, Reading
from reports.text.reading import read as read_text
from tests.reports import papers
from tests.reports.test_corrections import ACTS, Desk, invariants
from tests.reports.test_intake import another_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(report: Report, clerk: User) -> Desk:
    return Desk(report, clerk)


def read_again(desk: Desk, monkeypatch: pytest.MonkeyPatch | None = None, learned: Any = None) -> Upload:
    """Read the same file anew; ``learned`` changes what the text core makes of it."""
    if monkeypatch is not None:
        monkeypatch.setattr(intake, "read", lambda text, metadata: learned(read_text(text, metadata)))
    upload = desk.report.uploads.get()
    assert intake.ask_again([upload])
    return papers.read(upload)


def test_reading_anew_changes_nothing_of_an_untouched_report(desk: Desk) -> None:
    before = [(i.pk, i.text) for i in desk.items]
    read_again(desk)
    assert [(i.pk, i.text) for i in desk.items] == before
    assert Item.objects.count() == len(before)
    assert desk.report.sections.count() == 3
    assert (desk.report.revision, desk.report.version, desk.report.unplaced) == (1, 1, [])


@pytest.mark.parametrize("name", ACTS)
def test_every_kind_of_correction_survives(desk: Desk, name: str) -> None:
    ACTS[name](desk)
    before, rows = desk.shape(), [i.pk for i in desk.items]
    read_again(desk)
    assert desk.shape() == before
    assert [i.pk for i in desk.items] == rows
    assert desk.report.unplaced == []
    invariants(desk)


def test_corrections_upon_corrections_survive(desk: Desk) -> None:
    for act in ACTS.values():
        act(desk)
    desk.do(corrections.undo)
    before = desk.shape()
    read_again(desk)
    read_again(desk)
    assert desk.shape() == before
    invariants(desk)


def test_what_was_taken_back_stays_taken_back(desk: Desk) -> None:
    before = desk.shape()
    ACTS["merge"](desk)
    desk.do(corrections.undo)
    read_again(desk)
    assert desk.shape() == before


def test_a_corrected_head_survives_and_the_rest_follows_the_machine(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    bureau = organs.register("青澜市司法局", confirmed=True)
    desk.do(corrections.set_head, "organ", bureau)
    desk.do(corrections.set_head, "plan_year", 2025)
    desk.do(corrections.set_head, "plan_year", 2026)

    def learned(reading: Reading) -> Reading:
        return replace(reading, issued_on=Fact(date(2024, 1, 31), "planted"), plan_year=Fact(2030, "planted"))

    read_again(desk, monkeypatch, learned)
    report = desk.report
    assert (report.organ, report.plan_year, report.issued_on) == (bureau, 2026, date(2024, 1, 31))
    assert report.facts["plan_year"]["value"] == 2030
    assert desk.items[-1].due_on == date(2026, 12, 31)


def test_an_organ_merged_meanwhile_stands_for_the_one_chosen(desk: Desk) -> None:
    bureau = organs.register("青澜市司法局", confirmed=True)
    desk.do(corrections.set_head, "organ", bureau)
    keep = organs.register("青澜市法治局", confirmed=True)
    organs.merge(keep, bureau)
    read_again(desk)
    assert desk.report.organ == keep


def test_a_text_that_was_kept_apart_stays_so(desk: Desk) -> None:
    other = papers.entered(another_text())
    read_again(Desk(other, desk.clerk))
    assert Report.objects.current().count() == 2


def shifted(reading: Reading) -> Reading:
    """The same report with a line more at its beginning, as a better reader might give it."""
    line = "（此件公开发布）\n"
    by = len(line)
    chapters = tuple(replace(c, start=c.start + by, end=c.end + by) for c in reading.chapters)
    items = tuple(replace(i, start=i.start + by, end=i.end + by, cause=None) for i in reading.items)
    return replace(reading, text=line + reading.text, chapters=chapters, items=items)


@pytest.mark.parametrize("name", ACTS)
def test_a_correction_follows_its_words_to_another_place(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    ACTS[name](desk)
    before, rows = desk.shape(), [i.pk for i in desk.items]
    read_again(desk, monkeypatch, shifted)
    assert desk.shape() == before
    assert [i.pk for i in desk.items] == rows
    assert desk.report.unplaced == []
    invariants(desk)


def test_a_correction_whose_words_are_gone_is_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    act = ACTS["kind"](desk)

    def learned(reading: Reading) -> Reading:
        text = reading.text.replace("窗口人员轮换过快", "窗口人员轮换较快")
        items = tuple(replace(i, text=text[i.start : i.end]) for i in reading.items)
        return replace(reading, text=text, items=items)

    read_again(desk, monkeypatch, learned)
    assert desk.report.unplaced == [{"correction": act.pk, "reason": "quote_missing"}]
    assert desk.items[0].kind == "problem"
    assert Correction.objects.filter(pk=act.pk).exists()
    invariants(desk)


def test_a_correction_astride_a_new_item_is_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    act = ACTS["kind"](desk)

    def learned(reading: Reading) -> Reading:
        first, second, *rest = reading.items
        joined = replace(first, end=second.end, text=reading.text[first.start : second.end])
        return replace(reading, items=(joined, *rest))

    read_again(desk, monkeypatch, learned)
    assert desk.report.unplaced == [{"correction": act.pk, "reason": "straddled"}]
    assert [i.kind for i in desk.items] == ["problem"] + ["arrangement"] * 3
    invariants(desk)


def test_an_item_that_the_machine_gives_up_keeps_its_row(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = desk.items[0]
    read_again(desk, monkeypatch, lambda reading: replace(reading, items=reading.items[1:]))
    assert gone not in desk.items
    assert Item.objects.get(pk=gone.pk).text == gone.text
    read_again(desk, monkeypatch, lambda reading: reading)
    assert desk.items[0].pk == gone.pk


def test_an_item_that_grew_is_the_same_item(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    item = desk.items[0]

    def learned(reading: Reading) -> Reading:
        first, *rest = reading.items
        return replace(reading, items=(replace(first, start=first.start + 3, text=first.text[3:]), *rest))

    read_again(desk, monkeypatch, learned)
    assert (desk.items[0].pk, desk.items[0].text) == (item.pk, item.text[3:])


def test_rows_that_trade_places_do_not_collide(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine shifts every bound to where the next item began."""

    def learned(reading: Reading) -> Reading:
        starts = [item.start for item in reading.items]
        bounds = zip(starts[1:], [*starts[2:], len(reading.text)], strict=True)
        items = tuple(
            replace(item, start=start, end=end, text=reading.text[start:end], cause=None)
            for item, (start, end) in zip(reading.items, bounds, strict=False)
        )
        return replace(reading, items=items)

    read_again(desk, monkeypatch, learned)
    assert len(desk.items) == 4
    invariants(desk)


def test_an_undo_after_a_changed_reading_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ACTS["split"](desk)
    read_again(desk, monkeypatch, shifted)
    with pytest.raises(Refusal):
        desk.do(corrections.undo)
    invariants(desk)


def test_a_text_that_turns_out_to_be_another_reports_changes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = papers.entered(papers.paper(year=2020))
    before = desk.shape()
    upload = read_again(desk, monkeypatch, lambda reading: replace(reading, text=other.text))
    assert (upload.status, upload.reason_code) == (Upload.Status.FAILED, "same_as_other")
    assert upload.reason_values == {"report": other.pk}
    assert desk.shape() == before


def test_a_second_file_of_the_same_text_is_not_read_over_the_first(desk: Desk) -> None:
    second = papers.read(papers.stored("\ufeff" + papers.paper(), "另存.txt"))
    ACTS["kind"](desk)
    revision = desk.report.revision
    assert intake.ask_again([second])
    assert papers.read(second).report == desk.report
    assert desk.report.revision == revision


def test_a_form_from_before_the_new_reading_is_stale(desk: Desk) -> None:
    seen = desk.report.revision
    read_again(desk)
    with pytest.raises(Refusal):
        corrections.set_head(desk.key, "title", "新标题", by=desk.clerk, revision=seen)


def test_an_item_moved_across_another_leaves_that_one_alone(desk: Desk) -> None:
    first, done = desk.items[0], desk.report.text.index("全年办理")
    desk.do(corrections.move_bounds, desk.items[-1].pk, done, done + 12)
    before = desk.shape()
    assert first in desk.items
    read_again(desk)
    assert desk.shape() == before
    assert desk.report.unplaced == []


def at_random(desk: Desk, chance: random.Random) -> None:
    """One act that a clerk might try, sensible or not."""
    items, length = desk.items, len(desk.report.text)
    item, other = chance.choice(items), chance.choice(items)
    start, end = sorted(chance.sample(range(length), 2))
    near = sorted((chance.randint(item.start, item.end), chance.randint(item.start, item.end)))
    acts: list[tuple[Any, ...]] = [
        (corrections.change_kind, item.pk, chance.choice(["problem", "arrangement"])),
        (corrections.move_bounds, item.pk, *near),
        (corrections.move_bounds, item.pk, start, min(end, start + 30)),
        (corrections.split, item.pk, chance.randint(item.start, item.end)),
        (corrections.merge, item.pk, other.pk),
        (corrections.add, "problem", start, min(end, start + 20)),
        (corrections.remove, item.pk),
        (corrections.undo,),
    ]
    with contextlib.suppress(Refusal):
        desk.do(*chance.choice(acts))


@pytest.mark.parametrize("seed", range(12))
def test_whatever_a_clerk_does_survives_and_can_be_taken_back(desk: Desk, seed: int) -> None:
    chance, machine = random.Random(seed), desk.shape()
    for _ in range(15):
        if len(desk.items) > 1:
            at_random(desk, chance)
        invariants(desk)
    before, rows = desk.shape(), [i.pk for i in desk.items]
    read_again(desk)
    assert desk.shape() == before
    assert [i.pk for i in desk.items] == rows
    assert desk.report.unplaced == []
    while desk.report.corrections.standing().exists():
        desk.do(corrections.undo)
        invariants(desk)
    assert desk.shape() == machine
