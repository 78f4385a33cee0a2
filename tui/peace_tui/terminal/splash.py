"""The first paint: the explorer's frame, long before Textual is imported.

The real screen is laid out as the frame is, so that nothing jumps when it comes. From the first paint on the terminal
is raw and silent; [restore_on_exit][peace_tui.terminal.splash.restore_on_exit] restores it before anything else is
printed.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from peace_tui.terminal.compat import end_by_signal, has_symbols, is_native_driver_enabled
from peace_tui.text.terminal_safe import sanitize_line, to_ascii, truncate_text

if TYPE_CHECKING:
    from peace_tui.terminal.tty import Tty

DEADLY_SIGNALS: Final = ("SIGTERM", "SIGHUP")
HANGUP_EXIT_CODE: Final = 128 + getattr(signal, "SIGHUP", 1)
"""The exit code once the terminal is gone, whether or not the signal came."""
LOADING: Final = "Opening the dossier …"
REPLY_SECONDS: Final = 0.03
"""For so long the terminal is waited for, to say whether it is light."""
ERASED_LINE: Final = "\r\x1b[K"
BOLD, DIM, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"

_largest = (1_000, 400)
"""How many columns and lines of a terminal are drawn in: more than any screen shows."""
_tty: Tty | None = None
"""The terminal, once something is painted on it."""
_in_ascii = False
"""Whether it is painted in ASCII."""
_stands_aside = False
"""Whether the terminal is the shell's for a while, with a line of ours on it."""
_handed_over: Tty | None = None
"""The terminal that was handed over, and which the driver may not have acquired yet."""


class Box(NamedTuple):
    """Where a pane is: its heading, column, line, width and height in cells."""

    heading: str
    x: int
    y: int
    width: int
    height: int


def paint(title: str, compute_outline: Callable[[int, int], Sequence[Box]], *, ascii: bool = False) -> None:
    """Acquire the terminal and paint the frame of the explorer with a title; does nothing when it is painted.

    Args:
        title: The title of the dossier.
        compute_outline: Returns the panes to draw on a screen of so many columns and lines.
        ascii: Whether it is to be drawn in ASCII on any terminal.
    """
    global _tty, _in_ascii
    if _tty or not is_native_driver_enabled():
        return
    from peace_tui.terminal.tty import SCREEN_MODES, Tty, background_query  # not on Windows

    width, height = terminal_size()
    _tty = Tty()
    _in_ascii = ascii or not has_symbols(os.environ.get("TERM", ""))
    for name in DEADLY_SIGNALS:
        signal.signal(getattr(signal, name), _end)
    if signal.getsignal(signal.SIGINT) in (signal.default_int_handler, signal.SIG_DFL):
        signal.signal(signal.SIGINT, _end)  # no KeyboardInterrupt, which may be swallowed
    _tty.acquire(interruptible=True)
    come_back()
    setup = _tty.enable(*SCREEN_MODES) + background_query()
    _tty.write(setup + "".join(_frame(title, compute_outline(width, height), width)) + _last_line(LOADING))


def stand_aside(text: str) -> None:
    """Leave the terminal to the shell, with a line on it, for a call that no handler of signals reaches.

    Any signal ends the program then as it ends others, in the middle of the call, and nothing is left to restore.
    """
    global _tty, _stands_aside
    if not _tty:
        return
    tty, _tty = _tty, None
    tty.restore()
    for name in DEADLY_SIGNALS:
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    if signal.getsignal(signal.SIGINT) is _end:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    _stands_aside = True
    tty.write(ERASED_LINE + _fit(text, terminal_size()[0]))


def come_back() -> None:
    """Erase the line that `stand_aside` has left, if it still stands, so that what is written next begins a line."""
    global _stands_aside
    if _stands_aside:
        from peace_tui.terminal.tty import Tty  # as above

        Tty().write(ERASED_LINE)
        _stands_aside = False


def paint_progress(text: str) -> None:
    """Write to the last line of what is painted what is being done and how far it is."""
    if _tty:
        _tty.write(_last_line(text))


