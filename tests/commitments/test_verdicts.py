"""What passages mean for a promise, and for a problem."""

from __future__ import annotations

import pytest

from commitments.signs import VERDICTS, Signs, likelihoods, reached
from commitments.verdicts import Label, Verdict, persistence, standing, verdict
from reports.text.clean import fold
from reports.text.matching.agreement import agreements, counted
from reports.text.matching.index import Index, Match
from reports.text.matching.passages import Passage, Told
from reports.text.matching.problems import Recalled

OTHERS = (
    "全年办理各类事项8460件，按时办结率稳定。",
    "举办法治讲座三场，干部职工踊跃参加。",
    "食堂改造顺利完工，停车位有所增加。",
    "信访积案逐件包干，群众反映良好。",
)


def passage(text: str, told: Told) -> Passage:
    return Passage(0, len(text), text, fold(text), "achievements", told, 0)


def judged(promise: str, *told: str, planned: tuple[str, ...] = (), lacking: tuple[str, ...] = ()) -> Verdict:
    found = [passage(text, "done") for text in (*told, *OTHERS)]
    found += [passage(text, "planned") for text in planned]
    found += [passage(text, "lacking") for text in lacking]
    index = Index(found)
    return verdict(fold(promise), index.find(fold(promise)))


@pytest.mark.parametrize(
    ("promise", "told", "name", "code"),
    [
        pytest.param(
            "编制第二批便民事项办事指南95项。",
            "编制第二批便民事项办事指南96项。",
            "delivered",
            "reached",
            id="figure reached",
        ),
        pytest.param(
            "网上中介超市入驻机构不少于200家。",
            "网上中介超市已有176家机构入驻。",
            "partly",
            "short",
            id="figure short",
        ),
        pytest.param(
            "代办员年度流失率控制在15%以内。",
            "代办员年度流失率18.7%。",
            "partly",
            "short",
            id="less is better",
        ),
        pytest.param(
            "出台《档案移交办法》。",
            "印发《档案移交办法》，各单位遵照执行。",
            "delivered",
            "done",
            id="an end",
        ),
        pytest.param(
            "推进青石路档案馆新馆建设。",
            "正在加快推进青石路档案馆新馆建设。",
            "ongoing",
            "going_on",
            id="no end",
        ),
        pytest.param(
            "建成青石路新馆，修复民国契约，编修机构沿革，开通夜间查档。",
            "建成青石路新馆。",
            "partly",
            "parts_open",
            id="one part of four",
        ),
        pytest.param(
            "建成深水泊位4个。", "深水泊位完成投资3亿元。", "partly", "other_unit", id="another unit"
        ),
        pytest.param(
            "建成深水泊位4个。", "深水泊位建成投用。", "delivered", "no_figure", id="no figure told"
        ),
    ],
)
def test_a_promise_that_the_report_speaks_of(promise: str, told: str, name: str, code: str) -> None:
    found = judged(promise, told)
    assert (found.name, found.why.code) == (name, code)
    assert 0.3 <= found.confidence <= 1.0


def test_the_reason_quotes_both_figures() -> None:
    why = judged("编制第二批便民事项办事指南95项。", "编制第二批便民事项办事指南96项。").why
    assert ("95项" in why.values["promised"], "96项" in why.values["told"]) == (True, True)


def test_the_verdicts_share_what_is_likely() -> None:
    index = Index([passage(text, "done") for text in ("建成深水泊位4个。", *OTHERS)])
    for promise in ("建成深水泊位4个。", "修复民国契约文书。"):
        values = Signs.of(promise, index.find(promise), "measurable").values()
        likely = likelihoods(values, VERDICTS)
        assert sum(likely.values()) == pytest.approx(1)
        assert likely.keys() == set(VERDICTS)
        assert likelihoods(values, ["ongoing"]) == {"ongoing": 1.0}


@pytest.mark.parametrize("words", ["正在加快推进", "有序推进", "全面开展"])
def test_work_under_way_is_not_done_however_alike_the_words(words: str) -> None:
    found = judged("推进青石路档案馆新馆建设。", f"{words}青石路档案馆新馆建设。")
    assert found.name == "ongoing"


def test_a_figure_in_another_measure_is_never_sure() -> None:
    found = judged("建成深水泊位4个。", "深水泊位完成投资3亿元。")
    assert (found.name, found.confidence) == ("partly", 0.5)


def test_a_dropped_promise_is_not_mentioned() -> None:
    found = judged("修复民国契约文书，建立修复室。")
    assert (found.name, found.why.code) == ("not_mentioned", "silent")


