"""The schema that is checked in is the API as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

from config import catalogues

KEPT = catalogues.BASE_DIR / "schema.yml"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """As `make schema` writes it, which fails on the smallest warning."""
    path = tmp_path / "schema.yml"
    call_command("spectacular", "--lang", "en", "--validate", "--fail-on-warn", "--file", str(path))
    return path


def test_the_schema_is_that_of_the_api(made: Path) -> None:
    told = "schema.yml is not the API as it is: run `make schema` and look over what changed."
    assert made.read_text() == KEPT.read_text(), told


def test_what_other_systems_call_is_in_it() -> None:
    paths = yaml.safe_load(KEPT.read_text())["paths"]
    for address in ("uploads", "findings", "comparisons", "ledger", "commitments"):
        assert "get" in paths[f"/api/{address}/"]
    posted = paths["/api/uploads/"]["post"]
    assert set(posted["requestBody"]["content"]) == {"multipart/form-data", "application/json"}
    assert set(posted["responses"]) == {"200", "201"}
    names = {each["name"] for each in paths["/api/findings/"]["get"]["parameters"]}
    assert {"updated_after", "cursor", "page_size", "organ", "year", "verdict", "rating"} <= names
