"""Older documents (.doc, .wps, .rtf, .odt), which LibreOffice makes a .docx of where it is installed.

It runs without macros, links and network, on a profile of its own, so that several may run at once.
"""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from reports.readers.model import Limits
from reports.readers.refusals import Refused

logger = logging.getLogger(__name__)

_PROGRAMS: Final = ("soffice", "libreoffice")
_FILTER: Final = "docx:MS Word 2007 XML"
# Memory in KB, seconds, the size of a file in blocks of 512 bytes; what a shell cannot bound it passes over.
_BOUNDED: Final = 'ulimit -v "$1"; ulimit -t "$2"; ulimit -f "$3"; ulimit -c 0; shift 3; exec "$@"'
_SECURITY: Final = "org.openoffice.Office.Common/Security/Scripting"
_INTERNET: Final = "org.openoffice.Inet/Settings"
_SETTINGS: Final = (
    (_SECURITY, "MacroSecurityLevel", "3"),
    (_SECURITY, "DisableMacrosExecution", "true"),
    (_SECURITY, "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "2"),
    # A proxy at which nobody answers.
    (_INTERNET, "ooInetProxyType", "2"),
    (_INTERNET, "ooInetHTTPProxyName", "127.0.0.1"),
    (_INTERNET, "ooInetHTTPProxyPort", "9"),
    (_INTERNET, "ooInetHTTPSProxyName", "127.0.0.1"),
    (_INTERNET, "ooInetHTTPSProxyPort", "9"),
)


def program() -> str | None:
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)


def converted(data: bytes, name: str, limits: Limits) -> bytes:
    """The document as .docx; which kind it is LibreOffice sees for itself."""
    soffice = program()
    if soffice is None:
        raise Refused("legacy_doc")
    with TemporaryDirectory(prefix="legacy-") as folder:
        home = Path(folder)
        (home / "report.doc").write_bytes(data)
        (home / "profile" / "user").mkdir(parents=True)
        (home / "profile" / "user" / "registrymodifications.xcu").write_text(_profile(), "utf-8")
        said = _run(_command(soffice, home, limits), home, limits.seconds)
        made = home / "made" / "report.docx"
        if not made.is_file():
            logger.warning("LibreOffice made nothing of %r: %s", name, said)
            raise Refused("damaged")
        return made.read_bytes()


def _command(soffice: str, home: Path, limits: Limits) -> list[str]:
    bounds = (limits.max_memory // 1024, int(limits.seconds) + 1, limits.max_expanded_bytes // 512)
    return [
        "/bin/sh", "-c", _BOUNDED, "sh", *map(str, bounds),
        soffice, f"-env:UserInstallation={(home / 'profile').as_uri()}",
        "--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck",
        "--convert-to", _FILTER, "--outdir", str(home / "made"), str(home / "report.doc"),
    ]  # fmt: skip


def _run(command: list[str], home: Path, seconds: float) -> str:
    """What it says. It starts further processes, so all of its group are ended with it."""
    running = subprocess.Popen(
        command,
        cwd=home,
        env=_environment(home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        said, _ = running.communicate(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise Refused("too_complex") from error
    finally:
        _end(running)
    return said[-2000:].decode(errors="replace")


def _end(running: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):  # when all have ended by themselves
        os.killpg(running.pid, signal.SIGKILL)
    running.communicate()


def _environment(home: Path) -> Mapping[str, str]:
    """What a program needs to start, and none of the passwords that the environment holds."""
    return {"PATH": os.environ.get("PATH", ""), "HOME": str(home), "LANG": "C.UTF-8", "TMPDIR": str(home)}


def _profile() -> str:
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    space = 'xmlns:oor="http://openoffice.org/2001/registry"'
    return f'<?xml version="1.0" encoding="UTF-8"?><oor:items {space}>{items}</oor:items>'
