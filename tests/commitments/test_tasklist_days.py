"""Deadlines as task lists write them."""

from __future__ import annotations

from datetime import date

import pytest

from commitments.tasklist.days import day


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("2024-06-30", date(2024, 6, 30)),
        ("2024/6/30", date(2024, 6, 30)),
        ("2024.6", date(2024, 6, 30)),
        ("20240630", date(2024, 6, 30)),
        ("45473", date(2024, 6, 30)),
        ("2024年6月底前", date(2024, 6, 30)),
        ("６月 底", date(2024, 6, 30)),
        ("6月", date(2024, 6, 30)),
        ("11月15日前", date(2024, 11, 15)),
        ("第三季度", date(2024, 9, 30)),
        ("上半年", date(2024, 6, 30)),
        ("年底前", date(2024, 12, 31)),
        ("2025年底", date(2025, 12, 31)),
        ("尽快", None),
        ("2024-13-40", None),
        ("99999999", None),
        ("2023年底", None),
    ],
)
def test_days_as_offices_write_them(words: str, meant: date | None) -> None:
    assert day(words, 2024) == meant
