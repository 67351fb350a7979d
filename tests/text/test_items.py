from __future__ import annotations

import re

import pytest

from reports.text.reading import read
from tests.text.papers import HEAD, PLANS, PROBLEMS, SIGNED, TITLE, of_kind, paper, plans, problems, told

DONE = "一、主要成效\n（一）夯实基础。建成库房两处。"
COMBINED = "二、存在的问题及下一步打算"


def combined(body: str, heading: str = COMBINED) -> tuple[list[str], list[str]]:
    source = "\n".join([TITLE, DONE, heading, body, SIGNED])
    return problems(source), plans(source)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        pytest.param(PROBLEMS, PROBLEMS.splitlines(), id="numbered"),
        pytest.param(
            PROBLEMS.replace("（", ""), PROBLEMS.replace("（", "").splitlines(), id="opening brackets lost"
        ),
        pytest.param(f"我局工作还存在一定差距，主要是：\n{PROBLEMS}", PROBLEMS.splitlines(), id="lead-in"),
        pytest.param(
            "还有薄弱环节，一是人员偏少；二是系统老旧；三是宣传不够。",
            ["一是人员偏少；", "二是系统老旧；", "三是宣传不够。"],
            id="one sentence",
        ),
        pytest.param(
            "一是人员偏少。编制12名，在岗9名。二是系统老旧。",
            ["一是人员偏少。编制12名，在岗9名。", "二是系统老旧。"],
            id="one paragraph",
        ),
        pytest.param(
            "在岗人员偏少，业务骨干缺乏。档案系统老旧，检索缓慢。",
            ["在岗人员偏少，业务骨干缺乏。", "档案系统老旧，检索缓慢。"],
            id="no numbers",
        ),
        pytest.param(
            "主要表现在：在岗人员偏少；档案系统老旧；宣传力度不够。",
            ["在岗人员偏少；", "档案系统老旧；", "宣传力度不够。"],
            id="semicolons",
        ),
        pytest.param(
            f"{PROBLEMS}\n对上述问题，我们将认真加以解决。", PROBLEMS.splitlines(), id="closing words"
        ),
    ],
)
def test_problems_of_a_chapter(body: str, found: list[str]) -> None:
    assert problems(paper(body)) == found


def test_a_single_sentence_that_names_several_problems() -> None:
    assert problems(paper("仍存在人员不足、系统老旧、宣传不够等问题。")) == [
        "仍存在人员不足、系统老旧、宣传不够等问题。"
    ]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        pytest.param(PLANS, PLANS.splitlines(), id="numbered"),
        pytest.param(f"2023年，重点做好以下工作：\n{PLANS}", PLANS.splitlines(), id="lead-in"),
        pytest.param(f"{PLANS}\n特此报告。", PLANS.splitlines(), id="closing line"),
        pytest.param(
            "（一）配齐队伍。\n一是招录3人。\n二是培训两次。\n（二）更新系统。",
            ["一是招录3人。", "二是培训两次。", "（二）更新系统。"],
            id="leaves of one group",
        ),
        pytest.param(
            "（一）配齐队伍。\n（三）更新系统。",
            ["（一）配齐队伍。", "（三）更新系统。"],
            id="numbering slips",
        ),
        pytest.param(
            "（一）配齐队伍。\n（一）更新系统。",
            ["（一）配齐队伍。", "（一）更新系统。"],
            id="a number twice",
        ),
        pytest.param(
            "1.配齐队伍。\n2.更新系统。\n1.加强宣传。",
            ["1.配齐队伍。", "2.更新系统。", "1.加强宣传。"],
            id="restart",
        ),
        pytest.param(
            "（一）协调发展。推动第一、二产业融合。\n（二）规范执法。落实三项制度。",
            ["（一）协调发展。推动第一、二产业融合。", "（二）规范执法。落实三项制度。"],
            id="look-alikes",
        ),
    ],
)
def test_arrangements_of_a_chapter(body: str, found: list[str]) -> None:
    assert plans(paper(plans=body)) == found


