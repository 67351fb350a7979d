"""The word no, in a sentence for the person who asked."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """An act that was not carried out, and why: ``str()`` is a translated sentence. Nothing was changed.

    ``code`` names the kind for programs that call the API.
    """

    code = "refused"

    def __init__(self, sentence: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)
