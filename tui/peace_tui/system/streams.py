"""The standard streams, whatever they turn out to be: what the text commands write, and the explorer's terminal."""

from __future__ import annotations

import io
import os
import select
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from typing import IO, Any, Final, TextIO

from peace_tui.errors import OutputClosed, OutputError
from peace_tui.text.terminal_safe import escape_unsafe, to_ascii, truncate_text

# Signals, subprocesses and what finds a pager are imported where they are used: a short list needs none of them.

STANDARD_INPUT: Final = "-"
"""The name of a file that means standard input."""
LAST_WORDS_SECONDS: Final = 1.0
"""How long last words may wait to be taken."""
_stalled_seconds = 0.0
"""How long a piece may wait to be taken; 0: as long as it likes."""
TERMINAL_DEVICE: Final = "/dev/tty"
"""The terminal of this process, whatever its standard streams are."""
DRIVER_VARIABLE: Final = "TEXTUAL_DRIVER"
"""The environment variable that names what Textual draws with, where that is not a terminal."""
WEB_DRIVER: Final = "textual.drivers.web_driver:WebDriver"
"""Its value where that is a browser: the standard streams are pipes to the web server."""
_in_ascii = False
"""Whether the signs that are written are those of ASCII."""
PAGER_VARIABLES: Final = ("PEACE_TUI_PAGER", "PAGER")
"""The environment variables that name the reader's pager, the first that is set."""
DUMB_TERMINALS: Final = ("", "dumb", "unknown")
"""Values of TERM for what cannot place a cursor."""


def write_stdout(pieces: Iterable[str]) -> None:
    """Write the pieces to standard output and flush it, with unsafe characters escaped.

    This is the one place that sees all that is printed, names of files among it, which may hold anything. In JSON such
    an escape stands for the character.

    Raises:
        OutputClosed: The reader at the other end of a pipe is gone.
        OutputError: The disk is full, say.
    """
    stream: TextIO | None = sys.stdout
    if stream is None:
        raise OutputError("standard output is closed")
    _escape_unencodable(stream)
    _write_all(stream, map(_make_safe, pieces))


def write_stdout_bytes(pieces: Iterable[bytes]) -> None:
    """Write what is a file of its own, byte by byte whatever the locale; raises as `write_stdout` does."""
    stream: TextIO | None = sys.stdout
    if stream is None:
        raise OutputError("standard output is closed")
    stream.flush()
    _write_all(stream.buffer, pieces)


def write_in_ascii(wanted: bool) -> None:
    """Write signs of ASCII for all others from now on, or no longer; letters stay."""
    global _in_ascii
    _in_ascii = wanted


def _make_safe(piece: str) -> str:
    """Return a piece as it may be written: nothing that a terminal would obey, and its signs in ASCII if wanted."""
    text = escape_unsafe(piece)
    return to_ascii(text.replace("…", "...")) if _in_ascii else text


def end_when_stalled(seconds: float) -> None:
    """End the process by a signal where a piece of what is written is not taken for so long: no one reads it."""
    import signal

    global _stalled_seconds
    if hasattr(signal, "setitimer"):
        _stalled_seconds = seconds


def write_last(text: str) -> None:
    """Write last words to standard output as far as it takes them at once, and nothing that still waits before them."""
    try:
        own = os.dup(sys.stdout.fileno())
    except (AttributeError, OSError, ValueError):  # it is closed, or in the hands of a program that calls us
        with suppress(AttributeError, ValueError):
            sys.stdout.write(text)
        return
    with suppress(OSError, ValueError):
        _discard_buffer(sys.stdout)
        if select.select([], [own], [], LAST_WORDS_SECONDS)[1]:
            os.write(own, text.encode()[: select.PIPE_BUF])
    os.close(own)


def write_paged(pieces: Iterable[str], *, wanted: bool) -> None:
    """Write what `write_stdout` does; on a terminal that has fewer lines, by way of the reader's pager, as git does.

    The pager is $PEACE_TUI_PAGER, else $PAGER, else less; it is started without a shell. A kiosk must not ask for it:
    pagers can run other programs.
    """
    pager = _find_pager() if wanted else []
    height = _terminal_height() if pager else None
    if height is None:
        write_stdout(pieces)
        return
    waiting = iter(pieces)
    head: list[str] = []
    lines = 0
    for piece in waiting:
        head.append(piece)
        lines += piece.count("\n")
        if lines >= height:
            _write_to(pager, chain(head, waiting))
            return
    write_stdout(head)


