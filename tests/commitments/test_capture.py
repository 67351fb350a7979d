"""From a report to candidates, once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments import capture, lifecycle
from commitments.choices import Part, Status
from commitments.models import Assignment, AssignmentRule, Commitment, LedgerEntry, ProblemLink
from commitments.refusals import NotAllowed, Unfit
from reports import corrections
from reports.models import Item, Report
from tests.commitments import offices
from tests.commitments.offices import NOW, City, act
from tests.reports import papers

pytestmark = pytest.mark.django_db


def again(town: City, report: Report) -> list[Commitment]:
    return capture.capture(report.pk, by=town["clerk"], now=NOW)


def report_of(row: Commitment) -> Report:
    return Report.objects.get(pk=row.source.report_id)


def test_each_passage_becomes_a_candidate(candidates: list[Commitment]) -> None:
    report = report_of(candidates[0])
    found = [(row.kind[:4], row.title, row.due_on, row.due_basis, row.grade) for row in candidates]
    end = date(2024, 12, 31)
    assert found == [
        ("rect", "窗口人员轮换过快", end, "default", ""),
        ("rect", "热线回访不够及时", end, "default", ""),
        ("arra", "加强窗口队伍建设", date(2024, 6, 30), "stated", "measurable"),
        ("arra", "规范热线办理", end, "default", "measurable"),
        ("arra", "推进一件事改革", end, "default", candidates[4].source.grade),
    ]
    for row in candidates:
        assert row.status == Status.CANDIDATE
        assert report.text[row.place_start : row.place_end] == row.quote == row.source.text
        assert (row.plan_year, row.number, row.lead, row.first_due_on) == (2024, "", None, None)


def test_figures_become_targets(candidates: list[Commitment]) -> None:
    target = candidates[3].targets.get()
    assert (target.number, target.unit, target.comparison) == (Decimal(80), "%", "at_least")


def test_capturing_twice_adds_nothing(town: City, candidates: list[Commitment]) -> None:
    before = (Commitment.objects.count(), LedgerEntry.objects.count(), ProblemLink.objects.count())
    assert again(town, report_of(candidates[0])) == []
    assert (Commitment.objects.count(), LedgerEntry.objects.count(), ProblemLink.objects.count()) == before


def test_what_was_dismissed_split_or_merged_does_not_come_back(
    town: City, candidates: list[Commitment]
) -> None:
    act(lifecycle.cancel, candidates[4], "空话", by=town["clerk"])
    act(lifecycle.split, candidates[3], ["出台办法", "开展回访"], by=town["clerk"])
    wanted = {row.pk: 0 for row in candidates[:2]}
    lifecycle.merge(candidates[0].pk, wanted, by=town["clerk"], now=NOW)
    assert again(town, report_of(candidates[0])) == []


def test_a_passage_added_later_is_captured_later(town: City, candidates: list[Commitment]) -> None:
    report = report_of(candidates[0])
    start = report.text.index("全年办理")
    corrections.add(report.pk, "arrangement", start, start + 12, by=town["clerk"], revision=report.revision)
    assert [row.quote[:4] for row in again(town, report)] == ["全年办理"]


def test_a_corrected_passage_leaves_the_quote_as_it_was(town: City, candidate: Commitment) -> None:
    quote, report = candidate.quote, report_of(candidate)
    corrections.move_bounds(
        report.pk, candidate.source_id, candidate.place_start, candidate.place_start + 12, by=town["clerk"],
        revision=report.revision,
    )  # fmt: skip
    candidate.refresh_from_db()
    assert candidate.quote == quote != Item.objects.get(pk=candidate.source_id).text
    assert again(town, report) == []


def test_a_removed_passage_is_not_captured(town: City) -> None:
    report = papers.entered()
    gone = report.items.current()[0]
    corrections.remove(report.pk, gone.pk, by=town["clerk"], revision=report.revision)
    assert len(again(town, report)) == 4


def test_the_next_version_of_a_report_adds_only_what_is_new(town: City, candidates: list[Commitment]) -> None:
    changed = (*papers.ARRANGEMENTS[:2], "（三）开通夜间窗口。")
    newer = papers.entered(papers.paper(arrangements=changed, done="更正稿。"))
    assert [row.title for row in again(town, newer)] == ["开通夜间窗口"]
    with pytest.raises(Unfit):
        again(town, report_of(candidates[0]))


@pytest.mark.parametrize("name", ["officer", "leader", "reviewer", "neighbour", "stranger"])
def test_only_keepers_capture(town: City, name: str) -> None:
    report = papers.entered()
    with pytest.raises(NotAllowed):
        capture.capture(report.pk, by=town[name], now=NOW)
    assert not Commitment.objects.exists()


def test_a_report_of_nobody_is_not_captured(town: City) -> None:
    report = papers.entered()
    corrections.set_head(report.pk, "organ", None, by=town["clerk"], revision=report.revision)
    with pytest.raises(Unfit):
        again(town, report)


def test_as_many_queries_for_many_as_for_few(town: City) -> None:
    def asked(year: int, number: int) -> int:
        arrangements = tuple(
            f"（{n}）规范第{n}类窗口人员培训。（牵头单位：热线科{n}）"
            for n in "一二三四五六七八九十"[:number]
        )
        report = papers.entered(papers.paper(year=year, arrangements=arrangements))
        with CaptureQueriesContext(connection) as queries:
            assert len(again(town, report)) == number + 2
        return len(queries)

    assert asked(2019, 2) == asked(2020, 10) <= 20


# --- suggested owners --------------------------------------------------------------------------------------


def suggested(row: Commitment) -> list[tuple[str, str, bool]]:
    return [(unit["name"], unit["part"], unit["unit"] is not None) for unit in row.suggested_units]


def test_units_named_in_the_text_are_suggested(town: City) -> None:
    rows = offices.captured(
        town,
        arrangements=(
            "（一）规范热线办理。（牵头单位：热线科；配合单位：窗口管理科、市财政局）",
            "（二）加强培训。（责任单位：窗口管理科、热线科）",
        ),
    )
    assert suggested(rows[2]) == [
        ("热线科", "lead", True),
        ("窗口管理科", "support", True),
        ("市财政局", "support", False),
    ]
    assert suggested(rows[3]) == [("窗口管理科", "lead", True), ("热线科", "support", True)]


def test_rules_suggest_where_the_text_is_silent(town: City) -> None:
    for keyword, part, unit in (("窗口", Part.LEAD, town.windows), ("热线", Part.LEAD, town.hotline)):
        AssignmentRule.objects.create(organ=town.government, keyword=keyword, part=part, unit=unit)
    rows = offices.captured(
        town, arrangements=("（一）加强窗口培训。", "（二）窗口与热线联动。", "（三）推进改革。")
    )
    assert suggested(rows[2]) == [("青澜市行政审批服务局窗口管理科", "lead", True)]
    assert [part for _name, part, _known in suggested(rows[3])] == ["lead", "support"]
    assert suggested(rows[4]) == []


def test_the_text_goes_before_the_rules(town: City) -> None:
    AssignmentRule.objects.create(organ=town.bureau, keyword="热线", part=Part.LEAD, unit=town.windows)
    rows = offices.captured(town, arrangements=("（一）规范热线办理。（牵头单位：热线科）",))
    assert [(name, part) for name, part, _known in suggested(rows[2])] == [
        ("热线科", "lead"),
        ("青澜市行政审批服务局窗口管理科", "support"),
    ]


def test_rules_of_another_organ_do_not_hold(town: City) -> None:
    AssignmentRule.objects.create(organ=town.neighbour, keyword="窗口", part=Part.LEAD, unit=town.neighbour)
    AssignmentRule.objects.create(organ=town.neighbour, supervisor=town["neighbour"])
    row = offices.captured(town)[2]
    assert suggested(row) == []
    assert act(lifecycle.confirm, row, by=town["clerk"]).supervisor is None


def test_the_nearest_rule_gives_the_supervisor(town: City, candidates: list[Commitment]) -> None:
    AssignmentRule.objects.create(organ=town.government, supervisor=town["superior"])
    assert act(lifecycle.confirm, candidates[0], by=town["clerk"]).supervisor == town["superior"]
    AssignmentRule.objects.create(organ=town.bureau, supervisor=town["supervisor"])
    assert act(lifecycle.confirm, candidates[1], by=town["clerk"]).supervisor == town["supervisor"]


def test_a_rule_does_not_name_who_is_no_supervisor_any_more(town: City, candidate: Commitment) -> None:
    AssignmentRule.objects.create(organ=town.bureau, supervisor=town["stranger"])
    assert act(lifecycle.confirm, candidate, by=town["clerk"]).supervisor is None


# --- problems and what answers them ------------------------------------------------------------------------


def test_an_arrangement_is_linked_to_the_sentences_it_answers(candidates: list[Commitment]) -> None:
    report = report_of(candidates[0])
    links = list(candidates[2].problem_links.all())
    assert links[0].problem == candidates[0].source
    assert "窗口人员" in links[0].reason
    assert report.text[links[0].start : links[0].end] == links[0].quote
    assert all(link.accepted is None for link in links)


def decide(town: City, link: ProblemLink, accepted: bool) -> None:
    revision = Commitment.objects.get(pk=link.commitment_id).revision
    lifecycle.decide_link(link.pk, accepted, by=town["clerk"], now=NOW, revision=revision)


def test_problems_without_an_answer_are_listed(town: City) -> None:
    rows = offices.captured(town, arrangements=("（一）组织窗口人员培训，减少调岗。",))
    report = report_of(rows[0])
    assert [item.heading[:5] for item in capture.unanswered(report)] == ["（二）热线"]
    for link in ProblemLink.objects.all():
        decide(town, link, False)
    assert len(capture.unanswered(report)) == 2


def test_a_dismissed_arrangement_answers_nothing(town: City) -> None:
    rows = offices.captured(town, arrangements=("（一）组织窗口人员培训，减少调岗。",))
    act(lifecycle.cancel, rows[2], "空话", by=town["clerk"])
    assert len(capture.unanswered(report_of(rows[0]))) == 2


def test_a_person_decides_on_a_link(town: City, candidate: Commitment) -> None:
    link = candidate.problem_links.all()[0]
    decide(town, link, True)
    link.refresh_from_db()
    assert (link.accepted, link.decided_by) == (True, town["clerk"])


def test_nobody_but_its_organ_has_a_part_in_a_candidate(town: City, candidate: Commitment) -> None:
    assert [(p.part, p.unit) for p in Assignment.objects.filter(commitment=candidate)] == [
        ("organ", town.bureau)
    ]
