from __future__ import annotations

import pytest

from reports.text.leaves import leaves
from reports.text.outline import outline
from tests.text.papers import bare

MORE = "落实专项经费，加强督促检查，确保年底见效。"


def found(body: str) -> list[tuple[str | None, str]]:
    """Each leaf of a chapter that holds ``body``: its group and its text."""
    text = bare(f"一、工作安排\n{body}")
    return [
        (leaf.parent, text.text[leaf.start : leaf.end]) for leaf in leaves(text, outline(text).children[0])
    ]


def texts(body: str) -> list[str]:
    return [text for _, text in found(body)]


@pytest.mark.parametrize(
    ("body", "leaf_texts"),
    [
        pytest.param("（一）甲乙。丙丁。\n（二）戊己。", ["（一）甲乙。丙丁。", "（二）戊己。"], id="items"),
        pytest.param(
            "（一）甲乙。\n丙丁。\n（二）戊己。",
            ["（一）甲乙。\n丙丁。", "（二）戊己。"],
            id="text on its own line",
        ),
        pytest.param(
            "抓好以下工作：\n（一）甲乙。\n（二）戊己。",
            ["（一）甲乙。", "（二）戊己。"],
            id="lead-in is no item",
        ),
        pytest.param("抓好：一是甲乙；二是丙丁。", ["一是甲乙；", "二是丙丁。"], id="one sentence"),
    ],
)
def test_the_lowest_numbered_passages_are_the_leaves(body: str, leaf_texts: list[str]) -> None:
    assert texts(body) == leaf_texts


def test_a_leaf_knows_its_group() -> None:
    assert found("（一）队伍建设\n1.招录。\n2.培训。\n（二）系统建设\n3.升级。") == [
        ("（一）队伍建设", "1.招录。"),
        ("（一）队伍建设", "2.培训。"),
        ("（二）系统建设", "3.升级。"),
    ]


def test_what_stands_between_title_and_list_is_no_leaf() -> None:
    assert found("（一）队伍建设。队伍是事业之基。一是招录。二是培训。") == [
        ("（一）队伍建设。", "一是招录。"),
        ("（一）队伍建设。", "二是培训。"),
    ]


@pytest.mark.parametrize(
    "frame",
    ["（一）总体要求\n坚持稳中求进。", "（一）指导思想。坚持依法行政。", "（一）工作思路\n一是稳。二是进。"],
)
def test_frames_are_no_leaves(frame: str) -> None:
    assert texts(f"{frame}\n（二）更新系统。完成升级。") == ["（二）更新系统。完成升级。"]


def test_unnumbered_paragraphs_with_a_topic_are_leaves() -> None:
    body = [f"配齐档案队伍。{MORE}", f"更新档案系统。{MORE}"]
    assert texts("\n".join(body)) == body


def test_a_title_line_takes_the_paragraph_below_it() -> None:
    body = f"配齐档案队伍\n{MORE}\n更新档案系统\n{MORE}"
    assert texts(body) == [f"配齐档案队伍\n{MORE}", f"更新档案系统\n{MORE}"]


def test_a_promising_paragraph_without_topic_is_a_leaf() -> None:
    body = "2023年，我局将加强队伍建设，完善管理制度，推动档案工作再上新台阶，为全市发展大局服务。"
    assert texts(body) == [body]


@pytest.mark.parametrize(
    "line",
    [
        "各位代表！让我们紧密团结起来，为建设美好青澜而努力奋斗，实现全年目标任务！",
        "同志们，新的征程催人奋进，让我们携手推进各项工作。",
        "重点抓好以下几个方面的工作，确保完成全年目标：",
        "2023年是全面贯彻落实规划的关键之年，做好全年工作意义重大。",
        "谢谢大家。",
    ],
)
def test_appeals_lead_ins_and_frames_of_mind_are_no_leaves(line: str) -> None:
    paragraph = "继续推进馆藏数字化，完成一百万页扫描任务，开展远程查阅服务试点，方便群众利用。"
    assert texts(f"{line}\n{paragraph}") == [paragraph]


def test_an_appeal_that_promises_something_is_a_leaf() -> None:
    line = "各位代表！我们将办好十件民生实事，新建社区查档点，推进送档下乡，让群众得到更多实惠。"
    assert texts(line) == [line.removeprefix("各位代表！")]


def test_title_lines_above_text_that_opens_with_a_short_sentence() -> None:
    titles = "推进提振消费行动。", "扩大有效投资。"
    body = [f"{title}\n用好专项资金。{MORE * 3}" for title in titles]
    assert texts("（一）扩大内需\n" + "\n".join(body)) == body
