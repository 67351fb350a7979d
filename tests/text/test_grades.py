from __future__ import annotations

import pytest

from tests.text.papers import planned


@pytest.mark.parametrize(
    ("plan", "grade", "why"),
    [
        pytest.param("加强培训。办班3期。", "measurable", "3期", id="figure"),
        pytest.param(
            "完善制度。出台《查档管理办法》。", "measurable", "出台《查档管理办法", id="paper to be issued"
        ),
        pytest.param("建设新馆。新馆建成投用。", "measurable", "建成", id="work to be finished"),
        pytest.param("推进整改。6月底前整改到位。", "measurable", "6月底前", id="deadline"),
        pytest.param("优化服务。开展“送档下乡”活动。", "checkable", "“送档下乡”", id="campaign"),
        pytest.param("健全机制。建立部门联席会议机制。", "checkable", "机制", id="mechanism"),
        pytest.param("提高认识。进一步增强法治意识，提升履职能力。", "direction", "", id="direction"),
        pytest.param("加强学习。持续推进法治建设。", "direction", "", id="持续推进"),
    ],
)
def test_how_testable_an_arrangement_is(plan: str, grade: str, why: str) -> None:
    item = planned(plan)
    assert item.grade == grade
    assert why in (item.grade_reason or "")
    assert (item.grade_reason or "") in item.text


@pytest.mark.parametrize(
    "plan", ["坚持以“十四五”规划为引领，提高认识。", "落实三项制度，提升能力。", "用好12345热线，改进作风。"]
)
def test_numbers_in_names_measure_nothing(plan: str) -> None:
    assert planned(plan).grade != "measurable"