def test_a_promise_that_is_only_made_again() -> None:
    found = judged("修复民国契约文书，建立修复室。", planned=("继续修复民国契约文书，建立修复室。",))
    assert (found.name, found.why.code) == ("repromised", "planned_again")


def test_a_direction_is_sooner_taken_for_made_again_than_a_measurable_promise() -> None:
    index = Index([passage(text, "done") for text in OTHERS] + [passage("推进民国契约修复。", "planned")])
    found = index.find(fold("修复民国契约文书，建立修复室，开通夜间查档。"))
    names = [verdict(found.promise, found, grade=grade).name for grade in ("direction", "measurable")]
    assert names == ["repromised", "not_mentioned"]


def test_a_deed_goes_before_the_same_promise_again() -> None:
    told = "修复民国契约文书320件，建立修复室并投入使用。"
    found = judged("修复民国契约文书，建立修复室。", told, planned=("继续修复民国契约文书，建立修复室。",))
    assert found.name == "delivered"


def test_a_promise_that_is_only_a_problem_now_is_still_going_on() -> None:
    lacking = "民国契约文书修复室至今没有建立，人手不足。"
    found = judged("修复民国契约文书，建立修复室。", lacking=(lacking,))
    assert (found.name, found.why.code) == ("ongoing", "lacking")


def test_a_claim_for_all_is_weak_evidence() -> None:
    claim = Match(passage("十件民生实事全部完成。", "done"), 0.0, 0.0)
    index = Index([passage(text, "done") for text in OTHERS])
    promise = fold("新建公共充电桩200个。")
    found = verdict(promise, index.find(promise), blanket=claim)
    assert (found.name, found.why.code) == ("delivered", "blanket")
    assert found.confidence <= 0.5


@pytest.mark.parametrize(
    ("promised", "told", "enough"),
    [
        pytest.param("培训300人次以上", "培训300人次", True, id="just"),
        pytest.param("培训300人次以上", "培训299人次", False, id="one less"),
        pytest.param("收入增长6%左右", "收入增长5.8%", True, id="about"),
        pytest.param("收入增长6%左右", "收入增长4%", False, id="not about"),
        pytest.param("失业率控制在5%以内", "失业率4.6%", True, id="at most"),
        pytest.param("失业率控制在5%以内", "失业率5.2%", False, id="above"),
        pytest.param("收入增长6-7%", "收入增长6.2%", True, id="a range"),
    ],
)
def test_when_a_figure_is_reached(promised: str, told: str, enough: bool) -> None:
    (found,) = agreements(counted(promised), counted(told))
    assert reached(found) == enough


def match(score: float) -> Match:
    return Match(passage("", "done"), score, score)


@pytest.mark.parametrize(
    ("again", "deed", "named", "label"),
    [
        pytest.param(40.0, 0.0, 0.3, "recurring", id="named again"),
        pytest.param(0.0, 40.0, 0.0, "addressed", id="remedied"),
        pytest.param(40.0, 40.0, 0.3, "both", id="both"),
        pytest.param(0.0, 0.0, 0.0, "silent", id="neither"),
        pytest.param(5.0, 40.0, 0.05, "addressed", id="a word by chance"),
        pytest.param(5.0, 40.0, 0.3, "both", id="its heading"),
        pytest.param(24.0, 40.0, 0.0, "addressed", id="another matter"),
        pytest.param(40.0, 40.0, 0.0, "both", id="told at length without its heading"),
        pytest.param(40.0, 8.0, 0.3, "recurring", id="a deed by chance"),
    ],
)
def test_what_became_of_a_problem(again: float, deed: float, named: float, label: str) -> None:
    found = Recalled((match(again),) if again else (), (match(deed),) if deed else (), named)
    stands = standing(found)
    assert stands.label == label
    assert len(stands.evidence) == (again > 0) + (deed > 0)


@pytest.mark.parametrize(
    ("labels", "lasts"),
    [
        ([], "new"),
        (["addressed"], "new"),
        (["recurring"], "repeated"),
        (["both", "recurring"], "lasting"),
        (["recurring", "recurring", "recurring"], "lasting"),
        (["recurring", "silent", "recurring"], "repeated"),
        (["recurring", "recurring", "addressed"], "new"),
    ],
)
def test_a_problem_of_two_years_is_repeated_and_of_three_is_lasting(labels: list[Label], lasts: str) -> None:
    assert persistence(labels) == lasts
