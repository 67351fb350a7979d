"""Keeps a few programs running together: starts them in order, restarts what dies, stops them in reverse.

It knows nothing of Django or of this project; ``config.run`` says what to run.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

POLL_SECONDS = 0.2
MOST_FAILURES = 2  # at the first start; later a program is restarted for ever
LONGEST_WAIT = 30.0
STEADY_SECONDS = 60.0
LARGEST_LOG = 20 * 1024 * 1024
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Program:
    """``ready`` says whether the program answers; the next one starts only then."""

    name: str
    command: list[str]
    ready: Callable[[], bool] | None = None
    ready_seconds: float = 60.0
    stop_seconds: float = 20.0


@dataclass(slots=True)
class Child:
    program: Program
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    start_again_at: float = 0.0


class NotReady(Exception):
    """A program did not answer in time."""


def say(sentence: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {sentence}", flush=True)


def die_with_parent() -> None:
    """In the child: ask the kernel for a SIGTERM should the supervisor be killed outright (Linux only)."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass(slots=True)
class Supervisor:
    logs: Path
    environment: Mapping[str, str]
    children: list[Child] = field(default_factory=list)
    stopping: bool = False

    def listen(self) -> None:
        """From now on a first SIGINT or SIGTERM asks for an orderly end."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.ask_to_stop)

    def ask_to_stop(self, *_: object) -> None:
        self.stopping = True

    def start(self, program: Program) -> None:
        """Start ``program`` and wait until it answers; raise NotReady if it does not."""
        child = Child(program)
        self.children.append(child)
        self.launch(child)
        deadline = time.monotonic() + program.ready_seconds
        while program.ready and not self.stopping and not program.ready():
            if time.monotonic() > deadline or child.failures > MOST_FAILURES:
                raise NotReady(program.name)
            self.watch()
            time.sleep(POLL_SECONDS)

    def launch(self, child: Child) -> None:
        log = self.log_of(child.program)
        trim(log)
        with log.open("ab") as output:
            # A session of its own: Ctrl-C reaches only the supervisor, which then ends the rest in order.
            child.process = subprocess.Popen(
                child.program.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=dict(self.environment),
                start_new_session=True,
                preexec_fn=die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 (one thread)
            )
        child.started = time.monotonic()

    def log_of(self, program: Program) -> Path:
        return self.logs / f"{program.name}.log"

    def run(self) -> None:
        """Watch until asked to stop."""
        while not self.stopping:
            self.watch()
            time.sleep(POLL_SECONDS)

    def watch(self) -> None:
        now = time.monotonic()
        for child in self.children:
            trim(self.log_of(child.program))
            if child.process is None:
                if now >= child.start_again_at:
                    self.launch(child)
                continue
            code = child.process.poll()
            if code is None:
                continue
            if now - child.started > STEADY_SECONDS:
                child.failures = 0
            wait = min(2.0**child.failures, LONGEST_WAIT)
            child.failures += 1
            signal_group(child.process, signal.SIGKILL)  # what the dead program left behind
            child.process, child.start_again_at = None, now + wait
            log = self.log_of(child.program)
            say(f"{child.program.name} ended ({outcome(code)}), see {log}; starting again in {wait:.0f} s")

    def stop(self) -> None:
        """End all programs, the last started first. Repeating the signal does not hurry them."""
        self.stopping = True
        for child in reversed(self.children):
            if child.process is not None:
                say(f"stopping {child.program.name}")
                end(child.process, child.program.stop_seconds)
                child.process = None


def end(process: subprocess.Popen[bytes], seconds: float) -> None:
    """SIGTERM to the program itself, which ends its own workers; SIGKILL to whatever then remains."""
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    signal_group(process, signal.SIGKILL)
    process.wait()


def signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def outcome(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def trim(log: Path) -> None:
    """Move a long log aside. Copied and cut, since the program that writes it keeps it open."""
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > LARGEST_LOG:
            shutil.copyfile(log, log.with_suffix(".log.1"))
            os.truncate(log, 0)
