"""Real reports, which the project does not ship (tests.corpus says where they are); else all is skipped."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from reports.text.model import Reading
from reports.text.reading import read
from tests.corpus import CORPUS, MISSING
from tests.text.invariants import check
from tests.text.scoring import Score, load, score

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "tests" / "gold"
FOLDERS = ("texts", "seeds", "extras")
TEXTS = sorted(path for folder in FOLDERS for path in (CORPUS / folder).glob("*.txt"))
WORK_REPORT = "政府工作报告"

pytestmark = [
    pytest.mark.skipif(not CORPUS.is_dir(), reason=MISSING),
    pytest.mark.xdist_group("corpus"),  # one process reads every text once
]


@cache
def reading_of(name: str) -> tuple[Reading, str]:
    path = next(CORPUS / folder / name for folder in ("", *FOLDERS) if (CORPUS / folder / name).is_file())
    source = path.read_text(encoding="utf-8")
    return read(source), source


def test_the_seeds_are_read_completely() -> None:
    golds = load(CORPUS / "gold" / "seeds.json")
    found = score(golds, reading_of)
    assert found.misses == [], str(found)
    assert (found.problems.right, found.arrangements.right) == (21, 22)


@pytest.mark.parametrize(
    "path",
    [CORPUS / "gold" / "reports.json", *sorted(GOLD.glob("corpus-*.json"))],
    ids=lambda path: path.stem,
)
def test_the_gold_reports_are_read_nearly_completely(path: Path) -> None:
    found = score(load(path), reading_of)
    assert good(found), str(found)


def good(found: Score) -> bool:
    floors = {"problems": 0.97, "arrangements": 0.95, "chapters": 0.97, "metadata": 0.95}
    return all(getattr(found, name).f1 >= floor for name, floor in floors.items())


def test_every_text_keeps_the_promises_of_the_model() -> None:
    broken = {}
    for name in (path.name for path in TEXTS):
        reading, source = reading_of(name)
        try:
            check(reading, source)
        except AssertionError as error:
            broken[name] = str(error)
    assert broken == {}


def test_reading_a_text_again_gives_the_same() -> None:
    assert [path.name for path in TEXTS if read(reading_of(path.name)[1]) != reading_of(path.name)[0]] == []


def test_nearly_every_work_report_gives_problems_and_arrangements() -> None:
    index = json.loads((CORPUS / "index.json").read_text(encoding="utf-8"))
    names = [entry["file"] for entry in index if entry["kind"] == WORK_REPORT]
    poor = []
    for name in names:
        kinds = [item.kind for item in reading_of(name)[0].items]
        if kinds.count("arrangement") < 5 or kinds.count("problem") < 1:
            poor.append(name)
    assert len(poor) <= 0.02 * len(names), poor


def test_a_page_of_navigation_gives_nothing() -> None:
    reading, _ = reading_of("sz-pingshan-2021-chrome-only.txt")
    assert (reading.items, reading.chapters, reading.addressee) == ((), (), None)
