"""The demo reports, and fictitious reports in the many forms that offices use, against gold made by hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

import reports
from reports.readers import Limits, read_file
from reports.text.model import Reading
from reports.text.reading import read
from tests.text.invariants import check
from tests.text.scoring import Gold, Score, load, norm, same, score

GOLD = Path(__file__).parents[1] / "gold"
DEMO = Path(reports.__file__).parent / "demo"
SETS = {"demo": DEMO, "variants": GOLD / "variants", "variants2": GOLD / "variants2"}
GOLDS = {
    "demo": load(GOLD / "demo.json"),
    "variants": load(GOLD / "variants" / "variants.json"),
    "variants2": load(GOLD / "variants2" / "variants.json"),
}


@cache
def reading_of(path: Path) -> tuple[Reading, str]:
    document = read_file(path, path.name, Limits())
    return read(document.text, document.metadata), document.text


def scored(folder: str, golds: list[Gold]) -> Score:
    return score(golds, lambda name: reading_of(SETS[folder] / name))


@pytest.mark.parametrize("gold", [pytest.param(gold, id=gold["source"]) for gold in GOLDS["demo"]])
def test_a_demo_report_is_read_completely(gold: dict[str, Any]) -> None:
    found = scored("demo", [gold])
    assert found.misses == [], str(found)
    title = reading_of(DEMO / gold["source"])[0].title
    assert norm(title.value if title else None) == norm(gold["title"])


@pytest.mark.parametrize(
    ("folder", "problems", "arrangements", "chapters", "metadata"),
    [
        ("variants", 0.97, 0.95, 0.97, 0.95),
        ("variants2", 0.80, 0.80, 0.85, 0.85),  # written after the rules: what a form not met before costs
    ],
)
def test_other_forms_are_read_nearly_completely(
    folder: str, problems: float, arrangements: float, chapters: float, metadata: float
) -> None:
    found = scored(folder, GOLDS[folder])
    assert found.problems.f1 >= problems, str(found)
    assert found.arrangements.f1 >= arrangements, str(found)
    assert found.chapters.f1 >= chapters, str(found)
    assert found.metadata.f1 >= metadata, str(found)


@pytest.mark.parametrize(
    ("folder", "name"), [(folder, gold["source"]) for folder, golds in GOLDS.items() for gold in golds]
)
def test_each_keeps_the_promises_of_the_model(folder: str, name: str) -> None:
    reading, source = reading_of(SETS[folder] / name)
    check(reading, source)
    assert read(source, read_file(SETS[folder] / name, name, Limits()).metadata) == reading


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        pytest.param("（一）甲乙丙丁。", "(一)甲乙丙丁", True, id="width and marks"),
        pytest.param("甲乙丙丁戊己庚辛壬癸", "甲乙丙丁戊己庚辛壬", True, id="nine tenths"),
        pytest.param("甲乙丙丁戊己庚辛壬癸", "甲乙丙丁戊己庚", False, id="seven tenths"),
        pytest.param("", "甲", False, id="nothing"),
    ],
)
def test_the_yardstick_folds_what_does_not_count(one: str, other: str, alike: bool) -> None:
    assert same(one, other) == alike
