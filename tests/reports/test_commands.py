from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from reports import intake
from reports.management.commands import import_reports
from reports.models import Report, Upload
from reports.text import reading
from tests import services
from tests.reports import papers

ROOT = Path(__file__).resolve().parents[2]
KEYS = {
    "kind", "organ", "title", "addressee", "year", "plan_year", "plan_year_basis", "issued_on", "chapters",
    "items",
}  # fmt: skip
ITEM_KEYS = {
    "kind", "parent", "heading", "text", "start", "end", "due_on", "due_basis", "grade", "figures", "organs",
}  # fmt: skip


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """manage.py as a clerk's script runs it: nothing set, and no database to be had."""
    clean = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "DATABASE_URL": f"postgres://nobody@127.0.0.1:{services.free_port()}/none",
        **environment,
    }
    command = [sys.executable, str(ROOT / "manage.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=clean, check=False)


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


# --- read_report ---------------------------------------------------------------------------------------


def test_read_report_prints_one_json_object_and_needs_no_database(tmp_path: Path) -> None:
    done = run(
        "read_report", write(tmp_path, "报告.txt", papers.paper()), "--json", VAR_DIR=str(tmp_path / "var")
    )
    got = json.loads(done.stdout)
    assert (done.returncode, done.stderr, set(got)) == (0, "", KEYS)
    assert (got["organ"], got["year"], got["plan_year"]) == ("青澜市行政审批服务局", 2023, 2024)
    assert (got["plan_year_basis"], got["issued_on"]) == ("stated", "2024-01-12")
    assert [set(chapter) for chapter in got["chapters"]] == [{"kind", "heading", "start", "end"}] * 3
    assert [set(item) for item in got["items"]] == [ITEM_KEYS] * 5
    assert got["items"][2]["due_on"] == "2024-06-30"


def test_what_the_text_does_not_say_is_null(tmp_path: Path) -> None:
    path = write(
        tmp_path, "报告.txt", "一、存在的问题\n（一）人手不足。窗口人员紧张。\n（二）经费不足。设备老化。"
    )
    got = json.loads(run("read_report", path, "--json", VAR_DIR=str(tmp_path / "var")).stdout)
    assert [got[name] for name in ("organ", "title", "addressee", "year", "plan_year", "issued_on")] == [
        None
    ] * 6


def test_read_report_sums_up_for_people(tmp_path: Path) -> None:
    done = run("read_report", write(tmp_path, "报告.txt", papers.paper()), VAR_DIR=str(tmp_path / "var"))
    assert done.returncode == 0
    for words in ("青澜市行政审批服务局", "（一）窗口人员轮换过快", "2024-06-30", "存在的问题", "可量化"):
        assert words in done.stdout


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("空.txt", b"  \n", id="empty"),
        pytest.param("压缩.docx", b"PK\x03\x04" + b"\0" * 60, id="no document"),
        pytest.param("没有.txt", None, id="no file"),
        pytest.param("文件夹", ..., id="a folder"),
    ],
)
def test_a_refusal_is_one_chinese_sentence_and_status_1(tmp_path: Path, name: str, content: Any) -> None:
    path = tmp_path / name
    if content is ...:
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    done = run("read_report", path, "--json", VAR_DIR=str(tmp_path / "var"))
    assert (done.returncode, done.stdout) == (1, "")
    last = done.stderr.strip().splitlines()[-1]
    assert any("\u4e00" <= character <= "\u9fff" for character in last.replace(name, ""))
    assert "Traceback" not in done.stderr


# --- import_reports ------------------------------------------------------------------------------------


