"""Reading in a child process: a hostile file costs bounded time and memory and crashes nothing here."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final

from reports.readers.model import Document, Limits
from reports.readers.refusals import Refused
from reports.text.model import Metadata

logger = logging.getLogger(__name__)

_ROOT: Final = Path(__file__).resolve().parents[2]


def read_in_child(content: str, data: bytes, name: str, limits: Limits) -> Document:
    return _document(ask_child(content, data, name, limits))


def ask_child(content: str, data: bytes, name: str, limits: Limits) -> dict[str, Any]:
    """What the reader of this content makes of the data, as a dictionary of its fields."""
    command = [sys.executable, "-m", "reports.readers.child", content, json.dumps(asdict(limits))]
    try:
        done = subprocess.run(
            command,
            input=data,
            capture_output=True,
            cwd=_ROOT,
            env=_environment(),
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused("too_complex") from error
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        # The parser itself went down (a crash in C, a defect of ours); the log keeps what it said.
        said = done.stderr[-2000:].decode(errors="replace")
        logger.warning("Reading %r as %s ended with %s: %s", name, content, done.returncode, said)
        raise Refused("damaged") from error
    if "refused" in answer:
        raise Refused(answer["refused"], **answer["values"])
    found: dict[str, Any] = answer["document"]
    return found


def _environment() -> dict[str, str]:
    """What Python needs to start, and none of the passwords that the environment holds."""
    return {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "LANG") if name in os.environ}


def _document(values: dict[str, Any]) -> Document:
    metadata = values["metadata"]
    for name in ("issued_on", "published_on"):
        metadata[name] = date.fromisoformat(metadata[name]) if metadata[name] else None
    return Document(values["text"], values["format"], Metadata(**metadata), tuple(values["unread_pages"]))
