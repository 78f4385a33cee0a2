"""Our hold on the terminal: raw, silent and on the alternate screen while it lasts, as found on every way out.

No Textual here: the hold begins before that is imported.
"""

import atexit
import os
import select
import termios
from contextlib import suppress
from typing import Any, Final, NamedTuple

KEYBOARD: Final = 0
SCREEN: Final = 2
"""Standard error, on which Textual draws too."""
LAST_WORDS: Final = "\x1b[0m\x1b[999H\r\n"
"""A plain pen under the picture, for terminals that do not put back what was there before (GNU screen, say)."""
DISABLED: Final = b"\0"
"""No key at all, for a sign of the terminal driver's."""
PATIENCE: Final = 1.0
"""How many seconds a terminal that takes nothing is waited for when it is given back."""


class Mode(NamedTuple):
    """A mode of the terminal: what sets it, and what takes it back."""

    on: str
    off: str


ALTERNATE_SCREEN: Final = Mode("\x1b[?1049h", "\x1b[?1049l")
HIDDEN_CURSOR: Final = Mode("\x1b[?25l", "\x1b[?25h")
NO_WRAP: Final = Mode("\x1b[?7l", "\x1b[?7h")
MARKED_PASTE: Final = Mode("\x1b[?2004h", "\x1b[?2004l")
EXACT_KEYS: Final = Mode("\x1b[>25u", "\x1b[<u")
"""The kitty protocol, with the flags that Textual asks for: https://sw.kovidgoyal.net/kitty/keyboard-protocol/"""
MOUSE: Final = Mode("\x1b[?1000;1002;1006h", "\x1b[?1006;1002;1000l")
"""Buttons, wheel and dragging; moves alone are not told, each of which would wake the program."""
SHOWN: Final = (ALTERNATE_SCREEN, HIDDEN_CURSOR, NO_WRAP)
"""What the screen needs from the first paint on."""


class Hold:
    """A terminal that is ours until it is given back."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self.screen = SCREEN
        """Where to write: of our own, so that it may refuse to wait without the shell's doing the same."""
        self.typed = b""
        """What was heard before anybody listened for keys."""
        self.modes: list[Mode] = []
        self._found: list[Any] | None = None

    def take(self, *, interruptible: bool = False) -> None:
        """Make the terminal raw and silent; `interruptible` leaves Ctrl+C a signal.

        Keys that are typed from now on are neither echoed nor lost. Taken again, only what differs is changed.
        """
        with suppress(termios.error):
            if self._found is None:
                self._found = termios.tcgetattr(KEYBOARD)
                atexit.register(self.release)
                with suppress(OSError):
                    self.screen = os.open(os.ttyname(SCREEN), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
            termios.tcsetattr(KEYBOARD, termios.TCSANOW, _raw(self._found, interruptible))

    def set(self, *modes: Mode) -> str:
        """Note modes as set; return what sets those that were not."""
        new = [mode for mode in modes if mode not in self.modes]
        self.modes += new
        return "".join(mode.on for mode in new)

    def reset(self, *modes: Mode) -> str:
        """Note modes as no longer set; return what takes back those that were, the last set first."""
        old = [mode for mode in reversed(self.modes) if mode in modes]
        self.modes = [mode for mode in self.modes if mode not in modes]
        return "".join(mode.off for mode in old)

    def write(self, text: str) -> None:
        """Write to the terminal, all of it; one that is gone, or takes nothing for long, is given up."""
        data = memoryview(text.encode("utf-8", "replace"))
        with suppress(OSError):
            while data and select.select([], [self.screen], [], PATIENCE)[1]:
                with suppress(BlockingIOError):
                    data = data[os.write(self.screen, data) :]

    def listen(self, patience: float) -> bytes:
        """Return what is typed, or answered; nothing when nothing comes within so many seconds."""
        with suppress(OSError):
            if select.select([KEYBOARD], [], [], patience)[0]:
                return os.read(KEYBOARD, 65536)
        return b""

    def release(self) -> None:
        """Give the terminal back as it was found; does nothing where it is not held."""
        if modes := self.reset(*self.modes):
            self.write(LAST_WORDS + modes)
        found, self._found = self._found, None
        if found is None:
            return
        atexit.unregister(self.release)
        with suppress(termios.error):
            termios.tcflush(KEYBOARD, termios.TCIFLUSH)  # mouse reports that are still on their way
            termios.tcsetattr(KEYBOARD, termios.TCSANOW, found)
        if self.screen != SCREEN:
            os.close(self.screen)
            self.screen = SCREEN


def _raw(found: list[Any], interruptible: bool) -> list[Any]:
    """Return the settings of a terminal, as found, made raw."""
    raw = [*found[:6], [*found[6]]]
    raw[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
    raw[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | (0 if interruptible else termios.ISIG))
    raw[6][termios.VMIN], raw[6][termios.VTIME] = 1, 0
    for sign in (termios.VSUSP, termios.VQUIT):  # Ctrl+Z and Ctrl+\ would leave the alternate screen behind
        raw[6][sign] = DISABLED
    return raw
