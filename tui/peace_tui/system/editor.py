"""Programs that get the terminal for a while: the author's editor, at a line of a file, and commands that ask."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from peace_tui.errors import PeaceTuiError
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


MISTAKE: Final = 2
"""The exit code of a command that could not do what was asked, and has said why."""


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
        if answer.returncode == MISTAKE and sys.__stdin__:
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
