from __future__ import annotations

from decimal import Decimal

import pytest

from commitments import wording


@pytest.mark.parametrize(
    ("number", "unit", "words"),
    [
        pytest.param("600000.0000", "张", "60万张", id="ten thousands"),
        pytest.param("12300", "件", "1.23万件", id="with decimals"),
        pytest.param("12345", "件", "12345件", id="never rounded"),
        pytest.param("150000000", "元", "1.5亿元", id="hundred millions"),
        pytest.param("50000000", "元", "5000万元", id="below a hundred millions"),
        pytest.param("20000", "万元", "20000万元", id="a unit that counts ten thousands"),
        pytest.param("-20000", "人", "-2万人", id="less than nothing"),
        pytest.param("98.50", "%", "98.5%", id="small"),
        pytest.param("0", "件", "0件", id="nothing"),
        pytest.param(None, "件", "", id="not told"),
    ],
)
def test_a_number_is_written_as_reports_write_it(number: str | None, unit: str, words: str) -> None:
    assert wording.amount(None if number is None else Decimal(number), unit) == words


@pytest.mark.parametrize(
    ("heading", "text", "title"),
    [
        pytest.param("（一）加强窗口队伍建设。", "", "加强窗口队伍建设", id="numbered"),
        pytest.param("一是规范热线办理；", "", "规范热线办理", id="一是"),
        pytest.param("二要抓培训", "", "抓培训", id="二要"),
        pytest.param("1.推进一件事改革。2024年完成。", "", "推进一件事改革", id="first sentence"),
        pytest.param("（二）1、完善制度", "", "完善制度", id="two numbers"),
        pytest.param("一体化平台上线", "", "一体化平台上线", id="a word that begins like a number"),
        pytest.param("三项制度落实到位", "", "三项制度落实到位", id="three systems"),
        pytest.param("", "（三）优化流程。共十项。", "优化流程", id="no heading"),
        pytest.param("（四）", "（四）培训窗口人员。", "培训窗口人员", id="a bare number"),
        pytest.param(
            "持续深化放管服改革，全面推进政务服务一网通办，提升企业群众办事满意度。",
            "",
            "持续深化放管服改革，全面推进政务服务一网通办",
            id="cut at a comma",
        ),
        pytest.param(
            "民生领域存在不少薄弱环节，文体、医疗、交通设施难以满足发展的需要",
            "",
            "民生领域存在不少薄弱环节",
            id="not in the middle of a list",
        ),
        pytest.param("字" * 40, "", "字" * 29 + "…", id="nowhere to cut"),
        pytest.param("短，" + "字" * 40, "", "短，" + "字" * 27 + "…", id="a comma too early"),
    ],
)
def test_a_title_is_short_and_says_what(heading: str, text: str, title: str) -> None:
    found = wording.title(heading, text)
    assert found == title
    assert len(found) <= wording.LONGEST


def test_what_is_vague_is_asked_for() -> None:
    assert wording.missing(mark=" ", figures=False, owner=False, due_basis="default") == (
        "result",
        "figure",
        "owner",
        "deadline",
    )
    assert wording.missing(mark="以印发为标志", figures=True, owner=True, due_basis="stated") == ()
    assert wording.missing(mark="以印发为标志", figures=True, owner=True, due_basis="") == ("deadline",)
