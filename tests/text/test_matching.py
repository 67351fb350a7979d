"""Which passages answer a promise: pairs of characters, passages, the index, figures and reasons."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.text.clean import fold
from reports.text.matching import rarity
from reports.text.matching.agreement import agreements, counted, fallen, other_unit
from reports.text.matching.index import Index, meant
from reports.text.matching.passages import Passage, Told, passages
from reports.text.matching.problems import Problems
from reports.text.matching.shared import shared
from reports.text.model import ChapterKind
from reports.text.reading import read
from tests.text import papers


def passage(text: str, told: Told = "done", place: int = 0) -> Passage:
    where: ChapterKind = "arrangements" if told == "planned" else "achievements"
    return Passage(place, place + len(text), text, fold(text), where, told, place)


def index(*texts: str, planned: tuple[str, ...] = ()) -> Index:
    done = [passage(text, place=n) for n, text in enumerate(texts)]
    return Index([*done, *(passage(text, "planned", 100 + n) for n, text in enumerate(planned))])


def best(found_in: Index, promise: str) -> str | None:
    told = found_in.find(fold(promise)).told
    return told[0].passage.text if told else None


# --- pairs and their rarity ------------------------------------------------------------------------------


def test_pairs_stand_together() -> None:
    assert {rarity.spelled(pair) for pair in rarity.pairs("档案馆开馆")} == {"档案", "案馆", "馆开", "开馆"}


@pytest.mark.parametrize("text", ["", "档", "档案", "档案馆", "😀档案"])
def test_pairs_of_the_shortest_texts(text: str) -> None:
    assert len(rarity.pairs(text)) == max(0, len(text.encode("utf-16-le")) // 2 - 1)


@given(st.lists(st.text("档案馆，。😀", max_size=7), max_size=6))
def test_the_pairs_of_many_texts_are_those_of_each(texts: list[str]) -> None:
    many = [sorted([*even, *odd]) for even, odd in rarity.rows(texts)]
    assert many == [sorted([*even, *odd]) for even, odd in map(rarity.halves, texts)]


def test_a_pair_across_a_mark_names_nothing() -> None:
    assert [rarity.names(*rarity.pairs(pair)) for pair in ("档案", "5%", "档，", "。开")] == [
        True,
        True,
        False,
        False,
    ]


def test_what_all_reports_say_weighs_less_than_a_name() -> None:
    def weight(pair: str) -> float:
        (number,) = rarity.pairs(pair)
        return rarity.table().get(number, rarity.RAREST)

    assert weight("推进") < weight("政务") < weight("档案") < weight("澜易") == rarity.RAREST


def test_an_organ_with_many_reports_counts_as_one() -> None:
    many = ["推进澜易工作"] * 90 + ["其他工作"] * 10
    weights = rarity.counted([many, ["推进工作", "开展工作"], ["推进工作", "开展工作"]])
    named = {rarity.spelled(pair): weight for pair, weight in weights.items()}
    assert named["工作"] == 0.0
    assert named["开展"] == pytest.approx(1.0986, abs=1e-4)  # a third of all: a half in two organs of three


def test_the_table_is_written_as_it_is_read() -> None:
    weights = {next(iter(rarity.pairs("推进"))): 2.1, next(iter(rarity.pairs("档案"))): 6.9}
    assert list(rarity.lines(weights)) == ["2.00\t推进", "7.00\t档案"]


# --- passages --------------------------------------------------------------------------------------------


def told(source: str) -> dict[str, str]:
    return {found.text: found.told for found in passages(read(source))}


def test_each_sentence_tells_of_what_its_chapter_tells() -> None:
    found = told(papers.paper())
    assert found["建成库房两处。"] == "done"
    assert found["在岗人员偏少。"] == "lacking"
    assert found["完成系统升级。"] == "planned"


def test_the_heading_of_a_chapter_tells_nothing_what_is_said_in_its_line_does() -> None:
    found = told(papers.paper(done="一、档案工作主要成效\n建成库房两处。"))
    assert found["一、档案工作主要成效"] == "apart"
    found = told(papers.paper(done="一、主要成效：建成库房两处。"))
    assert [told for text, told in found.items() if text.endswith("建成库房两处。")] == ["done"]


def test_a_plan_that_looks_back_tells_what_was_done_until_it_looks_ahead() -> None:
    plans = (
        "（一）配齐队伍。招录档案员。\n过去一年，档案接收取得进展。接收档案三千卷。今年要再接收档案四千卷。"
    )
    found = told(papers.paper(plans=plans))
    assert found["过去一年，档案接收取得进展。"] == found["接收档案三千卷。"] == "done"
    assert found["今年要再接收档案四千卷。"] == "planned"


@pytest.mark.parametrize(
    "words",
    [
        "这些成绩的取得，根本在于上级的坚强领导。",
        "在此，我代表区人民政府，向全区人民表示衷心的感谢！",
        "对这些问题，我们一定采取有力措施加以解决。",
    ],
)
def test_thanks_and_vows_tell_of_no_deed(words: str) -> None:
    found = told(papers.told(f"一、主要成效\n建成库房两处。{words}"))
    assert (found["建成库房两处。"], found[words]) == ("done", "apart")


def test_a_sentence_that_leads_into_a_problem_ends_before_it() -> None:
    found = told(
        papers.told(
            "一、主要成效\n建成库房两处。但我们也清醒地看到，工作中还存在一些困难和问题：一是在岗人员偏少；二是设备老旧失修。"
        )
    )
    assert found["一是在岗人员偏少；"] == "lacking"
    assert not any(text.startswith("但我们") and "一是" in text for text in found)


# --- the index -------------------------------------------------------------------------------------------

DONE = (
    "持续推进法治政府建设，各项工作取得新成效。",
    "建成青石路档案馆新馆，接收进馆档案3200卷。",
    "组织开展档案业务培训，培训各单位档案员412人次。",
    "完成“兰台云”平台二期建设并上线运行。",
    "全年为群众提供查档服务1.2万人次，满意率99%。",
)


@pytest.mark.parametrize(
    ("promise", "answer"),
    [
        pytest.param("推进青石路档案馆新馆建设。", DONE[1], id="a named place"),
        pytest.param("建设“兰台云”平台二期。", DONE[3], id="a platform"),
        pytest.param("加强档案员业务培训。", DONE[2], id="the matter"),
        pytest.param("深入推进法治政府建设。", DONE[0], id="a direction"),
    ],
)
def test_the_passage_that_shares_the_rare_words_is_first(promise: str, answer: str) -> None:
    assert best(index(*DONE), promise) == answer


def test_a_numbered_lead_gives_way_to_the_sentence_that_tells_of_it() -> None:
    lead = "三是大力推进档案员业务培训，持续优化服务，队伍素质不断提升，基层基础更加巩固。"
    deed = "全年举办档案员业务培训，覆盖城乡各单位和街道社区，为历年之最，参训档案员412人次。"
    assert best(index(lead, deed), "加强档案员业务培训。") == deed


def test_what_is_planned_again_ranks_apart() -> None:
    found = index(*DONE, planned=("继续建设青石路档案馆新馆。",)).find("建设青石路档案馆新馆。")
    assert [match.passage.text for match in found.planned] == ["继续建设青石路档案馆新馆。"]
    assert all(match.passage.told == "done" for match in found.told)


def test_one_passage_answers_several_promises_and_one_promise_needs_several_passages() -> None:
    found = index(*DONE)
    assert best(found, "新建档案馆新馆。") == best(found, "接收进馆档案3000卷。") == DONE[1]
    several = found.find("建成青石路新馆，上线“兰台云”平台，开展业务培训。").told
    assert {match.passage.text for match in several} == {DONE[1], DONE[2], DONE[3]}


def test_formulas_of_the_genre_weigh_nothing() -> None:
    formula = "深入学习贯彻习近平新时代中国特色社会主义思想和党的二十大精神，"
    found = index(f"{formula}党组集体学习12次。", *DONE)
    assert meant(f"{formula}建设新馆。").endswith("建设新馆。")
    assert "二十大" not in meant(f"{formula}建设新馆。")
    assert best(found, f"{formula}建设青石路新馆。") == DONE[1]


def test_what_all_passages_hold_weighs_next_to_nothing() -> None:
    common = [f"积极推进{matter}工作。" for matter in ("党建", "普法", "信访", "保密", "双拥")]
    assert index(*common).find("推进工作。").shared < 0.5
    assert index(*common).find("推进双拥。").shared > 5


def test_nothing_in_common_finds_nothing() -> None:
    found = index("建成库房。").find("召开座谈会。")
    assert (found.told, found.planned, found.covered, found.shared, found.lead) == ((), (), 0.0, 0.0, 0.0)
    assert index().find("召开座谈会。").told == ()


def test_the_parts_that_no_passage_speaks_of_are_told() -> None:
    asked = fold("建成青石路档案馆新馆，修复民国契约文书")
    parts = dict(index(*DONE).find(asked).parts())
    assert parts["建成青石路档案馆新馆"] > 0.8
    assert parts["修复民国契约文书"] < 0.1


SENTENCES = [text.rstrip("。") for text in DONE]
WORDS = ["继续", "进一步", "切实", "扎实", "积极"]


@given(st.sampled_from(SENTENCES), st.randoms(use_true_random=False))
def test_a_sentence_with_its_clauses_in_another_order_finds_the_same(
    sentence: str, order: random.Random
) -> None:
    clauses = sentence.split("，")
    order.shuffle(clauses)
    assert best(index(*DONE), "，".join(clauses)) == f"{sentence}。"


@given(st.sampled_from(SENTENCES), st.sampled_from(WORDS), st.integers(0, 4))
def test_a_lightly_reworded_sentence_finds_the_same(sentence: str, word: str, place: int) -> None:
    clauses = sentence.split("，")
    reworded = [f"{word}{c}" if n == place % len(clauses) else c for n, c in enumerate(clauses)]
    changed = "，".join(reworded).replace("建成", "完成建设").replace("开展", "举办")
    assert best(index(*DONE), changed) == f"{sentence}。"


@given(st.permutations(DONE))
def test_the_order_of_the_report_changes_no_score(order: list[str]) -> None:
    wanted = {m.passage.text: m.score for m in index(*DONE).find("建成新馆，开展业务培训").told}
    assert {m.passage.text: m.score for m in index(*order).find("建成新馆，开展业务培训").told} == wanted


@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=6))
def test_any_text_may_be_asked_of_any_text(promise: str, report: list[str]) -> None:
    found = index(*report).find(promise)
    assert 0.0 <= found.covered <= 1.0
    assert [m.score for m in found.told] == sorted((m.score for m in found.told), reverse=True)
    for match in found.told:
        shared(promise, match.passage.folded)


# --- figures ---------------------------------------------------------------------------------------------


def agreed(promise: str, report: str) -> list[tuple[str, str]]:
    found = agreements(counted(fold(promise)), counted(fold(report)))
    return [(_plain(a.promised.figure.number), _plain(a.told.figure.number)) for a in found]


def _plain(number: Decimal) -> str:
    return f"{number / 10**8:g}亿" if number >= 10**8 else f"{number:g}"


@pytest.mark.parametrize(
    ("promise", "report", "figures"),
    [
        pytest.param("编制95项办事指南", "编制办事指南96项", [("95", "96")], id="before or after"),
        pytest.param("培训档案员300人以上", "培训档案员412人次", [("300", "412")], id="person or visit"),
        pytest.param("接收档案300件", "培训档案员412人次", [], id="another unit"),
        pytest.param("新建库房2处", "改造食堂2处", [], id="another object"),
        pytest.param("能耗下降3%", "能耗增长2%", [], id="another direction"),
        pytest.param("标准提高到90元", "标准从50元提高到84元", [("90", "84")], id="from and to"),
        pytest.param("标准再提高30元", "标准从50元提高到84元", [], id="a step is no level"),
        pytest.param(
            "新增主题12个，累计达到30个",
            "新推出主题12个，累计达到28个",
            [("12", "12"), ("30", "28")],
            id="sum and year",
        ),
        pytest.param("新增归集证照60万张", "累计归集证照298万张", [], id="a sum answers no yearly figure"),
        pytest.param(
            "安排专项资金200亿元",
            "安排就业专项资金426亿元，安排技改专项资金200亿元",
            [("200亿", "200亿")],
            id="the very number",
        ),
    ],
)  # fmt: skip
def test_figures_agree_in_unit_and_object(promise: str, report: str, figures: list[tuple[str, str]]) -> None:
    assert agreed(promise, report) == figures


def test_a_matter_told_in_another_unit_is_noticed() -> None:
    found = other_unit(counted("建成深水泊位4个"), counted("深水泊位完成投资3亿元"))
    assert found is not None
    assert (found.promised.figure.unit, found.told.figure.unit) == ("个", "元")


def test_a_sum_that_fell_is_found() -> None:
    before, now = counted("累计布设自助终端126台"), counted("自助终端累计布设118台,日均服务2400人次")
    assert [(f.promised.words, f.told.words) for f in fallen(before, now)] == [
        ("累计布设自助终端126台", "自助终端累计布设118台")
    ]
    assert fallen(now, before) == ()


# --- reasons ---------------------------------------------------------------------------------------------


def test_reasons_are_names_then_figures_then_rare_words() -> None:
    promise = "出台《档案移交办法》,接收青石路库房旧档300件,修补民国契约"
    passage = "印发《档案移交办法》,接收青石路库房旧档320件,民国契约全部补好"
    found = shared(promise, passage)
    assert [(reason.kind, reason.text) for reason in found] == [
        ("name", "档案移交办法"),
        ("figure", "接收青石路库房旧档320件"),
        ("words", "民国契约"),
    ]


def test_a_figure_is_told_once_however_many_promised_ones_it_answers() -> None:
    found = shared("接收旧档300件,接收旧档一期200件", "接收旧档520件")
    assert [reason.text for reason in found if reason.kind == "figure"] == ["接收旧档520件"]


@pytest.mark.parametrize(
    ("promise", "passage", "words"),
    [
        pytest.param("把名录扩大到42项", "公布免证材料212项", [], id="the end of a number"),
        pytest.param("架设5G基站", "新建5G基站", ["5G基站"], id="a name that begins with one"),
        pytest.param("改造110国道", "拓宽110国道", ["110国道"], id="the whole of one"),
        pytest.param("改造110国道", "拓宽2110国道", ["国道"], id="the end of another"),
    ],
)
def test_a_part_of_a_number_is_no_reason(promise: str, passage: str, words: list[str]) -> None:
    assert [reason.text for reason in shared(promise, passage)] == words


def test_common_words_are_no_reason() -> None:
    assert shared("加快推进各项工作", "持续推进有关工作") == ()


# --- problems --------------------------------------------------------------------------------------------


def recall(problem: str, source: str) -> tuple[str | None, str | None]:
    reading = read(source)
    found = Problems(reading, passages(reading)).recall(problem)
    again, deeds = found.again, found.deeds
    return again[0].passage.text if again else None, deeds[0].passage.text if deeds else None


def test_a_problem_is_known_by_its_matter_not_by_its_words_of_lacking() -> None:
    new = papers.paper(
        "（一）库房容量依然不足。现有库房已满。\n（二）专业人员仍需加强。在编档案员仅2人。",
        done="一、主要成效\n（一）夯实基础。招录档案员1名。新增密集架40组。",
    )
    again, deed = recall("专业人员不足。档案员偏少。", new)
    assert again == "（二）专业人员仍需加强。在编档案员仅2人。"
    assert deed == "招录档案员1名。"


def test_a_problem_named_before_the_plan_is_named_again() -> None:
    plans = "当前，库房容量不足的矛盾依然突出。\n（一）夯实基础。建设新库房，破解容量不足的矛盾。"
    again, _deed = recall("库房容量不足。", papers.paper("（一）在岗人员偏少。", plans=plans))
    assert again == "当前，库房容量不足的矛盾依然突出。"


def test_a_title_does_not_mend_a_problem_what_stands_below_it_does() -> None:
    done = "一、主要成效\n一是稳定代办员队伍。对203名代办员实行星级评定，队伍流失率下降6个百分点。"
    _again, deed = recall("代办员队伍不稳定。", papers.paper("（一）设备老旧。", done=done))
    assert deed == "对203名代办员实行星级评定，队伍流失率下降6个百分点。"
