from __future__ import annotations

import pytest

from reports.text.clean import fold
from reports.text.organs import units


def named(text: str) -> list[tuple[str, str]]:
    mentions = list(units(fold(text), text, 0, len(text)))
    assert all(text[unit.start : unit.end] == unit.name for unit in mentions)
    return [(unit.role, unit.name) for unit in mentions]


@pytest.mark.parametrize(
    ("bracket", "mentions"),
    [
        pytest.param(
            "（牵头单位：市发改委；责任单位：市财政局、市住建局；配合单位：各区）",
            [("lead", "市发改委"), ("owner", "市财政局"), ("owner", "市住建局"), ("support", "各区")],
            id="three roles",
        ),
        pytest.param("(责任单位:市发改委)", [("owner", "市发改委")], id="half width"),
        pytest.param(
            "【责任单位：市发改委、市司法局等】",
            [("owner", "市发改委"), ("owner", "市司法局")],
            id="square brackets, 等",
        ),
        pytest.param(
            "（市发改委牵头，市财政局、市住建局配合）",
            [("lead", "市发改委"), ("support", "市财政局"), ("support", "市住建局")],
            id="verbs",
        ),
        pytest.param(
            "（市政府办公室牵头负责，市司法局配合落实）",
            [("lead", "市政府办公室"), ("support", "市司法局")],
            id="two verbs each",
        ),
        pytest.param(
            "（市发改委牵头，各区县、各部门按职责分工负责）",
            [("lead", "市发改委"), ("owner", "各区县"), ("owner", "各部门")],
            id="按职责分工",
        ),
        pytest.param(
            "（责任单位：市档案局；完成时限：6月底）", [("owner", "市档案局")], id="a deadline beside it"
        ),
        pytest.param(
            "（牵头单位：市公安局和市司法局）", [("lead", "市公安局"), ("lead", "市司法局")], id="和"
        ),
    ],
)
def test_units_named_in_brackets(bracket: str, mentions: list[tuple[str, str]]) -> None:
    assert named(f"推进共享。{bracket}") == mentions


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("由各部门配合推进。", id="prose"),
        pytest.param("推进建设（以下简称新馆）。", id="short name"),
        pytest.param("抽查（比例不低于5%，责任到人）。", id="责任到人"),
        pytest.param("首问负责（首问责任制落实到位）。", id="责任制"),
        pytest.param("推进建设（市发改委、市财政局）。", id="no role"),
        pytest.param("督查（含落实情况）。", id="落实情况"),
    ],
)
def test_other_brackets_name_no_units(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize(
    "name", ["市发展和改革委员会", "市工业和信息化局", "市文化和旅游局", "市人力资源和社会保障局"]
)
def test_a_name_with_and_inside_is_one_unit(name: str) -> None:
    assert named(f"推进共享。（责任单位：{name}、市司法局）") == [("owner", name), ("owner", "市司法局")]


def test_a_preposition_is_no_part_of_the_name() -> None:
    assert named("推进共享。（由市发改委负责）") == [("owner", "市发改委")]
