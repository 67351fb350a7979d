"""The draft says what rows say, each sentence with its source, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments import access, drafting, evidence, lifecycle
from commitments.choices import Rating
from commitments.drafting import Draft, Entry
from commitments.models import Commitment, Comparison
from tests.commitments import offices
from tests.commitments.answered import LATER, Answered, answered
from tests.commitments.offices import City, act, at

pytestmark = pytest.mark.django_db

DAY = date(2025, 2, 3)


@pytest.fixture
def told(town: City) -> Answered:
    return answered(town)


def draft(town: City, name: str = "clerk", **how: str) -> Draft:
    person = access.person(town[name], DAY)
    return drafting.draft(town.bureau, 2024, person=person, today=DAY, **how)  # type: ignore[arg-type]


def entries(drafted: Draft) -> Iterator[Entry]:
    return (entry for group in drafted.groups for entry in group.entries)


def entry(drafted: Draft, words: str) -> Entry:
    return next(entry for entry in entries(drafted) if words in entry.text)


def report(town: City, row: Commitment, text: str, percent: int | None, day: date) -> None:
    said = lifecycle.Report(text, percent)
    act(lifecycle.report_progress, row, said, by=town["officer"], now=at(day))


def test_a_promise_is_told_from_progress_answer_and_rating(told: Answered) -> None:
    row = told.promised[2]
    report(told.town, row, "已组织一轮培训。", 50, date(2024, 5, 20))
    report(told.town, row, "两轮培训全部完成。", 100, date(2024, 11, 20))
    told.rate("窗口队伍", "fulfilled")
    found = entry(draft(told.town), "窗口队伍")
    assert [(s.source.kind, s.source.label) for s in found.sentences] == [
        ("promise", f"《{row.source.report}》"),
        ("progress", "进展记录 2024-11-20"),
        ("answer", f"《{told.new}》"),
        ("rating", "核对评定 2025-02-03"),
    ]
    assert [s.text for s in found.sentences] == [
        "2024年承诺：“加强窗口队伍建设。2024年6月底前组织两轮业务培训，覆盖全部窗口人员”。",
        "截至2024年11月20日，两轮培训全部完成，完成进度100%。",
        "2024年度报告载明：“组织业务培训两轮，覆盖全部窗口人员”。",
        f"评定：{Rating.FULFILLED.label}。",
    ]
    assert "（进展记录 2024-11-20）。" in found.text
    assert not found.silent


def test_places_lead_to_the_very_words(told: Answered) -> None:
    texts = {told.new.pk: told.new.text, told.comparison.old_id: told.comparison.old.text}
    placed = [s for e in entries(draft(told.town)) for s in e.sentences if s.source.report_id]
    assert len(placed) > 6
    for sentence in placed:
        source = sentence.source
        words = texts[source.report_id or 0][source.start : source.end].splitlines()[0][5:12]
        assert words.replace("“", "‘").replace("”", "’") in sentence.text


def test_what_nobody_wrote_about_is_said_to_be_without_a_record(told: Answered) -> None:
    found = entry(draft(told.town), "远程评标室")
    assert found.silent
    assert found.text.endswith("无进展记录。")
    assert [s.source.kind for s in found.sentences] == ["promise"]


def test_a_month_without_change_is_told_as_such(told: Answered) -> None:
    row = told.promised[5]
    act(
        lifecycle.report_progress, row, lifecycle.NO_CHANGE, by=told.town["officer"], now=at(date(2024, 9, 2))
    )
    found = entry(draft(told.town), "远程评标室")
    assert found.sentences[1].text == "截至2024年9月2日，责任单位报告无新进展。"
    assert not found.silent


def test_a_target_figure_is_told_with_what_was_reached(told: Answered) -> None:
    row = told.promised[5]
    target = row.targets.get()
    said = lifecycle.Report(target_id=target.pk, reached=2)  # type: ignore[arg-type]
    act(lifecycle.report_progress, row, said, by=told.town["officer"], now=at(date(2024, 9, 2)))
    sentence = next(s for s in entry(draft(told.town), "远程").sentences if s.source.kind == "figure")
    assert "截至2024年9月2日为2间，目标为3间" in sentence.text
    assert sentence.source.label == "进展记录 2024-09-02"


def test_how_it_ended_is_told_from_the_ledger(told: Answered) -> None:
    town, (again, gone, done, carried, *_rest) = told.town, told.promised
    act(evidence.attach, done, offices.proof(), "佐证.pdf", by=town["officer"], most_bytes=offices.MOST_BYTES)
    act(lifecycle.submit_for_closure, done, by=town["officer"], now=at(date(2024, 6, 1)))
    act(lifecycle.sign_off, done, by=town["supervisor"], now=at(date(2024, 6, 5)))
    act(lifecycle.carry_over, carried, 2025, "尚未出台。", by=town["clerk"], now=LATER)
    act(lifecycle.cancel, gone, "重复立项", by=town["clerk"], now=LATER)
    drafted = draft(town)
    new = Commitment.objects.get(carried_from=carried)
    assert "已完成，于2024年6月5日销号（台账 2024-06-05）。" in entry(drafted, "窗口队伍").text
    assert f"结转为{new.number}号事项，原因：尚未出台（台账 2025-02-03）。" in entry(drafted, "规范热线").text
    assert "撤销，原因：重复立项（台账" in entry(drafted, "热线回访不够").text
    assert "号事项结转" not in entry(drafted, "轮换过快").text, again
    after = drafting.draft(town.bureau, 2025, person=access.person(town["clerk"], DAY), today=DAY)
    origin = entry(after, "规范热线")
    assert "由2024-青澜审批-004号事项结转（台账 2025-02-03）。" in origin.text
    assert origin.silent  # that it was carried over is no work


def test_a_rating_is_not_told_before_the_second_reviewer_has_spoken(told: Answered) -> None:
    Comparison.objects.filter(pk=told.comparison.pk).update(second_review=True)
    told.rate("窗口队伍", "mostly")
    assert "评定" not in entry(draft(told.town), "窗口队伍").text


def test_a_preview_is_no_answer(town: City) -> None:
    answered(town, applied=False)
    assert all("载明" not in found.text for found in entries(draft(town)))


def test_promises_stand_by_group_or_by_grade_and_problems_apart(told: Answered) -> None:
    by_group, by_grade = draft(told.town), draft(told.town, by="grade")
    assert [group.heading for group in by_group.groups] == ["安排", "问题整改"]
    assert [group.heading for group in by_grade.groups] == ["可量化", "方向性", "问题整改"]
    assert {e.number for e in entries(by_group)} == {e.number for e in entries(by_grade)}
    assert "共6项，其中已销号0项，无进展记录6项。" in by_group.opening


def test_the_owners_in_brackets_are_no_part_of_the_promise(town: City) -> None:
    row = offices.captured(town, arrangements=("（一）公布“一张网”清单。（牵头单位：热线科）",))[-1]
    offices.opened(town, row)
    assert entry(draft(town), "清单").sentences[0].text == "2024年承诺：“公布‘一张网’清单”。"


@pytest.mark.parametrize("name", ["neighbour", "stranger"])
def test_who_may_not_see_the_promises_drafts_nothing(told: Answered, name: str) -> None:
    assert draft(told.town, name).groups == ()


def test_candidates_and_other_years_are_not_told(told: Answered) -> None:
    assert {e.number[:5] for e in entries(draft(told.town))} == {"2024-"}


def test_the_number_of_queries_does_not_grow(told: Answered) -> None:
    spent = []
    told.rate("窗口队伍", "fulfilled")
    for _time in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert len(list(entries(draft(told.town)))) == 6
        spent.append(len(captured))
        for row in told.promised:
            for day in (date(2024, 5, 1), date(2024, 8, 1)):
                report(told.town, row, "推进中。", 30, day)
    assert spent[0] == spent[1] <= 10
