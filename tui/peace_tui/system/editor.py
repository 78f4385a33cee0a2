"""The author's editor at a line of a file, other programs that get the terminal, and whether a file has changed.

Editors write a file in place, in two steps, or put another in its place, so that for a moment it is empty, half or
gone. It is looked at now and then, and read once it has looked the same twice.
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from peace_tui.errors import FAILURE, PeaceTuiError
from peace_tui.system.streams import write_stderr

LINE_ARGUMENTS: Final[dict[str, tuple[str, ...]]] = {
    "+{line} {file}": (
        *("vi", "vim", "nvim", "view", "nvi", "elvis", "vis", "gvim", "mvim", "neovide", "vim.basic", "vim.tiny"),
        *("nano", "pico", "rnano", "emacs", "emacsclient", "mg", "zile", "jmacs", "jove", "joe", "jstar", "jpico"),
        *("micro", "ne", "kak", "mcedit", "le", "jed", "gedit", "pluma", "xed", "mousepad", "gnome-text-editor"),
    ),
    "--goto {file}:{line}": ("code", "code-insiders", "codium", "vscodium", "cursor", "windsurf", "positron"),
    "{file}:{line}": ("hx", "helix", "subl", "sublime_text", "zed", "zeditor", "atom", "pulsar", "lapce"),
    "--line {line} {file}": ("kate", "kwrite", "mate", "idea", "pycharm", "geany"),
}
"""How editors take a line on their command line; any other is given the file alone."""
ARGUMENTS_BY_EDITOR: Final = {editor: arguments for arguments, editors in LINE_ARGUMENTS.items() for editor in editors}


class EditorError(PeaceTuiError):
    """An editor cannot be started."""


def find_editor(environment: Mapping[str, str]) -> list[str]:
    """Return the words of the editor's command: `$VISUAL`, else `$EDITOR`.

    Raises:
        EditorError: None is set, or the command cannot be split into words.
    """
    name = next((name for name in ("VISUAL", "EDITOR") if environment.get(name, "").strip()), "")
    if not name:
        raise EditorError("No editor set. Quit, run export EDITOR=nano, and start again")
    try:
        return split_command(environment[name], windows=os.name == "nt")
    except ValueError:
        raise EditorError(f"A quotation mark in ${name} is not closed") from None


def split_command(command: str, *, windows: bool) -> list[str]:
    r"""Return the words of a command as a shell of the system would; on Windows `\` is part of a path.

    Raises:
        ValueError: A quotation mark is not closed.
    """
    if not windows:
        return shlex.split(command)
    return [word.strip('"') for word in shlex.split(command, posix=False)]


def build_command(editor: list[str], file: str, line: int) -> list[str]:
    """Return the command that opens a file at a line, each word as the program gets it: no shell reads it."""
    file = file if os.path.isabs(file) else os.path.join(os.curdir, file)  # no name is then taken for an option
    program = os.path.basename(editor[0]).lower().removesuffix(".exe")
    arguments = ARGUMENTS_BY_EDITOR.get(program, "{file}")
    return [*editor, *(word.format(line=line, file=file) for word in arguments.split(" "))]


def run_editor(command: list[str]) -> int:
    """Run an editor in this terminal and wait for it; return its exit code.

    Raises:
        EditorError: It cannot be started.
    """
    # Where standard output is a file, the editor draws on the terminal that we draw on.
    output = None if os.isatty(1) else sys.__stderr__
    with _ignore_interrupts():
        try:
            return subprocess.run(command, stdout=output, check=False).returncode
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            raise EditorError(f"Could not start {command[0]} ({why}). Check $VISUAL or $EDITOR") from None


def run_text_command(command: list[str]) -> tuple[int, str]:
    """Run a command that asks in this terminal and wait for it; return its exit code and its standard output.

    What it says of a mistake stays in the terminal until Enter is pressed.
    """
    with _ignore_interrupts():
        answer = subprocess.run(command, stdout=subprocess.PIPE, check=False)
        if answer.returncode == FAILURE and sys.__stdin__:
            write_stderr("Press Enter to go back.")
            sys.__stdin__.readline()
        return answer.returncode, answer.stdout.decode(errors="replace")


@contextmanager
def _ignore_interrupts() -> Iterator[None]:
    """Let no key that interrupts end anything here: the terminal sends their signals to us and to the editor alike.

    They are handled and not ignored, since the editor would inherit that they are ignored.
    """
    signals = [getattr(signal, name) for name in ("SIGINT", "SIGQUIT") if hasattr(signal, name)]
    before = [signal.signal(each, lambda number, frame: None) for each in signals]
    try:
        yield
    finally:
        for each, handler in zip(signals, before, strict=True):
            signal.signal(each, handler)


# --- Whether a file has changed --------------------------------------------------------------------------------------

Stamp = tuple[int, int, int]
UNCERTAIN_SECONDS: Final = 10.0
"""A file written so few seconds ago may have been written after we read it."""
UNREAD: Final[Stamp] = (0, 0, 0)
"""The stamp of no file."""
MAX_ABSENT_LOOKS: Final = 4
"""After so many looks without the file it is not being replaced, but gone."""


class FileWatcher:
    """Tells when a file that has been read is to be read again, by looking at it now and then."""

    def __init__(self, file: str) -> None:
        """Assume that the file was read as it is now, which is `uncertain` if it has only just been written."""
        self.path = os.path.abspath(file)
        self._seen = _stamp(self.path)
        self._read: Stamp | None = self._seen
        self.uncertain = False
        if self._seen and abs(time.time() - self._seen[0] / 1e9) < UNCERTAIN_SECONDS:
            self._read = UNREAD
            self.uncertain = True
        self._absent = 0

    def has_changed(self) -> bool:
        """Look at the file; tell whether it is to be read again. True once for each change that is complete."""
        before, self._seen = self._seen, _stamp(self.path)
        if self._seen is None:
            self._absent += 1
            self._read = UNREAD if self._absent == MAX_ABSENT_LOOKS else self._read
            return self._absent == MAX_ABSENT_LOOKS
        self._absent = 0
        if self._seen == self._read or self._seen != before:
            return False
        self._read = self._seen
        return True

    def has_changed_at_once(self) -> bool:
        """Tell by one look whether the file is to be read again: whoever wrote it has finished."""
        self._seen = _stamp(self.path)
        return self.has_changed()


class DossierWatcher:
    """Tells when a dossier is to be read again: its own file, or one that it includes, has changed."""

    def __init__(self, file: str, included: Iterable[str]) -> None:
        """Assume that the files were read as they are now."""
        self.path = os.path.abspath(file)
        self._watchers = {self.path: FileWatcher(file)}
        self.follow(included)

    def follow(self, included: Iterable[str]) -> None:
        """Watch these files beside the dossier's own, and no others any more."""
        paths = [self.path, *map(os.path.abspath, included)]
        self._watchers = {path: self._watchers.get(path) or FileWatcher(path) for path in paths}

    @property
    def uncertain(self) -> bool:
        """Whether a file may have been written after it was read."""
        return any(watcher.uncertain for watcher in self._watchers.values())

    def mark_read(self) -> None:
        """Note that all files have been read, so that none is uncertain any more."""
        for watcher in self._watchers.values():
            watcher.uncertain = False

    def has_changed(self) -> bool:
        """Look at all files; tell whether they are to be read again."""
        changes = [watcher.has_changed() for watcher in self._watchers.values()]  # each of them looks
        return any(changes)

    def has_changed_at_once(self) -> bool:
        """Tell by one look whether they are to be read again: whoever wrote them has finished."""
        changes = [watcher.has_changed_at_once() for watcher in self._watchers.values()]
        return any(changes)


def _stamp(file: str) -> Stamp | None:
    """Return what changes when a file is written or replaced; None when it is not there."""
    try:
        status = os.stat(file)
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
