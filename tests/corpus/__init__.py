"""Real reports, which the project does not ship: CORPUS_DIR names their folder."""

from __future__ import annotations

import os
from pathlib import Path

CORPUS = Path(os.environ.get("CORPUS_DIR", Path(__file__).resolve().parents[2].parent / "shared" / "corpus"))
MISSING = f"no corpus of real reports in {CORPUS} (set CORPUS_DIR)"
