"""The table of keys as Textual's bindings, and the reader's own keys: a file that gives actions other keys.

# ~/.config/peace-tui/keys.toml
"move.down" = ["n", "down"]
"filter.search" = "s"
"""

from __future__ import annotations

from pathlib import Path

import tomli
from textual.binding import Binding, BindingType

from peace_tui.system.paths import settings_folder
from peace_tui.ui.key_table import KEYS
from peace_tui.ui.keys import Key, remap_keys


class KeymapError(Exception):
    """The file of keys cannot be used; the text says which file and why."""


def bindings_on(screen: str) -> list[BindingType]:
    """Return a screen's own bindings, by whose ids Textual's keymap gives them the reader's own keys.

    Those of every page are inherited by the pages with keys of their own, which come first.

    With priority, so that a key acts before the next one goes anywhere: "Esc j" and "/deal" may arrive in one piece.
    """
    return [
        Binding(",".join(key.keys), key.action, key.label, id=key.id, show=False, priority=True)
        for key in KEYS
        if screen in key.screens
    ]


def keymap_path() -> Path:
    """Return where the reader's own keys are looked for."""
    return Path(settings_folder()) / "keys.toml"


def read_keys() -> tuple[Key, ...]:
    """Return the table of keys as the reader wants it.

    Raises:
        KeymapError: The file is there and cannot be used.
    """
    path = keymap_path()
    try:
        written = tomli.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return KEYS
    except (OSError, ValueError) as error:
        raise KeymapError(f"{path}: {error}") from None
    chosen: dict[str, tuple[str, ...]] = {}
    for id, keys in written.items():
        names = [keys] if isinstance(keys, str) else keys
        if not isinstance(names, list) or not names or not all(isinstance(n, str) and n.strip() for n in names):
            raise KeymapError(f"{path}: {id} is to be a key, or an array of keys")
        chosen[id] = tuple(names)
    try:
        return remap_keys(KEYS, chosen)
    except ValueError as error:
        raise KeymapError(f"{path}: {error}; 'peace-tui keys' lists them") from None
