from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User

from reports import corrections, notes, organs, passages
from reports.models import Correction, Item, Report
from reports.refusals import Refusal
from tests.reports import papers
from tests.reports.test_intake import another_text

pytestmark = pytest.mark.django_db


class Desk:
    """A clerk at a report: acts on it as it stands now."""

    def __init__(self, report: Report, clerk: User) -> None:
        self.key, self.clerk = report.pk, clerk

    @property
    def report(self) -> Report:
        return Report.objects.get(pk=self.key)

    @property
    def items(self) -> list[Item]:
        return list(self.report.items.current())

    def shape(self) -> list[tuple[str, str]]:
        return [(item.kind[:4], item.text) for item in self.items]

    def do(self, act: Callable[..., Correction], *arguments: Any) -> Correction:
        return act(self.key, *arguments, by=self.clerk, revision=self.report.revision)


@pytest.fixture
def desk(report: Report, clerk: User) -> Desk:
    return Desk(report, clerk)


def invariants(desk: Desk) -> None:
    text, end = desk.report.text, 0
    for item in desk.items:
        assert end <= item.start < item.end <= len(text)
        assert text[item.start : item.end] == item.text
        assert item.cause_start is None or item.start <= item.cause_start < item.cause_end <= item.end  # type: ignore[operator]
        end = item.end


# --- the head ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "work_summary"),
        ("title", "关于法治政府建设的报告"),
        ("addressee", "市人民政府"),
        ("year", 2022),
        ("plan_year", 2025),
        ("issued_on", date(2024, 2, 1)),
        ("issued_on", None),
        ("year", None),
        ("title", ""),
    ],
)
def test_each_value_of_the_head_can_be_put_right_and_back(desk: Desk, field: str, value: Any) -> None:
    before = getattr(desk.report, field)
    desk.do(corrections.set_head, field, value)
    assert getattr(desk.report, field) == value
    desk.do(corrections.undo)
    assert getattr(desk.report, field) == before
    assert desk.report.plan_year_basis == "stated"


def test_the_organ_can_be_put_right_and_back(desk: Desk) -> None:
    before, bureau = desk.report.organ, organs.register("青澜市司法局", confirmed=True)
    desk.do(corrections.set_head, "organ", bureau)
    assert desk.report.organ == bureau
    desk.do(corrections.undo)
    assert desk.report.organ == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("kind", "novel", id="no such kind"),
        pytest.param("year", 22, id="no such year"),
        pytest.param("year", "soon", id="no number"),
        pytest.param("issued_on", "2024-13-01", id="no such day"),
        pytest.param("organ", "青澜市司法局", id="a name is no organ"),
        pytest.param("text", "另一篇", id="the text is not the head"),
    ],
)
def test_a_senseless_value_is_refused(desk: Desk, field: str, value: Any) -> None:
    with pytest.raises(Refusal):
        desk.do(corrections.set_head, field, value)
    assert desk.report.revision == 0
    assert not Correction.objects.exists()


def test_the_plan_year_takes_the_deadlines_along(desk: Desk) -> None:
    desk.do(corrections.set_head, "plan_year", 2026)
    found = [(i.due_on, i.due_basis) for i in desk.items if i.kind == "arrangement"]
    assert found[1:] == [(date(2026, 12, 31), "default")] * 2
    assert desk.report.plan_year_basis == "assigned"
    desk.do(corrections.set_head, "plan_year", None)
    assert {i.due_on for i in desk.items if i.kind == "arrangement"} == {None}


def test_a_value_set_by_a_person_settles_the_note(desk: Desk) -> None:
    bare = papers.entered("\n".join(papers.paper(year=2020).split("\n")[:-1]))
    assert "no_date" in [note.code for note in notes.of(bare)]
    corrections.set_head(bare.pk, "issued_on", date(2021, 1, 5), by=desk.clerk, revision=0)
    assert "no_date" not in [note.code for note in notes.of(Report.objects.get(pk=bare.pk))]