def imported(*arguments: str | Path, terminal: bool = False) -> str:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return terminal

    err = Terminal()
    call_command("import_reports", *map(str, arguments), stderr=err)
    return err.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two reports, a refusal, and what must not be looked at."""
    folder = tmp_path / "报告"
    write(folder, "2022.txt", papers.paper(year=2022))
    write(folder, "下级/2023.txt", papers.paper())
    write(folder, "空.txt", b" ")
    write(folder, ".hidden.txt", papers.paper(year=2001))
    write(folder, ".git/x.txt", papers.paper(year=2002))
    return folder


@pytest.mark.django_db
def test_a_folder_is_imported_with_a_line_for_each_refusal(folder: Path) -> None:
    said = imported(folder)
    assert set(Report.objects.values_list("year", flat=True)) == {2022, 2023}
    assert said.count("空.txt") == 1
    assert len(said.strip().splitlines()) == 2  # the refusal and the summary


@pytest.mark.django_db
def test_importing_again_reads_nothing_again(folder: Path) -> None:
    imported(folder)
    attempts = set(Upload.objects.values_list("pk", "attempts"))
    said = imported(folder, folder / "2022.txt")
    assert set(Upload.objects.values_list("pk", "attempts")) == attempts
    assert said.count("空.txt") == 1


@pytest.mark.django_db
def test_patterns_and_single_files_are_taken_once(folder: Path) -> None:
    imported(folder / "*.txt", folder / "2022.txt", folder / "**" / "2023.txt")
    assert Report.objects.count() == 2
    assert not Upload.objects.filter(name__startswith=".").exists()


@pytest.mark.django_db
def test_a_path_that_leads_nowhere_is_named(folder: Path) -> None:
    assert "没有/这个" in imported(folder / "2022.txt", "没有/这个")
    with pytest.raises(CommandError):
        imported("没有/这个")


@pytest.mark.django_db
def test_a_file_that_failed_is_tried_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(intake, "read", breaks)
        said = imported(folder / "2022.txt")
    assert said.count("2022.txt") == 1
    assert not Report.objects.exists()
    imported(folder / "2022.txt")
    assert Report.objects.count() == 1


@pytest.mark.django_db
def test_an_interrupt_leaves_whole_reports_and_the_next_run_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, calls = reading.read, iter(range(9))

    def interrupted(*arguments: Any) -> Any:
        if next(calls) == 1:
            raise KeyboardInterrupt
        return read(*arguments)

    monkeypatch.setattr(intake, "read", interrupted)
    with pytest.raises(SystemExit) as stop:
        imported(folder)
    assert stop.value.code == 130
    assert Report.objects.count() == 1
    assert not Upload.objects.filter(status="reading").exists()
    monkeypatch.setattr(intake, "read", read)
    imported(folder)
    assert Report.objects.count() == 2


@pytest.mark.django_db
def test_the_bar_is_drawn_on_a_terminal_only(folder: Path) -> None:
    assert "█" not in imported(folder)
    again = imported(folder, terminal=True)
    assert "█" * import_reports.BAR in again
    assert again.count("3/3") == 1


@pytest.mark.django_db
def test_a_large_file_is_refused_by_its_size(folder: Path, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 100
    imported(folder / "2022.txt")
    assert Upload.objects.get().reason_code == "too_large"


@pytest.mark.django_db
def test_without_a_broker_the_files_wait(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELERY_BROKER_URL", f"redis://127.0.0.1:{services.free_port()}/0")
    imported(folder, "--workers")
    assert set(Upload.objects.values_list("status", flat=True)) == {"queued"}


@pytest.mark.django_db
def test_what_the_workers_settle_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker's part is played between two looks at the table."""

    def worker(_seconds: float) -> None:
        for key in intake.waiting(1):
            papers.read(Upload.objects.get(pk=key))

    monkeypatch.setattr("reports.management.commands.import_reports.time.sleep", worker)
    said = imported(folder, "--workers")
    assert said.count("空.txt") == 1
    assert Report.objects.count() == 2


@pytest.mark.django_db
def test_workers_that_do_nothing_are_not_waited_for_for_ever(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_reports, "PATIENCE_SECONDS", 0)
    imported(folder, "--workers")
    assert Upload.objects.filter(status="queued").count() == 3
