"""The real reports of the corpus, where it is found: none is refused, and no character is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.readers import Refused, read_file
from reports.text.reading import read
from tests.corpus import CORPUS, MISSING
from tests.reports.readers import ofds
from tests.reports.readers.making import LIMITS

MENUS_ONLY = "sz-pingshan-2021-chrome-only"
PATHS = [path for folder in ("seeds", "texts", "extras") for path in sorted((CORPUS / folder).glob("*.txt"))]

pytestmark = pytest.mark.skipif(not PATHS, reason=MISSING)


def test_every_report_is_read_as_it_stands() -> None:
    differing = []
    for path in PATHS:
        if path.stem != MENUS_ONLY:
            raw = path.read_bytes().decode().removeprefix("\ufeff").replace("\r\n", "\n")
            if read_file(path, path.name, LIMITS).text != raw:
                differing.append(path.name)
    assert differing == []


def test_every_report_is_read_from_gb_18030_as_well(tmp_path: Path) -> None:
    copy = tmp_path / "upload"
    for path in PATHS:
        if path.stem != MENUS_ONLY:
            raw = path.read_bytes().decode()
            copy.write_bytes(raw.encode("gb18030"))
            assert read_file(copy, path.name, LIMITS).text == raw, path.name


def test_the_page_of_menus_is_refused() -> None:
    path = CORPUS / "extras" / f"{MENUS_ONLY}.txt"
    with pytest.raises(Refused, match="navigation_only"):
        read_file(path, path.name, LIMITS)


def test_a_report_set_as_an_ofd_gives_the_same_items(tmp_path: Path) -> None:
    copy = tmp_path / "upload"
    for path in PATHS[::20]:
        lines = [line.strip() for line in path.read_text("utf-8-sig").splitlines() if "\t" not in line]
        lines = [line for line in lines if line]
        copy.write_bytes(ofds.ofd(ofds.typeset(lines)))
        found = [(item.kind, item.text, item.due_on) for item in read(read_file(copy, "", LIMITS).text).items]
        meant = [(item.kind, item.text, item.due_on) for item in read("\n".join(lines)).items]
        assert found == meant, path.name
