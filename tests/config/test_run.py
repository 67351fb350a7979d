"""`make run` for real: everything is started on free ports, used over HTTP, and stopped."""

from __future__ import annotations

import os
import queue
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookiejar import CookieJar
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

import pytest

from config.catalogues import BASE_DIR
from config.people import ACCOUNTS
from tests.services import free_port, wait_until

ENDED = "ended"
pytestmark = pytest.mark.xdist_group("run")  # one at a time: each is half a dozen processes


@dataclass
class Site:
    process: subprocess.Popen[str]
    port: int
    var: Path
    lines: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def passwords(self) -> dict[str, str]:
        text = (self.var / "accounts.txt").read_text("utf-8")
        return {line.split("\t")[0]: line.split("\t")[1] for line in text.splitlines() if line[0] != "#"}

    def processes(self) -> set[int]:
        """Everything that this run started, and what those started."""
        found, before = {self.process.pid}, 0
        while len(found) > before:
            before = len(found)
            found |= {pid for pid, parent in parents() if parent in found}
        return found

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


def parents() -> Iterator[tuple[int, int]]:
    """All living processes with their parents; dead ones that nobody waited for are left out."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                yield int(folder.name), int(parent)


def environment(var: Path, port: int) -> dict[str, str]:
    """As on a new machine: nothing of this environment but PATH."""
    return {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "VAR_DIR": str(var),
        "PORT": str(port),
        "DEMO": "1",
        "WORKERS": "1",
    }


def command(var: Path, port: int, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "config.run"],
        cwd=BASE_DIR,
        env={**environment(var, port), **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@contextmanager
def running(var: Path, **more: str) -> Iterator[Site]:
    site = Site(command(var, port := free_port(), **more), port, var)
    seen: queue.SimpleQueue[str] = queue.SimpleQueue()
    assert site.process.stdout
    reader = threading.Thread(target=copy_lines, args=(site.process.stdout, seen))
    reader.start()
    try:
        deadline = time.monotonic() + 180
        while "Ctrl-C" not in "".join(site.lines[-1:]):
            site.lines.append(seen.get(timeout=max(deadline - time.monotonic(), 0)))
            assert site.lines[-1] is not ENDED, "".join(site.lines)
        yield site
    finally:
        site.process.send_signal(signal.SIGTERM)
        site.process.wait(60)
        reader.join()
        site.process.stdout.close()


def copy_lines(source: IO[str], target: queue.SimpleQueue[str]) -> None:
    for line in source:
        target.put(line)
    target.put(ENDED)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("site") / "var") as site:
        yield site


def admin_page(site: Site, login: str, password: str) -> str:
    """Log in as a browser does; the page that follows."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    address = f"{site.url}/admin/login/?next=/admin/"
    with opener.open(address) as form:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.read().decode())
    assert token
    fields = {"csrfmiddlewaretoken": token[1], "username": login, "password": password}
    with opener.open(address, urlencode(fields).encode()) as page:
        text: str = page.read().decode()
    return text


def test_every_account_that_is_printed_can_log_in(site: Site) -> None:
    printed = dict(line.split("\t")[:2] for line in site.lines if line.count("\t") == 2 and line[0] != "#")
    assert printed == site.passwords()
    assert len(printed) == len(ACCOUNTS)
    for login, password in printed.items():
        assert "工作台" in admin_page(site, login, password)
    assert "工作台" not in admin_page(site, "admin", "wrong")


def test_the_demo_has_told_people_in_the_site_and_by_mail(site: Site) -> None:
    assert "我的消息：未读1条" in admin_page(site, "officer", site.passwords()["officer"])
    mails = b"".join(file.read_bytes() for file in (site.var / "mail").iterdir())
    assert b"To: officer@example.cn" in mails


