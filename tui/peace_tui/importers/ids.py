"""Ids made from titles and names, and `x_*` keys made from column headers."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any, Final

from peace_tui.loading.converters import is_id

MAX_ID_CHARS: Final = 48
"""How long an id made of a title may be; it ends at the end of a word where it can."""
MAX_KEY_CHARS: Final = 60
MAX_CHARS_READ: Final = 400
"""How many characters of a title or header are looked at."""
RESERVED_KEYS: Final = frozenset(("x_checked", "x_agreed", "x_accounts", "x_archive", "x_clocks", "x_layers"))
"""`x_*` keys that the program itself reads; a column becomes one only if its header is exactly that."""


class IdRegistry:
    """The ids given out so far, unique over the whole dossier and the same for the same input."""

    def __init__(self) -> None:
        """Begin with no ids."""
        self._used: set[str] = set()
        self._next: dict[str, int] = {}

    def has(self, id: Any) -> bool:
        """Tell whether a record has this id."""
        return isinstance(id, str) and id in self._used

    def assign(self, wanted: str, fallback: str, *, given: str = "") -> str:
        """Return a new id: the one `given` in the file if it is sound, else one made of it or of `wanted`.

        Where neither has a letter or digit it is made of `fallback`. An id that is in use gets a number.
        """
        stem = given if is_sound_id(given) else slug(given) or slug(wanted) or fallback
        id, number = stem, self._next.get(stem, 2)
        while id in self._used:
            id, number = f"{stem}-{number}", number + 1
        self._next[stem] = number
        self._used.add(id)
        return id


def slug(text: str) -> str:
    """Return an id that resembles `text`, or nothing where `text` holds no letter or digit."""
    words = "".join(map(_without_accents, unicodedata.normalize("NFC", text[:MAX_CHARS_READ]))).lower()
    words = "".join(character if _is_kept(character) else "-" for character in words)
    words = re.sub("[-.]*-[-.]*", "-", unicodedata.normalize("NFC", words)).strip("-._")
    if len(words) > MAX_ID_CHARS:
        cut = words[: MAX_ID_CHARS + 1].rpartition("-")[0]
        words = (cut if len(cut) > MAX_ID_CHARS // 2 else words[:MAX_ID_CHARS]).strip("-._")
    return words if is_sound_id(words) else ""


@lru_cache(maxsize=4096)
def _without_accents(character: str) -> str:
    """Return an accented Latin letter without its accents, any other character as it is."""
    decomposed = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    return decomposed if decomposed and decomposed.isascii() else character


def _is_kept(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LN" or category in ("Mn", "Mc") or character in "._"


def is_sound_id(text: str) -> bool:
    """Tell whether a dossier accepts `text` as an id."""
    return is_id(text) and unicodedata.is_normalized("NFC", text)


def extra_key(header: str) -> str:
    """Return the `x_*` key for a column or field that the dossier format lacks."""
    words = re.sub("(?<=[a-z0-9])(?=[A-Z])", "_", header[:MAX_CHARS_READ])
    words = unicodedata.normalize("NFC", words).lower()
    words = re.sub(r"\W+", "_", words).strip("_").removeprefix("x_").strip("_")
    key = "x_" + (words[:MAX_KEY_CHARS].strip("_") or "column")
    return f"{key}_column" if key in RESERVED_KEYS and key != header.strip().lower() else key
