"""The first paint: the explorer's frame, some 20 ms after the start and long before Textual is imported.

The real screen is laid out as the frame is, so that nothing jumps when it comes. From the first paint on the terminal
is raw and silent; [restored][peace_tui.terminal.splash.restored] gives it back before anything else is said.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from peace_tui.terminal.settings import has_signs, own_ways
from peace_tui.text.terminal_safe import clipped, spelled_out

if TYPE_CHECKING:
    from peace_tui.terminal.tty import Hold

DEADLY: Final = ("SIGTERM", "SIGHUP")
LOADING: Final = "Opening the dossier …"
BOLD, DIM, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"

_hold: "Hold | None" = None
"""The terminal, once something is painted on it."""
_handed: "Hold | None" = None
"""The terminal that was handed over, and which whoever drives it may not have taken yet."""


class Box(NamedTuple):
    """Where a pane is: its heading, column, line, width and height in cells."""

    heading: str
    x: int
    y: int
    width: int
    height: int


def paint(title: str) -> None:
    """Take the terminal and paint the frame of the explorer with a title; does nothing when it is painted."""
    global _hold
    if _hold or not own_ways():
        return
    from peace_tui.terminal.background import question
    from peace_tui.terminal.tty import SHOWN, Hold

    width, height = size()
    _hold = Hold()
    for name in DEADLY:
        signal.signal(getattr(signal, name), _end)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # no KeyboardInterrupt, which may be swallowed
        signal.signal(signal.SIGINT, _end)
    _hold.take(interruptible=True)
    _hold.write(_hold.set(*SHOWN) + question() + "".join(_frame(title, width, height)) + _last_line(LOADING))


def say(text: str) -> None:
    """Say in the last line what is being done and how far it is; paints the frame first where that was not done."""
    paint("peace-tui")
    if _hold:
        _hold.write(_last_line(text))


def is_light(patience: float = 0.03) -> bool | None:
    """Return whether the terminal is light; None where it has not said so within `patience` seconds.

    It was asked at the first paint. Keys that were typed since are kept for the driver in
    [Hold.typed][peace_tui.terminal.tty.Hold.typed].
    """
    if not _hold:
        return None
    from peace_tui.terminal.background import answer_in, question

    wait = patience if question() else 0.0
    while more := _hold.listen(wait):
        _hold.typed += more
        light, rest = answer_in(_hold.typed.decode("latin-1"))
        if light is not None:
            _hold.typed = rest.encode("latin-1")
            return light
    return None


def taken() -> "Hold | None":
    """Hand the terminal over to whoever drives it from now on; None where nothing was painted."""
    global _hold, _handed
    hold, _hold = _hold, None
    _handed = hold or _handed
    return hold


@contextmanager
def restored() -> Iterator[None]:
    """Give the terminal back on every way out, so that what is said then is said in its place."""
    try:
        yield
    finally:
        if hold := taken():
            hold.release()
            for name in DEADLY:
                signal.signal(getattr(signal, name), signal.SIG_DFL)
            if signal.getsignal(signal.SIGINT) is _end:
                signal.signal(signal.SIGINT, signal.default_int_handler)


def size() -> tuple[int, int]:
    """Return the columns and lines of the terminal."""
    for stream in (sys.__stderr__, sys.__stdin__):
        try:
            found = os.get_terminal_size(stream.fileno()) if stream else (0, 0)
        except (OSError, ValueError):
            continue
        if found[0] and found[1]:
            return found[0], found[1]
    return 80, 24


def panes(width: int, height: int) -> list[Box]:
    """Return where the panes are on a screen of this size, as app.tcss and the arrangement of the panes say it."""
    top = 5 if height >= 45 else 4 if height >= 18 else 2
    bottom = 1 if height < 30 else 13 if height < 45 else 17
    room = max(height - top - bottom, 0)
    if width < 70:
        return [Box("1 TIMELINE", 0, top, width, room)]
    if width < 110:
        left, upper = width * 44 // 100, room * 55 // 100
        lower = Box("2 PEOPLE", 0, top + upper, left, room - upper)
        return [Box("1 TIMELINE", 0, top, left, upper), lower, Box("3 QUOTES", left, top, width - left, room)]
    left = width * (60 if width < 160 else 52) // 100
    first = left * 61 // 100
    return [
        Box("1 TIMELINE", 0, top, first, room),
        Box("2 PEOPLE", first, top, left - first, room),
        Box("3 QUOTES", left, top, width - left, room),
    ]


def _frame(title: str, width: int, height: int) -> Iterator[str]:
    wall, rule = "│─" if has_signs(os.environ.get("TERM", "")) else "|-"
    yield f"\x1b[2J{BOLD}{_at(1, 0)}{clipped(spelled_out(title), max(width - 2, 1))}{PLAIN}"
    for box in panes(width, height):
        yield f"{BOLD}{_at(box.x + 1, box.y)}{box.heading[: max(box.width - 2, 0)]}{PLAIN}{DIM}"
        for y in range(box.y, box.y + box.height):
            yield f"{_at(box.x + box.width - 1, y)}{wall}"
        yield PLAIN
    if height >= 30:
        yield f"{DIM}{_at(0, height - (12 if height < 45 else 16) - 1)}{rule * width}{PLAIN}"


def _last_line(text: str) -> str:
    width, height = size()
    return f"{_at(0, height - 1)}\x1b[K{DIM} {clipped(spelled_out(text), max(width - 2, 1))}{PLAIN}"


def _at(x: int, y: int) -> str:
    return f"\x1b[{y + 1};{x + 1}H"


def _end(number: int, frame: Any) -> None:
    """End at a signal that comes before there is an event loop to heed it."""
    if hold := taken() or _handed:
        hold.release()
    os._exit(128 + number)
