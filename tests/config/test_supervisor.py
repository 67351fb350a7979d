"""The supervisor on small real programs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config import supervisor as module
from config.supervisor import NotReady, Program, Supervisor
from tests.services import wait_until

STEADY = "import time; print('up', flush=True); time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {STEADY}"
PARENT = (
    f"import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', {STEADY!r}]).pid, flush=True); "
)


def program(
    name: str, code: str, ready: Callable[[], bool] | None = None, stop_seconds: float = 5
) -> Program:
    return Program(name, [sys.executable, "-c", code], ready, ready_seconds=5, stop_seconds=stop_seconds)


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    made = Supervisor(tmp_path, os.environ)
    yield made
    made.stop()


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def log_says(supervisor: Supervisor, name: str, word: str = "up") -> Callable[[], bool]:
    return lambda: word in (supervisor.logs / f"{name}.log").read_text()


def test_a_program_that_dies_is_started_again(
    supervisor: Supervisor, capsys: pytest.CaptureFixture[str]
) -> None:
    supervisor.start(program("one", STEADY, log_says(supervisor, "one")))
    first = supervisor.children[0].process
    assert first
    first.kill()
    first.wait()
    supervisor.watch()
    assert "one ended (signal SIGKILL)" in capsys.readouterr().out
    time.sleep(1.1)  # the first wait
    supervisor.watch()
    second = supervisor.children[0].process
    assert second
    assert second.pid != first.pid


def test_one_that_keeps_dying_is_given_ever_more_time(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = 1_000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    supervisor.start(program("one", "raise SystemExit(3)"))
    for _ in range(7):
        process = supervisor.children[0].process
        assert process
        process.wait()
        supervisor.watch()
        now = supervisor.children[0].start_again_at
        supervisor.watch()
    told = [line.rpartition("again in ")[2] for line in capsys.readouterr().out.splitlines()]
    assert told == ["1 s", "2 s", "4 s", "8 s", "16 s", "30 s", "30 s"]


def test_the_next_program_waits_until_the_first_answers(supervisor: Supervisor) -> None:
    supervisor.start(program("one", STEADY, log_says(supervisor, "one")))
    assert log_says(supervisor, "one")()


def test_one_that_never_answers_is_an_error(supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_WAIT", 0.01)
    with pytest.raises(NotReady, match="one"):
        supervisor.start(program("one", "raise SystemExit(3)", ready=lambda: False))


def test_programs_end_in_reverse_order(supervisor: Supervisor, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("broker", "worker", "web"):
        supervisor.start(program(name, STEADY, log_says(supervisor, name)))
    pids = [child.process.pid for child in supervisor.children if child.process]
    supervisor.stop()
    assert [line.split()[-1] for line in capsys.readouterr().out.splitlines()] == ["web", "worker", "broker"]
    assert not any(map(alive, pids))


def test_one_that_ignores_the_signal_is_killed(supervisor: Supervisor) -> None:
    supervisor.start(program("one", STUBBORN, log_says(supervisor, "one"), stop_seconds=0.2))
    process = supervisor.children[0].process
    supervisor.stop()
    assert process
    assert process.returncode == -signal.SIGKILL


def test_what_a_program_leaves_behind_is_killed(supervisor: Supervisor) -> None:
    supervisor.start(program("one", PARENT + "raise SystemExit(1)"))
    process = supervisor.children[0].process
    assert process
    process.wait()
    orphan = int((supervisor.logs / "one.log").read_text().split()[0])
    assert alive(orphan)
    supervisor.watch()
    wait_until(lambda: not alive(orphan), 5, "end of the orphan")


@pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")
def test_a_killed_supervisor_leaves_nothing_running(tmp_path: Path) -> None:
    code = (
        "import os, sys, pathlib; from config.supervisor import *\n"
        f"s = Supervisor(pathlib.Path({str(tmp_path)!r}), os.environ)\n"
        f"s.start(Program('one', [sys.executable, '-c', {STEADY!r}]))\n"
        "print(s.children[0].process.pid, flush=True); s.run()"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert alive(child)
        parent.kill()
    wait_until(lambda: not alive(child), 5, "end of the child")


def test_a_long_log_is_moved_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_LOG", 100)
    log = tmp_path / "web.log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"x" * 101)
        module.trim(log)
        writer.write(b"next")
    assert log.read_bytes() == b"next"
    assert (tmp_path / "web.log.1").stat().st_size == 101
