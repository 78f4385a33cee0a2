"""The application: the theme, the signs, the palette, and how the terminal is treated."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from rich.color import ColorSystem
from rich.console import RenderableType
from textual import events
from textual.app import App
from textual.command import CommandPalette, Provider
from textual.filter import LineFilter
from textual.geometry import Size
from textual.message import Message
from textual.screen import Screen
from textual.theme import Theme, ThemeProvider
from textual.widget import Widget
from textual.widgets import Input

from peace_tui.charts.times import home_zone
from peace_tui.errors import InputError, LimitReached
from peace_tui.loading.diagnostics import Problem
from peace_tui.model.dossier import Dossier
from peace_tui.query.view import View
from peace_tui.session.settings import READER_SESSION, Session
from peace_tui.session.state import DisplayOptions
from peace_tui.system.streams import DRIVER_VARIABLE, WEB_DRIVER
from peace_tui.terminal import splash
from peace_tui.terminal.cell_diff import COLOR_SYSTEMS
from peace_tui.terminal.compat import choose_driver, unify_widths, watch_stock_driver
from peace_tui.ui.dossier_file import open_articles
from peace_tui.ui.key_table import KEYS
from peace_tui.ui.keys import Key, Keyboard, find_key_name, keep_kiosk_keys, name_keys
from peace_tui.ui.render.glyphs import ASCII, choose_glyphs
from peace_tui.ui.render.lines import AsciiFilter, single_line
from peace_tui.ui.render.styles import DARK, LIGHT, TextStyles, make_css_variables, make_styles
from peace_tui.ui.run import GarbageCollector, SessionTimer, run_when_idle
from peace_tui.ui.screens.main import MainScreen

# The palette, the saved texts and what confines strangers are imported where they are used: no first screen needs them.

if TYPE_CHECKING:
    from peace_tui.lint.verdicts import SavedPassage
    from peace_tui.lint.verify import Archive
    from peace_tui.model.records import Version
    from peace_tui.system.confinement import ProcessorWatch

MAX_HINT_CHARS: Final = 80
"""A longer hint, such as all themes, would cover half a screen."""
PROBLEMS_SECONDS: Final = 20.0
"""How long the start says what is wrong with the reader's settings."""


def _commands() -> type[Provider]:
    """Return the provider of the palette, imported when it is first opened."""
    from peace_tui.ui.palette import Commands

    return Commands