def test_styles_are_served_compressed_and_named_by_content(site: Site) -> None:
    with urlopen(f"{site.url}/admin/login/") as page:
        style = re.search(r'href="(/static/unfold/[^"]+\.[0-9a-f]{12}\.css)"', page.read().decode())
    assert style
    with urlopen(site.url + style[1]) as answer:
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_message_reaches_the_worker_and_comes_back(site: Site) -> None:
    ping = [sys.executable, "-m", "celery", "-A", "config", "inspect", "ping", "--timeout", "20"]
    where: dict[str, Any] = {"cwd": BASE_DIR, "env": environment(site.var, site.port)}

    def answers() -> bool:
        return "pong" in subprocess.run(ping, **where, capture_output=True, text=True, check=False).stdout

    wait_until(answers, 150, "the worker's answer")


def test_beat_sends_and_the_worker_does(site: Site) -> None:
    log = site.var / "log" / "worker.log"
    wait_until(lambda: re.search(r"sweep_uploads\S* succeeded", log.read_text()) is not None, 150, "a sweep")


def test_a_killed_broker_comes_back_and_the_site_with_it(site: Site) -> None:
    (killed,) = brokers(site)
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: brokers(site) - {killed} != set() and healthy(site), 60, "the broker's return")


def brokers(site: Site) -> set[int]:
    return {pid for pid in site.processes() if "valkey-server" in name_of(pid)}


def name_of(pid: int) -> str:
    """Nothing, of a process that has ended meanwhile."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    return ""


def healthy(site: Site) -> bool:
    try:
        with urlopen(f"{site.url}/healthz") as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def test_a_second_site_on_the_same_data_is_refused(site: Site) -> None:
    output, code = outcome(command(site.var, free_port()))
    assert (code, "已在运行" in output, "Traceback" in output) == (1, True, False)


def test_a_taken_port_is_told_with_the_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        output, code = outcome(command(tmp_path, port))
    assert code == 1
    assert f"端口 {port} 不可用" in output
    assert f"PORT={port + 1} make run" in output


def outcome(process: subprocess.Popen[str]) -> tuple[str, int]:
    output, _ = process.communicate(timeout=60)
    return output, process.returncode


def test_it_stops_cleanly_and_a_second_run_keeps_the_data(tmp_path: Path) -> None:
    with running(tmp_path) as first:
        passwords, started = first.passwords(), first.processes()
        assert len(started) >= 6
        assert first.stop() == 0
        assert started & {pid for pid, _ in parents()} == set()
        assert not (tmp_path / "run" / "broker.sock").exists()
    with running(tmp_path) as second:
        assert second.passwords() == passwords
        assert "工作台" in admin_page(second, "keeper", passwords["keeper"])
        assert passwords["keeper"] not in "".join(second.lines)
        assert f"{tmp_path / 'accounts.txt'}" in "".join(second.lines)


def test_an_early_stop_is_clean_too(tmp_path: Path) -> None:
    process = command(tmp_path, free_port())
    wait_until((tmp_path / "run" / "broker.sock").exists, 60, "the broker")
    process.send_signal(signal.SIGINT)
    output, code = outcome(process)
    assert code == 0, output
    assert "Traceback" not in output


def test_nobody_else_can_read_what_the_site_keeps(site: Site) -> None:
    assert (site.var / "run" / "broker.sock").is_socket()
    open_to_others = [
        path for path in (site.var, *site.var.iterdir()) if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    assert open_to_others == []


def test_a_real_site_runs_on_postgresql_and_redis(tmp_path: Path, postgres_url: str, redis_url: str) -> None:
    settings = {
        "DEMO": "0",
        "SECRET_KEY": "a-production-key-" + "0123456789abcdefghijklmnopqrstuvwxyz",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": postgres_url,
        "REDIS_URL": redis_url,
    }
    with running(tmp_path, **settings) as site:
        assert healthy(site)
        link = HTTPConnection("127.0.0.1", site.port)
        link.request("GET", "/admin/")
        answer = link.getresponse()
        assert (answer.status, answer.headers["Location"]) == (301, f"https://127.0.0.1:{site.port}/admin/")
        link.close()
        assert {path.name for path in tmp_path.iterdir()} >= {"log", "static", "uploads"}
        assert not {"accounts.txt", "broker", "db.sqlite3"} & {path.name for path in tmp_path.iterdir()}
        assert site.stop() == 0
