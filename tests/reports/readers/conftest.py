"""Reading what a test has made, by the only door."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reports.readers import Document, Limits, Refused, read_file
from tests.reports.readers.making import LIMITS

Read = Callable[..., Document]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_bytes(data: bytes, name: str = "报告.docx", limits: Limits = LIMITS) -> Document:
        path = tmp_path / "upload"
        path.write_bytes(data)
        return read_file(path, name, limits)

    return read_bytes


@pytest.fixture
def refusal(read: Read) -> Callable[..., Refused]:
    """The refusal of bytes that must be refused."""

    def refused(data: bytes, **options: object) -> Refused:
        with pytest.raises(Refused) as caught:
            read(data, **options)
        return caught.value

    return refused
