"""Names for what is imported: ids made from titles and names, and keys made from column headers."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from peace_tui.loading.converters import is_id

LONGEST_ID: Final = 48
"""How many characters of a title an id keeps; it ends at a whole word where it can."""
LONGEST_KEY: Final = 60
ENOUGH: Final = 400
"""How many characters are looked at for either."""


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """Return an accented Latin letter without its accents, any other character as it is."""
    decomposed = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    return decomposed if decomposed and decomposed.isascii() else character


def slug(text: str) -> str:
    """Return an id that says what `text` says, or nothing where it holds no letter or digit."""
    words = "".join(map(_plain, unicodedata.normalize("NFC", text[:ENOUGH]))).lower()
    kept = "".join(c if unicodedata.category(c)[0] in "LN" or c in "._" or _is_mark(c) else "-" for c in words)
    kept = re.sub("[-.]*-[-.]*", "-", unicodedata.normalize("NFC", kept)).strip("-._")
    if len(kept) > LONGEST_ID:
        cut = kept[: LONGEST_ID + 1].rpartition("-")[0]
        kept = (cut if len(cut) > LONGEST_ID // 2 else kept[:LONGEST_ID]).strip("-._")
    return kept if is_sound_id(kept) else ""


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Mc")


def is_sound_id(text: str) -> bool:
    """Tell whether a dossier takes `text` as an id."""
    return is_id(text) and unicodedata.is_normalized("NFC", text)


class Ids:
    """The ids given out so far, unique over the whole dossier and the same for the same input."""

    def __init__(self) -> None:
        """Begin with none."""
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def take(self, wanted: str, otherwise: str, *, given: str = "") -> str:
        """Return an id for a thing: the one it was `given` elsewhere, if it is sound, else one made of `wanted`.

        Where neither has a letter or digit it is made of `otherwise`; one that is taken gets a number.
        """
        stem = given if is_sound_id(given) else slug(given) or slug(wanted) or otherwise
        id, number = stem, self._next.get(stem, 2)
        while id in self._taken:
            id, number = f"{stem}-{number}", number + 1
        self._next[stem] = number
        self._taken.add(id)
        return id


READ: Final = frozenset(("x_checked", "x_agreed", "x_accounts", "x_archive", "x_clocks", "x_layers"))
"""Keys of authors' own that the program itself reads; a column is never taken for one unless it is called so."""


def own_key(header: str) -> str:
    """Return the `x_*` key under which a column or field that the format lacks is kept."""
    words = unicodedata.normalize("NFC", re.sub("(?<=[a-z0-9])(?=[A-Z])", "_", header[:ENOUGH])).lower()
    kept = re.sub(r"\W+", "_", words).strip("_").removeprefix("x_").strip("_")
    key = "x_" + (kept[:LONGEST_KEY].strip("_") or "column")
    return f"{key}_" if key in READ and key != header.strip().lower() else key
