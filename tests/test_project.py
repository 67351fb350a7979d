"""The project checks itself: migrations, deployment settings, beat table, catalogues."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polib
import pytest
import unfold
from celery.schedules import crontab
from django.core.management import call_command
from django.utils import translation
from django.utils.translation import trans_real

from config import catalogues
from config.celery import app
from tests import services

ROOT = catalogues.BASE_DIR
KEY = "a-production-key-" + "0123456789abcdefghijklmnopqrstuvwxyz"


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_a_production_site_passes_djangos_deployment_checks(tmp_path: Path) -> None:
    environment = {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "tracker.example", "HSTS_SUBDOMAINS": "1"}
    done = manage(tmp_path, environment, "check", "--deploy", "--fail-level", "WARNING")
    # Preloading into browsers is for sites on the public internet; this one stays off that list.
    assert done.stderr.count("security.W") == done.stderr.count("security.W021") == 1, done.stderr


def manage(var: Path, environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py as on a new machine: nothing of the environment but PATH, and a ``var`` of its own."""
    clean = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "VAR_DIR": str(var), **environment}
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", *command],
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_beat_entry_names_a_task_and_expires_within_its_period() -> None:
    app.loader.import_default_modules()
    assert app.conf.beat_schedule
    for name, entry in app.conf.beat_schedule.items():
        assert entry["task"] in app.tasks, name
        schedule, expires = entry["schedule"], entry["options"]["expires"]
        if isinstance(schedule, crontab):
            assert expires <= 24 * 3600, name
        else:
            assert 0 < expires < schedule, name


def test_a_long_task_is_never_taken_for_a_lost_one() -> None:
    assert app.conf.task_acks_late
    assert app.conf.broker_transport_options["visibility_timeout"] > app.conf.task_time_limit


def xgettext_or_skip() -> None:
    if shutil.which("xgettext"):
        return
    if services.REQUIRED:
        pytest.fail("GNU gettext is not installed (Debian: apt-get install gettext)", pytrace=False)
    pytest.skip("GNU gettext is not installed (Debian: apt-get install gettext)")


def collected(folder: Path) -> polib.POFile:
    """The messages that makemessages finds under ``folder``, added to the catalogue that is there."""
    (folder / "locale").mkdir(exist_ok=True)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "django", "makemessages", "--verbosity", "0"]
    subprocess.run(command, cwd=folder, env=environment, check=True)
    return polib.pofile(str(folder / "locale/zh_Hans/LC_MESSAGES/django.po"))


def test_the_chinese_catalogue_is_complete(tmp_path: Path) -> None:
    xgettext_or_skip()
    for name in ("config", "reports", "commitments", "notifications", "locale"):
        shutil.copytree(ROOT / name, tmp_path / name)
    found = collected(tmp_path)
    assert len(found) > 10
    assert [entry.msgid for entry in found if not entry.translated()] == []


def test_what_django_unfold_shows_is_chinese(tmp_path: Path) -> None:
    xgettext_or_skip()
    shutil.copytree(Path(unfold.__file__).parent, tmp_path / "unfold")
    found = collected(tmp_path)
    assert len(found) > 150
    assert [entry.msgid for entry in found if not in_chinese(entry)] == []


def in_chinese(entry: polib.POEntry) -> bool:
    """Whether the running site has a translation, from Django's catalogues or from ours."""
    known = trans_real.translation("zh-hans")._catalog  # type: ignore[attr-defined]
    key = f"{entry.msgctxt}\x04{entry.msgid}" if entry.msgctxt else entry.msgid
    for candidate in (key, (key, 0)):
        try:
            return bool(known[candidate])
        except KeyError:
            continue
    return False


def test_placeholders_survive_translation() -> None:
    for source in catalogues.sources():
        for entry in polib.pofile(str(source)):
            for text in (entry.msgstr, *entry.msgstr_plural.values()):
                assert placeholders(text) == placeholders(entry.msgid) or not text, entry.msgid


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", text))


def test_compiled_catalogues_are_up_to_date() -> None:
    assert catalogues.sources()
    for source in catalogues.sources():
        assert not catalogues.compile_catalogue(source)


def test_a_changed_catalogue_is_compiled_again(tmp_path: Path) -> None:
    source = tmp_path / "django.po"
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "a"\nmsgstr "甲"\n'
    )
    assert catalogues.compile_catalogue(source)
    assert not catalogues.compile_catalogue(source)
    source.write_text(source.read_text().replace("甲", "乙"))
    assert catalogues.compile_catalogue(source)
    assert polib.mofile(str(source.with_suffix(".mo")))[0].msgstr == "乙"


def test_the_site_has_an_english_side_too() -> None:
    with translation.override("en"):
        assert translation.gettext("Reports") == "Reports"
    with translation.override("zh-hans"):
        assert translation.gettext("Reports") == "报告"


def sections(readme: str) -> list[int]:
    """The depths of its headings, in order."""
    return [len(marks) for marks in re.findall(r"^(#+) ", prose(readme), re.MULTILINE)]


def blocks(readme: str) -> list[str]:
    """What is to be typed or shown as it stands: fenced and indented lines."""
    fenced = re.findall(r"^```\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    return [*fenced, *re.findall(r"^ {4}(\S.*)", prose(readme), re.MULTILINE)]


def prose(readme: str) -> str:
    return re.sub(r"^```\n.*?^```", "", readme, flags=re.MULTILINE | re.DOTALL)


def names(readme: str) -> list[str]:
    """What the first column of its tables names: variables and folders."""
    return [
        name
        for row in re.findall(r"^\| (`.*?) \|", readme, re.MULTILINE)
        for name in re.findall(r"`(.+?)`", row)
    ]


@pytest.mark.parametrize("told", [sections, blocks, names])
def test_the_two_readmes_say_the_same(told: Callable[[str], list[object]]) -> None:
    english, chinese = (
        (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md")
    )
    assert told(english)
    assert told(chinese) == told(english)
