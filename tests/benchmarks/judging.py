"""Whether a ratio keeps its promise. A miss is shown with its figure (xfail): machines differ, and a busy one
spoils the time, so what decides is a person who reads the figures, not the run."""

from __future__ import annotations

import os

import pytest


def at_most(ratio: float, limit: float, what: str) -> None:
    if ratio > limit:
        pytest.xfail(f"{what}: {ratio:.2f}, wanted at most {limit:g} (load {os.getloadavg()[0]:.1f})")


def at_least(ratio: float, limit: float, what: str) -> None:
    if ratio < limit:
        pytest.xfail(f"{what}: {ratio:.2f}, wanted at least {limit:g} (load {os.getloadavg()[0]:.1f})")
