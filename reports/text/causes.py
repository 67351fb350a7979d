"""The cause that a problem names for itself (the rule of 2019 asks for 不足和原因)."""

from __future__ import annotations

import re

from .model import Span
from .sentences import sentences

_WORDS = ("原因", "根源", "由于", "因为", "受")  # looked for first: most passages name no cause
_STATED = re.compile(
    "(?:究其|其|主要|根本|深层)?原因(?:主要)?(?:在于|是|有|为)|究其原因|根源在于|主要是(?:因为|由于)|这主要是"
)
_IMPLIED = re.compile("(?:由于|因为|受制于|受(?=[^。,]{2,30}(?:影响|制约|限制)))")


def cause(folded: str, start: int, end: int) -> Span | None:
    """The passage that gives the reason: from 原因在于 to the end, or the one sentence with 由于 or
    受…影响."""
    if all(folded.find(word, start, end) < 0 for word in _WORDS):
        return None
    stated = _STATED.search(folded, start, end)
    if stated:
        return Span(stated.start(), end)
    implied = _IMPLIED.search(folded, start, end)
    if not implied:
        return None
    stop = next(s.end for s in sentences(folded, start, end) if s.end > implied.start())
    return Span(implied.start(), stop)
