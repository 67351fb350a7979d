from __future__ import annotations

from tests.commitments.conftest import files_apart, ledger_can_be_flushed, town

__all__ = ["files_apart", "ledger_can_be_flushed", "town"]
