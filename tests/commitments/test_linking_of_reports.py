"""Which arrangement answers which problem, on pairs that were labelled by hand: how many are found, how many
of those found are right. Real reports are read where CORPUS_DIR names their folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from commitments import linking
from commitments.linking import Sentence
from reports.readers import Limits, read_file
from reports.text.model import Item
from reports.text.reading import read
from reports.text.sentences import sentences
from tests.corpus import CORPUS, MISSING

ROOT = Path(__file__).resolve().parents[2]
GOLD: list[dict[str, Any]] = json.loads((ROOT / "tests" / "gold" / "answers.json").read_text("utf-8"))


def suggested(path: Path) -> set[tuple[str, str]]:
    document = read_file(path, path.name, Limits())
    reading = read(document.text, document.metadata)
    answers = [item for item in reading.items if item.kind == "arrangement"]
    problems = [item for item in reading.items if item.kind == "problem"]
    asked = [
        Sentence(n, reading.text[span.start : span.end], span.start, span.end)
        for n, item in enumerate(problems)
        for span in sentences(reading.text, item.start, item.end)
    ]
    texts = {n: f"{item.parent or ''}。{item.text}" for n, item in enumerate(answers)}
    links = linking.links(texts, asked)
    return {(begun(problems[link.sentence.key]), begun(answers[link.arrangement])) for link in links}


def begun(item: Item) -> str:
    return item.text[:60]


def matches(pair: tuple[str, str], labels: list[list[str]]) -> bool:
    return any(problem in pair[0] and answer in pair[1] for problem, answer in labels)


def score(folder: str, root: Path) -> tuple[float, float]:
    """Precision and recall; what is arguable counts as neither right nor wrong."""
    right = wrong = wanted = 0
    for entry in GOLD:
        if not entry["source"].startswith(folder):
            continue
        found = suggested(root / entry["source"])
        hits = [label for label in entry["answers"] if any(matches(pair, [label]) for pair in found)]
        right, wanted = right + len(hits), wanted + len(entry["answers"])
        wrong += sum(not matches(pair, entry["answers"] + entry["arguable"]) for pair in found)
    return right / (right + wrong), right / wanted


def test_the_demo_is_linked_as_a_person_would() -> None:
    precision, recall = score("demo", ROOT / "reports")
    assert precision >= 0.95
    assert recall >= 0.95


@pytest.mark.skipif(not CORPUS.is_dir(), reason=MISSING)
@pytest.mark.parametrize(
    ("folder", "least_precision", "least_recall"),
    [
        pytest.param("seeds", 0.85, 0.75, id="reports that the measure was tuned on"),
        pytest.param("texts", 0.7, 0.65, id="reports that were held back"),
    ],
)
def test_real_reports_are_linked_mostly_right(
    folder: str, least_precision: float, least_recall: float
) -> None:
    precision, recall = score(folder, CORPUS)
    assert precision >= least_precision
    assert recall >= least_recall
