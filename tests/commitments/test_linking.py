from __future__ import annotations

import pytest

from commitments import linking
from commitments.linking import Sentence

STAFF = "全年有12名窗口人员调岗，新手独立上岗前培训不足一周。"
CALLS = "部分热线工单办结后未在三日内回访。"
TRAIN = "2024年6月底前组织两轮业务培训，覆盖全部窗口人员。"
ROADS = "加强道路养护，新建桥梁两座。"


def found(arrangement: str, *problems: str) -> list[linking.Link]:
    sentences = [Sentence(n, text, n * 100, n * 100 + len(text)) for n, text in enumerate(problems)]
    return linking.links(arrangement, sentences, linking.count([arrangement, *problems]))


def test_shared_words_link_and_are_shown() -> None:
    links = found(TRAIN, CALLS, STAFF)
    assert [link.sentence.text for link in links] == [STAFF]
    assert links[0].shared == ("窗口人员", "培训")
    assert 0.15 <= links[0].score <= 1


@pytest.mark.parametrize(
    ("arrangement", "problem"),
    [
        pytest.param(ROADS, STAFF, id="nothing shared"),
        pytest.param(
            "进一步加强相关工作建设，不断提升能力水平。", "工作能力水平有待进一步提升。", id="phrases"
        ),
        pytest.param("", STAFF, id="no words"),
        pytest.param(TRAIN, "2024。", id="no Chinese"),
    ],
)
def test_nothing_is_linked_on_what_every_report_says(arrangement: str, problem: str) -> None:
    assert found(arrangement, problem) == []


def test_the_whole_sentence_is_the_whole_score() -> None:
    assert found(STAFF, STAFF)[0].score == 1.0


def test_rare_words_weigh_more() -> None:
    problems = ("窗口排队较长。", "窗口叫号混乱。", "窗口评价偏低。")
    links = found("改进窗口叫号。", *problems)
    assert links[0].sentence.text == "窗口叫号混乱。"


def test_the_order_of_the_problems_changes_nothing_but_ties() -> None:
    one, two = found(TRAIN, STAFF, CALLS), found(TRAIN, CALLS, STAFF)
    assert [(link.sentence.text, link.score) for link in one] == [
        (link.sentence.text, link.score) for link in two
    ]


def test_no_more_than_a_person_reads() -> None:
    assert len(found("窗口人员培训", *["窗口人员培训不够。"] * 9)) == linking.MOST
