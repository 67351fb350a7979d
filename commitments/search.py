"""Finding commitments by words of their number, title or quote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reports import search as texts
from reports.search import MOST_CHARACTERS as MOST_CHARACTERS
from reports.search import Searched

if TYPE_CHECKING:
    from commitments.querysets import CommitmentQuerySet

COMMITMENTS: Final = Searched("commitments_commitment", "commitment", ("number", "title", "quote"))


def search(rows: CommitmentQuerySet, words: str) -> CommitmentQuerySet:
    """Those in which each of the words stands; all, when there are no words."""
    return texts.search(rows, COMMITMENTS, words)
