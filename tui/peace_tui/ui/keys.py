"""What a key is, and which keys there are on a screen, in a kiosk, and by the reader's own choice. No Textual here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from string import punctuation
from typing import Final

import tomli

from peace_tui.errors import InputError
from peace_tui.query.facets import PANES
from peace_tui.session.layout import READER
from peace_tui.system.paths import settings_folder
from peace_tui.text.messages import suggest

MAIN: Final = "main"
CHART: Final = "chart"
"""The main screen while the time chart has the focus: the keys of the main screen, and its own."""
PAGE: Final = "page"
"""Every page."""
COMPARISON, COVERAGE, EXPORT, CITATION = "comparison", "coverage", "export", "citation"
CONVERSATION = "conversation"
PAGES: Final = (COMPARISON, COVERAGE, CONVERSATION, EXPORT, CITATION)
"""The pages with keys of their own."""
EVERYWHERE: Final = (MAIN, PAGE)


@dataclass(frozen=True, slots=True)
class Key:
    """One thing the reader can do."""

    id: str
    """Stable name of the action, for remapping."""
    keys: tuple[str, ...]
    """The keys that do it, in Textual's names; the first is the one to teach."""
    action: str
    """The action of the screen it is pressed on."""
    label: str
    """What it does, in a word or three: the palette's title."""
    help: str
    """What it does, in a sentence."""
    footer: str = ""
    """How the footer puts it; empty: the footer leaves it out."""
    panes: tuple[str, ...] = (*PANES, READER)
    """The panes of the main screen in which it does something."""
    leaves_program: bool = False
    """Whether it leads out of the program, to a shell, an editor or a file: strangers at a kiosk do not have it."""
    screens: tuple[str, ...] = (MAIN,)
    """The screens on which it does something."""
    page_help: str = ""
    """What it does on a page, in a sentence, where that is not what `help` says."""

    @property
    def action_name(self) -> str:
        """The name of its action, without the arguments."""
        return self.action.partition("(")[0]


def keys_allowed_in_kiosk(keys: tuple[Key, ...]) -> tuple[Key, ...]:
    """Return the table without what leads out of the program."""
    return tuple(key for key in keys if not key.leaves_program)


def keys_on(screen: str, keys: tuple[Key, ...]) -> tuple[Key, ...]:
    """Return what can be done on a screen; the keys of one page, and of the chart, come before the general ones."""
    own = tuple(key for key in keys if screen in key.screens)
    if screen in EVERYWHERE:
        return own
    own_names = {name for key in own for name in key.keys}
    general = MAIN if screen == CHART else PAGE
    return (*own, *(_without(key, own_names) for key in keys if general in key.screens))


def remap_keys(keys: tuple[Key, ...], chosen: Mapping[str, tuple[str, ...]]) -> tuple[Key, ...]:
    """Return the table with the reader's own keys; an action loses the keys that another one on its screens is given.

    Raises:
        ValueError: An action is not in the table; the text says so and names the nearest.
    """
    known = {key.id: key for key in keys}
    for id in chosen:
        if id not in known:
            raise ValueError(f"there is no action '{id}'" + (f"; {hint}" if (hint := suggest(id, known)) else ""))
    given = {(screen, name) for id, names in chosen.items() for screen in _reach(known[id]) for name in names}
    return tuple(
        replace(key, keys=chosen[key.id], footer="")
        if key.id in chosen
        else _without(key, {name for screen, name in given if screen in key.screens})
        for key in keys
    )


def _reach(key: Key) -> tuple[str, ...]:
    """Return the screens of a key; what is on every page, or the main screen, is also where there are more keys."""
    pages = PAGES if PAGE in key.screens else ()
    return (*key.screens, *pages, *((CHART,) if MAIN in key.screens else ()))


def _without(key: Key, names: set[str]) -> Key:
    return replace(key, keys=tuple(name for name in key.keys if name not in names))


def keymap_path() -> Path:
    """Return where the reader's own keys are looked for."""
    return Path(settings_folder()) / "keys.toml"


def read_keys(keys: tuple[Key, ...]) -> tuple[Key, ...]:
    """Return the table of keys as the reader's own file of keys changes it.

    The file gives actions other keys:

        # ~/.config/peace-tui/keys.toml
        "move.down" = ["n", "down"]
        "filter.search" = "s"

    Raises:
        InputError: The file is there and cannot be used.
    """
    path = keymap_path()
    try:
        written = tomli.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return keys
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: {error}") from None
    chosen: dict[str, tuple[str, ...]] = {}
    for id, value in written.items():
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list) or not names or not all(isinstance(n, str) and n.strip() for n in names):
            raise InputError(f"{path}: {id} is to be a key, or an array of keys")
        chosen[id] = tuple(names)
    try:
        return remap_keys(keys, chosen)
    except ValueError as error:
        raise InputError(f"{path}: {error}; 'peace-tui keys' lists them") from None


NAMES: Final = {
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "escape": "Esc",
}
"""How keys are called whose names are not what is written on them."""
RENAMED_SIGNS: Final = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
SIGNS: Final = {
    RENAMED_SIGNS.get(name, name): sign
    for sign in punctuation
    for name in [re.sub("[- ]", "_", unicodedata.name(sign).lower())]
}
"""The signs on a keyboard by the names that Textual gives their keys, which are those of Unicode but for some."""


def key_name(key: str) -> str:
    """Return a key as a person calls it: `<`, `Ctrl+R`, `Shift+Tab`, `PgDn`."""
    *modifiers, base = key.split("+")
    name = NAMES.get(base) or SIGNS.get(base) or (base if len(base) == 1 and not modifiers else base.capitalize())
    return "+".join([*map(str.capitalize, modifiers), name])
