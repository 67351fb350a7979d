"""Real servers for the tests: each started on a free port or socket, in a folder of its own, and ended after.

With REQUIRE_SERVICES=1 a missing program is a failure; otherwise the tests that need it are skipped.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import redis

REQUIRED = os.environ.get("REQUIRE_SERVICES") == "1"


class Missing(Exception):
    """A program is not installed; the message says which, and what to install."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(true: Callable[[], bool], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.05)


def postgres_programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    raise Missing("PostgreSQL is not installed (Debian: apt-get install postgresql)")


def other_user() -> str | None:
    """Whom to run PostgreSQL as: it refuses root."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A new cluster; yields its DATABASE_URL."""
    programs, user = postgres_programs(), other_user()
    folder = Path(tempfile.mkdtemp(prefix="tracker-pg-"))
    try:
        if user:
            shutil.chown(folder, user)
        data, port = folder / "data", free_port()
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", "tracker", "-Atrust", "-EUTF8", "--locale=C.UTF-8"],
            user=user, cwd=folder, check=True, capture_output=True,
        )  # fmt: skip
        fast = [f"-c{option}=off" for option in ("fsync", "synchronous_commit", "full_page_writes")]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", folder, *fast],
                user=user, cwd=folder, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            ask = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
            wait_until(lambda: subprocess.run(ask, check=False).returncode == 0, 30, "PostgreSQL")
            yield f"postgres://tracker@127.0.0.1:{port}/postgres"
        finally:
            server.send_signal(signal.SIGINT)  # fast: without waiting for clients
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(5)
            server.kill()
            server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def redis_program() -> str:
    installed = shutil.which("redis-server") or shutil.which("valkey-server")
    if installed:
        return installed
    raise Missing("Redis is not installed (Debian: apt-get install redis-server)")


@contextlib.contextmanager
def redis_server(program: str | None = None) -> Iterator[str]:
    """A Redis that keeps nothing on disk; yields its REDIS_URL."""
    program, port = program or redis_program(), free_port()
    with tempfile.TemporaryDirectory(prefix="tracker-redis-") as folder:
        server = subprocess.Popen(
            [program, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", folder],
            stdout=subprocess.DEVNULL,
        )
        try:
            wait_until(lambda: answers(port), 20, "Redis")
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait(10)


def answers(port: int) -> bool:
    with contextlib.suppress(redis.RedisError), redis.Redis(port=port, socket_timeout=1) as client:
        return bool(client.ping())
    return False


def chromium_program() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise Missing("Chromium is not installed (Debian: apt-get install chromium fonts-noto-cjk)")


CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--lang=en-US",
]