@pytest.mark.parametrize("foot", [SIGNED, f"感谢您对档案工作的关心和支持。\n{SIGNED}"])
def test_a_reply_gives_its_leaves(foot: str) -> None:
    head = "青澜市档案局关于市第九届人大第三次会议第12号建议办理情况的函\n林晓代表：\n建议收悉，现答复如下："
    body = (
        "（一）转变观念。\n一是加强学习。\n二是改进作风。\n（二）优化服务。\n一是延长时间。\n二是设置专窗。"
    )
    reading = read(paper(head=head, plans=body, plans_heading="三、下一步工作计划", foot=foot))
    assert [(i.parent, i.text) for i in of_kind(reading, "arrangement")] == [
        ("（一）转变观念。", "一是加强学习。"),
        ("（一）转变观念。", "二是改进作风。"),
        ("（二）优化服务。", "一是延长时间。"),
        ("（二）优化服务。", "二是设置专窗。"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            "（一）预警慢。系统陈旧。\n（二）人员不足。\n针对上述问题，下一步将采取以下措施：\n（一）更新系统。\n（二）充实人员。",
            id="two lists",
        ),
        pytest.param(
            "存在问题：（一）预警慢。系统陈旧。（二）人员不足。改进措施：（一）更新系统。（二）充实人员。",
            id="labels",
        ),
        pytest.param(
            "1.存在的问题\n（1）预警慢。系统陈旧。\n（2）人员不足。\n2.下一步打算\n（1）更新系统。\n（2）充实人员。",
            id="groups 1. 2.",
        ),
    ],
)
def test_a_combined_chapter_gives_problems_and_measures(body: str) -> None:
    found = [[re.sub("（.）", "", text) for text in texts] for texts in combined(body)]
    assert found == [["预警慢。系统陈旧。", "人员不足。"], ["更新系统。", "充实人员。"]]


def test_groups_of_a_combined_chapter_decide_for_their_items() -> None:
    body = "（一）存在的问题\n一是预警慢。二是人员不足。\n（二）下一步打算\n一是更新系统。二是充实人员。"
    assert combined(body) == (["一是预警慢。", "二是人员不足。"], ["一是更新系统。", "二是充实人员。"])


def test_a_combined_chapter_in_prose() -> None:
    body = "预警发布偏慢，群众知晓不及时；执法人员不足。下一步，我局将更新预警系统；招聘5名预报员。"
    found = combined(body)
    assert found == (
        ["预警发布偏慢，群众知晓不及时；", "执法人员不足。"],
        ["下一步，我局将更新预警系统；招聘5名预报员。"],
    )


@pytest.mark.parametrize("opening", ["下一步，我局将", "今后，我们将", "接下来，将进一步", "2023年，我局将"])
def test_without_a_plan_chapter_the_sentences_on_what_comes_next_are_the_plan(opening: str) -> None:
    plan = f"{opening}加强护林员培训，年底前开展两轮巡护。"
    source = paper(plans="", plans_heading="", problems=f"{PROBLEMS}\n{plan}")
    assert plans(source) == [plan]


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param(
            "2022年，我局坚持依法行政，主要开展三项工作，现将有关情况报告如下。",
            id="opening of the report",
        ),
        pytest.param("2022年，全市将近一半的村建成查档点，主要指标继续向好。", id="将近, 主要"),
        pytest.param("今后五年规划已经市委批准。", id="今后 without a promise"),
        pytest.param("进一步规范查档流程，群众满意度大幅提升。", id="进一步"),
    ],
)
def test_a_sentence_on_what_was_done_is_no_plan(sentence: str) -> None:
    assert plans(f"{HEAD}\n{sentence}\n{DONE}\n{SIGNED}") == []


def test_numbered_problems_under_an_unseen_heading_are_no_arrangements() -> None:
    source = f"{TITLE}\n一，主要成效\n完成任务。\n二，存在问题\n（一）人员不足。\n（二）系统老旧。\n{SIGNED}"
    assert "（一）人员不足。" not in plans(source)


def test_the_numbered_leaves_of_a_plan_without_chapters() -> None:
    assert plans(
        "青澜市林业局2023年工作要点\n（一）造林。造林3万亩。\n（二）防火。建卡口5处。\n青澜市林业局"
    ) == [
        "（一）造林。造林3万亩。",
        "（二）防火。建卡口5处。",
    ]


