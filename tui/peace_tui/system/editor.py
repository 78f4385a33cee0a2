"""Opening a file in the author's editor, at a line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from os.path import basename
from typing import Final

from peace_tui.errors import PeaceTuiError

AT_LINE: Final[dict[str, tuple[str, ...]]] = {
    "+{line} {file}": (
        *("vi", "vim", "nvim", "view", "nvi", "elvis", "vis", "gvim", "mvim", "neovide", "vim.basic", "vim.tiny"),
        *("nano", "pico", "rnano", "emacs", "emacsclient", "mg", "zile", "jmacs", "jove", "joe", "jstar", "jpico"),
        *("micro", "ne", "kak", "mcedit", "le", "jed", "gedit", "pluma", "xed", "mousepad", "gnome-text-editor"),
    ),
    "--goto {file}:{line}": ("code", "code-insiders", "codium", "vscodium", "cursor", "windsurf", "positron"),
    "{file}:{line}": ("hx", "helix", "subl", "sublime_text", "zed", "zeditor", "atom", "pulsar", "lapce"),
    "--line {line} {file}": ("kate", "kwrite", "mate", "idea", "pycharm", "geany"),
}
"""How a line is named on the command line of editors; others are given the file alone."""
PATTERN: Final = {editor: pattern for pattern, editors in AT_LINE.items() for editor in editors}


class EditorError(PeaceTuiError):
    """An editor cannot be started; the text says why and what to do."""


def editor_of(environment: Mapping[str, str]) -> list[str]:
    """Return the words of the editor's command: `$VISUAL`, else `$EDITOR`.

    Raises:
        EditorError: None is set, or the words cannot be told apart.
    """
    name = next((name for name in ("VISUAL", "EDITOR") if environment.get(name, "").strip()), "")
    if not name:
        raise EditorError("No editor is set: leave with q, write export EDITOR=nano, say, and come back")
    from shlex import split  # 1 ms that the first screen does not need

    try:
        return split(environment[name])
    except ValueError:
        raise EditorError(f"${name} cannot be read: a quotation mark in it is not closed") from None


def command_at(editor: list[str], file: str, line: int) -> list[str]:
    """Return the command that opens a file at a line, each word as the program gets it: no shell reads it."""
    file = file if file.startswith("/") else os.path.join(os.curdir, file)  # no name is then taken for an option
    program = basename(editor[0]).lower().removesuffix(".exe")
    pattern = PATTERN.get(program, "{file}")
    return [*editor, *(word.format(line=line, file=file) for word in pattern.split(" "))]


def run_editor(command: list[str]) -> int:
    """Run an editor in this terminal and wait for it; return its exit code.

    Raises:
        EditorError: It cannot be started.
    """
    # Where standard output is a file, the editor draws on the terminal that we draw on.
    output = None if os.isatty(1) else sys.__stderr__
    with _keys_that_interrupt_left_to_the_editor():
        try:
            return subprocess.run(command, stdout=output, check=False).returncode
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            raise EditorError(f"'{command[0]}' cannot be started ({why}): mend $VISUAL or $EDITOR") from None


def _pass(number: int, frame: object) -> None:
    """Do nothing."""


@contextmanager
def _keys_that_interrupt_left_to_the_editor() -> Iterator[None]:
    """Let the keys that end a program end nothing here: the terminal sends their signals to us and the editor alike.

    They are handled and not ignored, since what is ignored would be ignored by the editor too.
    """
    signals = [getattr(signal, name) for name in ("SIGINT", "SIGQUIT") if hasattr(signal, name)]
    before = [signal.signal(each, _pass) for each in signals]
    try:
        yield
    finally:
        for each, was in zip(signals, before, strict=True):
            signal.signal(each, was)