def _find_pager() -> list[str]:
    """Return the command of the reader's pager; nothing where there is none, or the terminal has no use for one."""
    if not is_terminal(sys.stdout) or not is_terminal(sys.stdin) or os.environ.get("TERM", "") in DUMB_TERMINALS:
        return []
    import shlex
    from shutil import which

    named = next((os.environ[name] for name in PAGER_VARIABLES if name in os.environ), "less")
    try:
        words = shlex.split(named)
    except ValueError:
        return []
    return words if words and words != ["cat"] and which(words[0]) else []


def _terminal_height() -> int | None:
    try:
        return os.get_terminal_size(sys.stdout.fileno()).lines or None
    except (AttributeError, OSError, ValueError):
        return None


def _write_to(pager: list[str], pieces: Iterable[str]) -> None:
    """Write to a pager until it ends; a reader who leaves it has seen enough."""
    import signal
    import subprocess

    env = {"LESS": "FRX", "LV": "-c"} | os.environ
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    sys.stdout.flush()
    try:
        process = subprocess.Popen(pager, stdin=subprocess.PIPE, env=env)
    except OSError as error:
        raise OutputError(f"cannot start the pager '{pager[0]}': {error.strerror or error}; add --no-pager") from None
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the pager's
    try:
        with process, suppress(BrokenPipeError):
            assert process.stdin
            for piece in pieces:
                process.stdin.write(_make_safe(piece).encode(encoding, "backslashreplace"))
            process.stdin.close()
    finally:
        signal.signal(signal.SIGINT, before)


def discard_output() -> None:
    """Have what is still to be written to the standard streams go nowhere: the terminal is gone."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            _discard_buffer(stream)


def _write_all(stream: IO[Any], pieces: Iterable[str | bytes]) -> None:
    try:
        for piece in pieces:
            _expect_to_go_on(_stalled_seconds)
            stream.write(piece)
        stream.flush()
    except BrokenPipeError:
        _discard_buffer(stream)
        raise OutputClosed from None
    except OSError as error:
        _discard_buffer(stream)
        raise OutputError(f"cannot write to standard output: {error.strerror or error}") from None
    except KeyboardInterrupt:
        _discard_buffer(stream)
        raise
    finally:
        _expect_to_go_on(0)  # what comes behind takes as long as it takes, the end of the process too


def _expect_to_go_on(seconds: float) -> None:
    """Be ended by a signal after so long; 0: no longer."""
    if _stalled_seconds:
        import signal

        signal.setitimer(signal.ITIMER_REAL, seconds)


def write_stderr(text: str) -> None:
    """Write a line to standard error, or nowhere when there is none."""
    with suppress(AttributeError, OSError, ValueError):
        print(_make_safe(text), file=sys.stderr, flush=True)


def write_farewell(text: str) -> None:
    """Write a line to standard error, unless it takes nothing for a second: a terminal at which no one is left."""
    with suppress(AttributeError, OSError, ValueError):
        if select.select([], [sys.stderr], [], LAST_WORDS_SECONDS)[1]:
            write_stderr(text)


def terminal_width() -> int | None:
    """Return how many cells wide the terminal is that standard output goes to, None when it is no terminal."""
    try:
        if not sys.stdout.isatty():
            return None
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except (AttributeError, OSError, ValueError):
        return None


def is_stdout_utf8() -> bool:
    """Tell whether standard output takes any character as it is."""
    return (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") == "utf8"


def find_terminal_problem(*, needs_input: bool) -> str:
    """Return why the explorer can draw on no terminal here or get no keys from it; nothing if it can.

    Textual draws on standard error and reads standard input; `needs_input` is false where that holds a dossier and
    the keyboard is read from the terminal itself. A browser is as good as a terminal.
    """
    if os.environ.get(DRIVER_VARIABLE) == WEB_DRIVER:
        return ""
    for stream, name, needed in ((sys.__stdin__, "input", needs_input), (sys.__stderr__, "error", True)):
        if needed and not is_terminal(stream):
            return f"standard {name} is not a terminal" + (" (with ssh: use ssh -t)" if name == "input" else "")
    if not needs_input and not _can_open(TERMINAL_DEVICE):
        return "there is no keyboard input"
    if os.name == "posix" and (term := os.environ.get("TERM", "")) in DUMB_TERMINALS:
        return f"TERM is '{term}', which cannot place a cursor" if term else "TERM is not set"
    return ""


def reopen_stdin_on_terminal() -> None:
    """Make the terminal standard input again, after a piped dossier was read from it to the end, as pagers do."""
    terminal = os.open(TERMINAL_DEVICE, os.O_RDONLY)
    os.dup2(terminal, 0)
    os.close(terminal)


def encode_stderr_as_utf8() -> None:
    """Have what Textual draws encoded as UTF-8, also where the locale would make escapes of its boxes."""
    if isinstance(sys.__stderr__, io.TextIOWrapper):
        sys.__stderr__.reconfigure(encoding="utf-8")


def is_terminal(stream: TextIO | None) -> bool:
    """Tell whether a stream is a terminal; one that is closed or not there is none."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # it is closed
        return False


