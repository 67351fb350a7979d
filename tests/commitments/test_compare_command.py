"""manage.py compare_reports: two files in, an answer to each promise out, no database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import reports
from tests import services
from tests.reports import papers

ROOT = Path(__file__).resolve().parents[2]
DEMO = Path(reports.__file__).parent / "demo"
PROMISE = {"text", "heading", "grade", "start", "end", "verdict", "confidence", "why", "evidence"}
SIGNAL = {"code", "title", "sentence", "strength", "quotes"}
EVIDENCE = {"text", "where", "score", "start", "end", "why"}


def compare(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """As a clerk's script runs it: nothing set, and no database to be had."""
    clean = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "DATABASE_URL": f"postgres://nobody@127.0.0.1:{services.free_port()}/none",
    }
    command = [sys.executable, str(ROOT / "manage.py"), "compare_reports", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=clean, check=False)


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return write(tmp_path, "2023.txt", papers.paper(year=2023))


def test_it_prints_one_json_object_and_needs_no_database() -> None:
    done = compare(DEMO / "qinglan-2022.txt", DEMO / "qinglan-2023.html", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, list[dict[str, Any]]] = json.loads(done.stdout)
    assert set(found) == {"promises", "problems", "signals"}
    assert all(set(promise) == PROMISE for promise in found["promises"])
    assert all(set(problem) == {"text", "label", "evidence"} for problem in found["problems"])
    assert all(set(signal) == SIGNAL for signal in found["signals"])
    fall = next(signal for signal in found["signals"] if signal["code"] == "contradicts_last_year")
    assert [quote["report"] for quote in fall["quotes"]] == ["old", "new"]
    assert "126台" in fall["sentence"]
    quoted = [e for one in (*found["promises"], *found["problems"]) for e in one["evidence"]]
    assert all(set(evidence) == EVIDENCE for evidence in quoted)
    short = next(p for p in found["promises"] if "200家" in p["text"])
    assert (short["verdict"], short["why"]) == (
        "partly",
        "承诺“入驻机构不少于200家”，报告称“已有176家机构入驻”，未达到。",
    )


def test_it_prints_a_summary_in_chinese(old: Path, tmp_path: Path) -> None:
    new = write(tmp_path, "2024.txt", papers.paper(year=2024, done="组织两轮业务培训，覆盖全部窗口人员。"))
    done = compare(old, new)
    assert done.returncode == 0
    assert "承诺（" in done.stdout
    assert "[已兑现" in done.stdout
    assert "> 组织两轮业务培训，覆盖全部窗口人员。" in done.stdout
    assert "问题线索（" in done.stdout
    assert "[照抄上年] 疑似照抄" in done.stdout
    assert "> 上年报告: （二）规范热线办理。" in done.stdout


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(papers.paper("望川区档案局", 2024), "不是同一机关", id="another organ"),
        pytest.param(papers.paper(year=2025), "年度不衔接", id="a year that does not follow"),
    ],
)
def test_another_organ_or_year_is_refused_unless_there_is_a_reason(
    old: Path, tmp_path: Path, text: str, words: str
) -> None:
    new = write(tmp_path, "new.txt", text)
    refused = compare(old, new, "--json")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert words in refused.stderr
    assert compare(old, new, "--json", "--override", " ").returncode == 1
    allowed = compare(old, new, "--json", "--override", "机构改革后更名")
    assert allowed.returncode == 0
    assert json.loads(allowed.stdout)["promises"]
    assert "机构改革后更名" in allowed.stderr


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="no text at all"),
        pytest.param("\n \n", id="white space"),
        pytest.param("1", id="no report"),
    ],
)
def test_an_empty_report_is_refused_whatever_the_reason(old: Path, tmp_path: Path, text: str) -> None:
    done = compare(old, write(tmp_path, "empty.txt", text), "--json", "--override", "先看看")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip()


def test_a_report_without_promises_is_refused(tmp_path: Path, old: Path) -> None:
    bare = write(tmp_path, "bare.txt", papers.paper(year=2022, arrangements=()))
    done = compare(bare, old)
    assert (done.returncode, done.stdout) == (1, "")
    assert "没有找到承诺" in done.stderr


def test_a_missing_file_is_refused(old: Path, tmp_path: Path) -> None:
    done = compare(old, tmp_path / "none.txt")
    assert done.returncode == 1
    assert "none.txt" in done.stderr
