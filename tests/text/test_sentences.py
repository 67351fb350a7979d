from __future__ import annotations

import pytest

from reports.text.sentences import sentences


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param("甲。乙！丙？丁", ["甲。", "乙！", "丙？", "丁"], id="marks"),
        pytest.param("甲；乙。", ["甲；乙。"], id="semicolons part none"),
        pytest.param("“甲。”乙。", ["“甲。”", "乙。"], id="closing quote"),
        pytest.param("（甲。）乙。", ["（甲。）", "乙。"], id="closing bracket"),
        pytest.param("甲？！乙。", ["甲？！", "乙。"], id="two marks"),
        pytest.param("甲。\n乙。", ["甲。", "乙。"], id="line end"),
        pytest.param("增长1.5%。", ["增长1.5%。"], id="a point in a figure"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_sentences_keep_their_closing_mark(text: str, parts: list[str]) -> None:
    assert [text[s.start : s.end] for s in sentences(text, 0, len(text))] == parts


def test_the_marks_that_close_may_be_named() -> None:
    text = "甲；乙。丙！丁"
    assert [text[s.start : s.end] for s in sentences(text, 0, len(text), "。；")] == [
        "甲；",
        "乙。",
        "丙！丁",
    ]


def test_only_the_stretch_asked_for_is_read() -> None:
    text = "甲。乙。丙。"
    assert [text[s.start : s.end] for s in sentences(text, 2, 4)] == ["乙。"]
