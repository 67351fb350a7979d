from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config import private


def test_a_private_file_replaces_an_open_one(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "file"
    private.write_private(path, "甲")
    path.chmod(0o644)
    private.write_private(path, "乙")
    assert path.read_text("utf-8") == "乙"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_short_path_holds_the_socket_itself() -> None:
    assert private.broker_socket(Path("/srv/var")) == Path("/srv/var/run/broker.sock")


def test_a_long_path_gets_a_short_place_that_stays_the_same() -> None:
    deep = Path("/srv") / ("x" * 100)
    place = private.broker_socket(deep)
    assert len(os.fsencode(place)) <= private.LONGEST_SOCKET_PATH
    assert place == private.broker_socket(deep) != private.broker_socket(deep / "y")


def test_a_folder_of_ours_is_closed_to_others(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir(mode=0o755)
    private.make_private_folder(tmp_path / "run")
    assert stat.S_IMODE((tmp_path / "run").stat().st_mode) == 0o700


def test_a_folder_that_is_a_link_is_not_trusted(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "run").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PermissionError):
        private.make_private_folder(tmp_path / "run")


def test_of_many_that_start_at_once_all_take_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        secrets = set(threads.map(private.kept_secret, [tmp_path / "secret-key"] * 16))
    assert len(secrets) == 1
