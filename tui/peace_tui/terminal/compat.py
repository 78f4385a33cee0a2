"""Which driver the terminal gets: ours, or Textual's where ours is not wanted or Textual has changed too much.

Textual is imported here only once a driver is needed.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final
from unicodedata import category

if TYPE_CHECKING:
    from textual.app import App
    from textual.driver import Driver

SWITCH: Final = "PEACE_TUI_TERMINAL"
STOCK: Final = "stock"
"""The value of the environment variable with which Textual's own driver and output are used, and nothing is painted
before it: to find out whether a problem comes from here."""
BASIC_TERMINALS: Final = ("linux", "vt100", "vt102", "vt220", "ansi", "cons25")
"""Names of terminals that have few characters besides letters."""
REQUIRED_INTERNALS: Final = (
    # Frames, and what they are made of.
    "textual.app:App._display",
    "textual.app:App._flush_next_callbacks",
    "textual.app:App._handle_exception",
    "textual._compositor:ChopsUpdate.__init__.__annotations__.chops",
    "textual._compositor:ChopsUpdate.__init__.__annotations__.spans",
    "textual._compositor:LayoutUpdate.__init__.__annotations__.strips",
    "textual._compositor:LayoutUpdate.__init__.__annotations__.region",
    "textual.strip:Strip.render_style",
    # Keys.
    "textual._xterm_parser:XTermParser.feed",
    "textual._xterm_parser:XTermParser.tick",
    "textual.constants:ESCAPE_DELAY",
    "textual.constants:DISABLE_KITTY_KEY",
    # What a driver is to an app.
    "textual.driver:Driver.process_message",
    "textual.driver:Driver.suspend_application_mode",
    "textual.driver:Driver.resume_application_mode",
    "textual.driver:Driver.SignalResume",
    "textual.app:App._on_terminal_supports_synchronized_output",
)
"""All names of Textual 8.2.8 that this package uses and that are not promised to stay: modules, and what must be found
in them. They are looked for at each start."""
REQUIRED_IN_BROWSER: Final = (
    "textual.drivers._byte_stream:ByteStream.feed",
    "textual.drivers.web_driver:WebDriver.run_input_thread",
    "textual.drivers.web_driver:_ExitInput",
)
"""Those that are looked for only there, since they are slow to import."""
HANGUP: Final = getattr(signal, "SIGHUP", signal.SIGTERM)
"""The signal that says that the terminal is gone; Windows has none."""
HANGUP_CHECK_INTERVAL: Final = 2.0
"""Seconds between two looks whether the terminal is still there, under Textual's own driver."""


def is_native_driver_enabled() -> bool:
    """Tell whether our own driver is wanted; in a browser it never is."""
    return os.name == "posix" and os.environ.get(SWITCH) != STOCK and not os.environ.get("TEXTUAL_DRIVER")


def has_symbols(term: str) -> bool:
    """Tell whether a terminal of this name can be trusted to have lines, blocks and the like."""
    return term.split("-")[0] not in BASIC_TERMINALS


def find_missing_internals(*, in_browser: bool = False) -> list[str]:
    """Return the required names that this Textual lacks."""
    names = (*REQUIRED_INTERNALS, *(REQUIRED_IN_BROWSER if in_browser else ()))
    return [name for name in names if not _exists(name)]


def choose_driver(*, in_browser: bool = False) -> type[Driver] | None:
    """Return our own driver; None, for Textual's, where ours is not wanted or would lack something."""
    in_browser = in_browser and os.name == "posix"
    if not (in_browser or is_native_driver_enabled()) or find_missing_internals(in_browser=in_browser):
        return None
    from peace_tui.terminal.driver import TerminalDriver, browser_driver  # imports what was found only now

    return browser_driver() if in_browser else TerminalDriver


def unify_widths() -> None:
    """Have Rich and Textual give vowel signs the width that `cell_width` gives them.

    They lay out the search box and the palette, and cut lines of ours where something covers a part of them.
    """
    global _load_stock_table
    cells: Any = import_module("rich.cells")
    if getattr(cells, "load_cell_table", _load_cell_table) is not _load_cell_table:  # which Rich 14 does not have
        _load_stock_table = cells.load_cell_table
        cells.load_cell_table = _load_cell_table
        cells.get_character_cell_size.cache_clear()
        cells.cached_cell_len.cache_clear()


_load_stock_table: Callable[[str], Any] | None = None
"""Rich's function that gives its table of widths, once ours is in its place."""


@cache
def _load_cell_table(unicode_version: str = "auto") -> Any:
    """Return Rich's table with the marks in it that have a width of their own."""
    assert _load_stock_table
    table = _load_stock_table(unicode_version)
    return table._replace(widths=tuple(_with_spacing_marks(table.widths)))


def _with_spacing_marks(widths: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Yield ranges of characters and their widths, those of no width without the marks that take a cell."""
    for first, last, width in widths:
        chars = range(first, last + 1) if width == 0 and ord("\u0900") <= first < ord("\U00020000") else ()
        for char in chars:
            if category(chr(char)) == "Mc":
                if first < char:
                    yield first, char - 1, 0
                first = char + 1
        if first <= last:
            yield first, last, width


def watch_stock_driver(app: App[Any], before_hangup: Callable[[], None], *, has_terminal: bool) -> None:
    """Have the app end in order on SIGTERM, and at once on SIGHUP and when the terminal is gone.

    Textual's own driver does neither: https://github.com/Textualize/textual/pull/6690.
    """
    import asyncio  # the first paint, which asks for the switch above, must not wait for it

    def end() -> None:
        before_hangup()
        end_by_signal(HANGUP)  # Textual's writer would wait for the terminal forever

    def check_terminal() -> None:
        stdin = sys.__stdin__
        if stdin is None or not os.isatty(stdin.fileno()):
            end()

    loop = asyncio.get_running_loop()
    try:
        loop.add_signal_handler(signal.SIGTERM, app.exit, None, 128 + signal.SIGTERM)
        loop.add_signal_handler(HANGUP, end)
    except (AttributeError, NotImplementedError, RuntimeError, ValueError):  # Windows; not the main thread
        pass
    if has_terminal:
        app.set_interval(HANGUP_CHECK_INTERVAL, check_terminal)


def end_by_signal(number: int) -> None:
    """End as a program does that handles no signals: its parent sees which it was, a shell 128 and its number."""
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)


def _exists(name: str) -> bool:
    module, _, path = name.partition(":")
    try:
        found: object = import_module(module)
    except ImportError:
        return False
    for step in path.split("."):
        if isinstance(found, dict):
            if step not in found:
                return False
            found = found[step]
        elif hasattr(found, step):
            found = getattr(found, step)
        else:
            return False
    return True
