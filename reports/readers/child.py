"""The child process in which files are taken apart: ``python -m reports.readers.child CONTENT LIMITS``.

The file comes in on standard input and its text goes out on standard output, both as the parent's one
conversation with it; the parsers of this package that meet hostile bytes run nowhere else.
"""

from __future__ import annotations

import json
import resource
import sys
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import asdict
from importlib import import_module
from typing import Final

from reports.readers.model import Limits
from reports.readers.refusals import Refused

# Imported only when needed: the start of the child is most of what reading a short file takes.
READERS: Final[Mapping[str, str]] = {
    "html": "reports.readers.html",
    "message": "reports.readers.message",
    "office": "reports.readers.docx",
    "ofd": "reports.readers.ofd",
    "pdf": "reports.readers.pdf",
    "xlsx": "reports.readers.xlsx",
    "archive": "reports.readers.archive",
    "attachments": "reports.readers.attachments",
}


def main(content: str, limits: str) -> None:
    bounds = Limits(**json.loads(limits))
    reader = import_module(READERS[content])
    _confine(bounds)
    data = sys.stdin.buffer.read()
    answer: dict[str, object]
    try:
        answer = {"document": asdict(reader.read(data, bounds))}
    except Refused as refusal:
        answer = {"refused": refusal.code, "values": refusal.values}
    except MemoryError:
        answer = {"refused": "too_complex", "values": {}}
    sys.stdout.buffer.write(json.dumps(answer, default=_as_text).encode())


def _as_text(value: object) -> str:
    """What JSON has no form of: the bytes of a member, a date."""
    return b64encode(value).decode() if isinstance(value, bytes) else str(value)


def _confine(limits: Limits) -> None:
    """Take away what a parser does not need: memory, time, and writing to files."""
    bounds = {
        resource.RLIMIT_AS: limits.max_memory,
        resource.RLIMIT_CPU: int(limits.seconds) + 1,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, bound in bounds.items():
        try:
            resource.setrlimit(kind, (bound, bound))
        except (OSError, ValueError):
            continue  # macOS knows no bound on memory; the parent's time limit still holds


if __name__ == "__main__":
    main(*sys.argv[1:])
