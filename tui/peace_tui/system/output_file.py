"""Files that a person named: written completely or not at all, and with nothing else about them changed.

What must never happen: a device replaced by a file, a change lost that was made meanwhile, an owner locked out, two
names of a file parted, half a file after the program was killed.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from contextlib import suppress
from io import BufferedWriter
from itertools import chain
from os.path import dirname, join
from shutil import rmtree
from typing import Final

from peace_tui.errors import OutputClosed, OutputError
from peace_tui.text.terminal_safe import escape_name

Pieces = Iterable[bytes | memoryview]
NAME_ANOTHER: Final = "choose another name, or add --force to overwrite it"
"""What to do where there is such a file already."""
NO_FOLDER: Final = "the folder does not exist; create it first, or choose another place"


def check_output(file: str, sources: Iterable[str] = (), *, replace: bool = False, remedy: str = NAME_ANOTHER) -> None:
    """Refuse to write a file over what `sources` name or, unless it may `replace` one, over any file that is there.

    What is no regular file is not replaced but written to, so that it may be there. "-" among the `sources` is the file
    that standard input is read from.

    Raises:
        OutputError: Says what is there; `remedy` is the rest of the sentence.
    """
    name = escape_name(file)
    try:
        there = os.stat(file)
    except FileNotFoundError:
        if os.path.islink(file):
            raise OutputError(f"{name}: a link to a file that does not exist; choose another name") from None
        if not os.path.isdir(dirname(file) or os.curdir):
            raise OutputError(f"{name}: {NO_FOLDER}") from None
        return
    except (OSError, ValueError) as error:
        raise OutputError(_explain(file, error)) from None
    if stat.S_ISDIR(there.st_mode):
        raise OutputError(f"{name}: this is a folder; add a file name")
    for source in sources if stat.S_ISREG(there.st_mode) else ():
        with suppress(OSError, ValueError):
            if os.path.samestat(there, os.fstat(0) if source == "-" else os.stat(source)):
                raise OutputError(f"{name}: this is the input file; choose another name")
    if not replace and stat.S_ISREG(there.st_mode) and _find_descriptor(file) is None:
        raise OutputError(f"{name}: the file exists; {remedy}")


def check_folder(folder: str, own: re.Pattern[str], *, replace: bool = False) -> None:
    """Refuse to write a folder where there is one already, unless it is empty, or may be replaced and holds our own.

    Args:
        folder: The name of the folder.
        own: What the paths of files and folders in it match if they are of an earlier time.
        replace: Whether such a one may be replaced.

    Raises:
        OutputError: Says what is there.
    """
    folder = folder.rstrip("/" + os.sep) or os.sep
    if not os.path.lexists(folder):
        if not os.path.isdir(dirname(folder) or os.curdir):
            raise OutputError(f"{folder}: {NO_FOLDER}")
        return
    if not os.path.isdir(folder):
        raise OutputError(f"{folder}: this is no folder; choose another name, or leave out the slash at its end")
    found = [os.path.relpath(join(path, name), folder) for path, *inside in os.walk(folder) for name in chain(*inside)]
    strange = [name for name in found if not own.fullmatch(name.replace(os.sep, "/"))]
    if strange:
        raise OutputError(f"{folder}: the folder holds something else, such as {strange[0]}; choose another name")
    if found and not replace:
        raise OutputError(f"{folder}: the folder is there; {NAME_ANOTHER}")


def save_folder(
    folder: str, own: re.Pattern[str], files: Iterable[tuple[str, bytes]], *, replace: bool = False
) -> None:
    """Write a folder that a person named, in one step; `files` are the paths in it, and what they hold.

    Raises:
        OutputError: It cannot be written; what was there before is still there.
    """
    check_folder(folder, own, replace=replace)
    target = os.path.realpath(folder)
    temporary, old = (join(dirname(target), f".{os.urandom(8).hex()}.part") for _ in range(2))
    try:
        try:
            os.mkdir(temporary)
            for path, data in files:
                file = join(temporary, *path.split("/"))
                os.makedirs(dirname(file), exist_ok=True)
                save(file, [data])
            if os.path.isdir(target):
                check_folder(folder, own, replace=replace)
                os.rename(target, old)
            os.rename(temporary, target)
            _sync_folder(target)
        except OSError as error:
            if os.path.isdir(old) and not os.path.lexists(target):
                os.rename(old, target)
            raise OutputError(_explain(folder, error)) from None
    finally:
        for each in (temporary, old):
            rmtree(each, ignore_errors=True)


def save(file: str, pieces: Pieces, *, replace: bool = False, before: bytes | None = None) -> None:
    """Write a file that a person named, in one step; one that is there only where it may `replace` it.

    What is no regular file (a device, a pipe, an open stream such as /dev/stdout) is written to. A symbolic link stays
    one. A file that is replaced keeps its owner, permissions and extended attributes; where a new file cannot have
    them, or the old one has other names (hard links), it is written in place, with the new contents kept beside it in
    a hidden file that ends in `.part` until that is done.

    Args:
        file: The name of the file.
        pieces: What the file is to hold; taken only once the file can be written.
        replace: Whether a file that is there may be replaced.
        before: What the file held when it was read; if it holds anything else by now, it is not touched.

    Raises:
        OutputError: It cannot be written; what was there before is still there.
        OutputClosed: It is a pipe, and the reader at its other end is gone.
    """
    check_output(file, replace=replace)
    name = escape_name(file)
    try:
        descriptor = _find_descriptor(file)
        if descriptor is not None:
            _write_into(os.dup(descriptor), pieces)
        elif os.path.exists(file) and not os.path.isfile(file):
            _write_into(os.open(file, os.O_WRONLY | getattr(os, "O_NOCTTY", 0)), pieces)
        elif os.path.exists(file):
            _replace(os.path.realpath(file), pieces, before)
        else:
            _create(os.path.realpath(file), pieces, replace=replace)
    except BrokenPipeError:
        raise OutputClosed from None
    except FileExistsError:
        raise OutputError(f"{name}: the file exists; {NAME_ANOTHER}") from None
    except FileNotFoundError:
        raise OutputError(f"{name}: {NO_FOLDER}") from None
    except _ChangedMeanwhile:
        raise OutputError(f"{name}: the file has changed in the meantime, and nothing was written; try again") from None
    except (OSError, ValueError) as error:
        raise OutputError(_explain(file, error)) from None


class _ChangedMeanwhile(Exception):
    """The file does not hold what it did when it was read."""


def _explain(file: str, error: Exception) -> str:
    return f"{escape_name(file)}: cannot be written: {getattr(error, 'strerror', None) or error}"


def _find_descriptor(file: str) -> int | None:
    """Return the open stream of this process that a name such as /dev/stdout stands for, if it does.

    Such a stream is written where it stands: opening it again would begin at the start of a log that is appended to.
    """
    own = (f"/proc/{os.getpid()}/fd", "/dev/fd")
    for _ in range(40):  # as many links as the system follows
        folder, name = os.path.split(os.path.abspath(file))
        folder = os.path.realpath(folder)
        if folder in own and name.isdecimal():
            return int(name)
        if not os.path.islink(file):
            return None
        file = join(folder, os.readlink(file))
    return None


def _write_into(descriptor: int, pieces: Pieces) -> None:
    with open(descriptor, "wb") as opened:
        opened.writelines(pieces)


def _create(file: str, pieces: Pieces, *, replace: bool) -> None:
    """Make a file that was not there a moment ago; one that has come meanwhile is replaced only if that is allowed."""
    opened = _open_beside(file, 0o666)
    temporary = opened.name
    try:
        _write_whole(opened, pieces)
        try:
            os.link(temporary, file)
        except FileExistsError:
            if not replace:
                raise
            os.replace(temporary, file)
        except OSError:  # there are no hard links here
            if os.path.lexists(file) and not replace:
                raise FileExistsError from None
            os.replace(temporary, file)
        _sync_folder(file)
    finally:
        with suppress(OSError):
            os.unlink(temporary)


def _replace(file: str, pieces: Pieces, before: bytes | None) -> None:
    """Replace a file that is there, or write it in place where a new one would not be the same to the system."""
    there = os.stat(file)
    if not (there.st_mode & 0o222 and os.access(file, os.W_OK)):
        raise PermissionError(0, "it is read-only; make it writable first (chmod u+w)")
    try:
        opened = _open_beside(file, 0o600)
    except PermissionError:  # the file may be written, its folder not
        _overwrite(file, b"".join(pieces), before)
        return
    temporary = opened.name
    try:
        _write_whole(opened, pieces)
        if there.st_nlink == 1 and _copy_attributes(file, there, temporary):
            _check_unchanged(file, before)
            os.replace(temporary, file)
            _sync_folder(file)
        else:
            with open(temporary, "rb") as written:
                data = written.read()
            _overwrite(file, data, before)
    finally:
        with suppress(OSError):
            os.unlink(temporary)


def _open_beside(file: str, mode: int) -> BufferedWriter:
    """Make a new hidden file in the same folder; its name is that of what is returned."""
    temporary = join(dirname(file), f".{os.urandom(8).hex()}.part")
    return open(temporary, "xb", opener=lambda name, flags: os.open(name, flags, mode))


def _write_whole(opened: BufferedWriter, pieces: Pieces) -> None:
    """Write the pieces, have them on the disk, and close the file."""
    with opened:
        opened.writelines(pieces)
        opened.flush()
        os.fsync(opened.fileno())


def _copy_attributes(file: str, there: os.stat_result, temporary: str) -> bool:
    """Give the new file what the old one has besides its contents; tell whether it has all of it."""
    try:
        if hasattr(os, "chown"):
            new = os.stat(temporary)
            if (new.st_uid, new.st_gid) != (there.st_uid, there.st_gid):
                os.chown(temporary, there.st_uid, there.st_gid)
        os.chmod(temporary, stat.S_IMODE(there.st_mode))
        old, own = _extended_attributes(file), _extended_attributes(temporary)
        for name in own.keys() - old.keys():
            os.removexattr(temporary, name)
        for name, value in old.items():
            if own.get(name) != value:
                os.setxattr(temporary, name, value)
    except OSError:
        return False
    new = os.stat(temporary)
    return (new.st_uid, new.st_gid, new.st_mode) == (there.st_uid, there.st_gid, there.st_mode)


def _extended_attributes(file: str) -> dict[str, bytes]:
    """Return the extended attributes of a file, access lists among them, where the system has such."""
    try:
        return {name: os.getxattr(file, name) for name in os.listxattr(file)}
    except (AttributeError, OSError):
        return {}


def _check_unchanged(file: str, before: bytes | None) -> None:
    if before is not None:
        try:
            with open(file, "rb") as opened:
                unchanged = opened.read() == before
        except FileNotFoundError:
            unchanged = False
        if not unchanged:
            raise _ChangedMeanwhile


def _overwrite(file: str, data: bytes, before: bytes | None) -> None:
    """Write a file in place, all in one write, so that it is never seen empty; what fails is undone.

    A longer file is filled with line ends first and cut then: between the two it still reads the same.
    """
    with open(file, "r+b", buffering=0) as opened:
        old = opened.read()
        if before is not None and old != before:
            raise _ChangedMeanwhile
        try:
            _write_over(opened.fileno(), data + b"\n" * (len(old) - len(data)))
            os.ftruncate(opened.fileno(), len(data))
            os.fsync(opened.fileno())
        except BaseException:
            _write_over(opened.fileno(), old)
            os.ftruncate(opened.fileno(), len(old))
            raise


def _write_over(descriptor: int, data: bytes) -> None:
    os.lseek(descriptor, 0, os.SEEK_SET)
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _sync_folder(file: str) -> None:
    """Have the folder of a file on the disk as well, where a folder can be opened."""
    with suppress(OSError):
        descriptor = os.open(dirname(file), os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
