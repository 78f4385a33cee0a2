"""A driver without threads: the event loop reads the keys, a frame is one write, and every ending is an orderly one.

In place of Textual's own, whose input thread wakes up ten times a second, waits long to tell Esc from an arrow and to
end, and spins once the terminal is gone: https://github.com/Textualize/textual/pull/6690.
"""

from __future__ import annotations

import os
import signal
from asyncio import TimerHandle
from codecs import getincrementaldecoder
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from types import FrameType
from typing import Any, Final, TypeGuard

from textual import constants, events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.driver import Driver
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from peace_tui.terminal import splash
from peace_tui.terminal.cell_diff import ScreenBuffer
from peace_tui.terminal.compat import end_by_signal
from peace_tui.terminal.input import InputParser
from peace_tui.terminal.tty import BRACKETED_PASTE, KEYBOARD_FD, KITTY_KEYS, MOUSE_TRACKING, SCREEN_MODES, Tty

SYNC_QUERY: Final = "\x1b[?2026$p"
"""Asks whether the terminal can take a frame as one: https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036"""
BEGIN_SYNC, END_SYNC = "\x1b[?2026h", "\x1b[?2026l"
"""Around a frame, for terminals that take it as one."""
DEADLY_SIGNALS: Final = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
SIGNAL_SECONDS: Final = 0.1
"""After so long a signal that asks for the end is obeyed also in the middle of what a key asked for."""
ENDING_SECONDS: Final = 2.0
"""After so long an orderly end is cut short."""
READ_BYTES: Final = 4096
MAX_WAITING_KEYS: Final = 64
"""So many keys the app gets at once. What it does for each comes behind those that wait, and would pile up."""
PAUSE_SECONDS: Final = 0.002
"""How long it takes, while keys wait, until it is looked whether the app can have more."""
MAX_UNSENT: Final = 16_000_000
"""How many bytes may wait for a terminal that takes nothing, where the app does not say."""

Frame = ChopsUpdate | LayoutUpdate


