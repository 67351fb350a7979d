from __future__ import annotations

from datetime import date

import pytest

from reports.text.reading import read
from tests.text.papers import SIGNED, paper

DEEDS = (
    "1.新建社区查档点10个，方便群众就近查档利用。\n2.开展送档下乡活动20场，覆盖全部乡镇和街道。\n"
    "3.数字化馆藏档案100万页，实现远程查阅利用服务。"
)


def annexed(annex: str) -> list[tuple[str | None, str]]:
    reading = read(paper(foot=f"{SIGNED}\n{annex}"))
    return [(i.parent, i.text) for i in reading.items if i.reason == "deed in an annex"]


@pytest.mark.parametrize("title", ["2023年民生实事", "2023年十件民生实事项目", "青澜市2023年惠民实事清单"])
def test_the_deeds_of_an_annex_are_promises(title: str) -> None:
    assert annexed(f"附件：\n{title}\n{DEEDS}") == [(title, deed) for deed in DEEDS.splitlines()]


def test_a_glossary_behind_the_deeds_is_none() -> None:
    glossary = "名词解释\n1.远程查阅：通过网络在任意地点查阅已经公开的档案。"
    assert len(annexed(f"附件：\n2023年民生实事\n{DEEDS}\n{glossary}")) == 3


@pytest.mark.parametrize("glossary", ["", "\n名词解释\n1.远程查阅：通过网络在任意地点查阅已经公开的档案。"])
def test_deeds_that_are_not_called_an_annex(glossary: str) -> None:
    assert len(annexed(f"2023年民生实事\n{DEEDS}{glossary}")) == 3


@pytest.mark.parametrize(
    "annex",
    [
        pytest.param(
            "名词解释\n1.一件事：把多个事项合成一件来办理的集成服务方式。\n2.好差评：群众对政务服务作评价的制度。\n"
            "3.双公示：行政许可和行政处罚信息公示的制度。",
            id="glossary",
        ),
        pytest.param("附件：\n统计表\n1.办件：200件\n2.投诉：3件\n3.复议：1件", id="table"),
        pytest.param(f"2022年民生实事完成情况\n{DEEDS}", id="deeds done"),
        pytest.param("2023年民生实事\n1.查档点\n2.送档下乡\n3.数字化", id="bare names"),
    ],
)
def test_other_annexes_hold_no_promises(annex: str) -> None:
    assert annexed(annex) == []


def test_the_report_before_an_annex_is_read_as_without_it() -> None:
    plain, longer = read(paper()), read(paper(foot=f"{SIGNED}\n附件：\n2023年民生实事\n{DEEDS}"))
    assert [item.text for item in longer.items][: len(plain.items)] == [item.text for item in plain.items]
    assert longer.issued_on == plain.issued_on


def test_a_list_of_annexes_before_the_signature_does_not_hide_it() -> None:
    issued = read(paper(foot=f"附件：1.工作台账\n2.统计表\n{SIGNED}")).issued_on
    assert issued is not None
    assert issued.value == date(2023, 2, 8)


@pytest.mark.parametrize(
    "last",
    [
        pytest.param(3, id="three in the last group"),
        pytest.param(2, id="two in the last group"),
    ],
)
def test_deeds_in_groups(last: int) -> None:
    deeds = DEEDS.splitlines()
    body = "\n".join(["一、文化（3项）", *deeds, f"二、服务（{last}项）", *deeds[:last]])
    assert len(annexed(f"附件：\n2023年民生实事\n{body}")) == 3 + last
