"""The one exception of the readers."""

from __future__ import annotations

from typing import Literal

Code = Literal[
    "empty",
    "too_large",
    "expands_too_far",
    "too_many_pages",
    "too_long",
    "too_complex",
    "wrong_type",
    "navigation_only",
    "scanned",
    "password",
    "damaged",
    "bad_encoding",
    "legacy_doc",
    "archive",
    "archive_too_large",
    "too_many_members",
    "nothing_inside",
]


class Refused(Exception):
    """A file that cannot be read. ``message`` tells a clerk what is wrong and what to do next."""

    def __init__(self, code: Code, **values: int | str) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    @property
    def message(self) -> str:
        """The sentence in the language that is active when it is asked for."""
        # Imported here because the child process, which reports codes only, starts faster without Django.
        from reports.readers.messages import sentence

        return sentence(self.code, self.values)

    def __str__(self) -> str:
        return self.code