def test_a_report_put_under_another_year_joins_the_versions_there(desk: Desk) -> None:
    other = papers.entered(papers.paper(year=2022))
    desk.do(corrections.set_head, "year", 2022)
    other.refresh_from_db()
    assert [(desk.report.version, desk.report.superseded), (other.version, other.superseded)] == [
        (1, True),
        (2, False),
    ]
    desk.do(corrections.undo)
    other.refresh_from_db()
    assert (other.version, other.superseded, desk.report.superseded) == (1, False, False)


def test_a_person_may_say_that_another_text_is_a_correction_all_the_same(desk: Desk) -> None:
    other = papers.entered(another_text())
    seen = corrections.set_head(other.pk, "addressee", "市政府", by=desk.clerk, revision=0)
    assert desk.report.superseded is False
    seen = corrections.set_head(other.pk, "organ", other.organ, by=desk.clerk, revision=seen.revision)
    other.refresh_from_db()
    assert (desk.report.superseded, other.version, other.superseded) == (True, 2, False)
    assert "apart" not in [note.code for note in notes.of(other)]
    corrections.undo(other.pk, by=desk.clerk, revision=seen.revision)
    other.refresh_from_db()
    assert (desk.report.superseded, other.version, other.superseded) == (False, 1, False)


# --- the items ------------------------------------------------------------------------------------------


def test_a_kind_is_changed_in_place(desk: Desk) -> None:
    item = desk.items[0]
    desk.do(corrections.change_kind, item.pk, "arrangement")
    changed = desk.items[0]
    assert (changed.pk, changed.kind, changed.text) == (item.pk, "arrangement", item.text)
    assert (changed.due_on, changed.due_basis, changed.origin) == (date(2024, 12, 31), "default", "person")
    assert changed.grade
    invariants(desk)


def test_bounds_are_moved_to_the_selection_without_its_blanks(desk: Desk) -> None:
    item = desk.items[0]
    desk.do(corrections.move_bounds, item.pk, item.start, item.end + 1)  # with the line's end
    assert desk.items[0].text == item.text
    desk.do(corrections.move_bounds, item.pk, item.start, item.start + 11)
    assert desk.items[0].text == "（一）窗口人员轮换过快"
    assert desk.items[0].figures == []
    invariants(desk)


def test_a_moved_cause_is_found_again(desk: Desk) -> None:
    item = desk.items[1]
    assert item.cause_start
    desk.do(corrections.move_bounds, item.pk, item.start, item.cause_start)
    assert desk.items[1].cause_start is None
    invariants(desk)


def test_an_item_is_split_and_merged_again(desk: Desk) -> None:
    before, item = desk.shape(), desk.items[2]
    at = item.start + item.text.index("2024年")
    desk.do(corrections.split, item.pk, at)
    first, second = desk.items[2:4]
    assert (first.pk, first.text) == (item.pk, "（一）加强窗口队伍建设。")
    assert second.text.startswith("2024年6月底前")
    assert (second.due_on, second.due_basis) == (date(2024, 6, 30), "stated")
    invariants(desk)
    desk.do(corrections.merge, second.pk, first.pk)
    assert desk.shape() == before
    invariants(desk)


def test_a_forgotten_passage_is_added(desk: Desk) -> None:
    text = desk.report.text
    start = text.index("全年办理")
    desk.do(corrections.add, "problem", start, start + 12)
    added = desk.items[0]
    assert (added.kind, added.start, added.origin) == ("problem", start, "person")
    invariants(desk)


def test_a_removed_item_leaves_the_report_and_keeps_its_row(desk: Desk) -> None:
    item = desk.items[0]
    desk.do(corrections.remove, item.pk)
    assert item not in desk.items
    assert Item.objects.get(pk=item.pk).text == item.text


