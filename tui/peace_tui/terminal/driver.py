"""A driver without threads: the event loop hears the keys, a frame is one write, and every ending is an orderly one.

In place of Textual's own: its input thread looks ten times a second, takes 100 ms to tell Esc from an arrow, takes
250 ms to end, and spins once the terminal is gone: https://github.com/Textualize/textual/pull/6690.
"""

from __future__ import annotations

import os
import signal
from asyncio import TimerHandle
from codecs import getincrementaldecoder
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from textual import constants, events
from textual.driver import Driver
from textual.geometry import Size
from textual.message import Message

from peace_tui.terminal import splash as early
from peace_tui.terminal.cell_diff import ShownScreen
from peace_tui.terminal.frames import is_frame, pieces_of
from peace_tui.terminal.input import Ear
from peace_tui.terminal.tty import EXACT_KEYS, KEYBOARD, MARKED_PASTE, MOUSE, SHOWN, Hold

ASK_FOR_FRAMES: Final = "\x1b[?2026$p"
"""Asks whether the terminal can take a frame as one: https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036"""
BEGIN, END = "\x1b[?2026h", "\x1b[?2026l"
"""Around a frame, for terminals that take it as one."""
LOST: Final = 128 + signal.SIGHUP
"""The exit code once the terminal is gone, whether or not the signal came."""