def detect_light() -> bool | None:
    """Return whether the terminal is light; None where it has not said so in time.

    It was asked at the first paint. Keys that were typed since are kept for the driver in
    [Tty.typed_ahead][peace_tui.terminal.tty.Tty.typed_ahead].
    """
    if not _tty:
        return None
    from peace_tui.terminal.tty import background_query, extract_reply  # as above

    wait = REPLY_SECONDS if background_query() else 0.0
    while more := _tty.read(wait):
        _tty.typed_ahead += more
        light, rest = extract_reply(_tty.typed_ahead.decode("latin-1"))
        if light is not None:
            _tty.typed_ahead = rest.encode("latin-1")
            return light
    return None


def hand_over() -> Tty | None:
    """Hand the terminal over to the driver; None where nothing was painted."""
    global _tty, _handed_over
    tty, _tty = _tty, None
    _handed_over = tty or _handed_over
    return tty


@contextmanager
def restore_on_exit() -> Iterator[None]:
    """Restore the terminal on every way out, so that what is printed then is printed to the shell's screen."""
    try:
        yield
    finally:
        if tty := hand_over():
            tty.restore()
            for name in DEADLY_SIGNALS:
                signal.signal(getattr(signal, name), signal.SIG_DFL)
            if signal.getsignal(signal.SIGINT) is _end:
                signal.signal(signal.SIGINT, signal.default_int_handler)


def terminal_size() -> tuple[int, int]:
    """Return the columns and lines of the terminal that are drawn in."""
    for stream in (sys.__stderr__, sys.__stdin__):
        try:
            found = os.get_terminal_size(stream.fileno()) if stream else (0, 0)
        except (OSError, ValueError):
            continue
        if found[0] and found[1]:
            return clamp_size(found[0], found[1])
    return 80, 24


def clamp_size(width: int, height: int) -> tuple[int, int]:
    """Return how much is drawn in of a size that a client claims, which may be any: each cell takes memory and time."""
    return min(width, _largest[0]), min(height, _largest[1])


def limit_size(width: int, height: int) -> None:
    """Draw in so many columns and lines at the most."""
    global _largest
    _largest = width, height


def _frame(title: str, outline: Sequence[Box], width: int) -> Iterator[str]:
    wall, rule, corners = ("|", "-", "++++") if _in_ascii else ("│", "─", "╭╮╰╯")
    yield f"\x1b[2J{BOLD}{_at(1, 0)}{_fit(title, width)}{PLAIN}"
    for box in outline:
        inner = max(box.width - 2, 0)
        yield f"{DIM}{_at(box.x, box.y)}{corners[0]}{rule * inner}{corners[1]}"
        for y in range(box.y + 1, box.y + box.height - 1):
            yield f"{_at(box.x, y)}{wall}{_at(box.x + box.width - 1, y)}{wall}"
        yield f"{_at(box.x, box.y + box.height - 1)}{corners[2]}{rule * inner}{corners[3]}{PLAIN}"
        heading = to_ascii(box.heading) if _in_ascii else box.heading
        yield f"{BOLD}{_at(box.x + 2, box.y)}{f' {heading} '[:inner]}{PLAIN}"


def _last_line(text: str) -> str:
    width, height = terminal_size()
    return f"{_at(0, height - 1)}\x1b[K{DIM} {_fit(text, width)}{PLAIN}"


def _fit(text: str, width: int) -> str:
    """Return what fits of a text on a line of the screen."""
    shown = truncate_text(sanitize_line(text), max(width - 2, 1))
    return to_ascii(shown) if _in_ascii else shown


def _at(x: int, y: int) -> str:
    return f"\x1b[{y + 1};{x + 1}H"


def _end(number: int, frame: Any) -> None:
    """End at a signal that comes before there is an event loop to handle it.

    An exception could come in the middle of an import, where Python makes a RuntimeError of it, or ignores it.
    """
    if tty := hand_over() or _handed_over:
        tty.restore()
    end_by_signal(number)
