"""Files that only the person who runs the site may read, and the private place of the broker's socket."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import stat
import tempfile
from pathlib import Path

# A socket's whole path must fit into 108 bytes on Linux, 104 on macOS, the closing zero included.
LONGEST_SOCKET_PATH = 100


def write_private(path: Path, text: str) -> None:
    """Replace ``path`` in one step; nobody else can read it at any moment."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(
        os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    fresh.replace(path)


def kept_secret(path: Path) -> str:
    """The secret in ``path``, made on first use."""
    if not path.exists():
        fresh = path.with_name(f"{path.name}.new.{secrets.token_hex(4)}")
        write_private(fresh, secrets.token_urlsafe(50) + "\n")
        # A link fails where a rename would overwrite: of two processes starting at once, one secret wins.
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text("ascii").strip()


def broker_socket(var_dir: Path) -> Path:
    """Where the embedded broker listens: always the same place for the same ``var_dir``."""
    wanted = var_dir / "run" / "broker.sock"
    if len(os.fsencode(wanted)) <= LONGEST_SOCKET_PATH:
        return wanted
    mark = hashlib.sha256(os.fsencode(var_dir)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"tracker-{os.getuid()}-{mark}" / "broker.sock"


def make_private_folder(folder: Path) -> None:
    """Make ``folder``, or make sure that nobody else prepared it for us in a shared place."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to somebody else")
    folder.chmod(0o700)
