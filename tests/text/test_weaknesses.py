from __future__ import annotations

import pytest

from reports.text.reading import read
from tests.text.papers import notes, problems, told

REVIEW = "一、2022年工作回顾\n过去一年，全市各项工作取得新进展，群众满意度稳步提升。\n"
LIST = "产业结构不够优；财政收支矛盾突出；少数干部担当不够。"
FOUND = ["产业结构不够优；", "财政收支矛盾突出；", "少数干部担当不够。"]


@pytest.mark.parametrize(
    "passage",
    [
        f"同时，我们也清醒地看到，发展中还存在不少困难和问题，主要是：{LIST}",
        f"在肯定成绩的同时，我们也清醒认识到，工作中仍有不少短板和不足。主要是：{LIST}",
        f"我们也清醒地看到，我市发展还面临不少困难和挑战：{LIST}对此，我们将采取有力措施加以解决。",
        f"看到成绩的同时，我们也要正视存在的问题：{LIST}这些问题，我们一定高度重视，认真解决。",
    ],
)
def test_problems_told_in_prose_are_parted(passage: str) -> None:
    assert problems(told(REVIEW + passage)) == FOUND


def test_problems_in_sentences_lose_lead_and_closing_words() -> None:
    passage = (
        "我们也清醒地看到，工作中还存在一些困难和问题。产业结构不够优。财政收支矛盾突出。"
        "少数干部担当不够。对这些问题，我们将认真研究解决。"
    )
    assert problems(told(REVIEW + passage)) == [
        "产业结构不够优。",
        "财政收支矛盾突出。",
        "少数干部担当不够。",
    ]


def test_a_numbered_list_in_prose() -> None:
    passage = "但也存在一些薄弱环节和问题，一是巡河频次不足；二是执法人员偏少；三是监管不严。"
    assert problems(told(REVIEW + passage)) == ["一是巡河频次不足；", "二是执法人员偏少；", "三是监管不严。"]


LISTED = ["一是产业结构不够优，增长动力不足。", "二是财政收支矛盾突出。"]
BESIDES = "此外，少数干部担当不够，一些领域还存在腐败问题。"


def test_what_follows_a_list_without_a_number_is_a_problem_of_its_own() -> None:
    lead = "但也存在一些薄弱环节和问题，"
    assert problems(told(f"{REVIEW}{lead}{''.join(LISTED)}{BESIDES}")) == [*LISTED, BESIDES]
    # Where the items are told at length, it carries out the last.
    longer = [LISTED[0] + "主导产业占比偏低。", LISTED[1]]
    assert problems(told(f"{REVIEW}{lead}{''.join(longer)}{BESIDES}")) == [longer[0], longer[1] + BESIDES]


def test_they_are_noted_for_a_person() -> None:
    reading = read(told(f"{REVIEW}我们也清醒地看到，还存在不少问题：{LIST}"))
    assert "problems_without_chapter" in notes(reading)


@pytest.mark.parametrize(
    "passage",
    [
        pytest.param(
            "面对困难和挑战，我们攻坚克难，经济总量突破百亿；财政收入稳步增长；就业形势总体稳定。",
            id="challenges met",
        ),
        pytest.param(
            "聚焦群众反映的突出问题，开展专项整治；化解信访积案30件；整改反馈问题12个。",
            id="problems attacked",
        ),
        pytest.param(
            "破解难题、补齐短板，新建学校2所；改造老旧小区5个；修建道路3条。", id="short boards mended"
        ),
        pytest.param("上级督察指出的问题全部整改到位；年度任务全面完成；考核位居前列。", id="remedies"),
        pytest.param("坚持问题导向，健全机制；完善制度；压实责任。", id="problem-minded"),
    ],
)
def test_deeds_that_name_problems_are_none(passage: str) -> None:
    reading = read(told(REVIEW + passage))
    assert [item.text for item in reading.items if item.kind == "problem"] == []
    assert "no_problems" in notes(reading)


def test_a_chapter_of_problems_goes_before_what_the_prose_tells() -> None:
    passage = f"我们也清醒地看到，还存在不少困难和问题：{LIST}"
    source = told(f"{REVIEW}{passage}\n二、存在的问题\n（一）人员不足。编制偏少。").replace(
        "二、2023", "三、2023"
    )
    assert problems(source) == ["（一）人员不足。编制偏少。"]


def test_a_sentence_that_names_the_problems_of_a_small_office() -> None:
    assert problems(told(f"{REVIEW}存在的主要问题是队伍不稳、设备陈旧。")) != []
