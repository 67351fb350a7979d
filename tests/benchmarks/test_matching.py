"""How fast promises find their answers, as ratios within one run, and how often the first one is right: speed
at a worse hit rate would be void.

One pair is 30 promises and 200 passages, of the demo's labelled pairs and of real reports; process time, the
median of interleaved rounds.
"""

from __future__ import annotations

import difflib
import json
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from itertools import cycle, islice
from pathlib import Path

import pytest

import reports
from commitments.promises import promises
from reports.readers import Limits, read_file
from reports.text.clean import fold
from reports.text.matching.index import Index
from reports.text.matching.passages import Passage, passages
from reports.text.model import Reading
from reports.text.reading import read
from tests.benchmarks.judging import at_least
from tests.benchmarks.test_reading import interleaved, tell
from tests.commitments.comparing import REPORTED, overlap
from tests.corpus import CORPUS, MISSING

pytestmark = pytest.mark.benchmark

ROOT = Path(__file__).resolve().parents[2]
DEMO = Path(reports.__file__).parent / "demo"
REAL = "zhejiang-2025", "zhejiang-2026"  # of the corpus, labelled
GOLD = json.loads((ROOT / "tests" / "gold" / "demo-yoy.json").read_text("utf-8"))
PROMISES, PASSAGES, ROUNDS = 30, 200, 7
PAIRS, MEGABYTES = 1000, 200

Ranked = list[str]  # the best passage for each promise
Pair = Callable[[], tuple[list[str], list[Passage]]]


@cache
def reading_of(name: str) -> Reading:
    document = read_file(DEMO / name, name, Limits())
    return read(document.text, document.metadata)


def demo_pair() -> tuple[list[str], list[Passage]]:
    asked = [fold(wanted["text"]) for gold in GOLD for wanted in gold["promises"]]
    told = [p for gold in GOLD for p in passages(reading_of(gold["new"])) if p.told != "apart"]
    return asked[:PROMISES], list(islice(cycle(told), PASSAGES))


def real_pair() -> tuple[list[str], list[Passage]]:
    """Half of what was done and half of what is planned, as in a whole report."""
    old, new = (read((CORPUS / "texts" / f"{name}.txt").read_text("utf-8")) for name in REAL)
    told = passages(new)
    halves = [[p for p in told if p.told == kind][: PASSAGES // 2] for kind in ("done", "planned")]
    return [fold(promise.text) for promise in promises(old)][:PROMISES], halves[0] + halves[1]


def ours(asked: list[str], told: list[Passage]) -> Ranked:
    found = Index(told).find_all(asked)
    return [one.told[0].passage.text if one.told else "" for one in found]


def by_difflib(asked: list[str], told: list[Passage]) -> Ranked:
    def likeness(promise: str, passage: Passage) -> float:
        return difflib.SequenceMatcher(None, promise, passage.folded, autojunk=False).ratio()

    return [max(told, key=lambda passage: likeness(promise, passage)).text for promise in asked]


def by_sklearn(asked: list[str], told: list[Passage]) -> Ranked:
    text = pytest.importorskip("sklearn.feature_extraction.text")
    vectors = text.TfidfVectorizer(analyzer="char", ngram_range=(1, 3))
    held = vectors.fit_transform([passage.folded for passage in told])
    likeness = vectors.transform(asked) @ held.T
    return [told[number].text for number in likeness.toarray().argmax(axis=1)]


def hits(rank: Callable[[list[str], list[Passage]], Ranked]) -> float:
    """How often the first passage is the right one, on the demo's own pairs."""
    right = of = 0
    for gold in GOLD:
        wanted = [w for w in gold["promises"] if w["verdict"] in REPORTED]
        told = [p for p in passages(reading_of(gold["new"])) if p.told != "apart"]
        first = rank([fold(w["text"]) for w in wanted], told)
        right += sum(any(overlap(a, e) for e in w["evidence"]) for a, w in zip(first, wanted, strict=True))
        of += len(wanted)
    return right / of


def compared(name: str, peer: Callable[[list[str], list[Passage]], Ranked], pair: Pair, times: float) -> None:
    asked, told = pair()
    assert (len(asked), len(told)) == (PROMISES, PASSAGES)
    ten = range(10)
    theirs, mine = interleaved(
        ROUNDS, lambda _: peer(asked, told), lambda _: [ours(asked, told) for _again in ten]
    )
    mine /= len(ten)
    better, worse = hits(ours), hits(peer)
    tell(
        f"30 promises x 200 passages, {name}",
        f"{theirs * 1000:.1f} ms",
        f"ours {mine * 1000:.2f} ms",
        f"ratio {theirs / mine:.1f}",
        f"first right {worse:.2f}, ours {better:.2f}",
    )
    assert better > worse
    at_least(theirs / mine, times, f"{name}, times as fast")


needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason=MISSING)


# The sentences of the demo are half as long as real ones, and difflib is four times as fast on them.
@pytest.mark.parametrize(
    ("pair", "times"),
    [pytest.param(real_pair, 100, id="real", marks=needs_corpus), pytest.param(demo_pair, 60, id="demo")],
)
def test_a_hundred_times_as_fast_as_difflib(pair: Pair, times: float) -> None:
    compared("difflib", by_difflib, pair, times)


@pytest.mark.parametrize(
    ("pair", "times"),
    [pytest.param(real_pair, 10, id="real", marks=needs_corpus), pytest.param(demo_pair, 8, id="demo")],
)
def test_ten_times_as_fast_as_scikit_learn(pair: Pair, times: float) -> None:
    reason = "scikit-learn is not installed (pip install -r requirements-bench.txt)"
    pytest.importorskip("sklearn", reason=reason)
    compared("scikit-learn", by_sklearn, pair, times)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux alone tells it in /proc")
def test_a_thousand_pairs_stream_through_little_memory() -> None:
    """In a process of its own, from readings to verdicts; what Python itself takes is counted too."""
    done = subprocess.run(
        [sys.executable, "-c", STREAM], capture_output=True, text=True, check=True, cwd=ROOT
    )
    megabytes, seconds = map(float, done.stdout.split())
    tell("1,000 pairs", f"{megabytes:.0f} MB at most", f"{PAIRS / seconds:.0f} pairs a second")
    assert megabytes <= MEGABYTES


STREAM = f"""
import re, time
from itertools import cycle, islice
from pathlib import Path
from commitments.answers import NewReport
from commitments.promises import promises
from reports.text.reading import read

demo = Path("reports/demo")
texts = [(demo / name).read_text("utf-8") for name in ("wangchuan-2023.txt", "wangchuan-2024.txt")]
began = time.perf_counter()
for number in range({PAIRS}):
    old, new = (read(text.replace("望川", chr(0x4E00 + number) + "川")) for text in texts)
    assert list(NewReport(new).answers(promises(old)))
# Not ru_maxrss, which counts what the process that started this one took.
peak = re.search("VmHWM:\\s+([0-9]+)", Path("/proc/self/status").read_text())
print(int(peak[1]) / 1024, time.perf_counter() - began)
"""