TARGETS = "主要预期目标是：生产总值增长6%左右，城镇新增就业2万人以上。"


def test_the_years_targets_are_an_arrangement() -> None:
    body = f"2023年是关键之年。总体要求是：坚持稳中求进。{TARGETS}\n重点抓好以下工作：\n{PLANS}"
    assert plans(paper(plans=body)) == [TARGETS, *PLANS.splitlines()]


def test_the_targets_behind_an_outlook_in_numbers_are_an_arrangement() -> None:
    outlook = "正确处理三个关系。\n一是在稳与进中谋发展。\n二是在快与好中提质量。\n三是在管与放中激活力。"
    chapter = f"二、2023年发展形势和总体要求\n{outlook}\n综合考虑各方面因素，今年{TARGETS}"
    source = "\n".join(["2023年政府工作报告", DONE, chapter, f"三、2023年主要工作任务\n{PLANS}"])
    assert plans(source) == [f"综合考虑各方面因素，今年{TARGETS}", *PLANS.splitlines()]


def test_what_explains_the_targets_is_no_part_of_them() -> None:
    assert plans(paper(plans=f"{TARGETS}这里对增长目标作些说明。\n{PLANS}"))[0] == TARGETS


def test_reviews_and_requests_hold_no_items() -> None:
    source = told(
        "一、主要成效\n（一）整改问题。下发问题清单，整改到位。\n二、工作建议\n（一）建议增加编制。"
    ).replace("二、2023年工作安排", "三、2023年工作安排")
    assert problems(source) == []
    assert plans(source) == PLANS.splitlines()


def test_problems_and_arrangements_carry_what_belongs_to_them() -> None:
    plan = "（一）更新档案系统。6月底前升级3套，实现异地备份。（责任单位：办公室）"
    reading = read(paper("（一）系统老旧。设备用了12年。原因在于经费不足。", plan))
    problem, arrangement = reading.items
    assert problem.cause is not None
    assert reading.text[problem.cause.start : problem.cause.end] == "原因在于经费不足。"
    assert (problem.due_on, problem.due_basis, problem.grade) == (None, None, None)
    assert [figure.unit for figure in arrangement.figures] == ["套"]
    assert [(unit.role, unit.name) for unit in arrangement.organs] == [("owner", "办公室")]
    assert (arrangement.cause, arrangement.due_text) == (None, "6月底前")


def test_a_short_last_item_that_ends_in_a_bracket_is_an_item() -> None:
    plan = "（二）更新系统。升级3套。（责任单位：办公室）"
    assert plans(paper(plans=f"（一）配齐队伍。\n{plan}")) == ["（一）配齐队伍。", plan]


def test_the_signature_of_a_flattened_page_is_no_part_of_the_last_item() -> None:
    assert plans(paper().replace("\n", " "))[-1] == PLANS.splitlines()[-1]


@pytest.mark.parametrize("called", ["各位代表", "各位主任、委员", "各位代表、同志们", "同志们"])
@pytest.mark.parametrize("between", ["", "\n"])
def test_an_appeal_behind_the_last_item_is_no_part_of_it(called: str, between: str) -> None:
    appeal = f"{called}！让我们紧密团结起来，为建设美好青澜而奋斗！"
    assert plans(paper(plans=PLANS + between + appeal, foot="")) == PLANS.splitlines()


def test_a_promise_after_an_appeal_has_a_heading() -> None:
    promise = "我们将办好十件民生实事，新建社区查档点，推进送档下乡，让群众得到更多实惠。"
    reading = read(paper(plans=f"{PLANS}\n各位代表！{promise}"))
    assert (reading.items[-1].text, reading.items[-1].heading) == (promise, promise)


def test_a_combined_chapter_that_names_its_problems_in_one_sentence() -> None:
    body = "我局仍存在预警发布慢、人员不足等问题。下一步，我局将更新预警系统；招聘5名预报员。"
    assert combined(body)[0] == ["我局仍存在预警发布慢、人员不足等问题。"]
