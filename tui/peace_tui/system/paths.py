"""Where the program has files of its own, and how it writes them: completely, or not at all.

Files that a person named are written by [output_file][peace_tui.system.output_file].
"""

from __future__ import annotations

import os
import re
import stat
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from os.path import abspath, dirname, exists, expanduser, isabs, join
from typing import Final

NAME: Final = "peace-tui"
NO_CACHE_VARIABLE: Final = "PEACE_TUI_NO_CACHE"
"""The environment variable that, when it is set, does without the cache; the option --no-cache sets it."""
BUNDLED: Final = "witkoff-ushakov.toml"
ABANDONED_AFTER: Final = 3_600
"""The age in seconds of an unfinished file from which on no program can still be writing it."""
UNFINISHED_NAME: Final = r"\.[0-9a-f]{16}\.part"
"""What an unfinished file is called."""


def bundled_file() -> str:
    """Return the file of the dossier that comes with the program: in the package, or in the checkout it runs in."""
    return _find_shipped("data", BUNDLED)


def docs_folder() -> str:
    """Return the folder of the documents that `peace-tui help TOPIC` prints: in the package, or in the checkout."""
    return _find_shipped("docs")


def _find_shipped(*names: str) -> str:
    package = dirname(dirname(abspath(__file__)))  # importlib.resources takes long to import
    packaged = join(package, *names)
    return packaged if exists(packaged) else join(dirname(dirname(package)), *names)


def settings_folder() -> str:
    r"""Return the folder of the reader's settings, where the system keeps such; it may not exist.

    It is `$XDG_CONFIG_HOME/peace-tui` on Linux, `~/Library/Application Support/peace-tui` on macOS, and
    `%LOCALAPPDATA%\peace-tui` on Windows; `peace-tui paths` prints it.
    """
    return _folder("config", ".config")


def state_folder() -> str:
    """Return the folder of what is remembered from one session to the next; it may not exist."""
    return _folder("state", ".local/state")


def cache_folder() -> str:
    """Return the folder of what can be made again at any time; it may not exist."""
    return _folder("cache", ".cache")


def _folder(kind: str, xdg_default: str) -> str:
    """Return our folder of one kind, by the XDG Base Directory Specification, or where else the system has such."""
    if sys.platform == "linux":  # where platformdirs says the same, but takes longer to import than a list to print
        named = os.environ.get(f"XDG_{kind.upper()}_HOME", "")
        return join(named if isabs(named) else expanduser(f"~/{xdg_default}"), NAME)
    import platformdirs

    folder: str = getattr(platformdirs, f"user_{kind}_dir")(NAME, appauthor=False)
    return folder


def write_atomically(file: str, data: bytes) -> None:
    """Replace a file by `data` in one step, as `write_pieces_atomically` does.

    Raises:
        OSError: It cannot be written; what was there before is still there.
    """
    write_pieces_atomically(file, [data])


def write_pieces_atomically(file: str, pieces: Iterable[bytes | memoryview], *, lasting: bool = True) -> None:
    """Replace a file by what the pieces make together in one step, so that no one ever sees half of it.

    Its folder is made if need be. An existing file keeps its permissions; a symbolic link stays one, and what it names
    is replaced. What need not be `lasting` may be lost if the machine fails at once, and is for the user's eyes only. A
    program that is killed may leave a hidden file that ends in `.part`; one that writes there later deletes it.

    Raises:
        OSError: It cannot be written; what was there before is still there.
    """
    file = os.path.realpath(file)
    os.makedirs(dirname(file), exist_ok=True)
    temporary = join(dirname(file), f".{os.urandom(8).hex()}.part")
    try:
        with open(temporary, "xb", opener=_private) as opened:
            opened.writelines(pieces)
            if lasting:
                opened.flush()
                os.fsync(opened.fileno())
        if lasting:
            os.chmod(temporary, _permissions(file))
        os.replace(temporary, file)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    _delete_abandoned(dirname(file))


def _delete_abandoned(folder: str) -> None:
    """Delete the unfinished files of programs that were killed; one that another still writes is younger."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if re.fullmatch(UNFINISHED_NAME, entry.name):  # where settings are a link, other programs have files there
                with suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(status.st_mode) and time.time() - status.st_mtime > ABANDONED_AFTER:
                        os.unlink(entry.path)


def _private(file: str, flags: int) -> int:
    return os.open(file, flags, 0o600)


def _permissions(file: str) -> int:
    """Return the permissions of a file, or those that a new one gets."""
    try:
        return os.stat(file).st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