def overlap(desk: Desk) -> Correction:
    return desk.do(corrections.move_bounds, desk.items[0].pk, desk.items[0].start, desk.items[1].start + 1)


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(overlap, id="bounds over a neighbour"),
        pytest.param(lambda d: d.do(corrections.add, "problem", d.items[0].start, d.items[0].end), id="upon"),
        pytest.param(lambda d: d.do(corrections.add, "problem", 0, 0), id="nothing selected"),
        pytest.param(lambda d: d.do(corrections.add, "problem", 5, 10**6), id="past the end"),
        pytest.param(lambda d: d.do(corrections.add, "problem", -3, 4), id="before the start"),
        pytest.param(lambda d: d.do(corrections.add, "wish", 0, 4), id="no such kind"),
        pytest.param(lambda d: d.do(corrections.split, d.items[0].pk, d.items[0].start), id="at the edge"),
        pytest.param(lambda d: d.do(corrections.split, d.items[0].pk, d.items[0].end), id="at the end"),
        pytest.param(lambda d: d.do(corrections.merge, d.items[0].pk, d.items[2].pk), id="not neighbours"),
        pytest.param(lambda d: d.do(corrections.merge, d.items[0].pk, d.items[0].pk), id="with itself"),
        pytest.param(lambda d: d.do(corrections.remove, 10**6), id="no such item"),
        pytest.param(lambda d: d.do(corrections.undo), id="nothing to undo"),
    ],
)
def test_what_would_break_the_report_is_refused_and_changes_nothing(
    desk: Desk, act: Callable[[Desk], Correction]
) -> None:
    before = desk.shape()
    with pytest.raises(Refusal):
        act(desk)
    assert desk.shape() == before
    assert (desk.report.revision, Correction.objects.count()) == (0, 0)


def test_an_item_of_another_report_cannot_be_touched(desk: Desk) -> None:
    other = papers.entered(papers.paper(year=2020)).items.all()[0]
    with pytest.raises(Refusal):
        desk.do(corrections.remove, other.pk)
    assert not Item.objects.get(pk=other.pk).removed


def test_a_stale_form_is_refused(desk: Desk) -> None:
    seen, item = desk.report.revision, desk.items[0]
    desk.do(corrections.set_head, "title", "新标题")
    with pytest.raises(Refusal, match=r"重新|Reload"):
        corrections.remove(desk.key, item.pk, by=desk.clerk, revision=seen)
    assert item in desk.items


def test_each_act_is_on_record_with_who_and_what(desk: Desk) -> None:
    act = desk.do(corrections.change_kind, desk.items[0].pk, "arrangement")
    assert (act.by, act.by_name, act.verb, act.revision) == (desk.clerk, "林晓", "kind", 1)
    assert act.before["items"][0]["kind"] == "problem"
    assert act.after["items"][0]["kind"] == "arrangement"
    desk.clerk.delete()
    act.refresh_from_db()
    assert (act.by, act.by_name) == (None, "林晓")


ACTS: dict[str, Callable[[Desk], Correction]] = {
    "kind": lambda d: d.do(corrections.change_kind, d.items[0].pk, "arrangement"),
    "bounds": lambda d: d.do(corrections.move_bounds, d.items[1].pk, d.items[1].start + 3, d.items[1].end),
    "split": lambda d: d.do(corrections.split, d.items[2].pk, d.items[2].start + 12),
    "merge": lambda d: d.do(corrections.merge, d.items[3].pk, d.items[4].pk),
    "add": lambda d: d.do(corrections.add, "problem", d.report.text.index("全年办理"), d.items[0].start - 10),
    "remove": lambda d: d.do(corrections.remove, d.items[0].pk),
}


def rows(desk: Desk) -> list[dict[str, Any]]:
    return list(desk.report.items.current().values("pk", *passages.COLUMNS))


@pytest.mark.parametrize("name", ACTS)
def test_every_act_can_be_taken_back(desk: Desk, name: str) -> None:
    before = rows(desk)
    act = ACTS[name](desk)
    assert rows(desk) != before
    undone = desk.do(corrections.undo)
    assert rows(desk) == before
    assert (undone.undoes, undone.verb) == (act, "undo")
    with pytest.raises(Refusal):
        desk.do(corrections.undo)


def test_acts_are_taken_back_one_after_the_other(desk: Desk) -> None:
    before = desk.shape()
    for name in ("kind", "split", "merge", "remove"):
        ACTS[name](desk)
        invariants(desk)
    for _ in range(4):
        desk.do(corrections.undo)
        invariants(desk)
    assert desk.shape() == before
