"""The reader's terminal: raw and on the alternate screen while the program has it, as it was on every way out.

No Textual here: the terminal is acquired before that is imported.
"""

from __future__ import annotations

import atexit
import os
import re
import select
import termios
from contextlib import suppress
from time import monotonic
from typing import Any, Final, NamedTuple

from peace_tui.terminal.compat import has_symbols

KEYBOARD_FD: Final = 0
SCREEN_FD: Final = 2
"""Standard error, on which Textual draws too."""
RESTORE_CURSOR: Final = "\x1b[0m\x1b[999H\r\n"
"""Default colors and a line below the picture, for terminals that have no alternate screen (GNU screen, say)."""
DISABLED_KEY: Final = b"\0"
"""No key at all, for a control character of termios."""
WRITE_TIMEOUT: Final = 1.0
"""How many seconds a terminal is waited for that does not take what is written at once."""
MAX_WRITE: Final = 4096
"""How many bytes are written in one piece: a write of more may block where less would not."""


class Mode(NamedTuple):
    """A mode of the terminal: what enables it, and what disables it."""

    on: str
    off: str


ALTERNATE_SCREEN: Final = Mode("\x1b[?1049h", "\x1b[?1049l")
HIDDEN_CURSOR: Final = Mode("\x1b[?25l", "\x1b[?25h")
NO_WRAP: Final = Mode("\x1b[?7l", "\x1b[?7h")
BRACKETED_PASTE: Final = Mode("\x1b[?2004h", "\x1b[?2004l")
KITTY_KEYS: Final = Mode("\x1b[>25u", "\x1b[<u")
"""With the flags that Textual asks for: https://sw.kovidgoyal.net/kitty/keyboard-protocol/"""
MOUSE_TRACKING: Final = Mode("\x1b[?1000;1002;1006h", "\x1b[?1006;1002;1000l")
"""Buttons, wheel and dragging; moves alone are not reported, each of which would wake the program."""
SCREEN_MODES: Final = (ALTERNATE_SCREEN, HIDDEN_CURSOR, NO_WRAP)
"""What the screen needs from the first paint on."""


class Tty:
    """A terminal that is the program's from `acquire` to `restore`."""

    def __init__(self) -> None:
        """Change nothing yet."""
        self.screen_fd = SCREEN_FD
        """Where to write: a file description of our own, which can be non-blocking without the shell's becoming so."""
        self.typed_ahead = b""
        """What was read before there was anything to read keys."""
        self.modes: list[Mode] = []
        self._original: list[Any] | None = None

    def acquire(self, *, interruptible: bool = False) -> None:
        """Make the terminal raw and silent; `interruptible` leaves Ctrl+C a signal.

        Keys that are typed from now on are neither echoed nor lost. Acquired again, only what differs is changed.
        """
        with suppress(termios.error):
            if self._original is None:
                self._original = termios.tcgetattr(KEYBOARD_FD)
                atexit.register(self.restore)
                flags = os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
                with suppress(OSError):
                    self.screen_fd = os.open(os.ttyname(SCREEN_FD), flags)
            termios.tcsetattr(KEYBOARD_FD, termios.TCSANOW, _make_raw(self._original, interruptible))

    def enable(self, *modes: Mode) -> str:
        """Note modes as enabled; return what enables those that were not."""
        new = [mode for mode in modes if mode not in self.modes]
        self.modes += new
        return "".join(mode.on for mode in new)

    def disable(self, *modes: Mode) -> str:
        """Note modes as disabled; return what disables those that were enabled, the last one first."""
        old = [mode for mode in reversed(self.modes) if mode in modes]
        self.modes = [mode for mode in self.modes if mode not in modes]
        return "".join(mode.off for mode in old)

    def write(self, text: str) -> None:
        """Write all of `text` to the terminal; one that is gone, or does not take it in time, is given up."""
        data = memoryview(text.encode("utf-8", "replace"))
        deadline = monotonic() + WRITE_TIMEOUT
        with suppress(OSError):
            while data and select.select([], [self.screen_fd], [], max(deadline - monotonic(), 0))[1]:
                with suppress(BlockingIOError):
                    data = data[os.write(self.screen_fd, data[:MAX_WRITE]) :]

    def read(self, timeout: float) -> bytes:
        """Return what was typed or answered; nothing when nothing comes within `timeout` seconds."""
        with suppress(OSError):
            if select.select([KEYBOARD_FD], [], [], timeout)[0]:
                return os.read(KEYBOARD_FD, 65536)
        return b""

    def restore(self) -> None:
        """Give the terminal back as it was; does nothing where it was not acquired."""
        if modes := self.disable(*self.modes):
            self.write(RESTORE_CURSOR + modes)
        original, self._original = self._original, None
        if original is None:
            return
        atexit.unregister(self.restore)
        with suppress(termios.error):
            # Mouse reports still on their way would be typed into the shell: https://github.com/Textualize/textual/issues/4418
            termios.tcflush(KEYBOARD_FD, termios.TCIFLUSH)
            termios.tcsetattr(KEYBOARD_FD, termios.TCSANOW, original)
        if self.screen_fd != SCREEN_FD:
            os.close(self.screen_fd)
            self.screen_fd = SCREEN_FD


def _make_raw(original: list[Any], interruptible: bool) -> list[Any]:
    """Return the settings of termios for a raw terminal."""
    raw = [*original[:6], [*original[6]]]
    raw[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
    raw[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | (0 if interruptible else termios.ISIG))
    raw[6][termios.VMIN], raw[6][termios.VTIME] = 1, 0
    for key in (termios.VSUSP, termios.VQUIT):  # Ctrl+Z and Ctrl+\ would leave the alternate screen behind
        raw[6][key] = DISABLED_KEY
    return raw


# --- Whether it is light or dark, as it says itself: OSC 11, which xterm and most others answer ----------------------

QUERY: Final = "\x1b]11;?\x1b\\"
REPLY: Final = re.compile(r"\x1b\]11;rgba?:([0-9a-f]+)/([0-9a-f]+)/([0-9a-f]+)[0-9a-f/]*(?:\x07|\x1b\\)", re.IGNORECASE)
LUMA_WEIGHTS: Final = (0.299, 0.587, 0.114)
"""How bright red, green and blue look to the eye (ITU-R BT.601)."""


def background_query() -> str:
    """Return what asks the terminal; nothing where the reader has chosen, or an old terminal would print it."""
    has_chosen = bool(os.environ.get("TEXTUAL_THEME"))
    return "" if has_chosen or not has_symbols(os.environ.get("TERM", "")) else QUERY


def extract_reply(text: str) -> tuple[bool | None, str]:
    """Return whether the background is light, if a reply among the keys says so, and the text without the reply."""
    match = REPLY.search(text)
    if not match:
        return None, text
    levels = [int(part, 16) / (16 ** len(part) - 1) for part in match.groups()]
    luma = sum(weight * level for weight, level in zip(LUMA_WEIGHTS, levels, strict=True))
    return luma > 0.5, text[: match.start()] + text[match.end() :]
