"""The ledger in words: every line that an act can write is told without codes."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from commitments import evidence, ledger, lifecycle, telling
from commitments.models import Commitment, LedgerEntry, ProblemLink
from tests.commitments import offices
from tests.commitments.offices import City, act, fresh

pytestmark = pytest.mark.django_db


def latest(row: Commitment) -> telling.Told:
    return telling.tell(ledger.history(fresh(row))[-1])


def said(row: Commitment) -> list[str]:
    return [str(change) for change in latest(row).changes]


def test_who_did_it_in_which_role(town: City, running: Commitment) -> None:
    told = latest(running)
    assert (told.who, told.place, told.what) == ("林晓", "青澜市行政审批服务局 台账管理员", "交办")
    assert told.status is None


def test_assigning_names_units_and_people(running: Commitment) -> None:
    assert said(running) == [
        "牵头单位：青澜市行政审批服务局 → 青澜市行政审批服务局窗口管理科",
        "配合单位：青澜市行政审批服务局热线科",
        "承办人：何青",
        "督办人：周岚",
    ]


def test_a_change_of_status_is_told_in_words(town: City, candidate: Commitment) -> None:
    offices.submitted(town, candidate)
    told = latest(candidate)
    assert str(told.status) == "状态：办理中 → 申请销号"
    assert str(told) == "青澜市行政审批服务局窗口管理科 承办人 何青 申请销号"


def test_progress_is_told_with_its_words(town: City, running: Commitment) -> None:
    report = lifecycle.Report("办了第一轮培训", 50)
    act(lifecycle.report_progress, running, report, by=town["officer"])
    assert said(running) == ["完成比例：0% → 50%", "进展情况：办了第一轮培训"]
    act(lifecycle.report_progress, running, lifecycle.NO_CHANGE, by=town["officer"])
    assert said(running) == ["进展：本月无变化"]


def test_days_are_told_as_days(town: City, running: Commitment) -> None:
    act(lifecycle.request_extension, running, date(2024, 9, 30), "场地未落实", by=town["officer"])
    assert said(running) == ["完成时限：2024年6月30日 → 2024年9月30日"]
    assert latest(running).reason == "场地未落实"
    act(lifecycle.decide_extension, running, True, by=town["supervisor"])
    assert said(running) == [
        "完成时限：2024年6月30日 → 2024年9月30日",
        "时限依据：文中明示 → 人工指定",
        "审批结果：同意",
    ]


def test_measures_are_told_one_by_one(town: City, running: Commitment) -> None:
    steps = [lifecycle.Step("定方案", date(2024, 4, 1)), lifecycle.Step("办班", None, date(2024, 3, 1))]
    act(lifecycle.plan_measures, running, steps, by=town["officer"])
    assert said(running) == ["具体措施：定方案（2024年4月1日前）；办班（2024年3月1日完成）"]


def test_no_line_shows_a_code(town: City, candidates: list[Commitment]) -> None:
    """Every kind of line that the acts below write: no name of a column, no key, no machine's date."""
    kept, other = candidates[2], candidates[3]
    figure = lifecycle.Figure("培训", Decimal(2), "轮")
    wanted = lifecycle.Description(
        "新标题", "以签到表为完成标志", "checkable", None, date(2024, 7, 1), [figure]
    )
    act(lifecycle.reword, kept, wanted, by=town["clerk"])
    rows = {row.pk: fresh(row).revision for row in (kept, other)}
    lifecycle.merge(kept.pk, rows, by=town["clerk"], now=offices.NOW)
    link = ProblemLink.objects.filter(commitment=kept)[0]
    lifecycle.decide_link(link.pk, False, by=town["clerk"], now=offices.NOW, revision=fresh(kept).revision)
    act(lifecycle.split, kept, ["甲", "乙"], by=town["clerk"])
    offices.opened(town, kept)
    target = kept.targets.all()[0]
    report = lifecycle.Report("", None, target.pk, Decimal(1))
    act(lifecycle.report_progress, kept, report, by=town["officer"])
    piece = offices.attached(town, kept)
    act(lambda _pk, **more: evidence.detach(piece.pk, reason="传错了", **more), kept, by=town["officer"])
    adjustment = lifecycle.Adjustment("改为线上培训", "以平台记录为准", date(2024, 10, 8))
    act(lifecycle.adjust, kept, adjustment, "青政办〔2024〕8号", "机构调整", by=town["clerk"])
    act(lifecycle.return_assignment, kept, "不属本科职责", by=town["officer"])
    act(lifecycle.carry_over, kept, 2025, "跨年实施", by=town["clerk"])
    told = [str(telling.tell(line)).replace(".pdf", "") for line in LedgerEntry.objects.all()]
    raw = [words for words in told if re.search(r"[a-z]{3,}|_|\d{4}-\d\d-\d\d|None|[{}\[\]]", words)]
    assert len(told) >= 20
    assert raw == []


def test_a_value_of_a_later_release_is_told_all_the_same(running: Commitment) -> None:
    line = LedgerEntry(commitment=running, verb="assign", after={"weight": 3}, made_at=offices.NOW)
    assert [str(change) for change in telling.tell(line).changes] == ["其他：3"]
