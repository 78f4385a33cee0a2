"""Files that a person named: nothing but what was asked for is changed, and that completely or not at all."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest

from dossiers import EXAMPLE
from peace_tui.__main__ import main
from peace_tui.errors import OutputError
from peace_tui.system.output_file import check_output, save

IS_ROOT = os.getuid() == 0
NOBODY = 65534
OLD, NEW = b"old contents, which are longer\n", b"new\n"
INTERPOSED = ("open", "write", "replace", "link", "unlink", "chmod", "chown", "fsync", "ftruncate", "close")
"""The functions of `os` through which a file is changed."""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in which everyone may write."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o777)
        yield Path(name)


def in_child(act: Callable[[], object], user: int | None = None) -> int:
    """Run a function in a process of its own, as a user if one is named; return its exit code: 77 for OutputError."""
    if not (child := os.fork()):
        code = 99
        try:
            if user is not None:
                os.setgroups([])
                os.setgid(user)
                os.setuid(user)
            act()
            code = 0
        except OutputError:
            code = 77
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def written(folder: Path) -> Path:
    file = folder / "f"
    file.write_bytes(OLD)
    return file


# --- What is no regular file -----------------------------------------------------------------------------------------


def test_a_device_stays_one() -> None:
    before = os.stat("/dev/null")
    save("/dev/null", [NEW])
    save("/dev/null", [NEW], replace=True)
    after = os.stat("/dev/null")
    assert stat.S_ISCHR(after.st_mode)
    assert (after.st_ino, after.st_rdev, after.st_mode) == (before.st_ino, before.st_rdev, before.st_mode)


@pytest.mark.skipif(not IS_ROOT, reason="only root can make a device")
def test_a_device_of_ones_own_stays_one(tmp_path: Path) -> None:
    device = tmp_path / "null"
    try:
        os.mknod(device, 0o666 | stat.S_IFCHR, os.makedev(1, 3))
        device.read_bytes()
    except OSError:
        pytest.skip("no devices can be made here")
    save(str(device), [NEW])
    assert stat.S_ISCHR(device.stat().st_mode)


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    got: list[bytes] = []
    reader = Thread(target=lambda: got.append(fifo.read_bytes()))
    reader.start()
    save(str(fifo), [NEW, NEW])
    reader.join(60)
    assert got == [NEW + NEW]
    assert stat.S_ISFIFO(fifo.stat().st_mode)
    assert [*tmp_path.iterdir()] == [fifo]


def run_export(folder: Path, output: str, redirection: str) -> subprocess.CompletedProcess[bytes]:
    (folder / "a.toml").write_text(EXAMPLE, "utf-8")
    command = f'"{sys.executable}" -m peace_tui export csv a.toml -o {output} {redirection}'
    return subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, check=False)


@pytest.mark.parametrize("output", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "-", "link"])
def test_a_log_that_is_appended_to_loses_nothing(tmp_path: Path, output: str) -> None:
    if output.startswith("/proc") and not os.path.isdir("/proc/self/fd"):
        pytest.skip("there is no /proc here")
    (tmp_path / "link").symlink_to("/dev/stdout")
    log = tmp_path / "log"
    log.write_bytes(b"first line\n")
    run = run_export(tmp_path, output, ">> log")
    assert run.returncode == 0, run.stderr
    assert log.read_bytes().startswith(b"first line\n")
    assert b"call-1-07" in log.read_bytes()


def test_a_process_is_written_to(tmp_path: Path) -> None:
    run = run_export(tmp_path, ">(cat > got)", "; wait $!")
    assert run.returncode == 0, run.stderr
    assert b"call-1-07" in (tmp_path / "got").read_bytes()


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    run = run_export(tmp_path, "/dev/stdout", "| true; exit ${PIPESTATUS[0]}")
    assert b"Traceback" not in run.stderr
    assert b"cannot be written" not in run.stderr


# --- What is refused -------------------------------------------------------------------------------------------------


def test_what_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    file = written(tmp_path)
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "round").symlink_to("round")
    for name, said in (
        ("f", "the file exists"),
        ("missing/x", "the folder does not exist"),
        ("f/x", "cannot be written"),
        ("dangling", "a link to a file that does not exist"),
        ("round", "cannot be written"),
        ("a\0b", "cannot be written"),
        (".", "this is a folder"),
        ("x" * 300, "cannot be written"),
    ):
        with pytest.raises(OutputError, match=said):
            save(str(tmp_path / name), [NEW])
    assert file.read_bytes() == OLD
    assert {path.name for path in tmp_path.iterdir()} == {"f", "dangling", "round"}


def test_what_is_read_is_never_written_over(tmp_path: Path) -> None:
    file = written(tmp_path)
    (tmp_path / "soft").symlink_to(file)
    os.link(file, tmp_path / "hard")
    for name in ("f", "soft", "hard"):
        with pytest.raises(OutputError, match="the input file"):
            check_output(str(tmp_path / name), ["", str(tmp_path / "none"), str(file)], replace=True)


def test_a_change_made_meanwhile_is_kept(tmp_path: Path) -> None:
    file = written(tmp_path)

    def pieces() -> Iterator[bytes]:
        file.write_bytes(b"edited")
        yield NEW

    with pytest.raises(OutputError, match="has changed in the meantime"):
        save(str(file), pieces(), replace=True, before=OLD)
    assert file.read_bytes() == b"edited"
    os.link(file, tmp_path / "hard")
    with pytest.raises(OutputError, match="has changed in the meantime"):
        save(str(file), [NEW], replace=True, before=OLD)
    assert file.read_bytes() == b"edited"
    assert {path.name for path in tmp_path.iterdir()} == {"f", "hard"}


def test_a_file_that_was_removed_meanwhile_stays_so(tmp_path: Path) -> None:
    file = written(tmp_path)

    def pieces() -> Iterator[bytes]:
        file.unlink()
        yield NEW

    with pytest.raises(OutputError, match="has changed"):
        save(str(file), pieces(), replace=True, before=OLD)
    assert not [*tmp_path.iterdir()]


def test_a_file_that_came_meanwhile_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "f"

    def pieces() -> Iterator[bytes]:
        file.write_bytes(OLD)
        yield NEW

    with pytest.raises(OutputError, match="the file exists"):
        save(str(file), pieces())
    assert file.read_bytes() == OLD
    assert [*tmp_path.iterdir()] == [file]


@pytest.mark.parametrize("user", [None, pytest.param(NOBODY, marks=pytest.mark.skipif(not IS_ROOT, reason="not root"))])
def test_a_file_that_is_read_only_is_refused(folder: Path, user: int | None) -> None:
    file = written(folder)
    if user is not None:
        os.chown(file, user, user)
    file.chmod(0o444)
    assert in_child(lambda: save(str(file), [NEW], replace=True), user) == 77
    assert file.read_bytes() == OLD
    assert [*folder.iterdir()] == [file]


@pytest.mark.skipif(not IS_ROOT, reason="takes another user")
def test_a_file_of_someone_else_is_refused(folder: Path) -> None:
    file = written(folder)
    file.chmod(0o644)
    assert in_child(lambda: save(str(file), [NEW], replace=True), NOBODY) == 77
    assert file.read_bytes() == OLD


# --- What is kept ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o2664, 0o200])
def test_permissions_and_attributes_are_kept(tmp_path: Path, mode: int) -> None:
    file = written(tmp_path)
    file.chmod(mode)
    try:
        os.setxattr(file, "user.origin", b"desk")
    except (AttributeError, OSError):
        pytest.skip("no extended attributes here")
    (tmp_path / "link").symlink_to("f")
    save(str(tmp_path / "link"), [NEW], replace=True)
    assert (tmp_path / "link").is_symlink()
    assert stat.S_IMODE(file.stat().st_mode) == mode
    assert os.getxattr(file, "user.origin") == b"desk"
    assert file.read_bytes() == NEW
    assert {path.name for path in tmp_path.iterdir()} == {"f", "link"}


@pytest.mark.skipif(not IS_ROOT, reason="takes another user")
def test_root_leaves_a_file_to_its_owner(folder: Path) -> None:
    file = written(folder)
    os.chown(file, NOBODY, NOBODY)
    file.chmod(0o600)
    save(str(file), [NEW], replace=True)
    there = file.stat()
    assert (there.st_uid, there.st_gid, stat.S_IMODE(there.st_mode)) == (NOBODY, NOBODY, 0o600)
    assert file.read_bytes() == NEW


@pytest.mark.skipif(not IS_ROOT, reason="takes another user")
def test_what_cannot_be_given_to_a_new_file_is_written_in_place(folder: Path) -> None:
    file = written(folder)
    file.chmod(0o666)
    before = file.stat()
    assert in_child(lambda: save(str(file), [NEW], replace=True, before=OLD), NOBODY) == 0
    after = file.stat()
    assert (after.st_ino, after.st_uid, after.st_mode) == (before.st_ino, 0, before.st_mode)
    assert file.read_bytes() == NEW
    folder.chmod(0o755)
    assert in_child(lambda: save(str(file), [OLD], replace=True, before=NEW), NOBODY) == 0
    assert file.read_bytes() == OLD
    assert [*folder.iterdir()] == [file]


@pytest.mark.parametrize("new", [NEW, OLD * 3])
def test_all_names_of_a_file_stay_names_of_it(tmp_path: Path, new: bytes) -> None:
    file = written(tmp_path)
    os.link(file, tmp_path / "hard")
    save(str(file), [new], replace=True, before=OLD)
    assert (tmp_path / "hard").read_bytes() == new
    assert file.stat().st_nlink == 2
    assert {path.name for path in tmp_path.iterdir()} == {"f", "hard"}


@pytest.mark.parametrize("linked", [False, True])
@pytest.mark.parametrize("new", [NEW, OLD * 3])
def test_a_kill_between_any_two_calls_leaves_a_file_that_is_complete(tmp_path: Path, new: bytes, linked: bool) -> None:
    names = {"f", *(["hard"] if linked else [])}
    for calls in range(200):
        file = written(tmp_path)
        if linked:
            os.link(file, tmp_path / "hard")

        def act(file: Path = file, calls: int = calls) -> None:
            left = iter(range(calls))
            for name in INTERPOSED:
                setattr(os, name, _ending(getattr(os, name), left))
            save(str(file), [new], replace=True, before=OLD)

        code = in_child(act)
        held = file.read_bytes()
        assert held in (OLD, new) or held.rstrip(b"\n") == new.rstrip(b"\n")
        kept = {path.name for path in tmp_path.iterdir()}
        assert all(name in names or name.endswith(".part") for name in kept)
        if not code:
            break
        for path in tmp_path.iterdir():
            path.unlink()
    assert code == 0
    assert calls > 4
    assert held == new
    assert kept == names


def _ending(call: Callable[..., object], left: Iterator[int]) -> Callable[..., object]:
    """Have a function end the process in place of its call, once no call is left."""

    def wrapper(*args: object, **options: object) -> object:
        if next(left, None) is None:
            os._exit(9)
        return call(*args, **options)

    return wrapper


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    file = written(tmp_path)
    os.link(file, tmp_path / "hard")
    fsync = os.fsync
    calls = iter((fsync, full))
    monkeypatch.setattr(os, "fsync", lambda descriptor: next(calls, fsync)(descriptor))
    with pytest.raises(OutputError, match="No space"):  # when the new contents are in the file already
        save(str(file), [NEW], replace=True)
    assert file.read_bytes() == OLD
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space"):
        save(str(file), [NEW], replace=True)
    assert file.read_bytes() == OLD
    assert {path.name for path in tmp_path.iterdir()} == {"f", "hard"}


# --- The commands ----------------------------------------------------------------------------------------------------


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "a.toml"
    file.write_text(EXAMPLE, "utf-8")
    return file


def test_an_export_replaces_a_file_only_when_told(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = Path("b.toml")
    other.write_text("mine", "utf-8")
    assert main(["export", "csv", "a.toml", "-o", "b.toml"]) == 2
    assert "--force" in capsys.readouterr().err
    assert other.read_text("utf-8") == "mine"
    assert main(["export", "csv", "a.toml", "-o", "b.toml", "--force"]) == 0
    assert other.read_text("utf-8").startswith("id,")
    assert main(["export", "csv", "a.toml", "-o", "a.toml", "--force"]) == 2
    assert main(["export", "csv", "a.toml", "-o", "none/b.csv"]) == 2
    assert "the folder does not exist" in capsys.readouterr().err
    assert example.read_text("utf-8") == EXAMPLE
    assert main(["export", "csv", "a.toml", "-o", "-"]) == 0
    assert capsys.readouterr().out.startswith("id,")
    assert main(["export", "csv", "a.toml", "-o", "/dev/null"]) == 0
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


def test_an_import_and_a_new_dossier_follow_no_link_to_nowhere(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("a.csv").write_text("who,text\nAnn,Hello\n", "utf-8")
    Path("dangling.toml").symlink_to("nowhere.toml")
    for force in ([], ["--force"]):
        assert main(["import", "csv", "a.csv", "-o", "dangling.toml", *force]) == 2
        assert "a link to a file that does not exist" in capsys.readouterr().err
    assert main(["new", "dangling.toml"]) == 2
    assert main(["new", "/dev/null"]) == 0
    assert main(["import", "csv", "a.csv", "-o", "-"]) == 0
    assert 'format = "peace-tui/1"' in capsys.readouterr().out
    assert not Path("nowhere.toml").exists()


def test_a_fix_keeps_a_change_made_meanwhile(
    example: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from peace_tui.lint import autofix

    wrong = EXAMPLE.replace('to = "smith"', 'to = "John Smith"')
    example.write_text(wrong, "utf-8")
    fix = autofix.fix_document

    def fix_slowly(data: bytes) -> object:
        example.write_text(wrong + "# mine\n", "utf-8")
        return fix(data)

    monkeypatch.setattr(autofix, "fix_document", fix_slowly)
    assert main(["check", "--fix", "a.toml"]) == 2
    assert "a.toml: the file has changed in the meantime" in capsys.readouterr().err
    assert example.read_text("utf-8") == wrong + "# mine\n"
    monkeypatch.undo()
    monkeypatch.chdir(example.parent)
    example.chmod(0o444)
    assert main(["check", "--fix", "a.toml"]) == 2
    assert "read-only" in capsys.readouterr().err
    assert example.read_text("utf-8") == wrong + "# mine\n"


@pytest.mark.parametrize("words", [[], ["--fix"], ["--verify", "."], ["--format", "json"], ["--fix", "--format=json"]])
def test_a_name_of_a_file_that_a_terminal_could_obey_is_printed_escaped(
    example: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    name = "\x1b]0;x\x07\x7f\x9b1m\u202ey\udcff.toml"
    example.rename(example.parent / name)
    for text in (EXAMPLE, EXAMPLE.replace('to = "smith"', 'to = "John Smith"').replace("n = 7", 'n = "7"'), "="):
        Path(name).write_text(text, "utf-8")
        main(["check", name, *words])
        out, err = capsys.readouterr()
        assert "\\u001b" in out
        for unsafe in ("\x1b", "\x07", "\x7f", "\x9b", "\u202e"):
            assert unsafe not in out + err