class TerminalDriver(Driver):
    """Drives a terminal, on which something may have been painted already.

    An app sends its frames to `show_frame` from `App._display`. It may have a method `set_light(bool)`, called when the
    terminal says whether it is light, and `on_leaving()`, called before the program is stopped. It may count in
    `keys_waiting` the keys that it has not come to, and say in `unread_bytes` how much may wait for the terminal.
    """

    def __init__(
        self, app: Any, *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        """Take over the terminal where something was painted on it already."""
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.tty = splash.hand_over() or Tty()
        self.screen_buffer = ScreenBuffer(*splash.terminal_size(), app.console.color_system, os.environ.get("TERM", ""))
        self.skipped_frames = False
        """Whether frames were left out since the terminal did not take them; the next one makes up for it."""
        self._parser = InputParser(debug)
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._input: deque[Message] = deque()
        """What was typed and the app has not got yet."""
        self._has_frame = False
        """Whether there was a first frame."""
        self._is_waiting = False
        """Whether the app has got as much as it can take."""
        self._escape_timer: TimerHandle | None = None
        self._output: list[str] = []
        self._unsent = bytearray()
        self._is_gone = False
        self._is_active = False

    # Beginning and ending

    @property
    def can_suspend(self) -> bool:
        """Tell that Ctrl+Z works."""
        return True

    def start_application_mode(self) -> None:
        """Acquire the terminal, and listen to it and to the signals."""
        self.tty.acquire()
        self.screen_buffer.invalidate()
        self._is_active = True
        self._loop.add_reader(KEYBOARD_FD, self._read)
        if self.tty.typed_ahead:
            self._loop.call_soon(self._parse, self._decode(self.tty.typed_ahead))
            self.tty.typed_ahead = b""
        for number, handler in self._signal_handlers().items():
            with suppress(RuntimeError, ValueError):  # not in the main thread
                self._loop.add_signal_handler(number, handler)
        for number in DEADLY_SIGNALS:
            with suppress(ValueError):
                signal.signal(number, self._end_by_signal)
        query = "" if os.environ.get("TERM_PROGRAM") == "Apple_Terminal" else SYNC_QUERY  # which would print it
        keys = () if constants.DISABLE_KITTY_KEY else (KITTY_KEYS,)
        mouse = (MOUSE_TRACKING,) if self._mouse else ()
        self.write(self.tty.enable(*SCREEN_MODES, *keys, BRACKETED_PASTE, *mouse) + query)
        self.flush()
        self._update_size()

    def disable_input(self) -> None:
        """Listen no longer."""
        if not self._is_active:
            return
        self._is_active = False
        self._loop.remove_reader(KEYBOARD_FD)
        for number in self._signal_handlers():
            self._loop.remove_signal_handler(number)

    def stop_application_mode(self) -> None:
        """Restore the terminal; what is not sent yet is sent first, if the terminal takes it at all.

        Only then a signal may end the program by itself: it comes twice, say, and the end takes a moment.
        """
        self.disable_input()
        with suppress(ValueError):
            signal.setitimer(signal.ITIMER_REAL, 0)
        self._loop.remove_writer(self.tty.screen_fd)
        rest = self._unsent.decode("utf-8", "ignore") + "".join(self._output)
        self._output.clear()
        self._unsent.clear()
        self.tty.write(rest)
        self.tty.restore()
        with suppress(ValueError):
            for number in DEADLY_SIGNALS:
                signal.signal(number, signal.SIG_DFL)

    def _signal_handlers(self) -> dict[int, Callable[[], None]]:
        return {
            signal.SIGWINCH: self._update_size,
            signal.SIGTSTP: self._suspend,
            signal.SIGCONT: self._continue,
        }

    def _exit(self, code: int) -> None:
        if signal.getitimer(signal.ITIMER_REAL)[0]:
            signal.setitimer(signal.ITIMER_REAL, ENDING_SECONDS)
        self._app.exit(return_code=code)

    def _end_by_signal(self, number: int, _: FrameType | None) -> None:
        """Exit in order, or at once where the event loop does not get to it: it may be busy with a long text."""
        signal.signal(signal.SIGALRM, lambda *_: self._end_now(number))
        signal.setitimer(signal.ITIMER_REAL, SIGNAL_SECONDS)
        self._loop.call_soon_threadsafe(self._exit, 128 + number)

    def _end_now(self, number: int) -> None:
        """Give the terminal back, whatever is going on, and let the signal do what it does to other programs."""
        on_leaving: Callable[[], None] | None = getattr(self._app, "on_leaving", None)
        with suppress(Exception):
            if on_leaving:
                on_leaving()
        with suppress(Exception):
            self._unsent.clear()
            self._output.clear()
            self.stop_application_mode()
        end_by_signal(number)

    def _hang_up(self) -> None:
        """Exit, since the terminal is gone; reads and writes fail from now on."""
        if not self._is_gone:
            self._is_gone = True
            self._loop.remove_reader(KEYBOARD_FD)
            self._loop.remove_writer(self.tty.screen_fd)
            self._exit(splash.HANGUP_EXIT_CODE)

    def _suspend(self) -> None:
        """Stop, as Ctrl+Z does, with the terminal in the shell's hands until the shell continues the program.

        What waits for the end is done before: what is stopped may be killed without a word.
        """
        on_leaving: Callable[[], None] | None = getattr(self._app, "on_leaving", None)
        if on_leaving:
            on_leaving()
        if self._auto_restart:
            self.suspend_application_mode()
        os.kill(os.getpid(), signal.SIGSTOP)
        if self._auto_restart:
            self.resume_application_mode()
            self.send_message(self.SignalResume())

    def _continue(self) -> None:
        """Acquire the terminal again after a stop that could not be foreseen."""
        if self._auto_restart:
            self.suspend_application_mode()
            self.resume_application_mode()
            self.send_message(self.SignalResume())

    # Input

    def send_message(self, message: Message) -> None:
        """Hand a message to the app, in this same turn; keys wait for a screen, and for those before them."""
        if isinstance(message, events.InputEvent | events.Paste):
            self._input.append(message)
            if self._has_frame and not self._is_waiting:
                self._hand_over()
        else:
            self._app.post_message(message)

    def _hand_over(self) -> None:
        """Hand over what was typed, as much as the app can take; read on once it has all."""
        while self._input and getattr(self._app, "keys_waiting", 0) < MAX_WAITING_KEYS:
            self._app.post_message(self._input.popleft())
        if self._is_waiting == bool(self._input) or not self._is_active or self._is_gone:
            pass
        elif self._input:
            self._loop.remove_reader(KEYBOARD_FD)  # the rest is better off with the terminal, and goes with it
        else:
            self._loop.add_reader(KEYBOARD_FD, self._read)
        self._is_waiting = bool(self._input)
        if self._is_waiting:
            self._loop.call_later(PAUSE_SECONDS, self._hand_over)

    def _read(self) -> None:
        try:
            data = os.read(KEYBOARD_FD, READ_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if data:
            self._parse(self._decode(data))
        else:
            self._hang_up()

    def _parse(self, text: str) -> None:
        for message in self._parser.feed(text):
            self.process_message(message)
        if (is_light := self._parser.is_light) is not None and (set_light := getattr(self._app, "set_light", None)):
            self._parser.is_light = None
            set_light(is_light)
        if self._parser.needs_timeout:
            if self._escape_timer:
                self._escape_timer.cancel()
            self._escape_timer = self._loop.call_later(constants.ESCAPE_DELAY + 0.001, self._flush_timeout)

    def _flush_timeout(self) -> None:
        for message in self._parser.flush_timeout():
            self.process_message(message)

    def _update_size(self) -> None:
        """Tell the app how large the terminal is."""
        size = Size(*splash.terminal_size())
        self.screen_buffer.invalidate()
        self._app.post_message(events.Resize(size, size))
        if size == self._app.size:  # there and back again: nothing is laid out, but the terminal may have cut lines
            self._app.refresh()

    # Output

    def show_frame(self, update: object) -> bool:
        """Send the cells of a frame that change; False for what is no frame of Textual's and is still to be written."""
        if update is None:
            return True
        if not _is_frame(update):
            self.screen_buffer.invalidate()
            return False
        app = self._app
        if app._batch_count or not app._running or app._closed:
            return True
        if self._unsent:
            self.skipped_frames = True
            return True
        buffer = self.screen_buffer
        if (buffer.width, buffer.height) != app.size:
            buffer.resize(*app.size)
        cells = "".join(buffer.update(y, x, strips) for y, x, strips in _split_frame(update))
        if app.screen.focused is not None:  # input methods write where the cursor is
            cells += buffer.move_cursor(*app.screen.outer_size.clamp_offset(app.cursor_position))
        if cells:
            self.write(f"{BEGIN_SYNC}{cells}{END_SYNC}" if app._sync_available else cells)
            self.flush()
        if not self._has_frame:
            self._has_frame = True
            self._hand_over()
        return True

    def write(self, data: str) -> None:
        """Write, at the latest when this turn of the loop ends."""
        if not self._output:
            self._loop.call_soon(self.flush)
        self._output.append(data)

    def flush(self) -> None:
        """Send all that was written, in one piece."""
        data = "".join(self._output)
        self._output.clear()
        if data and not self._is_gone:
            is_waiting = bool(self._unsent)
            self._unsent += data.encode("utf-8", "replace")
            if len(self._unsent) > getattr(self._app, "unread_bytes", MAX_UNSENT):
                self._unsent.clear()
                self._hang_up()
            elif not is_waiting:
                self._send()

    def _send(self) -> None:
        try:
            while self._unsent:
                del self._unsent[: os.write(self.tty.screen_fd, self._unsent)]
        except (BlockingIOError, InterruptedError):
            self._loop.add_writer(self.tty.screen_fd, self._send)
            return
        except OSError:
            self._unsent.clear()
            self._hang_up()
            return
        self._loop.remove_writer(self.tty.screen_fd)
        if self.skipped_frames:
            self.skipped_frames = False
            self._app.refresh()

    @property
    def mouse(self) -> bool:
        """Whether the mouse is ours."""
        return self._mouse

    @mouse.setter
    def mouse(self, on: bool) -> None:
        self._mouse = on
        self.write(self.tty.enable(MOUSE_TRACKING) if on else self.tty.disable(MOUSE_TRACKING))


def browser_driver() -> type[Driver]:
    """Return Textual's driver for a browser, with our parser and in portions: keys typed ahead wait with the server.

    Textual's takes all that comes, letter by letter, and without end.
    """
    import asyncio

    from textual.drivers._byte_stream import ByteStream  # slow to import, as what follows, and few need it
    from textual.drivers.web_driver import WebDriver, _ExitInput

    class BrowserDriver(WebDriver):
        def run_input_thread(self) -> None:
            parser, packets, decode = (
                InputParser(self._debug),
                ByteStream(),
                getincrementaldecoder("utf-8")("replace").decode,
            )
            with suppress(_ExitInput):
                for data in self._input_reader:
                    for kind, payload in packets.feed(data) if data else ():
                        if kind == "D":
                            self._process(parser.feed(decode(payload)))
                        else:
                            self._on_meta(kind, payload)
                    if not data and parser.needs_timeout:
                        self._process(parser.flush_timeout())

        def _process(self, messages: Iterable[Message]) -> None:
            for message in messages:
                self.process_message(message)

        def send_message(self, message: Message) -> None:
            """Hand a message to the app, once it has come to those before; it is called in the thread that reads."""
            while getattr(self._app, "keys_waiting", 0) >= MAX_WAITING_KEYS:
                if self.exit_event.wait(PAUSE_SECONDS):
                    return
            taken = asyncio.run_coroutine_threadsafe(self._app._post_message(message), self._loop)
            while not taken.done() and not self.exit_event.is_set():
                with suppress(TimeoutError):
                    taken.result(PAUSE_SECONDS)

    return BrowserDriver


def _is_frame(update: object) -> TypeGuard[Frame]:
    """Tell whether an update is a frame that can be split into lines."""
    return isinstance(update, Frame)


def _split_frame(frame: Frame) -> Iterator[tuple[int, int, Iterable[Strip]]]:
    """Yield the pieces of a frame: line, column, and the strips that are shown there."""
    if isinstance(frame, LayoutUpdate):
        for y, strips in enumerate(frame.strips, frame.region.y):
            yield y, frame.region.x, strips
        return
    for y, start, end in frame.spans:
        for x, strip in frame.chops[y].items():
            if strip is not None and x < end and x + strip.cell_length > start:
                yield y, x, (strip,)
