from __future__ import annotations

import pytest

from reports.text.causes import cause
from reports.text.clean import fold


def stated(text: str) -> str | None:
    found = cause(fold(text), 0, len(text))
    return text[found.start : found.end] if found else None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(
            "系统老旧。原因在于经费不足。谋划也不够早。", "原因在于经费不足。谋划也不够早。", id="to the end"
        ),
        pytest.param("系统老旧。主要原因是经费不足。", "主要原因是经费不足。", id="主要原因是"),
        pytest.param("系统老旧。究其原因，经费不足。", "究其原因，经费不足。", id="究其原因"),
        pytest.param("系统老旧，主要是因为经费不足。", "主要是因为经费不足。", id="主要是因为"),
        pytest.param(
            "由于经费不足，系统老旧。人员偏少。", "由于经费不足，系统老旧。", id="由于: its sentence only"
        ),
        pytest.param("受财力影响，进度滞后。人员偏少。", "受财力影响，进度滞后。", id="受…影响"),
    ],
)
def test_a_cause_that_the_problem_names(text: str, reason: str) -> None:
    assert stated(text) == reason


@pytest.mark.parametrize(
    "text",
    ["系统老旧。", "接受监督不够。", "宣传受众面窄。", "查明原因不及时。", "原因不明。", "享受待遇不均。"],
)
def test_no_cause_is_made_up(text: str) -> None:
    assert stated(text) is None
