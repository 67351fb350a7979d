"""Two readings in, an answer to each promise and problem out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from commitments.answers import Answer, NewReport, misfit, same_organ
from commitments.promises import promises
from commitments.reasons import SENTENCES, in_common, sentence
from reports.text.model import Reading
from reports.text.reading import read
from tests.commitments.comparing import demo, measure
from tests.reports import papers

GOLD = Path(__file__).parents[1] / "gold"


def paper(year: int, done: str = "全年办理各类事项8460件。", **parts: Any) -> Reading:
    return read(papers.paper(year=year, done=done, **parts))


def answers(old: Reading, new: Reading) -> list[Answer]:
    return list(NewReport(new).answers(promises(old)))


def test_the_demo_reports_are_held_against_each_other_as_by_hand() -> None:
    golds = json.loads((GOLD / "demo-yoy.json").read_text(encoding="utf-8"))
    found = measure(golds, demo)
    assert found.first.value >= 0.97, str(found)
    assert found.first_three.value >= 0.98, str(found)
    assert found.reported >= 0.94, str(found)
    assert found.silence >= 0.7, str(found)
    assert found.macro >= 0.6, str(found)
    assert found.problem_first.value >= 0.9, str(found)
    assert found.recurring >= 0.95, str(found)
    assert found.sure.of >= 5, str(found)
    assert found.sure.value >= 0.9, str(found)


def test_the_sums_that_fell_in_the_demo_are_found_and_no_others() -> None:
    golds = json.loads((GOLD / "demo-yoy.json").read_text(encoding="utf-8"))
    falls = [(f["old"], f["new"]) for gold in golds for f in gold["figures"] if f["finding"] == "fall"]
    found = [fall for gold in golds for fall in NewReport(demo(gold["new"])[0]).fallen(demo(gold["old"])[0])]
    assert len(found) == len(falls) == 3
    for fall, (old, new) in zip(found, falls, strict=True):
        assert old in fall.promised.words
        assert new in fall.told.words


def test_every_sentence_of_an_arrangement_is_a_promise_in_its_own_words() -> None:
    old = paper(2023)
    texts = [promise.text for promise in promises(old)]
    assert "2024年6月底前组织两轮业务培训，覆盖全部窗口人员。" in texts
    assert all(old.text[p.start : p.end] == p.text for p in promises(old))
    assert [p.grade for p in promises(old) if "两轮" in p.text] == ["measurable"]


def test_a_note_of_owners_and_a_title_are_no_promises() -> None:
    plan = "（一）规范热线办理。出台《回访办法》。（牵头单位：市政务服务中心；配合单位：市大数据局）"
    assert [p.text for p in promises(paper(2023, arrangements=(plan,)))] == ["出台《回访办法》。"]


def test_what_leads_into_a_numbered_list_says_of_what_kind_its_promises_are() -> None:
    plan = (
        "（一）办好实事。继续办好五件民生实事。\n1.窗口方面。新设自助终端20台。\n2.热线方面。接通坐席30个。"
    )
    found = {p.text: p.context for p in promises(paper(2023, arrangements=(plan,)))}
    assert "民生实事" in found["新设自助终端20台。"]
    assert "民生实事" in found["接通坐席30个。"]
    plain = {
        p.text: p.context for p in promises(paper(2023, arrangements=("1.窗口方面。新设自助终端20台。",)))
    }
    assert "实事" not in plain["新设自助终端20台。"]


def test_the_title_of_a_report_answers_nothing() -> None:
    old = paper(2023, arrangements=("（一）青澜市行政审批服务局开展法治政府建设。",))
    quoted = [e.passage.text for a in answers(old, paper(2024)) for e in a.evidence]
    assert quoted
    assert "青澜市行政审批服务局2024年度法治政府建设情况的报告" not in quoted


def test_what_is_kept_and_what_is_dropped() -> None:
    done = "组织两轮业务培训，覆盖全部窗口人员218人。"
    found = {
        a.promise.text: a for a in answers(paper(2023), paper(2024, done, arrangements=("（一）招录人员。",)))
    }
    kept = found["2024年6月底前组织两轮业务培训，覆盖全部窗口人员。"]
    dropped = found["出台《热线工单回访办法》，对80%以上的工单进行回访。"]
    assert (kept.verdict.name, kept.evidence[0].passage.text) == ("delivered", done)
    assert dropped.verdict.name == "not_mentioned"
    assert "业务培训" in in_common(kept.evidence[0].why)


def test_what_shares_a_figure_or_a_name_goes_before_what_shares_words() -> None:
    old = paper(2023, arrangements=("（一）改造农村公路。全年新建改造农村公路500公里。",))
    done = "新建改造农村卫生室，改造农村危房。城乡收入比逐步缩小，新改建农村公路420公里，取得实效。"
    found = next(a for a in answers(old, paper(2024, done)) if "500公里" in a.promise.text)
    assert [reason.kind for reason in found.evidence[0].why][:1] == ["figure"]
    scores = [evidence.score for evidence in found.evidence if evidence.passage.told == "done"]
    assert scores == sorted(scores, reverse=True)


def test_a_problem_named_again_quotes_the_new_problem() -> None:
    new = paper(2024, problems=("（一）热线回访仍不及时。工单办结后回访率只有六成。",))
    problem = next(item for item in paper(2023).items if "热线" in item.text)
    found = NewReport(new).problem(problem)
    assert found.label in ("recurring", "both")
    assert found.evidence[0].passage.text.startswith("（一）热线回访仍不及时。")


def test_a_claim_for_all_answers_a_promise_of_its_kind_only() -> None:
    plans = ("（一）办好民生实事。安装公共充电桩260根。", "（二）规范热线办理。修订《工单流转细则》。")
    new = paper(2024, "十件民生实事全部完成。", arrangements=("（一）招录人员。",))
    found = {a.promise.text: a.verdict for a in answers(paper(2023, arrangements=plans), new)}
    assert found["安装公共充电桩260根。"].why.code == "blanket"
    assert found["修订《工单流转细则》。"].name == "not_mentioned"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        pytest.param(papers.paper(year=2023), papers.paper(year=2024), None, id="the next year"),
        pytest.param(papers.paper(year=2023), papers.paper(year=2025), "another_year", id="a year between"),
        pytest.param(papers.paper(year=2023), papers.paper(year=2023), "another_year", id="the same year"),
        pytest.param(papers.paper(year=2023), papers.paper(year=2022), "another_year", id="the year before"),
        pytest.param(
            papers.paper(year=2023),
            papers.paper("望川区档案局", 2024),
            "another_organ",
            id="another organ",
        ),
        pytest.param(papers.paper(arrangements=()), papers.paper(year=2024), "empty_old", id="no promises"),
        pytest.param(papers.paper(year=2023), "", "empty_new", id="an empty report"),
    ],
)
def test_what_cannot_be_compared(old: str, new: str, code: str | None) -> None:
    assert misfit(read(old), read(new)) == code


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("区人民政府", "青澜市望川区人民政府", True),
        ("望川区人民政府", "青澜市望川区人民政府", True),
        ("新区管委会", "新区党工委", True),
        ("望川区人民政府", "青石区人民政府", False),
        ("青澜市档案局", "青澜市司法局", False),
    ],
)
def test_names_that_may_be_of_one_organ(one: str, other: str, same: bool) -> None:
    assert same_organ(one, other) == same_organ(other, one) == same


def test_every_reason_has_its_sentence() -> None:
    for gold in json.loads((GOLD / "demo-yoy.json").read_text(encoding="utf-8")):
        for answer in answers(demo(gold["old"])[0], demo(gold["new"])[0]):
            assert answer.verdict.why.code in SENTENCES
            assert "%(" not in sentence(answer.verdict.why)


def test_the_same_reports_give_the_same_answers() -> None:
    old, new = demo("qinglan-2022.txt")[0], demo("qinglan-2023.html")[0]
    assert answers(old, new) == answers(old, new)
