"""Files of the program's own: written whole or not at all."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from platformdirs import PlatformDirs

from peace_tui.system.paths import (
    ABANDONED_AFTER,
    cache_folder,
    settings_folder,
    state_folder,
    write_atomically,
    write_pieces_atomically,
)
from processes import PATIENCE

KILLED = """
import os, sys
from peace_tui.system.paths import write_pieces_atomically

def pieces():
    yield b"x" * 1_000_000
    os.kill(os.getpid(), int(sys.argv[2]))
    yield b"y"

write_pieces_atomically(sys.argv[1], pieces(), lasting=False)
"""


def test_folders_follow_xdg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, folder in (("CONFIG", settings_folder), ("STATE", state_folder), ("CACHE", cache_folder)):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
        assert folder() == str(tmp_path / name / "peace-tui")


@pytest.mark.parametrize("named", ["/somewhere", "", "not/absolute", None])
def test_folders_are_where_other_programs_keep_theirs(monkeypatch: pytest.MonkeyPatch, named: str | None) -> None:
    for name in ("CONFIG", "STATE", "CACHE"):
        monkeypatch.delenv(f"XDG_{name}_HOME", raising=False)
        if named is not None:
            monkeypatch.setenv(f"XDG_{name}_HOME", named)
    found = PlatformDirs("peace-tui", appauthor=False)
    assert settings_folder() == found.user_config_dir
    assert state_folder() == found.user_state_dir
    assert cache_folder() == found.user_cache_dir


def test_a_file_is_replaced_with_its_permissions_and_folders_are_made(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b" / "c.toml"
    write_atomically(str(file), b"one")
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(file.stat().st_mode) == 0o666 & ~mask
    file.chmod(0o640)
    write_atomically(str(file), b"two")
    assert file.read_bytes() == b"two"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [*file.parent.iterdir()] == [file]


def test_a_symbolic_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    write_atomically(str(tmp_path / "link"), b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "f"
    file.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(str(file), b"new")
    assert file.read_bytes() == b"old"
    assert [*tmp_path.iterdir()] == [file]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_what_was_there_stays_where_the_program_is_killed(tmp_path: Path, number: signal.Signals) -> None:
    file = tmp_path / "f"
    file.write_bytes(b"old")
    ended = subprocess.run([sys.executable, "-c", KILLED, str(file), str(int(number))], timeout=PATIENCE, check=False)
    assert ended.returncode == -number
    assert file.read_bytes() == b"old"
    assert [each.suffix for each in tmp_path.iterdir() if each != file] == [".part"]


def test_what_a_killed_program_has_left_goes_with_the_next_that_writes_there(tmp_path: Path) -> None:
    """And nothing that another may still be writing, or that is somebody else's."""
    file = tmp_path / "f"
    subprocess.run([sys.executable, "-c", KILLED, str(file), str(int(signal.SIGKILL))], timeout=PATIENCE, check=False)
    (left,) = tmp_path.iterdir()
    young, foreign = tmp_path / f".{'a' * 16}.part", tmp_path / ".my-own-notes-of1.part"
    for path in (left, foreign):
        path.touch()
        old = path.stat().st_mtime - ABANDONED_AFTER - 1
        os.utime(path, (old, old))
    young.touch()
    write_atomically(str(file), b"new")
    assert {*tmp_path.iterdir()} == {file, young, foreign}


@pytest.mark.parametrize("lasting", [True, False])
def test_a_file_is_written_in_pieces(tmp_path: Path, lasting: bool) -> None:
    write_pieces_atomically(str(tmp_path / "f"), iter((b"one\n", b"\ntwo")), lasting=lasting)
    assert (tmp_path / "f").read_bytes() == b"one\n\ntwo"
    assert lasting or stat.S_IMODE((tmp_path / "f").stat().st_mode) == 0o600
    assert [*tmp_path.iterdir()] == [tmp_path / "f"]
