"""What every workbook holds to, whoever fills it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest

from commitments import results_book
from commitments.workbooks import Book, Column
from tests.commitments import sheets
from tests.commitments.offices import City
from tests.commitments.outcomes import promised

COLUMNS = (Column("事项", 20, lambda row: row),)


@pytest.mark.parametrize("text", ["\x01=1+1", "\ufffe@sum", "\x0b-3"])
def test_a_formula_behind_what_no_cell_can_hold_is_text(text: str) -> None:
    with Book() as book:
        book.table("台账", COLUMNS).add([text])
        with book.saved() as file:
            cell = sheets.opened(file.read())["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text[1:], "s", True)


@pytest.mark.django_db
def test_results_that_fail_leave_no_file(town: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    promised(town)

    def fail(*given: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(results_book, "_summary", fail)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(RuntimeError):
        results_book.workbook(town.bureau, 2024)
    assert not list(tmp_path.glob("openpyxl*"))
