"""Every code that the text core or the readers may give has its word here."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from django.utils import translation

from reports import choices, notes, reasons
from reports.readers.refusals import Code
from reports.text import model as core

PAIRS = [
    (core.ReportKind, choices.ReportKind),
    (core.ChapterKind, choices.ChapterKind),
    (core.ItemKind, choices.ItemKind),
    (core.Grade, choices.Grade),
    (core.DueBasis, choices.DueBasis),
]


@pytest.mark.parametrize(("theirs", "ours"), PAIRS)
def test_the_tables_know_the_words_of_the_text_core(theirs: Any, ours: Any) -> None:
    assert set(get_args(theirs)) == set(ours.values)


def test_a_plan_year_may_also_be_set_by_a_person() -> None:
    assert set(choices.Basis.values) == {*get_args(core.Basis), "assigned"}


@pytest.mark.parametrize("code", get_args(core.NoteCode))
def test_every_note_has_its_sentence(code: str) -> None:
    with translation.override("zh-hans"):
        said = notes.sentence(code, "详情")
    assert "\u4e00" <= said[0] <= "\u9fff"
    assert "%(" not in said


@pytest.mark.parametrize("code", [*get_args(Code), *reasons.OWN])
def test_every_reason_has_its_sentence(code: str) -> None:
    with translation.override("zh-hans"):
        said = reasons.sentence(code, {"limit": 20, "pages": 900, "members": 300, "report": 7})
    assert any("\u4e00" <= character <= "\u9fff" for character in said[:4])
    assert "%(" not in said


def test_a_code_of_a_newer_version_shows_as_itself() -> None:
    assert reasons.sentence("from_the_future", {}) == "from_the_future"
    assert notes.sentence("from_the_future", "x") == "from_the_future x"
