"""Real workers, two beats and a Redis that is absent, killed, emptied: everybody is told exactly once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import redis

from tests import services
from tests.notifications import crowds
from tests.notifications.mailserver import PostOffice, post_office

ROOT = Path(__file__).resolve().parents[2]
EACH_ROUND = 10
PATIENCE = 300  # a clock that goes once a minute, and a worker that finds its broker again, on a slow machine
pytestmark = pytest.mark.xdist_group("run")  # one at a time: each is half a dozen processes


@dataclass(slots=True)
class Site:
    """The project in processes of its own: its database, its Redis, its workers."""

    folder: Path
    mail_port: int
    redis_port: int = field(default_factory=services.free_port)
    programs: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "ENV_FILE": os.devnull,
            "VAR_DIR": str(self.folder),
            "SECRET_KEY": "for-this-test-only-" + "0123456789abcdefghijklmnopqrstuvwxyz",
            "ALLOWED_HOSTS": "localhost",
            "SITE_URL": "http://localhost",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "EMAIL_FROM": "tracker@localhost",
            "REMINDER_HOURS": "00:00-23:59:59.999999",
            "REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0",
        }

    def python(self, *arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def start(self, name: str, *command: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.programs[name] = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def celery(self, name: str, *arguments: str) -> None:
        clock = ("-m", "celery", "-A", "tests.notifications.fastclock")
        self.start(name, sys.executable, *clock, *arguments)

    def start_redis(self) -> None:
        program = [services.redis_program(), "--bind", "127.0.0.1", "--port", str(self.redis_port)]
        self.start("redis", *program, "--save", "", "--dir", str(self.folder))
        services.wait_until(lambda: services.answers(self.redis_port), 30, "Redis")

    def kill(self, name: str) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.programs[name].pid, signal.SIGKILL)
        self.programs[name].wait()


@contextmanager
def running(folder: Path, office: PostOffice, mail_port: int) -> Iterator[Site]:
    site = Site(folder, mail_port)
    try:
        site.python("manage.py", "migrate", "--verbosity", "0")
        yield site
    finally:
        for name in site.programs:
            site.kill(name)


def everybody_is_told(office: PostOffice, rounds: int) -> None:
    """Waits until so many rounds were told. Each commitment is so old that its supervisor alone is."""
    services.wait_until(lambda: len(office.lines()) >= rounds * EACH_ROUND, PATIENCE, "the letters")
    assert len(office.lines()) == rounds * EACH_ROUND


@pytest.mark.usefixtures("redis_url")  # which tells when there is no Redis to start
def test_a_redis_that_fails_in_every_way_loses_and_doubles_nothing(tmp_path: Path) -> None:
    with post_office() as (office, port), running(tmp_path, office, port) as site:
        site.python("-m", "tests.notifications.crowd_of_today", str(EACH_ROUND), "0")
        for name in ("one", "two"):  # the clock is started twice, and Redis is not there yet
            site.celery(f"beat-{name}", "beat", "--pidfile=", "-s", str(tmp_path / f"schedule-{name}"))
            site.celery(f"worker-{name}", "worker", "-c", "1", "--without-mingle", "--without-gossip")
        site.start_redis()
        everybody_is_told(office, 1)

        site.kill("redis")  # with whatever was in it
        site.kill("worker-one")
        site.python("-m", "tests.notifications.crowd_of_today", str(EACH_ROUND), "1000")
        site.start_redis()
        everybody_is_told(office, 2)

        with redis.Redis(port=site.redis_port) as client:
            client.flushall()
        site.python("-m", "tests.notifications.crowd_of_today", str(EACH_ROUND), "2000")
        everybody_is_told(office, 3)
        assert set(office.lines().values()) == {1}
        assert set(office.received().values()) == {1}
        assert len(office.received()) == 3 * EACH_ROUND // crowds.EACH