class TerminalDriver(Driver):
    """Drives the terminal that the program holds."""

    def __init__(
        self, app: Any, *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        """Take over the terminal where something was painted on it already."""
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.hold = early.taken() or Hold()
        self.shown = ShownScreen(*early.size(), app.console.color_system, os.environ.get("TERM", ""))
        self.behind = False
        """Whether frames were left out since the terminal did not take them; the next one makes up for it."""
        self._ear = Ear(debug)
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._early: list[Message] | None = []
        """What was typed before the first frame; None since then."""
        self._settling: TimerHandle | None = None
        self._said: list[str] = []
        self._unsent = bytearray()
        self._gone = False
        self._active = False

    # Beginning and ending

    @property
    def can_suspend(self) -> bool:
        """Tell that Ctrl+Z works."""
        return True

    def start_application_mode(self) -> None:
        """Take the terminal, and listen to it and to the signals."""
        self.hold.take()
        self.shown.forget()
        self._active = True
        self._loop.add_reader(KEYBOARD, self._readable)
        if self.hold.typed:
            self._loop.call_soon(self._hear, self._decode(self.hold.typed))
            self.hold.typed = b""
        for number, heed in self._signals().items():
            with suppress(RuntimeError, ValueError):  # not in the main thread
                self._loop.add_signal_handler(number, heed)
        asked = "" if os.environ.get("TERM_PROGRAM") == "Apple_Terminal" else ASK_FOR_FRAMES  # which would print it
        keys = () if constants.DISABLE_KITTY_KEY else (EXACT_KEYS,)
        mouse = (MOUSE,) if self._mouse else ()
        self.write(self.hold.set(*SHOWN, *keys, MARKED_PASTE, *mouse) + asked)
        self.flush()
        self._measure()

    def disable_input(self) -> None:
        """Listen no longer."""
        if not self._active:
            return
        self._active = False
        self._loop.remove_reader(KEYBOARD)
        for number in self._signals():
            self._loop.remove_signal_handler(number)

    def stop_application_mode(self) -> None:
        """Give the terminal back; what is not sent yet is sent first, if the terminal takes it at all."""
        self.disable_input()
        self._loop.remove_writer(self.hold.screen)
        rest = self._unsent.decode("utf-8", "ignore") + "".join(self._said)
        self._said.clear()
        self._unsent.clear()
        self.hold.write(rest)
        self.hold.release()

    def _signals(self) -> dict[int, Callable[[], None]]:
        deadly = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
        return {
            **{number: lambda code=128 + number: self._leave(code) for number in deadly},  # type: ignore[misc]
            signal.SIGWINCH: self._measure,
            signal.SIGTSTP: self._stop,
            signal.SIGCONT: self._go_on,
        }

    def _leave(self, code: int) -> None:
        self._app.exit(return_code=code)

    def _lose(self) -> None:
        """Leave, since the terminal is gone; reads and writes fail from now on."""
        if not self._gone:
            self._gone = True
            self._loop.remove_reader(KEYBOARD)
            self._loop.remove_writer(self.hold.screen)
            self._leave(LOST)

    def _stop(self) -> None:
        """Stop, as Ctrl+Z does, with the terminal in the shell's hands until the shell lets us go on.

        What waits for the end is done before: what is stopped may be killed without a word.
        """
        keep: Callable[[], None] | None = getattr(self._app, "on_leaving", None)
        if keep:
            keep()
        if self._auto_restart:
            self.suspend_application_mode()
        os.kill(os.getpid(), signal.SIGSTOP)
        if self._auto_restart:
            self.resume_application_mode()
            self.send_message(self.SignalResume())

    def _go_on(self) -> None:
        """Take the terminal anew after a stop that could not be foreseen."""
        if self._auto_restart:
            self.suspend_application_mode()
            self.resume_application_mode()
            self.send_message(self.SignalResume())

    # Hearing

    def send_message(self, message: Message) -> None:
        """Hand a message to the app, in this same turn; keys wait until there is a screen for them."""
        if self._early is not None and isinstance(message, events.InputEvent | events.Paste):
            self._early.append(message)
        else:
            self._app.post_message(message)

    def _readable(self) -> None:
        try:
            data = os.read(KEYBOARD, 65536)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if data:
            self._hear(self._decode(data))
        else:
            self._lose()

    def _hear(self, text: str) -> None:
        for message in self._ear.hear(text):
            self.process_message(message)
        if (light := self._ear.light) is not None and (suit := getattr(self._app, "suit", None)):
            self._ear.light = None
            suit(light)
        if self._ear.is_waiting:
            if self._settling:
                self._settling.cancel()
            self._settling = self._loop.call_later(constants.ESCAPE_DELAY + 0.001, self._settle)

    def _settle(self) -> None:
        for message in self._ear.settle():
            self.process_message(message)

    def _measure(self) -> None:
        """Tell the app how large the terminal is."""
        size = Size(*early.size())
        self.shown.forget()
        self._app.post_message(events.Resize(size, size))
        if size == self._app.size:  # there and back again: nothing is laid out, but the terminal may have cut lines
            self._app.refresh()

    # Showing

    def show(self, update: object) -> bool:
        """Send of a frame the cells that change; False for what is no frame of Textual's and is still to be written."""
        if update is None:
            return True
        if not is_frame(update):
            self.shown.forget()
            return False
        app = self._app
        if app._batch_count or not app._running or app._closed:
            return True
        if self._unsent:
            self.behind = True
            return True
        if (self.shown.width, self.shown.height) != app.size:
            self.shown.resize(*app.size)
        cells = "".join(self.shown.put(y, x, strips) for y, x, strips in pieces_of(update))
        if app.screen.focused is not None:  # input methods write where the cursor is
            cells += self.shown.point_to(*app.screen.outer_size.clamp_offset(app.cursor_position))
        if cells:
            self.write(f"{BEGIN}{cells}{END}" if app._sync_available else cells)
            self.flush()
        early, self._early = self._early, None
        for message in early or ():
            self._app.post_message(message)
        return True

    # Writing

    def write(self, data: str) -> None:
        """Write, at the latest when this turn of the loop ends."""
        if not self._said:
            self._loop.call_soon(self.flush)
        self._said.append(data)

    def flush(self) -> None:
        """Send all that was written, in one piece."""
        data = "".join(self._said)
        self._said.clear()
        if data and not self._gone:
            waiting = bool(self._unsent)
            self._unsent += data.encode("utf-8", "replace")
            if not waiting:
                self._send()

    def _send(self) -> None:
        try:
            while self._unsent:
                del self._unsent[: os.write(self.hold.screen, self._unsent)]
        except (BlockingIOError, InterruptedError):
            self._loop.add_writer(self.hold.screen, self._send)
            return
        except OSError:
            self._unsent.clear()
            self._lose()
            return
        self._loop.remove_writer(self.hold.screen)
        if self.behind:
            self.behind = False
            self._app.refresh()

    @property
    def mouse(self) -> bool:
        """Whether the mouse is ours."""
        return self._mouse

    @mouse.setter
    def mouse(self, on: bool) -> None:
        self._mouse = on
        self.write(self.hold.set(MOUSE) if on else self.hold.reset(MOUSE))