class PeaceApp(App[None]):
    """The explorer."""

    CSS_PATH = "app.tcss"
    TITLE = "peace-tui"
    keys_waiting = 0
    """How many keys have been pressed and not handled yet."""
    last_character: str | None = None
    """The character of the last key: where several keys have one action, it says which was pressed."""
    COMMANDS = {_commands}
    BINDINGS = []
    _own_theme: str | None = None
    """The theme to begin with; None until it is known, and empty once the reader has chosen another."""
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "f24"  # the main screen's own table has the key

    def __init__(
        self,
        dossier: Dossier,
        view: View,
        keys: tuple[Key, ...] = KEYS,
        session: Session = READER_SESSION,
        light: bool | None = None,
    ) -> None:
        """Open a dossier at a view; `light` says whether the terminal is light, None that it does not tell."""
        unify_widths()
        self.in_browser = os.environ.get(DRIVER_VARIABLE) == WEB_DRIVER
        driver = choose_driver(in_browser=self.in_browser)
        # Without ansi_color NO_COLOR would be answered with hundreds of grays.
        super().__init__(driver, ansi_color=True if "NO_COLOR" in os.environ else None)
        self.dossier = dossier
        self.session = session
        self.glyphs = ASCII if session.ascii else choose_glyphs()
        self._ascii_filters = [AsciiFilter()] if self.glyphs is ASCII else []
        self.text_styles = TextStyles()
        self._set_keys(keys)
        self.session_timer = SessionTimer(self, session)
        self.exit_message = ""
        self._passages: dict[tuple[str, str, str | None], SavedPassage | None] = {}
        """Where versions are in saved texts, by source, words and locator: looking for them takes a moment."""
        self.unread_bytes = session.limits.unread_bytes
        is_remote = session.kiosk or any(os.environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY"))
        self.is_remote = is_remote and not self.in_browser
        zone = session.config.zone
        options = DisplayOptions(zone=zone if zone != home_zone(dossier) else "", snap=session.config.snap)
        self.main = MainScreen(dossier, view, options, self.key_names)
        self._processor_watch: ProcessorWatch | None = None
        self._garbage = GarbageCollector(lambda: self.session_timer.last_activity)
        self.on_leaving: Callable[[], None] = _nothing
        """Called before the program is stopped, and once before it ends in order or by a signal."""
        self.problems: list[Problem] = []
        """What is wrong with the reader's settings."""
        self.remember: Callable[[str, bool | str], str] = _forget
        """Called with a setting that the reader changes, and its value; returns why it cannot be remembered."""
        self._set_first_theme(light)

    def _set_keys(self, keys: tuple[Key, ...]) -> None:
        """Give the actions these keys; strangers do not have all of them."""
        self.keys = keep_kiosk_keys(keys) if self.session.kiosk else keys
        allowed, default = {*self.keys}, {*KEYS}
        self.disabled_actions = {key.action_name for key in keys if key not in allowed}
        self.set_keymap({key.id: ",".join(key.keys) for key in keys if key not in default})
        self.keyboard = Keyboard({name for key in self.keys for name in key.keys})
        self.key_names = name_keys(self.keys, ascii=self.glyphs is ASCII)

    def _set_first_theme(self, light: bool | None) -> None:
        """Set the theme to begin with, on a terminal that is light or not, or does not say.

        One like Textual's own, with which all has been set up, comes without a second parse and layout.
        """
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        if light is None:
            light = os.environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15")
        self._own_theme = self._first_theme(light)
        theme = self.available_themes[self._own_theme]
        if theme.dark and not theme.ansi:
            self.set_reactive(App.theme, theme.name)
        else:
            self.theme = theme.name
        self.stylesheet.set_variables(self.get_css_variables())  # else the first frame may have the default's colors

    def _first_theme(self, light: bool) -> str:
        """Return the theme to begin with: the reader's choice, else what the terminal can show."""
        named = (self.session.theme, os.environ.get("TEXTUAL_THEME", ""), self.session.config.theme)
        choice = next((self.available_themes[name] for name in named if name in self.available_themes), None)
        if choice and (choice.ansi or not self._has_few_colors):
            return choice.name
        if self._has_few_colors:
            return "ansi-light" if light else "ansi-dark"
        return LIGHT.name if light else DARK.name

    @property
    def _has_few_colors(self) -> bool:
        """Whether the terminal shows no more than 16 colors, which are its own, or the reader wants none."""
        return self.no_color or self.console.color_system in (None, "standard", "windows")

    @property
    def available_themes(self) -> dict[str, Theme]:
        """The themes to choose from: those that the terminal can show."""
        themes = super().available_themes
        driver = getattr(self, "_driver", None)  # which there is not while the app is made
        if driver is None or driver.is_headless or not self._has_few_colors:
            return themes
        return {name: theme for name, theme in themes.items() if theme.ansi}

    def get_css_variables(self) -> dict[str, str]:
        """Return the colors of Textual's own widgets, taken from our styles so that they are as legible.

        Before a theme is chosen there are none: those of Textual's default would be worked out for nothing.
        """
        if self._own_theme is None:
            return {}
        return {**super().get_css_variables(), **make_css_variables(self._make_styles())}

    def _make_styles(self) -> TextStyles:
        return make_styles(
            self.current_theme, COLOR_SYSTEMS.get(self.console.color_system or "", ColorSystem.TRUECOLOR)
        )

    def get_default_screen(self) -> Screen[None]:
        """Begin with the three panes."""
        return self.main

    def on_mount(self) -> None:
        """Watch for signals and the loss of the terminal, and draw in the colors of a new theme."""
        self.text_styles = self._make_styles()
        self.session_timer.start()
        if self.session.kiosk and not self.is_headless and os.name == "posix":
            self._confine()
        if not self.is_headless and self._show is None:
            # What our own driver does itself. Looked up when it is called, since it changes.
            watch_stock_driver(self, lambda: self.on_leaving(), has_terminal=not self.in_browser)
        # fg repaints only the widget in focus: https://github.com/Textualize/textual/issues/6298
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))
        self.theme_changed_signal.subscribe(self, lambda theme: self._apply_theme())

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what all that is drawn passes through: where there are only signs of ASCII, what draws these."""
        return [*super().get_line_filters(), *self._ascii_filters]

    def on_unmount(self) -> None:
        """End the watch over a stranger's session before the loop that it asks does."""
        if self._processor_watch:
            self._processor_watch.stop()

    def on_ready(self) -> None:
        """Begin with what the first screen did not need, and say what is wrong with the reader's settings."""
        self._garbage.start()
        if self._processor_watch:
            self._processor_watch.step_back()
        self.prepare(self.dossier)
        if self.session.said_first:
            self.notify(self.session.said_first, severity="warning", timeout=PROBLEMS_SECONDS, markup=False)
        if self.problems:
            self.notify(_sum_up(self.problems), severity="warning", timeout=PROBLEMS_SECONDS, markup=False)

    def _confine(self) -> None:
        """Limit the memory and the processor time of a stranger's session, and what the system lets it do."""
        from peace_tui.system.confinement import ProcessorWatch, confine, limit_memory

        limits, loop = self.session.limits, asyncio.get_running_loop()
        size = os.path.getsize(self.dossier.path) if os.path.isfile(self.dossier.path) else 0
        self._processor_watch = ProcessorWatch(
            limits.key_seconds + limits.key_seconds_of_file * size,
            loop.call_soon_threadsafe,
            lambda: self.keys_waiting > 0,
        )
        loop.set_exception_handler(self._handle_callback_error)
        limit_memory(limits.memory + int(limits.memory_of_file * size))
        confine()

    def prepare(self, dossier: Dossier) -> None:
        """Compute in pauses what the first search would have to wait for."""
        run_when_idle(dossier.prepare(), self.last_busy)

    def last_busy(self) -> float:
        """Return when there was last something else to do: now, while the palette is open, which lists as it finds."""
        is_listing = any(isinstance(screen, CommandPalette) for screen in self.screen_stack)
        return monotonic() if is_listing else self.session_timer.last_activity

    def set_light(self, light: bool) -> None:
        """Change the theme when a terminal answers late whether it is light, unless the reader has chosen one."""
        if self.theme == self._own_theme:
            self.theme = self._own_theme = self._first_theme(light)

    def keep_setting(self, name: str, value: bool | str) -> None:
        """Remember what the reader has set, where that can be done."""
        if why := self.remember(name, value):
            self.notify(why, severity="warning", markup=False)

    def toggle_mouse(self) -> str:
        """Take the mouse, or leave it to the terminal; return a sentence that says which."""
        driver: Any = self._driver
        if not hasattr(driver, "mouse"):
            return "Start with --mouse to use the mouse."
        driver.mouse = not driver.mouse
        self.keep_setting("mouse", driver.mouse)
        return "Mouse on." if driver.mouse else "Mouse off: select text as usual."

    def _apply_theme(self) -> None:
        if self.theme != self._own_theme:
            self.keep_setting("theme", self.theme)
            self._own_theme = ""  # from now on the reader chooses
        self.text_styles = self._make_styles()
        for screen in self.screen_stack:
            for widget in screen.query(Widget):
                widget.refresh()

    @property
    def _show(self) -> Callable[[object], bool] | None:
        """What shows a frame by our own driver, which also handles signals and a lost terminal; None without it."""
        return getattr(self._driver, "show_frame", None)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Send a frame to the terminal."""
        if self._show is None or not self._show(renderable):
            super()._display(screen, renderable)
        else:
            self.post_display_hook()

    def exit(self, result: None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """Leave, once what waits for that has been done."""
        leave, self.on_leaving = self.on_leaving, _nothing
        leave()
        super().exit(result, return_code, message)

    @property
    def is_ending(self) -> bool:
        """Whether the reader has left, and the screens come down."""
        return self._exit

    def post_message(self, message: Message) -> bool:
        """Take a message, and count the keys that wait; what is typed once the app is ending is dropped."""
        if self._exit and isinstance(message, events.InputEvent | events.Paste):
            return False
        self.keys_waiting += isinstance(message, events.Key)
        return super().post_message(message)

    async def on_event(self, event: events.Event) -> None:
        """Note that the reader is active, translate keys of other scripts, and limit the size of the terminal."""
        self.keys_waiting -= isinstance(event, events.Key)
        if isinstance(event, events.InputEvent | events.Paste):
            if self._exit:
                return
            self.session_timer.note_activity()
            self._garbage.collect_in_pause(at_once=self.keys_waiting > 0)
            # Textual lets go of closed pages once no message waits: with keys typed ahead that may be never.
            await self._flush_next_callbacks()
        if isinstance(event, events.Key) and not event.is_forwarded and not isinstance(self.focused, Input):
            event = self._translate_key(event)
            self.last_character = event.character
            self._clear_message()
        if isinstance(event, events.Paste):  # Input would take only its first line
            event = events.Paste(" ".join(event.text.splitlines()))
        if isinstance(event, events.Resize):
            size = Size(*splash.clamp_size(*event.size))
            event = events.Resize(size, size)
        await super().on_event(event)

    def _translate_key(self, event: events.Key) -> events.Key:
        """Have letters of other scripts act by their position on the keyboard, where no text is typed."""
        if (character := self.keyboard.latin(event.character)) is None:
            return event
        return events.Key(find_key_name(character), character)

    def _clear_message(self) -> None:
        """Remove the message of the last key, which may not be true after another one."""
        if self.screen is self.main:
            if self.main.said:
                self.main.say("")
            return
        from peace_tui.ui.screens.page import Page  # which the first screen does without

        if isinstance(self.screen, Page) and self.screen.said:
            self.screen.say("")

    def warn(self, sentence: str) -> None:
        """Say something that does not go away with the next key."""
        self.notify(sentence, severity="warning", timeout=self.session.warning_seconds, markup=False)

    def _handle_exception(self, error: Exception) -> None:
        """Leave with a sentence where a limit is reached; anything else is a mistake of ours, which Textual shows."""
        if isinstance(error, MemoryError):
            from peace_tui.system.confinement import release_memory

            release_memory()
            error = LimitReached("Closed: this session has used all the memory it may have.")
        if isinstance(error, LimitReached):
            self.on_leaving()
        super()._handle_exception(error)

    def _handle_callback_error(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Leave where a limit is reached outside of any widget, in what the event loop itself has called."""
        if isinstance(error := context.get("exception"), MemoryError | LimitReached):
            self._handle_exception(error)
        else:
            loop.default_exception_handler(context)

    def exit_with(self, sentence: str) -> None:
        """Leave, and say why once the terminal is the reader's again."""
        self.exit_message = sentence
        self.exit()

    def action_suspend_process(self) -> None:
        """Go back to the shell until fg; strangers have none."""
        if not self.session.kiosk:
            super().action_suspend_process()

    @cached_property
    def articles(self) -> Archive | None:
        """The saved texts of the dossier's sources; None where there are none."""
        return open_articles(self.dossier, self.session.articles, kiosk=self.session.kiosk)

    def find_passage(self, version: Version | None) -> SavedPassage | None:
        """Return where a version is in the saved text of its source, if that is saved."""
        if version is None or self.articles is None:
            return None
        from peace_tui.lint.verdicts import find_saved_passage

        key = (version.source, version.text, version.locator)
        if key not in self._passages:
            self._passages[key] = find_saved_passage(self.dossier, version, self.articles)
        return self._passages[key]

    def reopen_articles(self, dossier: Dossier) -> None:
        """Look anew for the saved texts of a dossier that its author has changed, and for passages in them.

        Where their folder cannot be read now, the texts stay as they were.
        """
        self._passages.clear()
        if "articles" in self.__dict__:  # else nobody has asked for one yet
            with suppress(InputError):
                self.articles = open_articles(dossier, self.session.articles, kiosk=self.session.kiosk)

    def send(self, text: str) -> str:
        """Send text to the terminal's clipboard; return a sentence that says so, or why not."""
        from peace_tui.ui.clipboard import encode_for_terminal

        try:
            sequence = encode_for_terminal(text)
        except ValueError as error:
            return f"Not copied: {error}. Select the text instead"
        self._clipboard = text
        if self._driver:
            self._driver.write(sequence)
        return "Sent to your terminal's clipboard"

    def follow_link(self, url: str) -> str:
        """Open an address, or send it to the reader's terminal where that is far away; return a sentence on it."""
        if not url:
            return "No link for this source."
        if self.is_remote:
            return f"{self.send(url)}: {url}"
        self.open_url(url)
        return f"Opening {url}"

    def action_command_palette(self) -> None:
        """Open the palette."""
        if not isinstance(self.screen, CommandPalette):
            self._open_palette(placeholder="Find a person, an event, an outlet, an action …")

    def search_themes(self) -> None:
        """Open the palette on the themes."""
        self.ask(ThemeProvider, "colors")

    def _open_palette(self, text: str = "", **choices: Any) -> None:
        from peace_tui.ui.palette import Palette

        self.push_screen(Palette(text, **choices))

    def pick(self, question: str, text: str = "") -> None:
        """Open the palette on what the page below it offers."""
        from peace_tui.ui.palette import Picker

        self.ask(Picker, question, text)

    def ask_for_id(self) -> None:
        """Open the palette on another id for the record under the cursor, and on records that it may be a double of."""
        from peace_tui.ui.palette import Renamer

        self.ask(Renamer, "Type a new id, or the name of the same in another record")

    def ask(self, provider: type[Provider], question: str, text: str = "") -> None:
        """Open the palette on what a provider offers, with a text already typed."""
        self._open_palette(text, providers=[provider], placeholder=question)

    def search_commands_for(self, text: str) -> None:
        """Open the palette with a beginning already typed."""
        self._open_palette(text, placeholder="step of the tour")


def _nothing() -> None:
    """Do nothing."""


def _forget(name: str, value: bool | str) -> str:
    """Remember nothing."""
    return ""


def _sum_up(problems: Sequence[Problem]) -> str:
    """Return the first problem of the reader's settings in a sentence or two, and where to find the others."""
    first = problems[0]
    place = f"{os.path.basename(first.file)}, line {first.line}" if first.line else first.file
    is_short = len(first.hint) <= MAX_HINT_CHARS
    hint = f" ({first.hint})" if first.hint and is_short else ""
    more = "" if is_short else " peace-tui keys --check says what there is."
    more = f" And {len(problems) - 1} more: peace-tui keys --check lists them." if len(problems) > 1 else more
    return single_line(f"{place}: {first.message}{hint}.{more}")
