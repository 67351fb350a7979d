from __future__ import annotations

import pytest

from commitments import linking
from commitments.linking import Sentence

STAFF = "全年有12名窗口人员调岗，新手独立上岗前培训不足一周。"
CALLS = "部分热线工单办结后未在三日内回访。"
TRAIN = "2024年6月底前组织两轮业务培训，覆盖全部窗口人员。"
ROADS = "加强道路养护，新建桥梁两座。"


def found(arrangements: str | list[str], *problems: str) -> list[linking.Link]:
    """Each problem of one sentence."""
    answers = [arrangements] if isinstance(arrangements, str) else arrangements
    asked = [Sentence(n, text, n * 100, n * 100 + len(text)) for n, text in enumerate(problems)]
    return linking.links(dict(enumerate(answers)), asked)


def test_shared_words_link_and_are_shown() -> None:
    links = found([TRAIN, ROADS], CALLS, STAFF)
    assert [(link.arrangement, link.sentence.text) for link in links] == [(0, STAFF)]
    assert links[0].shared == ("窗口人员", "培训")
    assert linking.WEAKEST <= links[0].score <= 1


@pytest.mark.parametrize(
    ("arrangement", "problem"),
    [
        pytest.param(ROADS, STAFF, id="nothing shared"),
        pytest.param(
            "进一步加强相关工作建设，不断提升能力水平。", "工作能力水平有待进一步提升。", id="phrases"
        ),
        pytest.param("", STAFF, id="no words"),
        pytest.param(TRAIN, "2024。", id="no Chinese"),
        pytest.param("新建桥梁。（牵头单位：热线科）", CALLS, id="who is no what"),
    ],
)
def test_nothing_is_linked_on_what_every_report_says(arrangement: str, problem: str) -> None:
    assert found(arrangement, problem) == []


def test_nothing_is_linked_where_nothing_is() -> None:
    assert found([], STAFF) == found([TRAIN]) == []


def test_the_same_words_are_the_whole_score() -> None:
    assert found([STAFF, ROADS], STAFF, CALLS)[0].score == 1.0


def test_what_all_passages_share_weighs_next_to_nothing() -> None:
    problems = ("窗口排队较长。", "窗口叫号混乱。", "窗口评价偏低。")
    assert [link.sentence.text for link in found("改进窗口叫号。", *problems)] == ["窗口叫号混乱。"]


def test_an_answer_far_behind_the_best_is_none() -> None:
    best = "对热线工单三日内回访，办结后逐件回访。"
    weak = "热线工单与邮箱、信函一并统计，按季度汇总成册供领导参阅。"
    assert [link.arrangement for link in found([best, weak, ROADS], CALLS, STAFF)] == [0]
    assert [link.arrangement for link in found([weak, ROADS], CALLS, STAFF)] == [0]


def test_the_link_is_laid_to_the_sentence_that_shares_most() -> None:
    asked = [Sentence(7, "窗口人员轮换过快。", 0, 9), Sentence(7, "新手上岗前业务培训不足一周。", 9, 23)]
    links = linking.links({1: "组织业务培训两轮。", 2: ROADS}, asked)
    assert [(link.sentence.key, link.sentence.start) for link in links] == [(7, 9)]


def test_the_order_of_the_problems_changes_nothing() -> None:
    one, two = found(TRAIN, STAFF, CALLS), found(TRAIN, CALLS, STAFF)
    assert [(link.sentence.text, link.score) for link in one] == [
        (link.sentence.text, link.score) for link in two
    ]


def test_no_more_than_a_person_reads() -> None:
    problems = [f"窗口人员{n}培训偏少。" for n in "甲乙丙丁戊己庚辛壬"]
    assert len(found(["窗口人员培训", ROADS], *problems)) == linking.MOST


@pytest.mark.parametrize(("score", "word"), [(0.08, "weak"), (0.15, "middling"), (0.25, "strong")])
def test_strength_has_a_word(score: float, word: str) -> None:
    assert linking.strength(score) == word
