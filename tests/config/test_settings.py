"""Wrong settings stop the start with a sentence in both languages; the demo needs no settings."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config.catalogues import BASE_DIR

KEY = "a-production-key-" + "0123456789abcdefghijklmnopqrstuvwxyz"
PRODUCTION = {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "tracker.example"}


def start(var: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python as on a new machine: nothing of this environment but PATH."""
    clean = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "VAR_DIR": str(var), **environment}
    return subprocess.run(
        [sys.executable, *command], cwd=BASE_DIR, env=clean, capture_output=True, text=True, check=False
    )


def checked(var: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return start(var, "manage.py", "check", **environment)


@pytest.mark.parametrize(
    ("environment", "code", "chinese", "english"),
    [
        pytest.param({"SECRET_KEY": ""}, "E001", "未设置", "is not set", id="no key"),
        pytest.param({"SECRET_KEY": "short"}, "E001", "太短", "too short", id="short key"),
        pytest.param({"SECRET_KEY": "a" * 60}, "E001", "太简单", "too plain", id="plain key"),
        pytest.param({"UPLOAD_MAX_BYTES": "20M"}, "E002", "整数", "whole number", id="not a number"),
        pytest.param({"READ_MAX_PAGES": "0"}, "E002", "整数", "whole number", id="below the minimum"),
        pytest.param({"DEMO": "maybe"}, "E002", "开关", "not a switch", id="not a switch"),
        pytest.param({"DATABASE_URL": "nonsense"}, "E002", "数据库", "database address", id="database"),
        pytest.param({"DATABASE_URL": "mysql://u:pw@h/d"}, "E002", "数据库", "database address", id="mysql"),
        pytest.param({"ALLOWED_HOSTS": " , "}, "E003", "未设置", "is not set", id="no hosts"),
        pytest.param({"DEBUG": "1"}, "E004", "演示", "demo only", id="debug in production"),
        pytest.param({"REDIS_URL": "amqp://h"}, "E005", "不是 Redis", "not a Redis", id="broker"),
        pytest.param({"MEDIA_ROOT": "/dev/null/uploads"}, "E006", "不可写", "cannot be", id="read-only"),
        pytest.param({"REMINDER_HOURS": "18:00-8:30"}, "E002", "时段", "span of hours", id="hours"),
        pytest.param({"WEBHOOK_NETWORKS": "10.0.0.1/8"}, "E002", "网段", "list of networks", id="networks"),
        pytest.param({"EMAIL_URL": "http://h"}, "E002", "邮件服务器", "mail server", id="mail server"),
        pytest.param({"SITE_URL": "tracker.example"}, "E008", "网址", "full address", id="links"),
        pytest.param({"WECOM_URL": "https://h"}, "E010", "格式", "wrong form", id="messenger"),
    ],
)
def test_a_wrong_setting_is_named_in_both_languages(
    tmp_path: Path, environment: dict[str, str], code: str, chinese: str, english: str
) -> None:
    done = checked(tmp_path, **{**PRODUCTION, **environment})
    assert done.returncode == 1
    (name,) = environment
    line = next(line for line in done.stderr.splitlines() if f"config.{code}" in line)
    assert name in line
    assert chinese in line
    assert english in line
    assert "HINT: " in done.stderr


def test_uploads_may_not_lie_among_the_public_files(tmp_path: Path) -> None:
    done = checked(tmp_path, **PRODUCTION, MEDIA_ROOT=str(tmp_path / "static" / "uploads"))
    assert "config.E007" in done.stderr


def test_right_settings_pass(tmp_path: Path) -> None:
    done = checked(tmp_path, **PRODUCTION, REDIS_URL="redis://h:6379/0", DATABASE_URL="postgres://u:pw@h/d")
    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues (0 silenced)" in done.stdout


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    done = checked(tmp_path, READ_MAX_PAGES="x", REDIS_URL="x")
    assert [code for code in ("E001", "E002", "E003", "E005") if f"config.{code}" not in done.stderr] == []


def test_a_password_in_a_wrong_address_is_not_printed(tmp_path: Path) -> None:
    done = checked(tmp_path, **PRODUCTION, DATABASE_URL="mysql://user:hunter2@host/name")
    assert "hunter2" not in done.stderr + done.stdout


@pytest.mark.parametrize("entry", ["config.wsgi", "config.run"])
def test_the_servers_do_not_start_on_wrong_settings(tmp_path: Path, entry: str) -> None:
    done = start(tmp_path, "-m", entry)
    assert done.returncode == 3
    assert "未启动" in done.stderr
    assert "Not started" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_demo_makes_one_key_for_its_owner_only(tmp_path: Path) -> None:
    show = "from config import settings; print(settings.SECRET_KEY)"
    first, second = (start(tmp_path, "-c", show, DEMO="1").stdout for _ in range(2))
    assert len(first) > 50
    assert first == second
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_a_file_completes_the_environment_and_does_not_override_it(tmp_path: Path) -> None:
    file = tmp_path / "env"
    file.write_text("UPLOAD_MAX_FILES=7\nUPLOAD_MAX_BYTES=1000\n")
    show = "from config import settings as s; print(s.UPLOAD_MAX_FILES, s.UPLOAD_MAX_BYTES)"
    done = start(tmp_path, "-c", show, ENV_FILE=str(file), UPLOAD_MAX_BYTES="2000")
    assert done.stdout == "7 2000\n"


def test_production_speaks_https_only_and_the_demo_does_not(tmp_path: Path) -> None:
    show = "from config import settings as s; print(s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.DEBUG)"
    assert start(tmp_path, "-c", show, **PRODUCTION).stdout == "True True False\n"
    assert start(tmp_path, "-c", show, DEMO="1").stdout == "False False False\n"


def test_sqlite_waits_for_its_lock_and_keeps_foreign_keys(tmp_path: Path) -> None:
    ask = (
        "import django; django.setup()\n"
        "from django.db import connection as c\n"
        "cursor = c.cursor()\n"
        "for name in ('journal_mode', 'foreign_keys', 'busy_timeout'):\n"
        "    print(cursor.execute(f'PRAGMA {name}').fetchone()[0])\n"
        "print(c.transaction_mode)"
    )
    done = start(tmp_path, "-c", ask, DEMO="1", DJANGO_SETTINGS_MODULE="config.settings")
    assert done.stdout.split() == ["wal", "1", "20000", "IMMEDIATE"]