def _can_open(file: str) -> bool:
    try:
        os.close(os.open(file, os.O_RDONLY))
    except OSError:
        return False
    return True


def _escape_unencodable(stream: TextIO) -> None:
    """Have characters escaped that the encoding lacks: lone surrogates always, in a C locale any accent."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")


def _discard_buffer(stream: IO[Any]) -> None:
    """Send what is still buffered nowhere: at its end Python would try again, and print an error of its own."""
    with suppress(OSError, ValueError):
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
        except PermissionError:  # a kiosk opens nothing for writing
            nowhere = os.memfd_create("nowhere")
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


Progress = Callable[[str, float | None], None]
"""Is called with what is being done, and with the part of the whole task that is done, from 0 to 1.

None: what comes now is one long call, of which no part is known, and which no exception reaches.
"""
SHOW_AFTER: Final = 0.4
"""Seconds that a task may take before its progress is shown."""
SHOW_EVERY: Final = 0.1
"""Seconds from one showing to the next."""
_is_shown = False
"""Whether a command shows progress in a line of its own."""


def ignore_progress(what: str, done: float | None) -> None:
    """Show nothing: the progress of tasks that no one waits for."""


def make_progress(show: Callable[[str], None], task: str) -> Progress:
    """Return a progress that calls `show` with a line of text, once the task has taken a while."""
    due = time.monotonic() + SHOW_AFTER

    def progress(what: str, done: float | None) -> None:
        nonlocal due
        now = time.monotonic()
        if done is None or now >= due:
            due = now + SHOW_EVERY
            show(f"{task}: {what}{'' if done is None else f', {done:.0%}'} (Ctrl+C cancels)")

    return progress


@contextmanager
def show_progress(task: str) -> Iterator[Progress]:
    """Show progress in one line on standard error, which is erased in the end; nothing where that is no terminal."""
    stream = sys.stderr
    if not is_terminal(stream):
        yield ignore_progress
        return
    global _is_shown
    shown = False

    def show(text: str) -> None:
        nonlocal shown
        shown = True
        stream.write(f"\r{truncate_text(escape_unsafe(text), 78)}\x1b[K")
        stream.flush()

    _is_shown = True
    try:
        yield make_progress(show, task)
    finally:
        _is_shown = False
        if shown:
            stream.write("\r\x1b[K")
            stream.flush()


@contextmanager
def one_long_call() -> Iterator[None]:
    """Have Ctrl+C end the process in the middle of a call that no exception reaches, where progress says that it can.

    As by default in other programs: nothing is written yet, and no one else's program is interrupted.
    """
    import signal

    own = _is_shown and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    with suppress(ValueError):  # not in the main thread
        if own:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        with suppress(ValueError):
            if own:
                signal.signal(signal.SIGINT, signal.default_int_handler)
