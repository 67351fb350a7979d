"""The table of rarity, made anew from the reports in a folder."""

from __future__ import annotations

from pathlib import Path

from django.core.management import call_command

import reports
from reports.text.matching import rarity
from tests.reports import papers


def test_the_table_is_counted_from_the_reports_in_a_folder(tmp_path: Path) -> None:
    folder, table = tmp_path / "reports", tmp_path / "rarity.txt"
    folder.mkdir()
    for number, district in enumerate(papers.DISTRICTS[:3]):
        text = papers.paper(organ=f"青澜市{district}区行政审批局", year=2020 + number)
        (folder / f"{number}.txt").write_text(text, "utf-8")
    (folder / "empty.txt").write_text("", "utf-8")
    call_command("count_words", folder, "--write", str(table))
    lines = [line.split("\t") for line in table.read_text("utf-8").splitlines()]
    weights = [float(weight) for weight, _ in lines]
    assert weights == sorted(weights)
    assert weights[-1] <= rarity.RAREST
    assert "热线" in next(pairs for _, pairs in lines if "热线" in pairs)
    assert all(len(pairs) % 2 == 0 for _, pairs in lines)


def test_the_table_that_is_shipped_holds_pairs_and_no_texts() -> None:
    lines = rarity.TABLE.read_text("utf-8").splitlines()
    assert len(lines) < 40
    together = "".join(pairs for _, _, pairs in (line.partition("\t") for line in lines))
    assert len(together) == 2 * len(rarity.table())
    assert (Path(reports.__file__).parent / "text" / "matching").samefile(rarity.TABLE.parent)
